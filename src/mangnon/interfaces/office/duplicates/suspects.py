"""The list of suspected duplicates of the reader's communes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from mangnon.core.content.matching import load_matching_parameters
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column, Pages, page_links
from mangnon.domain.children.suspects import Side, Suspect, list_suspects
from mangnon.interfaces.office.asked import Asked, read_asked
from mangnon.interfaces.office.duplicates.words import sure_words, why_words
from mangnon.interfaces.office.ground import place_options, read_ground

PAIRS_A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A pair as the list shows it."""

    url: str
    first: Side
    second: Side
    sure: str
    why: list[str]
    since: date
    put_off: bool
    decidable: bool


def reader(request: HttpRequest) -> Scope:
    """Return the scope of somebody who looks after duplicates: those who may bring in lists of children.

    Raises:
        Http404: the reader's rights do not open these pages.
    """
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.IMPORT, RecordClass.ORDINARY):
        raise Http404
    return scope


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show open pairs, strongest first; those put off come last."""
    scope = reader(request)
    asked = read_asked(request.GET)
    ground = read_ground(scope=scope, commune_code=asked.commune, action=Action.WRITE)
    start = (asked.page - 1) * PAIRS_A_PAGE
    found, total = list_suspects(
        scope=scope,
        commune_id=ground.commune.id if asked.commune and ground.commune else None,
        hamlet_id=asked.hamlet,
        limit=PAIRS_A_PAGE,
        offset=start,
    )
    if not found and start:
        return redirect(request.path + asked.query())
    query = asked.query()
    return render(
        request,
        "office/duplicates/suspects.html",
        {
            "rows": [_row(each, query) for each in found],
            "total": total,
            "columns": [Column(label=words) for words in ("Hai hồ sơ", "Giống đến đâu, vì sao")],
            "pages": _pages(asked, len(found), total),
            "asked": asked,
            "place": ground.commune.full if ground.commune else "",
            "hamlets": place_options(ground.hamlets, chosen=asked.hamlet, every="Tất cả"),
        },
    )


def _row(suspect: Suspect, query: str) -> Row:
    parameters = load_matching_parameters()
    return Row(
        url=reverse("office:pair", kwargs={"pair_id": suspect.pair_id}) + (query if query != "?" else ""),
        first=suspect.first,
        second=suspect.second,
        sure=sure_words(weight=suspect.weight, parameters=parameters),
        why=why_words(codes=suspect.codes, parameters=parameters),
        since=localtime(suspect.found_at).date(),
        put_off=suspect.put_off,
        decidable=suspect.decidable,
    )


def _pages(asked: Asked, shown: int, total: int) -> Pages | None:
    last = -(-total // PAIRS_A_PAGE)
    if last < 2:
        return None
    here = reverse("office:duplicates")
    start = (asked.page - 1) * PAIRS_A_PAGE
    any_page = here + asked.query(page=987654).replace("987654", "{page}")
    return Pages(
        first=start + 1,
        last=start + shown,
        total=total,
        links=page_links(page=asked.page, pages=last, url=any_page),
        previous_url=here + asked.query(page=asked.page - 1) if asked.page > 1 else "",
        next_url=here + asked.query(page=asked.page + 1) if asked.page < last else "",
    )
