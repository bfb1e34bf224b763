"""The children of my area, and the one box that finds them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column, Hit, Pages, page_links
from mangnon.core.web.words import age_words, birth_words, read_date
from mangnon.domain.children.queries import (
    Hit as Found,
)
from mangnon.domain.children.queries import (
    list_children,
    search_children,
    search_elsewhere,
)
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.ground import place_options, read_ground

PAGE = 50
SUGGESTED = 8
SEXES = {"m": "nam", "f": "nữ"}
COLUMNS = (
    Column(label="Họ tên"),
    Column(label="Sinh"),
    Column(label="Tuổi"),
    Column(label="Giới"),
    Column(label="Nơi ở"),
    Column(label="Người chăm sóc"),
)


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(Action.SEE, RecordClass.ORDINARY).nowhere:
        raise Http404
    return scope


@require_GET
def children(request: HttpRequest) -> HttpResponse:
    """``/tre/``: found by the one box, or all of a hamlet or commune, as they live there on a day."""
    scope = _scope(request)
    query = " ".join(request.GET.get("q", "").split())[:120]
    ground = read_ground(scope=scope, commune_code=request.GET.get("xa", ""))
    hamlet = read_key(request.GET.get("xom", ""))
    on = read_date(request.GET.get("ngay", "")) or scope.on
    context: dict[str, Any] = {
        "query": query,
        "columns": COLUMNS,
        "ground": ground,
        "hamlets": place_options(ground.hamlets, chosen=hamlet, every="Tất cả"),
        "day": request.GET.get("ngay", ""),
        "may_export": not scope.reach(Action.EXPORT, RecordClass.ORDINARY).nowhere,
        "may_register": not scope.reach(Action.WRITE, RecordClass.ORDINARY).nowhere,
    }
    if query:
        found = search_children(scope=scope, text=query)
        masked = search_elsewhere(scope=scope, text=query)
        record(
            scope=scope, action="children.search", record_class=RecordClass.ORDINARY,
            detail={"hits": len(found), "masked": len(masked)},
        )  # fmt: skip
        context |= {"rows": [_row(each, scope) for each in found], "masked": masked, "total": len(found)}
        return render(request, "office/children.html", context)
    page = int(request.GET["trang"]) if request.GET.get("trang", "").isdigit() else 1
    # A whole province is not a list anybody reads: a commune or a search comes first.
    if ground.everywhere and ground.commune is None:
        return render(request, "office/children.html", {**context, "choose": True, "rows": []})
    listed, total = list_children(
        scope=scope, commune_id=ground.commune.id if ground.commune else None, hamlet_id=hamlet, on=on,
        limit=PAGE, offset=(max(page, 1) - 1) * PAGE,
    )  # fmt: skip
    context |= {"rows": [_row(each, scope) for each in listed], "total": total, "pages": _pages(request, page, total)}
    return render(request, "office/children.html", context)


@require_GET
def hits(request: HttpRequest) -> HttpResponse:
    """``/tre/goi-y/``: the first hits while somebody types."""
    scope = _scope(request)
    query = " ".join(request.GET.get("q", "").split())[:120]
    found = search_children(scope=scope, text=query, limit=SUGGESTED) if query else []
    told = [
        Hit(
            name=each.full_name or NAMELESS,
            about=", ".join(part for part in (_born(each), each.place, each.carer) if part),
            url=reverse("office:child", args=[each.child_id]),
        )
        for each in found
    ]
    more = f"{reverse('office:children')}?{urlencode({'q': query})}" if len(found) == SUGGESTED else ""
    return render(request, "office/hits.html", {"hits": told, "query": query, "more_url": more, "more": len(found)})


def _row(found: Found, scope: Scope) -> dict[str, Any]:
    precision: Any = found.birth_precision
    return {
        "hit": found,
        "name": found.full_name or NAMELESS,
        "born": _born(found),
        "age": age_words(found.birth_date, on=scope.on, precision=precision),
        "sex": SEXES.get(found.sex, ""),
    }


def _born(found: Found) -> str:
    precision: Any = found.birth_precision
    return birth_words(found.birth_date, precision=precision)


def _pages(request: HttpRequest, page: int, total: int) -> Pages | None:
    if total <= PAGE:
        return None
    kept = {name: request.GET[name] for name in ("xa", "xom", "ngay") if request.GET.get(name)}
    address = f"?{urlencode(kept)}&trang=" if kept else "?trang="
    last = (total + PAGE - 1) // PAGE
    return Pages(
        first=(page - 1) * PAGE + 1,
        last=min(page * PAGE, total),
        total=total,
        links=page_links(page=page, pages=last, url=address + "{page}"),
        previous_url=f"{address}{page - 1}" if page > 1 else "",
        next_url=f"{address}{page + 1}" if page < last else "",
    )
