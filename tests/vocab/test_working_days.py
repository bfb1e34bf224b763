"""Working days and hours, against counting in other ways."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.vocab.working_days import (
    VIETNAM,
    MomentWithoutZoneError,
    WorkCalendar,
    add_calendar_days,
    add_hours,
    add_working_days,
    end_of_day,
    is_working_day,
    local_day,
    missing_holidays,
    start_of_day,
)

BARE = WorkCalendar(frozenset(), frozenset(), frozenset(range(2000, 2100)))
TET = WorkCalendar(
    closed=frozenset(date(2026, 2, day) for day in range(16, 21)),
    working=frozenset({date(2026, 8, 22)}),
    years=frozenset({2026}),
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
MOMENTS = st.integers(6 * 365 * 86_400, 130 * 365 * 86_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("received", "working_days", "ends"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 23)),  # Monday to the next Monday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # a Saturday is no day of receipt to be counted
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # the Friday before Tết
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday at work
        (date(2026, 1, 30), 2, date(2026, 2, 3)),  # over the end of a month
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_working_days_when_counted_then_the_day_of_receipt_is_left_out(
    received: date, working_days: int, ends: date
) -> None:
    assert add_working_days(TET, received, working_days).on == ends


def test_working_days_when_a_year_is_unknown_then_counted_by_weekends_and_said() -> None:
    counted = add_working_days(TET, date(2026, 12, 30), 3)
    assert counted.on == date(2027, 1, 4)
    assert counted.unknown_years == (2027,)
    assert missing_holidays(counted.unknown_years) == ("Lịch nghỉ lễ năm 2027 chưa có, hạn chỉ trừ thứ Bảy, Chủ nhật.",)
    assert add_working_days(TET, date(2025, 12, 30), 3).unknown_years == (2025,)
    assert add_working_days(TET, date(2025, 12, 30), 0).unknown_years == ()


def test_working_days_when_negative_then_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(BARE, date(2026, 1, 1), -1)


@given(
    day=DAYS,
    count=st.integers(1, 60),
    closed=st.frozensets(DAYS, max_size=40),
    working=st.frozensets(DAYS.filter(lambda day: day.weekday() >= 5), max_size=10),
)
def test_working_days_when_any_calendar_then_as_a_list_of_working_days_says(
    day: date, count: int, closed: frozenset[date], working: frozenset[date]
) -> None:
    calendar = WorkCalendar(closed, working, frozenset(range(2024, 2033)))
    all_days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366 * 8)]
    worked = sorted(({each for each in all_days if each.isoweekday() <= 5} - closed) | working)
    found = add_working_days(calendar, day, count)
    assert found.on == worked[bisect_right(worked, day) + count - 1]
    assert is_working_day(calendar, found.on)
    assert not found.unknown_years


@given(day=DAYS, count=st.integers(0, 30), more=st.integers(0, 30))
def test_working_days_when_counted_in_two_parts_then_the_same_day(day: date, count: int, more: int) -> None:
    halfway = add_working_days(TET, day, count).on
    assert add_working_days(TET, halfway, more).on == add_working_days(TET, day, count + more).on


@given(moment=MOMENTS)
def test_zone_when_compared_with_the_table_of_zones_then_the_same(moment: datetime) -> None:
    there = moment.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert local_day(moment) == there.date()
    assert start_of_day(there.date()) <= moment <= end_of_day(there.date())


@given(moment=MOMENTS, hours=st.integers(0, 1000))
def test_hours_when_added_then_by_seconds_since_ever(moment: datetime, hours: int) -> None:
    assert add_hours(moment, hours).timestamp() == pytest.approx(moment.timestamp() + hours * 3600, abs=1e-5)


def test_hours_when_over_midnight_and_the_end_of_a_year_then_the_clock_runs_on() -> None:
    assert add_hours(datetime(2026, 12, 31, 23, 30, tzinfo=VIETNAM), 12) == datetime(2027, 1, 1, 11, 30, tzinfo=VIETNAM)


def test_days_when_a_moment_is_late_in_the_evening_of_greenwich_then_tomorrow_here() -> None:
    assert local_day(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 24)
    assert add_calendar_days(date(2026, 2, 28), 1) == date(2026, 3, 1)


def test_moment_when_without_zone_then_refused() -> None:
    with pytest.raises(MomentWithoutZoneError):
        local_day(datetime(2026, 11, 24, 8, 0))  # noqa: DTZ001
