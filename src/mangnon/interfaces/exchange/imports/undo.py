"""Undoing a whole import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from mangnon.core.audit.services import record
from mangnon.core.clock import now, today
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import (
    Caregiver,
    Child,
    Circumstance,
    Consent,
    DuplicatePair,
    LifeEvent,
    RecordSource,
    RiskFactor,
)
from mangnon.domain.children.rules import search_text
from mangnon.domain.children.terms import PairState
from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose
from mangnon.domain.nutrition.models import Supplement
from mangnon.domain.outreach.models import Visit
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.models import TaskAssignment
from mangnon.domain.worklist.services import refresh_dues
from mangnon.interfaces.exchange.imports.errors import ImportStateError
from mangnon.interfaces.exchange.imports.run import IMPORTING
from mangnon.interfaces.exchange.imports.services import CLASS_OF, get_import
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun, ImportState

_FACTS = (Measurement, Dose, Supplement, Screening, Visit)
REASON = "hoàn tác lần nhập"


@dataclass(frozen=True)
class Undone:
    """What an undo did: children taken away, kept because something came later, put back, and facts withdrawn."""

    removed: int
    kept: int
    restored: int
    facts: int


def undo_import(*, scope: Scope, run_id: UUID) -> Undone:
    """Undo an import: what it made goes, what it replaced comes back, what came later stays.

    A child it made who was since told of elsewhere, or has facts of their own, is kept and counted.

    Raises:
        ImportStateError: it was not carried out, or is undone already.
    """
    run = get_import(scope=scope, run_id=run_id)
    with transaction.atomic(), as_service():
        locked = ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportState.DONE).first()
        if locked is None:
            raise ImportStateError("Chỉ hoàn tác được lần nhập đã xong và chưa hoàn tác.")
        _lock()
        facts, moved = _withdraw_facts(run.pk)
        restored = _put_back(run.pk, moved)
        DuplicatePair.objects.filter(import_id=run.pk, state=PairState.OPEN).delete()
        RecordSource.objects.filter(import_id=run.pk).delete()
        removed, kept = _remove_children(run.pk)
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.UNDONE, undone_at=now())
        record(
            scope=scope, action="exchange.undo_import", record_class=CLASS_OF[ImportKind(run.kind)],
            place_id=run.place_id,
            detail={"import": str(run.pk), "removed": removed, "kept": kept, "restored": restored, "facts": facts},
        )  # fmt: skip
        standing = Child.objects.filter(pk__in=moved).values_list("pk", flat=True)
        refresh_dues(child_ids=list(standing))
    return Undone(removed=removed, kept=kept, restored=restored, facts=facts)


def _lock() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])


def _withdraw_facts(run_id: UUID) -> tuple[int, set[UUID]]:
    count, moved = 0, set()
    for model in (Measurement, Dose):
        standing = model.objects.filter(import_id=run_id, superseded_at__isnull=True)
        moved |= set(standing.values_list("child_id", flat=True))
        count += standing.update(superseded_at=now(), superseded_reason=REASON)
    return count, moved


def _put_back(run_id: UUID, moved: set[UUID]) -> int:
    rows = list(ImportRow.objects.filter(run_id=run_id, before__isnull=False).order_by("-id"))
    children = Child.objects.in_bulk([row.child_id for row in rows if row.child_id])
    restored = 0
    for row in rows:
        child = children.get(row.child_id)
        if child is None or not row.before:
            continue
        for name, value in row.before.items():
            if name != "added":
                setattr(child, name, Child._meta.get_field(name).to_python(value))
        _take_away(child, row.before.get("added") or {})
        carers = list(Caregiver.objects.filter(child=child))
        child.search_text = search_text(
            names=[child.full_name, *(each.full_name for each in carers)],
            numbers=[
                child.personal_id,
                child.insurance_no,
                child.birth_certificate_no,
                *(number for each in carers for number in (each.phone, each.personal_id)),
            ],
        )
        child.save()
        moved.add(child.pk)
        restored += 1
    return restored


def _take_away(child: Child, added: dict[str, Any]) -> None:
    Caregiver.objects.filter(child=child, pk__in=added.get("caregivers", [])).delete()
    Caregiver.objects.filter(child=child, pk__in=added.get("phones", [])).update(phone="")
    held = Q(child=child, valid__contains=today())
    Circumstance.objects.filter(held, group_code__in=added.get("circumstances", [])).delete()
    RiskFactor.objects.filter(held, code__in=added.get("risks", [])).delete()


def _remove_children(run_id: UUID) -> tuple[int, int]:
    made = set(
        ImportRow.objects.filter(run_id=run_id, verdict="created", child_id__isnull=False).values_list(
            "child_id", flat=True
        )
    )
    busy: set[UUID] = set(RecordSource.objects.filter(child_id__in=made).values_list("child_id", flat=True))
    for model in (*_FACTS, LifeEvent, Consent):
        busy |= set(model.objects.filter(child_id__in=made).values_list("child_id", flat=True))  # type: ignore[attr-defined]
    busy |= set(Child.objects.filter(merged_into__in=made).values_list("merged_into_id", flat=True))
    busy |= set(Child.objects.filter(pk__in=made, merged_into__isnull=False).values_list("pk", flat=True))
    gone = made - busy
    TaskAssignment.objects.filter(child_id__in=gone).delete()
    Child.objects.filter(pk__in=gone).delete()
    return len(gone), len(made & busy)
