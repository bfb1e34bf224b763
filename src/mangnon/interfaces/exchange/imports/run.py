"""Runs an import from an opened file to its stored verdicts, in one transaction."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pghistory
import psycopg
from django.db import connection, transaction

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content import content_root
from mangnon.core.content.exchange import ExchangeContent, load_exchange_content
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.store.rows import insert_columns
from mangnon.core.store.server import Purpose, uri
from mangnon.domain.worklist.jobs import derive_children
from mangnon.domain.worklist.services import refresh_dues
from mangnon.interfaces.exchange.imports.children import import_children, without_children
from mangnon.interfaces.exchange.imports.facts import import_doses, import_weights
from mangnon.interfaces.exchange.imports.verdicts import CHILD_VERDICTS, FACT_VERDICTS, Verdict, counts_of, report
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun, ImportState
from mangnon.interfaces.exchange.workbook.children import ChildrenReading, read_children
from mangnon.interfaces.exchange.workbook.doses import DosesReading, read_doses
from mangnon.interfaces.exchange.workbook.layout import Layout
from mangnon.interfaces.exchange.workbook.opening import open_workbook
from mangnon.interfaces.exchange.workbook.sheets import Workbook
from mangnon.interfaces.exchange.workbook.weights import WeightsReading, read_weights
from mangnon.vocab.ids import uuid7
from mangnon.vocab.text import search_key

# Imports run one after another: each compares its rows with everybody known.
IMPORTING = 7020393720204
# As many children's dues as are derived inside the import's own transaction; more are derived in bulk after it.
FEW = 400
MADE_UP = "du lieu gia lap"
_READERS: dict[Any, Callable[..., ChildrenReading | DosesReading | WeightsReading]] = {
    ImportKind.CHILDREN: read_children,
    ImportKind.DOSES: read_doses,
    ImportKind.WEIGHTS: read_weights,
}
_VERDICTS = {
    ImportKind.CHILDREN: CHILD_VERDICTS,
    ImportKind.DOSES: FACT_VERDICTS,
    ImportKind.WEIGHTS: FACT_VERDICTS,
}


@dataclass(frozen=True)
class Imported:
    """What an import did: its key, its verdicts, and the layout it was read by."""

    run_id: UUID
    kind: ImportKind
    verdicts: list[Verdict]
    layout: Layout
    new_hamlets: tuple[str, ...]

    def report(self) -> dict[str, Any]:
        """Return the report of the contract."""
        return report(self.verdicts, _VERDICTS[self.kind])


def exchange_content() -> ExchangeContent:
    """Return the words and limits of the exchange."""
    return load_exchange_content(content_root() / "exchange")


def open_file(path: Path, *, name: str | None = None) -> Workbook:
    """Open a file as a workbook, or refuse it with one sentence."""
    return open_workbook(path, limits=exchange_content().limits, name=name)


def read_file(
    workbook: Workbook, *, kind: ImportKind, today: date, layout: Layout | None = None
) -> ChildrenReading | DosesReading | WeightsReading:
    """Read a workbook's rows as a list of this kind.

    Raises:
        NoListError: no sheet holds such a list.
    """
    return _READERS[kind](workbook, content=exchange_content(), today=today, layout=layout)


def run_import(
    *,
    scope: Scope,
    kind: ImportKind,
    path: Path,
    name: str | None = None,
    within: PlaceName | None = None,
    layout: Layout | None = None,
    dry_run: bool = False,
    run_id: UUID | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Import a file.

    Args:
        scope: of who imports.
        kind: what it lists.
        path: the file; ``name`` its name as uploaded, where that differs.
        within: the commune the whole file belongs to, if it does.
        layout: the header's reading that a person corrected; found anew when absent.
        dry_run: say what would become of each row, write nothing.
        run_id: the stored run that this carries out; a new one is made when absent.
        progress: told (rows done, rows in all).

    Raises:
        WorkbookRefusedError: one of its kinds; nothing was written.
    """
    with _collector_at_rest():
        return _run(
            scope=scope, kind=kind, path=path, name=name, within=within, layout=layout, dry_run=dry_run, run_id=run_id,
            progress=progress,
        )  # fmt: skip


def _run(
    *,
    scope: Scope,
    kind: ImportKind,
    path: Path,
    name: str | None,
    within: PlaceName | None,
    layout: Layout | None,
    dry_run: bool,
    run_id: UUID | None,
    progress: Callable[[int, int], None] | None,
) -> Imported:
    file_name = (name or path.name)[:200]
    workbook = open_file(path, name=name)
    reading = read_file(workbook, kind=kind, today=scope.on, layout=layout)
    key = run_id or uuid7()
    # What the database keeps of a replaced row names the import: undoing it tells later changes apart by that.
    with pghistory.context(**{"import": str(key)}), _rolled_back_if(dry_run), as_service():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])
        told: dict[str, Any] = {
            "scope": scope, "rows": reading.rows, "file": file_name, "within": within, "import_id": key,
            "synthetic": _is_made_up(workbook), "dry_run": dry_run, "progress": progress,
        }  # fmt: skip
        new_hamlets: tuple[str, ...] = ()
        if kind is ImportKind.CHILDREN:
            done = import_children(**told)
            verdicts, moved, new_hamlets = done.verdicts, done.moved, done.new_hamlets
        else:
            verdicts, moved = (import_doses if kind is ImportKind.DOSES else import_weights)(**told)
        if dry_run:
            return Imported(key, kind, [without_children(each) for each in verdicts], reading.layout, new_hamlets)
        _keep(scope, key, kind, file_name, path, within, reading.layout, verdicts)
        few = len(set(moved)) <= FEW
        if few:
            refresh_dues(child_ids=moved)
    if not few:
        derive_children(child_ids=moved, today=scope.on, at=now())
    return Imported(key, kind, verdicts, reading.layout, new_hamlets)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let the cycle collector rest: it would look again and again at millions of cells that all live to the end.

    A third of an import's time went there; what an import leaves behind is in no cycle worth the while.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _rolled_back_if(dry_run: bool) -> Iterator[None]:
    with transaction.atomic():
        yield
        if dry_run:
            transaction.set_rollback(True)


def _keep(
    scope: Scope,
    key: UUID,
    kind: ImportKind,
    file_name: str,
    path: Path,
    within: PlaceName | None,
    layout: Layout,
    verdicts: list[Verdict],
) -> None:
    import json

    values = {
        "state": ImportState.DONE,
        "layouts": json.loads(layout.to_json()),
        "rows": len(verdicts),
        "rows_done": len(verdicts),
        "counts": counts_of(verdicts, _VERDICTS[kind]),
        "finished_at": now(),
    }
    run, made = ImportRun.objects.get_or_create(
        pk=key,
        defaults={
            "kind": kind,
            "file_name": file_name,
            "file_digest": _digest(path),
            "place_id": within.id if within else None,
            "at": now(),
            "by": scope.user_id,
            **values,
        },
    )
    if not made:
        ImportRun.objects.filter(pk=key).update(**values)
    keep_rows(run_id=run.pk, verdicts=verdicts)
    record(
        scope=scope,
        action=f"exchange.import_{kind.value}",
        record_class=RecordClass.ORDINARY if kind is ImportKind.CHILDREN else RecordClass.HEALTH,
        place_id=within.id if within else None,
        detail={"import": str(key), "file": file_name, **values["counts"]},
    )


def keep_rows(*, run_id: UUID, verdicts: list[Verdict]) -> None:
    """Keep the verdicts of a run's rows, in place of those of a trial before."""
    ImportRow.objects.filter(run_id=run_id).delete()
    insert_columns(
        ImportRow,
        {
            "run_id": [run_id for _ in verdicts],
            "sheet": [each.sheet[:80] for each in verdicts],
            "row": [each.row for each in verdicts],
            "verdict": [each.verdict for each in verdicts],
            "child_id": [each.child_id for each in verdicts],
            "warnings": [list(each.warnings) for each in verdicts],
            "reasons": [list(each.reasons) for each in verdicts],
            "cells": [each.cells for each in verdicts],
            "before": [each.before for each in verdicts],
        },
    )


def tell_progress(run_id: UUID) -> Callable[[int, int], None]:
    """Return a function that shows an import's progress to others while its transaction is open."""

    def tell(done: int, total: int) -> None:
        with psycopg.connect(uri(Purpose.SERVICE), autocommit=True) as beside:
            beside.execute(
                "UPDATE exchange_importrun SET rows_done = %s, rows = %s WHERE id = %s", [done, total, run_id]
            )

    return tell


def _is_made_up(workbook: Workbook) -> bool:
    for sheet in workbook.sheets:
        for number, (_, cells) in enumerate(sheet.numbered()):
            if any(isinstance(cell, str) and MADE_UP in search_key(cell) for cell in cells):
                return True
            if number > 8:
                break
    return False


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.digest()
