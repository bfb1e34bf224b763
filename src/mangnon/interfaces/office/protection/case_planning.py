"""Form 04, the plan with its services, and how far each service has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.content.protection import service_kinds_on
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import date_words, read_date
from mangnon.domain.protection.case_queries import CaseHead
from mangnon.domain.protection.kinds import ServiceState
from mangnon.domain.protection.queries import PlanLine, view_case
from mangnon.domain.protection.work import Planned, Promised, send_plan, settle_service
from mangnon.interfaces.office.protection.case_access import case_of, refusal_of, require_part
from mangnon.interfaces.office.protection.case_steps import Typed, not_now, read_at
from mangnon.vocab.protection import State, Step

ROWS, ROWS_MORE, ROWS_MOST = 3, 2, 20
PLAN_DAYS = 90
_ROW = ("loai", "viec", "phu_trach", "tham_gia", "tu", "den")


@dataclass(frozen=True)
class RowAsked:
    """A service as it is typed: which row, its texts, the kinds to choose from, what is wrong."""

    number: int
    kinds: tuple[Option, ...]
    values: dict[str, str]
    error: str


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/ke-hoach/``: write form 04 and send it to the chair; a returned plan is there to be mended."""
    scope, head = case_of(request, case_id)
    if request.method == "GET":
        if Step.PLAN_SENT not in head.steps:
            return not_now(request, head)
        return _page(request, scope, head, Typed(values=_begun(scope, head)), rows=ROWS)
    require_part(head, [Step.PLAN_SENT])
    typed = Typed(values={name: request.POST.get(name, "") for name in request.POST})
    rows = min(_number(request.POST.get("dong", "")), ROWS_MOST)
    if "them" in request.POST:
        return _page(request, scope, head, typed, rows=min(rows + ROWS_MORE, ROWS_MOST))
    told = _told(request.POST, typed, scope, rows)
    refused = ""
    if told is not None and not typed.errors:
        refused = refusal_of(lambda: send_plan(scope=scope, case_id=case_id, told=told))
        if not refused:
            messages.success(request, "Đã trình kế hoạch; Chủ tịch được báo.")
            return redirect("office:case", case_id)
    return _page(request, scope, head, typed, rows=rows, refused=refused)


@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/dich-vu/<uuid>/``: say how far a service has come, and what came of it."""
    scope, head = case_of(request, case_id)
    view = view_case(scope=scope, case_id=case_id)
    line = next((each for plan in view.plans for each in plan.services if each.id == service_id), None)
    if line is None:
        raise Http404
    if request.method == "GET" and Step.SERVED not in head.steps:
        return not_now(request, head)
    state, outcome = line.state, line.outcome
    refused = ""
    if request.method == "POST":
        require_part(head, [Step.SERVED])
        state, outcome = request.POST.get("tinh_trang", ""), request.POST.get("ket_qua", "")
        refused = "Hãy chọn dịch vụ đã tới đâu." if state not in ServiceState.values else ""
        if not refused:
            told = ServiceState(state)
            refused = refusal_of(
                lambda: settle_service(scope=scope, case_id=case_id, service_id=service_id, state=told, outcome=outcome)
            )
        if not refused:
            messages.success(request, "Đã ghi dịch vụ.")
            return redirect("office:case", case_id)
    kinds = {each.code: each.words for each in service_kinds_on(scope.on)}
    context = {
        "head": head,
        "line": line,
        "kind": kinds.get(line.kind, line.kind),
        "states": [(value, label, value == state) for value, label in ServiceState.choices],
        "outcome": outcome,
        "refused": refused,
    }
    return render(request, "office/protection/service.html", context, status=422 if refused else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else ROWS


def _begun(scope: Scope, head: CaseHead) -> dict[str, str]:
    """Return what the form begins with: the plan that came back, or the days of a new one."""
    if head.standing.state is State.PLAN_RETURNED:
        plans = view_case(scope=scope, case_id=head.id).plans
        if plans:
            return _again(plans[-1])
    ends = scope.on + timedelta(days=PLAN_DAYS)
    return {"tu_ngay": date_words(scope.on), "den_ngay": date_words(ends), "kinh_phi": "khong"}


def _again(line: PlanLine) -> dict[str, str]:
    texts = line.words.get("texts", {})
    values = {
        "ten": texts.get("name", ""), "y_kien": texts.get("wishes", ""), "du_toan": texts.get("estimate", ""),
        "muc_tieu": line.words.get("goals", ""), "tu_ngay": date_words(line.starts), "den_ngay": date_words(line.ends),
        "kinh_phi": "co" if line.uses_money else "khong", "dong": str(max(len(line.services), ROWS)),
    }  # fmt: skip
    for number, each in enumerate(line.services, start=1):
        told = (
            each.kind, each.words.get("what", ""), each.words.get("responsible", ""), each.words.get("helpers", ""),
            date_words(each.starts), date_words(each.ends),
        )  # fmt: skip
        values |= {f"{name}-{number}": text for name, text in zip(_ROW, told, strict=True)}
    return values


def _told(posted: QueryDict, typed: Typed, scope: Scope, rows: int) -> Planned | None:
    starts, ends = (_day(posted, typed, name) for name in ("tu_ngay", "den_ngay"))
    at = read_at(posted, typed, scope)
    if starts and ends and ends < starts:
        typed.errors["den_ngay"] = "Ngày kết thúc phải sau ngày bắt đầu."
    if not posted.get("muc_tieu", "").strip():
        typed.errors["muc_tieu"] = "Hãy ghi ít nhất một mục tiêu."
    services = [
        promised
        for number in range(1, rows + 1)
        if (promised := _promised(posted, typed, number, starts, ends)) is not None
    ]
    if starts is None or ends is None or typed.errors:
        return None
    return Planned(
        starts=starts,
        ends=ends,
        goals=posted.get("muc_tieu", "").strip(),
        services=services,
        uses_money=posted.get("kinh_phi") == "co",
        texts={
            name: text
            for name, box in (("name", "ten"), ("wishes", "y_kien"), ("estimate", "du_toan"))
            if (text := posted.get(box, "").strip())
        },
        at=at,
    )


def _day(posted: QueryDict, typed: Typed, name: str) -> date | None:
    found = read_date(posted.get(name, ""))
    if found is None:
        typed.errors[name] = "Chưa đọc được ngày; hãy gõ như 25/11/2026."
    return found


def _promised(posted: QueryDict, typed: Typed, number: int, starts: date | None, ends: date | None) -> Promised | None:
    """Read one row; a row without a word is no service, days left blank are the plan's."""
    told = {name: posted.get(f"{name}-{number}", "").strip() for name in _ROW}
    if not any(told[name] for name in ("loai", "viec", "phu_trach", "tham_gia")):
        return None
    if not (told["loai"] and told["viec"] and told["phu_trach"]):
        typed.errors[f"dong-{number}"] = "Dịch vụ này còn thiếu loại, việc làm hoặc người phụ trách."
        return None
    begins = read_date(told["tu"]) if told["tu"] else starts
    finishes = read_date(told["den"]) if told["den"] else ends
    if begins is None or finishes is None:
        typed.errors[f"dong-{number}"] = "Chưa đọc được ngày của dịch vụ này; hãy gõ như 25/11/2026."
        return None
    if finishes < begins:
        typed.errors[f"dong-{number}"] = "Dịch vụ này kết thúc trước khi bắt đầu; hãy xem lại ngày."
        return None
    return Promised(told["loai"], begins, finishes, told["viec"], told["phu_trach"], told["tham_gia"])


def _page(
    request: HttpRequest, scope: Scope, head: CaseHead, typed: Typed, *, rows: int, refused: str = ""
) -> HttpResponse:
    shown = max(rows, _number(typed.values.get("dong", "0")) if request.method == "GET" else rows)
    context: dict[str, Any] = {
        "head": head,
        "typed": typed,
        "values": typed.values,
        "rows": [_row(number, typed, scope) for number in range(1, shown + 1)],
        "count": shown,
        "more": shown < ROWS_MOST,
        "providers": sorted({each for kind in service_kinds_on(scope.on) for each in kind.providers}),
        "refused": refused,
    }
    return render(request, "office/protection/plan.html", context, status=422 if refused or typed.errors else 200)


def _row(number: int, typed: Typed, scope: Scope) -> RowAsked:
    values = {name: typed.values.get(f"{name}-{number}", "") for name in _ROW}
    kinds = (
        Option(value="", label="Chọn loại"),
        *(
            Option(value=each.code, label=each.words, chosen=each.code == values["loai"])
            for each in service_kinds_on(scope.on)
        ),
    )
    return RowAsked(number, kinds, values, typed.errors.get(f"dong-{number}", ""))
