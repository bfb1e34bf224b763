"""Reads dates as Vietnamese offices write them: day first, any separator, in words, or only the year.

Pure functions; nothing is guessed silently. What is doubtful carries a warning, what cannot be is a problem.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from mangnon.vocab.text import unaccent

Precision = Literal["day", "month", "year"]
Cell = str | int | float | bool | date | datetime | time | timedelta | None

EXCEL_EPOCH = date(1899, 12, 30)
MAC_EPOCH = date(1904, 1, 1)
FIRST_YEAR, LAST_YEAR = 1900, 2100
# A year typed into a cell formatted as a date becomes serial 1900..2100, which Excel shows as a day of 1905.
_YEAR_AS_SERIAL = (FIRST_YEAR, LAST_YEAR)
# Below, digits are rather ddmmyy that lost a zero than somebody's birthday kept as a serial number.
_FIRST_YEAR_AS_SERIAL = 1954
_LAST_SERIAL = 100_000


@dataclass(frozen=True)
class DateReading:
    """What a cell says about a day.

    Attributes:
        on: the day; the first day of the month or year when only that is known; None when nothing is said.
        precision: how exact ``on`` is; None when ``on`` is None.
        warnings: codes of doubts (``date_two_digit_year`` ...).
        problem: code of why the cell can't be a date (``date_impossible`` ...), else None.
    """

    on: date | None = None
    precision: Precision | None = None
    warnings: tuple[str, ...] = ()
    problem: str | None = None


NOTHING = DateReading()
UNREADABLE = DateReading(problem="date_unreadable")
IMPOSSIBLE = DateReading(problem="date_impossible")

_UNKNOWN = frozenset(
    ("", "khong ro", "chua ro", "khong biet", "khong nho", "k ro", "ko ro", "khong co", "chua biet", "khong",
     "chua xac dinh", "khong xac dinh", "kxd", "kr", "cr", "?", "??", "-", "--", "x", "...", "…", "/", "//",
     "0")
)  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), start=1
    )
    for name in names.split()
}  # fmt: skip
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(am|pm|sa|ch)?$")
_APPROXIMATE = re.compile(r"^(khoang|chung|tam|uoc chung|uoc|gan|k)\b[ .:]*|^[~≈±]\s*|\s*(\(\?\)|\?|±)$")
_LUNAR = re.compile(r"\(?\b(al|am lich|a\.l|lich am)\b\)?")
_SOLAR = re.compile(r"\(?\b(dl|duong lich|d\.l)\b\)?")
_AGE = re.compile(r"\b\d+(?:[.,]\d+)? ?(tuoi|thang tuoi|ngay tuoi|th tuoi|t tuoi)\b")
_PREFIX = re.compile(r"^((sinh ngay|sinh nam|sinh thang|ngay sinh|nam sinh|sinh|ns|sn)\b|ngay (?=[\d/. -]+$))[ .:]*")
_IN_WORDS = re.compile(r"(?:ngay|mung|mong)? ?(\d{1,2}|\.+|…)? ?(?:thang|thg) ?(\d{1,2}) ?,?(?:nam|/|-|\.)? ?(\d{2,4})")
_ONLY_YEAR = re.compile(r"nam ?(\d{4})")
_MONTH_SHORT = re.compile(r"t\.?(\d{1,2}) ?[/.-] ?(\d{4})")
_MONTH_NAME = re.compile(r"(?:(\d{1,2})[ ./-]+)?([a-z]{3,9})[ ./,-]+(\d{2}|\d{4})")
_MONTH_FIRST_NAME = re.compile(r"([a-z]{3,9}) (\d{1,2}),? (\d{4})")
_THG = re.compile(r"(\d{1,2})[ ./-]+(?:thg|th|thang|t)\.? ?(\d{1,2})[ ./,-]+(\d{2}|\d{4})")
_LOOKS_NUMERIC = re.compile(r"[\doil|?x_\s/.,\\:;+-]+")
_LETTER_DIGITS = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})
_PLAIN_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SEPARATORS = re.compile(r"[\s/.,\\:;+_-]+")


def read_date(value: Cell, *, today: date, date_1904: bool = False) -> DateReading:
    """Read one cell as a date, day first.

    Args:
        value: the cell as the spreadsheet gave it: text, number (Excel serial, year, ddmmyyyy) or date.
        today: the day that two-digit years and plausible serial numbers are judged by.
        date_1904: the workbook counts its serial numbers from 1904.

    Returns:
        The reading; ``NOTHING`` for an empty cell.
    """
    if value is None:
        return NOTHING
    if isinstance(value, (bool, time, timedelta)):
        return UNREADABLE
    if isinstance(value, datetime):
        return _from_date_cell(value.date(), date_1904=date_1904)
    if isinstance(value, date):
        return _from_date_cell(value, date_1904=date_1904)
    if isinstance(value, (int, float)):
        return _from_number(float(value), today=today, date_1904=date_1904)
    return _from_text(value, today, date_1904)


def read_date_parts(day: Cell, month: Cell, year: Cell, *, today: date) -> DateReading:
    """Read a date kept in three columns; a missing day or month lowers the precision."""
    parts = [_part_text(part) for part in (day, month, year)]
    if not any(parts):
        return NOTHING
    day_text, month_text, year_text = parts
    if not year_text:
        return UNREADABLE
    if not month_text:
        return read_date(year_text, today=today)
    return read_date("/".join(part for part in (day_text, month_text, year_text) if part), today=today)


def _part_text(part: Cell) -> str:
    if part is None or isinstance(part, bool):
        return ""
    if isinstance(part, float) and part.is_integer():
        return str(int(part))
    text = str(part).strip()
    return "" if unaccent(text) in _UNKNOWN else text


def _from_date_cell(on: date, *, date_1904: bool) -> DateReading:
    serial = (on - (MAC_EPOCH if date_1904 else EXCEL_EPOCH)).days
    if _YEAR_AS_SERIAL[0] <= serial <= _YEAR_AS_SERIAL[1]:
        return DateReading(on=date(serial, 1, 1), precision="year", warnings=("date_year_in_date_cell",))
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return IMPOSSIBLE
    return DateReading(on=on, precision="day")


def _from_number(number: float, *, today: date, date_1904: bool) -> DateReading:
    if number != number or number in (float("inf"), float("-inf")) or number < 0:
        return UNREADABLE
    if number == 0:
        return NOTHING
    whole = int(number)
    if FIRST_YEAR <= number <= LAST_YEAR and number == whole:
        return DateReading(on=date(whole, 1, 1), precision="year")
    if whole < 10_000 and number != whole:
        # 3.2019 is "3/2019" typed with a point; 12.03 lacks its year.
        month, year = f"{number:.4f}".split(".")
        if 1 <= int(month) <= 12 and FIRST_YEAR <= int(year) <= LAST_YEAR:
            return _build("", month, year, today=today)
        return UNREADABLE
    on = (MAC_EPOCH if date_1904 else EXCEL_EPOCH) + timedelta(days=min(whole, _LAST_SERIAL))
    if _FIRST_YEAR_AS_SERIAL <= on.year <= today.year + 10:
        return DateReading(on=on, precision="day")
    return _from_digits(str(whole), today=today)


def _from_digits(digits: str, *, today: date) -> DateReading:
    """Read digits without separators: ddmmyyyy, yyyymmdd, ddmmyy, each perhaps without its first zero."""
    if len(digits) in (7, 8):
        padded = digits.zfill(8)
        if len(digits) == 8 and digits[:2] in ("19", "20") and int(digits[4:6] or 0) <= 12:
            as_iso = _build(digits[6:], digits[4:6], digits[:4], today=today)
            as_vietnamese = _build(padded[:2], padded[2:4], padded[4:], today=today)
            if as_iso.problem is None and as_vietnamese.problem is not None:
                return _warned(as_iso, "date_without_separators")
            if as_iso.problem is None:
                return UNREADABLE
        return _warned(_build(padded[:2], padded[2:4], padded[4:], today=today), "date_without_separators")
    if len(digits) in (5, 6):
        padded = digits.zfill(6)
        return _warned(_build(padded[:2], padded[2:4], padded[4:], today=today), "date_without_separators")
    return UNREADABLE


@lru_cache(maxsize=65536)
def _from_text(value: str, today: date, date_1904: bool) -> DateReading:
    plain = _PLAIN_DATE.fullmatch(value)
    if plain:
        return _build(plain[1], plain[2], plain[3], today=today)
    text = unaccent(unicodedata.normalize("NFKC", value)).replace("⁄", "/")
    text = " ".join(text.split()).strip(" '\"`.,;:")
    if text in _UNKNOWN:
        return NOTHING if text in ("", "-", "--", "/", "//", "0") else DateReading(warnings=("date_unknown",))
    if _AGE.search(text):
        return DateReading(warnings=("date_age_only",))
    warnings: list[str] = []
    text = _TIME.sub("", _PREFIX.sub("", text)).strip()
    if _APPROXIMATE.search(text):
        text = _APPROXIMATE.sub("", _APPROXIMATE.sub("", text)).strip()
        warnings.append("date_approximate")
    if _LUNAR.search(text):
        reading = _from_bare(_LUNAR.sub("", text).strip(" ()."), today=today, date_1904=date_1904)
        return _lunar(reading)
    text = _SOLAR.sub("", text).strip(" ()[].")
    return _warned(_from_bare(text, today=today, date_1904=date_1904), *warnings)


def _lunar(reading: DateReading) -> DateReading:
    """A lunar day is no day of the calendar: only its year is kept."""
    if reading.on is None:
        return reading
    return DateReading(on=date(reading.on.year, 1, 1), precision="year", warnings=("date_lunar",))


def _from_bare(text: str, *, today: date, date_1904: bool) -> DateReading:
    if words := _IN_WORDS.fullmatch(text):
        return _build((words[1] or "").strip(".…"), words[2], words[3], today=today)
    if words := _ONLY_YEAR.fullmatch(text):
        return _build("", "", words[1], today=today)
    if words := _MONTH_SHORT.fullmatch(text):
        return _build("", words[1], words[2], today=today)
    if words := _THG.fullmatch(text):
        return _build(words[1], words[2], words[3], today=today)
    if (words := _MONTH_NAME.fullmatch(text)) and words[2] in _MONTHS:
        return _build(words[1] or "", str(_MONTHS[words[2]]), words[3], today=today)
    if (words := _MONTH_FIRST_NAME.fullmatch(text)) and words[1] in _MONTHS:
        return _build(words[2], str(_MONTHS[words[1]]), words[3], today=today)
    if not _LOOKS_NUMERIC.fullmatch(text) or not any(char.isdigit() for char in text):
        return UNREADABLE
    return _from_numeric(text, today=today, date_1904=date_1904)


def _from_numeric(text: str, *, today: date, date_1904: bool) -> DateReading:
    digits_only = text.translate(_LETTER_DIGITS)
    lettered = ("date_letters",) if digits_only != text else ()
    if re.fullmatch(r"\d+(\.0+)?", digits_only):
        whole = digits_only.split(".")[0]
        if len(whole) == 4 or (len(whole) == 5 and whole[0] != "0"):
            reading = _from_number(float(whole), today=today, date_1904=date_1904)
            return _warned(UNREADABLE if reading == NOTHING else reading, *lettered)
        return _warned(_from_digits(whole, today=today), *lettered)
    parts = [part for part in _SEPARATORS.split(digits_only) if part]
    if len(parts) == 3 and len(parts[0]) == 4:
        return _warned(_build(parts[2], parts[1], parts[0], today=today), *lettered)
    if len(parts) == 3:
        return _warned(_build(parts[0], parts[1], parts[2], today=today), *lettered)
    if len(parts) == 2 and len(parts[1]) == 4:
        return _warned(_build("", parts[0], parts[1], today=today), *lettered)
    if len(parts) == 2 and len(parts[0]) == 4 and re.fullmatch(r"\d{1,2}", parts[1]):
        return _warned(_build("", parts[1], parts[0], today=today), *lettered)
    return UNREADABLE


def _build(day: str, month: str, year: str, *, today: date) -> DateReading:
    """Put the parts together; "00", "?" and "x" are unknown parts."""
    if not year.isdigit() or len(year) not in (2, 4):
        return UNREADABLE
    warnings: tuple[str, ...] = ()
    year_number = int(year)
    if len(year) == 2:
        year_number += 2000 if year_number <= today.year % 100 else 1900
        warnings = ("date_two_digit_year",)
    if not FIRST_YEAR <= year_number <= LAST_YEAR:
        return IMPOSSIBLE
    day_number, month_number = _known(day), _known(month)
    if day_number is None or month_number is None or len(day) > 2 or len(month) > 2:
        return UNREADABLE
    if month_number == 0:
        blank = ("date_partly_blank",) if month else ()
        return DateReading(on=date(year_number, 1, 1), precision="year", warnings=warnings + blank)
    if month_number > 12 >= day_number > 0:
        swapped = _day(year_number, day_number, month_number)
        return IMPOSSIBLE if swapped is None else DateReading(swapped, "day", (*warnings, "date_month_first"))
    if month_number > 12:
        return IMPOSSIBLE
    if day_number == 0:
        blank = ("date_partly_blank",) if day else ()
        return DateReading(date(year_number, month_number, 1), "month", warnings + blank)
    on = _day(year_number, month_number, day_number)
    return IMPOSSIBLE if on is None else DateReading(on, "day", warnings)


def _known(part: str) -> int | None:
    """Return the number, 0 for a part left open, None for what is neither."""
    if part.isdigit():
        return int(part)
    return 0 if not part or set(part) <= set("?x") else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _warned(reading: DateReading, *warnings: str) -> DateReading:
    return replace(reading, warnings=(*warnings, *reading.warnings)) if warnings else reading
