"""Weighing owed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.dated import read_versions
from mangnon.domain.growth.dues import FACTS, dues

CONTENT = read_versions("growth/weighing.yaml")
TODAY = date(2026, 11, 24)
KEY = b"k" * 16


@pytest.mark.parametrize(
    ("born", "owed"),
    [
        (date(2026, 10, 1), ("monthly:2026-11", date(2026, 11, 1), date(2026, 11, 20))),
        (date(2026, 11, 22), ("monthly:2026-11", date(2026, 11, 22), date(2026, 12, 6))),
        (date(2024, 11, 25), ("monthly:2026-11", date(2026, 11, 1), date(2026, 11, 20))),
        (date(2024, 11, 24), ("quarterly:2026-10", date(2026, 10, 1), date(2026, 12, 20))),
        (date(2021, 11, 25), ("quarterly:2026-10", date(2026, 10, 1), date(2026, 12, 20))),
        (date(2021, 11, 24), None),
        (date(2026, 11, 25), None),
    ],
)
def test_weighing_when_nothing_was_weighed_then_by_age(born: date, owed: tuple[str, date, date] | None) -> None:
    found = told(dues(children=children({"birth_date": born}), facts=facts(FACTS), content=CONTENT, today=TODAY))
    assert found == ([(0, "weighing", *owed)] if owed else [])


def test_weighing_when_done_in_the_period_then_not_owed() -> None:
    one = children({"birth_date": date(2026, 1, 1)})
    done = facts(FACTS, {"child": 0, "on": date(2026, 11, 1), "id": KEY})
    before = facts(FACTS, {"child": 0, "on": date(2026, 10, 31), "id": KEY})
    assert told(dues(children=one, facts=done, content=CONTENT, today=TODAY)) == []
    left = dues(children=one, facts=before, content=CONTENT, today=TODAY)
    assert told(left)
    assert left["last_fact"].to_pylist() == [KEY]


def test_weighing_when_only_the_birth_year_is_known_then_nobody_guesses() -> None:
    one = children({"birth_date": date(2026, 1, 1), "birth_precision": "year"})
    assert told(dues(children=one, facts=facts(FACTS), content=CONTENT, today=TODAY)) == []


@given(born=st.dates(date(2015, 1, 1), date(2027, 12, 31)), today=st.dates(date(2021, 1, 1), date(2027, 12, 31)))
def test_weighing_for_any_child_and_day_then_at_most_one_and_its_window_is_sound(born: date, today: date) -> None:
    found = told(dues(children=children({"birth_date": born}), facts=facts(FACTS), content=CONTENT, today=today))
    assert len(found) <= 1
    for _, _, _, opens, ends in found:
        assert max(born, date(today.year, 1, 1)) <= ends
        assert opens <= ends
        assert opens >= born
