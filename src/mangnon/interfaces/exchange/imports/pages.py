"""The import in the browser: a file, its columns, a trial, the import, its result."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mangnon.core.audit.services import record
from mangnon.core.places.queries import find_place, list_communes
from mangnon.core.scope.rights import Action
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column, Option, Pages, Step, Tile, page_links
from mangnon.core.web.words import number_words
from mangnon.interfaces.exchange.imports import columns_view
from mangnon.interfaces.exchange.imports.errors import ImportNotFoundError, ImportStateError
from mangnon.interfaces.exchange.imports.jobs import import_file, undo_file
from mangnon.interfaces.exchange.imports.run import exchange_content
from mangnon.interfaces.exchange.imports.sentences import VERDICT_WORDS, known_codes, sentence
from mangnon.interfaces.exchange.imports.services import (
    AT_WORK,
    CLASS_OF,
    correct_layout,
    get_import,
    layout_of,
    list_imports,
    queue_import,
    receive_upload,
    too_large,
    workbook_of,
)
from mangnon.interfaces.exchange.imports.undo import KEPT, queue_undo
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun, ImportState
from mangnon.interfaces.exchange.uploads import is_too_large
from mangnon.interfaces.exchange.workbook.rejected import write_rejected
from mangnon.vocab.errors import MangnonError

PAGE = 50
_CODES_SQL = """
SELECT code, verdict, count(*) FROM (
  SELECT jsonb_array_elements_text(reasons) AS code, verdict FROM exchange_importrow WHERE run_id = %(run)s
  UNION ALL
  SELECT jsonb_array_elements_text(warnings), '' FROM exchange_importrow WHERE run_id = %(run)s
) told GROUP BY code, verdict ORDER BY verdict = '', verdict, count(*) DESC, code
"""
_TONES: dict[str, Any] = {"created": "done", "updated": "done", "rejected": "late", "unmatched": "soon"}


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined, no-any-return]


def _run(request: HttpRequest, run_id: UUID) -> ImportRun:
    try:
        return get_import(scope=_scope(request), run_id=run_id)
    except ImportNotFoundError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """``/nhap/``: the imports of my communes, and a new one."""
    scope = _scope(request)
    kinds: list[Any] = [kind for kind in CLASS_OF if not scope.reach(Action.IMPORT, CLASS_OF[kind]).nowhere]
    if not kinds:
        raise Http404
    error = ""
    if request.method == "POST":
        answer, error = _upload(request, scope)
        if answer:
            return answer
    reach = scope.reach(Action.IMPORT, CLASS_OF[kinds[0]])
    communes = [place for place in list_communes(on=scope.on) if reach.everywhere or place.id in reach.communes]
    chosen_kind, chosen_place = request.POST.get("loai", ""), request.POST.get("xa", "")
    context = {
        "runs": [_line(run) for run in list_imports(scope=scope)],
        "kinds": [
            Option(value=str(kind.value), label=str(kind.label).capitalize(), chosen=kind == chosen_kind)
            for kind in kinds
        ],
        "places": [
            *([Option(value="", label="Nhiều xã, theo từng dòng của tệp")] if reach.everywhere else []),
            *(Option(value=str(p.id), label=p.full, chosen=str(p.id) == chosen_place) for p in communes),
        ],
        "error": error,
        "columns": (Column(label="Tệp"), Column(label="Loại"), Column(label="Ngày"), Column(label="Tình trạng")),
    }
    return render(request, "exchange/imports.html", context, status=422 if error else 200)


def _upload(request: HttpRequest, scope: Scope) -> tuple[HttpResponse | None, str]:
    upload = request.FILES.get("file")
    if is_too_large(request):
        return None, too_large().sentence
    if upload is None:
        return None, "Chưa chọn tệp; hãy chọn tệp bảng tính rồi bấm Tải lên."
    place = None
    try:
        kind = ImportKind(request.POST.get("loai", ""))
        if request.POST.get("xa"):
            place = find_place(UUID(request.POST["xa"]), on=scope.on)
    except ValueError:
        return None, "Loại tệp hoặc xã chưa đúng; hãy chọn lại."
    try:
        run = receive_upload(scope=scope, kind=kind, upload=upload, place=place)
    except MangnonError as refused:
        return None, refused.sentence
    return redirect("exchange:import_columns", run.pk), ""


def _line(run: ImportRun) -> dict[str, Any]:
    at = "import_columns" if run.state == ImportState.UPLOADED else "import_run"
    return {"run": run, "url": reverse(f"exchange:{at}", args=[run.pk]), "counts": _count_words(run)}


def _count_words(run: ImportRun) -> str:
    words = [
        f"{number_words(run.counts[name])} {VERDICT_WORDS[name]}" for name in VERDICT_WORDS if run.counts.get(name)
    ]
    return ", ".join(words)


def _steps(run: ImportRun, current: str) -> list[Step]:
    """Return the four steps; columns may be gone back to until the import is queued."""
    labels = {"cot": "Cột", "thu": "Chạy thử", "nhap": "Nhập", "xong": "Kết quả"}
    order = list(labels)
    urls = {"cot": reverse("exchange:import_columns", args=[run.pk])} if current == "thu" else {}
    steps = []
    for place, (name, label) in enumerate(labels.items()):
        state: Any = "current" if name == current else "done" if place < order.index(current) else "next"
        steps.append(Step(label=label, state=state, url=urls.get(name, "")))
    return steps


def _step(run: ImportRun) -> str:
    if run.state in {ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE}:
        return "xong"
    return "nhap" if run.state in {ImportState.QUEUED, ImportState.RUNNING} else "thu"


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """``/nhap/<uuid>/cot/``: what each column is taken to mean, and the first rows as they will be read."""
    run = _run(request, run_id)
    if run.state in {ImportState.DONE, ImportState.UNDONE} or run.state in AT_WORK:
        return redirect("exchange:import_run", run.pk)
    if request.method == "POST":
        try:
            correct_layout(scope=_scope(request), run_id=run_id, meanings=_meanings(request.POST))
        except MangnonError as refused:
            messages.error(request, refused.sentence)
            return redirect("exchange:import_columns", run.pk)
        if "thu" in request.POST:
            return _queue(request, run, trial=True)
        return redirect("exchange:import_columns", run.pk)
    error, tables, preview = "", [], None
    try:
        workbook, content = columns_view.beginning(workbook_of(run)), exchange_content()
        layout = layout_of(run)
        tables = columns_view.mapped_tables(workbook=workbook, layout=layout, content=content)
        preview = columns_view.preview(workbook=workbook, layout=layout, content=content, today=_scope(request).on)
    except MangnonError as refused:
        error = refused.sentence
    context = {"run": run, "steps": _steps(run, "cot"), "tables": tables, "preview": preview, "error": error}
    return render(request, "exchange/import_columns.html", context)


def _meanings(posted: QueryDict) -> dict[tuple[int, int], str]:
    found = {}
    for name, value in posted.items():
        table, _, column = name.removeprefix("cot-").partition("-")
        if name.startswith("cot-") and table.isdigit() and column.isdigit():
            found[(int(table), int(column))] = str(value)
    return found


def _queue(request: HttpRequest, run: ImportRun, *, trial: bool) -> HttpResponse:
    scope = _scope(request)
    if queue_import(scope=scope, run_id=run.pk, trial=trial):
        with as_service():
            import_file.defer(run_id=str(run.pk), user_id=str(scope.user_id), user_name=scope.user_name, trial=trial)
    return redirect("exchange:import_run", run.pk)


@require_POST
def start(request: HttpRequest, run_id: UUID, what: str) -> HttpResponse:
    """``POST /nhap/<uuid>/thu/`` or ``…/ghi/``: try it, or carry it out."""
    if what not in {"thu", "ghi"}:
        raise Http404
    return _queue(request, _run(request, run_id), trial=what == "thu")


@require_GET
def import_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """``/nhap/<uuid>/``: how far it has come, what became of each row."""
    run = _run(request, run_id)
    if run.state == ImportState.UPLOADED:
        return redirect("exchange:import_columns", run.pk)
    at_work = run.state in AT_WORK
    if getattr(request, "htmx", False) and at_work:
        return render(request, "exchange/import_progress.html", _progress(run))
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    done = run.state in {ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE}
    context = {
        "run": run,
        "undone_words": _undone_words(run),
        "steps": _steps(run, _step(run)),
        "at_work": at_work,
        "done": done,
    }
    context |= _progress(run) if at_work else _result(request, run)
    return render(request, "exchange/import_run.html", context)


def _progress(run: ImportRun) -> dict[str, Any]:
    told = f"{number_words(run.rows_done)} / {number_words(run.rows)} dòng"
    if run.begun_at is None:
        told = "Đang chờ đến lượt"
    elif run.state == ImportState.UNDOING:
        told = (
            f"Đã xong {100 * run.rows_done // max(run.rows, 1)} %" if run.rows_done else "Đang xem trẻ nào đã đổi sau"
        )
    elif not (run.rows and run.rows_done):
        told = "Đang đọc tệp và so với các trẻ đã có"
    return {"run": run, "rows_done": run.rows_done, "rows_in_all": max(run.rows, 1), "told": told}


def _result(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    wanted, code = request.GET.get("kq", ""), request.GET.get("ma", "")
    wanted, code = wanted if wanted in VERDICT_WORDS else "", code if code in known_codes() else ""
    address = reverse("exchange:import_run", args=[run.pk])
    tiles = [
        Tile(
            count=run.counts[name], label=words, url=f"{address}?kq={name}",
            tone="calm" if run.state == ImportState.UNDONE else _TONES.get(name, "calm"),
            current=name == wanted,
        )
        for name, words in VERDICT_WORDS.items()
        if run.counts.get(name)
    ]  # fmt: skip
    with as_service():
        codes = _codes(run)
        rows = ImportRow.objects.filter(run=run).order_by("id")
        if wanted:
            rows = rows.filter(verdict=wanted)
        if code:
            rows = rows.filter(warnings__contains=[code]) | rows.filter(reasons__contains=[code])
        total = rows.count()
        last = max((total + PAGE - 1) // PAGE, 1)
        page = _page(request.GET.get("trang", ""), last)
        shown = list(rows[(page - 1) * PAGE : page * PAGE])
    query = f"{address}?kq={wanted}&ma={code}&trang="
    return {
        "tiles": tiles,
        "codes": [
            {"code": code, "count": count, "sentence": sentence(code, rejected=bool(verdict)),
             "label": VERDICT_WORDS.get(verdict, "lưu ý"), "tone": _TONES.get(verdict, "calm"),
             "url": f"{address}?ma={code}"}
            for code, verdict, count in codes
        ],
        "rows": [_row(run, row) for row in shown],
        "filtered": bool(wanted or code),
        "pages": Pages(
            first=(page - 1) * PAGE + 1, last=min(page * PAGE, total), total=total,
            links=page_links(page=page, pages=last, url=query + "{page}"),
            previous_url=f"{query}{page - 1}" if page > 1 else "",
            next_url=f"{query}{page + 1}" if page < last else "",
        ) if total > PAGE else None,
        "code_columns": (Column(label="Số dòng", numeric=True), Column(label="Điều cần biết"), Column(label="Mức")),
        "columns": (Column(label="Dòng"), Column(label="Trẻ"), Column(label="Kết quả"), Column(label="Vì sao")),
    }  # fmt: skip


def _codes(run: ImportRun) -> list[tuple[str, str, int]]:
    """Return (code, verdict it is the reason of or nothing, rows): reasons first, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(_CODES_SQL, {"run": run.pk})
        return cursor.fetchall()


def _page(asked: str, last: int) -> int:
    return min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _row(run: ImportRun, row: ImportRow) -> dict[str, Any]:
    rejected = row.verdict in {"rejected", "unmatched"}
    # An undone import's children are gone, but for those told of elsewhere since.
    stands = row.child_id and (run.state != ImportState.UNDONE or KEPT in row.warnings or row.verdict != "created")
    return {
        "row": row,
        "url": f"/tre/{row.child_id}/" if stands else "",
        "verdict": VERDICT_WORDS.get(row.verdict, row.verdict),
        "tone": _TONES.get(row.verdict, "calm"),
        "why": [*([row.cells["set_aside"]] if row.cells.get("set_aside") else [])]
        + [sentence(code, rejected=rejected) for code in row.reasons]
        + [sentence(code, rejected=False) for code in row.warnings],
    }


@require_GET
def rejected_file(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """``/nhap/<uuid>/bi-tu-choi.xlsx``: the rows not taken, with why, to correct and bring again."""
    run = _run(request, run_id)
    with as_service():
        rows = ImportRow.objects.filter(run=run, verdict__in=["rejected", "unmatched"])
        # The writer keeps a text that is no code of the workbook's own as it stands.
        codes = {(row.sheet, row.row): [sentence(code, rejected=True) for code in row.reasons] for row in rows}
    try:
        workbook = workbook_of(run)
    except MangnonError as error:
        raise Http404 from error
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows.xlsx"
        write_rejected(target, workbook=workbook, layout=layout_of(run), rejected=codes, content=exchange_content())
        record(
            scope=_scope(request), action="exchange.download_rejected", record_class=CLASS_OF[ImportKind(run.kind)],
            place_id=run.place_id, detail={"import": str(run.pk), "rows": len(codes)},
        )  # fmt: skip
        answer = HttpResponse(
            target.read_bytes(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    answer["Content-Disposition"] = 'attachment; filename="dong-bi-tu-choi.xlsx"'
    return answer


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """``/nhap/<uuid>/hoan-tac/``: hand the undo of the whole import to the worker, after one question."""
    run, scope = _run(request, run_id), _scope(request)
    if request.method == "GET":
        if run.state != ImportState.DONE:
            return redirect("exchange:import_run", run.pk)
        return render(request, "exchange/import_undo.html", {"run": run})
    try:
        if queue_undo(scope=scope, run_id=run.pk):
            with as_service():
                undo_file.defer(run_id=str(run.pk), user_id=str(scope.user_id), user_name=scope.user_name)
    except ImportStateError as refused:
        messages.error(request, refused.sentence)
    return redirect("exchange:import_run", run.pk)


def _undone_words(run: ImportRun) -> str:
    done = run.counts.get("undone")
    if not done:
        return ""
    told = {name: number_words(count) for name, count in done.items()}
    words = f"Bỏ {told['removed']} trẻ, trả lại {told['restored']} hồ sơ, rút {told['facts']} lần tiêm, cân."
    return f"{words} {told['kept']} trẻ được giữ vì đã có thông tin đến sau." if done["kept"] else words
