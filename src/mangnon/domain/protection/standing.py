"""Where a case stands: a fold over its history, one step after another; nothing else is stored as a state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from mangnon.domain.protection.records import Finding, Happened, Request, Separation, Standing
from mangnon.vocab.protection import CheckOutcome, Procedure, ProtectionContent, State, Step
from mangnon.vocab.working_days import local_day

UNREPORTED = Standing()


def fold(history: Sequence[Happened], *, content: ProtectionContent) -> Standing:
    """Return where a case stands after its history, without the steps that may come next.

    Args:
        history: all steps in the order they were told; it is taken as it is, ``refusal`` keeps it lawful.
        content: all versions; each step is read by the version of its own day.
    """
    found = UNREPORTED
    for each in history:
        found = advance(found, each, content=content)
    return found


def advance(before: Standing, step: Happened, *, content: ProtectionContent) -> Standing:
    """Return where a case stands once one more step has happened."""
    procedure = content.procedure(local_day(step.at))
    stands_for = acts_as(step, procedure=procedure)
    begins = step.step in _BEGINS
    effect = _EFFECTS.get(step.step)
    changed = effect(before, step) if effect else {}
    to = _leads_to(before, step, stands_for, procedure)
    if to is not None:
        # Information is taken whenever it comes; what was reached by a later hour stays reached.
        changed |= {"state": to, "since": max(step.at, before.since or step.at)}
    if step.step is Step.CLOSED:
        changed |= _closed(before, step, content)
    reached = {} if begins else dict(before.reached)
    reached |= {each: step.at for each in (step.step, stands_for) if each is not None}
    changed |= {"reached": MappingProxyType(reached), "steps": before.steps + 1, "told_at": step.told_at}
    if not begins:
        return Standing(**(vars(before) | changed))
    # A report or a reopening begins a round: of the one before only the plans are counted on.
    return Standing(rounds=before.rounds + 1, plan=before.plan, commune=step.commune, received_at=step.at, **changed)


def acts_as(step: Happened, *, procedure: Procedure) -> Step | None:
    """Return the step that an approved exception stands for, else None."""
    if step.step is not Step.EXCEPTION_APPROVED or step.skips is None:
        return None
    return procedure.steps[step.skips].skipped_as


def _leads_to(before: Standing, told: Happened, stands_for: Step | None, procedure: Procedure) -> State | None:
    if stands_for is not None:
        return procedure.steps[stands_for].to
    rule = procedure.steps[told.step]
    if before.state not in rule.after:
        return None
    return _AFTER_A_CHECK.get(told.outcome, rule.to) if told.step is Step.CHECKED and told.outcome else rule.to


def _report_added(before: Standing, step: Happened) -> dict[str, Any]:
    return {"news": max(step.at, before.news or step.at)}


def _news(before: Standing, step: Happened) -> datetime | None:
    """Only an assessment after it deals with what was told."""
    return before.news if before.news and before.news > step.at else None


def _checked(before: Standing, step: Happened) -> dict[str, Any]:
    if step.outcome is CheckOutcome.NOT_TRUE:
        return {"news": None}
    if step.outcome is not CheckOutcome.PASSED_ON:
        return {}
    return {"handover": Request(step.step, step.at, step.by, to_commune=step.to_commune)}


def _assessed(before: Standing, step: Happened) -> dict[str, Any]:
    found = Finding(step.at, step.by, bool(step.emergency))
    return {"assessment": found, "finding": found, "emergency_open": bool(step.emergency), "news": _news(before, step)}


def _found(before: Standing, step: Happened) -> dict[str, Any]:
    return {"finding": Finding(step.at, step.by)}


def _reviewed(before: Standing, step: Happened) -> dict[str, Any]:
    return {"finding": Finding(step.at, step.by), "reviews": before.reviews + 1}


def _emergency_decided(before: Standing, step: Happened) -> dict[str, Any]:
    return {"emergency": True, "emergency_open": False}


def _emergency_declined(before: Standing, step: Happened) -> dict[str, Any]:
    return {"emergency_open": False}


def _separation_decided(before: Standing, step: Happened) -> dict[str, Any]:
    new = Separation(step.at, step.until or step.at, step.at)
    separations = (*before.separations, new)
    return {"emergency": True, "emergency_open": False, "finding": None, "separations": separations}


def _separation_extended(before: Standing, step: Happened) -> dict[str, Any]:
    newest = replace(before.separations[-1], until=step.until or step.at, decided_at=step.at)
    return {"emergency_open": False, "finding": None, "separations": (*before.separations[:-1], newest)}


def _separation_lifted(before: Standing, step: Happened) -> dict[str, Any]:
    newest = replace(before.separations[-1], lifted_at=step.at, decided_at=step.at)
    return {"finding": None, "separations": (*before.separations[:-1], newest)}


def _plan_sent(before: Standing, step: Happened) -> dict[str, Any]:
    return {
        # A plan that came back and is sent again keeps its number.
        "plan": before.plan if before.state is State.PLAN_RETURNED else before.plan + 1,
        "plan_answer": "waiting",
        "plan_sent": Request(step.step, step.at, step.by),
        "draft_until": step.plan_until,
    }


def _plan_approved(before: Standing, step: Happened) -> dict[str, Any]:
    return {"plan_answer": "approved", "plan_in_force": before.plan, "plan_until": before.draft_until}


def _plan_returned(before: Standing, step: Happened) -> dict[str, Any]:
    return {"plan_answer": "returned"}


def _closing_requested(before: Standing, step: Happened) -> dict[str, Any]:
    return {"closing": Request(step.step, step.at, step.by, ground=step.ground)}


def _closing_returned(before: Standing, step: Happened) -> dict[str, Any]:
    return {"closing": None}


def _closed(before: Standing, step: Happened, content: ProtectionContent) -> dict[str, Any]:
    newest, request = before.separation, before.closing
    ground = content.closing(local_day(request.at)).ground(request.ground) if request else None
    ends = newest is not None and newest.in_force(step.at) and ground is not None and ground.at_once
    apart = (*before.separations[:-1], replace(newest, lifted_at=step.at)) if newest and ends else before.separations
    return {"closing": None, "emergency_open": False, "separations": apart}


def _handover_offered(before: Standing, step: Happened) -> dict[str, Any]:
    return {"handover": Request(step.step, step.at, step.by, to_commune=step.to_commune)}


def _handover_accepted(before: Standing, step: Happened) -> dict[str, Any]:
    return {"handover": None, "commune": step.commune}


def _handover_ended(before: Standing, step: Happened) -> dict[str, Any]:
    return {"handover": None}


def _exception_requested(before: Standing, step: Happened) -> dict[str, Any]:
    return {"exception": Request(step.step, step.at, step.by, skips=step.skips)}


def _exception_approved(before: Standing, step: Happened) -> dict[str, Any]:
    if step.skips is not Step.ASSESSED or before.exception is None:
        return {"exception": None}
    # What the chair may decide then rests on the one who asked to go without an assessment.
    found = Finding(step.at, before.exception.by)
    return {"exception": None, "assessment": found, "news": _news(before, step)}


def _exception_refused(before: Standing, step: Happened) -> dict[str, Any]:
    return {"exception": None}


_BEGINS = frozenset({Step.REPORT_RECEIVED, Step.REOPENED})
_AFTER_A_CHECK: Mapping[CheckOutcome, State] = MappingProxyType(
    {CheckOutcome.NOT_TRUE: State.NOT_TRUE, CheckOutcome.PASSED_ON: State.PASSING_ON}
)
_EFFECTS: Mapping[Step, Callable[[Standing, Happened], dict[str, Any]]] = MappingProxyType(
    {
        Step.REPORT_ADDED: _report_added,
        Step.CHECKED: _checked,
        Step.ASSESSED: _assessed,
        Step.EMERGENCY_DECIDED: _emergency_decided,
        Step.EMERGENCY_DECLINED: _emergency_declined,
        Step.SEPARATION_DECIDED: _separation_decided,
        Step.SEPARATION_EXTENDED: _separation_extended,
        Step.SEPARATION_LIFTED: _separation_lifted,
        Step.ASSESSED_IN_FULL: _found,
        Step.PLAN_SENT: _plan_sent,
        Step.PLAN_APPROVED: _plan_approved,
        Step.PLAN_RETURNED: _plan_returned,
        Step.REVIEWED: _reviewed,
        Step.CLOSING_REQUESTED: _closing_requested,
        Step.CLOSING_RETURNED: _closing_returned,
        Step.HANDOVER_OFFERED: _handover_offered,
        Step.HANDOVER_ACCEPTED: _handover_accepted,
        Step.HANDOVER_DECLINED: _handover_ended,
        Step.HANDOVER_WITHDRAWN: _handover_ended,
        Step.EXCEPTION_REQUESTED: _exception_requested,
        Step.EXCEPTION_APPROVED: _exception_approved,
        Step.EXCEPTION_REFUSED: _exception_refused,
    }
)
