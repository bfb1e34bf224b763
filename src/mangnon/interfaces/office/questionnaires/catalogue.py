"""The questionnaires of the house: version, source, whether checked, by which licence; each as XLSForm."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column
from mangnon.domain.questionnaires.queries import find_known, list_known
from mangnon.interfaces.exchange.questionnaires.workbook import write_xlsform

_COLUMNS = [Column(label=label) for label in ("Bảng hỏi", "Tuổi", "Dùng từ", "Nguồn", "Giấy phép", "Tải")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """``/bang-hoi/``: all of them; no child is named here."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return render(
        request, "office/questionnaires/catalogue.html", {"listed": list_known(scope=scope), "columns": _COLUMNS}
    )


@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """``/bang-hoi/<code>.xlsx``: one as XLSForm, to be changed and loaded again."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    known = find_known(scope=scope, code=code)
    # Words that are someone else's are not handed on.
    if known is None or known.questionnaire.restricted:
        raise Http404
    answer = HttpResponse(write_xlsform(known.questionnaire), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{known.questionnaire.version}.xlsx"'
    return answer
