"""Vitamin A and deworming owed."""

from __future__ import annotations

from datetime import date

from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.dated import read_versions
from mangnon.domain.nutrition.dues import FACTS, dues

CONTENT = read_versions("nutrition/rounds.yaml")
TODAY = date(2026, 11, 24)


def _owed(born: date, *taken: dict[str, object], today: date = TODAY) -> list[tuple[str, date, date]]:
    found = dues(children=children({"birth_date": born}), facts=facts(FACTS, *taken), content=CONTENT, today=today)
    return [row[2:] for row in told(found)]


def test_vitamin_a_when_six_months_old_on_the_first_day_then_owed() -> None:
    window = (date(2026, 12, 1), date(2026, 12, 31))
    assert _owed(date(2026, 6, 1)) == [("vitamin_a:2026-12", *window)]
    assert _owed(date(2026, 6, 2)) == []


def test_deworming_when_two_to_five_years_then_owed_with_vitamin_a_to_three() -> None:
    assert [code for code, *_ in _owed(date(2024, 6, 1))] == ["deworming:2026-12", "vitamin_a:2026-12"]
    assert [code for code, *_ in _owed(date(2022, 6, 1))] == ["deworming:2026-12"]
    assert _owed(date(2021, 11, 1)) == []


def test_round_when_taken_then_no_longer_owed_but_an_old_one_does_not_count() -> None:
    taken = {"child": 0, "kind": "vitamin_a", "id": b"k" * 16}
    during = date(2026, 12, 20)
    assert _owed(date(2026, 1, 1), {**taken, "on": date(2026, 12, 2)}, today=during) == []
    assert [code for code, *_ in _owed(date(2025, 11, 1), {**taken, "on": date(2026, 6, 2)}, today=during)] == [
        "vitamin_a:2026-12"
    ]


def test_round_when_between_rounds_then_nothing_is_owed() -> None:
    assert _owed(date(2025, 1, 1), today=date(2026, 8, 15)) == []
