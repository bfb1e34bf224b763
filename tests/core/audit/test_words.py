"""The log's page speaks Vietnamese of everything that any code writes into the log."""

from __future__ import annotations

import re
from pathlib import Path

from mangnon.core.audit.words import ACTIONS, DETAILS, detail_words

SOURCES = Path(__file__).resolve().parents[3] / "src" / "mangnon"
HIDDEN = {"place"}


def test_actions_when_any_code_records_one_then_the_page_has_words_for_it() -> None:
    recorded = {
        action
        for path in SOURCES.rglob("*.py")
        for action in re.findall(r'action="([a-z]+\.[a-z_]+)"', path.read_text())
    }

    assert recorded
    assert recorded - set(ACTIONS) == set()


def test_details_when_any_code_keeps_one_then_the_page_has_words_for_it() -> None:
    kept = {
        key
        for path in SOURCES.rglob("*.py")
        for detail in re.findall(r"detail=\{(.*?)\}", path.read_text(), re.DOTALL)
        for key in re.findall(r'"([a-z_]+)":', detail)
    }

    assert kept
    assert kept - set(DETAILS) - HIDDEN == set()


def test_detail_when_it_is_a_day_then_it_reads_as_days_do_here() -> None:
    assert detail_words({"on": "2026-11-24"}, people={}) == "ngày: 24/11/2026"
