"""How cases go in the communes: numbers by commune, late steps, caseload, time to safety; no child is named."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mangnon.core.accounts.queries import names_of_users
from mangnon.core.clock import VIETNAM
from mangnon.core.content.protection import load_protection
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.errors import StepRefusedError
from mangnon.domain.protection.oversight import AGE_BANDS, Numbers
from mangnon.domain.protection.supervision import (
    CommuneNumbers,
    answer_quality,
    draw_sample,
    drawn_cases,
    read_oversight,
)
from mangnon.domain.protection.terms import STATE_WORDS
from mangnon.interfaces.office.oversight.masking import count_words, hours_words, share_words

WORDS = {"yes": "Có", "no": "Không", "unclear": "Chưa rõ"}


@dataclass(frozen=True)
class Row:
    """A commune's numbers in words."""

    commune: str
    open: str
    late: str
    waiting: str
    kept: str
    hours: str
    closed: str
    repeated: str
    tone: str


@require_GET
def supervision(request: HttpRequest) -> HttpResponse:
    """Show the numbers of the communes in reach."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = read_oversight(scope=scope)
    names = names_of({each.commune_id for each in found.communes}, on=scope.on)
    whole, province = found.whole, scope.holds(Role.PROVINCE_OFFICER)
    exact = all(each.own for each in found.communes)
    with reading_as_service():
        workers = names_of_users([user_id for user_id, _ in found.loads])
    ages = (*(f"đến {band} ngày" for band in AGE_BANDS), f"hơn {AGE_BANDS[-1]} ngày")
    return render(
        request,
        "office/oversight/supervision.html",
        {
            "at": found.at.astimezone(VIETNAM),
            "tiles": (
                _tally(whole.late_now, "bước đang trễ", "late", exact),
                _tally(found.waiting, "tin báo chờ tiếp nhận", "soon", exact),
                _tally(whole.open, "trường hợp đang mở", "calm", exact),
            ),
            "unrouted": found.unrouted if province else 0,
            "hours": hours_words(whole.hours_to_safety, exact=exact),
            "kept": share_words(whole.kept, whole.due, exact=exact),
            "repeated": count_words(whole.repeated, exact=exact),
            "rows": [
                _row(each, names[each.commune_id].full if each.commune_id in names else "Đơn vị cũ")
                for each in sorted(found.communes, key=_worst_first)
            ],
            "lists": (
                (
                    "Đang ở bước",
                    [(STATE_WORDS[state], count_words(n, exact=exact)) for state, n in sorted(whole.by_state.items())],
                ),
                ("Đã mở", [(words, count_words(n, exact=exact)) for words, n in zip(ages, whole.by_age, strict=True)]),
                ("Người phụ trách", [(workers.get(key, "?"), count_words(n, exact=exact)) for key, n in found.loads]),
            ),
            "drawn": [(f"/bao-ve/giam-sat/{key}/", number, done) for key, number, done in drawn_cases(scope=scope)],
            "may_draw": province,
        },
    )


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw closed cases for a look at their quality."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    drawn = draw_sample(scope=scope)
    told = f"Đã rút {len(drawn)} hồ sơ; anh chị đọc được trong 14 ngày, việc đọc được ghi lại."
    messages.success(request, told if drawn else "Không còn hồ sơ đã kết thúc nào chưa được xem.")
    return redirect("office:supervision")


@require_http_methods(["GET", "POST"])
def quality(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the checklist for a case that was drawn."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    number = next((number for key, number, done in drawn_cases(scope=scope) if key == case_id and not done), None)
    if number is None:
        raise Http404
    asked = load_protection().closing(scope.on).quality
    refused = ""
    if request.method == "POST":
        answers = {each.code: str(request.POST[each.code]) for each in asked if request.POST.get(each.code)}
        try:
            answer_quality(scope=scope, case_id=case_id, answers=answers, note=request.POST.get("note", "")[:4000])
        except StepRefusedError as error:
            refused = str(error)
        else:
            messages.success(request, f"Đã ghi kết quả xem trường hợp {number}.")
            return redirect("office:supervision")
    return render(
        request,
        "office/oversight/quality.html",
        {
            "number": number,
            "case_url": f"/bao-ve/{case_id}/",
            "questions": [(each.code, each.words, request.POST.get(each.code, "")) for each in asked],
            "choices": list(WORDS.items()),
            "note": request.POST.get("note", ""),
            "refused": refused,
        },
        status=400 if refused else 200,
    )


@dataclass(frozen=True)
class Tally:
    """A number on top of the page; it opens nothing, for behind it stand children."""

    count: str
    label: str
    tone: str


def _tally(count: int, label: str, tone: str, exact: bool) -> Tally:
    return Tally(count_words(count, exact=exact), label, tone if count else "calm")


def _worst_first(each: CommuneNumbers) -> tuple[int, int, UUID]:
    return -each.numbers.late_now - each.waiting_late, -each.numbers.open, each.commune_id


def _row(each: CommuneNumbers, commune: str) -> Row:
    numbers: Numbers = each.numbers
    return Row(
        commune=commune,
        open=count_words(numbers.open, exact=each.own),
        late=count_words(numbers.late_now, exact=each.own),
        waiting=count_words(each.waiting, exact=each.own),
        kept=share_words(numbers.kept, numbers.due, exact=each.own),
        hours=hours_words(numbers.hours_to_safety, exact=each.own),
        closed=count_words(numbers.closed, exact=each.own),
        repeated=count_words(numbers.repeated, exact=each.own),
        tone="late" if numbers.late_now or each.waiting_late else "",
    )
