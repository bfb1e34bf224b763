"""Taking children out as an Excel workbook: asking, waiting, downloading."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.interfaces.exchange.exports.jobs import write
from mangnon.interfaces.exchange.exports.services import ask_export, find_export, list_exports
from mangnon.interfaces.exchange.models import ExportState


@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """``/tre/xuat/``: the exports I asked for, and asking for one."""
    scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(Action.EXPORT, RecordClass.ORDINARY).nowhere:
        raise Http404
    if request.method == "POST":
        export_id, new = ask_export(scope=scope)
        if new:
            with as_service():
                write.defer(export_id=str(export_id), user_id=str(scope.user_id), user_name=scope.user_name)
        return redirect("exchange:exports")
    runs = list_exports(scope=scope)
    waiting = any(run.state in {ExportState.QUEUED, ExportState.RUNNING} for run in runs)
    template = "exchange/exports_list.html" if getattr(request, "htmx", False) else "exchange/exports.html"
    return render(request, template, {"runs": runs, "waiting": waiting})


@require_GET
def download(request: HttpRequest, export_id: UUID) -> FileResponse:
    """``/tre/xuat/<uuid>/``: the file, to who asked for it only."""
    scope = request.scope  # type: ignore[attr-defined]
    found = find_export(scope=scope, export_id=export_id)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), as_attachment=True, filename=f"tre-em-{scope.on:%Y-%m-%d}.xlsx")
