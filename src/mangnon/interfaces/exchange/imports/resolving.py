"""Rows of registers that matched nobody, once a person says whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.fact_services import child_to_write
from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose
from mangnon.domain.worklist.services import refresh_dues
from mangnon.interfaces.exchange.imports.errors import ImportStateError
from mangnon.interfaces.exchange.imports.services import get_import
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun, ImportState
from mangnon.vocab.ids import uuid7


def get_unmatched(*, scope: Scope, run_id: UUID, row_id: int) -> ImportRow:
    """Return a row that waits for its child.

    Raises:
        ImportNotFoundError: no such import.
        ImportStateError: the row does not wait.
    """
    run = get_import(scope=scope, run_id=run_id)
    with as_service():
        row = ImportRow.objects.filter(pk=row_id, run=run, verdict="unmatched").select_related("run").first()
    if row is None or run.state != ImportState.DONE:
        raise ImportStateError("Dòng này không còn chờ chọn trẻ.")
    return row


def resolve_row(*, scope: Scope, run_id: UUID, row_id: int, child_id: UUID) -> int:
    """Keep a waiting row's facts for the child a person chose.

    Returns:
        How many facts were new.

    Raises:
        ChildNotFoundError: the child is not within scope to write.
    """
    row = get_unmatched(scope=scope, run_id=run_id, row_id=row_id)
    child = child_to_write(scope=scope, child_id=child_id, record_class=RecordClass.HEALTH)
    facts = row.cells.get("facts", [])
    with as_service():
        keep = _keep_doses if row.run.kind == ImportKind.DOSES else _keep_weights
        count = keep(scope, row, child.pk, facts)
        _settle(row, "created" if count else "unchanged", child.pk)
        record(
            scope=scope, action="exchange.resolve_row", record_class=RecordClass.HEALTH, subjects=[child.pk],
            detail={"import": str(run_id), "row": row.pk, "facts": count},
        )  # fmt: skip
        refresh_dues(child_ids=[child.pk])
    return count


def set_aside(*, scope: Scope, run_id: UUID, row_id: int) -> None:
    """Say that a waiting row is nobody of ours; it stays listed as not taken, with its words."""
    row = get_unmatched(scope=scope, run_id=run_id, row_id=row_id)
    with as_service():
        row.reasons = [*row.reasons, "set_aside"]
        _settle(row, "rejected", None)
        record(scope=scope, action="exchange.set_aside", record_class=RecordClass.HEALTH, detail={"row": row.pk})


def _settle(row: ImportRow, verdict: str, child_id: UUID | None) -> None:
    row.verdict, row.child_id = verdict, child_id
    row.save()
    run = ImportRun.objects.select_for_update().get(pk=row.run_id)
    run.counts["unmatched"] = max(run.counts.get("unmatched", 1) - 1, 0)
    run.counts[verdict] = run.counts.get(verdict, 0) + 1
    run.save()


def _keep_doses(scope: Scope, row: ImportRow, child_id: UUID, facts: list[dict[str, Any]]) -> int:
    standing = set(Dose.objects.filter(child_id=child_id, superseded_at__isnull=True).values_list("product", "on"))
    new = [
        Dose(
            id=uuid7(), child_id=child_id, product=fact["product"], on=date.fromisoformat(fact["on"]),
            stated_number=fact["number"], recorded_at=now(), recorded_by=scope.user_id, import_id=row.run_id,
            source=_source(row),
        )
        for fact in facts
        if fact["state"] == "given" and fact["on"] and fact["precision"] == "day"
        and (fact["product"], date.fromisoformat(fact["on"])) not in standing
    ]  # fmt: skip
    Dose.objects.bulk_create(new)
    return len(new)


def _keep_weights(scope: Scope, row: ImportRow, child_id: UUID, facts: list[dict[str, Any]]) -> int:
    standing = set(
        Measurement.objects.filter(child_id=child_id, superseded_at__isnull=True).values_list("on", flat=True)
    )
    new = [
        Measurement(
            id=uuid7(), child_id=child_id, on=date.fromisoformat(fact["on"]), weight_g=fact["weight_g"],
            length_mm=fact["length_mm"], head_mm=fact["head_mm"], arm_mm=fact["arm_mm"],
            position=fact["position"] or "", recorded_at=now(), recorded_by=scope.user_id, import_id=row.run_id,
            source=_source(row),
        )
        for fact in facts
        if fact["on"] and (fact["weight_g"] or fact["length_mm"]) and date.fromisoformat(fact["on"]) not in standing
    ]  # fmt: skip
    Measurement.objects.bulk_create(new)
    return len(new)


def _source(row: ImportRow) -> str:
    return f"{row.run.file_name}#{row.sheet}!{row.row}"[:200]
