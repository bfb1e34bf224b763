"""The LMS method: there and back, and rounding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.engines.growth.lms import measurement_restricted, rounded, z_of

LAM = st.integers(-30_000, 30_000).map(lambda whole: whole / 10_000)  # four decimals, as in the tables


def column(value: float) -> np.ndarray:
    return np.array([value])


@given(LAM, st.floats(2, 120), st.floats(0.03, 0.18), st.floats(-5, 5), st.booleans())
def test_z_when_its_measurement_is_put_in_then_itself(
    lam: float, median: float, spread: float, z: float, restricted: bool
) -> None:
    lms = {"lam": column(lam), "median": column(median), "spread": column(spread)}
    if 1 + lam * spread * (min(abs(z), 3.0) if restricted else z) * np.sign(z or 1) <= 0.05:
        return  # outside what any of WHO's tables holds
    measurement = measurement_restricted(z=z, restricted=restricted, **lms)
    if not measurement[0] > 0:
        return
    assert z_of(measurement=measurement, restricted=restricted, **lms)[0] == pytest.approx(z, abs=1e-6)


def test_z_when_beyond_three_then_by_the_distance_between_two_and_three() -> None:
    lms = {"lam": column(-0.35), "median": column(10.0), "spread": column(0.1)}
    second = measurement_restricted(z=2, restricted=True, **lms)
    third = measurement_restricted(z=3, restricted=True, **lms)
    assert z_of(measurement=third + 2 * (third - second), restricted=True, **lms)[0] == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(1.625, 1.63), (-1.625, -1.63), (1.6249999, 1.62), (-0.004, 0.0), (0.005, 0.01), (-2.0, -2.0)],
)
def test_rounded_when_half_then_away_from_zero(raw: float, expected: float) -> None:
    result = rounded(column(raw))[0]
    assert result == expected
    assert not (result == 0 and np.signbit(result))


def test_rounded_when_no_number_then_nan() -> None:
    assert np.isnan(rounded(np.array([np.inf, -np.inf, np.nan]))).all()
