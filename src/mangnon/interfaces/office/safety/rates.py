"""``/an-toan/``: how often children come to harm, against what was promised; the same as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.safety import incident_content, lesson_kinds, safety_targets
from mangnon.core.places.queries import list_communes, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.charts.bars import bars_svg
from mangnon.core.web.parts import Option, Tile
from mangnon.core.web.words import number_words
from mangnon.domain.safety.queries import count_hazards, count_unreviewed, read_counts
from mangnon.domain.safety.summary import Summary, summarise
from mangnon.interfaces.office.ground import place_options
from mangnon.interfaces.office.safety.asked import PERIODS, Asked, Where, period_of, read_asked, read_where
from mangnon.interfaces.office.safety.shown import (
    HEADINGS,
    SEXES,
    VERDICTS,
    Reader,
    age_name,
    kind_rows,
    month_rows,
    rate_words,
    row_of,
    rows_of,
)
from mangnon.interfaces.office.safety.words import capital
from mangnon.interfaces.office.safety.workbook import write_rates

HEALTH = RecordClass.HEALTH
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_FOR, KEPT_MOST = timedelta(minutes=15), 24


@dataclass(frozen=True)
class Told:
    """A summary and when it was worked out."""

    summary: Summary
    at: datetime


_KEPT: dict[Asked, Told] = {}


@require_GET
def rates_page(request: HttpRequest) -> HttpResponse:
    """Show rates by place, age, sex, kind and month, and the ways to accidents, hazards and lessons."""
    scope = _scope(request, Action.COUNT)
    asked, where, told, reader = _read(request, scope)
    summary = told.summary
    record(
        scope=scope, action="safety.open_rates", record_class=HEALTH, place_id=where.commune_id,
        detail={"children": summary.whole.children},
    )  # fmt: skip
    kinds = {each.code: capital(each.name) for each in incident_content(scope.on).kinds.values()}
    months = month_rows(summary, reader=reader)
    context = {
        "asked": asked,
        "where": where,
        "query": asked.query(),
        "communes": _communes(scope, where) if where.ground.everywhere else (),
        "hamlets": place_options(where.ground.hamlets, chosen=asked.hamlet, every="Tất cả"),
        "periods": tuple(Option(value=w, label=label, chosen=w == asked.period) for w, label in PERIODS.items()),
        "tiles": _tiles(scope, where),
        "whole": row_of(summary.whole, where.words, reader=reader),
        "aims": _aims(summary, reader),
        "shares": _shares(summary, reader),
        "headings": HEADINGS,
        "places": _places(scope, summary, where, asked, reader),
        "ages": rows_of(summary.ages, names={line.key: age_name(line.key) for line in summary.ages}, reader=reader),
        "sexes": rows_of(summary.sexes, names=SEXES, reader=reader),
        "kinds": kind_rows(summary, names=kinds, reader=reader),
        "months": months,
        "drawn": any(height for *_, height in months),
        "bars": bars_svg(
            bars=[(name.removeprefix("Tháng "), height) for name, _, _, height in months],
            title="Số trẻ bị tai nạn, thương tích theo tháng",
        ),
        "near_misses": reader.words(summary.near_misses),
        "sees": reader.sees,
        "fewest": reader.targets.fewest,
        "few": reader.targets.few_children,
        "targets": reader.targets,
        "counted_at": told.at.astimezone(VIETNAM),
        "may_export": not scope.reach(Action.EXPORT, HEALTH).nowhere,
        "synthetic": summary.synthetic,
    }
    return render(request, "office/safety/rates.html", context)


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """``/an-toan.xlsx``: the same numbers as a workbook; that it was taken is in the log."""
    scope = _scope(request, Action.EXPORT)
    asked, where, told, reader = _read(request, scope)
    record(
        scope=scope, action="safety.export_rates", record_class=HEALTH, place_id=where.commune_id,
        detail={"children": told.summary.whole.children},
    )  # fmt: skip
    kinds = {each.code: capital(each.name) for each in incident_content(scope.on).kinds.values()}
    content = write_rates(
        summary=told.summary, reader=reader, place=where.words, days=asked.days, user_name=scope.user_name, at=now(),
        places=[row for row, _ in _places(scope, told.summary, where, asked, reader)], kinds=kinds,
    )  # fmt: skip
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="tai-nan-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx"'
    return answer


def _scope(request: HttpRequest, action: Action) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(action, HEALTH).nowhere:
        raise Http404
    return scope


def _read(request: HttpRequest, scope: Scope) -> tuple[Asked, Where, Told, Reader]:
    asked = read_asked(request.GET, today=scope.on)
    where = read_where(scope=scope, asked=asked)
    reader = Reader(not scope.reach(Action.SEE, HEALTH).nowhere, safety_targets(asked.last))
    return asked, where, _told(scope, asked, where, reader), reader


def _told(scope: Scope, asked: Asked, where: Where, reader: Reader) -> Told:
    """Work everything out; that of the whole province is kept a quarter of an hour: it is the same for all."""
    wide = where.by == "commune"
    kept = _KEPT.get(asked) if wide else None
    if kept is not None and kept.at > now() - KEPT_FOR:
        return kept
    targets = reader.targets
    swimming = lesson_kinds(asked.last)["swimming"]
    period = period_of(asked=asked, where=where, below_years=incident_content(asked.last).below_years)
    counts = read_counts(
        scope=scope, period=period, levels={code: swimming.at_least(code) for code in targets.skills},
        skills_ages=targets.skills_ages,
    )  # fmt: skip
    found = Told(summarise(counts=counts, period=period, targets=targets), now())
    if wide and found.summary.whole.children >= 20_000:
        if len(_KEPT) >= KEPT_MOST:
            _KEPT.clear()
        _KEPT[asked] = found
    return found


def _tiles(scope: Scope, where: Where) -> tuple[Tile, ...]:
    if scope.reach(Action.SEE, HEALTH).nowhere:
        return ()
    within = f"?xa={where.ground.commune.code}" if where.ground.everywhere and where.ground.commune else ""
    joint = "&" if within else "?"
    counts = [
        each for each in count_hazards(scope=scope, on=scope.on)
        if where.commune_id is None or each.commune_id == where.commune_id
    ]  # fmt: skip
    unreviewed = count_unreviewed(scope=scope)
    tiles = [
        Tile(
            count=sum(each.late for each in counts), label="nguy cơ trễ hạn", tone="late",
            url=f"{reverse('office:hazards')}{within}{joint}khi=tre",
        ),
        Tile(
            count=sum(each.open for each in counts), label="nguy cơ chưa khắc phục", tone="soon",
            url=f"{reverse('office:hazards')}{within}",
        ),
    ]  # fmt: skip
    if unreviewed:
        waiting = f"{reverse('office:incidents')}{within}{joint}cho=ra-soat"
        tiles.insert(0, Tile(count=unreviewed, label="tử vong chờ rà soát", tone="late", url=waiting))
    return tuple(tiles)


def _aims(summary: Summary, reader: Reader) -> list[dict[str, Any]]:
    return [
        {
            "name": capital(aim.target.name),
            "aim": f"không quá {number_words(aim.number)} trên 100.000 trẻ, đến năm {aim.by_year}",
            "value": "–" if reader.held(aim.found.count) else rate_words(aim.found.value),
            "limits": ""
            if reader.held(aim.found.count) or aim.found.low is None
            else f"{rate_words(aim.found.low)} – {rate_words(aim.found.high)}",
            "tone": "calm" if reader.held(aim.found.count) else VERDICTS[aim.verdict][0],  # the colour tells too
            "verdict": "chưa tính được" if reader.held(aim.found.count) else VERDICTS[aim.verdict][1],
        }
        for aim in summary.aims
    ]


def _shares(summary: Summary, reader: Reader) -> list[dict[str, str]]:
    return [
        {
            "name": capital(share.target.name),
            "aim": f"ít nhất {share.number} % trẻ từ {reader.targets.skills_ages[0]} đến dưới "
            f"{reader.targets.skills_ages[1]} tuổi, đến năm {share.by_year}",
            "count": reader.words(share.count),
            "of": number_words(share.of),
            "value": "–"
            if reader.held(share.count) or not share.of
            else f"{number_words(100 * share.count / share.of, decimals=1)} %",
        }
        for share in summary.shares
    ]


def _places(scope: Scope, summary: Summary, where: Where, asked: Asked, reader: Reader) -> list[tuple[Any, str]]:
    from uuid import UUID

    if asked.hamlet:
        return []
    found = names_of([UUID(line.key) for line in summary.places if line.key], on=scope.on)
    unknown = "Chưa rõ xã, phường" if where.by == "commune" else "Chưa rõ xóm, tổ"
    names = {str(key): place.full for key, place in found.items()} | {"": unknown}
    rows = rows_of(
        summary.places, names={line.key: names.get(line.key, "Đơn vị cũ") for line in summary.places}, reader=reader
    )
    codes = {str(key): place.code for key, place in found.items()}

    def url(key: str) -> str:
        if not key or key not in codes:
            return ""
        return asked.query(xa=codes[key]) if where.by == "commune" else asked.query(xom=key)

    return [(row, url(row.key)) for row in sorted(rows, key=lambda row: (not row.key, codes.get(row.key, "")))]


def _communes(scope: Scope, where: Where) -> tuple[Option, ...]:
    mine = where.ground.commune.code if where.ground.commune else ""
    return (
        Option(value="", label="Toàn tỉnh"),
        *(Option(value=each.code, label=each.full, chosen=each.code == mine) for each in list_communes(on=scope.on)),
    )
