"""Newborn screening owed."""

from __future__ import annotations

from datetime import date

from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.dated import read_versions
from mangnon.domain.screening.dues import FACTS, dues

CONTENT = read_versions("screening/newborn.yaml")
TODAY = date(2026, 11, 24)
KEY = b"k" * 16


def _owed(born: date, *states: dict[str, object], precision: str = "day") -> list[tuple[str, date, date]]:
    one = children({"birth_date": born, "birth_precision": precision})
    return [row[2:] for row in told(dues(children=one, facts=facts(FACTS, *states), content=CONTENT, today=TODAY))]


def test_tests_when_newborn_then_all_three_with_their_windows() -> None:
    assert _owed(date(2026, 11, 23)) == [
        ("hearing", date(2026, 11, 24), date(2026, 12, 23)),
        ("heart", date(2026, 11, 24), date(2026, 11, 25)),
        ("heel_prick", date(2026, 11, 25), date(2026, 11, 30)),
    ]


def test_tests_when_older_than_the_last_day_then_no_longer_asked() -> None:
    assert [code for code, *_ in _owed(date(2026, 9, 1))] == ["hearing", "heel_prick"]
    assert _owed(date(2026, 1, 1)) == []


def test_next_step_when_a_test_must_be_repeated_then_owed_from_that_day() -> None:
    state = {"child": 0, "on": date(2026, 11, 1), "kind": "heel_prick", "id": KEY}
    assert ("heel_prick:recheck", date(2026, 11, 1), date(2026, 11, 15)) in _owed(
        date(2026, 10, 1), {**state, "state": "recheck"}
    )
    assert all(not code.startswith("heel_prick") for code, *_ in _owed(date(2026, 10, 1), {**state, "state": "normal"}))


def test_tests_when_the_birth_day_is_not_known_then_not_asked() -> None:
    assert _owed(date(2026, 11, 1), precision="month") == []
