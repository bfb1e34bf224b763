"""Rates of rare events: so many per 100,000 child-years, with exact Poisson limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

PER = 100_000
Verdict = Literal["met", "unclear", "missed"]


@dataclass(frozen=True)
class Limits:
    """The lowest and the highest expected count that a count is compatible with."""

    low: float
    high: float


@dataclass(frozen=True)
class Rate:
    """Events per 100,000 child-years.

    Args:
        count: of events.
        years: child-years they happened in.
        value, low, high: per 100,000; None without child-years.
    """

    count: int
    years: float
    value: float | None
    low: float | None
    high: float | None


@lru_cache(maxsize=4096)
def count_limits(count: int, *, confidence_percent: float = 95.0) -> Limits:
    """Return the exact (Garwood) limits of a Poisson count.

    Args:
        count: at least 0.
        confidence_percent: above 0, below 100; half of the rest lies on each side.

    Returns:
        ``low`` is where counting so many or more has half of the rest as its chance, ``high`` where so many or fewer.

    Source: F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936), 437-442.
    """
    tail = (1 - confidence_percent / 100) / 2
    highest = count + 12 * (count + 12) ** 0.5 + 12
    low = _where(lambda mean: 1 - _at_most(count - 1, mean), tail, 0.0, float(count)) if count else 0.0
    return Limits(low, _where(lambda mean: -_at_most(count, mean), -tail, float(count), highest))


def rate(*, count: int, years: float, confidence_percent: float = 95.0) -> Rate:
    """Return a rate with its limits; unknown without child-years.

    Args:
        count: of events.
        years: child-years at risk.
        confidence_percent: of the limits.
    """
    if years <= 0:
        return Rate(count, 0.0, None, None, None)
    limits = count_limits(count, confidence_percent=confidence_percent)
    return Rate(count, years, count / years * PER, limits.low / years * PER, limits.high / years * PER)


def against(found: Rate, *, at_most: float) -> Verdict:
    """Tell whether a rate keeps below a target for certain, exceeds it for certain, or is too uncertain to say.

    Args:
        found: a rate.
        at_most: the target, per 100,000.
    """
    if found.low is None or found.high is None:
        return "unclear"
    if found.high <= at_most:
        return "met"
    return "missed" if found.low > at_most else "unclear"


def _at_most(count: int, mean: float) -> float:
    """Return the chance of counting so many or fewer where ``mean`` are expected."""
    if count < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    numbers = np.arange(1, count + 1)
    logs = np.concatenate(([0.0], np.cumsum(np.log(mean / numbers)))) - mean
    top = float(logs.max())
    return min(1.0, float(np.exp(logs - top).sum()) * float(np.exp(top)))


def _where(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        if rising(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
