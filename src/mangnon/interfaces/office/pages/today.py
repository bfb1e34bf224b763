"""Hôm nay: what is owed to whom, by when, by whom; the first page of everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import HouseholdCard, Option, Pages, Tile, Tone, page_links
from mangnon.domain.children.access import list_answers, list_questions
from mangnon.domain.children.queries import count_open_pairs
from mangnon.domain.referrals.queries import count_late
from mangnon.domain.safety.queries import count_late_hazards, count_unreviewed
from mangnon.domain.worklist.queries import HouseholdTask, count_today, list_tasks, steps_on
from mangnon.interfaces.office.asked import WALK, Asked, read_asked
from mangnon.interfaces.office.case_lines import case_lines
from mangnon.interfaces.office.due_lines import household_card, last_facts, read_people
from mangnon.interfaces.office.due_words import KIND_WORDS
from mangnon.interfaces.office.frame import may_open
from mangnon.interfaces.office.ground import Ground, place_options, read_ground, worker_options
from mangnon.interfaces.office.pages import province
from mangnon.interfaces.office.task_sheet import sheet_rows, write_sheet

HOUSEHOLDS_A_PAGE = 15
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Section:
    """The households under one heading of the list; each with its children's keys for a form."""

    code: str
    title: str
    lead: str
    tone: Tone
    cards: tuple[tuple[HouseholdCard, str], ...]


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show the tasks of the reader's ground; who has none sees counts, or what they may open."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    asked = read_asked(request.GET)
    if not scope.may(Action.SEE, RecordClass.ORDINARY):
        if scope.reach(Action.SEE, RecordClass.REFERRAL).facilities:  # an outside body's day is its inbox
            return redirect("office:referrals")
        if scope.may(Action.COUNT, RecordClass.ORDINARY):
            return province.counts(request, named=False)
        return render(request, "office/elsewhere.html", {"opens": may_open(scope)})
    ground = read_ground(scope=scope, commune_code=asked.commune)
    if ground.everywhere and ground.commune is None:
        return province.counts(request, named=True)
    if request.GET.get("in"):
        return _printed(request, scope, asked, ground)
    return _list(request, scope, asked, ground)


def _list(request: HttpRequest, scope: Scope, asked: Asked, ground: Ground) -> HttpResponse:
    commune_id = ground.commune.id if ground.commune else None
    filters = asked.filters(commune_id=commune_id)
    start = (asked.page - 1) * HOUSEHOLDS_A_PAGE
    tasks, total = list_tasks(scope=scope, filters=filters, limit=HOUSEHOLDS_A_PAGE, offset=start, by=asked.by)
    if not tasks and start:
        return redirect(request.path + asked.query())
    people = read_people(tasks=tasks, on=scope.on)
    facts = last_facts(scope=scope, dues=(due for task in tasks for child in task.children for due in child.dues))
    may_assign = scope.may(Action.WRITE, RecordClass.ORDINARY) and bool(ground.workers)
    cards = [
        household_card(
            task=task,
            today=scope.on,
            people=people,
            facts=facts,
            assign_url=_assign_url(task, asked) if may_assign else "",
        )
        for task in tasks
    ]
    tiles = _tiles(scope, asked, ground)
    steps, more_steps = case_lines(scope)
    return render(
        request,
        "office/today.html",
        {
            "sections": _sections(tasks, cards, scope.on),
            "tiles": tiles,
            "steps": steps,
            "more_steps": more_steps,
            "questions": list_questions(scope=scope),
            "answers": list_answers(scope=scope),
            "pages": _pages(asked, len(tasks), total),
            "asked": asked,
            "ground": ground,
            "place": ground.commune.full if ground.commune else "",
            "hamlets": place_options(ground.hamlets, chosen=asked.hamlet, every="Tất cả"),
            "kinds": _kinds(asked),
            "whens": _whens(asked),
            "workers": worker_options(ground.workers, chosen=asked.worker, every="Tất cả"),
            "assignable": worker_options(ground.workers, chosen=None, every="Chọn người") if may_assign else (),
            "query": asked.query(page=asked.page),
            "orders": _orders(asked),
            "bare": not any(tile.count for tile in tiles),
            "may_import": scope.may(Action.IMPORT, RecordClass.ORDINARY),
            "may_export": scope.may(Action.EXPORT, RecordClass.ORDINARY),
            "may_measure": scope.may(Action.WRITE, RecordClass.HEALTH),
            "session_query": f"?xom={asked.hamlet}" if asked.hamlet else "",
        },
    )


def _printed(request: HttpRequest, scope: Scope, asked: Asked, ground: Ground) -> HttpResponse:
    """The whole filtered list as a table for paper."""
    filters = asked.filters(commune_id=ground.commune.id if ground.commune else None)
    tasks, total = list_tasks(scope=scope, filters=filters, limit=None, by=asked.by)
    people = read_people(tasks=tasks, on=scope.on)
    record(
        scope=scope,
        action="worklist.print_tasks",
        record_class=RecordClass.HEALTH,
        place_id=filters.commune_id,
        subjects=[child.child_id for task in tasks for child in task.children],
    )
    context = {
        "rows": sheet_rows(tasks=tasks, people=people, today=scope.on),
        "households": total,
        "narrowed": _told(asked, ground),
        "back": request.path + asked.query(),
    }
    return render(request, "office/today_print.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The whole filtered list as an Excel file; taking it out of the house is written into the log."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    asked = read_asked(request.GET)
    ground = read_ground(scope=scope, commune_code=asked.commune, action=Action.EXPORT)
    if not ground.communes:
        return redirect(reverse("office:today"))
    commune_id = ground.commune.id if ground.commune else None
    tasks, _ = list_tasks(scope=scope, filters=asked.filters(commune_id=commune_id), limit=None, by=asked.by)
    rows = sheet_rows(tasks=tasks, people=read_people(tasks=tasks, on=scope.on), today=scope.on)
    record(
        scope=scope,
        action="worklist.export_tasks",
        record_class=RecordClass.HEALTH,
        place_id=commune_id,
        subjects=[child.child_id for task in tasks for child in task.children],
        detail={"rows": len(rows)},
    )
    response = HttpResponse(
        write_sheet(rows=rows, place=_told(asked, ground), user_name=scope.user_name, at=now(), on=scope.on),
        content_type=XLSX,
    )
    response["Content-Disposition"] = f'attachment; filename="viec-can-lam-{scope.on:%Y-%m-%d}.xlsx"'
    return response


def _sections(tasks: Sequence[HouseholdTask], cards: Sequence[HouseholdCard], on: date) -> tuple[Section, ...]:
    found = []
    for step in steps_on(on):
        mine = [
            (card, ",".join(str(child.child_id) for child in task.children))
            for task, card in zip(tasks, cards, strict=True)
            if task.step == step.code
        ]
        if mine:
            found.append(Section(step.code, step.title, step.lead, mine[0][0].tone, tuple(mine)))
    return tuple(found)


def _tiles(scope: Scope, asked: Asked, ground: Ground) -> tuple[Tile, ...]:
    without_when = asked.filters(commune_id=ground.commune.id if ground.commune else None)
    counts = count_today(scope=scope, filters=without_when)
    here = reverse("office:today")
    told: tuple[tuple[str, str, Tone, int], ...] = (
        ("tre", "trẻ có việc trễ", "late", counts.late),
        ("tuan", "trẻ có việc tuần này", "soon", counts.week),
        ("toi", "trẻ có việc sắp tới", "calm", counts.later),
    )
    tiles = [
        Tile(count=count, label=label, url=here + asked.query(when=word), tone=tone, current=asked.when == word)
        for word, label, tone, count in told
    ]
    if scope.may(Action.IMPORT, RecordClass.ORDINARY) and not ground.everywhere:
        pairs = count_open_pairs(scope=scope)
        if pairs:
            tiles.append(Tile(count=pairs, label="cặp nghi trùng", url="/ra-trung/", icon="duplicate"))
    if late := count_late(scope=scope):
        tiles.append(Tile(count=late, label="chuyển gửi trễ", url="/chuyen-gui/?nhom=tre", tone="late", icon="move"))
    return (*tiles, *(safety_tiles(scope=scope) if not ground.everywhere else ()))


def safety_tiles(*, scope: Scope) -> tuple[Tile, ...]:
    """Return what waits in the room of safety: deaths for their review, hazards past their deadline; none when none."""
    deaths, late = count_unreviewed(scope=scope), count_late_hazards(scope=scope)
    hazards = reverse("office:hazards") + "?khi=tre"
    tiles = []
    if deaths:
        waiting = reverse("office:incidents") + "?cho=ra-soat"
        tiles.append(Tile(count=deaths, label="tử vong chờ rà soát", url=waiting, tone="late", icon="worry"))
    if late:
        tiles.append(Tile(count=late, label="nguy cơ trễ hạn", url=hazards, tone="late", icon="place"))
    return tuple(tiles)


def _pages(asked: Asked, shown: int, total: int) -> Pages | None:
    last = -(-total // HOUSEHOLDS_A_PAGE)
    if last < 2:
        return None
    here = reverse("office:today")
    start = (asked.page - 1) * HOUSEHOLDS_A_PAGE
    any_page = here + asked.query(page=987654).replace("987654", "{page}")
    return Pages(
        first=start + 1,
        last=start + shown,
        total=total,
        links=page_links(page=asked.page, pages=last, url=any_page),
        previous_url=here + asked.query(page=asked.page - 1) if asked.page > 1 else "",
        next_url=here + asked.query(page=asked.page + 1) if asked.page < last else "",
    )


def _kinds(asked: Asked) -> tuple[Option, ...]:
    return (
        Option(value="", label="Tất cả"),
        *(Option(value=key, label=words, chosen=key == asked.kind) for key, words in KIND_WORDS.items()),
    )


def _whens(asked: Asked) -> tuple[Option, ...]:
    words = (("", "Trễ và tuần này"), ("tre", "Trễ"), ("tuan", "Tuần này"), ("toi", "Sắp tới"), ("tat-ca", "Tất cả"))
    return tuple(Option(value=key, label=label, chosen=key == asked.when) for key, label in words)


def _orders(asked: Asked) -> tuple[Option, ...]:
    """How households may stand under a heading; the value is the address of that list."""
    here = reverse("office:today")
    words = (("", "ưu tiên"), (WALK, "đường đi (theo xóm)"))
    return tuple(
        Option(value=here + asked.query(order=key), label=label, chosen=key == asked.order) for key, label in words
    )


def _assign_url(task: HouseholdTask, asked: Asked) -> str:
    words = [*(("tre", str(child.child_id)) for child in task.children), ("ve", asked.query(page=asked.page))]
    return f"{reverse('office:assign')}?{urlencode(words)}"


def _told(asked: Asked, ground: Ground) -> str:
    """Say in words what a printed or exported list was narrowed to."""
    hamlet = next((place.full for place in ground.hamlets if place.id == asked.hamlet), "")
    worker = next((one.full_name for one in ground.workers if one.id == asked.worker), "")
    when = next((option.label for option in _whens(asked) if option.chosen), "")
    order = next(f"xếp theo {option.label}" for option in _orders(asked) if option.chosen)
    parts = (hamlet, ground.commune.full if ground.commune else "", KIND_WORDS.get(asked.kind, ""), when, worker, order)
    return " · ".join(part for part in parts if part)
