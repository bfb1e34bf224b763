"""What is late or waits for the reader; a notice names nobody, the rest stands in the case for who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.clock import VIETNAM
from mangnon.core.content.protection import load_protection
from mangnon.core.places.queries import names_of
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.kinds import NoticeKind
from mangnon.domain.protection.notices import NoticeLine, list_notices, mark_seen
from mangnon.domain.protection.queries import which_in_sight


@dataclass(frozen=True)
class Line:
    """A notice in words; ``url`` only for who may open what it is about."""

    title: str
    about: str
    at: datetime
    tone: str
    url: str
    seen: bool


@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """List the newest notices; sending marks those shown as seen."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = list_notices(scope=scope)
    if request.method == "POST":
        mark_seen(scope=scope, notice_ids=[each.id for each in found])
        return redirect("office:notices")
    words = _deadline_words(scope)
    names = names_of({each.commune_id for each in found if each.commune_id}, on=scope.on)
    seen_cases = which_in_sight(scope=scope, case_ids=[each.case_id for each in found if each.case_id])
    lines = [
        _line(each, words, names[each.commune_id].full if each.commune_id in names else "", seen_cases)
        for each in found
    ]
    return render(
        request,
        "office/oversight/notices.html",
        {"lines": lines, "unseen": sum(not each.seen for each in lines)},
    )


def _deadline_words(scope: Scope) -> dict[str, str]:
    return {each.code: each.words for each in load_protection().procedure(scope.on).deadlines}


def _line(notice: NoticeLine, words: dict[str, str], commune: str, seen_cases: set[UUID]) -> Line:
    kind = NoticeKind(notice.kind)
    title = str(kind.label)
    if kind is NoticeKind.LATE:
        title = f"Trễ: {words.get(notice.code.split(':')[0], 'một bước')}"
    what = f"Trường hợp {notice.number}" if notice.number else "Tin báo"
    url = ""
    if notice.case_id in seen_cases:
        url = f"/bao-ve/{notice.case_id}/"
    elif notice.report_id:
        url = "/bao-ve/tin-bao/"
    elif kind is NoticeKind.HANDOVER:
        url = "/bao-ve/"
    return Line(
        title=title[:1].upper() + title[1:],
        about=f"{what}{', ' + commune if commune else ''}",
        at=notice.at.astimezone(VIETNAM),
        tone="late" if kind in {NoticeKind.LATE, NoticeKind.OPENED} else "soon" if not notice.seen else "quiet",
        url=url,
        seen=notice.seen,
    )
