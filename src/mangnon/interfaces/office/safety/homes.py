"""Looking at a child's home by the list of what may harm a small child."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.content.safety import home_checklist
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words, date_words, read_date
from mangnon.domain.children.queries import may_do
from mangnon.domain.safety.queries import list_home_checks
from mangnon.domain.safety.records import HomeSeen
from mangnon.domain.safety.services import record_home_check, withdraw_home_check
from mangnon.domain.safety.terms import HomeAnswer
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.child.page import get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.safety.words import capital
from mangnon.vocab.errors import MangnonError

_ANSWERS = [(value, capital(str(label))) for value, label in HomeAnswer.choices]


@require_http_methods(["GET", "POST"])
def home_check(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/nha-an-toan/``: the list; what was seen before stands beside it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child = get_child(request, child_id)
    if not may_do(scope=scope, action=Action.WRITE, record_class=RecordClass.ORDINARY, child=child):
        raise Http404
    asked = home_checklist(scope.on)
    refused = ""
    if request.method == "POST":
        refused = _kept(request, scope, child_id, asked.questions)
        if not refused:
            return redirect("office:child", child_id)
    before = list_home_checks(scope=scope, child_id=child_id)
    last = before[-1] if before else None
    precision: Any = child.birth_precision
    context = {
        "child": child,
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=scope.on, precision=precision),
        "questions": [
            (code, words, request.POST.get(code, ""), last.answers.get(code) == "no" if last else False)
            for code, words in asked.questions.items()
        ],
        "answers": _ANSWERS,
        "last": last,
        "failed": [words for code, words in asked.questions.items() if last and last.answers.get(code) == "no"],
        "day": request.POST.get("ngay") or date_words(scope.on),
        "note": request.POST.get("ghi_chu", ""),
        "refused": refused,
    }
    return render(request, "office/safety/home_check.html", context, status=422 if refused else 200)


def _kept(request: HttpRequest, scope: Scope, child_id: UUID, questions: Any) -> str:
    """Keep what was seen, or withdraw a wrong one; returns why it was refused."""
    wrong = read_key(request.POST.get("rut", ""))
    try:
        if wrong is not None:
            reason = " ".join(request.POST.get("ly_do", "").split())[:200]
            if len(reason) < 3:
                return "Hãy ghi lý do rút, để người xem sau hiểu."
            withdraw_home_check(scope=scope, fact_id=wrong, reason=reason)
            messages.success(request, "Đã rút điều ghi nhầm; điều cũ vẫn còn trong sổ.")
            return ""
        day = read_date(request.POST.get("ngay", ""))
        if day is None:
            return "Chưa đọc được ngày; hãy gõ như 24/11/2026."
        answers = {code: request.POST[code] for code in questions if request.POST.get(code)}
        record_home_check(scope=scope, child_id=child_id, told=HomeSeen(day, answers, request.POST.get("ghi_chu", "")))
    except MangnonError as error:
        return error.sentence
    failed = sum(answer == HomeAnswer.NO for answer in answers.values())
    messages.success(
        request, f"Đã ghi: nhà còn {failed} điều chưa đạt." if failed else "Đã ghi: nhà đạt mọi điều đã xem."
    )
    return ""
