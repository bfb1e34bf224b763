"""The province's communes and hamlets as of a day, with their past and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.content.places import load_sources
from mangnon.core.places import queries
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Reach, Scope
from mangnon.core.web.parts import Column
from mangnon.core.web.words import read_date
from mangnon.domain.children.residences import count_living
from mangnon.interfaces.places.telling import planned_for


@dataclass(frozen=True)
class Found:
    """A name that was looked for: whose it was, until when, and what that place is now."""

    place: PlaceName
    start: date | None
    end: date | None
    now: tuple[tuple[PlaceName | None, str, bool], ...]


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """The communes of a day, or what a name once meant."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    on, problem = _day(request, scope)
    words = request.GET.get("tim", "").replace("\0", "").strip()[:60]
    counts, reach = _by_commune(scope, on), scope.reach(Action.COUNT, RecordClass.ORDINARY)
    hamlets = queries.count_hamlets(on=on)
    communes = queries.list_communes(on=on)
    districts = {
        each.id: each for each in queries.names_of([c.parent_id for c in communes if c.parent_id], on=on).values()
    }
    context = {
        "on": on, "problem": problem, "words": words, "today": scope.on,
        "found": _found(words, scope.on) if words else [],
        "top": [
            (top, count)
            for top in queries.list_tops(on=on)
            if (count := sum(1 for c in communes if _under(c, top.id, districts)))
        ],
        "communes": [
            (each, districts.get(each.parent_id) if each.parent_id else None, hamlets.get(each.id, 0),
             _count(counts, reach, each.id))
            for each in communes
        ],
        "columns": _columns(counts is not None, any(d.level == "district" for d in districts.values())),
        "with_counts": counts is not None, "with_district": any(d.level == "district" for d in districts.values()),
        "total": sum(counts.values()) if counts else 0, "planned": planned_for(scope=scope),
    }  # fmt: skip
    return render(request, "places/tree.html", context)


@require_GET
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """One place: what is beneath it on a day, its names, where it came from and what became of it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    on, problem = _day(request, scope)
    here = queries.find_place(place_id, on=on)
    times = queries.list_times(place_id)
    if not times:
        raise Http404
    came, went = queries.list_links(place_id)
    above = queries.find_place(here.parent_id, on=on) if here and here.parent_id else None
    beneath = queries.list_beneath(place_id, on=on)
    counts = _by_hamlet(scope, on, place_id) if here and here.level == "commune" else None
    commune_id = place_id if here and here.level == "commune" else here.parent_id if here else None
    reach = scope.reach(Action.WRITE, RecordClass.PLACES)
    context = {
        "here": here, "on": on, "problem": problem, "today": scope.on, "times": times, "came": came, "went": went,
        "came_source": _source_words(came[0].source) if came else "",
        "went_source": _source_words(went[0].source) if went else "",
        "above": above, "beneath": [(each, (counts or {}).get(each.id, 0)) for each in beneath],
        "without_hamlet": (counts or {}).get(None, 0), "counts": counts,
        "columns": [
            Column(label="Mã"), Column(label="Tên"),
            *([Column(label="Trẻ", numeric=True)] if counts is not None else []),
        ],
        "planned": planned_for(scope=scope, code=here.code) if here else [],
        "name": here.full if here else times[0].full, "place_id": place_id,
        "may_found": bool(here and here.level == "commune" and (reach.everywhere or place_id in reach.communes)),
        "may_change": bool(here and here.level == "commune" and reach.everywhere)
        or bool(here and here.level == "hamlet" and (reach.everywhere or commune_id in reach.communes)),
        # To another commune only: whoever reaches one commune alone has nowhere to move a hamlet to.
        "may_reparent": bool(here and here.level == "hamlet" and (reach.everywhere or len(reach.communes) > 1)),
    }  # fmt: skip
    return render(request, "places/place.html", context)


def _day(request: HttpRequest, scope: Scope) -> tuple[date, str]:
    typed = request.GET.get("ngay", "").strip()
    on = read_date(typed) if typed else scope.on
    if on is None:
        return scope.on, f"Ngày “{typed[:20]}” không có trong lịch; đang xem ngày hôm nay."
    return on, ""


def _under(commune: PlaceName, top: UUID, districts: dict[UUID, PlaceName]) -> bool:
    above = districts.get(commune.parent_id) if commune.parent_id else None
    return commune.parent_id == top or (above is not None and above.parent_id == top)


def _columns(counts: bool, district: bool) -> list[Column]:
    labels = [Column(label="Mã"), Column(label="Xã, phường")]
    if district:
        labels.append(Column(label="Huyện khi đó"))
    labels.append(Column(label="Xóm, tổ", numeric=True))
    return [*labels, Column(label="Trẻ", numeric=True)] if counts else labels


def _count(counts: dict[UUID, int] | None, reach: Reach, commune_id: UUID) -> int | None:
    if counts is None or not (reach.everywhere or commune_id in reach.communes):
        return None
    return counts.get(commune_id, 0)


def _by_commune(scope: Scope, on: date) -> dict[UUID, int] | None:
    """Return counts by commune as far as the reader may count; None when not at all."""
    reach = scope.reach(Action.COUNT, RecordClass.ORDINARY)
    if not reach.everywhere and not reach.communes:
        return None
    found: dict[UUID, int] = {}
    for home, count in count_living(on=on).items():
        if home.commune_id and (reach.everywhere or home.commune_id in reach.communes):
            found[home.commune_id] = found.get(home.commune_id, 0) + count
    return found


def _by_hamlet(scope: Scope, on: date, commune_id: UUID) -> dict[UUID | None, int] | None:
    reach = scope.reach(Action.COUNT, RecordClass.ORDINARY)
    if not (reach.everywhere or commune_id in reach.communes or reach.hamlets):
        return None
    return {
        home.hamlet_id: count
        for home, count in count_living(on=on).items()
        if home.commune_id == commune_id
        and (reach.everywhere or commune_id in reach.communes or home.hamlet_id in reach.hamlets)
    }


def _found(words: str, today: date) -> list[Found]:
    rows = queries.find_by_name(words)
    if not rows:
        return []
    known = queries.dated_places()
    found = []
    for each, start, end in rows:
        later = known.gazetteer.lineage(code=each.code, on=start or _eve(end), until=today) if end else ()
        now = tuple(
            (queries.find_place(known.key(level=s.place.level.value, code=s.place.code, on=today), on=today),
             s.place.full_name, s.share == "whole")
            for s in later if s.place.exists_on(today)
        )  # fmt: skip
        found.append(Found(each, start, end, now))
    return found


def _eve(end: date | None) -> date | None:
    return date.fromordinal(end.toordinal() - 1) if end else None


@cache
def _sources() -> dict[str, str]:
    return {each.id: " ".join(filter(None, (each.number, each.issuer))) or each.title for each in load_sources()}


def _source_words(source: str) -> str:
    """Return the decision behind a change in words: content names its sources by key, people write theirs out."""
    return _sources().get(source.split(";")[0], source)
