"""A filled-in questionnaire as it was kept: what it said, what to do, which answers led there; settling a danger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.accounts.services import account_names
from mangnon.core.audit.services import record
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words, date_words, read_date
from mangnon.domain.children.queries import may_do
from mangnon.domain.questionnaires.queries import find_known, find_response, list_known
from mangnon.domain.questionnaires.services import settle_danger, withdraw_response
from mangnon.engines.questionnaires.definition import ANSWERED_TYPES, Questionnaire
from mangnon.interfaces.office.child.page import get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.questionnaires.words import answer_words, stored_outcome, told_actions, told_bands
from mangnon.vocab.errors import MangnonError

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child
    from mangnon.domain.questionnaires.models import Response

SETTLED = (
    ("seen", "Đã gặp em; còn theo dõi tiếp"),
    ("referred", "Đã đưa em đến nơi giúp"),
    ("normal", "Đã gặp em; không có nguy hiểm"),
)


@require_http_methods(["GET", "POST"])
def response(request: HttpRequest, child_id: UUID, key: UUID) -> HttpResponse:
    """``/tre/<uuid>/bang-hoi/phieu/<uuid>/``: read it, say that the child was met, or withdraw it."""
    child = get_child(request, child_id)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    held = find_response(scope=scope, child_id=child_id, key=key)
    known = find_known(scope=scope, code=held.code, version=held.version) if held else None
    if held is None or known is None:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not _may_write(scope, child, held):
            raise Http404
        errors = _act(request, held)
        if not errors:
            return redirect("office:response" if "da-gap" in request.POST else "office:child", *_back(request, held))
    record(
        scope=scope, action="questionnaires.open_response", record_class=RecordClass(held.record_class),
        subjects=[child_id], place_id=child.commune_id, request_id=getattr(request, "request_id", None),
    )  # fmt: skip
    context = _context(request, scope, child, held, known.questionnaire, errors)
    return render(request, "office/questionnaires/response.html", context, status=422 if errors else 200)


def response_rows(*, scope: Scope, responses: Iterable[Response]) -> list[tuple[str, Response]]:
    """Return responses with their questionnaires' titles, newest first."""
    titles = {
        (known.questionnaire.code, known.questionnaire.version): known.questionnaire.title.vi
        for known in list_known(scope=scope)
    }
    listed = sorted(responses, key=lambda each: (each.on, each.recorded_at), reverse=True)
    return [(titles.get((each.code, each.version), each.code), each) for each in listed]


def _back(request: HttpRequest, held: Response) -> list[UUID]:
    return [held.child_id, held.pk] if "da-gap" in request.POST else [held.child_id]


def _act(request: HttpRequest, held: Response) -> dict[str, str]:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    note = " ".join(request.POST.get("ghi_chu", "").split())
    try:
        if "rut" in request.POST:
            reason = " ".join(request.POST.get("ly_do", "").split())[:200]
            if len(reason) < 3:
                return {"ly_do": "Hãy ghi lý do rút, để người xem sau hiểu."}
            withdraw_response(scope=scope, fact_id=held.pk, reason=reason)
            messages.success(request, "Đã rút phiếu ghi nhầm.")
            return {}
        on = read_date(request.POST.get("ngay", ""))
        if on is None or on > scope.on or on < held.on:
            return {"ngay": "Hãy gõ ngày đã gặp em, từ ngày trả lời đến hôm nay."}
        settle_danger(scope=scope, fact_id=held.pk, on=on, state=request.POST.get("viec", ""), note=note)
        messages.success(request, "Đã ghi: đã gặp em.")
    except MangnonError as refused:
        return {"form": refused.sentence}
    return {}


def _may_write(scope: Scope, child: Child, held: Response) -> bool:
    return may_do(scope=scope, action=Action.WRITE, record_class=RecordClass(held.record_class), child=child)


def _context(
    request: HttpRequest, scope: Scope, child: Child, held: Response, form: Questionnaire, errors: dict[str, str]
) -> dict[str, Any]:
    outcome = stored_outcome(held.outcome)
    with reading_as_service():
        names = account_names([held.recorded_by] if held.recorded_by else [])
    standing = held.superseded_at is None
    writes = standing and _may_write(scope, child, held)
    precision: Any = child.birth_precision
    return {
        "child": child,
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=held.on, precision=precision),
        "form": form,
        "held": held,
        "standing": standing,
        "by": names.get(held.recorded_by, "") if held.recorded_by else "",
        "actions": told_actions(questionnaire=form, outcome=outcome, answers=held.answers),
        "bands": told_bands(questionnaire=form, outcome=outcome),
        "answers": [
            (item.label.vi, answer_words(form, item.name, held.answers[item.name]))
            for item in form.items
            if item.type in ANSWERED_TYPES and item.name in held.answers
        ],
        "writes": writes,
        "settling": SETTLED if writes and held.safety_hours is not None and form.screening_kind else (),
        "errors": errors,
        "day": request.POST.get("ngay") or date_words(scope.on),
        "note": request.POST.get("ghi_chu", ""),
        "chosen": request.POST.get("viec", ""),
    }
