"""Where a case stands: a fold over its history, one step after another; nothing else is stored as a state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

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
    effect = _EFFECTS.get(step.step)
    after = effect(before, step) if effect else before
    for each in (step.step, acts_as(step, procedure=procedure)):
        to = _leads_to(before, step, each, procedure)
        if to is not None:
            after = replace(after, state=to, since=step.at)
        if each is not None:
            after = replace(after, reached=MappingProxyType({**after.reached, each: step.at}))
    if step.step is Step.CLOSED:
        after = _closed(after, before, step, content)
    return replace(after, steps=before.steps + 1, told_at=step.told_at)


def acts_as(step: Happened, *, procedure: Procedure) -> Step | None:
    """Return the step that an approved exception stands for, else None."""
    if step.step is not Step.EXCEPTION_APPROVED or step.skips is None:
        return None
    return procedure.steps[step.skips].skipped_as


def _leads_to(before: Standing, told: Happened, step: Step | None, procedure: Procedure) -> State | None:
    if step is None:
        return None
    rule = procedure.steps[step]
    # An exception stands where the left-out step would have stood, whatever that one is taken for.
    moves = before.state in rule.after or (told.step is Step.EXCEPTION_APPROVED and step is not told.step)
    if not moves:
        return None
    if step is Step.CHECKED and told.outcome is CheckOutcome.NOT_TRUE:
        return State.NOT_TRUE
    if step is Step.CHECKED and told.outcome is CheckOutcome.PASSED_ON:
        return State.PASSING_ON
    return rule.to


def _received(before: Standing, step: Happened) -> Standing:
    return Standing(
        state=before.state,
        since=before.since,
        commune=step.commune,
        received_at=step.at,
        rounds=before.rounds + 1,
        plan=before.plan,
        steps=before.steps,
    )


def _checked(before: Standing, step: Happened) -> Standing:
    if step.outcome is not CheckOutcome.PASSED_ON:
        return before
    return replace(before, handover=Request(step.step, step.at, step.by, to_commune=step.to_commune))


def _assessed(before: Standing, step: Happened) -> Standing:
    found = Finding(step.at, step.by, bool(step.emergency))
    return replace(before, assessment=found, finding=found, emergency_open=bool(step.emergency))


def _found(before: Standing, step: Happened) -> Standing:
    return replace(before, finding=Finding(step.at, step.by))


def _reviewed(before: Standing, step: Happened) -> Standing:
    return replace(before, finding=Finding(step.at, step.by), reviews=before.reviews + 1)


def _emergency_decided(before: Standing, step: Happened) -> Standing:
    return replace(before, emergency=True, emergency_open=False)


def _emergency_declined(before: Standing, step: Happened) -> Standing:
    return replace(before, emergency_open=False)


def _separation_decided(before: Standing, step: Happened) -> Standing:
    new = Separation(step.at, step.until or step.at, step.at)
    return replace(before, emergency=True, emergency_open=False, finding=None, separations=(*before.separations, new))


def _separation_extended(before: Standing, step: Happened) -> Standing:
    newest = replace(before.separations[-1], until=step.until or step.at, decided_at=step.at)
    return replace(before, emergency_open=False, finding=None, separations=(*before.separations[:-1], newest))


def _separation_lifted(before: Standing, step: Happened) -> Standing:
    newest = replace(before.separations[-1], lifted_at=step.at, decided_at=step.at)
    return replace(before, finding=None, separations=(*before.separations[:-1], newest))


def _plan_sent(before: Standing, step: Happened) -> Standing:
    return replace(
        before,
        # A plan that came back and is sent again keeps its number.
        plan=before.plan if before.state is State.PLAN_RETURNED else before.plan + 1,
        plan_answer="waiting",
        plan_sent=Request(step.step, step.at, step.by),
        draft_until=step.plan_until,
    )


def _plan_approved(before: Standing, step: Happened) -> Standing:
    return replace(before, plan_answer="approved", plan_in_force=before.plan, plan_until=before.draft_until)


def _plan_returned(before: Standing, step: Happened) -> Standing:
    return replace(before, plan_answer="returned")


def _closing_requested(before: Standing, step: Happened) -> Standing:
    return replace(before, closing=Request(step.step, step.at, step.by, ground=step.ground))


def _closing_returned(before: Standing, step: Happened) -> Standing:
    return replace(before, closing=None)


def _closed(after: Standing, before: Standing, step: Happened, content: ProtectionContent) -> Standing:
    newest, request = before.separation, before.closing
    ground = content.closing(local_day(request.at)).ground(request.ground) if request else None
    if newest and newest.in_force(step.at) and ground and ground.ends_separation:
        after = replace(after, separations=(*before.separations[:-1], replace(newest, lifted_at=step.at)))
    return replace(after, closing=None, emergency_open=False)


def _handover_offered(before: Standing, step: Happened) -> Standing:
    return replace(before, handover=Request(step.step, step.at, step.by, to_commune=step.to_commune))


def _handover_accepted(before: Standing, step: Happened) -> Standing:
    return replace(before, handover=None, commune=step.commune)


def _handover_ended(before: Standing, step: Happened) -> Standing:
    return replace(before, handover=None)


def _exception_requested(before: Standing, step: Happened) -> Standing:
    return replace(before, exception=Request(step.step, step.at, step.by, skips=step.skips))


def _exception_approved(before: Standing, step: Happened) -> Standing:
    after = replace(before, exception=None)
    if step.skips is Step.ASSESSED and before.exception:
        # What the chair may decide then rests on the one who asked to go without an assessment.
        return replace(after, assessment=Finding(step.at, before.exception.by))
    return after


def _exception_refused(before: Standing, step: Happened) -> Standing:
    return replace(before, exception=None)


_EFFECTS: Mapping[Step, Callable[[Standing, Happened], Standing]] = MappingProxyType(
    {
        Step.REPORT_RECEIVED: _received,
        Step.REOPENED: _received,
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
