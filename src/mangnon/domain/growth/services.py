"""Writes of measurements."""

from __future__ import annotations

from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.fact_services import child_to_write, find_same, supersede
from mangnon.domain.children.upward import dues_moved
from mangnon.domain.growth.errors import NothingMeasuredError
from mangnon.domain.growth.models import Measurement
from mangnon.domain.growth.records import Measured as Measured


def record_weight(*, scope: Scope, child_id: UUID, measured: Measured, source: str = "nhập tay") -> UUID:
    """Record a weighing and measuring; saying the same twice keeps one.

    Args:
        scope: of who measured; must be able to write health data of the child.
        child_id: whose.
        measured: what.
        source: where it was written down.

    Returns:
        The fact's key.

    Raises:
        ChildNotFoundError: not within scope.
        NothingMeasuredError: no number at all.
    """
    child = child_to_write(scope=scope, child_id=child_id, record_class=RecordClass.HEALTH)
    fact = _fact(scope, child.id, measured, source)
    with as_service():
        same = find_same(fact=fact)
        if same:
            return same.id
        fact.save()
        record(scope=scope, action="growth.record_weight", record_class=RecordClass.HEALTH, subjects=[child.id])
        dues_moved([child.id])
    return fact.id


def correct_weight(*, scope: Scope, fact_id: UUID, measured: Measured | None, reason: str) -> UUID | None:
    """Correct a measurement: a new one supersedes it, or it is withdrawn; the old one stays with the reason.

    Args:
        measured: what it should have said; None withdraws it.
        reason: why, as the corrector says.
    """
    with as_service():
        wrong = Measurement.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
    if wrong is None:
        raise ChildNotFoundError
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=RecordClass.HEALTH)
    with as_service():
        right = None
        if measured is not None:
            right = _fact(scope, child.id, measured, wrong.source)
            right.corrects = wrong
            right.save()
        supersede(fact=wrong, reason=reason)
        record(
            scope=scope, action="growth.correct_weight", record_class=RecordClass.HEALTH, subjects=[child.id],
            detail={"fact": str(fact_id)},
        )  # fmt: skip
        dues_moved([child.id])
    return right.id if right else None


def _fact(scope: Scope, child_id: UUID, measured: Measured, source: str) -> Measurement:
    if not any((measured.weight_g, measured.length_mm, measured.head_mm, measured.arm_mm)):
        raise NothingMeasuredError
    return Measurement(
        child_id=child_id,
        on=measured.on,
        weight_g=measured.weight_g,
        length_mm=measured.length_mm,
        position=measured.position,
        head_mm=measured.head_mm,
        arm_mm=measured.arm_mm,
        oedema=measured.oedema,
        recorded_at=now(),
        recorded_by=scope.user_id,
        source=source,
    )
