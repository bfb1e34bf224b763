"""An import in the browser: receiving a file, correcting its columns, trying it, carrying it out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.places.queries import PlaceName, find_place
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.store.layout import data_folder
from mangnon.interfaces.exchange.imports.columns_view import meaning_labels
from mangnon.interfaces.exchange.imports.errors import ColumnMeaningError, ImportNotFoundError, ImportStateError
from mangnon.interfaces.exchange.imports.run import (
    Imported,
    exchange_content,
    keep_rows,
    open_file,
    read_file,
    run_import,
    tell_progress,
)
from mangnon.interfaces.exchange.imports.verdicts import CHILD_VERDICTS, FACT_VERDICTS, counts_of
from mangnon.interfaces.exchange.imports.working import is_worked_on, working_on
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun, ImportState, SavedLayout
from mangnon.interfaces.exchange.workbook.children import detect_children_layout
from mangnon.interfaces.exchange.workbook.doses import detect_doses_layout
from mangnon.interfaces.exchange.workbook.layout import Layout
from mangnon.interfaces.exchange.workbook.meanings import NAME_MEANINGS
from mangnon.interfaces.exchange.workbook.refusals import TooLargeError
from mangnon.interfaces.exchange.workbook.sheets import Workbook
from mangnon.interfaces.exchange.workbook.weights import detect_weights_layout
from mangnon.vocab.errors import MangnonError
from mangnon.vocab.ids import uuid7

CLASS_OF = {
    ImportKind.CHILDREN: RecordClass.ORDINARY,
    ImportKind.DOSES: RecordClass.HEALTH,
    ImportKind.WEIGHTS: RecordClass.HEALTH,
}
_DETECT: dict[Any, Any] = {
    ImportKind.CHILDREN: detect_children_layout,
    ImportKind.DOSES: detect_doses_layout,
    ImportKind.WEIGHTS: detect_weights_layout,
}
AT_WORK = (ImportState.CHECKING, ImportState.QUEUED, ImportState.RUNNING, ImportState.UNDOING)
_OPEN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)
# Long enough to correct the rejected rows and bring them again; whole lists of children are not kept longer.
KEPT = timedelta(days=90)
_UNDO_LOST = "Máy chủ dừng giữa chừng nên chưa hoàn tác; chưa có gì đổi. Hãy hoàn tác lại."
_LOST = "Máy chủ dừng giữa chừng nên lần này chưa xong; chưa có gì được ghi. Hãy thử lại."


def visible_imports(scope: Scope) -> QuerySet[ImportRun]:
    """Return the imports of the communes into which the reader may import this kind."""
    wanted = Q(pk__in=[])
    for kind, record_class in CLASS_OF.items():
        reach = scope.reach(Action.IMPORT, record_class)
        if reach.everywhere:
            wanted |= Q(kind=kind)
        elif reach.communes:
            wanted |= Q(kind=kind, place__in=reach.communes)
    return ImportRun.objects.filter(wanted)


def list_imports(*, scope: Scope, limit: int = 50) -> list[ImportRun]:
    """Return the newest imports the reader may know of."""
    with as_service():
        return list(visible_imports(scope).order_by("-at")[:limit])


def get_import(*, scope: Scope, run_id: UUID) -> ImportRun:
    """Return an import the reader may know of; one whose worker died is told so: failed, or not undone.

    Raises:
        ImportNotFoundError: there is none.
    """
    with as_service():
        run = visible_imports(scope).filter(pk=run_id).first()
        if run is None:
            raise ImportNotFoundError
        if run.state in AT_WORK and run.begun_at and not is_worked_on(run_id):
            # It may have ended since it was read.
            lost = ImportRun.objects.filter(pk=run_id, state__in=AT_WORK, begun_at=run.begun_at)
            lost.exclude(state=ImportState.UNDOING).update(state=ImportState.FAILED, problem=_LOST)
            lost.filter(state=ImportState.UNDOING).update(state=ImportState.DONE, problem=_UNDO_LOST)
            run.refresh_from_db()
    return run


def too_large() -> TooLargeError:
    """Return the refusal of a file that is larger than is read."""
    most = exchange_content().limits.max_file_bytes
    return TooLargeError(f"Tệp lớn hơn {most // 1_000_000} MB; hãy chia thành nhiều tệp nhỏ hơn.")


def receive_upload(*, scope: Scope, kind: ImportKind, upload: UploadedFile, place: PlaceName | None) -> ImportRun:
    """Keep an uploaded file under a name that tells nothing, and find how its columns read.

    Args:
        scope: of who uploads.
        kind: what the file lists.
        upload: the file.
        place: the commune it belongs to; None only for who may import everywhere.

    Raises:
        NotYoursError: no right to import this kind there.
        WorkbookRefusedError: the file is refused, or holds no such list; it is not kept.
    """
    reach = scope.reach(Action.IMPORT, CLASS_OF[kind])
    if not (reach.everywhere or (place and place.id in reach.communes)):
        raise NotYoursError("Anh chị chỉ nhập được tệp của xã mình phụ trách.")
    if (upload.size or 0) > exchange_content().limits.max_file_bytes:
        raise too_large()
    key = uuid7()
    path = file_of(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = Path(upload.name or "tep").name[-200:]
    try:
        with path.open("wb") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
        workbook = open_file(path, name=name)
        detected = _DETECT[kind](workbook, content=exchange_content())
        if not detected.tables:
            read_file(workbook, kind=kind, today=scope.on, layout=detected)  # raises the kind's own sentence
        layout = _remembered(place, kind, detected)
        digest = _digest(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with as_service():
        run = ImportRun.objects.create(
            id=key, kind=kind, file_name=name, file_path=path.name, file_digest=digest,
            place_id=place.id if place else None, state=ImportState.UPLOADED, layouts=json.loads(layout.to_json()),
            at=now(), by=scope.user_id,
        )  # fmt: skip
        record(
            scope=scope, action="exchange.receive_upload", record_class=CLASS_OF[kind],
            place_id=run.place_id, detail={"import": str(key), "file": name},
        )  # fmt: skip
    return run


def correct_layout(*, scope: Scope, run_id: UUID, meanings: Mapping[tuple[int, int], str]) -> None:
    """Take a person's meanings of columns, and remember them for the office's next file with this header.

    Args:
        meanings: (number of the table, column) -> meaning; empty for a column that means nothing.

    Raises:
        ColumnMeaningError: a meaning that is not offered, or a table without a column of names.
        ImportStateError: it is at work or carried out.
    """
    run = get_import(scope=scope, run_id=run_id)
    layout = layout_of(run)
    if not set(meanings.values()) <= {"", *meaning_labels(layout, exchange_content())}:
        raise ColumnMeaningError("Nghĩa của một cột chưa đúng; hãy chọn lại trong danh sách.")
    tables = tuple(
        table.with_meanings({at: meaning for (number, at), meaning in meanings.items() if number == place})
        for place, table in enumerate(layout.tables)
    )
    chosen = Layout(layout.kind, tables)
    for table in tables:
        if not any(column.meaning in NAME_MEANINGS for column in table.columns):
            raise ColumnMeaningError(f"Trang «{table.sheet}» chưa có cột họ tên; hãy chọn một cột là họ và tên trẻ.")
    with as_service():
        taken = ImportRun.objects.filter(pk=run_id, state__in=_OPEN).update(
            layouts=json.loads(chosen.to_json()), state=ImportState.UPLOADED, problem="", counts={}
        )
        if not taken:
            raise ImportStateError("Lần nhập này đang chạy hoặc đã xong nên không sửa cột được nữa.")
        ImportRow.objects.filter(run_id=run_id).delete()
        for fingerprint, columns in chosen.chosen().items():
            SavedLayout.objects.update_or_create(
                place_id=run.place_id, kind=run.kind, fingerprint=fingerprint,
                defaults={
                    "layout": {str(at): name for at, name in columns.items()},
                    "saved_at": now(),
                    "saved_by": scope.user_id,
                },
            )  # fmt: skip
        record(
            scope=scope,
            action="exchange.correct_layout",
            record_class=CLASS_OF[ImportKind(run.kind)],
            place_id=run.place_id,
        )


def queue_import(*, scope: Scope, run_id: UUID, trial: bool) -> bool:
    """Move an import to the queue, as a trial or for good; a second click changes nothing.

    Returns:
        Whether it is newly queued, so that the caller must hand it to the worker.
    """
    run = get_import(scope=scope, run_id=run_id)
    ready = _OPEN if trial else (ImportState.CHECKED, ImportState.FAILED)
    with as_service():
        moved = ImportRun.objects.filter(pk=run.pk, state__in=ready).update(
            state=ImportState.CHECKING if trial else ImportState.QUEUED, problem="", rows_done=0, begun_at=None
        )
    return bool(moved)


def carry_out(*, scope: Scope, run_id: UUID, trial: bool) -> None:
    """Do a queued import in the worker, with the rights that who asked has now; a failure is kept as a sentence."""
    with working_on(run_id) as mine:
        run = _begin(run_id, trial=trial) if mine else None
        if run is None:
            return
        place = find_place(run.place_id, on=scope.on) if run.place_id else None
        try:
            done = run_import(
                scope=scope, kind=ImportKind(run.kind), path=file_of(run_id), name=run.file_name, within=place,
                layout=layout_of(run), dry_run=trial, run_id=run_id, progress=tell_progress(run_id),
            )  # fmt: skip
        except MangnonError as error:
            _fail(run_id, error.sentence)
            return
        except Exception:
            _fail(run_id, "Có lỗi khi nhập; chưa có gì được ghi. Hãy thử lại, nếu vẫn lỗi thì báo người quản trị.")
            raise
        if trial:
            _keep_trial(run, done)


def _begin(run_id: UUID, *, trial: bool) -> ImportRun | None:
    wanted = ImportState.CHECKING if trial else ImportState.QUEUED
    with as_service():
        run = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run_id, state=wanted).first()
        if run is not None:
            run.begun_at = now()
            run.state = ImportState.CHECKING if trial else ImportState.RUNNING
            run.save(update_fields=["begun_at", "state"])
    return run


def _keep_trial(run: ImportRun, done: Imported) -> None:
    names = CHILD_VERDICTS if run.kind == ImportKind.CHILDREN else FACT_VERDICTS
    with as_service():
        keep_rows(run_id=run.pk, verdicts=done.verdicts)
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportState.CHECKED, rows=len(done.verdicts), rows_done=len(done.verdicts),
            counts={**counts_of(done.verdicts, names), "new_hamlets": sorted(set(done.new_hamlets))},
        )  # fmt: skip


def _fail(run_id: UUID, problem: str) -> None:
    with as_service():
        # An import that was written stays done, whatever failed after it.
        done = (ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE)
        at_work = ImportRun.objects.filter(pk=run_id).exclude(state__in=done)
        at_work.update(state=ImportState.FAILED, problem=problem)


def layout_of(run: ImportRun) -> Layout:
    """Return how a run's columns are read."""
    return Layout.from_json(json.dumps(run.layouts))


def workbook_of(run: ImportRun) -> Workbook:
    """Open a run's file again.

    Raises:
        ImportStateError: the file is gone.
    """
    path = file_of(run.pk)
    if not path.exists():
        raise ImportStateError("Tệp của lần nhập này không còn; hãy tải tệp lên lại.")
    return open_file(path, name=run.file_name)


def file_of(run_id: UUID) -> Path:
    """Return where an uploaded file lies; its name tells nothing."""
    return data_folder() / "files" / "imports" / str(run_id)


def remove_old_uploads() -> int:
    """Remove the files brought in long ago; what became of their rows stays listed.

    Returns:
        How many files went.
    """
    with as_service():
        old = ImportRun.objects.filter(at__lt=now() - KEPT).exclude(state__in=AT_WORK).exclude(file_path="")
        keys = list(old.values_list("pk", flat=True))
        for key in keys:
            file_of(key).unlink(missing_ok=True)
        ImportRun.objects.filter(pk__in=keys).update(file_path="")
    return len(keys)


def follow_places(communes: Mapping[UUID, UUID]) -> None:
    """Put imports and remembered columns of communes that went into another where those who work on it now are.

    Args:
        communes: commune that ended to the one it went into; where it was divided, only the province sees it.
    """
    with as_service():
        for old, new in communes.items():
            ImportRun.objects.filter(place_id=old).update(place_id=new)
            for saved in SavedLayout.objects.filter(place_id=old).order_by("-saved_at"):
                same = {"place_id": new, "kind": saved.kind, "fingerprint": saved.fingerprint}
                if SavedLayout.objects.filter(**same).exists():  # the new office has its own reading
                    saved.delete()
                else:
                    SavedLayout.objects.filter(pk=saved.pk).update(place_id=new)


def _remembered(place: PlaceName | None, kind: ImportKind, layout: Layout) -> Layout:
    prints = [table.fingerprint for table in layout.tables]
    with as_service():
        saved = SavedLayout.objects.filter(place_id=place.id if place else None, kind=kind, fingerprint__in=prints)
        meanings = {row.fingerprint: {int(at): name for at, name in row.layout.items()} for row in saved}
    return layout.remembered(meanings)


def _digest(path: Path) -> bytes:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
