"""The paths of screening tests: a wrong cell is named."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from mangnon.core.content.screening import (
    FILES,
    ScreeningContentError,
    compile_paths,
    load_screening,
    reasons_on,
    screening_tests,
)
from mangnon.vocab.dated import Version

TEST: dict[str, Any] = {
    "kind": "hearing",
    "who": "trạm y tế",
    "owed": {"from_day": 1, "to_day": 30, "until_day": 180, "why": "vì sao"},
    "verdict": {"rule": "ears"},
    "fields": [{"code": "right", "words": "Tai phải", "type": "choice", "in": ["normal"], "choices": {"pass": "đạt"}}],
    "findings": [{"code": "loss", "words": "giảm thính lực"}],
    "starts": ["normal", "lost"],
    "steps": {
        "normal": {"next": []},
        "lost": {"next": ["normal"], "due": {"to_days": 7, "what": "tìm", "who": "ai", "why": "vì sao"}},
    },
}


def _compile(change: Any) -> None:
    test = deepcopy(TEST)
    change(test)
    values = {"version": "1", "basis": "văn bản", "tests": [test]}
    compile_paths(Version("1", date(2021, 1, 1), None, values), file="screening/x.yaml")


def test_paths_when_all_is_there_then_read() -> None:
    _compile(lambda test: None)
    assert len(load_screening()) == len(FILES)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda t: t.pop("who"), "hearing: ô «who»"),
        (lambda t: t["starts"].append("sent"), "bước «sent»"),
        (lambda t: t["steps"].__setitem__("gone", {"next": []}), "bước gone"),
        (lambda t: t["steps"]["lost"]["due"].pop("to_days"), "bước lost, due: ô «to_days»"),
        (lambda t: t["steps"]["lost"]["due"].update(from_days=9), "khoảng ngày [9, 7]"),
        (lambda t: t["owed"].update(to_day=0), "owed: các ngày 1, 0, 180"),
        (lambda t: t["verdict"].update(rule="tides"), "không có quy tắc «tides»"),
        (lambda t: t["verdict"].update(pass_at=3), "cần đúng các ô []"),
        (lambda t: t["fields"][0].pop("choices"), "số đo right: «choices»"),
        (lambda t: t["fields"][0].update(type="number"), "«type: number»"),
        (lambda t: t["fields"][0].update({"in": ["gone"]}), "«in» có bước không có"),
        (lambda t: t["fields"].append(t["fields"][0]), "mã ghi hai lần: ['right']"),
        (lambda t: t["findings"][0].pop("words"), "findings: ô «words»"),
        (lambda t: t.update(yearly={"from_month": 6}), "yearly: ô «below_month»"),
    ],
)
def test_paths_when_a_cell_is_wrong_then_the_sentence_names_it(change: Any, named: str) -> None:
    with pytest.raises(ScreeningContentError) as refused:
        _compile(change)
    assert named in refused.value.sentence
    assert "screening/x.yaml, bản 1" in refused.value.sentence


def test_tests_when_a_step_is_older_than_all_content_then_it_still_has_words() -> None:
    assert set(screening_tests(date(2010, 1, 1))) == set(screening_tests(date(2026, 11, 24)))
    assert set(reasons_on(date(2026, 11, 24))) == {"refused", "lost"}
