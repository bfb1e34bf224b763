"""``/nhap/<uuid>/dong/<n>/``: whose row is this?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.web.words import date_words
from mangnon.domain.children.queries import search_children
from mangnon.interfaces.exchange.imports.errors import ImportNotFoundError
from mangnon.interfaces.exchange.imports.resolving import get_unmatched, resolve_row, set_aside
from mangnon.interfaces.exchange.imports.sentences import sentence
from mangnon.interfaces.exchange.models import ImportRow
from mangnon.vocab.errors import MangnonError


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, run_id: UUID, row_id: int) -> HttpResponse:
    """Show a waiting row beside children it may be; take the choice."""
    scope = request.scope  # type: ignore[attr-defined]
    try:
        waiting = get_unmatched(scope=scope, run_id=run_id, row_id=row_id)
        if request.method == "POST":
            return _chosen(request, run_id, row_id)
    except ImportNotFoundError as error:
        raise Http404 from error
    except MangnonError as refused:
        messages.error(request, refused.sentence)
        return redirect("exchange:import_run", run_id)
    asked = request.GET.get("tim", waiting.cells.get("full_name", ""))
    context = {
        "row": waiting,
        "why": [sentence(code, rejected=True) for code in waiting.reasons],
        "facts": _facts(waiting),
        "asked": asked,
        "hits": search_children(scope=scope, text=asked, limit=12),
    }
    return render(request, "exchange/import_row.html", context)


def _chosen(request: HttpRequest, run_id: UUID, row_id: int) -> HttpResponse:
    scope = request.scope  # type: ignore[attr-defined]
    if "bo" in request.POST:
        set_aside(scope=scope, run_id=run_id, row_id=row_id)
        messages.success(request, "Đã để dòng này sang một bên; nội dung vẫn còn trong danh sách chưa nhận.")
    else:
        try:
            child_id = UUID(request.POST.get("tre", ""))
        except ValueError:
            messages.error(request, "Chưa chọn trẻ.")
            return redirect("exchange:import_row", run_id, row_id)
        count = resolve_row(scope=scope, run_id=run_id, row_id=row_id, child_id=child_id)
        messages.success(request, f"Đã ghi {count} lần tiêm, cân của dòng này cho trẻ đã chọn.")
    return redirect(f"/nhap/{run_id}/?kq=unmatched")


def _facts(waiting: ImportRow) -> list[str]:
    return [_fact(fact) for fact in waiting.cells.get("facts", [])]


def _fact(fact: dict[str, Any]) -> str:
    on = date_words(date.fromisoformat(fact["on"])) if fact.get("on") else "chưa rõ ngày"
    if "product" in fact:
        return f"{fact['product'].removeprefix('vn:')} mũi {fact['number'] or '?'}, {on}"
    weight = f"{fact['weight_g'] / 1000:g} kg" if fact.get("weight_g") else ""
    length = f"{fact['length_mm'] / 10:g} cm" if fact.get("length_mm") else ""
    return f"{on}: {' · '.join(part for part in (weight, length) if part) or fact.get('text', '')}"
