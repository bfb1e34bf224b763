"""The province counts cases of all communes and reads none, save those it drew, for two weeks."""

from __future__ import annotations

import pytest
from tests.domain.protection.conftest import Clock, opened, reported, scope_of
from tests.domain.protection.test_steps import REASON
from tests.scope.two_communes import TwoCommunes

from mangnon.core.content.protection import load_protection
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Role
from mangnon.domain.protection.errors import CaseNotFoundError, StepRefusedError
from mangnon.domain.protection.models import QualityReview
from mangnon.domain.protection.queries import list_cases, view_case
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.domain.protection.supervision import answer_quality, draw_sample, drawn_cases, read_oversight
from mangnon.vocab.protection import CheckOutcome, State, Step


def closed(house: TwoCommunes, clock: Clock):  # type: ignore[no-untyped-def]
    """Open a case whose report turns out not to be true, and close it."""
    officer, chair, case_id = scope_of(house, Role.COMMUNE_OFFICER), scope_of(house, Role.COMMUNE_CHAIR), opened(house)
    clock.forward(minutes=30)
    told = Taking(step=Step.CHECKED, outcome=CheckOutcome.NOT_TRUE, words=REASON)
    take_step(scope=officer, case_id=case_id, taking=told)
    ground = next(each for each in load_protection().closing(clock.at.date()).grounds if State.NOT_TRUE in each.states)
    asked = Taking(step=Step.CLOSING_REQUESTED, ground=ground.code, criteria=frozenset(ground.criteria))
    take_step(scope=officer, case_id=case_id, taking=asked)
    take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.CLOSED))
    return case_id


def answers() -> dict[str, str]:
    return {each.code: "yes" for each in load_protection().closings[-1].quality}


def test_oversight_when_a_step_is_late_then_counted_for_its_commune(house: TwoCommunes, clock: Clock) -> None:
    opened(house)
    reported(house)
    clock.forward(hours=13)
    found = read_oversight(scope=scope_of(house, Role.PROVINCE_OFFICER))
    assert (found.whole.open, found.waiting) == (1, 1)
    assert found.whole.late_now >= 1
    (commune,) = found.communes
    assert (commune.commune_id, commune.waiting_late, commune.own) == (house.first.commune_id, 1, False)
    assert read_oversight(scope=scope_of(house, Role.COMMUNE_CHAIR)).communes[0].own
    assert [count for _, count in found.loads] == [1]


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER})
)
def test_oversight_when_the_role_counts_no_cases_then_refused(house: TwoCommunes, clock: Clock, role: Role) -> None:
    with pytest.raises(NotYoursError):
        read_oversight(scope=scope_of(house, role))


def test_sample_when_drawn_then_read_for_two_weeks_and_answered_once(house: TwoCommunes, clock: Clock) -> None:
    case_id, province = closed(house, clock), scope_of(house, Role.PROVINCE_OFFICER)
    for other in (Role.PROVINCE_LEADER, Role.COMMUNE_CHAIR, Role.AUDITOR):
        with pytest.raises(NotYoursError):
            draw_sample(scope=scope_of(house, other))
    assert list_cases(scope=province, closed=True) == []
    assert draw_sample(scope=province) == [case_id]
    assert draw_sample(scope=province) == []
    view_case(scope=province, case_id=case_id)
    with pytest.raises(StepRefusedError):
        take_step(scope=province, case_id=case_id, taking=Taking(step=Step.REOPENED, words=REASON))
    with pytest.raises(StepRefusedError):
        answer_quality(scope=province, case_id=case_id, answers={"in_time": "yes"})
    answer_quality(scope=province, case_id=case_id, answers=answers(), note="nên hỏi cả cô giáo")
    assert [done for _, _, done in drawn_cases(scope=province)] == [True]
    with pytest.raises(CaseNotFoundError):
        answer_quality(scope=province, case_id=case_id, answers=answers())
    assert "cô giáo" not in str(bytes(QualityReview.objects.get().note_sealed))
    clock.forward(days=14)
    with pytest.raises(CaseNotFoundError):
        view_case(scope=province, case_id=case_id)


def test_open_case_when_a_sample_is_drawn_then_it_is_never_in_it(house: TwoCommunes, clock: Clock) -> None:
    opened(house)
    assert draw_sample(scope=scope_of(house, Role.PROVINCE_OFFICER)) == []
