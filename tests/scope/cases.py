"""A case brought to a stage of its procedure, by its own officer and chair."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tests.scope.two_communes import TODAY, Known

from mangnon.core.content.protection import forms_on
from mangnon.domain.protection.queries import view_case
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.domain.protection.work import Assessed, Planned, Promised, record_assessment, send_plan
from mangnon.vocab.protection import CheckOutcome, ItemLevel, RiskLevel, State, Step

_ORDER = (State.RECEIVED, State.CHECKED, State.ASSESSED, State.ASSESSED_IN_FULL, State.MET, State.PLAN_WAITING,
          State.UNDER_WAY)  # fmt: skip


def bring_to(known: Known, state: State) -> UUID:
    """Take the steps that still lack until the case stands there."""
    assert known.case_id
    assert known.officer
    while (now := State(view_case(scope=known.officer, case_id=known.case_id).state)) is not state:
        assert _ORDER.index(now) < _ORDER.index(state), f"{now} lies after {state}"
        _next(known, now)
    return known.case_id


def _next(known: Known, now: State) -> None:
    scope, case_id, chair = known.officer, known.case_id, known.chair
    assert scope
    assert case_id
    assert chair
    if now is State.RECEIVED:
        take_step(scope=scope, case_id=case_id, taking=Taking(step=Step.CHECKED, outcome=CheckOutcome.TRUE))
    elif now in {State.CHECKED, State.ASSESSED}:
        form = "02" if now is State.CHECKED else "03"
        levels = {each.code: ItemLevel.MEDIUM for each in forms_on(TODAY)[form].items}
        record_assessment(scope=scope, case_id=case_id, told=Assessed(form, levels, RiskLevel.MEDIUM))
    elif now is State.ASSESSED_IN_FULL:
        take_step(scope=scope, case_id=case_id, taking=Taking(step=Step.MET))
    elif now is State.MET:
        ends = TODAY + timedelta(days=60)
        promised = Promised("health", TODAY, ends, "khám", "Trạm y tế")
        send_plan(scope=scope, case_id=case_id, told=Planned(TODAY, ends, "Trẻ an toàn", [promised]))
    else:
        take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.PLAN_APPROVED))
