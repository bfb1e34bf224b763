"""Filling in a questionnaire on one page: it unfolds with the answers, keeps what was typed, shows danger at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words, date_words, read_date
from mangnon.domain.children.queries import may_do
from mangnon.domain.questionnaires.queries import find_known, list_offered, list_responses
from mangnon.domain.questionnaires.records import Answered, Kept
from mangnon.domain.questionnaires.services import record_response
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.evaluate import Outcome, evaluate
from mangnon.interfaces.office.child.page import get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.questionnaires.form import questions, read_answers
from mangnon.interfaces.office.questionnaires.responses import response_rows
from mangnon.interfaces.office.questionnaires.words import ANSWERED_BY, told_actions
from mangnon.vocab.errors import MangnonError

if TYPE_CHECKING:
    from datetime import date

    from mangnon.domain.children.models import Child


@require_GET
def offered(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/bang-hoi/``: what may be asked of this child, and what the reader may read of what was told."""
    child = get_child(request, child_id)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    listed = [
        (known.questionnaire, may_read(scope, child, known.questionnaire))
        for known in list_offered(scope=scope, age_months=_months(child, scope.on))
        if may_hand_in(scope, child, known.questionnaire)
    ]
    rows = response_rows(scope=scope, responses=list_responses(scope=scope, child_id=child_id))
    if not listed and not rows and not _may_any(scope, child):
        raise Http404
    return render(
        request, "office/questionnaires/offered.html", {**_who(child, scope), "offered": listed, "rows": rows}
    )


@require_http_methods(["GET", "POST"])
def fill_in(request: HttpRequest, child_id: UUID, code: str) -> HttpResponse:
    """``/tre/<uuid>/bang-hoi/<code>/``: the form; ``tiep`` only unfolds it, ``do-dang`` keeps it half done."""
    child = get_child(request, child_id)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    known = find_known(scope=scope, code=code, version=request.POST.get("ban", ""))
    if known is None or child.end_reason or not may_hand_in(scope, child, known.questionnaire):
        raise Http404
    if not known.usable:
        return render(request, "office/questionnaires/not_usable.html", {**_who(child, scope), "known": known})
    form = known.questionnaire
    on = read_date(request.POST.get("ngay", "")) if request.method == "POST" else scope.on
    answers = read_answers(questionnaire=form, posted=request.POST)
    outcome = evaluate(questionnaire=form, answers=answers, age_days=_days(child, on or scope.on))
    typed = _Typed(form, answers, outcome, on, request.POST.get("nguoi", "") or _only(form))
    if request.method == "GET":
        return _page(request, child, typed)
    return _handed_in(request, child, typed)


class _Typed:
    """What a form said so far."""

    def __init__(
        self, form: Questionnaire, answers: dict[str, object], outcome: Outcome, on: date | None, who: str
    ) -> None:
        self.form, self.answers, self.outcome, self.on, self.who = form, answers, outcome, on, who
        self.errors: dict[str, str] = {}
        self.judged = False
        self.status = 200
        self.kept: Kept | None = None

    @property
    def danger(self) -> bool:
        """Whether an answer shows danger."""
        kinds = {action.code: action.kind for action in self.form.actions}
        return any(kinds[fired.code] == "safety" for fired in self.outcome.actions)


def _handed_in(request: HttpRequest, child: Child, typed: _Typed) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    unfolding, half = "tiep" in request.POST, "do-dang" in request.POST
    typed.judged = not unfolding and not half
    _check(scope, child, typed)
    whole = typed.outcome.complete and not typed.errors
    # Danger is kept the moment it is told, whatever else lacks; it must not wait for the last question.
    if typed.answers and (typed.danger or (not unfolding and not typed.errors and (whole or half))):
        try:
            typed.kept = _keep(scope, child, typed, request.POST.get("phieu", ""))
        except MangnonError as refused:
            typed.errors["form"] = refused.sentence
    if typed.kept and not unfolding and (whole or half):
        return _done(request, child, typed)
    if not unfolding:
        typed.status = 422
    return _page(request, child, typed)


def _check(scope: Scope, child: Child, typed: _Typed) -> None:
    if typed.on is None:
        typed.errors["ngay"] = "Chưa đọc được ngày; hãy gõ như 24/11/2026."
    elif typed.on > scope.on:
        typed.errors["ngay"] = "Ngày ở tương lai; hãy gõ ngày đã hỏi."
    elif child.birth_date and child.birth_precision == "day" and typed.on < child.birth_date:
        typed.errors["ngay"] = f"Ngày này trước ngày sinh ({date_words(child.birth_date)}); hãy xem lại."
    if typed.who not in typed.form.answered_by:
        typed.errors["nguoi"] = "Hãy chọn ai trả lời."


def _keep(scope: Scope, child: Child, typed: _Typed, continues: str) -> Kept:
    told = Answered(
        on=scope.on if typed.on is None or "ngay" in typed.errors else typed.on,
        code=typed.form.code,
        version=typed.form.version,
        answers=typed.answers,
        answered_by=typed.form.answered_by[0] if "nguoi" in typed.errors else typed.who,
        continues=_key(continues),
    )
    return record_response(scope=scope, child_id=child.pk, told=told)


def _done(request: HttpRequest, child: Child, typed: _Typed) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    assert typed.kept is not None
    if may_read(scope, child, typed.form):
        messages.success(request, "Đã ghi phiếu trả lời." if typed.outcome.complete else "Đã ghi phiếu còn dở.")
        return redirect("office:response", child.pk, typed.kept.key)
    # Who may only hand in learns what to do now, and nothing that could be read later.
    now = told_actions(questionnaire=typed.form, outcome=typed.outcome, answers={}, kinds=("safety",))
    context = {**_who(child, scope), "form": typed.form, "now": now, "whole": typed.outcome.complete, "told": True}
    return render(request, "office/questionnaires/handed_in.html", context)


def _page(request: HttpRequest, child: Child, typed: _Typed) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    now = told_actions(questionnaire=typed.form, outcome=typed.outcome, answers={}, kinds=("safety",))
    context = {
        **_who(child, scope),
        "form": typed.form,
        "typed": typed,
        "now": now if request.method == "POST" else (),
        "questions": questions(
            questionnaire=typed.form, outcome=typed.outcome, answers=typed.answers, judged=typed.judged
        ),
        "day": request.POST.get("ngay") or date_words(scope.on),
        "by": [(word, ANSWERED_BY[word], word == typed.who) for word in typed.form.answered_by],
        "told": typed.kept is not None,
        # Brought into sight when it appears, and not again at every further answer.
        "fresh": typed.kept is not None and not request.POST.get("phieu"),
        "key": typed.kept.key if typed.kept else request.POST.get("phieu", ""),
        "reads": may_read(scope, child, typed.form),
        "lacking": sum(problem.code == "missing" for problem in typed.outcome.problems) if typed.judged else 0,
    }
    return render(request, "office/questionnaires/fill_in.html", context, status=typed.status)


def may_hand_in(scope: Scope, child: Child, form: Questionnaire) -> bool:
    """Tell whether the reader may fill this in for the child: write its class of records, or at least hand in."""
    record_class = RecordClass(form.record_class)
    return any(
        may_do(scope=scope, action=action, record_class=record_class, child=child)
        for action in (Action.WRITE, Action.HAND_IN)
    )


def may_read(scope: Scope, child: Child, form: Questionnaire) -> bool:
    """Tell whether the reader may read what was answered."""
    return may_do(scope=scope, action=Action.SEE, record_class=RecordClass(form.record_class), child=child)


def _may_any(scope: Scope, child: Child) -> bool:
    return any(
        may_do(scope=scope, action=Action.SEE, record_class=record_class, child=child)
        for record_class in (RecordClass.HEALTH, RecordClass.SENSITIVE)
    )


def _who(child: Child, scope: Scope) -> dict[str, Any]:
    precision: Any = child.birth_precision
    return {
        "child": child,
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=scope.on, precision=precision),
    }


def _only(form: Questionnaire) -> str:
    return form.answered_by[0]


def _days(child: Child, on: date) -> int | None:
    if child.birth_date is None or child.birth_precision != "day":
        return None
    return (on - child.birth_date).days


def _months(child: Child, on: date) -> int | None:
    if child.birth_date is None or child.birth_precision not in {"day", "month"}:
        return None
    born = child.birth_date
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def _key(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
