"""Papers owed."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from tests.domain.dues_tables import children, told

from mangnon.core.content.dated import read_versions
from mangnon.domain.children.dues import dues

CONTENT = read_versions("children/papers.yaml")
TODAY = date(2026, 11, 24)
NONE = pa.table({})


def _codes(*rows: dict[str, object], today: date = TODAY) -> list[tuple[int, str]]:
    found = told(dues(children=children(*rows), facts=NONE, content=CONTENT, today=today))
    return [(row[0], row[2]) for row in found]


def test_papers_when_all_are_there_then_nothing_is_owed() -> None:
    assert _codes({}) == []


def test_insurance_when_missing_under_six_then_owed_and_from_six_on_not() -> None:
    young, old = {"birth_date": date(2020, 11, 25)}, {"birth_date": date(2020, 11, 24)}
    assert _codes({**young, "has_insurance": False}, {**old, "has_insurance": False}) == [(0, "insurance_card")]


def test_registration_when_a_personal_number_is_known_then_not_asked_for() -> None:
    assert _codes({"has_birth_certificate": False}) == []
    assert _codes({"has_birth_certificate": False, "has_personal_id": False}) == [
        (0, "birth_registration"),
        (0, "personal_id"),
    ]


def test_window_when_a_child_is_born_then_sixty_days_from_birth() -> None:
    found = told(
        dues(
            children=children({"birth_date": date(2026, 11, 20), "has_personal_id": False}),
            facts=NONE,
            content=CONTENT,
            today=TODAY,
        )
    )
    assert found == [(0, "card", "personal_id", date(2026, 11, 20), date(2027, 1, 19))]


def test_birth_date_when_only_the_year_is_known_then_completing_it_is_owed() -> None:
    assert _codes({"birth_precision": "year"}) == [(0, "birth_date")]
    assert _codes({"birth_precision": "unknown", "birth_date": None}) == [(0, "birth_date")]


def test_papers_when_asked_before_the_first_version_then_nothing() -> None:
    assert _codes({"has_insurance": False}, today=date(2015, 1, 1)) == []
