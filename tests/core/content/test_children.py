"""Names of groups of special circumstances and of risks."""

from __future__ import annotations

from datetime import date

from mangnon.core.content.children import circumstance_names
from mangnon.core.scope.rights import SENSITIVE_GROUPS

TODAY = date(2026, 11, 24)


def test_names_when_read_then_the_fourteen_groups_of_article_10() -> None:
    names = circumstance_names(TODAY)
    assert len(names.groups) == 14
    assert set(names.groups) >= SENSITIVE_GROUPS
    assert names.group("10d") == "Khuyết tật"
    assert names.subtype("10d", "severe") == "nặng"
    assert names.risk("poor_household") == "hộ nghèo"


def test_names_when_unknown_then_what_was_written_stays() -> None:
    names = circumstance_names(TODAY)
    assert names.group("10z") == "10z"
    assert names.subtype("10d", "chữ lạ") == "chữ lạ"
    assert names.risk("chữ lạ") == "chữ lạ"


def test_names_when_the_day_lies_before_the_law_then_the_oldest_names() -> None:
    assert circumstance_names(date(2000, 1, 1)).group("10a") == "Mồ côi cả cha và mẹ"
