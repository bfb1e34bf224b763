"""One referral as the sender reads it: what was told, where it stands, the talk with the body, its result."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mangnon.core.accounts.services import account_names
from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import list_seen
from mangnon.domain.referrals.errors import ReferralNotFoundError
from mangnon.domain.referrals.queries import Opened, open_sent
from mangnon.domain.referrals.rules import SENDER, steps_after
from mangnon.domain.referrals.services import answer_question, withdraw_referral
from mangnon.domain.screening.queries import screenings_by_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.referrals.words import (
    code_of,
    kind_words,
    moment_words,
    owed_words,
    state_words,
    step_lines,
    tone_of,
)
from mangnon.vocab.errors import MangnonError


@require_http_methods(["GET", "POST"])
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """``/chuyen-gui/<uuid>/``; that it was read is in the log. POST answers the body, or takes the referral back."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    opened = _open(scope, referral_id)
    error, typed = "", request.POST.get("noi_dung", "")
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "rut":
                withdraw_referral(scope=scope, referral_id=referral_id, reason=typed)
                messages.success(request, "Đã rút lại; nơi nhận không còn đọc được nữa.")
            else:
                answer_question(scope=scope, referral_id=referral_id, answer=typed)
                messages.success(request, "Đã gửi trả lời.")
            return redirect("office:referral", referral_id)
        except MangnonError as refused:
            error = refused.sentence
    record(
        scope=scope, action="referrals.open_referral", record_class=RecordClass.REFERRAL,
        subjects=[opened.row.child_id] if opened.row.child_id else (), place_id=opened.row.commune_id,
        detail={"referral": str(referral_id)},
    )  # fmt: skip
    context = {
        **opened_context(opened, names=_names(opened)),
        **_child(scope, opened),
        "may": steps_after(state=opened.row.state, side=SENDER),
        "error": error,
        "failed": request.POST.get("viec", "") if error else "",
        "typed": typed if error else "",
        "path_url": _path_url(scope, opened),
    }
    return render(request, "office/referrals/referral.html", context, status=422 if error else 200)


def opened_context(opened: Opened, *, names: dict[UUID, str]) -> dict[str, object]:
    """Return what both sides' pages show of a referral."""
    row = opened.row
    return {
        "row": row,
        "code": code_of(row.id),
        "what": kind_words(row.kind, row.sent_at),
        "opened": opened,
        "steps": step_lines(opened.steps, names=names, body=row.body, sender=opened.sender),
        "state": state_words(row),
        "tone": tone_of(row),
        "owed": owed_words(row),
        "sent": moment_words(row.sent_at),
        "result": next((step for step in reversed(opened.steps) if step.kind == "done"), None),
    }


def _open(scope: Scope, referral_id: UUID) -> Opened:
    try:
        return open_sent(scope=scope, referral_id=referral_id)
    except ReferralNotFoundError as missing:
        raise Http404 from missing


def _names(opened: Opened) -> dict[UUID, str]:
    """Return the names of one's own side; who answers at the body is the body's business."""
    with reading_as_service():
        return account_names([step.user_id for step in opened.steps if step.user_id and not step.by_body])


def _child(scope: Scope, opened: Opened) -> dict[str, object]:
    seen = list_seen(scope=scope, child_ids=[opened.row.child_id] if opened.row.child_id else ())
    if not seen:
        return {"name": "", "child_id": None}
    return {"name": seen[0].full_name or NAMELESS, "child_id": seen[0].child_id, "synthetic": seen[0].synthetic}


def _path_url(scope: Scope, opened: Opened) -> str:
    """Return where the result is written into the path of the screening that it started from."""
    if opened.row.state != "done" or opened.row.step_id is None:
        return ""
    step = screenings_by_key(scope=scope, keys=[opened.row.step_id]).get(opened.row.step_id)
    return reverse("office:screen", args=[opened.row.child_id, step.kind]) + "?buoc=seen" if step else ""
