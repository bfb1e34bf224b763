"""Recording and correcting one step of one test; what is doubtful is asked once, never blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.content.screening import screening_tests
from mangnon.core.scope.rights import Action
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words, date_words
from mangnon.domain.children.queries import may_do
from mangnon.domain.screening.queries import list_screenings
from mangnon.domain.screening.records import Reached
from mangnon.domain.screening.services import correct_screening, record_screening, withdraw_screening
from mangnon.domain.screening.terms import class_of_kind
from mangnon.interfaces.office.child.page import get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.screening.forms import MEASURED, StepForm, choices, read_step, values_of
from mangnon.interfaces.office.screening.paths import newest_by_kind
from mangnon.interfaces.office.screening.words import KIND_WORDS, STATE_WORDS, detail_words
from mangnon.vocab.errors import MangnonError

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child
    from mangnon.domain.screening.models import Screening
    from mangnon.vocab.screening import ScreeningTest


@require_GET
def choose(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/sang-loc/``: which test to record."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child = get_child(request, child_id)
    kinds = [kind for kind in KIND_WORDS if _may_write(scope, child, kind)]
    if not kinds:
        raise Http404
    newest = newest_by_kind(_standing(scope, child))
    listed = [(kind, KIND_WORDS[kind], newest.get(kind)) for kind in kinds]
    return render(request, "office/screening/choose.html", {**_head(scope, child), "kinds": listed})


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, child_id: UUID, kind: str) -> HttpResponse:
    """``/tre/<uuid>/sang-loc/<kind>/``: record the next step of a test."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child, test = _writable(request, child_id, kind)
    before = newest_by_kind(_standing(scope, child)).get(kind)
    form = _form(request, scope, child, test, before)
    if request.method == "POST" and _settled(request, form) and form.told:
        try:
            record_screening(scope=scope, child_id=child.pk, told=form.told)
        except MangnonError as refused:
            form.errors["form"] = refused.sentence
        else:
            why = f" {form.verdict.why}" if form.verdict and form.step == MEASURED else ""
            messages.success(request, f"Đã ghi: {KIND_WORDS[kind].lower()}, {STATE_WORDS[form.told.state]}.{why}")
            return redirect("office:child", child_id)
    return _page(request, scope, child, test, form, before=before)


@require_http_methods(["GET", "POST"])
def screen_fact(request: HttpRequest, child_id: UUID, kind: str, fact_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/sang-loc/<kind>/<uuid>/``: correct or withdraw a step with the reason."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child, test = _writable(request, child_id, kind)
    steps = [step for step in _standing(scope, child) if step.kind == kind]
    wrong = next((step for step in steps if step.pk == fact_id), None)
    if wrong is None:
        raise Http404
    # Among those before it: a newer step does not decide what this one may have been.
    before = next((step for step in reversed(steps[: steps.index(wrong)])), None)
    form = _form(request, scope, child, test, before, standing=wrong)
    reason = " ".join(request.POST.get("ly_do", "").split())[:200]
    if request.method == "POST":
        withdrawing = "rut" in request.POST
        if withdrawing:
            form.errors, form.questions = {}, []
        if len(reason) < 3:
            form.errors["ly_do"] = "Hãy ghi lý do sửa, để người xem sau hiểu."
        if not form.errors and (withdrawing or _settled(request, form)):
            try:
                if withdrawing or form.told is None:
                    withdraw_screening(scope=scope, fact_id=fact_id, reason=reason)
                else:
                    correct_screening(scope=scope, fact_id=fact_id, told=form.told, reason=reason)
            except MangnonError as refused:
                form.errors["form"] = refused.sentence
            else:
                words = "Đã rút điều ghi nhầm." if withdrawing else "Đã sửa; điều cũ vẫn còn trong sổ."
                messages.success(request, words)
                return redirect("office:child", child_id)
    return _page(request, scope, child, test, form, before=before, standing=wrong, reason=reason)


def told_of(step: Screening) -> Reached:
    """Return a stored step as it was told."""
    return Reached(
        on=step.on,
        kind=step.kind,
        state=step.state,
        measured=step.measured,
        findings=tuple(step.findings),
        referred_to=step.referred_to,
        refer_by=step.refer_by,
        result=step.result,
        reason=step.reason,
        note=step.note,
    )


def _standing(scope: Scope, child: Child) -> list[Screening]:
    return list_screenings(scope=scope, child_id=child.pk)


def _may_write(scope: Scope, child: Child, kind: str) -> bool:
    return may_do(scope=scope, action=Action.WRITE, record_class=class_of_kind(kind), child=child)


def _writable(request: HttpRequest, child_id: UUID, kind: str) -> tuple[Child, ScreeningTest]:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child = get_child(request, child_id)
    test = screening_tests(scope.on).get(kind)
    if test is None or not _may_write(scope, child, kind):
        raise Http404
    return child, test


def _form(
    request: HttpRequest,
    scope: Scope,
    child: Child,
    test: ScreeningTest,
    before: Screening | None,
    standing: Screening | None = None,
) -> StepForm:
    told = told_of(before) if before else None
    offered, others = choices(test, before=before.state if before else "", chosen="")
    known = [each.value for each in (*offered, *others)]
    usual = standing.state if standing else known[0]
    step = request.GET.get("buoc", usual)
    step = step if step in known or step in test.steps else usual
    if request.method == "POST":
        birth = child.birth_date if child.birth_precision == "day" else None
        return read_step(test=test, step=step, before=told, posted=request.POST, birth=birth, on=scope.on)
    values = values_of(told_of(standing)) if standing else {}
    return StepForm(test=test, step=step, before=told, values=values)


def _settled(request: HttpRequest, form: StepForm) -> bool:
    if form.errors:
        return False
    return not form.questions or request.POST.get("confirmed") == form.confirmation()


def _head(scope: Scope, child: Child) -> dict[str, Any]:
    precision: Any = child.birth_precision
    return {
        "child": child,
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=scope.on, precision=precision),
    }


def _page(
    request: HttpRequest,
    scope: Scope,
    child: Child,
    test: ScreeningTest,
    form: StepForm,
    *,
    before: Screening | None,
    standing: Screening | None = None,
    reason: str = "",
) -> HttpResponse:
    offered, others = choices(test, before=before.state if before else "", chosen=form.step)
    context = {
        **_head(scope, child),
        "title": KIND_WORDS[test.kind],
        "test": test,
        "form": form,
        "offered": offered,
        "others": others,
        "before": before,
        "before_words": f"{STATE_WORDS[before.state]}, {date_words(before.on)}" if before else "",
        "before_detail": detail_words(test, before) if before else "",
        "standing": standing,
        "day": form.values.get("ngay") or date_words(scope.on),
        "reason": reason,
    }
    refused = bool(form.errors or form.questions)
    return render(request, "office/screening/record.html", context, status=422 if refused else 200)
