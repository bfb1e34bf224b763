"""Student's t distribution, as much of it as confidence intervals need."""

from __future__ import annotations

import math
from statistics import NormalDist

TINY = 1e-300
CONVERGED = 1e-15
NEARLY_NORMAL = 1e7  # from so many degrees of freedom on the two distributions agree to seven digits


def t_quantile(*, probability: float, degrees: float) -> float:
    """Give the value that a t-distributed number stays under with the given probability.

    Args:
        probability: above 0, below 1.
        degrees: degrees of freedom, above 0.

    Returns:
        The quantile, to about ten digits.

    Source: the regularised incomplete beta function by its continued fraction, solved by bisection; tested
    against printed quantiles.
    """
    if probability == 0.5:
        return 0.0
    if degrees > NEARLY_NORMAL:
        return NormalDist().inv_cdf(probability)
    tail = min(probability, 1.0 - probability)
    low, high = 0.0, 1.0
    while _upper_tail(t=high, degrees=degrees) > tail:
        low, high = high, high * 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if _upper_tail(t=middle, degrees=degrees) > tail:
            low = middle
        else:
            high = middle
    return math.copysign(high, probability - 0.5)


def _upper_tail(*, t: float, degrees: float) -> float:
    return 0.5 * _incomplete_beta(x=degrees / (degrees + t * t), a=degrees / 2.0, b=0.5)


def _incomplete_beta(*, x: float, a: float, b: float) -> float:
    """Compute the regularised incomplete beta function by its continued fraction."""
    if x <= 0.0 or x >= 1.0:
        return max(0.0, min(1.0, x))
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _incomplete_beta(x=1.0 - x, a=b, b=a)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(scale) * _fraction(x=x, a=a, b=b) / a


def _fraction(*, x: float, a: float, b: float) -> float:
    """Evaluate the continued fraction by Lentz's method."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < CONVERGED:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
