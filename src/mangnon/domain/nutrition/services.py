"""Writes of vitamin A and deworming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.fact_services import child_to_write, find_same, supersede
from mangnon.domain.children.upward import dues_moved
from mangnon.domain.nutrition.models import Supplement


@dataclass(frozen=True)
class Taken:
    """What happened, and when."""

    on: date
    kind: str


def record_supplement(*, scope: Scope, child_id: UUID, told: Taken, source: str = "nhập tay") -> UUID:
    """Record it; saying the same twice keeps one.

    Args:
        scope: of who tells; must be able to write this class of records of the child.
        child_id: whose.
        told: what and when.
        source: where it was written down.

    Raises:
        ChildNotFoundError: not within scope.
    """
    child = child_to_write(scope=scope, child_id=child_id, record_class=RecordClass.HEALTH)
    fact = Supplement(
        child_id=child.id,
        on=told.on,
        kind=told.kind,
        recorded_at=now(),
        recorded_by=scope.user_id,
        source=source,
    )
    with as_service():
        same = find_same(fact=fact)
        if same:
            return same.id
        fact.save()
        record(scope=scope, action="nutrition.record_supplement", record_class=RecordClass.HEALTH, subjects=[child.id])
        dues_moved([child.id])
    return fact.id


def withdraw_supplement(*, scope: Scope, fact_id: UUID, reason: str) -> None:
    """Withdraw a wrong one; it stays with the reason."""
    with as_service():
        wrong = Supplement.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
    if wrong is None:
        raise ChildNotFoundError
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=RecordClass.HEALTH)
    with as_service():
        supersede(fact=wrong, reason=reason)
        record(
            scope=scope, action="nutrition.withdraw_supplement", record_class=RecordClass.HEALTH, subjects=[child.id]
        )
        dues_moved([child.id])
