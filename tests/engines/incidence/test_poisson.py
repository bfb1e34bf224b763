"""Rates of rare events against published tables and by properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.engines.incidence import against, count_limits, rate

COUNTS = st.integers(0, 3000)
YEARS = st.floats(1, 5e6)

# Exact 95 % limits of a Poisson count, as printed in textbooks (Ulm 1990; Fleiss).
PRINTED = {0: (0.0, 3.689), 1: (0.0253, 5.572), 2: (0.242, 7.225), 5: (1.624, 11.668), 10: (4.795, 18.390),
           20: (12.217, 30.888), 100: (81.364, 121.627)}  # fmt: skip


@pytest.mark.parametrize("count", sorted(PRINTED))
def test_limits_when_printed_in_tables_then_the_same(count: int) -> None:
    low, high = PRINTED[count]
    found = count_limits(count)
    assert found.low == pytest.approx(low, abs=6e-4)
    assert found.high == pytest.approx(high, abs=6e-4)


@given(COUNTS)
def test_limits_when_of_any_count_then_around_it_and_rising(count: int) -> None:
    here, more = count_limits(count), count_limits(count + 1)
    assert 0 <= here.low <= count < here.high
    assert here.low < more.low
    assert here.high < more.high


@given(st.integers(0, 150))
def test_limits_when_put_back_then_each_tail_has_half_of_the_rest(count: int) -> None:
    def at_most(number: int, mean: float) -> float:
        return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(number + 1))

    found = count_limits(count)
    assert at_most(count, found.high) == pytest.approx(0.025, rel=1e-6)
    if count:
        assert 1 - at_most(count - 1, found.low) == pytest.approx(0.025, rel=1e-6)


@given(COUNTS, st.floats(50, 90))
def test_limits_when_less_certain_then_narrower(count: int, percent: float) -> None:
    narrow, wide = count_limits(count, confidence_percent=percent), count_limits(count, confidence_percent=99)
    assert wide.low <= narrow.low
    assert narrow.high < wide.high


@given(COUNTS, YEARS, st.floats(1.5, 50))
def test_rate_when_more_years_then_lower_by_as_much(count: int, years: float, times: float) -> None:
    here, longer = rate(count=count, years=years), rate(count=count, years=years * times)
    assert here.value is not None
    assert longer.value is not None
    assert longer.value * times == pytest.approx(here.value)
    assert here.value == pytest.approx(count / years * 100_000)


@given(COUNTS)
def test_rate_when_nobody_was_at_risk_then_unknown(count: int) -> None:
    found = rate(count=count, years=0)
    assert (found.value, found.low, found.high) == (None, None, None)
    assert against(found, at_most=550) == "unclear"


@given(COUNTS, YEARS, st.floats(1, 2000))
def test_verdict_when_given_then_certain_only_outside_the_limits(count: int, years: float, target: float) -> None:
    found = rate(count=count, years=years)
    assert found.low is not None
    assert found.high is not None
    wanted = "met" if found.high <= target else "missed" if found.low > target else "unclear"
    assert against(found, at_most=target) == wanted
    if wanted == "met":
        assert found.value is not None
        assert found.value <= target
