"""Which step may be kept, and where a case stands afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.domain.protection.cases import (
    CHAIR,
    CONTENT,
    HERE,
    OFFICER,
    OTHER_OFFICER,
    SAFE,
    THERE,
    Case,
    assessed_in_full,
    moment,
    separated,
    under_way,
)

from mangnon.domain.protection.procedure import refusal, standing
from mangnon.domain.protection.standing import fold
from mangnon.vocab.protection import Actor, CheckOutcome, State, Step
from mangnon.vocab.working_days import MomentWithoutZoneError


def test_case_when_it_goes_the_whole_way_then_each_state_in_turn() -> None:
    case, states = Case(moment("2026-11-20 08:00")), []
    for step in (
        Step.REPORT_RECEIVED, Step.CHECKED, Step.ASSESSED, Step.ASSESSED_IN_FULL, Step.MET, Step.PLAN_SENT,
        Step.PLAN_RETURNED, Step.PLAN_SENT, Step.PLAN_APPROVED, Step.SERVED, Step.REVIEWED, Step.PLAN_SENT,
        Step.PLAN_APPROVED, Step.REVIEWED, Step.CLOSING_REQUESTED, Step.CLOSED, Step.REOPENED,
    ):  # fmt: skip
        states.append(case.keep(step).standing().state.value)
    assert states == [
        "received", "checked", "assessed", "assessed_in_full", "met", "plan_waiting", "plan_returned", "plan_waiting",
        "under_way", "under_way", "reviewed", "plan_waiting", "under_way", "reviewed", "reviewed", "closed", "received",
    ]  # fmt: skip
    now = case.standing()
    assert (now.rounds, now.plan, now.plan_in_force, now.steps) == (2, 2, 0, 17)


def test_plan_when_returned_then_the_next_draft_keeps_its_number() -> None:
    case = assessed_in_full().keep(Step.MET, Step.PLAN_SENT, Step.PLAN_RETURNED, Step.PLAN_SENT)
    assert (case.standing().plan, case.standing().plan_answer) == (1, "waiting")
    case.keep(Step.PLAN_APPROVED, Step.REVIEWED, Step.PLAN_SENT)
    assert (case.standing().plan, case.standing().plan_in_force) == (2, 1)


def test_standing_when_there_is_no_history_then_only_a_report_may_come() -> None:
    now = standing([], content=CONTENT)
    assert (now.state, now.may_follow, now.requests) == (State.UNREPORTED, (Step.REPORT_RECEIVED,), ())


def _begun() -> Case:
    return Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED)


def _at(at: str, told_at: str) -> dict[str, datetime]:
    return {"at": moment(f"2026-11-20 {at}"), "told_at": moment(f"2026-11-20 {told_at}")}


REFUSED: list[tuple[str, Any, Step, dict[str, Any]]] = [
    ("order", lambda: Case(moment("2026-11-20 08:00")), Step.CHECKED, {}),
    ("order", assessed_in_full, Step.REPORT_RECEIVED, {}),
    ("order", assessed_in_full, Step.PLAN_SENT, {}),
    ("order", under_way, Step.PLAN_SENT, {}),
    ("in_future", assessed_in_full, Step.MET, _at("12:00", "11:59")),
    ("told_before", assessed_in_full, Step.MET, _at("10:59", "10:59")),
    ("back_dated", assessed_in_full, Step.MET, _at("10:59", "15:00")),
    ("not_yours", assessed_in_full, Step.SEPARATION_DECIDED, {"role": Actor.OFFICER, "by": OTHER_OFFICER}),
    ("not_yours", assessed_in_full, Step.CLOSING_REQUESTED, {"role": Actor.CHAIR, "by": CHAIR}),
    ("other_commune", assessed_in_full, Step.MET, {"commune": THERE}),
    ("own", lambda: assessed_in_full().keep(Step.MET, Step.PLAN_SENT), Step.PLAN_APPROVED, {"by": OFFICER}),
    ("own", lambda: assessed_in_full().keep(Step.EXCEPTION_REQUESTED, skips=Step.MET), Step.EXCEPTION_APPROVED,
     {"by": OFFICER, "skips": Step.MET}),
    ("own", lambda: under_way().keep(Step.REVIEWED, Step.CLOSING_REQUESTED), Step.CLOSED, {"by": OFFICER}),
    ("own", assessed_in_full, Step.SEPARATION_DECIDED, {"by": OFFICER}),
    ("own", lambda: separated().keep(Step.ASSESSED), Step.SEPARATION_LIFTED, {"by": OFFICER}),
    ("no_reason", assessed_in_full, Step.SEPARATION_DECIDED, {"reasoned": False}),
    ("no_reason", assessed_in_full, Step.EXCEPTION_REQUESTED, {"skips": Step.MET, "reasoned": False}),
    ("no_finding", separated, Step.SEPARATION_LIFTED, {}),
    ("no_plan", lambda: assessed_in_full().keep(Step.MET, Step.PLAN_SENT), Step.SERVED, {}),
    ("no_plan_end", lambda: assessed_in_full().keep(Step.MET), Step.PLAN_SENT, {"plan_until": None}),
    ("never_skipped", _begun, Step.EXCEPTION_REQUESTED,
     {"skips": Step.CHECKED}),
    ("exception_outlived", assessed_in_full, Step.EXCEPTION_REQUESTED, {"skips": Step.REVIEWED}),
    ("criteria_open", lambda: under_way().keep(Step.REVIEWED), Step.CLOSING_REQUESTED,
     {"criteria": SAFE - {"child_heard"}}),
    ("ground_not_now", under_way, Step.CLOSING_REQUESTED, {}),
    ("no_ground", under_way, Step.CLOSING_REQUESTED, {"ground": "tired"}),
    ("no_outcome", _begun, Step.CHECKED, {"outcome": None}),
    ("no_commune", _begun, Step.CHECKED,
     {"outcome": CheckOutcome.PASSED_ON, "to_commune": HERE}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "begun", "step", "told"), REFUSED)
def test_step_when_it_may_not_be_kept_then_says_why(code: str, begun: Any, step: Step, told: dict[str, Any]) -> None:
    refused = begun().refused(step, **told)
    assert refused is not None
    assert refused.code == f"protection.{code}"
    assert refused.sentence.endswith(".")


def test_history_when_a_step_is_refused_then_it_stays_as_it_was() -> None:
    case = assessed_in_full()
    before = list(case.history)
    assert case.refused(Step.PLAN_SENT)
    assert case.history == before
    assert fold(case.history, content=CONTENT) == fold(before, content=CONTENT)


def test_exception_when_the_chair_approves_then_it_stands_where_the_step_would() -> None:
    case = assessed_in_full().keep(Step.EXCEPTION_REQUESTED, skips=Step.MET)
    assert case.standing().requests[0].skips is Step.MET
    assert case.refused(Step.PLAN_SENT)
    case.keep(Step.EXCEPTION_APPROVED, skips=Step.MET)
    assert (case.standing().state, case.standing().requests) == (State.MET, ())
    case.keep(Step.PLAN_SENT)


def test_exception_when_refused_then_nothing_is_left_out() -> None:
    case = (
        assessed_in_full().keep(Step.EXCEPTION_REQUESTED, skips=Step.MET).keep(Step.EXCEPTION_REFUSED, skips=Step.MET)
    )
    assert case.standing().state is State.ASSESSED_IN_FULL


def test_plan_when_the_chair_agrees_that_none_is_needed_then_the_case_may_end() -> None:
    case = assessed_in_full().keep(Step.MET).keep(Step.EXCEPTION_REQUESTED, skips=Step.PLAN_SENT)
    case.keep(Step.EXCEPTION_APPROVED, skips=Step.PLAN_SENT).keep(Step.CLOSING_REQUESTED, Step.CLOSED)
    assert case.standing().state is State.CLOSED


def test_separation_when_fifteen_days_are_used_then_only_a_competent_body_makes_it_longer() -> None:
    case = separated("2026-11-20 08:00")
    start = moment("2026-11-20 11:00")
    case.keep(Step.ASSESSED)
    too_long = start + timedelta(days=15, seconds=1)
    refused = case.refused(Step.SEPARATION_EXTENDED, until=too_long)
    assert refused is not None
    assert refused.code == "protection.separation_too_long"
    assert case.refused(Step.SEPARATION_EXTENDED, until=too_long, demanded=True)
    assert case.refused(Step.SEPARATION_EXTENDED, until=too_long, demanded=True, documented=True) is None
    case.keep(Step.SEPARATION_EXTENDED, until=start + timedelta(days=15))
    now = case.standing()
    assert now.separated_for == timedelta(days=15)
    assert now.separated_until(start) == start + timedelta(days=15)
    assert now.separated_until(start + timedelta(days=15)) is None


def test_separation_when_lifted_early_then_the_rest_may_be_used_again() -> None:
    case = separated("2026-11-20 08:00").keep(Step.ASSESSED, Step.SEPARATION_LIFTED)
    assert case.standing().separated_for == timedelta(hours=2)
    assert case.refused(Step.SEPARATION_LIFTED)
    case.keep(Step.ASSESSED, emergency=True)
    left = timedelta(days=15) - timedelta(hours=2)
    assert case.refused(Step.SEPARATION_DECIDED, until=case.clock + left + timedelta(seconds=1))
    case.keep(Step.SEPARATION_DECIDED, until=case.clock + left)


def test_separation_when_in_force_then_the_case_may_not_end_but_by_death() -> None:
    case = separated("2026-11-20 08:00").keep(Step.ASSESSED_IN_FULL)
    assert case.standing().separated_until(case.clock)
    refused = case.refused(Step.CLOSING_REQUESTED, ground="grown_up", criteria=ALL)
    assert refused is not None
    assert refused.code == "protection.separation_in_force"
    case.keep(Step.CLOSING_REQUESTED, ground="died", criteria=ALL).keep(Step.CLOSED)
    assert case.standing().separated_until(case.clock) is None


ALL = frozenset(each.code for each in CONTENT.closings[-1].criteria)


def test_report_when_passed_on_then_the_other_commune_takes_it_with_its_clock() -> None:
    case = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED)
    case.keep(Step.CHECKED, outcome=CheckOutcome.PASSED_ON, to_commune=THERE)
    assert case.standing().state is State.PASSING_ON
    assert case.refused(Step.HANDOVER_ACCEPTED, by=OTHER_OFFICER)
    assert case.refused(Step.HANDOVER_WITHDRAWN)
    case.keep(Step.HANDOVER_ACCEPTED, by=OTHER_OFFICER, commune=THERE)
    now = case.standing()
    assert (now.state, now.commune, now.received_at) == (State.RECEIVED, THERE, moment("2026-11-20 08:00"))
    assert case.refused(Step.CHECKED)
    case.keep(Step.CHECKED, commune=THERE)


def test_handover_when_accepted_then_the_state_goes_with_the_child() -> None:
    case = under_way().keep(Step.HANDOVER_OFFERED)
    assert case.refused(Step.HANDOVER_OFFERED)
    case.keep(Step.REVIEWED)  # work goes on meanwhile
    case.keep(Step.HANDOVER_ACCEPTED, by=OTHER_OFFICER, commune=THERE)
    assert (case.standing().state, case.standing().commune) == (State.REVIEWED, THERE)
    case.keep(Step.PLAN_SENT, by=OTHER_OFFICER, commune=THERE)
    assert case.standing().plan == 2


def test_report_when_not_true_and_more_is_told_then_checked_again() -> None:
    case = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED)
    case.keep(Step.CHECKED, outcome=CheckOutcome.NOT_TRUE).keep(Step.CLOSING_REQUESTED, ground="not_true", criteria=ALL)
    case.keep(Step.REPORT_ADDED, at=moment("2026-11-20 08:30"))
    assert case.standing().state is State.RECEIVED
    refused = case.refused(Step.CLOSED)
    assert refused is not None
    assert refused.code == "protection.ground_not_now"


def test_case_when_new_information_is_not_assessed_then_it_may_not_end() -> None:
    case = under_way().keep(Step.REVIEWED, Step.CLOSING_REQUESTED, Step.REPORT_ADDED)
    refused = case.refused(Step.CLOSED)
    assert refused is not None
    assert refused.code == "protection.not_assessed"
    refused = case.keep(Step.ASSESSED, emergency=True).refused(Step.CLOSED)
    assert refused is not None
    assert refused.code == "protection.emergency_open"
    case.keep(Step.EMERGENCY_DECLINED, Step.CLOSED)


def test_emergency_when_the_chair_declines_then_with_a_reason_and_once() -> None:
    case = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED, Step.CHECKED).keep(Step.ASSESSED, emergency=True)
    assert case.refused(Step.EMERGENCY_DECLINED, reasoned=False)
    case.keep(Step.EMERGENCY_DECLINED)
    refused = case.refused(Step.EMERGENCY_DECLINED)
    assert refused is not None
    assert refused.code == "protection.nothing_asked"


def test_step_when_a_moment_has_no_zone_then_refused() -> None:
    case = assessed_in_full()
    with pytest.raises(MomentWithoutZoneError):
        refusal(case.history, replace(case.want(Step.MET), at=datetime(2026, 11, 20, 9)), content=CONTENT)  # noqa: DTZ001
