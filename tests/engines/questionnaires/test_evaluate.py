from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.engines.questionnaires.sheets_of import questionnaire

from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.engines.questionnaires.definition import ANSWERED_TYPES, Questionnaire
from mangnon.engines.questionnaires.evaluate import Problem, Scored, evaluate
from mangnon.engines.questionnaires.json_form import from_json, outcome_tree, to_json

SHIPPED = {each.code: each for each in shipped_questionnaires()}
ANYTHING = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), st.sampled_from(["co", "khong"])
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def judged(made: Questionnaire, answers: dict[str, Any], age_days: int | None = 400) -> Any:
    return evaluate(questionnaire=made, answers=answers, age_days=age_days)


@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_evaluate_when_given_anything_then_an_outcome_that_can_be_written_down(code: str, data: st.DataObject) -> None:
    made = SHIPPED[code]
    names = [item.name for item in made.items] + ["la"]
    answers = data.draw(st.dictionaries(st.sampled_from(names), ANYTHING))
    age = data.draw(st.one_of(st.none(), st.integers(-10, 10_000)))
    outcome = judged(made, answers, age)
    json.dumps(outcome_tree(outcome), allow_nan=False)
    backwards = dict(reversed(list(answers.items())))
    assert judged(made, backwards, age) == outcome
    assert judged(from_json(to_json(made)), answers, age) == outcome


@given(st.data())
def test_evaluate_when_what_is_not_shown_is_dropped_then_nothing_changes_but_the_list_of_the_ignored(
    data: st.DataObject,
) -> None:
    made = SHIPPED["mchat-r"]
    asked = [item for item in made.items if item.type in ANSWERED_TYPES]
    answers = {item.name: data.draw(st.sampled_from([c.name for c in made.choices(item)])) for item in asked}
    outcome = judged(made, answers)
    shown = {name: answer for name, answer in answers.items() if name not in outcome.ignored}
    again = judged(made, shown)
    assert (again.scores, again.actions, again.values) == (outcome.scores, outcome.actions, outcome.values)
    assert again.ignored == ()


def test_evaluate_when_a_branch_closes_then_its_answer_is_kept_aside_and_does_not_count() -> None:
    made = questionnaire(
        {"type": "select_one yn", "name": "a", "required": "yes"},
        {"type": "integer", "name": "n", "relevant": "${a} = 'co'", "required": "yes"},
        scores=({"name": "s", "expression": "points(${a}) + coalesce(${n}, 0)"},),
    )
    open_, closed = judged(made, {"a": "co", "n": 5}), judged(made, {"a": "khong", "n": 5})
    assert open_.scores == (Scored("s", 6.0, None),)
    assert (closed.scores, closed.ignored, closed.complete) == ((Scored("s", 0.0, None),), ("n",), True)


def test_evaluate_when_required_and_constraint_fail_then_told_once_each_and_the_score_waits() -> None:
    made = questionnaire(
        {"type": "integer", "name": "n", "constraint": ". < 10"},
        {"type": "decimal", "name": "d", "required": "${n} > 5"},
        scores=({"name": "s", "expression": "${n} * 2"},),
        bands=({"score": "s", "code": "low", "from": "0"},),
    )
    outcome = judged(made, {"n": "12"})
    assert outcome.problems == (Problem("n", "constraint"), Problem("d", "missing"))
    assert outcome.scores == (Scored("s", None, None),)
    assert judged(made, {"n": 2}).scores == (Scored("s", 4.0, "low"),)


def test_evaluate_when_decimals_have_a_comma_then_read_and_parted_thousands_refused() -> None:
    made = questionnaire({"type": "decimal", "name": "d"})
    assert judged(made, {"d": "3,5"}).values == {"d": 3.5}
    assert judged(made, {"d": "1.234,5"}).problems == (Problem("d", "unreadable"),)


def test_evaluate_when_one_answer_shows_danger_then_the_action_fires_though_the_rest_is_empty() -> None:
    outcome = judged(SHIPPED["wellbeing-10"], {"self_harm": "truoc"}, 4400)
    assert [(fired.code, fired.because) for fired in outcome.actions] == [("danger", ("self_harm",))]
    assert not outcome.complete


def test_evaluate_when_skills_were_lost_then_referred_at_every_age() -> None:
    for code, made in SHIPPED.items():
        if made.screening_kind in {"development", "autism"} and code != "mchat-r":
            fired = judged(made, {"lost": "co"}).actions
            assert ("red_flag", ("lost",)) in [(each.code, each.because) for each in fired], code


def test_evaluate_when_m_chat_answers_are_all_yes_then_the_reversed_items_count() -> None:
    made = SHIPPED["mchat-r"]
    outcome = judged(made, {f"item_{n}": "co" for n in range(1, 21)})
    assert outcome.scores[0] == Scored("total", 3.0, "medium")
    assert [name for name in outcome.visible if name.startswith("follow_")] == ["follow_2", "follow_5", "follow_12"]
    worst = {f"item_{n}": "co" if n in {2, 5, 12} else "khong" for n in range(1, 21)}
    assert judged(made, worst).scores[0] == Scored("total", 20.0, "high")
