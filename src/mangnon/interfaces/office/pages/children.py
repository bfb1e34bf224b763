"""The children of my area, and the one box that finds them."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.places.queries import list_communes
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column, Hit, Option, Pages, page_links
from mangnon.core.web.words import age_words, birth_words, read_date
from mangnon.domain.children.listing import Narrowed, list_children
from mangnon.domain.children.queries import Hit as Found
from mangnon.domain.children.queries import search_children, search_elsewhere
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.ground import Ground, place_options, read_ground

PAGE = 50
# A search is read from its top: more than so many mean that too little was typed.
FOUND = 30
SUGGESTED = 8
SEXES = {"m": "nam", "f": "nữ"}
MASKED_SUGGESTED = 3
# The word in the address: its label, and the first and last whole years of age.
AGES = {
    "0": ("Dưới 1 tuổi", (0, 0)),
    "1-2": ("1 đến 2 tuổi", (1, 2)),
    "3-5": ("3 đến 5 tuổi", (3, 5)),
    "6-10": ("6 đến 10 tuổi", (6, 10)),
    "11-15": ("11 đến 15 tuổi", (11, 15)),
}
CIRCUMSTANCES = {"co": ("Có", True), "khong": ("Không", False)}
FILTERS = ("xa", "xom", "tuoi", "hc", "ngay")
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
        "ages": _options({word: label for word, (label, _) in AGES.items()}, chosen=request.GET.get("tuoi", "")),
        "circumstances": _options(
            {word: label for word, (label, _) in CIRCUMSTANCES.items()}, chosen=request.GET.get("hc", "")
        ),
        "communes": _communes(scope, ground) if ground.everywhere else (),
        "narrowed": any(request.GET.get(word) for word in FILTERS),
        "day": request.GET.get("ngay", ""),
        "may_export": not scope.reach(Action.EXPORT, RecordClass.ORDINARY).nowhere,
        "may_register": not scope.reach(Action.WRITE, RecordClass.ORDINARY).nowhere,
    }
    if query:
        found = search_children(scope=scope, text=query, limit=FOUND + 1)
        more, found = len(found) > FOUND, found[:FOUND]
        masked = search_elsewhere(scope=scope, text=query)
        record(
            scope=scope, action="children.search", record_class=RecordClass.ORDINARY,
            detail={"hits": len(found), "masked": len(masked)},
        )  # fmt: skip
        context |= {
            "rows": [_row(each, on=scope.on) for each in found], "masked": masked, "total": len(found), "more": more,
        }  # fmt: skip
        return render(request, "office/children.html", context)
    page = _page(request)
    # A whole province is not a list anybody reads: a commune or a search comes first.
    if ground.everywhere and ground.commune is None:
        return render(request, "office/children.html", {**context, "choose": True, "rows": []})
    narrowed = Narrowed(
        commune_id=ground.commune.id if ground.commune else None,
        hamlet_id=hamlet,
        ages=AGES.get(request.GET.get("tuoi", ""), ("", None))[1],
        circumstances=CIRCUMSTANCES.get(request.GET.get("hc", ""), ("", None))[1],
    )
    listed, total = list_children(scope=scope, narrowed=narrowed, on=on, limit=PAGE, offset=(page - 1) * PAGE)
    if not listed and page > 1:
        return redirect(f"{request.path}?{urlencode(_kept(request))}")
    context |= {"rows": [_row(each, on=on) for each in listed], "total": total}
    return render(request, "office/children.html", {**context, "pages": _pages(request, page, total)})


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("trang", "")
    return max(int(typed), 1) if typed.isdecimal() and len(typed) < 7 else 1


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in FILTERS if request.GET.get(name)}


def _options(labels: dict[str, str], *, chosen: str) -> tuple[Option, ...]:
    return (
        Option(value="", label="Tất cả"),
        *(Option(value=word, label=label, chosen=word == chosen) for word, label in labels.items()),
    )


def _communes(scope: Scope, ground: Ground) -> tuple[Option, ...]:
    mine = ground.commune.code if ground.commune else ""
    return (
        Option(value="", label="Chọn xã, phường"),
        *(
            Option(value=place.code, label=place.full, chosen=place.code == mine)
            for place in list_communes(on=scope.on)
        ),
    )


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
    whole = f"{reverse('office:children')}?{urlencode({'q': query})}"
    more = whole if len(found) == SUGGESTED else ""
    elsewhere = search_elsewhere(scope=scope, text=query, limit=MASKED_SUGGESTED) if query and not found else []
    told += [
        Hit(
            name=each.initials,
            about=", ".join(part for part in (str(each.birth_year or ""), each.commune) if part),
            url=f"{whole}#masked-title",
            masked=True,
        )
        for each in elsewhere
    ]
    if elsewhere:
        record(
            scope=scope, action="children.search", record_class=RecordClass.ORDINARY,
            detail={"hits": 0, "masked": len(elsewhere)},
        )  # fmt: skip
    return render(request, "office/hits.html", {"hits": told, "query": query, "more_url": more, "more": len(found)})


def _row(found: Found, *, on: date) -> dict[str, Any]:
    precision: Any = found.birth_precision
    return {
        "hit": found,
        "name": found.full_name or NAMELESS,
        "born": _born(found),
        "age": age_words(found.birth_date, on=on, precision=precision),
        "sex": SEXES.get(found.sex, ""),
    }


def _born(found: Found) -> str:
    precision: Any = found.birth_precision
    return birth_words(found.birth_date, precision=precision)


def _pages(request: HttpRequest, page: int, total: int) -> Pages | None:
    if total <= PAGE:
        return None
    kept = _kept(request)
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
