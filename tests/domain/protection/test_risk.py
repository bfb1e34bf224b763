"""The suggested level of risk, and when an officer must say why it is another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.content.protection import forms_on, risk_on
from mangnon.domain.protection.risk import ITEM_SCORES, overruling, suggest
from mangnon.vocab.protection import ItemLevel, RiskLevel

TODAY = date(2026, 11, 24)
FORMS, RULES = forms_on(TODAY), risk_on(TODAY)
LEVELS = {"c": ItemLevel.HIGH, "t": ItemLevel.MEDIUM, "l": ItemLevel.LOW}


def _answers(form: str, letters: str) -> dict[str, ItemLevel]:
    items = FORMS[form].items
    return {item.code: LEVELS[letter] for item, letter in zip(items, letters, strict=True) if letter in LEVELS}


@pytest.mark.parametrize(
    ("form", "letters", "level", "emergency", "rule"),
    [
        ("02", "cccc", RiskLevel.HIGH, True, "all_harm_high"),
        ("02", "clcl", RiskLevel.HIGH, True, "much_harm_little_ability"),
        ("02", "clcc", RiskLevel.HIGH, False, "some_harm_high"),
        ("02", "tlcc", RiskLevel.MEDIUM, False, "some_harm"),
        ("02", "llcl", RiskLevel.MEDIUM, False, "little_ability"),
        ("02", "llct", RiskLevel.LOW, False, "rest"),
        ("03", "clllllll", RiskLevel.HIGH, False, "some_harm_high"),
        ("03", "ccllllcc", RiskLevel.HIGH, True, "much_harm_little_ability"),
        ("06", "lllccc", RiskLevel.LOW, False, "rest"),
        ("06", "cltccl", RiskLevel.HIGH, False, "some_harm_high"),
    ],
)
def test_suggestion_when_items_are_answered_then_by_the_first_rule_that_fits(
    form: str, letters: str, level: RiskLevel, emergency: bool, rule: str
) -> None:
    found = suggest(FORMS[form], _answers(form, letters), rules=RULES)
    assert (found.level, found.emergency, found.rule, found.missing) == (level, emergency, rule, ())
    assert found.harm.whole + found.ability.whole == len(letters)


def test_suggestion_when_an_answer_is_missing_then_it_counts_as_the_worst_and_is_named() -> None:
    found = suggest(FORMS["02"], _answers("02", "l-cc"), rules=RULES)
    assert (found.level, found.missing) == (RiskLevel.HIGH, ("H2",))
    assert found.because == (
        "Nguy cơ cao vì có mục về tổn hại ở mức cao (tổn hại: 1 cao, 0 trung bình, 1 thấp; khả năng tự bảo vệ: 2 cao,"
        " 0 trung bình, 0 thấp). Chưa trả lời H2: tính như mức cần giúp nhất."
    )


def test_conclusion_when_it_differs_from_the_suggestion_then_needs_a_reason() -> None:
    found = suggest(FORMS["02"], _answers("02", "cccc"), rules=RULES)
    assert overruling(found, level=RiskLevel.HIGH, emergency=True, reasoned=False) is None
    assert overruling(found, level=RiskLevel.HIGH, emergency=False, reasoned=True) is None
    refused = overruling(found, level=RiskLevel.HIGH, emergency=False, reasoned=False)
    assert refused is not None
    assert refused.code == "protection.risk_no_reason"


SCALE = {RiskLevel.LOW: 0, RiskLevel.MEDIUM: 1, RiskLevel.HIGH: 2}


@given(form=st.sampled_from(["02", "03", "06"]), data=st.data())
def test_suggestion_when_one_answer_gets_worse_then_the_risk_never_falls(form: str, data: st.DataObject) -> None:
    items = FORMS[form].items
    answers = {item.code: data.draw(st.sampled_from(ItemLevel)) for item in items}
    item = data.draw(st.sampled_from(items))
    worst = ItemLevel.HIGH if item.table.value == "harm" else ItemLevel.LOW
    before = suggest(FORMS[form], answers, rules=RULES)
    after = suggest(FORMS[form], answers | {item.code: worst}, rules=RULES)
    assert (SCALE[after.level], after.emergency) >= (SCALE[before.level], before.emergency)
    unknown = {code: level for code, level in answers.items() if code != item.code}
    assert suggest(FORMS[form], unknown, rules=RULES).level == after.level


def test_scores_when_stored_then_low_is_nothing() -> None:
    assert [ITEM_SCORES[each] for each in (ItemLevel.LOW, ItemLevel.MEDIUM, ItemLevel.HIGH)] == [0, 1, 2]
