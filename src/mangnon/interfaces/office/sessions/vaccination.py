"""The vaccination session (đợt tiêm): children whose turn it is for the vaccines on hand, ticked row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words
from mangnon.domain.children.queries import Followed
from mangnon.domain.children.upward import dues_at_once
from mangnon.domain.immunization.queries import doses_before, doses_of, keys_given_on
from mangnon.domain.immunization.records import StandingDose
from mangnon.domain.worklist.queries import DueRow, list_dues_of_kind
from mangnon.interfaces.office.due_words import due_words
from mangnon.interfaces.office.sessions.asked import Choices, Session, read_choices, read_session
from mangnon.interfaces.office.sessions.people import (
    Part,
    find_person,
    hamlet_of,
    list_people,
    persons,
    take_part,
)
from mangnon.interfaces.office.sessions.states import RowState
from mangnon.interfaces.office.sessions.ticks import Tick, TickRow, TypedTicks, read_ticks
from mangnon.interfaces.office.sessions.vaccination_rows import SCREENED, save_row, saved_state
from mangnon.interfaces.office.sessions.vaccines import EXTRA, PREFIX, OnHand, gives, read_on_hand
from mangnon.interfaces.office.sessions.verdicts import DoseGiven, judge_doses

# More vaccines than this are not a column each: the table would be wider than the screen.
COLUMNS_ABREAST = 4
Owed = dict[UUID, list[DueRow]]
Doses = dict[UUID, list[StandingDose]]


@dataclass(frozen=True)
class Table:
    """The table of one session and how far it is."""

    rows: tuple[TickRow, ...]
    part: Part
    done: int
    total: int


@dataclass(frozen=True)
class Members:
    """The children of a session, what each is owed, and who was given something that day."""

    people: list[Followed]
    owed: Owed
    done: frozenset[UUID]


@require_http_methods(["GET", "POST"])
def vaccination(request: HttpRequest) -> HttpResponse:
    """Show the session's table; a plain POST saves every row of it."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age="", extra=EXTRA)
    if request.method == "GET" and "" in request.GET.values() and session.started:
        return redirect(request.path + session.query())  # a shorter address, without the boxes left empty
    choices = read_choices(scope=scope, session=session, ahead=True)
    vaccines = read_on_hand(request.GET, on=session.on)
    chosen = {vaccine.code: vaccine for vaccine in vaccines if vaccine.chosen}
    dues = _dues(scope, session, choices)
    frame = _frame(session, choices, vaccines, dues)
    if not frame["ready"]:
        return render(request, "office/sessions/vaccination.html", frame)
    if request.method == "POST":
        return _saved_whole(request, scope, session, choices, chosen, frame)
    members = _members(scope=scope, session=session, choices=choices, codes=chosen, dues=dues)
    table = _table(scope=scope, session=session, members=members, chosen=chosen)
    paper = bool(request.GET.get("in"))
    record(
        scope=scope, action="immunization.print_session" if paper else "immunization.open_session",
        record_class=RecordClass.HEALTH, place_id=choices.ground.commune.id if choices.ground.commune else None,
        subjects=[UUID(row.person.key) for row in table.rows],
    )  # fmt: skip
    return render(
        request, f"office/sessions/{'ticks_print' if paper else 'vaccination'}.html", {**frame, "table": table}
    )


@require_POST
def vaccination_row(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Save one row; the answer is the row's last cell and the session's counts."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age="", extra=EXTRA)
    child = find_person(scope=scope, child_id=child_id)
    if child is None:
        raise Http404
    chosen = {vaccine.code: vaccine for vaccine in read_on_hand(request.GET, on=session.on) if vaccine.chosen}
    typed = read_ticks(request.POST, str(child_id), codes=chosen, on=session.on, today=scope.on)
    standing = doses_of(scope=scope, child_ids=[child_id]).get(child_id, [])
    state = (
        RowState(kind="error", message=" ".join(session.problems))
        if session.problems
        else save_row(scope=scope, session=session, child=child, typed=typed, on_hand=chosen, standing=standing)
    )
    context: dict[str, object] = {"key": str(child_id), "state": state, "name": child.full_name, "counts": False}
    if state.kind in ("saved", "empty"):
        choices = read_choices(scope=scope, session=session, ahead=True)
        context |= {"counts": True, "done": len(_done(scope, session, choices, chosen))}
    return render(request, "office/sessions/state.html", context)


def _saved_whole(
    request: HttpRequest,
    scope: Scope,
    session: Session,
    choices: Choices,
    chosen: Mapping[str, OnHand],
    frame: dict[str, object],
) -> HttpResponse:
    """Save every row of a plain form; rows with problems come back with their boxes kept."""
    dues = _dues(scope, session, choices)
    members = _members(scope=scope, session=session, choices=choices, codes=chosen, dues=dues)
    part = take_part(children=members.people, session=session)
    doses = doses_of(scope=scope, child_ids=[child.child_id for child in part.children])
    states: dict[UUID, RowState] = {}
    kept: dict[UUID, TypedTicks] = {}
    with dues_at_once():
        for child in part.children:
            key = child.child_id
            typed = read_ticks(request.POST, str(key), codes=chosen, on=session.on, today=scope.on)
            if not (typed.texts or typed.known):
                continue
            states[key] = save_row(
                scope=scope, session=session, child=child, typed=typed, on_hand=chosen, standing=doses.get(key, [])
            )
            kept[key] = typed
    saved = sum(state.kind == "saved" for state in states.values())
    open_rows = sum(state.kind in ("question", "error") for state in states.values())
    if not open_rows:
        messages.success(request, f"Đã lưu {saved} trẻ." if saved else "Không có dòng nào mới.")
        return redirect(request.path + session.query())
    table = _table(scope=scope, session=session, members=members, chosen=chosen, typed=kept, states=states)
    context = {**frame, "table": table, "saved": saved, "open": open_rows}
    return render(request, "office/sessions/vaccination.html", context, status=422)


def _members(
    *, scope: Scope, session: Session, choices: Choices, codes: Mapping[str, OnHand], dues: Sequence[DueRow]
) -> Members:
    owed: Owed = {}
    for due in dues:
        if any(gives(code, due=due.code, on=session.on) for code in codes):
            owed.setdefault(due.child_id, []).append(due)
    people = list_people(scope=scope, session=session, choices=choices)
    done = {child.child_id for child in _done(scope, session, choices, codes)}
    if session.owed_only:
        people = [child for child in people if child.child_id in owed or child.child_id in done]
    return Members(people, owed, frozenset(done))


def _done(scope: Scope, session: Session, choices: Choices, codes: Iterable[str]) -> list[Followed]:
    """Return the session's children who were given one of its vaccines that day."""
    keys = keys_given_on(
        scope=scope, on=session.on, products=[PREFIX + code for code in codes],
        commune_ids=choices.communes, hamlet_ids=session.hamlets,
    )  # fmt: skip
    return list_people(scope=scope, session=session, choices=choices, among=keys) if keys else []


def _dues(scope: Scope, session: Session, choices: Choices) -> list[DueRow]:
    if choices.ground.everywhere and choices.ground.commune is None:
        return []
    return list_dues_of_kind(
        scope=scope, kind="dose", until=session.until, hamlet_ids=session.hamlets,
        commune_ids=choices.communes,
    )  # fmt: skip


def _table(
    *,
    scope: Scope,
    session: Session,
    members: Members,
    chosen: Mapping[str, OnHand],
    typed: Mapping[UUID, TypedTicks] | None = None,
    states: Mapping[UUID, RowState] | None = None,
) -> Table:
    part = take_part(children=members.people, session=session)
    shown = [child.child_id for child in part.children]
    doses = doses_of(scope=scope, child_ids=[key for key in shown if key in members.done])
    before = doses_before(scope=scope, child_ids=shown, on=session.on)
    kept, told = typed or {}, states or {}
    who = persons(part.children, on=session.on)
    query = session.query()
    hamlets = [hamlet_of(child, part.hamlets) for child in part.children]
    rows = []
    for child, (previous, hamlet) in zip(part.children, pairwise(["", *hamlets]), strict=True):
        key = child.child_id
        mine, owed, sent = doses.get(key, []), members.owed.get(key, []), kept.get(key)
        given = {dose.product.removeprefix(PREFIX): dose.on for dose in mine if dose.on == session.on}
        given = {code: on for code, on in given.items() if code in chosen}
        ticks = tuple(_tick(vaccine, owed, given, sent, session) for vaccine in chosen.values())
        state = told.get(key) or (_stand(child, mine, given, owed, session, scope.on) if given else RowState())
        rows.append(
            TickRow(
                person=who[key],
                hamlet=hamlet,
                before=_before(before.get(key)),
                ticks=ticks,
                state=state,
                save_url=reverse("office:vaccination_row", args=[key]) + query,
                screened=sent.screened
                if sent
                else any(SCREENED in dose.source for dose in mine if dose.on == session.on),
                first_of_hamlet=hamlet != previous,
            )
        )
    return Table(rows=tuple(rows), part=part, done=len(members.done), total=len(members.people))


def _tick(
    vaccine: OnHand, owed: Sequence[DueRow], given: Mapping[str, date], sent: TypedTicks | None, session: Session
) -> Tick:
    # What stands from that day is told as given; the next dose of it is for another day.
    turns = () if vaccine.code in given else owed
    due = next((each for each in turns if gives(vaccine.code, due=each.code, on=session.on)), None)
    return Tick(
        code=vaccine.code,
        words=vaccine.words,
        due=_turn(vaccine, due) if due else "mũi thêm" if not session.owed_only and vaccine.code not in given else "",
        ticked=vaccine.code in (sent.texts if sent else given),
        on=sent.texts.get(vaccine.code, "") if sent else "",
        late=bool(due and session.on > due.window_to),
    )


def _turn(vaccine: OnHand, due: DueRow) -> str:
    """Say which dose it is in a column that names the vaccine already."""
    words = due_words("dose", due.code)
    return words.removeprefix(vaccine.words).strip() or "đến lượt"


def _stand(
    child: Followed,
    doses: Sequence[StandingDose],
    given: Mapping[str, date],
    owed: Sequence[DueRow],
    session: Session,
    today: date,
) -> RowState:
    asked = [DoseGiven(dose.product, dose.on, dose.maker) for dose in doses]
    verdicts = judge_doses(child=child, doses=asked, on=today)
    return saved_state(given=given, verdicts=verdicts, dues=owed, today=today)


def _before(earlier: tuple[int, date] | None) -> str:
    return f"{earlier[0]} mũi, gần nhất {date_words(earlier[1])}" if earlier else "chưa ghi mũi nào"


def _frame(session: Session, choices: Choices, vaccines: Sequence[OnHand], dues: Sequence[DueRow]) -> dict[str, object]:
    chosen = [vaccine for vaccine in vaccines if vaccine.chosen]
    problems = [vaccine.barred_on(session.on) for vaccine in chosen]
    problems = [problem for problem in problems if problem]
    somewhere = not (choices.ground.everywhere and choices.ground.commune is None)
    counts = Counter(due.code.partition(":")[0] for due in dues)  # whose own next dose it is
    return {
        "session": session,
        "choices": choices,
        "place": choices.place,
        "vaccines": [(vaccine, counts[vaccine.code]) for vaccine in vaccines],
        "chosen": chosen,
        "problems": problems,
        "none_chosen": session.started and not chosen,
        "ready": session.started and somewhere and bool(chosen) and not problems,
        "query": session.query(),
        "paper": session.query(paper=True),
        "title": "Đợt tiêm chủng",
        "screening": True,
        "extra": "office/sessions/vaccines.html",
        "stacked": len(chosen) > COLUMNS_ABREAST,
        "span": (1 if len(chosen) > COLUMNS_ABREAST else len(chosen)) + 3,
        "columns": len(chosen) + 4,
    }


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.WRITE, RecordClass.HEALTH):
        raise Http404
    return scope
