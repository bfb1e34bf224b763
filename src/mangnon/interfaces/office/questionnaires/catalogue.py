"""The questionnaires of the house: version, source, whether checked, by which licence; each as XLSForm."""

from __future__ import annotations

import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column
from mangnon.domain.questionnaires.queries import find_known, list_known
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.write_sheets import sheet_tables

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
    answer = HttpResponse(_workbook(known.questionnaire), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{known.questionnaire.version}.xlsx"'
    return answer


def _workbook(questionnaire: Questionnaire) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, table in sheet_tables(questionnaire).items():
        sheet = book.create_sheet(title)
        for row in table:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
