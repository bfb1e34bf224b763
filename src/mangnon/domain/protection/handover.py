"""A case goes to another commune: the receiving office sees the offer, not the case, until it accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mangnon.core.clock import now
from mangnon.core.content.protection import load_protection
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.errors import CaseNotFoundError
from mangnon.domain.protection.history import histories_of, history_of
from mangnon.domain.protection.kinds import MemberRole
from mangnon.domain.protection.models import Case, Member
from mangnon.domain.protection.procedure import standing
from mangnon.domain.protection.records import Standing
from mangnon.domain.protection.steps import Taking, took
from mangnon.vocab.protection import Actor, Step


@dataclass(frozen=True)
class Offer:
    """A case offered to a commune: its number and where it comes from, nothing of the child."""

    case_id: UUID
    number: str
    from_commune: UUID
    asked_at: datetime


def list_offers(*, scope: Scope) -> list[Offer]:
    """Return the cases offered to the offices where a user works on cases, the oldest first."""
    communes = _offices(scope)
    if not communes:
        return []
    with reading_as_service():
        offered = Case.objects.filter(offered_to__in=communes, closed_at__isnull=True)
        histories = histories_of([each.id for each in offered])
        stands = {key: standing(steps, content=load_protection()) for key, steps in histories.items()}
        found = [
            Offer(each.id, each.number, each.commune_id, request.at)
            for each in offered
            if (request := stands[each.id].handover) and request.to_commune in communes
        ]
    return sorted(found, key=lambda offer: offer.asked_at)


def answer_offer(*, scope: Scope, case_id: UUID, accept: bool, reason: str = "") -> Standing:
    """Accept a case that is offered to one's office, or decline it with a reason.

    Who accepts leads it from then on; the team of before sees it no longer, the closed-off past of the case goes along.

    Raises:
        CaseNotFoundError: nothing of this case is offered to an office of the reader.
        StepRefusedError: the procedure does not allow it.
    """
    communes = _offices(scope)
    with as_service():
        case = (
            Case.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk=case_id, offered_to__in=communes)
            .first()
        )
        request = standing(history_of(case), content=load_protection()).handover if case else None
        if case is None or request is None or request.to_commune not in communes:
            raise CaseNotFoundError
        taking = Taking(
            step=Step.HANDOVER_ACCEPTED if accept else Step.HANDOVER_DECLINED,
            to_commune=request.to_commune,
            words={"reason": reason},
        )
        stands = took(scope=scope, case=case, taking=taking, roles=_as_what(scope, request.to_commune))
        if accept:
            at = now()
            Member.objects.filter(case=case, until__isnull=True).update(until=at)
            Member.objects.create(
                case=case, user_id=scope.user_id, role=MemberRole.LEAD, since=at, added_by_id=scope.user_id
            )
        return stands


def _offices(scope: Scope) -> frozenset[UUID]:
    return scope.reach(Action.WRITE, RecordClass.CASE).communes | scope.reach(Action.APPROVE, RecordClass.CASE).communes


def _as_what(scope: Scope, commune_id: UUID) -> frozenset[Actor]:
    roles = set()
    if commune_id in scope.reach(Action.WRITE, RecordClass.CASE).communes:
        roles.add(Actor.OFFICER)
    if commune_id in scope.reach(Action.APPROVE, RecordClass.CASE).communes:
        roles.add(Actor.CHAIR)
    return frozenset(roles)
