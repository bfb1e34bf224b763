"""The weights of the priority score as content tells them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mangnon.core.content.dated import read_versions
from mangnon.core.content.priority import PRIORITY, PriorityContentError, compile_weights, priority_weights
from mangnon.domain.worklist.terms import DueKind
from mangnon.vocab.dated import Version

TODAY = date(2026, 11, 24)


def test_weights_when_read_then_every_kind_of_due_has_a_line_for_all_codes() -> None:
    weights = priority_weights(TODAY)
    assert {each.kind for each in weights.dues if not each.name and not each.detail} == set(DueKind.values)
    assert all(weights.weight_of(kind=kind, code="anything").points for kind in DueKind.values)


def test_weights_when_the_day_lies_before_them_then_the_oldest() -> None:
    assert priority_weights(date(2000, 1, 1)).version == read_versions(PRIORITY)[0].name


def _set(*path: object, to: object) -> Callable[[dict[str, Any]], None]:
    def damage(told: dict[str, Any]) -> None:
        inside: Any = told
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = to

    return damage


def _drop(*path: object) -> Callable[[dict[str, Any]], None]:
    def damage(told: dict[str, Any]) -> None:
        inside: Any = told
        for step in path[:-1]:
            inside = inside[step]
        del inside[path[-1]]

    return damage


_VISIT = {"kind": "visit", "points": 1, "why": "x"}
_LARGER_LATER = {"kind": "dose", "name": "X", "points": 1, "catch_up_days": 9, "then_points": 2, "why": "x"}


@pytest.mark.parametrize(
    ("damage", "cell", "words"),
    [
        (_set("dues", 0, "points", to="12"), "dues[1].points", "số nguyên"),
        (_set("dues", 3, "points", to=-1), "dues[4].points", "số nguyên"),
        (_set("dues", 3, "points", to=True), "dues[4].points", "số nguyên"),
        (_drop("dues", 2, "why"), "dues[3].why", "còn thiếu"),
        (_set("dues", 2, "state", to="x"), "dues[3].state", "không có mục"),
        (_set("dues", 0, "name", to="a:b"), "dues[1].name", "hai chấm"),
        (_set("dues", 0, "catch_up_days", to=0), "dues[1].catch_up_days", "số nguyên"),
        (_set("dues", 0, "then_points", to=1), "dues[1].then_points", "catch_up_days"),
        (_set("dues", 0, to=_LARGER_LATER), "dues[1].then_points", "nhiều hơn"),
        (_set("dues", to=[_VISIT, {**_VISIT, "name": "x"}]), "dues[2]", "không bao giờ được dùng"),
        (_set("dues", to=[{**_VISIT, "name": "x"}]), "dues[1]", "chưa có dòng cuối"),
        (_set("lateness", "late", 0, "from_day", to=2), "lateness.late[1].from_day", "ngày 1"),
        (_set("lateness", "late", 2, "times", to=1), "lateness.late[3].times", "không nhỏ hơn"),
        (_set("lateness", "late", 2, "from_day", to=8), "lateness.late[3].from_day", "lớn hơn"),
        (_set("lateness", "open", "times", to=9), "lateness.late[1].times", "không được tính ít hơn"),
        (_set("lateness", "not_yet", "times", to=2), "lateness.open.times", "không được ít hơn"),
        (_set("ages", -1, "below_month", to=200), "ages[5].below_month", "để trống"),
        (_set("ages", 0, "below_month", to=None), "ages[1].below_month", "chỉ dòng cuối"),
        (_set("ages", 1, "below_month", to=1), "ages[2].below_month", "lớn hơn"),
        (_set("contact", 0, "bands", 2, "points", to=1), "contact[1].bands[3].points", "không nhỏ hơn"),
        (_set("contact", 1, "bands", 0, "from_day", to=1), "contact[2].bands[1].from_day", "ngày 0"),
        (_set("contact", to=[]), "contact", "danh sách"),
        (_set("poverty", to={}), "poverty", "ít nhất một mục"),
        (_set("poverty", "poor", to=6), "poverty.poor", "nhóm mục"),
        (_set("early", "title", to=" "), "early.title", "phải có chữ"),
        (_drop("fairness"), "fairness", "còn thiếu"),
        (_set("fairness", "top_percent", to=99), "fairness.top_percent", "số nguyên"),
    ],
)
def test_weights_when_damaged_then_the_sentence_names_the_cell(
    damage: Callable[[dict[str, Any]], None], cell: str, words: str
) -> None:
    version = read_versions(PRIORITY)[-1]
    told = copy.deepcopy(version.values)
    damage(told)
    with pytest.raises(PriorityContentError) as raised:
        compile_weights(Version(version.name, version.valid_from, None, told))
    assert f"ô {cell}:" in raised.value.sentence
    assert words in raised.value.sentence
    assert PRIORITY in raised.value.sentence
