from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.engines.immunization.dates import FAR, NEVER, Period, parse_period, shift

EPOCH = date(1970, 1, 1)


def days(*dates: date) -> np.ndarray:
    return np.array([(one - EPOCH).days for one in dates], dtype=np.int32)


def one(start: date, text: str) -> date:
    period = parse_period(text)
    assert period is not None
    return EPOCH + timedelta(int(shift(days(start), period)[0]))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("", None),
        ("0 days", Period(0, 0)),
        ("6 weeks - 4 days", Period(0, 38)),
        ("19 months + 4 weeks", Period(19, 28)),
        ("16 years - 4 months", Period(188, 0)),
        ("1 year", Period(12, 0)),
        ("28 ngày", Period(0, 28)),
        ("7 tuổi", Period(84, 0)),
        ("5 tháng + 2 tuần", Period(5, 14)),
    ],
)
def test_parse_period_when_written_as_published_then_read(text: str, period: Period | None) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("text", ["soon", "6", "6 moons", "6 weeks -", "6 weeks 4", "300 years", "1e3 days"])
def test_parse_period_when_not_a_period_then_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_period(text)


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        (date(2000, 1, 31), "6 months - 4 days", date(2000, 7, 27)),  # the example of CALCDT-6
        (date(2000, 8, 31), "1 month", date(2000, 10, 1)),  # CALCDT-5: there is no 31 September
        (date(2004, 2, 29), "1 year", date(2005, 3, 1)),
        (date(2004, 2, 29), "4 years", date(2008, 2, 29)),
        (date(2025, 12, 30), "2 months", date(2026, 3, 1)),
        (date(2026, 1, 15), "4 weeks", date(2026, 2, 12)),
        (date(1, 1, 1), "2 months", date(1, 3, 1)),
        (date(9998, 12, 31), "2 months", date(9999, 3, 1)),
    ],
)
def test_shift_when_given_the_rules_of_the_specification_then_exact(start: date, text: str, end: date) -> None:
    assert one(start, text) == end


@given(st.dates(date(1, 1, 1), date(9900, 1, 1)), st.integers(0, 1100), st.integers(-400, 400))
def test_shift_when_compared_with_the_calendar_then_equal(start: date, months: int, extra: int) -> None:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        moved = date(year, month + 1, start.day)
    except ValueError:
        moved = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    expected = moved.toordinal() - EPOCH.toordinal() + extra
    assert int(shift(days(start), Period(months, extra))[0]) == expected


def test_shift_when_there_is_no_date_then_there_is_still_none() -> None:
    moved = shift(np.array([NEVER, FAR], dtype=np.int32), Period(2, 0))
    assert moved.tolist() == [NEVER, FAR]
