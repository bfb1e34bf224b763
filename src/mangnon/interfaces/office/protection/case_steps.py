"""The page of one step: what it asks, what was typed, what the procedure answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import load_protection
from mangnon.core.places.queries import list_communes
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import date_words
from mangnon.domain.protection.case_queries import CaseHead
from mangnon.domain.protection.queries import CaseView, StepLine, view_case
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.protection import case_shown
from mangnon.interfaces.office.protection.case_access import (
    UNKNOWN_PERSON,
    case_of,
    people_names,
    refusal_of,
    require_part,
)
from mangnon.interfaces.office.protection.case_pages import PAGE_OF_WORD, StepPage
from mangnon.interfaces.office.protection.case_words import (
    OUTCOME_WORDS,
    happened_words,
    read_moment,
    state_words,
    step_words,
)
from mangnon.vocab.protection import CheckOutcome, ClosingGround, Step

# What an answer answers: the reader sees what was asked, by whom and why, above the form.
_ASKED_BY = {
    "duyet": (Step.PLAN_SENT,),
    "ket-thuc": (Step.CLOSING_REQUESTED,),
    "tra-loi-bo-qua": (Step.EXCEPTION_REQUESTED,),
    "khan-cap": (Step.ASSESSED,),
    "cach-ly": (Step.ASSESSED,),
    "rut-chuyen": (Step.HANDOVER_OFFERED,),
    "gia-han-cach-ly": (Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED),
    "huy-cach-ly": (Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED),
}
UNTIL_DEFAULT_DAYS = 3


@dataclass
class Typed:
    """What a form said so far, and what is wrong with it by box."""

    values: dict[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, case_id: UUID, word: str) -> HttpResponse:
    """``/bao-ve/<uuid>/buoc/<word>/``: take a step of the procedure; a refusal stands beside what was typed."""
    page = PAGE_OF_WORD.get(word)
    if page is None:
        raise Http404
    scope, head = case_of(request, case_id)
    if request.method == "GET":
        if not set(page.steps) & set(head.steps):
            return not_now(request, head)
        return _page(request, page, scope, head, Typed())
    require_part(head, page.steps)
    typed = Typed(values={name: request.POST.get(name, "") for name in request.POST})
    typed.chosen = frozenset(request.POST.getlist("tieu_chi"))
    taking = _taking(page, request.POST, head, typed, scope)
    refused = ""
    if not typed.errors:
        refused = refusal_of(lambda: take_step(scope=scope, case_id=case_id, taking=taking))
        if not refused:
            messages.success(request, f"Đã ghi: {step_words(taking.step, on=scope.on)}.")
            return redirect("office:case" if taking.step is not Step.HANDOVER_ACCEPTED else "office:cases", case_id)
    return _page(request, page, scope, head, typed, refused=refused)


def not_now(request: HttpRequest, head: CaseHead) -> HttpResponse:
    """Lead back to the case's file where a step is not, or no longer, the reader's to take."""
    messages.info(
        request,
        f"Lúc này chưa ghi được bước đó: trường hợp {state_words(head.standing.state)}, hoặc việc của người khác.",
    )
    return redirect("office:case", head.id)


def read_at(posted: QueryDict, typed: Typed, scope: Scope) -> datetime | None:
    """Read when something happened; None for "just now", an error where it cannot be read."""
    found = read_moment(posted.get("ngay", ""), posted.get("gio", ""), today=scope.on)
    if isinstance(found, str):
        typed.errors["luc"] = found
        return None
    return found


def _taking(page: StepPage, posted: QueryDict, head: CaseHead, typed: Typed, scope: Scope) -> Taking:
    step = _step(page, posted, typed)
    until = read_moment(posted.get("den_ngay", ""), posted.get("den_gio", ""), today=scope.on)
    if isinstance(until, str):
        typed.errors["den"] = until
        until = None
    exception = head.standing.exception
    skips = posted.get("bo_qua", "")
    words = {each.name: posted.get(each.name, "").strip() for each in page.texts}
    if "ground" in page.asks:
        words["criteria"] = posted.get("criteria", "").strip()
    if "demanded" in page.asks:
        words["document"] = posted.get("document", "").strip()
    outcome = posted.get("ket_qua", "")
    return Taking(
        step=step,
        at=read_at(posted, typed, scope),
        outcome=CheckOutcome(outcome) if "outcome" in page.asks and outcome in set(CheckOutcome) else None,
        until=until if "until" in page.asks else None,
        skips=exception.skips if exception and page.word == "tra-loi-bo-qua"
        else Step(skips) if skips in set(Step) else None,
        to_commune=read_key(posted.get("xa", "")) if "commune" in page.asks and _passes(page, outcome) else None,
        ground=posted.get("ly_do_ket_thuc", "") if "ground" in page.asks else "",
        criteria=typed.chosen,
        documented=bool(words.get("document")),
        demanded=posted.get("yeu_cau") == "1",
        words=words,
    )  # fmt: skip


def _passes(page: StepPage, outcome: str) -> bool:
    return "outcome" not in page.asks or outcome == CheckOutcome.PASSED_ON


def _step(page: StepPage, posted: QueryDict, typed: Typed) -> Step:
    if len(page.steps) == 1:
        return page.steps[0]
    chosen = posted.get("quyet_dinh", "")
    if chosen not in set(page.steps):
        typed.errors["quyet_dinh"] = "Hãy chọn một trong hai."
        return page.steps[0]
    return Step(chosen)


def _page(
    request: HttpRequest, page: StepPage, scope: Scope, head: CaseHead, typed: Typed, *, refused: str = ""
) -> HttpResponse:
    context = {
        "head": head,
        "page": page,
        "typed": typed,
        "values": typed.values,
        "refused": refused,
        "texts": [(each, typed.values.get(each.name, "")) for each in page.texts],
        "decisions": [
            (step.value, label, typed.values.get("quyet_dinh") == step.value)
            for step, label in zip(page.steps, page.choices, strict=False)
        ],
        **_asked(page, scope, head),
        **_choices(page, scope, head, typed),
    }
    return render(request, "office/protection/step.html", context, status=422 if refused or typed.errors else 200)


def _asked(page: StepPage, scope: Scope, head: CaseHead) -> dict[str, Any]:
    """Return what the reader decides about, opened from the case; the reading is logged."""
    wanted = _ASKED_BY.get(page.word)
    if wanted is None:
        return {"asked": None, "plan": None, "assessment": None}
    view = view_case(scope=scope, case_id=head.id)
    newest = next((each for each in reversed(view.steps) if each.step in wanted), None)
    names = people_names([newest.by_id if newest else None, *_writers(view)])
    assessed = case_shown.assessments(view, names=names) if page.word in {"khan-cap", "cach-ly", "duyet"} else ()
    planned = (
        case_shown.plans(view, scope=scope, names=names, in_force=0, answer="waiting") if page.word == "duyet" else ()
    )
    return {
        "asked": _asked_words(newest, scope, names, view) if newest else None,
        "plan": planned[0] if planned else None,
        "assessment": assessed[0] if assessed else None,
    }


def _writers(view: CaseView) -> Iterable[UUID]:
    return [*(each.by_id for each in view.assessments), *(each.by_id for each in view.plans)]


def _asked_words(line: StepLine, scope: Scope, names: case_shown.Names, view: CaseView) -> dict[str, Any]:
    fact = next(iter(case_shown.timeline(_only(view, line), scope=scope, names=names)))
    return {"what": fact.title, "detail": fact.detail, "by": names.get(line.by_id, UNKNOWN_PERSON),
            "at": happened_words(line.at)}  # fmt: skip


def _only(view: CaseView, line: StepLine) -> CaseView:
    from dataclasses import replace

    return replace(view, steps=(line,))


def _choices(page: StepPage, scope: Scope, head: CaseHead, typed: Typed) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "outcome" in page.asks:
        found["outcomes"] = [
            (each.value, words, typed.values.get("ket_qua") == each.value) for each, words in OUTCOME_WORDS.items()
        ]
    if "commune" in page.asks:
        found["communes"] = _communes(scope, head, typed.values.get("xa", ""))
    if "ground" in page.asks:
        closing = load_protection().closing(scope.on)
        grounds = [each for each in closing.grounds if head.standing.state in each.states]
        found["grounds"] = [(each, typed.values.get("ly_do_ket_thuc") == each.code) for each in grounds]
        found["criteria"] = [
            (each, each.code in typed.chosen, _grounds_of(each.code, grounds))
            for each in closing.criteria
            if any(each.code in ground.criteria for ground in grounds)
        ]
    if "skips" in page.asks:
        rules = load_protection().procedure(scope.on).steps.values()
        found["skippable"] = [
            Option(value=rule.step.value, label=rule.words, chosen=typed.values.get("bo_qua") == rule.step.value)
            for rule in rules
            if rule.skipped_as is not None and head.standing.state in rule.after
        ]
    if "until" in page.asks:
        until = (now() + timedelta(days=UNTIL_DEFAULT_DAYS)).astimezone(VIETNAM)
        found["until_day"] = typed.values.get("den_ngay", date_words(until.date()))
        found["until_hour"] = typed.values.get("den_gio", f"{until:%H:%M}")
        found["separation_days"] = load_protection().procedure(scope.on).separation_days
    return found


def _grounds_of(code: str, grounds: list[ClosingGround]) -> str:
    """Return for which of several grounds a criterion is asked."""
    asking = [each.words for each in grounds if code in each.criteria]
    return "" if len(asking) == len(grounds) else ", ".join(asking)


def _communes(scope: Scope, head: CaseHead, chosen: str) -> list[Option]:
    others = [each for each in list_communes(on=scope.on) if each.id != head.commune_id]
    return [
        Option(value="", label="Chọn xã, phường"),
        *(Option(value=str(each.id), label=each.full, chosen=str(each.id) == chosen) for each in others),
    ]
