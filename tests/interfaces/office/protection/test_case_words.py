"""Moments as people type and read them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from mangnon.core.clock import VIETNAM
from mangnon.interfaces.office.protection.case_words import moment_words, read_clock, read_moment

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("8:30", time(8, 30)), ("8h30", time(8, 30)), ("8h", time(8)), ("0830", time(8, 30)), ("14.05", time(14, 5)),
        ("8 giờ 30", time(8, 30)), ("24:00", None), ("8:75", None), ("tám", None), ("", None), ("8:3:0", None),
        ("²:1", None),
    ],
)  # fmt: skip
def test_hour_when_typed_then_read_or_refused(typed: str, found: time | None) -> None:
    assert read_clock(typed) == found


def test_moment_when_blank_then_it_is_just_now_and_an_hour_alone_is_today() -> None:
    assert read_moment("", " ", today=TODAY) is None
    assert read_moment("", "8h", today=TODAY) == datetime(2026, 11, 25, 8, tzinfo=VIETNAM)
    assert read_moment("24/11/2026", "23:59", today=TODAY) == datetime(2026, 11, 24, 23, 59, tzinfo=VIETNAM)
    assert "giờ" in str(read_moment("24/11/2026", "", today=TODAY))
    assert "ngày" in str(read_moment("45/11/2026", "8h", today=TODAY))


def test_moment_when_midnight_then_told_as_the_end_of_the_day_before() -> None:
    assert moment_words(datetime(2026, 12, 3, tzinfo=VIETNAM)) == "hết ngày 02/12/2026"
    assert moment_words(datetime(2026, 12, 2, 14, 5, tzinfo=VIETNAM)) == "14:05 ngày 02/12/2026"
