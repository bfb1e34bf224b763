"""The address of a session."""

from datetime import date

import pytest
from django.http import QueryDict

from mangnon.interfaces.office.sessions.asked import months_before, read_session

TODAY = date(2026, 11, 24)


def read(query: str):
    return read_session(QueryDict(query), today=TODAY, age="60")


@pytest.mark.parametrize(
    ("query", "problem"),
    [("ngay=31/02/2026", "không có trong lịch"), ("ngay=25/11/2026", "chưa đến"), ("ngay=1/1/1990", "quá xa")],
)
def test_session_when_its_day_cannot_be_then_says_so_and_opens_no_table(query: str, problem: str) -> None:
    session = read(query)
    assert problem in session.problems[0]
    assert not session.started


@pytest.mark.parametrize("query", ["", "tuoi=abc", "xom=zz&phan=-1&xa=1", "ai=x&phan=99999999999", "tuoi=24&tuoi=60"])
def test_session_when_words_cannot_be_read_then_taken_as_not_said(query: str) -> None:
    session = read(query)
    assert (session.on, session.started, session.part, session.hamlets) == (TODAY, False, 1, ())


def test_session_when_written_back_then_read_the_same() -> None:
    session = read(
        "ngay=20/11/2026&tuoi=24&ai=tat-ca&xa=05830&phan=2"
        "&xom=0190b3f0-0000-7000-8000-000000000001&xom=0190b3f0-0000-7000-8000-000000000002"
    )
    assert read(session.query().removeprefix("?")) == session
    assert session.below_months == 24
    assert session.born_after == date(2024, 11, 20)


@pytest.mark.parametrize(
    ("on", "months", "found"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 24), 60, date(2021, 11, 24)),
        (date(2024, 2, 29), 24, date(2022, 2, 28)),
        (date(2026, 1, 15), 2, date(2025, 11, 15)),
    ],
)
def test_months_before_when_the_day_is_missing_then_the_last_of_the_month(on: date, months: int, found: date) -> None:
    assert months_before(on, months) == found
