"""The weighing session (đợt cân): a table of children, a row each, saved row by row or all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import Followed
from mangnon.domain.children.upward import dues_at_once
from mangnon.domain.growth.queries import keys_measured_on, measured_before, measured_on
from mangnon.domain.growth.records import Standing
from mangnon.domain.worklist.queries import keys_owed
from mangnon.interfaces.office.sessions.asked import Choices, Session, read_choices, read_session
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
from mangnon.interfaces.office.sessions.weighing_hints import hints
from mangnon.interfaces.office.sessions.weighing_rows import (
    Cells,
    Row,
    before_words,
    cells_of,
    read_typed,
    save_row,
    standing_states,
)

AGE = "60"


@dataclass(frozen=True)
class Table:
    """The table of one session: its rows, how many children are done and how many are left, what to mind."""

    rows: tuple[Row, ...]
    part: Part
    done: int
    total: int
    hints: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """Children of the session still without a measurement that day."""
        return self.total - self.done


@require_http_methods(["GET", "POST"])
def weighing(request: HttpRequest) -> HttpResponse:
    """Show the session's table; a plain POST saves every row of it."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age=AGE)
    choices = read_choices(scope=scope, session=session)
    if not _ready(session, choices):
        return render(request, "office/sessions/weighing.html", _frame(session, choices))
    if request.method == "POST":
        return _saved_whole(request, scope, session, choices)
    table = _table(scope=scope, session=session, choices=choices)
    paper = bool(request.GET.get("in"))
    record(
        scope=scope, action="growth.print_session" if paper else "growth.open_session",
        record_class=RecordClass.HEALTH, place_id=choices.ground.commune.id if choices.ground.commune else None,
        subjects=[UUID(row.person.key) for row in table.rows],
    )  # fmt: skip
    context = {**_frame(session, choices), "table": table}
    return render(request, "office/sessions/weighing_print.html" if paper else "office/sessions/weighing.html", context)


@require_POST
def weighing_row(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Save one row; the answer is the row's last cell and the session's counts."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age=AGE)
    child = find_person(scope=scope, child_id=child_id)
    if child is None:
        raise Http404
    current = measured_on(scope=scope, child_ids=[child_id], on=session.on).get(child_id)
    last = measured_before(scope=scope, child_ids=[child_id], on=session.on).get(child_id)
    typed = read_typed(request.POST, str(child_id))
    state = (
        RowState(kind="error", message=" ".join(session.problems))
        if session.problems
        else save_row(scope=scope, session=session, child=child, typed=typed, current=current, last=last)
    )
    context = {"key": str(child_id), "state": state, "name": child.full_name, "counts": True}
    if state.kind in ("saved", "empty"):
        choices = read_choices(scope=scope, session=session)
        context["done"] = len(_done(scope, session, choices))
    else:
        context["counts"] = False
    return render(request, "office/sessions/state.html", context)


def _saved_whole(request: HttpRequest, scope: Scope, session: Session, choices: Choices) -> HttpResponse:
    """Save every row of a plain form; rows with problems come back with their values kept."""
    sent = find_people(scope=scope, child_ids=keys_sent(request.POST))
    children = {child.child_id: child for child in sent}
    today = measured_on(scope=scope, child_ids=children, on=session.on)
    before = measured_before(scope=scope, child_ids=children, on=session.on)
    states: dict[UUID, RowState] = {}
    cells: dict[UUID, Cells] = {}
    saved = 0
    with dues_at_once():
        for key, child in children.items():
            typed = read_typed(request.POST, str(key))
            if f"kg-{key}" not in request.POST or _untouched(typed.cells, today.get(key), child, session):
                continue
            states[key] = save_row(
                scope=scope, session=session, child=child, typed=typed, current=today.get(key), last=before.get(key)
            )
            cells[key] = typed.cells
            saved += states[key].kind == "saved"
    waiting = [key for key, state in states.items() if state.kind in ("question", "error")]
    if not waiting:
        messages.success(request, f"Đã lưu {saved} trẻ." if saved else "Không có dòng nào mới.")
        return redirect(request.path + session.query(part=part_asked(request.POST)))
    table = _table(scope=scope, session=session, choices=choices, typed=cells, states=states, waiting=waiting)
    context = {
        **_frame(session, choices), "table": table, "saved": saved, "open": len(waiting),
        "going": part_asked(request.POST),
    }  # fmt: skip
    return render(request, "office/sessions/weighing.html", context, status=422)


def _table(
    *,
    scope: Scope,
    session: Session,
    choices: Choices,
    typed: Mapping[UUID, Cells] | None = None,
    states: Mapping[UUID, RowState] | None = None,
    waiting: Sequence[UUID] = (),
) -> Table:
    people, done = _members(scope=scope, session=session, choices=choices)
    part = take_part(children=people, session=session, also=waiting)
    today = {child.child_id: done[child.child_id] for child in part.children if child.child_id in done}
    before = measured_before(scope=scope, child_ids=[child.child_id for child in part.children], on=session.on)
    cells = {
        child.child_id: cells_of(today.get(child.child_id), child=child, session=session) for child in part.children
    }
    stand = standing_states(children=part.children, today=today, session=session)
    rows = _rows(part, {**cells, **(typed or {})}, {**stand, **(states or {})}, before, session)
    told = hints(measured=[each.measured for each in done.values()], on=session.on)
    return Table(rows=rows, part=part, done=len(done), total=len(people), hints=told)


def _rows(
    part: Part,
    cells: Mapping[UUID, Cells],
    states: Mapping[UUID, RowState],
    before: Mapping[UUID, Standing],
    session: Session,
) -> tuple[Row, ...]:
    who = persons(part.children, on=session.on)
    query = session.query()
    hamlets = [hamlet_of(child, part.hamlets) for child in part.children]
    return tuple(
        Row(
            person=who[child.child_id],
            hamlet=hamlet,
            before=before_words(before.get(child.child_id)),
            cells=cells[child.child_id],
            state=states.get(child.child_id, RowState()),
            save_url=address_of("office:weighing_row", child.child_id) + query,
            first_of_hamlet=hamlet != previous,
        )
        for child, (previous, hamlet) in zip(part.children, pairwise(["", *hamlets]), strict=True)
    )


def _members(*, scope: Scope, session: Session, choices: Choices) -> tuple[list[Followed], dict[UUID, Standing]]:
    """Return the session's children, and the measurements of those done that day."""
    keys = [child.child_id for child in _done(scope, session, choices)]
    done = measured_on(scope=scope, child_ids=keys, on=session.on)
    among = _owed(scope, session, choices) | done.keys() if session.owed_only else None
    return list_people(scope=scope, session=session, choices=choices, among=among), done


def _done(scope: Scope, session: Session, choices: Choices) -> list[Followed]:
    """Return the session's children who were measured that day."""
    keys = keys_measured_on(scope=scope, on=session.on, commune_ids=choices.communes, hamlet_ids=session.hamlets)
    return list_people(scope=scope, session=session, choices=choices, among=keys) if keys else []


def _owed(scope: Scope, session: Session, choices: Choices) -> set[UUID]:
    return keys_owed(
        scope=scope, kind="weighing", until=session.until, hamlet_ids=session.hamlets, commune_ids=choices.communes
    )


def _untouched(cells: Cells, standing: Standing | None, child: Followed, session: Session) -> bool:
    stand = cells_of(standing, child=child, session=session)
    return cells.mark == stand.mark or (cells.empty and stand.empty)


def _ready(session: Session, choices: Choices) -> bool:
    """Tell whether a table can be shown: asked for, and not of a whole province."""
    return session.started and not (choices.ground.everywhere and choices.ground.commune is None)


def _frame(session: Session, choices: Choices) -> dict[str, object]:
    return {
        "session": session,
        "choices": choices,
        "place": choices.place,
        "ready": _ready(session, choices),
        "query": session.query(),
        "paper": session.query(paper=True),
    }


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.WRITE, RecordClass.HEALTH):
        raise Http404
    return scope
