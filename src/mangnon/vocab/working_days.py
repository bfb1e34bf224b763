"""Working days and hours in Vietnam: what a deadline of law ends at.

Pure functions over a frozen calendar. A year whose public holidays are not known is counted by weekends alone, and
every answer that touched it says so; a missing holiday makes a deadline end sooner, never later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from mangnon.vocab.errors import MangnonError

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The country's one zone, without summer time since 1975; written out, so that no table of the machine is read."""
SATURDAY = 5
_LONGEST_DAYS = 10_000


class MomentWithoutZoneError(MangnonError):
    """A moment says no time zone, so that nobody knows which day it is."""

    code = "working_days.no_zone"


@dataclass(frozen=True)
class WorkCalendar:
    """The exceptions to "Monday to Friday".

    Args:
        closed: weekdays on which public bodies are closed (holidays, days off in lieu, swapped days).
        working: Saturdays or Sundays worked in place of a swapped day.
        years: whose exceptions are known.
    """

    closed: frozenset[date]
    working: frozenset[date]
    years: frozenset[int]


@dataclass(frozen=True)
class CountedDay:
    """A day that was counted to.

    Args:
        on: the day.
        unknown_years: years the count went through whose holidays are not known, in order.
    """

    on: date
    unknown_years: tuple[int, ...] = ()


def local(moment: datetime) -> datetime:
    """Return a moment as clocks in Vietnam show it.

    Raises:
        MomentWithoutZoneError: it has no zone.
    """
    if moment.tzinfo is None:
        raise MomentWithoutZoneError("Thời điểm thiếu múi giờ nên không biết thuộc ngày nào; hãy ghi kèm múi giờ.")
    return moment.astimezone(VIETNAM)


def local_day(moment: datetime) -> date:
    """Return the day in Vietnam that a moment belongs to."""
    return local(moment).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in Vietnam."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM)


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in Vietnam, the microsecond before midnight.

    Source: Civil Code 91/2015/QH13, Art. 148: a time limit ends at 24:00 of its last day.
    """
    return datetime.combine(day, time.max, tzinfo=VIETNAM)


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    """Tell whether public bodies work on a day; by weekends alone in a year that the calendar does not know."""
    return day in calendar.working or (day.weekday() < SATURDAY and day not in calendar.closed)


def add_working_days(calendar: WorkCalendar, day: date, working_days: int) -> CountedDay:
    """Return the n-th working day after a day; that day itself never counts.

    Args:
        calendar: known exceptions.
        day: from which to count, itself working or not.
        working_days: 0 or more; 0 gives the day back.

    Raises:
        ValueError: fewer than 0, or more than any deadline of law.
    """
    if not 0 <= working_days <= _LONGEST_DAYS:
        raise ValueError(working_days)
    on, left = day, working_days
    unknown = [] if day.year in calendar.years or not working_days else [day.year]
    while left:
        on += timedelta(days=1)
        if on.year not in calendar.years and on.year not in unknown:
            unknown.append(on.year)
        left -= is_working_day(calendar, on)
    return CountedDay(on, tuple(unknown))


def add_calendar_days(day: date, days: int) -> date:
    """Return the day that many days later; it moves for no weekend, so that a child never waits longer."""
    return day + timedelta(days=days)


def add_hours(moment: datetime, hours: int) -> datetime:
    """Return the moment that many hours later, nights, weekends and holidays counted."""
    return local(moment) + timedelta(hours=hours)


def missing_holidays(unknown_years: tuple[int, ...]) -> tuple[str, ...]:
    """Say of each year whose holidays are not known that a deadline was counted by weekends alone."""
    return tuple(f"Lịch nghỉ lễ năm {year} chưa có, hạn chỉ trừ thứ Bảy, Chủ nhật." for year in unknown_years)
