"""Rows of registers that matched nobody, once a person says whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.fact_services import child_to_write
from mangnon.domain.worklist.services import refresh_dues
from mangnon.interfaces.exchange.imports.errors import ImportStateError
from mangnon.interfaces.exchange.imports.facts import keep_told
from mangnon.interfaces.exchange.imports.services import get_import
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportState
from mangnon.interfaces.exchange.workbook.doses import DoseCell, DoseRow
from mangnon.interfaces.exchange.workbook.identity import Identity
from mangnon.interfaces.exchange.workbook.weights import WeightCell, WeightRow

LONGEST_REASON = 200


def get_unmatched(*, scope: Scope, run_id: UUID, row_id: int) -> ImportRow:
    """Return a row that waits for its child.

    Raises:
        ImportNotFoundError: no such import.
        ImportStateError: the row does not wait.
    """
    run = get_import(scope=scope, run_id=run_id)
    with as_service():
        return _waiting(run.pk, row_id, lock=False)


def resolve_row(*, scope: Scope, run_id: UUID, row_id: int, child_id: UUID) -> int:
    """Keep a waiting row's facts for the child a person chose.

    Returns:
        How many facts were new.

    Raises:
        ChildNotFoundError: the child is not within scope to write.
        ImportStateError: the row does not wait any more.
    """
    run = get_import(scope=scope, run_id=run_id)
    child = child_to_write(scope=scope, child_id=child_id, record_class=RecordClass.HEALTH)
    with as_service():
        row = _waiting(run.pk, row_id, lock=True)
        count, differs = keep_told(
            scope=scope, told=told_of(row), child_id=child.pk, file=row.run.file_name, import_id=run.pk
        )
        row.warnings = [*row.warnings, "chosen_by_hand", *(["measure_differs"] if differs else [])]
        row.reasons = []
        _settle(row, "created" if count else "unchanged", child.pk)
        record(
            scope=scope, action="exchange.resolve_row", record_class=RecordClass.HEALTH, subjects=[child.pk],
            place_id=run.place_id, detail={"import": str(run_id), "row": row.pk, "facts": count},
        )  # fmt: skip
        refresh_dues(child_ids=[child.pk])
    return count


def set_aside(*, scope: Scope, run_id: UUID, row_id: int, reason: str) -> None:
    """Say why a waiting row is not to be taken; it stays listed as rejected, with its words and the reason.

    Raises:
        ImportStateError: no reason, or the row does not wait any more.
    """
    run = get_import(scope=scope, run_id=run_id)
    told = " ".join(reason.split())[:LONGEST_REASON]
    if not told:
        raise ImportStateError("Hãy ghi lý do để dòng này sang một bên.")
    with as_service():
        row = _waiting(run.pk, row_id, lock=True)
        row.reasons = [*row.reasons, "set_aside"]
        row.cells = {**row.cells, "set_aside": told}
        _settle(row, "rejected", None)
        record(
            scope=scope, action="exchange.set_aside", record_class=RecordClass.HEALTH, place_id=run.place_id,
            detail={"import": str(run_id), "row": row.pk},
        )  # fmt: skip


def told_of(row: ImportRow) -> DoseRow | WeightRow:
    """Return a stored row as it was read, without who it is about."""
    facts = [
        {**fact, "on": date.fromisoformat(fact["on"]) if fact.get("on") else None}
        for fact in row.cells.get("facts", [])
    ]
    where: dict[str, Any] = {"sheet": row.sheet, "row": row.row, "identity": Identity()}
    if row.run.kind == ImportKind.DOSES:
        return DoseRow(**where, doses=tuple(DoseCell(**fact) for fact in facts))
    return WeightRow(**where, weights=tuple(WeightCell(**fact) for fact in facts))


def _waiting(run_id: UUID, row_id: int, *, lock: bool) -> ImportRow:
    rows = ImportRow.objects.select_for_update(of=("self", "run")) if lock else ImportRow.objects
    done = {"run_id": run_id, "run__state": ImportState.DONE, "verdict": "unmatched"}
    row = rows.select_related("run").filter(pk=row_id, **done).first()
    if row is None:
        raise ImportStateError("Dòng này không còn chờ chọn trẻ.")
    return row


def _settle(row: ImportRow, verdict: str, child_id: UUID | None) -> None:
    row.verdict, row.child_id = verdict, child_id
    row.save()
    counts = row.run.counts
    counts["unmatched"] = max(counts.get("unmatched", 1) - 1, 0)
    counts[verdict] = counts.get(verdict, 0) + 1
    row.run.save(update_fields=["counts"])
