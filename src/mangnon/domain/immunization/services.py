"""Writes of doses and of observations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.immunization import load_conditions
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.fact_services import child_to_write, find_same, supersede
from mangnon.domain.children.upward import dues_moved
from mangnon.domain.immunization.models import Dose, Observation
from mangnon.domain.immunization.rules import check_observed


@dataclass(frozen=True)
class Given:
    """A dose given: the schedule's product code, the day, what the vial said, and whether the child was examined
    before it (khám sàng lọc trước tiêm; None: nobody said)."""

    on: date
    product: str
    maker: str = ""
    lot: str = ""
    site: str = ""
    stated_number: int | None = None
    examined: bool | None = None


def record_dose(*, scope: Scope, child_id: UUID, given: Given, source: str = "nhập tay") -> UUID:
    """Record a dose given; saying the same twice keeps one.

    Args:
        scope: of who gave it; must be able to write health data of the child.
        child_id: whose.
        given: what and when.
        source: where it was written down.

    Returns:
        The fact's key.

    Raises:
        ChildNotFoundError: not within scope.
    """
    child = child_to_write(scope=scope, child_id=child_id, record_class=RecordClass.HEALTH)
    fact = _fact(scope, child.id, given, source)
    with as_service():
        same = find_same(fact=fact)
        if same:
            return same.id
        fact.save()
        record(scope=scope, action="immunization.record_dose", record_class=RecordClass.HEALTH, subjects=[child.id])
        dues_moved([child.id])
    return fact.id


def correct_dose(*, scope: Scope, fact_id: UUID, given: Given | None, reason: str) -> UUID | None:
    """Correct a dose: a new one supersedes it, or it is withdrawn; the old one stays with the reason."""
    with as_service():
        wrong = Dose.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
    if wrong is None:
        raise ChildNotFoundError
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=RecordClass.HEALTH)
    with as_service():
        right = None
        if given is not None:
            right = _fact(scope, child.id, given, wrong.source)
            right.corrects = wrong
            right.save()
        supersede(fact=wrong, reason=reason)
        record(
            scope=scope, action="immunization.correct_dose", record_class=RecordClass.HEALTH, subjects=[child.id],
            detail={"fact": str(fact_id)},
        )  # fmt: skip
        dues_moved([child.id])
    return right.id if right else None


def _fact(scope: Scope, child_id: UUID, given: Given, source: str) -> Dose:
    return Dose(
        child_id=child_id,
        on=given.on,
        product=given.product,
        maker=given.maker,
        lot=given.lot,
        site=given.site,
        stated_number=given.stated_number,
        examined=given.examined,
        recorded_at=now(),
        recorded_by=scope.user_id,
        source=source,
    )


@dataclass(frozen=True)
class Observed:
    """What was observed: a condition of the content, the day, the vaccine it followed where that is asked, and the
    day from which a postponement ends (None: as the schedule says, or when somebody ends it)."""

    on: date
    code: str
    product: str = ""
    until: date | None = None


def record_observation(*, scope: Scope, child_id: UUID, observed: Observed, source: str = "nhập tay") -> UUID:
    """Record a contraindication, a postponement or evidence of immunity; saying the same twice keeps one.

    Args:
        scope: of who tells; must be able to write health data of the child.
        child_id: whose.
        observed: what and when.
        source: where it was written down.

    Returns:
        The fact's key.

    Raises:
        ObservationError: the schedule knows no such condition, or it lacks what the condition asks for.
        ChildNotFoundError: not within scope.
    """
    check_observed(
        conditions=load_conditions(), code=observed.code, product=observed.product, on=observed.on, until=observed.until
    )
    child = child_to_write(scope=scope, child_id=child_id, record_class=RecordClass.HEALTH)
    fact = Observation(
        child_id=child.id,
        on=observed.on,
        code=observed.code,
        product=observed.product,
        until=observed.until,
        recorded_at=now(),
        recorded_by=scope.user_id,
        source=source,
    )
    with as_service():
        same = find_same(fact=fact)
        if same:
            return same.id
        fact.save()
        record(
            scope=scope, action="immunization.record_observation", record_class=RecordClass.HEALTH, subjects=[child.id]
        )
        dues_moved([child.id])
    return fact.id


def withdraw_observation(*, scope: Scope, fact_id: UUID, reason: str) -> None:
    """Withdraw a wrong one, or one that no longer holds; it stays with the reason."""
    with as_service():
        wrong = Observation.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
    if wrong is None:
        raise ChildNotFoundError
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=RecordClass.HEALTH)
    with as_service():
        supersede(fact=wrong, reason=reason)
        record(
            scope=scope, action="immunization.withdraw_observation", record_class=RecordClass.HEALTH,
            subjects=[child.id], detail={"fact": str(fact_id)},
        )  # fmt: skip
        dues_moved([child.id])
