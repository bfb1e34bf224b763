"""What an office does with a report: sends it on, joins it to a case, opens a case of it, or none."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from mangnon.core.content.protection import harm_kinds_on
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.errors import ReportNotFoundError
from mangnon.domain.protection.intake import join_report, open_case, route_report, set_report_aside
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.reports.received import opened_page
from mangnon.vocab.errors import MangnonError

_CASES = "/bao-ve/"


@require_POST
def send_on(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """``…/chuyen/``: to the office of another commune; it then waits there and no longer here."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = find_commune(request.POST.get("xa", ""), on=scope.on)
    if found is None:
        return opened_page(request, report_id, refused="Hãy chọn xã, phường sẽ nhận tin.", at_step="chuyen")

    def do() -> str:
        route_report(scope=scope, report_id=report_id, commune_id=found.id)
        return f"Đã chuyển tin tới {found.full}."

    return _done(request, report_id, do, at_step="chuyen")


@require_POST
def join(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """``…/nhap/``: it is about a child whose case is open."""
    key = read_key(request.POST.get("truong_hop", ""))
    if key is None:
        return opened_page(request, report_id, refused="Hãy chọn trường hợp.", at_step="nhap")

    def do() -> str:
        join_report(scope=request.scope, report_id=report_id, case_id=key)  # type: ignore[attr-defined]
        return "Đã nhập tin vào trường hợp."

    return _done(request, report_id, do, at_step="nhap", case_id=key)


@require_POST
def set_aside(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """``…/khong-mo/``: it becomes no case, for a reason."""

    def do() -> str:
        set_report_aside(scope=request.scope, report_id=report_id, reason=request.POST.get("ly_do", ""))  # type: ignore[attr-defined]
        return "Đã ghi: tin này không thành trường hợp, kèm lý do."

    return _done(request, report_id, do, at_step="khong-mo")


@require_POST
def open_new_case(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """``…/mo/``: opens the case of the child that was chosen, or of one not on the register yet."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    known = {kind.code for kind in harm_kinds_on(scope.on)}
    harms = [code for code in request.POST.getlist("hai") if code in known]
    child = request.POST.get("tre", "")
    opened: list[UUID] = []

    def do() -> str:
        opened.append(open_case(scope=scope, report_id=report_id, harms=harms, child_id=read_key(child)))
        return "Đã mở trường hợp; anh chị là người phụ trách."

    if not child:
        return opened_page(request, report_id, refused="Hãy chọn trẻ nào, hoặc chọn «chưa rõ».", at_step="mo")
    return _done(request, report_id, do, at_step="mo", case_id=lambda: opened[0])


def _done(
    request: HttpRequest,
    report_id: UUID,
    do: Callable[[], str],
    *,
    at_step: str,
    case_id: UUID | Callable[[], UUID] | None = None,
) -> HttpResponse:
    """Do it, and lead to the case, or back to the list; what is refused is told on the report's own page."""
    try:
        said = do()
    except ReportNotFoundError as none:
        raise Http404 from none
    except NotYoursError:
        raise
    except MangnonError as refused:
        return opened_page(request, report_id, refused=refused.sentence, at_step=at_step)
    messages.success(request, said)
    return redirect(_case_address(case_id() if callable(case_id) else case_id) or reverse("office:reports"))


def _case_address(case_id: UUID | None) -> str:
    """Return where the case is worked on; empty where this house has no such page."""
    address = f"{_CASES}{case_id}/"
    try:
        resolve(address)
    except Resolver404:
        return ""
    return address if case_id else ""
