"""What measured values mean, what may follow what, and what is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mangnon.core.content.screening import STATES, screening_tests
from mangnon.domain.screening.records import Reached
from mangnon.domain.screening.rules import RESULTS, check_measured, judge, next_states, questions
from mangnon.domain.screening.terms import ScreeningKind, ScreeningState

TODAY = date(2026, 11, 24)
TESTS = screening_tests(TODAY)
WORDS = {value: str(label) for value, label in ScreeningState.choices}


def _state(kind: str, measured: dict[str, Any], **more: Any) -> str | None:
    verdict = judge(TESTS[kind], measured=measured, **more)
    return verdict.state if verdict else None


@pytest.mark.parametrize(
    ("hand", "foot", "time_no", "state"),
    [
        (98, 97, 1, "normal"),
        (95, 95, 1, "normal"),
        (98, 95, 1, "normal"),
        (99, 95, 1, "recheck"),
        (94, 95, 1, "recheck"),
        (94, 95, 2, "recheck"),
        (94, 95, 3, "positive"),
        (89, 97, 1, "positive"),
        (97, 89, 1, "positive"),
    ],
)
def test_judge_when_oxygen_is_measured_then_by_both_limbs_and_their_gap(
    hand: int, foot: int, time_no: int, state: str
) -> None:
    assert _state("heart", {"right_hand": hand, "foot": foot, "time_no": time_no}) == state


@settings(deadline=None)
@given(hand=st.integers(40, 100), foot=st.integers(40, 100), less=st.integers(0, 20))
def test_judge_when_both_limbs_are_lower_then_never_better(hand: int, foot: int, less: int) -> None:
    order = {"normal": 0, "recheck": 1, "positive": 2}
    at = _state("heart", {"right_hand": hand, "foot": foot})
    below = _state("heart", {"right_hand": max(hand - less, 40), "foot": max(foot - less, 40)})
    assert at is not None
    assert below is not None
    if min(hand, foot) - less >= 40:
        assert order[below] >= order[at]


@pytest.mark.parametrize(
    ("right", "left", "before", "state"),
    [
        ("pass", "pass", "", "normal"),
        ("refer", "pass", "", "recheck"),
        ("refer", "refer", "recheck", "positive"),
        ("pass", "pass", "recheck", "normal"),
        ("pass", None, "", None),
    ],
)
def test_judge_when_ears_are_tested_then_a_second_failure_is_suspected(
    right: str, left: str | None, before: str, state: str | None
) -> None:
    measured = {"right": right, **({"left": left} if left else {})}
    assert _state("hearing", measured, before=before) == state


LOW = {"hypothyroidism": "low", "g6pd": "low", "cah": "low"}


@pytest.mark.parametrize(
    ("measured", "state"),
    [
        (LOW, "normal"),
        ({**LOW, "cah": "high"}, "positive"),
        ({**LOW, "g6pd": "again"}, "recheck"),
        ({**LOW, "path": "preterm", "sample_no": 1}, "recheck"),
        ({**LOW, "path": "preterm", "sample_no": 2}, "normal"),
        ({**LOW, "age_hours": 20}, "recheck"),
        ({"g6pd": "high"}, "positive"),
        ({"g6pd": "low"}, None),
    ],
)
def test_judge_when_diseases_are_told_then_the_worst_leads(measured: dict[str, Any], state: str | None) -> None:
    assert _state("heel_prick", measured) == state


def test_judge_when_a_disease_is_suspected_then_it_is_named() -> None:
    verdict = judge(TESTS["heel_prick"], measured={**LOW, "cah": "high", "g6pd": "high"})
    assert verdict
    assert verdict.findings == ("g6pd", "cah")
    assert verdict.why == "Nguy cơ cao: thiếu men G6PD, tăng sản thượng thận bẩm sinh."


@pytest.mark.parametrize(
    ("right", "left", "months", "state"),
    [
        (5, 5, 48, "normal"),
        (5, 5, 66, "positive"),
        (8, 8, 100, "normal"),
        (10, 7, 100, "positive"),
        (10, 10, None, None),
        (12, 9, 100, "positive"),
    ],
)
def test_judge_when_acuity_is_measured_then_by_age_and_between_the_eyes(
    right: int, left: int, months: int | None, state: str | None
) -> None:
    assert _state("vision", {"right_tenths": right, "left_tenths": left}, age_months=months) == state


def test_judge_when_teeth_are_counted_then_decay_is_suspected() -> None:
    assert _state("dental", {"decayed": 0}) == "normal"
    assert _state("dental", {"decayed": 3, "first_molars": 1}) == "positive"
    assert _state("dental", {"decayed": 0}, findings=("gums",)) == "positive"
    assert _state("dental", {}) is None


def test_check_measured_when_values_do_not_fit_then_each_is_named() -> None:
    problems = check_measured(TESTS["heart"], {"right_hand": "98", "foot": 101, "pulse": 120})
    assert len(problems) == 3
    assert check_measured(TESTS["vision"], {"right_tenths": 8, "glasses": True}) == []
    assert check_measured(TESTS["hearing"], {"right": "deaf"}) == ["Tai phải: hãy chọn một mục trong danh sách."]


def _ask(kind: str, state: str, before: str = "", **more: Any) -> list[str]:
    told = Reached(on=more.pop("on", TODAY), kind=kind, state=state, **more)
    last = Reached(on=date(2026, 11, 12), kind=kind, state=before) if before else None
    return questions(TESTS[kind], told=told, before=last, birth=date(2026, 11, 10), words=WORDS)


def test_questions_when_only_the_result_is_known_then_nothing_is_asked() -> None:
    assert _ask("heel_prick", "normal") == []


def test_questions_when_a_disease_is_confirmed_after_a_normal_result_then_asked_in_one_sentence() -> None:
    asked = _ask("heel_prick", "confirmed", before="normal")
    assert len(asked) == 1
    assert asked[0].startswith("Bước trước 12/11/2026 là “bình thường”; “xác định bệnh” thường không đi ngay sau đó.")


def test_questions_when_a_sample_was_taken_on_the_day_of_birth_then_asked() -> None:
    assert "trước 24 giờ" in _ask("heel_prick", "sampled", on=date(2026, 11, 10))[0]
    assert _ask("heel_prick", "sampled", on=date(2026, 11, 10), measured={"age_hours": 24}) == []
    assert "trước 24 giờ" in _ask("heel_prick", "sampled", on=date(2026, 11, 11), measured={"age_hours": 20})[0]


def test_questions_when_the_word_chosen_is_not_what_the_values_mean_then_asked() -> None:
    test = TESTS["heart"]
    told = Reached(on=TODAY, kind="heart", state="normal", measured={"right_hand": 88, "foot": 97})
    verdict = judge(test, measured=told.measured)
    asked = questions(test, told=told, before=None, birth=None, words=WORDS, verdict=verdict)
    assert "khác điều anh chị chọn" in asked[0]


@pytest.mark.parametrize("kind", ScreeningKind.values)
def test_paths_when_read_then_every_test_can_begin_and_every_open_step_ends_somewhere(kind: str) -> None:
    test = TESTS[kind]
    reached, found = set(), list(test.starts)
    while found:
        state = found.pop()
        if state not in reached:
            reached.add(state)
            found += next_states(test, before=state)
    assert reached == set(test.steps), "a step that nothing leads to"
    for step in test.steps.values():
        assert step.due or step.state in {"normal", "excluded", "treated", "seen"}, step.state
        assert step.due is None or step.next, "owed, and nothing may follow"


def test_words_when_told_in_content_and_in_terms_then_the_same() -> None:
    assert tuple(STATES) == tuple(ScreeningState.values)
    assert set(TESTS) == set(ScreeningKind.values)
    assert set(RESULTS) <= set(ScreeningState.values)
