"""News that something waits or is late: for the holders of a role in a commune, the province, or one person.

A notice names nobody and says nothing of the child: whoever may open the case reads the rest there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from mangnon.core.clock import now
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.models import Case, Notice, Report

SHOWN = 100


@dataclass(frozen=True)
class NoticeLine:
    """A notice as its page shows it; ``case_id`` is a link only for who may open the case."""

    id: UUID
    kind: str
    at: datetime
    code: str
    number: str
    commune_id: UUID | None
    case_id: UUID | None
    report_id: UUID | None
    seen: bool


def tell(
    *,
    kind: Any,  # NoticeKind
    code: str,
    case: Case | None = None,
    report: Report | None = None,
    commune_id: UUID | None,
    role: Role | None = None,
    user_id: UUID | None = None,
    at: datetime | None = None,
) -> bool:
    """Tell once; the same said again is kept once.

    Args:
        kind: what it is about.
        code: the deadline, or the place in the case's history, that makes it the same notice.
        case, report: one of them.
        commune_id: of the case or report.
        role, user_id: who is told: holders of a role there (of the province's roles anywhere), or one person.
        at: when; now when absent.

    Returns:
        Whether it was new.
    """
    _, new = Notice.objects.get_or_create(
        kind=kind,
        case=case,
        report=report,
        code=code,
        to_role=role.value if role else "",
        to_user_id=user_id,
        defaults={"at": at or now(), "commune_id": commune_id},
    )
    return new


def list_notices(*, scope: Scope, unseen: bool = False) -> list[NoticeLine]:
    """Return the newest notices for a user."""
    with reading_as_service():
        found = _for(scope)
        if unseen:
            found = found.filter(seen_at__isnull=True)
        return [
            NoticeLine(
                id=each.id,
                kind=each.kind,
                at=each.at,
                code=each.code,
                number=each.case.number if each.case else "",
                commune_id=each.commune_id,
                case_id=each.case_id,
                report_id=each.report_id,
                seen=each.seen_at is not None,
            )
            for each in found.select_related("case").order_by("-at")[:SHOWN]
        ]


def count_unseen(*, scope: Scope) -> int:
    """Return how many notices wait for a user."""
    if not scope.grants:
        return 0
    with reading_as_service():
        return _for(scope).filter(seen_at__isnull=True).count()


def mark_seen(*, scope: Scope, notice_ids: list[UUID]) -> None:
    """Mark notices of a user as seen."""
    with as_service():
        _for(scope).filter(pk__in=notice_ids, seen_at__isnull=True).update(seen_at=now(), seen_by_id=scope.user_id)


def _for(scope: Scope) -> QuerySet[Notice]:
    mine = Q(to_user_id=scope.user_id) if scope.user_id else Q(pk__in=[])
    for grant in scope.grants:
        if grant.level == "commune" and grant.facility_id is None:
            mine |= Q(to_role=grant.role.value, commune_id=grant.place_id)
        elif grant.level == "province" and grant.facility_id is None:
            mine |= Q(to_role=grant.role.value)
    return Notice.objects.filter(mine)
