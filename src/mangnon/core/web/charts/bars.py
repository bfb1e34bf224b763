"""Bars for counts by month or group, labelled below, the number above each."""

from collections.abc import Sequence
from html import escape

from mangnon.core.web.words import number_words

WIDE, HIGH, FOOT, HEAD = 600, 160, 24, 20  # of the drawing's own units; it is scaled to the width of the page
SHARE = 0.62  # of its place that a bar fills


def bars_svg(*, bars: Sequence[tuple[str, int]], title: str) -> str:
    """Draw counts as upright bars.

    Args:
        bars: what stands below each bar, and its count, at least 0.
        title: what is shown, in words, for those who cannot see it.

    Returns:
        An `<svg>` element whose texts are escaped; without any count above 0 only labels.
    """
    told = escape(title)
    head = f'<svg class="bars" role="img" aria-label="{told}" viewBox="0 0 {WIDE} {HIGH}"><title>{told}</title>'
    if not bars:
        return f"{head}</svg>"
    most = max(count for _, count in bars) or 1
    place, room = WIDE / len(bars), HIGH - FOOT - HEAD
    wide = place * SHARE
    drawn = []
    for at, (label, count) in enumerate(bars):
        middle, tall = (at + 0.5) * place, room * count / most
        top = HEAD + room - tall
        drawn.append(
            f'<rect x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'
            f'<text x="{middle:.1f}" y="{HIGH - 6}">{escape(label)}</text>'
            + (
                f'<text class="bars__count" x="{middle:.1f}" y="{top - 5:.1f}">{number_words(count)}</text>'
                if count
                else ""
            )
        )
    return f"{head}{''.join(drawn)}</svg>"
