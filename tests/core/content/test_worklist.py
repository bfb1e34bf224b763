"""The order of lists as content tells it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mangnon.core.content.dated import read_versions
from mangnon.core.content.worklist import URGENCY, UrgencyContentError, compile_order, urgency_order
from mangnon.domain.worklist.terms import DueKind
from mangnon.vocab.dated import Version
from mangnon.vocab.urgency import WHENS, DueMark

TODAY = date(2026, 11, 24)


def test_order_when_read_then_every_kind_of_due_has_a_class_of_its_own_and_a_step() -> None:
    order = urgency_order(TODAY)
    open_kinds = {mark.kind for each in order.classes for mark in each.marks if mark == DueMark(mark.kind)}
    assert open_kinds == set(DueKind.values)
    assert set(order.turn_table) == {(at, when) for at in range(len(order.classes)) for when in WHENS}


def test_order_when_the_day_lies_before_it_then_the_oldest() -> None:
    assert urgency_order(date(2000, 1, 1)).version == read_versions(URGENCY)[0].name


def _drop_class(told: dict[str, Any]) -> None:
    told["steps"][1]["classes"].pop()


def _twice(told: dict[str, Any]) -> None:
    told["steps"][1]["when"].append("week")


def _unknown_class(told: dict[str, Any]) -> None:
    told["steps"][0]["classes"].append("nothing")


def _unknown_when(told: dict[str, Any]) -> None:
    told["steps"][0]["when"] = ["soon"]


def _no_steps(told: dict[str, Any]) -> None:
    del told["steps"]


def _unknown_word(told: dict[str, Any]) -> None:
    told["classes"][0]["dues"][0]["state"] = "x"


def _negative(told: dict[str, Any]) -> None:
    vital = next(each for each in told["classes"] if each["code"] == "vital")
    vital["dues"][2]["late_days_at_most"] = -1


def _narrow_only(told: dict[str, Any]) -> None:
    told["classes"][-1]["dues"] = [{"kind": "card", "name": "insurance_card"}]


def _same_code(told: dict[str, Any]) -> None:
    next(each for each in told["classes"] if each["code"] != "vital")["code"] = "vital"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_drop_class, "round"), (_twice, "week"), (_unknown_class, "nothing"), (_unknown_when, "soon"),
        (_no_steps, "steps"), (_unknown_word, "state"), (_negative, "late_days_at_most"), (_narrow_only, "card"),
        (_same_code, "hai lần"),
    ],
)  # fmt: skip
def test_order_when_damaged_then_the_sentence_says_where(damage: Callable[[dict[str, Any]], None], words: str) -> None:
    version = read_versions(URGENCY)[-1]
    told = copy.deepcopy(version.values)
    damage(told)
    with pytest.raises(UrgencyContentError) as raised:
        compile_order(Version(version.name, version.valid_from, None, told))
    assert URGENCY in raised.value.sentence
    assert words in raised.value.sentence
