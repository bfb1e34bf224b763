"""A line the size of a word, to stand in a table cell."""

from collections.abc import Sequence
from html import escape

from mangnon.core.web.charts.scale import Span

STRETCH = 100


def sparkline_svg(*, values: Sequence[float | None], title: str) -> str:
    """Draw the course of a number, its last value marked.

    Args:
        values: one number per period, oldest first; None leaves a gap.
        title: what it shows, in words, for those who cannot see it.

    Returns:
        An `<svg>` element whose texts are escaped; without any value only the title.
    """
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    head = f'<svg class="spark" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
    if not known:
        return f"{head}</svg>"
    across = Span(0, max(len(values) - 1, 1))
    low, high = min(value for _, value in known), max(value for _, value in known)
    up = Span(low, high) if high > low else Span(low - 1, high + 1)
    path = "".join(
        f"{'L' if index and values[index - 1] is not None else 'M'}"
        f"{across.percent(index):.1f} {100 - up.percent(value):.1f}"
        for index, value in known
    )
    last_index, last_value = known[-1]
    return (
        f'{head}<svg width="100%" height="100%" viewBox="0 0 {STRETCH} {STRETCH}" preserveAspectRatio="none"'
        f' overflow="visible"><path d="{path}"/></svg>'
        f'<circle cx="{across.percent(last_index):.1f}%" cy="{100 - up.percent(last_value):.1f}%" r="3"/></svg>'
    )
