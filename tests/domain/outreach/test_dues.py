"""Visits owed to children in special circumstances."""

from __future__ import annotations

from datetime import date

from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.dated import read_versions
from mangnon.domain.outreach.dues import FACTS, dues

CONTENT = read_versions("outreach/visits.yaml")
TODAY = date(2026, 11, 24)


def _dues(**held: object):  # type: ignore[no-untyped-def]
    row = {"child": 0, "since": date(2026, 11, 20), "sensitive": False, "visited": None, "visit_id": None, **held}
    return dues(children=children({}), facts=facts(FACTS, row), content=CONTENT, today=TODAY)


def test_visit_when_never_seen_then_within_thirty_days_of_the_decision() -> None:
    assert told(_dues()) == [(0, "visit", "follow_up", date(2026, 11, 20), date(2026, 12, 20))]


def test_visit_when_seen_then_three_months_later() -> None:
    found = _dues(since=date(2025, 1, 1), visited=date(2026, 9, 30), visit_id=b"v" * 16)
    assert told(found) == [(0, "visit", "follow_up", date(2026, 11, 30), date(2026, 12, 30))]
    assert found["last_fact"].to_pylist() == [b"v" * 16]


def test_visit_when_seen_lately_then_not_yet_on_the_list() -> None:
    assert told(_dues(since=date(2025, 1, 1), visited=date(2026, 11, 20), visit_id=b"v" * 16)) == []


def test_visit_when_only_sensitive_groups_hold_the_child_then_the_due_is_sensitive_too() -> None:
    assert _dues(sensitive=True)["record_class"].to_pylist() == ["sensitive"]
    assert _dues()["record_class"].to_pylist() == ["ordinary"]
