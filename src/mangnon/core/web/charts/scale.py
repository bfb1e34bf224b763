"""From numbers to places on a plot: ranges, round tick values, per cent."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mangnon.core.web.words import number_words

ROUND_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from `low` to `high` that an axis shows."""

    low: float
    high: float

    def percent(self, value: float) -> float:
        """Where a value lies between low (0) and high (100)."""
        return 100.0 * (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid; a minor one loses its label on narrow screens, an empty label is never written."""

    value: float
    label: str
    minor: bool = False


def round_step(width: float, *, about: int) -> float:
    """A step of 1, 2 or 5 times a power of ten.

    Args:
        width: what the axis spans, above 0.
        about: how many steps are wanted at most.

    Returns:
        The smallest round step with which at most `about` steps fill the width.
    """
    raw = width / about
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in ROUND_STEPS if step * power >= raw * (1 - 1e-9))


def span_around(values: Iterable[float], *, about: int = 8) -> tuple[Span, float]:
    """A span with round ends that holds all values.

    Args:
        values: at least one number.
        about: how many steps are wanted at most.

    Returns:
        The span and the step between its ticks.
    """
    known = list(values)
    low, high = min(known), max(known)
    step = round_step(_width(low, high), about=about)
    return Span(math.floor(low / step) * step, math.ceil(high / step + 1e-9) * step), step


def _width(low: float, high: float) -> float:
    # Values that differ by less than a float can part near them are one value.
    smallest = 1e-6 * max(1.0, abs(low), abs(high))
    if high - low > smallest:
        return high - low
    return abs(high) if abs(high) > smallest else 1.0


def number_ticks(span: Span, *, step: float) -> tuple[Tick, ...]:
    """Ticks at every step of a span with round ends."""
    decimals = 0 if step >= 1 else 1
    count = round((span.high - span.low) / step)
    return tuple(
        Tick(value, number_words(value, decimals=decimals), minor=bool(index % 2))
        for index in range(count + 1)
        for value in [span.low + index * step]
    )


def age_ticks(span: Span) -> tuple[Tick, ...]:
    """Ticks of an age axis in months: every second month up to two years, else birthdays and half years.

    Args:
        span: ages in months.

    Returns:
        Months as labels when the span ends at 24 months or before, years otherwise.
    """
    if span.high <= 24:
        return tuple(Tick(month, str(month), minor=bool(month % 6)) for month in _multiples(span, 2))
    years_apart = 2 if span.high - span.low > 72 else 1
    step = 6 if span.high - span.low <= 72 else 12
    return tuple(
        Tick(month, "" if month % 12 else str(month // 12), minor=bool((month // 12) % years_apart))
        for month in _multiples(span, step)
    )


def _multiples(span: Span, step: int) -> Sequence[int]:
    return range(math.ceil(span.low / step) * step, math.floor(span.high) + 1, step)
