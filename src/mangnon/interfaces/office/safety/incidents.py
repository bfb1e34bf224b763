"""The list of accidents: of the children of one's own, and of what happened where one works."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.content.safety import incident_content, review_questions
from mangnon.core.places.queries import list_communes, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import window_words
from mangnon.domain.children.queries import list_seen
from mangnon.domain.safety.queries import Sought, count_unreviewed, list_incidents
from mangnon.domain.safety.rules import review_by
from mangnon.interfaces.office.ground import read_ground
from mangnon.interfaces.office.safety.words import (
    OUTCOME_WORDS,
    capital,
    kind_words,
    outcome_mark,
    short_words,
    when_words,
    who_words,
)
from mangnon.interfaces.office.sessions.asked import months_before

HEALTH, SENSITIVE = RecordClass.HEALTH, RecordClass.SENSITIVE
MOST = 300
SINCE = {"": "12 tháng qua", "3-thang": "3 tháng qua", "tat-ca": "Tất cả các năm"}


@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    """``/an-toan/tai-nan/``; that it was opened is in the log."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(Action.SEE, HEALTH).nowhere:
        raise Http404
    ground = read_ground(scope=scope, commune_code=request.GET.get("xa", ""), record_class=HEALTH)
    content = incident_content(scope.on)
    kind, outcome = request.GET.get("loai", ""), request.GET.get("hau-qua", "")
    since = request.GET.get("khi", "")
    waiting = request.GET.get("cho") == "ra-soat" and scope.may(Action.SEE, SENSITIVE)
    sought = Sought(
        commune_id=ground.commune.id if ground.commune and ground.everywhere else None,
        kind=kind if kind in content.kinds else "",
        outcome=outcome if outcome in OUTCOME_WORDS else "",
        since=None if since == "tat-ca" or waiting else months_before(scope.on, 3 if since == "3-thang" else 12),
        waiting=waiting,
    )
    rows = list_incidents(scope=scope, sought=sought, limit=MOST + 1)
    lines = _lines(scope, rows[:MOST])
    record(
        scope=scope, action="safety.list_incidents", record_class=HEALTH, place_id=sought.commune_id,
        subjects=[row.child_id for row in rows[:MOST] if row.child_id], detail={"rows": len(lines)},
    )  # fmt: skip
    code = ground.commune.code if ground.commune else ""
    context = {
        "place": ground.commune.full if ground.commune else "",
        "lines": lines,
        "more": len(rows) > MOST,
        "most": MOST,
        "communes": _communes(scope, code) if ground.everywhere else (),
        "kinds": _options("Mọi loại", {each.code: each.name for each in content.kinds.values()}, sought.kind),
        "outcomes": _options("Mọi hậu quả", OUTCOME_WORDS, sought.outcome),
        "whens": tuple(Option(value=word, label=label, chosen=word == since) for word, label in SINCE.items()),
        "waiting": waiting,
        "unreviewed": count_unreviewed(scope=scope),
        "waiting_url": f"{reverse('office:incidents')}?{urlencode({'cho': 'ra-soat', 'xa': code})}",
        "may_write": not scope.reach(Action.WRITE, HEALTH).nowhere and not _school_only(scope),
        "synthetic": any(line["synthetic"] for line in lines),
    }
    return render(request, "office/safety/incidents.html", context)


def _lines(scope: Scope, rows: list[Any]) -> list[dict[str, Any]]:
    seen = {
        each.child_id: each for each in list_seen(scope=scope, child_ids={row.child_id for row in rows if row.child_id})
    }
    places = names_of({key for row in rows for key in (row.commune_id, row.hamlet_id) if key}, on=scope.on)
    within = review_questions(scope.on).within_days
    lines = []
    for row in rows:
        child = seen.get(row.child_id)
        where = ", ".join(places[key].full for key in (row.hamlet_id, row.commune_id) if key in places)
        by = review_by(told_on=row.recorded_at.date(), within_days=within)
        lines.append(
            {
                "url": reverse("office:incident", args=[row.pk]),
                "kind": kind_words(row),
                "who": who_words(row, child),
                "when": when_words(row),
                "mark": outcome_mark(row),
                "where": where,
                "short": short_words(row),
                "synthetic": row.synthetic or bool(child and child.synthetic),
                "review": window_words(None, by, today=scope.on),
                "review_late": by < scope.on,
            }
        )
    return lines


def _school_only(scope: Scope) -> bool:
    reach = scope.reach(Action.WRITE, HEALTH)
    return bool(reach.facilities) and not (reach.everywhere or reach.communes or reach.hamlets)


def _communes(scope: Scope, chosen: str) -> tuple[Option, ...]:
    return (
        Option(value="", label="Toàn tỉnh"),
        *(Option(value=each.code, label=each.full, chosen=each.code == chosen) for each in list_communes(on=scope.on)),
    )


def _options(every: str, names: Any, chosen: str) -> tuple[Option, ...]:
    return (
        Option(value="", label=every),
        *(Option(value=code, label=capital(name), chosen=code == chosen) for code, name in names.items()),
    )
