"""What an outcome means for what is owed and recorded."""

from __future__ import annotations

import pytest

from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.domain.questionnaires.rules import Consequence, consequence, fired_actions, fits_age, is_usable
from mangnon.engines.questionnaires.evaluate import evaluate

FORMS = {each.code: each for each in shipped_questionnaires()}


def _follows(code: str, answers: dict[str, object], findings: tuple[str, ...] = ()) -> Consequence:
    form = FORMS[code]
    outcome = evaluate(questionnaire=form, answers=answers, age_days=800)
    return consequence(questionnaire=form, outcome=outcome, known_findings=findings, danger_hours=24)


def _all(code: str, **but: object) -> dict[str, object]:
    form = FORMS[code]
    found: dict[str, object] = {}
    for item in form.items:
        if item.list and item.relevant is None:
            names = {choice.name for choice in form.choices(item)}
            found[item.name] = "co" if "chua" in names else "khong"
    return found | but


def test_consequence_when_whole_and_well_then_normal_and_nothing_owed() -> None:
    assert _follows("dev-24", _all("dev-24")) == Consequence(None, None, "normal", ())


def test_consequence_when_half_and_well_so_far_then_nothing_is_said() -> None:
    assert _follows("dev-24", {"lost": "khong"}) == Consequence(None, None, "", ())


def test_consequence_when_half_and_a_red_flag_then_it_already_counts() -> None:
    assert _follows("dev-24", {"lost": "co"}).state == "positive"


def test_consequence_when_referred_then_not_asked_again_beside_it() -> None:
    follows = _follows("dev-24", _all("dev-24", lost="co", worry="co"))
    assert (follows.state, follows.repeat_days) == ("positive", None)


def test_consequence_when_one_thing_lacks_then_asked_again_and_not_called_normal() -> None:
    follows = _follows("dev-24", _all("dev-24", kick="chua"))
    assert follows.state == ""
    assert follows.repeat_days


@pytest.mark.parametrize(("findings", "said"), [(("danger", "low_mood"), ("danger",)), (("other",), ("other",))])
def test_consequence_when_danger_then_hours_and_the_finding_of_the_test(
    findings: tuple[str, ...], said: tuple[str, ...]
) -> None:
    follows = _follows("wellbeing-10", {"hurt": "co"}, findings)
    assert (follows.safety_hours, follows.state, follows.findings) == (24, "positive", said)


def test_fired_actions_when_several_then_the_gravest_first() -> None:
    form = FORMS["wellbeing-10"]
    outcome = evaluate(questionnaire=form, answers={"hurt": "co", "talk": "co"}, age_days=4000)
    assert fired_actions(questionnaire=form, outcome=outcome)[0].severity == "danger"


def test_is_usable_when_words_lack_then_no_licence_helps() -> None:
    assert not is_usable(questionnaire=FORMS["mchat-r"], licence_note="phép của tác giả")
    assert is_usable(questionnaire=FORMS["dev-24"], licence_note="")


def test_fits_age_when_at_the_ends_then_the_first_month_counts_and_the_last_not() -> None:
    form = FORMS["dev-24"]
    ends = (form.age_from_months - 1, form.age_from_months, form.age_to_months - 1, form.age_to_months)
    assert [fits_age(questionnaire=form, age_months=each) for each in ends] == [False, True, True, False]
    assert fits_age(questionnaire=form, age_months=None)
