"""Calendar arithmetic of the CDSi logic specification, over whole columns of dates at once.

A date is a day number (days since 1970-01-01, as in Arrow's ``date32``). ``NEVER`` stands for "no such
date" on the early side, ``FAR`` on the late side; both stay outside every date a person can have.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

NEVER: Final = -(2**30)
FAR: Final = 2**30
FIRST_DAY: Final = date(1, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
LAST_DAY: Final = date(9999, 12, 31).toordinal() - date(1970, 1, 1).toordinal()
_DAY: Final = np.dtype("datetime64[D]")
_MONTH: Final = np.dtype("datetime64[M]")

# Dates are split within two centuries of the calendar, and the table of month starts reaches two centuries
# further, so that any age or interval of a schedule can be added without looking past the table.
_MOST_MONTHS: Final = 200 * 12
_LOWEST: Final = -(1970 + 200) * 12
_HIGHEST: Final = (9999 + 200 - 1970) * 12
_FIRST_MONTH: Final = _LOWEST - _MOST_MONTHS
_LAST_MONTH: Final = _HIGHEST + _MOST_MONTHS
_MONTH_START: Final = (
    np.arange(_FIRST_MONTH, _LAST_MONTH + 2).astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
)
# Nearly all dates are of these two centuries; their months are looked up, which is faster than NumPy's calendar.
_TABLED_FROM: Final = date(1900, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
_TABLED_TO: Final = date(2100, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
_MONTH_OF: Final = np.arange(_TABLED_FROM, _TABLED_TO).astype(_DAY).astype(_MONTH).astype(np.int32)


def rows_where(flags: Flags) -> Rows:
    """The places of the flags that are set (a `numpy.flatnonzero` without its overhead on short columns)."""
    return flags.nonzero()[0]


def any_of(flags: Flags | npt.NDArray[np.uint32]) -> bool:
    """Tell whether any flag or bit is set (much cheaper than `numpy.any` on short columns)."""
    return bool(flags.size and flags[flags.argmax()])


def all_of(flags: Flags) -> bool:
    """Tell whether all flags are set (much cheaper than `numpy.all` on short columns)."""
    return not flags.size or bool(flags[flags.argmin()])


def least(numbers: Days | npt.NDArray[np.int16]) -> int:
    """The smallest of some numbers (much cheaper than `numpy.min` on short columns)."""
    return int(numbers[numbers.argmin()])


def most(numbers: Days | npt.NDArray[np.int16]) -> int:
    """The largest of some numbers (much cheaper than `numpy.max` on short columns)."""
    return int(numbers[numbers.argmax()])


def distinct(numbers: npt.NDArray[np.int32]) -> list[int]:
    """The numbers that occur, each once; they are not negative and not large."""
    if len(numbers) == 1:
        return [int(numbers[0])]
    found: list[int] = np.bincount(numbers).nonzero()[0].tolist()
    return found


@lru_cache(maxsize=64)
def constant(size: int, value: int, kind: type[np.generic] = np.int32) -> npt.NDArray[Any]:
    """A column of one value, shared by all who ask for it: NumPy refuses to write to it."""
    column = np.full(size, value, dtype=kind)
    column.flags.writeable = False
    return column


class Period(NamedTuple):
    """A length of time: calendar months, then days; either may be negative.

    Source: Logic Specification for ACIP Recommendations 4.6, table 3-6 (CALCDT-1 to CALCDT-6).
    """

    months: int = 0
    days: int = 0


_UNITS: Final = {
    "day": (0, 1),
    "ngày": (0, 1),
    "week": (0, 7),
    "tuần": (0, 7),
    "month": (1, 0),
    "tháng": (1, 0),
    "year": (12, 0),
    "năm": (12, 0),
    "tuổi": (12, 0),
}
_TERM: Final = re.compile(r"\s*([+-]?)\s*(\d{1,5})\s*([^\W\d_]+)")


def parse_period(text: str) -> Period | None:
    """Read a period such as ``19 months + 4 weeks``, ``6 weeks - 4 days`` or ``28 ngày``.

    Args:
        text: terms of a whole number and a unit (days, weeks, months, years; English or Vietnamese).

    Returns:
        The period, None for an empty text.

    Raises:
        ValueError: the text is not a period.
    """
    text = text.strip().replace("–", "-").replace("−", "-")
    if not text:
        return None
    months = days = end = 0
    for match in _TERM.finditer(text):
        if match.start() != end:
            break
        sign = -1 if match[1] == "-" else 1
        unit = match[3].lower()
        scale = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
        if scale is None:
            break
        months += sign * scale[0] * int(match[2])
        days += sign * scale[1] * int(match[2])
        end = match.end()
    if end != len(text) or abs(months) > _MOST_MONTHS or abs(days) > _MOST_MONTHS * 31:
        raise ValueError(text)
    return Period(months, days)


def _tabled(days: Days) -> bool:
    """Tell whether all dates lie in the table of months."""
    return not days.size or (least(days) >= _TABLED_FROM and most(days) < _TABLED_TO)


def split_months(days: Days) -> tuple[Days, Days]:
    """Split dates into month number (months since 1970-01) and day of the month counted from 0."""
    if _tabled(days):
        months = _MONTH_OF[days - _TABLED_FROM]
        return months, days - _MONTH_START[months - _FIRST_MONTH]
    months = days.astype(_DAY).astype(_MONTH).astype(np.int32)
    np.minimum(np.maximum(months, _LOWEST, out=months), _HIGHEST, out=months)
    return months, days - _MONTH_START[months - _FIRST_MONTH]


def shift_split(months: Days, day: Days, period: Period) -> Days:
    """Add a period to dates that are already split by `split_months`.

    A day that the target month lacks becomes the first of the month after it (CALCDT-5); days are added
    after months (CALCDT-6).
    """
    at = months + (period.months - _FIRST_MONTH)
    moved: Days = np.minimum(_MONTH_START[at] + day, _MONTH_START[at + 1])
    return moved + np.int32(period.days) if period.days else moved


def shift(days: Days, period: Period) -> Days:
    """Add a period to dates; ``NEVER`` and ``FAR`` stay what they are to within the period's days."""
    if not period.months:
        return days + np.int32(period.days)
    if _tabled(days):
        return shift_split(*split_months(days), period)
    unknown = (days < NEVER // 2) | (days > FAR // 2)
    months, day = split_months(np.where(unknown, 0, days).astype(np.int32))
    return np.where(unknown, days, shift_split(months, day, period)).astype(np.int32)


def add_period(day: date, period: Period) -> date:
    """Add a period to one date, as `shift` does to a column."""
    epoch = date(1970, 1, 1).toordinal()
    moved = shift(np.array([day.toordinal() - epoch], dtype=np.int32), period)
    return date.fromordinal(int(moved[0]) + epoch)
