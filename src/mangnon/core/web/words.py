"""Dates, ages, windows, amounts and numbers as people in the office say them."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

NO_BREAK = "\u00a0"
MINUS = "\u2212"
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
MONTHS_ONLY_BELOW = 24
MONTHS_TOLD_BELOW_YEARS = 6
DAYS_TOLD_UP_TO = 60
SOON_DAYS = 7

Precision = Literal["day", "month", "year", "unknown"]
DueState = Literal["late", "soon", "calm"]

_TYPED_DATE = re.compile(r"^\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*$")
_COMPACT_DATE = re.compile(r"^\s*(\d{2})(\d{2})(\d{4})\s*$")
_ISO_DATE = re.compile(r"^\s*(\d{4})-(\d{2})-(\d{2})\s*$")


def date_words(day: date | None) -> str:
    """A date as dd/mm/yyyy.

    Args:
        day: the date, or None when it is not known.

    Returns:
        For example "05/03/2024"; "không rõ ngày" for None.
    """
    return f"{day:%d/%m/%Y}" if day else "không rõ ngày"


def short_date_words(day: date, *, today: date) -> str:
    """A date without its year when that is today's year.

    Args:
        day: the date to show.
        today: the date the reader is on.

    Returns:
        "12/10" in the same year, "12/10/2025" otherwise.
    """
    return f"{day:%d/%m}" if day.year == today.year else date_words(day)


def weekday_words(day: date) -> str:
    """A date with its weekday, for example "thứ Ba 24/11/2026".

    Args:
        day: the date to show.

    Returns:
        Weekday and date; the weekday is lower case save "Chủ nhật".
    """
    return f"{WEEKDAYS[day.weekday()]} {date_words(day)}"


def birth_words(birth: date | None, *, precision: Precision = "day") -> str:
    """A birth date told only as exactly as it is known.

    Args:
        birth: first possible day of birth, or None.
        precision: how much of it is known.

    Returns:
        "05/03/2024", "tháng 3/2024", "năm 2024" or "không rõ ngày sinh".
    """
    if birth is None or precision == "unknown":
        return "không rõ ngày sinh"
    if precision == "year":
        return f"năm {birth.year}"
    if precision == "month":
        return f"tháng {birth.month}/{birth.year}"
    return date_words(birth)


def months_between(start: date, end: date) -> int:
    """Whole months that have passed from one date to another.

    Args:
        start: the earlier date.
        end: the later date.

    Returns:
        Completed months, negative when `end` lies before `start`.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def age_words(birth: date | None, *, on: date, precision: Precision = "day") -> str:
    """An age as it is said: days, then months, then years with months, then years.

    Args:
        birth: first possible day of birth, or None.
        on: the day the age is told for.
        precision: how much of the birth date is known.

    Returns:
        "12 ngày", "19 tháng", "4 tuổi 2 tháng", "9 tuổi"; "khoảng 4 tuổi" for a year alone;
        "không rõ tuổi" without a birth date; "chưa sinh" for a day before birth.
    """
    if birth is None or precision == "unknown":
        return "không rõ tuổi"
    if on < birth:
        return "chưa sinh"
    if precision == "year":
        years = on.year - birth.year
        return f"khoảng {years} tuổi" if years else "dưới 1 tuổi"
    months = months_between(birth, on)
    about = "khoảng " if precision == "month" else ""
    if months < 1:
        return "dưới 1 tháng" if about else f"{(on - birth).days} ngày"
    return about + _months_words(months)


def _months_words(months: int) -> str:
    if months < MONTHS_ONLY_BELOW:
        return f"{months} tháng"
    years, rest = divmod(months, 12)
    if rest and years < MONTHS_TOLD_BELOW_YEARS:
        return f"{years} tuổi {rest} tháng"
    return f"{years} tuổi"


def window_words(start: date | None, end: date | None, *, today: date) -> str:
    """A window in which something should happen, never a single due date.

    Args:
        start: first day, or None when it is open.
        end: last day, or None when it is open.
        today: the date the reader is on; its year is left out.

    Returns:
        "từ 12/10 đến 12/11", "từ 12/10", "đến 12/11" or "chưa định ngày".
    """
    if start and end:
        return f"từ {short_date_words(start, today=today)} đến {short_date_words(end, today=today)}"
    if start:
        return f"từ {short_date_words(start, today=today)}"
    if end:
        return f"đến {short_date_words(end, today=today)}"
    return "chưa định ngày"


def delay_words(start: date | None, end: date | None, *, today: date) -> str:
    """How far a window is from today.

    Args:
        start: first day of the window, or None.
        end: last day of the window, or None.
        today: the date the reader is on.

    Returns:
        "trễ 12 ngày", "hôm nay là ngày cuối", "còn 5 ngày", "sau 20 ngày nữa", or "" with no window.
    """
    if end and today > end:
        return f"trễ {span_words(end, today)}"
    if start and today < start:
        return f"sau {span_words(today, start)} nữa"
    if end is None:
        return ""
    return "hôm nay là ngày cuối" if today == end else f"còn {span_words(today, end)}"


def span_words(start: date, end: date) -> str:
    """Say how long a span is: "95 ngày", "7 tháng", "2 năm"."""
    days = (end - start).days
    if days <= DAYS_TOLD_UP_TO:
        return f"{days} ngày"
    months = months_between(start, end)
    return f"{months} tháng" if months < MONTHS_ONLY_BELOW else f"{months // 12} năm"


def due_state(start: date | None, end: date | None, *, today: date) -> DueState:
    """Which of the three colours a window has.

    Args:
        start: first day of the window, or None.
        end: last day of the window, or None.
        today: the date the reader is on.

    Returns:
        "late" after the window, "soon" while it is open or opens within a week, else "calm".
    """
    if end and today > end:
        return "late"
    if start is None or (start - today).days <= SOON_DAYS:
        return "soon"
    return "calm"


def number_words(value: Decimal | float | int | None, *, decimals: int = 0) -> str:
    """A number with dots between thousands and a decimal comma.

    Args:
        value: the number, or None.
        decimals: digits after the comma, rounded half up.

    Returns:
        "330.000", "9,4", "−1,2"; "–" for None.
    """
    if value is None:
        return "–"
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if rounded < 0 else text


def money_words(dong: int | None) -> str:
    """An amount of money.

    Args:
        dong: whole đồng, or None.

    Returns:
        "540.000 đồng"; "–" for None.
    """
    return "–" if dong is None else f"{number_words(dong)}{NO_BREAK}đồng"


def weight_words(weight_g: int | None) -> str:
    """A weight in kilograms.

    Args:
        weight_g: grams, or None.

    Returns:
        "9,4 kg", with a second decimal only when it was measured ("3,25 kg").
    """
    if weight_g is None:
        return "–"
    decimals = 2 if weight_g % 100 else 1
    return f"{number_words(Decimal(weight_g) / 1000, decimals=decimals)}{NO_BREAK}kg"


def length_words(length_mm: int | None) -> str:
    """A length or height in centimetres.

    Args:
        length_mm: millimetres, or None.

    Returns:
        "78,5 cm".
    """
    if length_mm is None:
        return "–"
    return f"{number_words(Decimal(length_mm) / 10, decimals=1)}{NO_BREAK}cm"


def z_words(z: float | None) -> str:
    """A z-score with its sign.

    Args:
        z: standard deviations from the median, or None.

    Returns:
        "+0,4 SD", "−1,2 SD", "0,0 SD"; "–" for None.
    """
    if z is None:
        return "–"
    text = number_words(z, decimals=1)
    sign = "+" if not text.startswith(MINUS) and text != "0,0" else ""
    return f"{sign}{text}{NO_BREAK}SD"


def read_date(text: str) -> date | None:
    """Read a date the way people type it.

    Args:
        text: "5/3/2024", "05-03-2024", "5.3.2024", "05032024" or "2024-03-05".

    Returns:
        The date, or None when the text is no date of the calendar.
    """
    if match := _ISO_DATE.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _TYPED_DATE.match(text) or _COMPACT_DATE.match(text):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
