"""Takes the steps of a case: each is asked of the procedure, kept with the history, and followed by its deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import load_protection
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.errors import CaseNotFoundError, StepRefusedError
from mangnon.domain.protection.history import add_step, history_of
from mangnon.domain.protection.kinds import MemberRole, NoticeKind
from mangnon.domain.protection.models import Case, Member
from mangnon.domain.protection.notices import tell
from mangnon.domain.protection.numbering import next_number
from mangnon.domain.protection.procedure import refusal, standing
from mangnon.domain.protection.records import Happened, Standing
from mangnon.domain.protection.seeing import cases_in_sight
from mangnon.domain.protection.timing import refresh_step_dues
from mangnon.vocab.protection import Actor, CheckOutcome, State, Step

NOBODY = UUID(int=0)
_REQUESTS = frozenset({Step.PLAN_SENT, Step.CLOSING_REQUESTED, Step.EXCEPTION_REQUESTED})
_ANSWERS = frozenset(
    {
        Step.PLAN_APPROVED, Step.PLAN_RETURNED, Step.CLOSED, Step.CLOSING_RETURNED, Step.EXCEPTION_APPROVED,
        Step.EXCEPTION_REFUSED, Step.HANDOVER_ACCEPTED, Step.HANDOVER_DECLINED, Step.EMERGENCY_DECIDED,
        Step.EMERGENCY_DECLINED, Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED, Step.SEPARATION_LIFTED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Taking:
    """A step as its page tells it; what each field means stands with ``Happened``.

    Args:
        words: texts by name, kept sealed; ``reason`` counts as a reason.
    """

    step: Step
    at: datetime | None = None  # now when absent
    outcome: CheckOutcome | None = None
    emergency: bool | None = None
    until: datetime | None = None
    plan_until: date | None = None
    skips: Step | None = None
    to_commune: UUID | None = None
    ground: str = ""
    criteria: frozenset[str] = frozenset()
    documented: bool = False
    demanded: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


def take_step(*, scope: Scope, case_id: UUID, taking: Taking) -> Standing:
    """Take the next step of a case in sight.

    Args:
        scope: of a member of the team who may write cases, or of the chair.
        case_id: which case.
        taking: what happened.

    Returns:
        Where the case stands now.

    Raises:
        CaseNotFoundError: no such case in sight.
        StepRefusedError: the procedure does not allow it, or the reader has no part in it.
    """
    with as_service():
        return took(scope=scope, case=case_to_work(scope=scope, case_id=case_id), taking=taking)


def case_to_work(*, scope: Scope, case_id: UUID) -> Case:
    """Return a case in sight that the user works on, locked until the transaction ends.

    Raises:
        CaseNotFoundError: no such case in sight.
        StepRefusedError: the reader only looks on.
    """
    if not cases_in_sight(scope).filter(pk=case_id).exists():
        raise CaseNotFoundError
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    if not roles_in(scope=scope, case=case):
        raise StepRefusedError("Anh chị được xem trường hợp này nhưng không phụ trách; hãy nhờ người phụ trách ghi.")
    return case


def roles_in(*, scope: Scope, case: Case) -> frozenset[Actor]:
    """Return as what a user may act in a case: as its chair, as an officer of its team, or both, or neither."""
    roles = set()
    if scope.reach(Action.APPROVE, RecordClass.CASE).covers(commune_id=case.commune_id, hamlet_id=None):
        roles.add(Actor.CHAIR)
    works = scope.reach(Action.WRITE, RecordClass.CASE).covers(commune_id=case.commune_id, hamlet_id=None)
    at = now()
    in_team = any(
        member.since <= at and (member.until is None or member.until > at)
        for member in Member.objects.filter(case=case, user_id=scope.user_id)
    )
    if works and in_team:
        roles.add(Actor.OFFICER)
    return frozenset(roles)


def took(*, scope: Scope, case: Case, taking: Taking, roles: frozenset[Actor] | None = None) -> Standing:
    """Take a step in a case that the caller holds locked.

    Args:
        roles: as what the user acts; of the user's own in the case when absent.
    """
    content, at = load_protection(), now()
    if taking.to_commune is not None:
        require_commune(taking.to_commune, on=at.astimezone(VIETNAM).date())
    history = history_of(case)
    may_be = roles_in(scope=scope, case=case) if roles is None else roles
    rule = content.procedure(at.astimezone(VIETNAM).date()).steps[taking.step]
    as_what = sorted(may_be & rule.who, reverse=True) or sorted(may_be)
    wanted = Happened(
        step=taking.step,
        at=taking.at or at,
        told_at=at,
        by=scope.user_id or NOBODY,
        role=as_what[0],
        commune=case.commune_id if roles is None else (taking.to_commune or case.commune_id),
        outcome=taking.outcome,
        emergency=taking.emergency,
        until=taking.until,
        plan_until=taking.plan_until,
        skips=taking.skips,
        to_commune=taking.to_commune,
        ground=taking.ground,
        criteria=taking.criteria,
        reasoned=bool(taking.words.get("reason", "").strip()),
        documented=taking.documented,
        demanded=taking.demanded,
    )
    refused = refusal(history, wanted, content=content)
    if refused is not None:
        raise StepRefusedError(refused.sentence)
    add_step(case=case, sequence=len(history), wanted=wanted, words=dict(taking.words))
    return _followed(scope=scope, case=case, history=(*history, wanted))


def require_commune(place_id: UUID, *, on: date) -> None:
    """Raise unless a place is a commune or ward of that day: what is sent anywhere else would be in nobody's sight.

    Raises:
        StepRefusedError: it is none.
    """
    found = names_of([place_id], on=on).get(place_id)
    if found is None or found.level != "commune":
        raise StepRefusedError("Hãy chọn một xã, phường đang có trong danh sách.")


def begin(*, scope: Scope, case: Case) -> None:
    """Write the receipt of the report as the first step of a new case; the caller made it just now."""
    first = Happened(
        step=Step.REPORT_RECEIVED,
        at=case.received_at,
        told_at=now(),
        by=scope.user_id or NOBODY,
        role=Actor.OFFICER,
        commune=case.commune_id,
    )
    refused = refusal((), first, content=load_protection())
    if refused is not None:
        raise StepRefusedError(refused.sentence)
    add_step(case=case, sequence=0, wanted=first, words={})
    _followed(scope=scope, case=case, history=(first,))


def report_joined(*, scope: Scope, case: Case, received_at: datetime) -> None:
    """Write that another report came to an open case; its deadlines run from its own receipt.

    One that came before the report the case counts from is written beside that one: it is the older, and late already.
    """
    begun = standing(history_of(case), content=load_protection()).received_at
    at = max(received_at, begun) if begun else received_at
    took(scope=scope, case=case, taking=Taking(step=Step.REPORT_ADDED, at=at), roles=frozenset({Actor.OFFICER}))


def _followed(*, scope: Scope, case: Case, history: tuple[Happened, ...]) -> Standing:
    newest = history[-1]
    stands = standing(history, content=load_protection())
    case.state = stands.state
    case.closed_at = newest.at if stands.state is State.CLOSED else None
    if stands.commune is not None and stands.commune != case.commune_id:
        # Each commune counts its own cases: another may bear the old number there.
        case.number, case.commune_id = next_number(stands.commune, newest.told_at), stands.commune
    case.offered_to_id = stands.handover.to_commune if stands.handover else None
    case.save(update_fields=["state", "closed_at", "commune", "number", "offered_to"])
    refresh_step_dues(case=case, history=history)
    record(
        scope=scope,
        action=f"protection.{newest.step.value}",
        record_class=RecordClass.CASE,
        subjects=[case.id],
        place_id=case.commune_id,
    )
    _tell_of(case, newest, len(history) - 1)
    return stands


def _tell_of(case: Case, newest: Happened, sequence: int) -> None:
    if newest.step in _REQUESTS:
        tell(
            kind=NoticeKind.REQUEST,
            code=str(sequence),
            case=case,
            commune_id=case.commune_id,
            role=Role.COMMUNE_CHAIR,
        )
    elif newest.step in _ANSWERS:
        for member in Member.objects.filter(case=case, role=MemberRole.LEAD, until__isnull=True):
            if member.user_id != newest.by:
                tell(
                    kind=NoticeKind.ANSWER,
                    code=str(sequence),
                    case=case,
                    commune_id=case.commune_id,
                    user_id=member.user_id,
                )
    elif newest.to_commune is not None:  # a handover, or a report passed on
        for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR):
            tell(kind=NoticeKind.HANDOVER, code=str(sequence), case=case, commune_id=newest.to_commune, role=role)
