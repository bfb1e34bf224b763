"""Questionnaires owed at their age, again after a while, and children to be met."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.questionnaires import owed_content
from mangnon.domain.questionnaires.dues import FACTS, QuestionnaireContent, dues

TODAY = date(2026, 11, 24)
CONTENT = QuestionnaireContent(owed_content().questionnaires, owed_content().versions)
ID = b"k" * 16


def _fact(**more: object) -> dict[str, object]:
    return {"child": 0, "on": TODAY, "code": "dev-24", "record_class": "health", "id": ID, **more}


def _dues(born: date | None, *rows: dict[str, object], precision: str = "day") -> pa.Table:
    kids = children({"birth_date": born, "birth_precision": precision})
    return dues(children=kids, facts=facts(FACTS, *rows), content=CONTENT, today=TODAY)


def _codes(born: date | None, *rows: dict[str, object], precision: str = "day") -> list[str]:
    return [code for _, _, code, *_ in told(_dues(born, *rows, precision=precision))]


def test_questionnaire_when_the_age_begins_then_owed_on_time_for_the_days_of_the_content() -> None:
    found = told(_dues(date(2024, 11, 24)))
    window = (date(2026, 11, 24), date(2026, 12, 24))
    assert found == [(0, "screening", "questionnaire:dev-24", *window)]


def test_questionnaire_when_its_age_has_ended_then_the_next_is_owed_instead() -> None:
    assert _codes(date(2023, 11, 24)) == ["questionnaire:dev-36"]
    assert _codes(date(2019, 1, 1)) == []


def test_questionnaire_when_it_opens_within_the_horizon_then_listed() -> None:
    assert _codes(date(2026, 10, 20)) == ["questionnaire:dev-02"]


def test_questionnaire_when_answered_then_not_owed_but_another_child_still_is() -> None:
    kids = children({"birth_date": date(2024, 10, 1)}, {"birth_date": date(2024, 10, 1)})
    found = dues(children=kids, facts=facts(FACTS, _fact()), content=CONTENT, today=TODAY)
    assert [(child, code) for child, _, code, *_ in told(found)] == [(1, "questionnaire:dev-24")]


def test_questionnaire_when_the_birth_date_is_unsure_then_not_owed() -> None:
    assert _codes(None, precision="unknown") == _codes(date(2024, 1, 1), precision="year") == []


def test_questionnaire_when_to_be_asked_again_then_owed_after_those_days() -> None:
    asked = TODAY - timedelta(days=20)
    found = told(_dues(date(2024, 10, 1), _fact(on=asked, repeat_days=30)))
    assert found == [
        (0, "screening", "questionnaire:dev-24", asked + timedelta(days=30), asked + timedelta(days=44)),
    ]
    assert _codes(date(2024, 10, 1), _fact(repeat_days=90)) == []


def test_danger_when_open_then_a_sensitive_visit_within_its_hours_once_a_child() -> None:
    rows = [
        _fact(code="wellbeing-10", safety_hours=48, record_class="sensitive", id=b"a" * 16),
        _fact(code="wellbeing-10", safety_hours=24, record_class="sensitive", id=b"b" * 16),
    ]
    table = _dues(date(2014, 1, 1), *rows)
    assert told(table) == [(0, "visit", "safety", TODAY, TODAY + timedelta(days=1))]
    assert table["record_class"].to_pylist() == ["sensitive"]
    assert table["last_fact"].to_pylist() == [b"b" * 16]


def test_dues_when_children_stand_in_another_order_then_each_is_owed_the_same() -> None:
    born = [date(2026, 9, 1), date(2025, 7, 1), date(2024, 10, 1), date(2022, 1, 1)]
    there = dues(
        children=children(*({"birth_date": each} for each in born)), facts=facts(FACTS), content=CONTENT, today=TODAY
    )
    back = dues(
        children=children(*({"birth_date": each} for each in reversed(born))), facts=facts(FACTS), content=CONTENT,
        today=TODAY,
    )  # fmt: skip
    turned = sorted((len(born) - 1 - child, *rest) for child, *rest in told(back))
    assert turned == told(there)
    assert len(np.unique([row[0] for row in turned])) == len(born)
