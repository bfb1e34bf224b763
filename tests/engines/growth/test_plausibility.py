"""Questions about a new measurement."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mangnon.engines.growth.plausibility import FLAG_WORDS, Weighing, questions
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.schema import SCORES

LAST = Weighing(on=date(2026, 8, 1), weight_g=9600, length_mm=760, head_mm=460, arm_mm=145, waz=0.1, lhaz=-0.2)


def codes(practice: Practice, **changes: Any) -> list[str]:
    new = replace(LAST, **({"on": date(2026, 9, 1)} | changes))
    return [question.code for question in questions(new=new, last=LAST, practice=practice)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"weight_g": 9000}, []),
        ({"weight_g": 7680}, ["weight_drop"]),
        ({"weight_g": 7681}, []),
        ({"weight_g": 6720, "on": date(2026, 12, 1)}, []),
        ({"length_mm": 751}, []),
        ({"length_mm": 750}, ["length_shorter"]),
        ({"head_mm": 455}, ["head_smaller"]),
        ({"arm_mm": 108}, ["arm_change"]),
        ({"arm_mm": 182}, ["arm_change"]),
        ({"waz": 2.1}, ["waz_jump"]),
        ({"lhaz": -2.2}, ["lhaz_jump"]),
        ({"waz": None, "weight_g": None, "length_mm": None}, []),
        ({"flagged": ("wlz",)}, ["flag_wlz"]),
        ({"on": date(2026, 7, 1), "weight_g": 4000}, []),
    ],
)
def test_questions_when_changed_then_asked(changes: dict[str, Any], expected: list[str], practice: Practice) -> None:
    assert codes(practice, **changes) == expected


def test_questions_when_thirty_per_cent_lighter_then_weighed_again(practice: Practice) -> None:
    new = replace(LAST, on=date(2026, 9, 1), weight_g=6720)
    (question,) = questions(new=new, last=LAST, practice=practice)
    assert question.measure_again
    assert "30 %" in question.sentence
    assert "9,6 kg ngày 01/08/2026" in question.sentence
    assert "6,72 kg" in question.sentence


def test_questions_when_first_measurement_then_only_flags(practice: Practice) -> None:
    assert questions(new=LAST, last=None, practice=practice) == []
    asked = questions(new=replace(LAST, flagged=SCORES), last=None, practice=practice)
    assert [question.code for question in asked] == [f"flag_{score}" for score in SCORES]
    assert set(FLAG_WORDS) == set(SCORES)
    for question in asked:
        assert unicodedata.is_normalized("NFC", question.sentence)
