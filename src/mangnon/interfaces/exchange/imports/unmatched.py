"""``/nhap/<uuid>/dong/<n>/``: whose row is this?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words, length_words, weight_words
from mangnon.domain.children.lookalikes import Lookalike, find_lookalikes
from mangnon.domain.children.queries import Hit, search_children
from mangnon.domain.immunization.terms import product_words
from mangnon.interfaces.exchange.imports.errors import ImportNotFoundError
from mangnon.interfaces.exchange.imports.resolving import (
    LONGEST_REASON,
    child_of,
    get_unmatched,
    may_register,
    register_row,
    resolve_row,
    set_aside,
)
from mangnon.interfaces.exchange.imports.sentences import sentence
from mangnon.interfaces.exchange.models import ImportRow
from mangnon.vocab.errors import MangnonError

MOST_HITS = 12
REASONS_SHOWN = 3


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, run_id: UUID, row_id: int) -> HttpResponse:
    """Show a waiting row beside children it may be; take the choice."""
    scope = request.scope  # type: ignore[attr-defined]
    waiting: ImportRow | None = None
    try:
        waiting = get_unmatched(scope=scope, run_id=run_id, row_id=row_id)
        if request.method == "POST":
            return _chosen(request, run_id, row_id)
    except ImportNotFoundError as error:
        raise Http404 from error
    except MangnonError as refused:
        messages.error(request, refused.sentence)
        return redirect("exchange:import_row", run_id, row_id) if waiting else redirect("exchange:import_run", run_id)
    return render(request, "exchange/import_row.html", _context(request, waiting))


def _context(request: HttpRequest, waiting: ImportRow) -> dict[str, Any]:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    told, searched = child_of(waiting), "tim" in request.GET
    alike = find_lookalikes(scope=scope, told=told) if told and not searched else []
    own = {each.child_id: each for each in alike if each.own}
    asked = request.GET.get("tim", waiting.cells.get("full_name", ""))
    hits = _nearest(waiting, search_children(scope=scope, text=asked, limit=MOST_HITS * 3))
    if alike:
        record(
            scope=scope, action="children.find_lookalikes", record_class=RecordClass.ORDINARY,
            subjects=[each.child_id for each in alike], place_id=waiting.run.place_id,
        )  # fmt: skip
    return {
        "row": waiting,
        "why": [sentence(code, rejected=True) for code in waiting.reasons],
        "facts": _facts(waiting),
        "asked": asked,
        "choices": [_alike(each) for each in own.values()]
        + [_hit(hit) for hit in hits if hit.child_id not in own][: MOST_HITS - len(own)],
        "elsewhere": [each for each in alike if not each.own],
        "may_register": told is not None and may_register(scope=scope, told=told),
        "born": _born(waiting),
        "longest": LONGEST_REASON,
    }


@dataclass(frozen=True)
class Choice:
    """A child the row may be of, and what speaks for and against it."""

    child_id: UUID
    name: str
    birth_date: date | None
    birth_precision: str
    about: str
    why: str = ""
    against: str = ""


def _alike(found: Lookalike) -> Choice:
    comparison = found.comparison
    why = dict.fromkeys(each.sentence for each in (*comparison.rules, *comparison.speaking_for))
    return Choice(
        found.child_id, found.name, found.birth_date, found.birth_precision, found.place,
        why="; ".join(list(why)[:REASONS_SHOWN]),
        against="; ".join([each.sentence for each in comparison.speaking_against][:REASONS_SHOWN]),
    )  # fmt: skip


def _hit(hit: Hit) -> Choice:
    about = ", ".join(part for part in (hit.carer, hit.place) if part)
    return Choice(hit.child_id, hit.full_name, hit.birth_date, hit.birth_precision, about)


def _chosen(request: HttpRequest, run_id: UUID, row_id: int) -> HttpResponse:
    scope = request.scope  # type: ignore[attr-defined]
    if "bo" in request.POST:
        set_aside(scope=scope, run_id=run_id, row_id=row_id, reason=request.POST.get("ly_do", ""))
        messages.success(request, "Đã để dòng này sang một bên; nội dung vẫn còn trong danh sách chưa nhận.")
    elif "moi" in request.POST:
        register_row(scope=scope, run_id=run_id, row_id=row_id)
        messages.success(request, "Đã đăng ký trẻ mới và ghi lần tiêm, cân của dòng này.")
    else:
        try:
            child_id = UUID(request.POST.get("tre", ""))
        except ValueError:
            messages.error(request, "Chưa chọn trẻ.")
            return redirect("exchange:import_row", run_id, row_id)
        count = resolve_row(scope=scope, run_id=run_id, row_id=row_id, child_id=child_id)
        messages.success(request, f"Đã ghi {count} lần tiêm, cân của dòng này cho trẻ đã chọn.")
    return redirect(f"/nhap/{run_id}/?kq=unmatched")


def _nearest(waiting: ImportRow, hits: list[Hit]) -> list[Hit]:
    """Return the hits born on the row's day first."""
    born = waiting.cells.get("birth_date", "")
    return sorted(hits, key=lambda hit: (hit.birth_date.isoformat() if hit.birth_date else "") != born)[:MOST_HITS]


def _born(waiting: ImportRow) -> date | None:
    born = waiting.cells.get("birth_date")
    return date.fromisoformat(born) if born else None


def _facts(waiting: ImportRow) -> list[str]:
    return [_fact(fact) for fact in waiting.cells.get("facts", [])]


def _fact(fact: dict[str, Any]) -> str:
    on = date_words(date.fromisoformat(fact["on"])) if fact.get("on") else "chưa rõ ngày"
    if "product" in fact:
        return f"{product_words(fact['product'])} mũi {fact['number'] or '?'}, {on}"
    weight = weight_words(fact["weight_g"]) if fact.get("weight_g") else ""
    length = length_words(fact["length_mm"]) if fact.get("length_mm") else ""
    return f"{on}: {' · '.join(part for part in (weight, length) if part) or fact.get('text', '')}"
