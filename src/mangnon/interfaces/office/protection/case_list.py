"""The list of one's cases, nearest deadline first, and the answers to cases offered by other communes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mangnon.core.clock import now
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Tone
from mangnon.domain.protection.handover import answer_offer, list_offers
from mangnon.domain.protection.queries import CaseRow, DueLine, list_cases, list_step_dues
from mangnon.interfaces.office.case_lines import time_left
from mangnon.interfaces.office.protection.case_access import reader_of, refusal_of
from mangnon.interfaces.office.protection.case_words import (
    actor_words,
    due_words,
    happened_words,
    left_tone,
    moment_words,
    state_words,
)
from mangnon.vocab.protection import Actor

CLOSED = "da-ket-thuc"
NAMELESS = "Trẻ chưa rõ tên"


@dataclass(frozen=True)
class Owed:
    """What a case waits for: what, who acts, until when, how much time is left."""

    what: str
    by: str
    until: str
    left: str
    tone: Tone


@dataclass(frozen=True)
class CaseLine:
    """A case as the list shows it."""

    id: UUID
    number: str
    child: str
    state: str
    owed: Owed | None
    closed: str
    synthetic: bool


@dataclass(frozen=True)
class OfferLine:
    """A case that another commune offers; nothing of the child."""

    case_id: UUID
    number: str
    commune: str
    asked: str


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """``/bao-ve/``: the cases in sight; ``?xem=da-ket-thuc`` those that ended."""
    return _page(request)


@require_POST
def answer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/de-nghi/<uuid>/``: accept a case that is offered, or decline it with a reason."""
    scope = reader_of(request)
    accept, reason = request.POST.get("tra_loi") == "nhan", request.POST.get("ly_do", "")
    refused = refusal_of(lambda: answer_offer(scope=scope, case_id=case_id, accept=accept, reason=reason))
    if refused:
        return _page(request, offer_id=case_id, refused=refused, typed=reason)
    if accept:
        messages.success(request, "Đã nhận trường hợp; anh chị phụ trách từ bây giờ.")
        return redirect("office:case", case_id)
    messages.success(request, "Đã trả lời không nhận; xã kia được báo.")
    return redirect("office:cases")


def _page(request: HttpRequest, *, offer_id: UUID | None = None, refused: str = "", typed: str = "") -> HttpResponse:
    scope = reader_of(request)
    closed = request.GET.get("xem") == CLOSED
    rows = [_line(each, scope) for each in list_cases(scope=scope, closed=closed)]
    waiting = _waiting_for_chair(scope) if not closed else {}
    context = {
        "waiting": [replace(row, owed=owed_words(waiting[row.id], scope=scope)) for row in rows if row.id in waiting],
        "rows": rows if closed else [row for row in rows if row.id not in waiting],
        "any": bool(rows),
        "closed": closed,
        "offers": [] if closed else _offers(scope),
        "refused_offer": offer_id,
        "refused": refused,
        "typed": typed,
        "may_open": not scope.reach(Action.SEE, RecordClass.SENSITIVE).nowhere,
        "counts": scope.reach(Action.COUNT, RecordClass.CASE).everywhere,
        "works": scope.may(Action.WRITE, RecordClass.CASE),
    }
    return render(request, "office/protection/cases.html", context, status=422 if refused else 200)


def _waiting_for_chair(scope: Scope) -> dict[UUID, DueLine]:
    """Return the nearest decision that waits for the reader as chair, by case."""
    if scope.reach(Action.APPROVE, RecordClass.CASE).nowhere:
        return {}
    found: dict[UUID, DueLine] = {}
    for due in list_step_dues(scope=scope):
        if due.actor == Actor.CHAIR.value and due.case_id is not None:
            found.setdefault(due.case_id, due)
    return found


def _line(row: CaseRow, scope: Scope) -> CaseLine:
    return CaseLine(
        id=row.id,
        number=row.number,
        child=row.child or NAMELESS,
        state=state_words(row.state),
        closed=happened_words(row.closed_at) if row.closed_at else "",
        synthetic=row.synthetic,
        owed=owed_words(row.next_due, scope=scope) if row.next_due else None,
    )


def owed_words(due: DueLine, *, scope: Scope) -> Owed:
    """Put a deadline into words.

    Args:
        due: of a case in sight.
        scope: of the reader, for the day.
    """
    at = now()
    return Owed(
        what=due_words(due.code, on=scope.on),
        by=actor_words(due.actor),
        until=moment_words(due.due_at),
        left=time_left(due.due_at, at),
        tone=left_tone(due.due_at, at=at),
    )


def _offers(scope: Scope) -> list[OfferLine]:
    offers = list_offers(scope=scope)
    places = names_of({each.from_commune for each in offers}, on=scope.on)
    return [
        OfferLine(
            case_id=each.case_id,
            number=each.number,
            commune=places[each.from_commune].full if each.from_commune in places else "xã khác",
            asked=happened_words(each.asked_at),
        )
        for each in offers
    ]
