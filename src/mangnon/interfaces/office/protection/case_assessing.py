"""Forms 02, 03 and 06: the items with their levels, the suggestion and why, and the officer's conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import forms_on, risk_on
from mangnon.domain.protection.case_queries import CaseHead
from mangnon.domain.protection.risk import Suggestion, suggest
from mangnon.domain.protection.terms import RISK_WORDS
from mangnon.domain.protection.work import STEP_OF_FORM, Assessed, record_assessment
from mangnon.interfaces.office.protection.case_access import case_of, refusal_of, require_part
from mangnon.interfaces.office.protection.case_shown import LEVEL_WORDS, TABLE_WORDS
from mangnon.interfaces.office.protection.case_steps import Typed, not_now, read_at
from mangnon.vocab.protection import ItemLevel, ItemTable, RiskLevel
from mangnon.vocab.protection_forms import Form, FormField, FormItem

# Fields of the forms that the page asks in a way of its own.
_OWN = frozenset({"assessed_on", "reviewed_on", "officer", "emergency"})


@dataclass(frozen=True)
class ItemAsked:
    """An item with the words of its levels; worst first in the table of harm, best first in that of ability."""

    code: str
    words: str
    levels: tuple[tuple[str, str, str, bool], ...]
    note: str
    error: str


@dataclass(frozen=True)
class TextShown:
    """A field of the form in words, or with choices."""

    name: str
    label: str
    value: str
    required: bool
    long: bool
    error: str
    choices: tuple[tuple[str, str, bool], ...] = ()


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, case_id: UUID, form: str) -> HttpResponse:
    """``/bao-ve/<uuid>/danh-gia/<02|03|06>/``: answers first, then the suggestion with the conclusion beneath it."""
    if form not in STEP_OF_FORM:
        raise Http404
    scope, head = case_of(request, case_id)
    if request.method == "GET":
        if STEP_OF_FORM[form] not in head.steps:
            return not_now(request, head)
        return _page(request, head, forms_on(scope.on)[form], Typed())
    require_part(head, [STEP_OF_FORM[form]])
    typed = Typed(values={name: request.POST.get(name, "") for name in request.POST})
    at = read_at(request.POST, typed, scope)
    asked = forms_on((at or now()).astimezone(VIETNAM).date())[form]
    levels = _levels(asked, request.POST)
    suggestion = suggest(asked, levels, rules=risk_on((at or now()).astimezone(VIETNAM).date()))
    for code in suggestion.missing:
        typed.errors[f"muc-{code}"] = "Hãy chọn một mức."
    if "luu" in request.POST:
        _check_texts(asked, request.POST, typed)
    if "luu" not in request.POST or typed.errors:
        return _page(request, head, asked, typed, suggestion=suggestion)
    told = _told(asked, request.POST, levels, at)
    refused = refusal_of(lambda: record_assessment(scope=scope, case_id=case_id, told=told))
    if refused:
        return _page(request, head, asked, typed, suggestion=suggestion, refused=refused)
    messages.success(request, f"Đã ghi mẫu {form}: nguy cơ {RISK_WORDS[told.decided]}.")
    return redirect("office:case", case_id)


def _levels(form: Form, posted: QueryDict) -> dict[str, ItemLevel]:
    told = {each.code: posted.get(f"muc-{each.code}", "") for each in form.items}
    return {code: ItemLevel(level) for code, level in told.items() if level in set(ItemLevel)}


def _check_texts(form: Form, posted: QueryDict, typed: Typed) -> None:
    for each in _fields(form):
        if each.required and not posted.get(f"o-{each.code}", "").strip():
            typed.errors[f"o-{each.code}"] = "Hãy ghi vài chữ; chưa biết thì ghi là chưa biết."
    if posted.get("ket_luan") not in set(RiskLevel):
        typed.errors["ket_luan"] = "Hãy chọn mức nguy cơ."
    if form.code == "02" and posted.get("khan_cap") not in {"co", "khong"}:
        typed.errors["khan_cap"] = "Hãy chọn có hay không."


def _told(form: Form, posted: QueryDict, levels: Mapping[str, ItemLevel], at: Any) -> Assessed:
    texts = {each.code: posted.get(f"o-{each.code}", "").strip() for each in _fields(form)}
    notes = {each.code: posted.get(f"ghi-{each.code}", "").strip() for each in form.items}
    return Assessed(
        form=form.code,
        levels=levels,
        decided=RiskLevel(posted["ket_luan"]),
        emergency=posted.get("khan_cap") == "co",
        notes={code: text for code, text in notes.items() if text},
        texts={code: text for code, text in texts.items() if text},
        reason=posted.get("ly_do", ""),
        at=at,
    )


def _fields(form: Form) -> list[FormField]:
    return [each for each in form.fields if each.code not in _OWN]


def _page(
    request: HttpRequest,
    head: CaseHead,
    form: Form,
    typed: Typed,
    *,
    suggestion: Suggestion | None = None,
    refused: str = "",
) -> HttpResponse:
    context = {
        "head": head,
        "form": form,
        "typed": typed,
        "values": typed.values,
        "refused": refused,
        "tables": [
            (TABLE_WORDS[table], [_item(each, typed) for each in form.table(table)])
            for table in ItemTable
            if form.table(table)
        ],
        "texts": [_text(each, typed) for each in _fields(form)],
        "suggestion": suggestion,
        "suggested": RISK_WORDS[suggestion.level] if suggestion else "",
        **_conclusion(form, typed, suggestion),
    }
    tried = "luu" in typed.values and (refused or typed.errors)
    return render(request, "office/protection/assessment.html", context, status=422 if tried else 200)


def _conclusion(form: Form, typed: Typed, suggestion: Suggestion | None) -> dict[str, Any]:
    if suggestion is None:
        return {"levels": (), "asks_emergency": False}
    # What was chosen stays; before that the suggestion is marked.
    level = typed.values.get("ket_luan") or suggestion.level.value
    urgent = typed.values.get("khan_cap") or ("co" if suggestion.emergency else "khong")
    return {
        "levels": [(each.value, f"Nguy cơ {RISK_WORDS[each]}", each.value == level) for each in RiskLevel],
        "asks_emergency": form.code == "02",
        "emergency": [("co", "Cần biện pháp khẩn cấp", urgent == "co"), ("khong", "Không cần", urgent == "khong")],
    }


def _item(item: FormItem, typed: Typed) -> ItemAsked:
    chosen = typed.values.get(f"muc-{item.code}", "")
    order = list(ItemLevel)
    return ItemAsked(
        code=item.code,
        words=item.words,
        levels=tuple((each.value, LEVEL_WORDS[each], item.levels[each], each.value == chosen) for each in order),
        note=typed.values.get(f"ghi-{item.code}", ""),
        error=typed.errors.get(f"muc-{item.code}", ""),
    )


def _text(each: FormField, typed: Typed) -> TextShown:
    value = typed.values.get(f"o-{each.code}", "")
    return TextShown(
        name=f"o-{each.code}",
        label=each.words,
        value=value,
        required=each.required,
        long=each.type != "text",
        error=typed.errors.get(f"o-{each.code}", ""),
        choices=tuple((code, words, code == value) for code, words in each.choices),
    )
