"""Rows of registers that matched nobody, once a person says whose they are."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pghistory

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.fact_services import child_to_write
from mangnon.domain.children.lookalikes import find_lookalikes
from mangnon.domain.children.pairs import PairFound, note_pairs
from mangnon.domain.children.records import CaregiverRecord, ChildRecord, SourceRecord
from mangnon.domain.children.services import register_children
from mangnon.domain.worklist.services import refresh_dues
from mangnon.interfaces.exchange.imports.errors import ImportStateError
from mangnon.interfaces.exchange.imports.facts import keep_told
from mangnon.interfaces.exchange.imports.services import get_import
from mangnon.interfaces.exchange.imports.telling import row_digest
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportState
from mangnon.interfaces.exchange.workbook.doses import DoseCell, DoseRow
from mangnon.interfaces.exchange.workbook.identity import Identity
from mangnon.interfaces.exchange.workbook.weights import WeightCell, WeightRow

LONGEST_REASON = 200
# The warning of a row whose child was registered from it.
REGISTERED = "registered_by_hand"


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
        return _keep(scope, row, child.pk, "chosen_by_hand")


def register_row(*, scope: Scope, run_id: UUID, row_id: int) -> UUID:
    """Register a child that a waiting row tells of and keep its facts; undoing the import takes the child away too.

    Children alike are put before a person as suspected duplicates.

    Returns:
        The child's key.

    Raises:
        NotYoursError: the place is outside the scope to write.
        ImportStateError: the row tells too little of a child, or does not wait any more.
    """
    run = get_import(scope=scope, run_id=run_id)
    # Undoing tells by this what the import itself made.
    with pghistory.context(**{"import": str(run_id)}), as_service():
        row = _waiting(run.pk, row_id, lock=True)
        told = child_of(row)
        if told is None:
            raise ImportStateError("Dòng này thiếu họ tên hoặc xã nên chưa đăng ký được; hãy đăng ký ở mục Trẻ em.")
        alike = find_lookalikes(scope=scope, told=told)
        child_id = register_children(scope=scope, told=[told], import_id=run.pk, derive=False)[0].child_id
        note_pairs(
            pairs=[PairFound(child_id, each.child_id, each.comparison.weight or 0.0, each.codes) for each in alike],
            import_id=run.pk,
        )
        _keep(scope, row, child_id, REGISTERED)
    return child_id


def may_register(*, scope: Scope, told: ChildRecord) -> bool:
    """Tell whether the scope may register this child."""
    reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
    return reach.covers(commune_id=told.commune_id, hamlet_id=told.hamlet_id, open_communes=told.open_communes)


def child_of(row: ImportRow) -> ChildRecord | None:
    """Return the child that a waiting row tells of; None where its name or commune is missing."""
    cells = row.cells
    commune_id = cells.get("commune_id") or row.run.place_id
    if not (cells.get("full_name") and commune_id):
        return None
    parents = (("mother", cells.get("mother_name")), ("father", cells.get("father_name")))
    named = [(relation, name) for relation, name in parents if name]
    phones = [cells.get("phone", "")[:20], ""]
    hamlet_id = cells.get("hamlet_id")
    return ChildRecord(
        commune_id=UUID(str(commune_id)),
        hamlet_id=UUID(hamlet_id) if hamlet_id else None,
        hamlet_text="" if hamlet_id else cells.get("hamlet", "")[:80],
        address=cells.get("address", ""),
        full_name=cells["full_name"][:120],
        placeholder_name=bool(cells.get("placeholder")),
        birth_date=date.fromisoformat(cells["birth_date"]) if cells.get("birth_date") else None,
        birth_precision=cells.get("birth_precision") or "unknown",
        sex=cells.get("sex", ""),
        ethnic_code=cells.get("ethnic_code", ""),
        personal_id=cells.get("personal_id", ""),
        birth_certificate_no=cells.get("birth_certificate_no", "")[:40],
        insurance_no=cells.get("insurance_no", "")[:15],
        multiple_birth=bool(cells.get("twin")),
        synthetic=bool(cells.get("synthetic")),
        caregivers=tuple(
            CaregiverRecord(relation=relation, full_name=name[:120], phone=phone)
            for (relation, name), phone in zip(named, phones, strict=False)
        ),
        source=SourceRecord(
            file=row.run.file_name,
            sheet=row.sheet,
            row=row.row,
            digest=row_digest(sheet=row.sheet, row=row.row, words=(str(row.run_id), cells)),
        ),
    )


def _keep(scope: Scope, row: ImportRow, child_id: UUID, how: str) -> int:
    count, differs = keep_told(
        scope=scope, told=told_of(row), child_id=child_id, file=row.run.file_name, import_id=row.run_id
    )
    row.warnings = [*row.warnings, how, *(["measure_differs"] if differs else [])]
    row.reasons = []
    _settle(row, "created" if count or how == REGISTERED else "unchanged", child_id)
    record(
        scope=scope, action="exchange.resolve_row", record_class=RecordClass.HEALTH, subjects=[child_id],
        place_id=row.run.place_id, detail={"import": str(row.run_id), "row": row.pk, "facts": count},
    )  # fmt: skip
    refresh_dues(child_ids=[child_id])
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
