"""Dates as offices write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.vocab.dates import EXCEL_EPOCH, MAC_EPOCH, DateReading, read_date, read_date_parts

TODAY = date(2026, 11, 24)
DAYS = st.dates(min_value=date(1954, 1, 1), max_value=TODAY)


@given(day=DAYS)
def test_date_when_written_in_full_then_every_shape_gives_the_same_day(day: date) -> None:
    shapes = [
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02d}-{day.month:02d}-{day.year}",
        f" {day.day}.{day.month}.{day.year} ",
        f"{day.day} / {day.month} / {day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"Ngày {day.day:02d} tháng {day.month:02d} năm {day.year}",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        day,
        datetime.combine(day, time(7, 30)),
        (day - EXCEL_EPOCH).days,
        float((day - EXCEL_EPOCH).days),
        str((day - EXCEL_EPOCH).days),
    ]
    assert {read_date(shape, today=TODAY).on for shape in shapes} == {day}
    assert {read_date(shape, today=TODAY).precision for shape in shapes} == {"day"}


@given(day=DAYS)
def test_date_when_serials_count_from_1904_then_they_are_shifted(day: date) -> None:
    assert read_date((day - MAC_EPOCH).days, today=TODAY, date_1904=True).on == day


@given(day=st.dates(min_value=date(1927, 1, 1), max_value=TODAY))
def test_date_when_the_year_has_two_digits_then_the_nearest_past_is_taken_with_a_warning(day: date) -> None:
    reading = read_date(f"{day.day}/{day.month}/{day.year % 100:02d}", today=TODAY)
    assert (reading.on, reading.warnings) == (day, ("date_two_digit_year",))


@given(day=DAYS)
def test_date_when_digits_have_no_separators_then_they_are_read_with_a_warning(day: date) -> None:
    reading = read_date(f"{day.day:02d}{day.month:02d}{day.year}", today=TODAY)
    assert reading.on in (day, None)
    if reading.on is not None:
        assert "date_without_separators" in reading.warnings


@given(year=st.integers(1900, 2100), month=st.integers(1, 12))
def test_date_when_only_month_and_year_are_known_then_precision_says_so(year: int, month: int) -> None:
    for shape in (
        f"{month}/{year}",
        f"{month:02d}-{year}",
        f"tháng {month} năm {year}",
        f"tháng {month}/{year}",
        f"T{month}/{year}",
    ):
        assert read_date(shape, today=TODAY) == DateReading(date(year, month, 1), "month")


@given(year=st.integers(1900, 2100))
def test_date_when_only_the_year_is_known_then_precision_says_so(year: int) -> None:
    for shape in (year, float(year), str(year), f"năm {year}", f"Sinh năm {year}"):
        assert read_date(shape, today=TODAY) == DateReading(date(year, 1, 1), "year")


@given(day=st.integers(13, 31), month=st.integers(1, 12), year=st.integers(2000, 2026))
def test_date_when_only_month_first_can_be_then_it_is_read_with_a_warning(day: int, month: int, year: int) -> None:
    reading = read_date(f"{month}/{day}/{year}", today=TODAY)
    if reading.on is None:
        assert reading.problem == "date_impossible"
    else:
        assert (reading.on, reading.warnings) == (date(year, month, day), ("date_month_first",))


@given(
    value=st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.times(),
        st.timedeltas(),
        st.datetimes(),
        st.dates(),
    )
)
def test_date_when_the_cell_is_anything_then_the_reading_is_consistent(value: object) -> None:
    reading = read_date(value, today=TODAY)  # type: ignore[arg-type]
    assert (reading.on is None) == (reading.precision is None)
    assert reading.on is None or reading.problem is None


@pytest.mark.parametrize(
    "text", ["31/02/2019", "29/2/2019", "32/1/2019", "31/04/2020", "0/13/2019", "13/13/2019", "99/99/2019"]
)
def test_date_when_it_is_not_on_the_calendar_then_it_is_impossible(text: str) -> None:
    assert read_date(text, today=TODAY).problem == "date_impossible"


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12/3",
        "12/3/219",
        "3/19",
        "1234567890",
        "Nguyễn Văn An",
        "12 tuần",
        True,
        time(1),
        timedelta(1),
    ],
)
def test_date_when_it_is_no_date_then_it_is_unreadable(text: object) -> None:
    assert read_date(text, today=TODAY).problem == "date_unreadable"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "on", "precision", "warning"),
    [
        ("khoảng 2019", date(2019, 1, 1), "year", "date_approximate"),
        ("~2019", date(2019, 1, 1), "year", "date_approximate"),
        ("2019?", date(2019, 1, 1), "year", "date_approximate"),
        ("12/O3/2O19", date(2019, 3, 12), "day", "date_letters"),
        ("l2/3/2019", date(2019, 3, 12), "day", "date_letters"),
        ("00/00/2019", date(2019, 1, 1), "year", "date_partly_blank"),
        ("00/03/2019", date(2019, 3, 1), "month", "date_partly_blank"),
        ("12/3/2019 (ÂL)", date(2019, 1, 1), "year", "date_lunar"),
        (datetime.combine(date(1905, 7, 11), time()), date(2019, 1, 1), "year", "date_year_in_date_cell"),
        ("3 tuổi", None, None, "date_age_only"),
        ("18 tháng tuổi", None, None, "date_age_only"),
        ("không rõ", None, None, "date_unknown"),
        ("12-Mar-2019", date(2019, 3, 12), "day", None),
        ("12 Thg 3 2019", date(2019, 3, 12), "day", None),
        ("ngày 12/3/2019", date(2019, 3, 12), "day", None),
    ],
)
def test_date_when_it_is_doubtful_then_it_warns(
    text: object, on: date | None, precision: str | None, warning: str | None
) -> None:
    reading = read_date(text, today=TODAY)  # type: ignore[arg-type]
    assert (reading.on, reading.precision, reading.problem) == (on, precision, None)
    assert reading.warnings == ((warning,) if warning else ())


@pytest.mark.parametrize(
    ("parts", "on", "precision"),
    [
        ((12, 3, 2019), date(2019, 3, 12), "day"),
        ((None, "3", 2019.0), date(2019, 3, 1), "month"),
        ((None, None, "2019"), date(2019, 1, 1), "year"),
        ((None, None, None), None, None),
    ],
)
def test_date_parts_when_some_are_missing_then_precision_falls(
    parts: tuple[object, object, object], on: date | None, precision: str | None
) -> None:
    reading = read_date_parts(*parts, today=TODAY)  # type: ignore[arg-type]
    assert (reading.on, reading.precision) == (on, precision)
    assert read_date_parts(31, 2, 2019, today=TODAY).problem == "date_impossible"
