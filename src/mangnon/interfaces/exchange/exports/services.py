"""Asking for an export, writing it in the background, and handing it over to who asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import connection, transaction

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.store.layout import data_folder
from mangnon.core.store.server import Purpose, uri
from mangnon.domain.children.queries import holds_synthetic
from mangnon.interfaces.exchange.exports.children_xlsx import Heading, write_children_xlsx
from mangnon.interfaces.exchange.models import ExportRun, ExportState
from mangnon.vocab.errors import reason_of

KEPT = timedelta(days=7)
# Nobody waits longer for a file: its worker was stopped.
LONGEST = timedelta(hours=1)
_LOST = "Máy chủ dừng giữa chừng nên tệp chưa xong; hãy xuất lại."
_WAITING = (ExportState.QUEUED, ExportState.RUNNING)


def ask_export(*, scope: Scope) -> tuple[UUID, bool]:
    """Ask for a workbook of the children within reach; an impatient second click gets the first one's.

    Returns:
        The export, and whether it is new and must be queued.

    Raises:
        NotYoursError: no right to export anywhere.
    """
    if scope.user_id is None or scope.reach(Action.EXPORT, RecordClass.ORDINARY).nowhere:
        raise NotYoursError("Anh chị không có quyền xuất danh sách trẻ ra tệp.")
    with transaction.atomic(), as_service():
        _one_after_another(scope.user_id)
        waiting = ExportRun.objects.filter(by=scope.user_id, state__in=_WAITING, at__gt=now() - LONGEST).first()
        if waiting:
            return waiting.id, False
        run = ExportRun.objects.create(at=now(), by=scope.user_id)
        record(
            scope=scope, action="exchange.ask_export", record_class=RecordClass.ORDINARY, detail={"export": str(run.id)}
        )
    return run.id, True


def _one_after_another(user_id: UUID) -> None:
    """Let two clicks of one person wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"export {user_id}"])


def write_export(*, scope: Scope, export_id: UUID) -> None:
    """Write an asked export's file; the database keeps how far it has come."""
    with as_service():
        taken = ExportRun.objects.filter(pk=export_id, state=ExportState.QUEUED).update(state=ExportState.RUNNING)
    if not taken:
        return
    target = file_of(export_id)
    beside = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        synthetic = holds_synthetic(scope)
        count = write_children_xlsx(
            target=beside,
            ordinary=scope.reach(Action.EXPORT, RecordClass.ORDINARY),
            sensitive=scope.reach(Action.EXPORT, RecordClass.SENSITIVE),
            on=scope.on,
            heading=Heading(scope.user_name, scope.on.strftime("%d/%m/%Y"), synthetic),
            progress=_progress(export_id),
        )
        beside.replace(target)
    except OSError as error:
        _fail(export_id, f"Không ghi được tệp ({reason_of(error)}); hãy báo người quản trị.")
        return
    except Exception:
        _fail(export_id, "Có lỗi khi xuất; hãy thử lại, nếu vẫn lỗi thì báo người quản trị.")
        raise
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    with transaction.atomic(), as_service():
        ExportRun.objects.filter(pk=export_id).update(state=ExportState.DONE, rows=count, finished_at=now())
        record(
            scope=scope, action="exchange.write_export", record_class=RecordClass.ORDINARY,
            detail={"export": str(export_id), "rows": count},
        )  # fmt: skip


def _fail(export_id: UUID, problem: str) -> None:
    with as_service():
        ExportRun.objects.filter(pk=export_id).update(state=ExportState.FAILED, problem=problem, finished_at=now())


def list_exports(*, scope: Scope) -> list[ExportRun]:
    """Return the exports a person asked for lately, newest first; one nobody writes any more is told as failed."""
    with as_service():
        lost = ExportRun.objects.filter(by=scope.user_id, state__in=_WAITING, at__lte=now() - LONGEST)
        lost.update(state=ExportState.FAILED, problem=_LOST, finished_at=now())
        return list(ExportRun.objects.filter(by=scope.user_id, at__gt=now() - KEPT).order_by("-at")[:20])


def find_export(*, scope: Scope, export_id: UUID) -> Path | None:
    """Return the file of a person's own finished export, and note that it was taken."""
    with as_service():
        run = ExportRun.objects.filter(pk=export_id, by=scope.user_id, state=ExportState.DONE).first()
        if run is None or run.at < now() - KEPT or not file_of(export_id).exists():
            return None
        record(
            scope=scope,
            action="exchange.take_export",
            record_class=RecordClass.ORDINARY,
            detail={"export": str(run.id)},
        )
    return file_of(export_id)


def remove_old_exports() -> int:
    """Remove the files older than a week; their rows stay and say so."""
    old = ExportRun.objects.filter(at__lt=now() - KEPT).exclude(state=ExportState.GONE)
    for run in old:
        file_of(run.id).unlink(missing_ok=True)
    return old.update(state=ExportState.GONE)


def file_of(export_id: UUID) -> Path:
    """Return where an export's file lies; its name tells nothing."""
    return data_folder() / "files" / "exports" / f"{export_id}.xlsx"


def _progress(export_id: UUID) -> Callable[[int], None]:
    def tell(count: int) -> None:
        with psycopg.connect(uri(Purpose.SERVICE), autocommit=True) as beside:
            beside.execute("UPDATE exchange_exportrun SET rows = %s WHERE id = %s", [count, export_id])

    return tell
