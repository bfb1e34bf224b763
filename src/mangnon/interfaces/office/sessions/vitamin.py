"""The supplement session (đợt uống): vitamin A and deworming, ticked child by child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
from mangnon.domain.nutrition.queries import keys_taken_on, taken_on
from mangnon.domain.nutrition.records import StandingSupplement
from mangnon.domain.nutrition.services import Taken, record_supplement, withdraw_supplement
from mangnon.domain.worklist.queries import DueRow, list_dues_of_kind
from mangnon.interfaces.office.due_words import due_words
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
from mangnon.interfaces.office.sessions.ticks import Tick, TickRow, TypedTicks, changes, read_ticks, shown_words
from mangnon.vocab.errors import MangnonError

KINDS = {"vitamin_a": "Vitamin A", "deworming": "Tẩy giun"}


@dataclass(frozen=True)
class Kind:
    """One column of the table."""

    code: str
    words: str
    lot: str = ""


CHOSEN = tuple(Kind(code, words) for code, words in KINDS.items())


@dataclass(frozen=True)
class Table:
    """The table of one session and how far it is."""

    rows: tuple[TickRow, ...]
    part: Part
    done: int
    total: int


@dataclass(frozen=True)
class Members:
    """The children of a session, what each is owed, and what was taken that day."""

    people: list[Followed]
    owed: Mapping[UUID, Sequence[DueRow]]
    done: Mapping[UUID, Sequence[StandingSupplement]]


@require_http_methods(["GET", "POST"])
def vitamin(request: HttpRequest) -> HttpResponse:
    """Show the session's table; a plain POST saves every row of it."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age="60")
    choices = read_choices(scope=scope, session=session)
    frame = _frame(session, choices)
    if not frame["ready"]:
        return render(request, "office/sessions/vitamin.html", frame)
    members = _members(scope=scope, session=session, choices=choices)
    if request.method == "POST":
        return _saved_whole(request, scope, session, members, frame)
    table = _table(scope=scope, session=session, members=members)
    paper = bool(request.GET.get("in"))
    record(
        scope=scope, action="nutrition.print_session" if paper else "nutrition.open_session",
        record_class=RecordClass.HEALTH, place_id=choices.ground.commune.id if choices.ground.commune else None,
        subjects=[UUID(row.person.key) for row in table.rows],
    )  # fmt: skip
    return render(request, f"office/sessions/{'ticks_print' if paper else 'vitamin'}.html", {**frame, "table": table})


@require_POST
def vitamin_row(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Save one row; the answer is the row's last cell and the session's counts."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age="60")
    child = find_person(scope=scope, child_id=child_id)
    if child is None:
        raise Http404
    typed = read_ticks(request.POST, str(child_id), codes=KINDS, on=session.on, today=scope.on)
    standing = taken_on(scope=scope, child_ids=[child_id], on=session.on).get(child_id, [])
    state = (
        RowState(kind="error", message=" ".join(session.problems))
        if session.problems
        else _save_row(scope=scope, session=session, child=child, typed=typed, standing=standing)
    )
    context: dict[str, object] = {"key": str(child_id), "state": state, "name": child.full_name, "counts": False}
    if state.kind in ("saved", "empty"):
        choices = read_choices(scope=scope, session=session)
        context |= {"counts": True, "done": len(_done(scope, session, choices))}
    return render(request, "office/sessions/state.html", context)


def _saved_whole(
    request: HttpRequest, scope: Scope, session: Session, members: Members, frame: dict[str, object]
) -> HttpResponse:
    children = find_people(scope=scope, child_ids=keys_sent(request.POST))
    taken = taken_on(scope=scope, child_ids=[child.child_id for child in children], on=session.on)
    states: dict[UUID, RowState] = {}
    kept: dict[UUID, TypedTicks] = {}
    with dues_at_once():
        for child in children:
            key = child.child_id
            typed = read_ticks(request.POST, str(key), codes=KINDS, on=session.on, today=scope.on)
            if typed.texts or typed.known:
                standing = taken.get(key, ())
                states[key] = _save_row(scope=scope, session=session, child=child, typed=typed, standing=standing)
                kept[key] = typed
    saved = sum(state.kind == "saved" for state in states.values())
    waiting = [key for key, state in states.items() if state.kind in ("question", "error")]
    if not waiting:
        messages.success(request, f"Đã lưu {saved} trẻ." if saved else "Không có dòng nào mới.")
        return redirect(request.path + session.query(part=part_asked(request.POST)))
    table = _table(scope=scope, session=session, members=members, typed=kept, states=states, waiting=waiting)
    context = {**frame, "table": table, "saved": saved, "open": len(waiting), "going": part_asked(request.POST)}
    return render(request, "office/sessions/vitamin.html", context, status=422)


def _save_row(
    *,
    scope: Scope,
    session: Session,
    child: Followed,
    typed: TypedTicks,
    standing: Sequence[StandingSupplement],
) -> RowState:
    kept = RowState(shown=shown_words(typed.known))
    if child.birth_date and session.on < child.birth_date:
        return replace(kept, kind="error", message="Ngày của đợt trước ngày sinh; hãy kiểm tra ngày sinh của trẻ.")
    new, _, gone = changes(typed)
    leaving = [each for each in standing if each.kind in gone]
    if leaving and typed.confirmed != typed.mark:
        words = ", ".join(KINDS[each.kind].lower() for each in leaving)
        return replace(kept, kind="question", message=f"Bỏ lần uống {words} đã ghi?", asked=typed.mark)
    try:
        with dues_at_once():
            for each in leaving:
                withdraw_supplement(scope=scope, fact_id=each.key, reason="bỏ đánh dấu trong đợt uống")
            for kind in new:
                told = Taken(on=session.on, kind=kind)
                record_supplement(scope=scope, child_id=child.child_id, told=told, source="đợt vitamin A, tẩy giun")
    except MangnonError as error:
        return replace(kept, kind="error", message=error.sentence)
    if not typed.ticked:
        return RowState(message="Đã bỏ lần uống" if leaving else "")
    return RowState(kind="saved", shown=shown_words(typed.ticked))


def _members(*, scope: Scope, session: Session, choices: Choices) -> Members:
    dues = list_dues_of_kind(
        scope=scope, kind="supplement", until=session.until, hamlet_ids=session.hamlets,
        commune_ids=choices.communes,
    )  # fmt: skip
    owed: dict[UUID, list[DueRow]] = {}
    for due in dues:
        owed.setdefault(due.child_id, []).append(due)
    keys = [child.child_id for child in _done(scope, session, choices)]
    done = taken_on(scope=scope, child_ids=keys, on=session.on)
    among = owed.keys() | done.keys() if session.owed_only else None
    return Members(list_people(scope=scope, session=session, choices=choices, among=among), owed, done)


def _done(scope: Scope, session: Session, choices: Choices) -> list[Followed]:
    """Return the session's children who took something that day."""
    keys = keys_taken_on(scope=scope, on=session.on, commune_ids=choices.communes, hamlet_ids=session.hamlets)
    return list_people(scope=scope, session=session, choices=choices, among=keys) if keys else []


def _table(
    *,
    scope: Scope,
    session: Session,
    members: Members,
    typed: Mapping[UUID, TypedTicks] | None = None,
    states: Mapping[UUID, RowState] | None = None,
    waiting: Sequence[UUID] = (),
) -> Table:
    part = take_part(children=members.people, session=session, also=waiting)
    who = persons(part.children, on=session.on)
    query = session.query()
    hamlets = [hamlet_of(child, part.hamlets) for child in part.children]
    sent = typed or {}
    rows = []
    for child, (previous, hamlet) in zip(part.children, pairwise(["", *hamlets]), strict=True):
        key = child.child_id
        given = {each.kind: each.on for each in members.done.get(key, ())}
        stands = RowState(kind="saved", shown=shown_words(given)) if given else RowState()
        rows.append(
            TickRow(
                person=who[key],
                hamlet=hamlet,
                before="",
                ticks=_ticks(members.owed.get(key, ()), sent[key].texts if key in sent else given, session),
                state=(states or {}).get(key, stands),
                save_url=address_of("office:vitamin_row", key) + query,
                first_of_hamlet=hamlet != previous,
            )
        )
    return Table(rows=tuple(rows), part=part, done=len(members.done), total=len(members.people))


def _ticks(owed: Sequence[DueRow], ticked: Mapping[str, date | str], session: Session) -> tuple[Tick, ...]:
    found = []
    for kind in CHOSEN:
        due = next((each for each in owed if each.code.partition(":")[0] == kind.code), None)
        extra = kind.words if not session.owed_only else ""
        found.append(
            Tick(
                code=kind.code,
                words=kind.words,
                due=due_words("supplement", due.code) if due else extra,
                ticked=kind.code in ticked,
                late=bool(due and session.on > due.window_to),
            )
        )
    return tuple(found)


def _frame(session: Session, choices: Choices) -> dict[str, object]:
    return {
        "session": session,
        "choices": choices,
        "place": choices.place,
        "chosen": CHOSEN,
        "ready": session.started and not (choices.ground.everywhere and choices.ground.commune is None),
        "query": session.query(),
        "paper": session.query(paper=True),
        "title": "Đợt vitamin A, tẩy giun",
        "span": len(CHOSEN) + 2,
        "columns": len(CHOSEN) + 3,
    }


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.WRITE, RecordClass.HEALTH):
        raise Http404
    return scope
