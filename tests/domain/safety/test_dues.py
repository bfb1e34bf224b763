"""A home with small children is looked at once a year, and none is late on the rule's first day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.dated import read_versions
from mangnon.core.content.safety import HOME_VISITS
from mangnon.domain.safety.dues import FACTS, dues

CONTENT = read_versions(HOME_VISITS)
BEGINS = CONTENT[0].valid_from


def _dues(*, today: date, birth: date | None, checked: date | None = None):  # type: ignore[no-untyped-def]
    row = {"child": 0, "checked": checked, "check_id": b"c" * 16 if checked else None}
    born = children({"birth_date": birth})
    return dues(children=born, facts=facts(FACTS, row), content=CONTENT, today=today)


def test_home_when_never_looked_at_then_owed_within_a_year_of_the_first_day() -> None:
    found = _dues(today=date(2027, 11, 1), birth=date(2024, 5, 1))
    assert told(found) == [(0, "visit", "home_safety", date(2027, 11, 1), date(2028, 1, 1))]


def test_home_when_looked_at_then_a_year_later_and_resting_on_that_look() -> None:
    found = _dues(today=date(2027, 8, 20), birth=date(2024, 5, 1), checked=date(2026, 9, 30))
    assert told(found) == [(0, "visit", "home_safety", date(2027, 7, 30), date(2027, 9, 30))]
    assert found["last_fact"].to_pylist() == [b"c" * 16]


def test_home_when_the_rule_does_not_hold_yet_or_the_youngest_is_six_or_unknown_then_nothing() -> None:
    assert told(_dues(today=date(2026, 12, 31), birth=date(2024, 5, 1))) == []
    assert told(_dues(today=date(2027, 12, 1), birth=date(2021, 12, 1))) == []
    assert told(_dues(today=date(2027, 12, 1), birth=None)) == []
    assert told(_dues(today=date(2027, 3, 1), birth=date(2027, 2, 1))) == []


@given(st.integers(0, 364), st.integers(0, 2190))
def test_home_when_the_rule_is_new_then_none_is_late_in_its_first_year(day: int, age: int) -> None:
    today = date.fromordinal(BEGINS.toordinal() + day)
    found = told(_dues(today=today, birth=date.fromordinal(today.toordinal() - age)))
    assert all(row[4] >= today for row in found)
