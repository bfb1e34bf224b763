"""``/dinh-duong/``: the nutrition of a place, the children behind its numbers, the workbook."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.places.queries import list_communes
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import number_words
from mangnon.interfaces.office.ground import place_options
from mangnon.interfaces.office.nutrition_status.asked import (
    AGES,
    PERIODS,
    Asked,
    Where,
    options,
    read_asked,
    read_where,
)
from mangnon.interfaces.office.nutrition_status.children import GROUPS, MOST, WORD_OF, list_behind
from mangnon.interfaces.office.nutrition_status.quality_words import TONES, VERDICT_WORDS, quality_lines
from mangnon.interfaces.office.nutrition_status.shown import (
    NAMES,
    Link,
    count_words,
    group_lines,
    indicator_lines,
    percent_words,
    place_lines,
)
from mangnon.interfaces.office.nutrition_status.status import PlaceLine, Status, read_status
from mangnon.interfaces.office.nutrition_status.workbook import write_status

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _scope(request: HttpRequest, action: Action) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(action, RecordClass.HEALTH).nowhere:
        raise Http404
    return scope


@require_GET
def status_page(request: HttpRequest) -> HttpResponse:
    """Show the rates of a place and period, by age, sex and hamlet or commune, and how well they were measured."""
    scope = _scope(request, Action.COUNT)
    asked = read_asked(request.GET, today=scope.on)
    where = read_where(scope=scope, asked=asked)
    status = read_status(scope=scope, asked=asked, where=where)
    record(
        scope=scope, action="growth.open_status", record_class=RecordClass.HEALTH, place_id=where.commune_id,
        detail={"children": status.children},
    )  # fmt: skip
    link = _link(asked, where, status)
    context = {
        **_frame(scope, asked, where),
        "status": status,
        "coverage": percent_words(status.coverage),
        "counted_at": status.at.astimezone(VIETNAM),
        "indicators": indicator_lines(status=status, link=link),
        "groups": group_lines(status=status),
        "places": place_lines(status=status, link=link, url=lambda place: _place_url(place, asked, where)),
        "headings": [title for _, title, _ in NAMES.values()],
        "quality": quality_lines(findings=list(status.findings), practice=status.rules),
        "weighers": [
            (each, VERDICT_WORDS[each.quality], TONES[each.quality],
             quality_lines(findings=list(each.findings), practice=status.rules))
            for each in status.weighers
        ],
        "verdicts": {name: (TONES[name], words) for name, words in VERDICT_WORDS.items()},
        "counts": _counts(status, link, asked),
        "few": status.rules.reporting.few_children,
        "fewest": status.rules.reporting.fewest,
        "may_export": not scope.reach(Action.EXPORT, RecordClass.HEALTH).nowhere,
    }  # fmt: skip
    return render(request, "office/nutrition/status.html", context)


@require_GET
def children_page(request: HttpRequest) -> HttpResponse:
    """Show the children behind a number, to those who may see health data of the place."""
    scope = _scope(request, Action.SEE)
    group = request.GET.get("nhom", "")
    if group not in GROUPS:
        raise Http404
    asked = read_asked(request.GET, today=scope.on)
    where = read_where(scope=scope, asked=asked)
    severe = request.GET.get("muc") == "nang"
    lines, total = list_behind(scope=scope, asked=asked, where=where, group=group, severe=severe)
    record(
        scope=scope, action="growth.list_status", record_class=RecordClass.HEALTH, place_id=where.commune_id,
        subjects=[line.key for line in lines], detail={"group": group},
    )  # fmt: skip
    indicator, title = GROUPS[group]
    context = {
        **_frame(scope, asked, where),
        "title": f"{title}: {NAMES[indicator][2]}" if severe and indicator in NAMES else title,
        "lines": lines,
        "total": total,
        "most": MOST,
        "measured": bool(indicator),
        "back": reverse("office:nutrition") + asked.query(),
    }
    return render(request, "office/nutrition/children.html", context)


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """``/dinh-duong.xlsx``: the same numbers as a workbook; that it was taken is in the log."""
    scope = _scope(request, Action.EXPORT)
    asked = read_asked(request.GET, today=scope.on)
    where = read_where(scope=scope, asked=asked)
    status = read_status(scope=scope, asked=asked, where=where)
    record(
        scope=scope, action="growth.export_status", record_class=RecordClass.HEALTH, place_id=where.commune_id,
        detail={"children": status.children},
    )  # fmt: skip
    content = write_status(
        status=status, place=where.words, days=asked.days, ages=asked.ages, user_name=scope.user_name, at=now()
    )
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="dinh-duong-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx"'
    return answer


def _frame(scope: Scope, asked: Asked, where: Where) -> dict[str, Any]:
    ground = where.ground
    return {
        "asked": asked,
        "where": where,
        "query": asked.query(),
        "periods": options(PERIODS, chosen=asked.period),
        "ages": options(AGES, chosen=str(asked.below_months)),
        "communes": _communes(scope, where) if ground.everywhere else (),
        "hamlets": place_options(ground.hamlets, chosen=asked.hamlet, every="Tất cả"),
    }


def _communes(scope: Scope, where: Where) -> tuple[Option, ...]:
    mine = where.ground.commune.code if where.ground.commune else ""
    return (
        Option(value="", label="Toàn tỉnh"),
        *(
            Option(value=place.code, label=place.full, chosen=place.code == mine)
            for place in list_communes(on=scope.on)
        ),
    )


def _link(asked: Asked, where: Where, status: Status) -> Link:
    address = reverse("office:nutrition_children")
    codes = {place.key: place.code for place in status.places}

    def link(indicator: str, severe: bool, place: str) -> str:
        if not status.sees:
            return ""
        more = {"nhom": WORD_OF[indicator], "muc": "nang" if severe else ""}
        if place and where.by == "commune":
            more["xa"] = codes[place]
        elif place:
            more["xom"] = place
        return address + asked.query(**more)

    return link


def _place_url(place: PlaceLine, asked: Asked, where: Where) -> str:
    if not place.key:
        return ""
    return asked.query(**({"xa": place.code} if where.by == "commune" else {"xom": place.key}))


def _counts(status: Status, link: Link, asked: Asked) -> list[tuple[str, str, str]]:
    """Return what is counted beside the rates: words, number, address of the children."""
    missing = reverse("office:nutrition_children") + asked.query(nhom="chua-can") if status.sees else ""
    arm = status.rules.arm
    moderate, severe = number_words(arm.moderate_below_mm), number_words(arm.severe_below_mm)
    arms = (
        (f"vòng cánh tay nhỏ (dưới {moderate} mm)", status.arm_small, link("arm", False, "")),
        (f"vòng cánh tay rất nhỏ (dưới {severe} mm)", status.arm_severe, link("arm", True, "")),
    )
    found = (
        ("chưa được cân đo trong kỳ", status.children - status.measured, missing),
        *(arms if status.arm_measured else ()),
        ("phù hai bàn chân", status.swollen, link("oedema", False, "")),
        ("có số đo khó tin, cần đo lại", status.doubtful, link("doubtful", False, "")),
    )
    return [
        (words, count_words(count=count, status=status), address if count else "") for words, count, address in found
    ]
