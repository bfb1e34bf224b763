"""Numbers of cases as they leave the house: what would point to one child is told as "dưới 5"."""

from __future__ import annotations

from collections.abc import Sequence

from mangnon.domain.protection.oversight import quantile

SMALL = 5
FEW = f"dưới {SMALL}"


def count_words(count: int, *, exact: bool = False) -> str:
    """Return a count in words; 1 to 4 are not told apart unless the reader works there."""
    return FEW if 0 < count < SMALL and not exact else str(count)


def share_words(part: int, whole: int, *, exact: bool = False) -> str:
    """Return a share in percent; a dash where there is nothing, or too little to be told."""
    if not whole or (whole < SMALL and not exact):
        return "–"
    return f"{round(100 * part / whole)} %"


def hours_words(hours: Sequence[float], *, exact: bool = False) -> str:
    """Return the median of some hours in words: hours up to two days, days beyond; a dash where there are too few."""
    median = quantile(hours, 0.5)
    if median is None or (len(hours) < SMALL and not exact):
        return "–"
    return f"{round(median)} giờ" if median < 48 else f"{round(median / 24)} ngày"
