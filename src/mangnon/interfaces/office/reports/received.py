"""``/bao-ve/tin-bao/``: the reports that wait at an office, and one of them opened; each opening is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.accounts.queries import names_of_users
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import harm_kinds_on
from mangnon.core.places.queries import names_of
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import birth_words
from mangnon.domain.protection.errors import ReportNotFoundError
from mangnon.domain.protection.kinds import Channel, ReportState
from mangnon.domain.protection.link_queries import find_links
from mangnon.domain.protection.report_queries import (
    OpenedReport,
    WaitingReport,
    list_waiting,
    may_receive,
    open_report,
    open_reporter,
)
from mangnon.domain.protection.telling import Parent
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.public.form01 import commune_options, harm_options

SEXES = {"m": "Trai", "f": "Gái"}
SOON = timedelta(hours=3)


@dataclass(frozen=True)
class Line:
    """A report of the list: how it came, when, where, and how long is left."""

    report: WaitingReport
    channel: str
    received: str
    place: str
    left: str
    tone: Tone


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """``/bao-ve/tin-bao/``: what waits, danger and lateness first; nothing of what was told."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not may_receive(scope=scope):
        raise Http404
    found = list_waiting(scope=scope)
    places = names_of({each.commune_id for each in found if each.commune_id}, on=scope.on)
    at = now()
    lines = []
    for each in found:
        left, tone = time_left(each.due_at, late=each.late, at=at)
        place = places[each.commune_id].full if each.commune_id in places else "chưa rõ xã"
        lines.append(
            Line(each, Channel(each.channel).label.capitalize(), moment_words(each.received_at), place, left, tone)
        )
    return render(
        request, "office/reports/list.html", {"lines": lines, "late": sum(line.report.late for line in lines)}
    )


@require_http_methods(["GET", "POST"])
def opened(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """``/bao-ve/tin-bao/<uuid>/``: form 01, what was added, likely links; ``tim`` looks for another child."""
    wanted = request.POST.get("tim", "")[:100] if request.method == "POST" else ""
    return opened_page(request, report_id, wanted=wanted)


@require_GET
def reporter(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """``/bao-ve/tin-bao/<uuid>/nguoi-bao/``: who told, if they agreed; logged on its own."""
    try:
        told_by = open_reporter(scope=request.scope, report_id=report_id)  # type: ignore[attr-defined]
    except ReportNotFoundError as none:
        raise Http404 from none
    return render(request, "office/reports/reporter.html", {"told_by": told_by, "report_id": report_id})


def opened_page(
    request: HttpRequest, report_id: UUID, *, wanted: str = "", refused: str = "", at_step: str = ""
) -> HttpResponse:
    """Show a report; what was asked of it and refused stands at its head, and the part it was asked in stays open."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    try:
        report = open_report(scope=scope, report_id=report_id)
    except ReportNotFoundError as none:
        raise Http404 from none
    links = find_links(scope=scope, report=report, wanted=wanted)
    place = names_of([report.commune_id], on=scope.on) if report.commune_id else {}
    left, tone = time_left(report.due_at, late=report.late, at=now())
    with reading_as_service():
        by = names_of_users([report.received_by_id]) if report.received_by_id else {}
    context: dict[str, Any] = {
        "report": report,
        "channel": Channel(report.channel).label,
        "state": ReportState(report.state).label,
        "received": moment_words(report.received_at),
        "received_by": by.get(report.received_by_id, ""),
        "place": place[report.commune_id].full if report.commune_id in place else "",
        "left": left,
        "tone": tone,
        "harm_words": [kind.words for kind in harm_kinds_on(scope.on) if kind.code in report.harms],
        "rows": [row for row in form_rows(report) if row[1]],
        "not_told": [label.lower() for label, value in form_rows(report) if not value],
        "own_words": report.channel == Channel.WORKER,
        "told_child": next((each for each in links.children if each.told), None),
        "additions": [(moment_words(each.at), each.text) for each in report.additions],
        "children": [(each, each.name or NAMELESS, birth_words(each.birth_date, precision=each.birth_precision))  # type: ignore[arg-type]
                     for each in links.children],
        "reports": [(each, moment_words(each.received_at), ReportState(each.state).label) for each in links.reports],
        "cases": [(each, moment_words(each.received_at)) for each in links.cases],
        "open_cases": [each for each in links.cases if each.closed_at is None],
        "communes": commune_options(chosen="", on=scope.on, unknown="Chọn xã, phường"),
        "harms": harm_options(chosen=tuple(request.POST.getlist("hai")) or report.harms, on=scope.on),
        "reason": request.POST.get("ly_do", ""),
        "wanted": wanted,
        "refused": refused,
        "at_step": at_step,
    }  # fmt: skip
    return render(request, "office/reports/opened.html", context, status=422 if refused else 200)


def form_rows(report: OpenedReport) -> list[tuple[str, str]]:
    """Return form 01 line by line, in the order of the form; empty where nothing was told."""
    told = report.told
    rows = (
        ("Tên trẻ", told.child_name), ("Ngày sinh hoặc tuổi", told.birth), ("Giới tính", SEXES.get(told.sex, "")),
        ("Trẻ ở đâu", told.child_place), ("Nơi xảy ra", told.event_place), ("Chuyện xảy ra", told.happened),
        ("Trẻ bây giờ", told.state), ("Điều có thể xảy ra", told.consequence), ("Cha", parent_words(told.father)),
        ("Mẹ", parent_words(told.mother)), ("Gia đình", told.family), ("Người chăm sóc", told.carer),
        ("Đã làm cho trẻ", told.done_already), ("Điều khác", told.notes),
    )  # fmt: skip
    return list(rows)


def parent_words(parent: Parent) -> str:
    """Return a parent as told: "Nông Văn A, 40 tuổi, làm ruộng"; empty where nothing is known."""
    age = f"{parent.age} tuổi" if parent.age.isdigit() else parent.age
    return ", ".join(part for part in (parent.name, age, parent.job) if part)


def moment_words(at: datetime) -> str:
    """Return a moment as the office says it: "14:05 ngày 24/11/2026"."""
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def time_left(due_at: datetime | None, *, late: bool, at: datetime) -> tuple[str, Tone]:
    """Return how long is left until a report is to be judged, in words, and how pressing that is."""
    if due_at is None:
        return ("", "calm")
    left = due_at - at
    hours, minutes = divmod(abs(int(left.total_seconds())) // 60, 60)
    words = f"{hours} giờ {minutes} phút" if hours else f"{minutes} phút"
    if left.total_seconds() < 0:
        return (f"trễ {words}", "late")
    return (f"còn {words}", "late" if late else "soon" if left < SOON else "calm")
