"""The outside body's own pages: what was sent to it, one of them, and its answer; nothing else of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mangnon.core.audit.services import record
from mangnon.core.content.referrals import referral_content
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import date_words, read_date
from mangnon.domain.referrals.errors import ReferralContentError, ReferralNotFoundError
from mangnon.domain.referrals.queries import ReferralRow, list_received, open_received
from mangnon.domain.referrals.records import Repeated, Session
from mangnon.domain.referrals.rules import BODY, MOST_SESSIONS, spread, steps_after
from mangnon.domain.referrals.services import accept_referral, ask_back, decline_referral, finish_referral
from mangnon.interfaces.office.referrals.sent import opened_context
from mangnon.interfaces.office.referrals.words import (
    code_of,
    kind_words,
    moment_words,
    owed_words,
    state_words,
    tone_of,
)
from mangnon.vocab.dates import LAST_YEAR
from mangnon.vocab.errors import MangnonError

GROUPS = (("sent", "Chờ nhận"), ("accepted", "Đang làm"), ("done", "Đã báo kết quả"))
SAID = {
    "nhan": "Đã nhận. Nơi gửi biết là đơn vị sẽ làm.",
    "tra": "Đã trả lại nơi gửi, cùng lý do.",
    "hoi": "Đã gửi câu hỏi đến nơi gửi.",
    "xong": "Đã báo kết quả.",
}


@dataclass(frozen=True)
class InboxLine:
    """One referral in the inbox: no child is named before it is opened."""

    code: str
    url: str
    what: str
    place: str
    state: str
    tone: Tone
    owed: str
    sent: str
    asked: bool
    synthetic: bool


def inbox(request: HttpRequest, scope: Scope) -> HttpResponse:
    """List what was sent to the reader's body, by how far it has come."""
    rows = list_received(scope=scope)
    places = names_of({row.commune_id for row in rows if row.commune_id}, on=scope.on)
    lines = {row.id: _line(row, places[row.commune_id].full if row.commune_id in places else "") for row in rows}
    groups = [(words, [lines[row.id] for row in rows if row.state == state]) for state, words in GROUPS]
    return render(request, "office/referrals/inbox.html", {"groups": groups, "any": bool(rows)})


def _line(row: ReferralRow, place: str) -> InboxLine:
    return InboxLine(
        code=code_of(row.id), url=reverse("office:received", args=[row.id]), what=kind_words(row.kind, row.sent_at),
        place=place, state=state_words(row), tone=tone_of(row), owed=owed_words(row), sent=moment_words(row.sent_at),
        asked=row.asked, synthetic=row.synthetic,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def received(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """``/chuyen-gui/den/<uuid>/``; that it was read is in the log. POST accepts, sends back, asks or reports."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    try:
        opened = open_received(scope=scope, referral_id=referral_id)
    except ReferralNotFoundError as missing:
        raise Http404 from missing
    error, did = "", request.POST.get("viec", "")
    if request.method == "POST" and did in SAID:
        try:
            _take(scope, referral_id, did, request.POST)
        except MangnonError as refused:
            error = refused.sentence
        else:
            messages.success(request, SAID[did])
            return redirect("office:referrals") if did == "tra" else redirect("office:received", referral_id)
    record(
        scope=scope, action="referrals.open_received", record_class=RecordClass.REFERRAL,
        subjects=[opened.row.child_id] if opened.row.child_id else (), place_id=opened.row.commune_id,
        detail={"referral": str(referral_id)},
    )  # fmt: skip
    kind = referral_content(scope.on).kinds.get(opened.row.kind)
    context = {
        **opened_context(opened, names={}),
        "may": steps_after(state=opened.row.state, side=BODY),
        "schedule": bool(kind and kind.schedule),
        "error": error,
        "failed": did if error else "",
        "typed": request.POST if error else {},
        "until": date_words(opened.row.body_until) if opened.row.body_until else "",
    }
    return render(request, "office/referrals/received.html", context, status=422 if error else 200)


def _take(scope: Scope, referral_id: UUID, did: str, posted: QueryDict) -> None:
    if did == "nhan":
        accept_referral(scope=scope, referral_id=referral_id)
    elif did == "tra":
        decline_referral(scope=scope, referral_id=referral_id, reason=posted.get("ly_do", ""))
    elif did == "hoi":
        ask_back(scope=scope, referral_id=referral_id, question=posted.get("cau_hoi", ""))
    else:
        finish_referral(
            scope=scope, referral_id=referral_id, result=posted.get("ket_qua", ""), sessions=read_schedule(posted)
        )


def read_schedule(posted: QueryDict) -> tuple[Session, ...]:
    """Read the dates of sessions: those at equal distances, and single ones, a line each.

    Raises:
        ReferralContentError: a date or number cannot be read; the sentence says which.
    """
    sessions: list[Session] = []
    if posted.get("buoi_dau", "").strip():
        sessions += spread(_repeated(posted))
    for number, line in enumerate(posted.get("buoi_khac", "").splitlines(), start=1):
        if line.strip():
            sessions.append(_single(line.strip(), number))
    return tuple(sessions)


def _repeated(posted: QueryDict) -> Repeated:
    first = read_date(posted["buoi_dau"].strip())
    if first is None or first.year > LAST_YEAR:
        raise ReferralContentError("Buổi đầu: hãy gõ ngày/tháng/năm, ví dụ 05/12/2026.")
    times, every = _whole(posted.get("so_buoi", "1"), 1, MOST_SESSIONS), _whole(posted.get("cach", "7"), 1, 90)
    if times is None:
        raise ReferralContentError(f"Số buổi: hãy ghi một số từ 1 đến {MOST_SESSIONS}.")
    if every is None:
        raise ReferralContentError("Cách nhau: hãy ghi số ngày từ 1 đến 90.")
    return Repeated(first=first, every_days=every, times=times, what=" ".join(posted.get("noi_dung", "").split())[:120])


def _single(line: str, number: int) -> Session:
    day, _, what = line.partition(" ")
    on: date | None = read_date(day)
    if on is None or not what.strip():
        raise ReferralContentError(f"Buổi khác, dòng {number}: hãy ghi ngày rồi nội dung, ví dụ 05/12/2026 tập nói.")
    return Session(on, " ".join(what.split())[:120])


def _whole(text: str, low: int, high: int) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 4 and low <= int(text) <= high else None
