"""What a page needs for the next step of a case: where it stands, as what the reader acts in it, who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mangnon.core.audit.queries import AuditRow, list_about
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import load_protection
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.history import history_of
from mangnon.domain.protection.models import Case, Opening
from mangnon.domain.protection.procedure import standing
from mangnon.domain.protection.queries import find_case
from mangnon.domain.protection.records import Standing
from mangnon.domain.protection.sealing import about_child, told_of
from mangnon.domain.protection.seeing import cases_in_sight
from mangnon.domain.protection.steps import roles_in
from mangnon.vocab.protection import Actor, Step

# Another office answers an offer, and a further report joins by itself; neither is a step of this case's people.
_NOT_BY_ITS_OWN = frozenset({Step.REPORT_RECEIVED, Step.REPORT_ADDED, Step.HANDOVER_ACCEPTED, Step.HANDOVER_DECLINED})


@dataclass(frozen=True)
class CaseHead:
    """What stands above every page of a case.

    Args:
        child: the name on the register, or how the child was described.
        standing: where it stands.
        roles: as what the reader acts; empty for who only reads.
        steps: the steps that the reader may take now, in the order of the procedure.
        opened_until: until when the reader sees it by an emergency opening alone.
    """

    id: UUID
    number: str
    commune_id: UUID
    child: str
    synthetic: bool
    standing: Standing
    roles: frozenset[Actor]
    steps: tuple[Step, ...]
    opened_until: datetime | None


def head_of(*, scope: Scope, case_id: UUID) -> CaseHead:
    """Return what stands above every page of a case in sight.

    Raises:
        CaseNotFoundError: no such case in sight.
    """
    case = find_case(scope=scope, case_id=case_id)
    with reading_as_service():
        roles = roles_in(scope=scope, case=case)
        stands = standing(history_of(case), content=load_protection())
        return CaseHead(
            id=case.id,
            number=case.number,
            commune_id=case.commune_id,
            child=_name(case),
            synthetic=case.synthetic,
            standing=stands,
            roles=roles,
            steps=_open_to(roles, stands),
            opened_until=None if roles else _opened_until(scope, case),
        )


def sees_cases(*, scope: Scope) -> bool:
    """Tell whether any case is in the reader's sight; asked for the navigation, which offers no empty list."""
    if not scope.grants:
        return False
    with reading_as_service():
        return cases_in_sight(scope).exists()


def list_readers(*, scope: Scope, case_id: UUID) -> list[AuditRow]:
    """Return what the log holds about a case in sight: who opened it and what was done, newest first.

    Raises:
        CaseNotFoundError: no such case in sight.
    """
    case = find_case(scope=scope, case_id=case_id)
    return list_about(scope=scope, subject=case.id, record_class=RecordClass.CASE)


def _open_to(roles: frozenset[Actor], stands: Standing) -> tuple[Step, ...]:
    rules = load_protection().procedure(now().astimezone(VIETNAM).date()).steps
    return tuple(each for each in stands.may_follow if each not in _NOT_BY_ITS_OWN and rules[each].who & roles)


def _name(case: Case) -> str:
    if case.child is not None:
        return case.child.full_name
    return told_of(case.child_sealed, key=case.key, about=about_child(case.id)).child_name


def _opened_until(scope: Scope, case: Case) -> datetime | None:
    at = now()
    standing_now = Opening.objects.filter(case=case, user_id=scope.user_id, at__lte=at, until__gt=at)
    return standing_now.order_by("-until").values_list("until", flat=True).first()
