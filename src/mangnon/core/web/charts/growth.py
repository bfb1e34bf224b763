"""The growth chart: a child's measurements on the standard-deviation curves of the WHO.

The drawing has no fixed width. Lines live in an inner picture that stretches, words and dots stand at
percentages of the plot and keep their size, so that the chart reads the same on a phone and on paper.
The style sheet pads the plot; the names of axes and lines stand in the padding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

from mangnon.core.web.charts.scale import Span, Tick, age_ticks, number_ticks, round_step, span_around
from mangnon.core.web.words import MINUS

STRETCH = 1000  # inner units on which lines are drawn, both ways
LABEL_APART = 5.0  # per cent of the plot's height that keeps the labels of two curves apart
VALUE_TURNS_AT = 62.0  # per cent of the width from which the last value is written to the left of its dot
BAND = (-2, 2)

XUnit = Literal["age_months", "length_cm"]
Path = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One standard-deviation line: its points from left to right, in the units of the axes."""

    sd: int
    points: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthPoint:
    """One measurement of the child; `words` is what a reader sees on pointing at it."""

    x: float
    y: float
    words: str
    implausible: bool = False


def growth_chart_svg(
    *,
    curves: Sequence[Curve],
    points: Sequence[GrowthPoint],
    title: str,
    y_name: str,
    x_unit: XUnit = "age_months",
    x_range: tuple[float, float] | None = None,
    last_words: str = "",
    key: str = "growth",
) -> str:
    """Draw the curves and the child's line.

    Args:
        curves: any of the lines -3 to 3; at least one, each with two points or more.
        points: the child's measurements in any order; implausible ones are marked, not joined,
            and do not stretch the axes.
        title: a sentence that says what the chart shows; read aloud instead of the drawing.
        y_name: what the upright axis counts, such as "kg" or "cm".
        x_unit: age in months, or length in centimetres for weight for length.
        x_range: the part of the curves to show; all of it when None.
        last_words: the value written beside the last plausible point, such as "9,4 kg".
        key: makes the identifiers of this drawing unique on the page.

    Returns:
        An `<svg>` element whose texts are escaped.
    """
    across = _across(curves, x_range)
    shown = [Curve(sd=curve.sd, points=_cut(curve.points, across)) for curve in curves]
    within = sorted((p for p in points if across.low <= p.x <= across.high), key=lambda p: p.x)
    plausible = [point for point in within if not point.implausible]
    heights = [y for curve in shown for _, y in curve.points] + [point.y for point in plausible]
    up, y_step = span_around(heights)
    frame = _Frame(across, up)
    x_ticks = age_ticks(across) if x_unit == "age_months" else _length_ticks(across)
    parts = [
        f'<svg class="growth" role="img" aria-labelledby="{escape(key)}-title">',
        f'<title id="{escape(key)}-title">{escape(title)}</title>',
        *_grid(frame, x_ticks, number_ticks(up, step=y_step)),
        *_lines(frame, shown, plausible),
        *_curve_labels(frame, shown),
        *_dots(frame, within, last_words),
        *_axis_names(x_unit=x_unit, in_months=across.high <= 24, y_name=y_name),
        "</svg>",
    ]
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Frame:
    across: Span
    up: Span

    def left(self, x: float) -> float:
        return self.across.percent(x)

    def top(self, y: float) -> float:
        return 100.0 - self.up.percent(y)

    def path(self, points: Path) -> str:
        places = (f"{self.left(x) * STRETCH / 100:.1f} {self.top(y) * STRETCH / 100:.1f}" for x, y in points)
        return "M" + "L".join(places)


def _across(curves: Sequence[Curve], x_range: tuple[float, float] | None) -> Span:
    if x_range:
        return Span(*x_range)
    xs = [x for curve in curves for x, _ in curve.points]
    return Span(min(xs), max(xs))


def _cut(points: Path, across: Span) -> Path:
    """The part of a line that lies inside the span, its ends interpolated."""
    kept: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        left, right = max(x0, across.low), min(x1, across.high)
        if left >= right:
            continue
        slope = (y1 - y0) / (x1 - x0)
        if not kept:
            kept.append((left, y0 + slope * (left - x0)))
        kept.append((right, y0 + slope * (right - x0)))
    return kept


def _length_ticks(across: Span) -> tuple[Tick, ...]:
    step = round_step(across.high - across.low, about=12)
    first = -(-across.low // step) * step
    return number_ticks(Span(first, across.high // step * step), step=step)


def _grid(frame: _Frame, x_ticks: Iterable[Tick], y_ticks: Iterable[Tick]) -> Iterable[str]:
    for tick in x_ticks:
        x = f"{frame.left(tick.value):.2f}%"
        yield f'<line class="growth__grid" x1="{x}" x2="{x}" y1="0" y2="100%"/>'
        if tick.label:
            minor = ' class="growth__minor"' if tick.minor else ""
            yield f'<text{minor} x="{x}" y="100%" dy="18" text-anchor="middle">{escape(tick.label)}</text>'
    for tick in y_ticks:
        y = f"{frame.top(tick.value):.2f}%"
        yield f'<line class="growth__grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        minor = ' class="growth__minor"' if tick.minor else ""
        yield f'<text{minor} x="0" dx="-7" y="{y}" dy="4.5" text-anchor="end">{escape(tick.label)}</text>'


def _lines(frame: _Frame, curves: Sequence[Curve], plausible: Sequence[GrowthPoint]) -> Iterable[str]:
    yield (f'<svg width="100%" height="100%" viewBox="0 0 {STRETCH} {STRETCH}" preserveAspectRatio="none">')
    edges = {curve.sd: curve.points for curve in curves if curve.sd in BAND}
    if len(edges) == 2:
        around = [*edges[BAND[1]], *reversed(edges[BAND[0]])]
        yield f'<path class="growth__band" d="{frame.path(around)}Z"/>'
    for curve in curves:
        yield f'<path class="growth__sd growth__sd--{abs(curve.sd)}" d="{frame.path(curve.points)}"/>'
    if len(plausible) > 1:
        yield f'<path class="growth__line" d="{frame.path([(p.x, p.y) for p in plausible])}"/>'
    yield "</svg>"


def _curve_labels(frame: _Frame, curves: Sequence[Curve]) -> Iterable[str]:
    """Labels at the right ends, from the top down, pushed apart where curves run close."""
    lowest_top = -100.0
    for curve in sorted(curves, key=lambda curve: -curve.points[-1][1]):
        top = max(frame.top(curve.points[-1][1]), lowest_top + LABEL_APART)
        lowest_top = top
        sign = {1: "+", -1: MINUS}.get((curve.sd > 0) - (curve.sd < 0), "")
        yield (
            f'<text class="growth__label growth__label--{abs(curve.sd)}" x="100%" dx="7" y="{top:.2f}%">'
            f"{sign}{abs(curve.sd)}</text>"
        )


def _dots(frame: _Frame, points: Sequence[GrowthPoint], last_words: str) -> Iterable[str]:
    plausible = [point for point in points if not point.implausible]
    for point in points:
        place = f'cx="{frame.left(point.x):.2f}%" cy="{_inside(frame.top(point.y)):.2f}%"'
        told = f"<title>{escape(point.words)}</title>"
        if point.implausible:
            yield f'<circle class="growth__odd" {place} r="8">{told}</circle>'
            yield (
                f'<text class="growth__odd-mark" x="{frame.left(point.x):.2f}%"'
                f' y="{_inside(frame.top(point.y)):.2f}%">?</text>'
            )
        elif point is plausible[-1]:
            yield f'<circle class="growth__dot growth__dot--last" {place} r="6">{told}</circle>'
        else:
            yield f'<circle class="growth__dot" {place} r="4.5">{told}</circle>'
    if plausible and last_words:
        yield _value(frame, plausible[-1], last_words)


def _value(frame: _Frame, point: GrowthPoint, words: str) -> str:
    left, top = frame.left(point.x), frame.top(point.y)
    anchor, dx = ("end", -11) if left > VALUE_TURNS_AT else ("start", 11)
    dy = -10 if top > 12 else 20
    return (
        f'<text class="growth__value" x="{left:.2f}%" y="{top:.2f}%" dx="{dx}" dy="{dy}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )


def _inside(percent: float) -> float:
    return min(max(percent, 0.0), 100.0)


def _axis_names(*, x_unit: XUnit, in_months: bool, y_name: str) -> Iterable[str]:
    age_name = "Tuổi (tháng)" if in_months else "Tuổi (năm)"
    x_name = age_name if x_unit == "age_months" else "Chiều dài hoặc chiều cao (cm)"
    yield f'<text class="growth__axis" x="50%" y="100%" dy="38" text-anchor="middle">{x_name}</text>'
    yield f'<text class="growth__axis" x="0" dx="-7" y="0" dy="-11" text-anchor="end">{escape(y_name)}</text>'
    yield '<text class="growth__axis" x="100%" dx="7" y="0" dy="-11">SD</text>'
