"""The check-up session (đợt khám): eyes, teeth and the general check of a class or a hamlet, a row each child."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mangnon.core.audit.services import record
from mangnon.core.content.screening import RESULTS, screening_tests
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import birth_words, date_words
from mangnon.domain.children.queries import Followed
from mangnon.domain.children.upward import dues_at_once
from mangnon.domain.screening.queries import keys_examined, steps_on
from mangnon.interfaces.office.sessions.asked import Choices, Session, read_choices, read_session
from mangnon.interfaces.office.sessions.checking_rows import (
    BOXES,
    KINDS,
    Row,
    cells_of,
    read_typed,
    row_cells,
    save_row,
    standing_state,
)
from mangnon.interfaces.office.sessions.people import (
    Part,
    address_of,
    find_people,
    find_person,
    hamlet_of,
    list_people,
    persons,
    take_part,
)
from mangnon.interfaces.office.sessions.sending import keys_sent, part_asked
from mangnon.interfaces.office.sessions.states import RowState

if TYPE_CHECKING:
    from mangnon.domain.screening.models import Screening

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    """The table of one session: its rows, how many children are done and how many there are."""

    rows: tuple[Row, ...]
    part: Part
    done: int
    total: int

    @property
    def left(self) -> int:
        """Children of the session without a result that day."""
        return self.total - self.done


@require_http_methods(["GET", "POST"])
def checking(request: HttpRequest) -> HttpResponse:
    """``/dot/kham/``: the session's table; a plain POST saves every row of it."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age="")
    choices = read_choices(scope=scope, session=session)
    if not _ready(session, choices):
        return render(request, "office/sessions/checking.html", _frame(scope, session, choices))
    if request.method == "POST":
        return _saved_whole(request, scope, session, choices)
    table = _table(scope=scope, session=session, choices=choices)
    paper = bool(request.GET.get("in"))
    _log(scope, "screening.print_round" if paper else "screening.open_round", choices, table.part.children)
    template = "office/sessions/checking_print.html" if paper else "office/sessions/checking.html"
    return render(request, template, {**_frame(scope, session, choices), "table": table})


@require_POST
def checking_row(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Save one row; the answer is the row's last cell and the session's counts."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age="")
    child = find_person(scope=scope, child_id=child_id)
    if child is None:
        raise Http404
    standing = steps_on(scope=scope, child_ids=[child_id], kinds=KINDS, states=RESULTS, on=session.on).get(child_id, {})
    typed = read_typed(request.POST, str(child_id))
    state = (
        RowState(kind="error", message=" ".join(session.problems))
        if session.problems
        else save_row(scope=scope, child=child, typed=typed, standing=standing, on=session.on)
    )
    context = {
        "key": str(child_id),
        "state": state,
        "name": child.full_name,
        "counts": state.kind in ("saved", "empty"),
    }
    if context["counts"]:
        choices = read_choices(scope=scope, session=session)
        context["done"] = len(_done(scope, session, choices))
    return render(request, "office/sessions/state.html", context)


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """``/dot/kham/phieu.xlsx``: the form to fill in by hand or at a screen elsewhere; its going out is in the log."""
    scope = _scope(request)
    if not scope.may(Action.EXPORT, RecordClass.HEALTH):
        raise Http404
    session = read_session(request.GET, today=scope.on, age="")
    choices = read_choices(scope=scope, session=session)
    if not _ready(session, choices):
        return redirect("office:checking")
    people = _members(scope, session, choices)
    shown = [child for part in [take_part(children=people, session=session)] for child in part.children]
    _log(scope, "screening.export_round", choices, shown)
    response = HttpResponse(_book(shown, choices, session), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="phieu-kham-{session.on:%Y-%m-%d}.xlsx"'
    return response


def _book(people: Sequence[Followed], choices: Choices, session: Session) -> bytes:
    who = persons(people, on=session.on)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("Phiếu khám")
    bold, box = book.add_format({"bold": True}), book.add_format({"border": 1})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    page.write_string(0, 0, f"Phiếu khám mắt, răng, khám định kỳ ngày {date_words(session.on)}", bold)
    page.write_string(1, 0, choices.place)
    if any(child.synthetic for child in people):
        page.write_string(2, 0, "Dữ liệu giả lập", bold)
    headings = ("STT", "Họ và tên", "Ngày sinh", "Người chăm sóc", *(each.label for each in BOXES), "Ghi chú")
    for column, words in enumerate(headings):
        page.write_string(3, column, words, head)
    for line, child in enumerate(people, start=4):
        person = who[child.child_id]
        born = birth_words(child.birth_date, precision=child.birth_precision)  # type: ignore[arg-type]
        for column, words in enumerate((str(line - 3), person.name, born, person.carer)):
            page.write_string(line, column, f"'{words}" if words.startswith(_FORMULA_STARTS) else words, box)
        for column in range(4, len(headings)):
            page.write_blank(line, column, None, box)
    for column, width in enumerate((5, 24, 12, 20, *([9] * len(BOXES)), 24)):
        page.set_column(column, column, width)
    page.freeze_panes(4, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    book.close()
    return file.getvalue()


def _saved_whole(request: HttpRequest, scope: Scope, session: Session, choices: Choices) -> HttpResponse:
    """Save every row of a plain form; rows with problems come back with their values kept."""
    children = {child.child_id: child for child in find_people(scope=scope, child_ids=keys_sent(request.POST))}
    today = steps_on(scope=scope, child_ids=children, kinds=KINDS, states=RESULTS, on=session.on)
    states: dict[UUID, RowState] = {}
    cells: dict[UUID, Mapping[str, str]] = {}
    with dues_at_once():
        for key, child in children.items():
            typed = read_typed(request.POST, str(key))
            stand = cells_of(today.get(key, {}))
            if f"mp-{key}" not in request.POST or _told(typed.cells) == _told(stand):
                continue
            states[key] = save_row(scope=scope, child=child, typed=typed, standing=today.get(key, {}), on=session.on)
            cells[key] = typed.cells
    saved = sum(state.kind == "saved" for state in states.values())
    waiting = [key for key, state in states.items() if state.kind in ("question", "error")]
    if not waiting:
        messages.success(request, f"Đã lưu {saved} trẻ." if saved else "Không có dòng nào mới.")
        return redirect(request.path + session.query(part=part_asked(request.POST)))
    table = _table(scope=scope, session=session, choices=choices, typed=cells, states=states, waiting=waiting)
    context = {
        **_frame(scope, session, choices), "table": table, "saved": saved, "open": len(waiting),
        "going": part_asked(request.POST),
    }  # fmt: skip
    return render(request, "office/sessions/checking.html", context, status=422)


def _told(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in cells.items() if value}


def _table(
    *,
    scope: Scope,
    session: Session,
    choices: Choices,
    typed: Mapping[UUID, Mapping[str, str]] | None = None,
    states: Mapping[UUID, RowState] | None = None,
    waiting: Sequence[UUID] = (),
) -> Table:
    people = _members(scope, session, choices)
    part = take_part(children=people, session=session, also=waiting)
    standing = steps_on(
        scope=scope, child_ids=[c.child_id for c in part.children], kinds=KINDS, states=RESULTS, on=session.on
    )
    who = persons(part.children, on=session.on)
    hamlets = [hamlet_of(child, part.hamlets) for child in part.children]
    rows = []
    for child, (previous, hamlet) in zip(part.children, pairwise(["", *hamlets]), strict=True):
        key = child.child_id
        rows.append(
            Row(
                person=who[key],
                hamlet=hamlet,
                cells=row_cells((typed or {}).get(key) or cells_of(standing.get(key, {})), key=str(key), on=session.on),
                state=(states or {}).get(key) or _stands(child, standing.get(key, {}), session),
                save_url=address_of("office:checking_row", key) + session.query(),
                first_of_hamlet=hamlet != previous,
            )
        )
    return Table(rows=tuple(rows), part=part, done=len(_done(scope, session, choices)), total=len(people))


def _stands(child: Followed, standing: Mapping[str, Screening], session: Session) -> RowState:
    return standing_state(child, standing, on=session.on) if standing else RowState()


def _members(scope: Scope, session: Session, choices: Choices) -> list[Followed]:
    """Return the session's children: all, or those whose last check lies so far back that a new one counts."""
    people = list_people(scope=scope, session=session, choices=choices)
    if not session.owed_only:
        return people
    yearly = screening_tests(session.on)["checkup"].yearly
    since = session.on - timedelta(days=yearly.counts_days if yearly else 0)
    examined = _examined(scope, session, choices, since=since, until=session.on - timedelta(days=1))
    return [child for child in people if child.child_id not in examined]


def _done(scope: Scope, session: Session, choices: Choices) -> set[UUID]:
    today = keys_examined(
        scope=scope, kinds=KINDS, since=session.on, until=session.on, commune_ids=choices.communes,
        hamlet_ids=session.hamlets,
    )  # fmt: skip
    return today & {child.child_id for child in _members(scope, session, choices)} if today else today


def _examined(scope: Scope, session: Session, choices: Choices, **days: object) -> set[UUID]:
    return keys_examined(
        scope=scope, kinds=["checkup"], commune_ids=choices.communes, hamlet_ids=session.hamlets,
        **days,  # type: ignore[arg-type]
    )  # fmt: skip


def _ready(session: Session, choices: Choices) -> bool:
    return session.started and not (choices.ground.everywhere and choices.ground.commune is None)


def _frame(scope: Scope, session: Session, choices: Choices) -> dict[str, object]:
    return {
        "session": session,
        "choices": choices,
        "place": choices.place,
        "ready": _ready(session, choices),
        "query": session.query(),
        "paper": session.query(paper=True),
        "boxes": BOXES,
        "columns": len(BOXES) + 2,
        "may_export": scope.may(Action.EXPORT, RecordClass.HEALTH),
    }


def _log(scope: Scope, action: str, choices: Choices, children: Sequence[Followed]) -> None:
    record(
        scope=scope, action=action, record_class=RecordClass.HEALTH,
        place_id=choices.ground.commune.id if choices.ground.commune else None,
        subjects=[child.child_id for child in children],
    )  # fmt: skip


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.WRITE, RecordClass.HEALTH):
        raise Http404
    return scope
