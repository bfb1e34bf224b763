"""The LMS method: from a measurement to its z-score and back, as WHO computes it."""

from __future__ import annotations

import numpy as np

from mangnon.engines.growth.standards import Bools, Floats, Ints, LmsTable


def parameters(*, table: LmsTable, sex: Ints, step: Ints, part: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Look L, M and S up, interpolating linearly between two steps where ``part`` is given.

    Args:
        table: the indicator's table.
        sex: 0 boys, 1 girls.
        step: tabulated day, millimetre or month, within ``table.first`` and ``table.last``.
        part: how far on towards the next step, 0 up to 1; None reads the step itself.

    Returns:
        L, M and S, one value a row.
    """
    at = sex * table.width + (step - table.first)
    lam, median, spread = table.lam[at], table.median[at], table.spread[at]
    if part is None:
        return lam, median, spread
    return (
        lam + part * (table.lam[at + 1] - lam),
        median + part * (table.median[at + 1] - median),
        spread + part * (table.spread[at + 1] - spread),
    )


def measurement_at(*, z: Floats | float, lam: Floats, median: Floats, spread: Floats) -> Floats:
    """Give the measurement that lies ``z`` standard deviations from the median (unrestricted).

    Source: WHO Child Growth Standards: Methods and development (2006), chapter 7, as computed by the R package
    anthro (WHO), z-score-helper.R.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        power = median * (1.0 + lam * spread * z) ** (1.0 / lam)
    flat = lam == 0.0
    return np.where(flat, median * np.exp(spread * z), power) if flat.any() else power


def z_of(*, measurement: Floats, lam: Floats, median: Floats, spread: Floats, restricted: bool) -> Floats:
    """Give the unrounded z-score of each measurement.

    Args:
        measurement: above zero, in the unit of ``median``.
        lam, median, spread: L, M and S, one a row.
        restricted: beyond -3 and +3 go on by the distance between SD 2 and SD 3.

    Returns:
        z-scores; NaN or infinite where the arithmetic leaves the numbers.

    Source: WHO Child Growth Standards: Methods and development (2006), chapter 7, as computed by the R package
    anthro (WHO), z-score-helper.R.
    """
    with np.errstate(all="ignore"):
        ratio = measurement / median
        z = (ratio**lam - 1.0) / (spread * lam)
        flat = lam == 0.0
        if flat.any():
            z = np.where(flat, np.log(ratio) / spread, z)
        if restricted:
            for outside, side in ((z > 3.0, 1.0), (z < -3.0, -1.0)):
                _go_on(z=z, rows=outside, side=side, y=measurement, lam=lam, median=median, spread=spread)
    return z


def _go_on(*, z: Floats, rows: Bools, side: float, y: Floats, lam: Floats, median: Floats, spread: Floats) -> None:
    """Replace the z-scores in ``rows`` by those of the straight line through SD 2 and SD 3."""
    at = np.flatnonzero(rows)
    if not at.size:
        return
    lms = {"lam": lam[at], "median": median[at], "spread": spread[at]}
    third = measurement_at(z=3.0 * side, **lms)
    second = measurement_at(z=2.0 * side, **lms)
    z[at] = side * (3.0 + (y[at] - third) / (third - second))


def measurement_restricted(*, z: float, lam: Floats, median: Floats, spread: Floats, restricted: bool) -> Floats:
    """Give the measurement at ``z``, beyond -3 and +3 on the straight line of restricted indicators."""
    if not restricted or abs(z) <= 3.0:
        return measurement_at(z=z, lam=lam, median=median, spread=spread)
    side = 1.0 if z > 0 else -1.0
    third = measurement_at(z=3.0 * side, lam=lam, median=median, spread=spread)
    second = measurement_at(z=2.0 * side, lam=lam, median=median, spread=spread)
    return third + (abs(z) - 3.0) * (third - second)


def rounded(z: Floats) -> Floats:
    """Round to two decimals, a half away from zero, as WHO's macros do; what is no number becomes NaN."""
    with np.errstate(all="ignore"):
        hundredths = np.abs(z) * 100.0
        whole = np.floor(hundredths)
        whole += hundredths - whole >= 0.5
        result: Floats = np.copysign(whole, z) / 100.0 + 0.0
    result[~np.isfinite(result)] = np.nan
    return result
