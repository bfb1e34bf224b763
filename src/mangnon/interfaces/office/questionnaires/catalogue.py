"""The questionnaires of the house: version, source, whether checked, by which licence; each as XLSForm."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.content.xlsform_writing import to_xlsx
from mangnon.core.scope.scope import Scope
from mangnon.domain.questionnaires.queries import find_known, list_known

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """``/bang-hoi/``: all of them; no child is named here."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return render(request, "office/questionnaires/catalogue.html", {"listed": list_known(scope=scope)})


@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """``/bang-hoi/<code>.xlsx``: one as XLSForm, to be changed and loaded again."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    known = find_known(scope=scope, code=code)
    if known is None:
        raise Http404
    answer = HttpResponse(to_xlsx(known.questionnaire), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{known.questionnaire.version}.xlsx"'
    return answer
