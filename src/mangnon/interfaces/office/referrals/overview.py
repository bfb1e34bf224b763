"""``/chuyen-gui/``: for a body its inbox, for a commune what it sent, for the province how bodies answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.referrals import referral_content
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option, Tile
from mangnon.domain.children.queries import list_seen
from mangnon.domain.referrals.queries import ReferralRow, list_bodies, list_courses, list_sent
from mangnon.domain.referrals.records import Course
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.frame import scope_place
from mangnon.interfaces.office.referrals.figures import (
    OF_A_CASE,
    PERIODS,
    USUAL,
    CalledLine,
    FigureLine,
    called,
    kind_of,
    lines_by,
    span_of,
)
from mangnon.interfaces.office.referrals.received import inbox
from mangnon.interfaces.office.referrals.section import ReferralLine, referral_lines
from mangnon.interfaces.office.referrals.workbook import write_figures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_SHOWN = 200
# The word in the address, what the tile says, and which rows it holds.
GROUPS = {
    "tre": "trễ, cần nhắc",
    "hoi": "chờ mình trả lời",
    "cho": "chờ nơi nhận",
    "lam": "nơi nhận đang làm",
    "xong": "đã có kết quả",
    "tra": "bị trả lại, đã rút",
}


@dataclass(frozen=True)
class Told:
    """The figures of a page or a workbook."""

    bodies: tuple[FigureLine, ...]
    kinds: tuple[FigureLine, ...]
    called: tuple[CalledLine, ...]
    total: int
    period: str
    fewest: int


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show each side its own: who is of a body its inbox and nothing beside it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(Action.SEE, RecordClass.REFERRAL).facilities:
        return inbox(request, scope)
    reach = scope.reach(Action.COUNT, RecordClass.REFERRAL)
    if reach.everywhere:
        told = read_figures(scope, request.GET.get("ky", USUAL))
        return render(request, "office/referrals/province.html", {"told": told, **_periods(told)})
    if reach.communes:
        return _list(request, scope)
    raise Http404


def _list(request: HttpRequest, scope: Scope) -> HttpResponse:
    rows = list_sent(scope=scope)
    group = request.GET.get("nhom", "")
    wanted = [row for row in rows if not group or group in groups_of(row)]
    if not group:
        wanted = sorted(wanted, key=lambda row: (not row.late, not row.asked, not row.open))
    told = read_figures(scope, request.GET.get("ky", USUAL))
    here = reverse("office:referrals")
    tones: dict[str, Any] = {"tre": "late", "hoi": "soon"}
    tiles = [
        Tile(
            count=sum(word in groups_of(row) for row in rows), label=label, url=f"{here}?nhom={word}",
            tone=tones.get(word, "calm"), current=word == group,
        )
        for word, label in GROUPS.items()
    ]  # fmt: skip
    context = {
        "tiles": tiles,
        "group": GROUPS.get(group, ""),
        "lines": named_lines(wanted[:ROWS_SHOWN], scope),
        "total": len(wanted),
        "place": scope_place(scope),
        "told": told,
        **_periods(told),
    }
    return render(request, "office/referrals/list.html", context)


def groups_of(row: ReferralRow) -> set[str]:
    """Return the words of the groups that a referral stands in."""
    found = {"sent": {"cho"}, "accepted": {"lam"}, "done": {"xong"}}.get(row.state, {"tra"})
    return found | ({"tre"} if row.late else set()) | ({"hoi"} if row.asked else set())


def named_lines(rows: Sequence[ReferralRow], scope: Scope) -> tuple[ReferralLine, ...]:
    """Return lines with the child's name, where the reader may see the child."""
    seen = {
        each.child_id: each for each in list_seen(scope=scope, child_ids=[row.child_id for row in rows if row.child_id])
    }
    lines = referral_lines(rows=rows, scope=scope, results={})
    found = []
    for row, line in zip(rows, lines, strict=True):
        child = seen.get(row.child_id) if row.child_id else None
        if child is not None:
            url = reverse("office:child", args=[child.child_id])
            named = replace(line, name=child.full_name or NAMELESS, child_url=url, synthetic=child.synthetic)
        found.append(named if child is not None else line)
    return tuple(found)


def read_figures(scope: Scope, period: str) -> Told:
    """Read the figures that the reader may count; outside the own commune small counts are hidden."""
    at = now()
    period = period if period in PERIODS else USUAL
    since, until = span_of(period, at=at)
    courses: list[Course] = list_courses(scope=scope, since=since, until=until)
    content = referral_content(scope.on)
    wide = scope.reach(Action.COUNT, RecordClass.REFERRAL).everywhere
    fewest = content.fewest if wide else 1
    names = {each.id: each.name for each in list_bodies(scope=scope, ended_too=True)}
    kinds = {code: kind.words for code, kind in content.kinds.items()}
    late = called(
        courses, at=at, bodies=names, kinds=kinds, fewest=fewest,
        places=names_of({each.commune for each in courses if each.commune}, on=scope.on),
    )  # fmt: skip
    return Told(
        bodies=lines_by(courses, lambda each: each.body, names, at=at, fewest=fewest),
        kinds=lines_by(courses, kind_of, {**kinds, OF_A_CASE: OF_A_CASE}, at=at, fewest=fewest),
        called=late if wide else (),
        total=len(courses),
        period=period,
        fewest=fewest,
    )


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """``/chuyen-gui/so-lieu.xlsx``: the figures as a workbook, no child in it; that it was taken is in the log."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    reach = scope.reach(Action.COUNT, RecordClass.REFERRAL)
    if not (reach.everywhere or reach.communes):
        raise Http404
    told = read_figures(scope, request.GET.get("ky", USUAL))
    record(
        scope=scope, action="referrals.export_figures", record_class=RecordClass.REFERRAL,
        detail={"rows": len(told.bodies) + len(told.kinds)},
    )  # fmt: skip
    content = write_figures(
        bodies=told.bodies, kinds=told.kinds, called=told.called, place=scope_place(scope), period=PERIODS[told.period],
        user_name=scope.user_name, at=now(),
    )  # fmt: skip
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="chuyen-gui-{scope.on:%Y-%m-%d}.xlsx"'
    return response


def _periods(told: Told) -> dict[str, Any]:
    return {
        "periods": tuple(
            Option(value=word, label=label, chosen=word == told.period) for word, label in PERIODS.items()
        ),
        "period": told.period,
        "period_words": PERIODS[told.period],
    }
