"""One accident: all that was told, the other children of the event, and the review after a death."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mangnon.core.accounts.services import account_names
from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM
from mangnon.core.content.safety import review_questions
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import birth_words, date_words, read_date, window_words
from mangnon.domain.children.queries import find_child, list_seen, may_do, search_children
from mangnon.domain.safety.queries import find_incident, list_event, list_reviews
from mangnon.domain.safety.records import Reviewed
from mangnon.domain.safety.rules import review_by
from mangnon.domain.safety.services import identify_child, record_review
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.safety.forms import pair_words
from mangnon.interfaces.office.safety.telling import may_write
from mangnon.interfaces.office.safety.words import (
    capital,
    codes_words,
    facts_of,
    kind_words,
    outcome_mark,
    when_words,
    who_words,
)
from mangnon.vocab.errors import MangnonError

if TYPE_CHECKING:
    from mangnon.domain.safety.models import Incident

HEALTH, SENSITIVE = RecordClass.HEALTH, RecordClass.SENSITIVE


def _found(request: HttpRequest, fact_id: UUID) -> Incident:
    found = find_incident(scope=request.scope, fact_id=fact_id)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """``/an-toan/tai-nan/<uuid>/``: read it; say which child of the register an unknown child was."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = _found(request, fact_id)
    writes = found.superseded_at is None and may_write(scope, found)
    if request.method == "POST":
        chosen = read_key(request.POST.get("tre", ""))
        if not writes or chosen is None:
            raise Http404
        try:
            kept = identify_child(scope=scope, fact_id=fact_id, child_id=chosen)
        except MangnonError as refused:
            messages.error(request, refused.sentence)
            return redirect("office:incident", fact_id)
        messages.success(request, "Đã ghi trẻ bị nạn là trẻ này trong sổ.")
        return redirect("office:incident", kept)
    record(
        scope=scope, action="safety.open_incident", record_class=HEALTH, place_id=found.commune_id,
        subjects=[found.child_id] if found.child_id else [], detail={"fact": str(fact_id)},
    )  # fmt: skip
    return render(request, "office/safety/incident.html", _context(request, scope, found, writes=writes))


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """``/an-toan/tai-nan/<uuid>/ra-soat/``: what the commune found after a death."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = _found(request, fact_id)
    writes = _keeps_sensitive(scope, found, Action.WRITE)
    if found.outcome != "death" or not (writes or _keeps_sensitive(scope, found, Action.SEE)):
        raise Http404
    standing = list_reviews(scope=scope, incident_ids=[fact_id]).get(fact_id)
    asked = review_questions(scope.on)
    refused = ""
    answers = dict(standing.answers) if standing else {}
    if request.method == "POST":
        if not writes:
            raise Http404
        answers = {code: request.POST.get(code, "") for code in asked.questions}
        day = read_date(request.POST.get("ngay", ""))
        try:
            if day is None:
                refused = "Chưa đọc được ngày; hãy gõ như 24/11/2026."
            else:
                record_review(scope=scope, incident_id=fact_id, told=Reviewed(day, answers))
        except MangnonError as error:
            refused = error.sentence
        if not refused:
            messages.success(request, "Đã lưu rà soát.")
            return redirect("office:incident", fact_id)
    else:
        record(
            scope=scope, action="safety.open_review", record_class=SENSITIVE, place_id=found.commune_id,
            subjects=[found.child_id] if found.child_id else [], detail={"fact": str(fact_id)},
        )  # fmt: skip
    context = {
        **_head(scope, found),
        "standing": standing,
        "writes": writes,
        "questions": [(code, words, answers.get(code, "")) for code, words in asked.questions.items()],
        "day": request.POST.get("ngay") or date_words(scope.on),
        "refused": refused,
        "basis": asked.basis,
        "window": window_words(None, _by(found, asked.within_days), today=scope.on),
    }
    return render(request, "office/safety/review.html", context, status=422 if refused else 200)


def _by(found: Incident, within_days: int) -> date:
    return review_by(told_on=found.recorded_at.astimezone(VIETNAM).date(), within_days=within_days)


def _head(scope: Scope, found: Incident) -> dict[str, Any]:
    child = next(iter(list_seen(scope=scope, child_ids=[found.child_id] if found.child_id else [])), None)
    places = names_of({key for key in (found.commune_id, found.hamlet_id) if key}, on=scope.on)
    return {
        "found": found,
        "kind": kind_words(found),
        "codes": codes_words(found),
        "who": who_words(found, child),
        "child_url": reverse("office:child", args=[child.child_id]) if child else "",
        "synthetic": found.synthetic or bool(child and child.synthetic),
        "when": when_words(found),
        "mark": outcome_mark(found),
        "where": ", ".join(places[key].full for key in (found.hamlet_id, found.commune_id) if key in places),
        "pair": pair_words(found.latitude, found.longitude),
    }


def _context(request: HttpRequest, scope: Scope, found: Incident, *, writes: bool) -> dict[str, Any]:
    mates = list_event(scope=scope, incident=found)
    seen = {each.child_id: each for each in list_seen(scope=scope, child_ids={m.child_id for m in mates if m.child_id})}
    typed = " ".join(request.GET.get("tim", "").split())[:80]
    hits = search_children(scope=scope, text=typed, limit=10) if writes and typed else []
    others = {mate.child_id for mate in mates} | {found.child_id}
    asked = review_questions(scope.on)
    reads_review = found.outcome == "death" and _keeps_sensitive(scope, found, Action.SEE)
    reviewed = reads_review and found.pk in list_reviews(scope=scope, incident_ids=[found.pk])
    by = _by(found, asked.within_days)
    with reading_as_service():
        names = account_names([found.recorded_by] if found.recorded_by else [])
    return {
        **_head(scope, found),
        "facts": facts_of(found),
        "mates": [
            (reverse("office:incident", args=[mate.pk]), who_words(mate, seen.get(mate.child_id)), outcome_mark(mate))
            for mate in mates
        ],
        "writes": writes,
        "typed": typed,
        "hits": [
            (hit, birth_words(hit.birth_date, precision=hit.birth_precision))  # type: ignore[arg-type]
            for hit in hits if hit.child_id not in others
        ],
        "by": ", ".join(names.values()),
        "recorded": date_words(found.recorded_at.astimezone(VIETNAM).date()),
        "reads_review": reads_review,
        "reviewed": reviewed,
        "review_window": window_words(None, by, today=scope.on),
        "review_late": by < scope.on,
        "writes_review": reads_review and _keeps_sensitive(scope, found, Action.WRITE),
        "reason": capital(found.superseded_reason),
    }  # fmt: skip


def _keeps_sensitive(scope: Scope, found: Incident, action: Action) -> bool:
    """Tell whether sensitive records of the child, or of the place of a child nobody knows, are the reader's."""
    if found.child_id is not None:
        child = find_child(scope=scope, child_id=found.child_id)
        return child is not None and may_do(scope=scope, action=action, record_class=SENSITIVE, child=child)
    return scope.reach(action, SENSITIVE).covers(commune_id=found.commune_id, hamlet_id=found.hamlet_id)
