"""The vaccination session (đợt tiêm): children whose turn it is for the vaccines on hand, ticked row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words
from mangnon.domain.children.queries import Followed
from mangnon.domain.children.upward import dues_at_once
from mangnon.domain.immunization.queries import doses_before, doses_of, keys_given_on, observations_of
from mangnon.domain.immunization.records import StandingDose, StandingObservation
from mangnon.domain.worklist.queries import DueWindow, list_windows
from mangnon.interfaces.office.child.cautions import caution_lines
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
from mangnon.interfaces.office.sessions.ticks import TickRow, TypedTicks, read_ticks
from mangnon.interfaces.office.sessions.vaccination_boxes import tick
from mangnon.interfaces.office.sessions.vaccination_rows import save_row, saved_state
from mangnon.interfaces.office.sessions.vaccines import (
    EXTRA,
    NOTHING_OPENED,
    PREFIX,
    OnHand,
    Opening,
    Vial,
    gives,
    read_on_hand,
    read_opening,
)
from mangnon.interfaces.office.sessions.verdicts import DoseGiven, judge_children

# More vaccines than this are not a column each: the table would be wider than the screen.
COLUMNS_ABREAST = 4
# An examination is kept with the dose it was made for; without one, leaving the table would forget it.
ONLY_EXAMINED = "Đã khám nhưng chưa đánh dấu mũi nào. Trẻ hoãn tiêm, không ghi gì?"
Owed = dict[UUID, list[DueWindow]]


@dataclass(frozen=True)
class Table:
    """The table of one session and how far it is."""

    rows: tuple[TickRow, ...]
    part: Part
    done: int
    total: int


@dataclass(frozen=True)
class Members:
    """The children of a session, what each is owed that it can serve, and who was given something that day."""

    people: list[Followed]
    owed: Owed
    done: frozenset[UUID]


@dataclass(frozen=True)
class Held:
    """A session as it is held: where and when, and the vaccines on hand by code."""

    scope: Scope
    session: Session
    choices: Choices
    chosen: Mapping[str, OnHand]

    @property
    def places(self) -> dict[str, Any]:
        """Where its children live, as the worklist is asked."""
        return {"commune_ids": self.choices.communes, "hamlet_ids": self.session.hamlets}


@require_http_methods(["GET", "POST"])
def vaccination(request: HttpRequest) -> HttpResponse:
    """Show the session's table; a plain POST saves every row of it, opens the lots asked for and goes on."""
    scope = _scope(request)
    session = read_session(request.GET, today=scope.on, age="", extra=EXTRA)
    if request.method == "GET" and "" in request.GET.values() and session.started:
        return redirect(request.path + session.query())  # a shorter address, without the boxes left empty
    choices = read_choices(scope=scope, session=session, ahead=True)
    vaccines = read_on_hand(request.GET, on=session.on)
    held = Held(scope, session, choices, {vaccine.code: vaccine for vaccine in vaccines if vaccine.chosen})
    dues = _dues(held)
    frame = _frame(held, vaccines, dues)
    if not frame["ready"]:
        return render(request, "office/sessions/vaccination.html", frame)
    if request.method == "POST":
        return _saved_whole(request, held)
    table = _table(held, _members(held, dues))
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
    observed = observations_of(scope=scope, child_ids=[child_id]).get(child_id, ())
    state = (
        RowState(kind="error", message=" ".join(session.problems))
        if session.problems
        else save_row(
            scope=scope,
            session=session,
            child=child,
            typed=typed,
            on_hand=chosen,
            standing=standing,
            observed=observed,
        )
    )
    context: dict[str, object] = {"key": str(child_id), "state": state, "name": child.full_name, "counts": False}
    if state.kind in ("saved", "empty"):
        held = Held(scope, session, read_choices(scope=scope, session=session, ahead=True), chosen)
        context |= {"counts": True, "done": len(_done(held))}
    return render(request, "office/sessions/state.html", context)


def _saved_whole(request: HttpRequest, held: Held) -> HttpResponse:
    """Save every row of a plain form; rows with problems come back with their boxes kept."""
    scope, session = held.scope, held.session
    children = find_people(scope=scope, child_ids=keys_sent(request.POST))
    doses = doses_of(scope=scope, child_ids=[child.child_id for child in children])
    observed = observations_of(scope=scope, child_ids=[child.child_id for child in children])
    states: dict[UUID, RowState] = {}
    kept: dict[UUID, TypedTicks] = {}
    with dues_at_once():
        for child in children:
            key = child.child_id
            typed = read_ticks(request.POST, str(key), codes=held.chosen, on=session.on, today=scope.on)
            if not (typed.texts or typed.known):
                if typed.screened and typed.confirmed != typed.mark:
                    states[key], kept[key] = RowState(kind="question", message=ONLY_EXAMINED, asked=typed.mark), typed
                continue
            states[key] = save_row(
                scope=scope, session=session, child=child, typed=typed, on_hand=held.chosen,
                standing=doses.get(key, []), observed=observed.get(key, ()),
            )  # fmt: skip
            kept[key] = typed
    opening = read_opening(request.POST, chosen=held.chosen, on=session.on)
    session = opening.session(session)
    saved = sum(state.kind == "saved" for state in states.values())
    waiting = [key for key, state in states.items() if state.kind in ("question", "error")]
    if not waiting and not opening.problems:
        messages.success(request, f"Đã lưu {saved} trẻ." if saved else "Không có dòng nào mới.")
        for code, vial in opening.vials.items():
            messages.success(request, f"Đã mở lô {vial.lot} của {held.chosen[code].words}; mũi đã ghi giữ lô cũ.")
        return redirect(request.path + session.query(part=part_asked(request.POST)))
    vaccines = read_on_hand(QueryDict(session.query()[1:]), on=session.on)
    held = replace(held, session=session, chosen={vaccine.code: vaccine for vaccine in vaccines if vaccine.chosen})
    dues = _dues(held)  # the rows that were saved moved some
    table = _table(held, _members(held, dues), typed=kept, states=states, waiting=waiting)
    context = {
        **_frame(held, vaccines, dues, opening), "table": table, "saved": saved, "open": len(waiting),
        "opening": opening, "going": part_asked(request.POST),
    }  # fmt: skip
    return render(request, "office/sessions/vaccination.html", context, status=422)


def _dues(held: Held) -> list[DueWindow]:
    if held.choices.ground.everywhere and held.choices.ground.commune is None:
        return []
    return list_windows(scope=held.scope, kind="dose", until=held.session.until, **held.places)


def _members(held: Held, dues: Sequence[DueWindow]) -> Members:
    on = held.session.on
    served = {due for due in {each.code for each in dues} if any(gives(code, due=due, on=on) for code in held.chosen)}
    owed: Owed = {}
    for due in dues:
        if due.code in served:
            owed.setdefault(due.child_id, []).append(due)
    done = {child.child_id for child in _done(held)}
    among = owed.keys() | done if held.session.owed_only else None
    people = list_people(scope=held.scope, session=held.session, choices=held.choices, among=among)
    return Members(people, owed, frozenset(done))


def _done(held: Held) -> list[Followed]:
    """Return the session's children who were given one of its vaccines that day."""
    keys = keys_given_on(
        scope=held.scope, on=held.session.on, products=[PREFIX + code for code in held.chosen], **held.places
    )
    return list_people(scope=held.scope, session=held.session, choices=held.choices, among=keys) if keys else []


def _table(
    held: Held,
    members: Members,
    *,
    typed: Mapping[UUID, TypedTicks] | None = None,
    states: Mapping[UUID, RowState] | None = None,
    waiting: Sequence[UUID] = (),
) -> Table:
    scope, session = held.scope, held.session
    part = take_part(children=members.people, session=session, also=waiting)
    shown = [child.child_id for child in part.children]
    doses = doses_of(scope=scope, child_ids=[key for key in shown if key in members.done])
    before = doses_before(scope=scope, child_ids=shown, on=session.on)
    observed = observations_of(scope=scope, child_ids=shown)
    kept, told = typed or {}, states or {}
    stand = _stand(held, members, [child for child in part.children if child.child_id not in told], doses)
    who = persons(part.children, on=session.on)
    query = session.query()
    hamlets = [hamlet_of(child, part.hamlets) for child in part.children]
    rows = []
    for child, (previous, hamlet) in zip(part.children, pairwise(["", *hamlets]), strict=True):
        key = child.child_id
        owed, sent = members.owed.get(key, []), kept.get(key)
        given = _given(held, doses.get(key, []))
        ticks = tuple(
            tick(vaccine, owed=owed, given=given, sent=sent, session=session) for vaccine in held.chosen.values()
        )
        rows.append(
            TickRow(
                person=who[key],
                hamlet=hamlet,
                before=_before(before.get(key), observed.get(key, ()), session.on),
                ticks=ticks,
                state=told.get(key) or stand.get(key, RowState()),
                save_url=address_of("office:vaccination_row", key) + query,
                screened=sent.screened if sent else any(dose.examined for dose in given.values()),
                first_of_hamlet=hamlet != previous,
            )
        )
    return Table(rows=tuple(rows), part=part, done=len(members.done), total=len(members.people))


def _given(held: Held, doses: Sequence[StandingDose]) -> dict[str, StandingDose]:
    """Return what of the session's vaccines stands from its day, by code."""
    found = {dose.product.removeprefix(PREFIX): dose for dose in doses if dose.on == held.session.on}
    return {code: dose for code, dose in found.items() if code in held.chosen}


def _stand(
    held: Held, members: Members, children: Sequence[Followed], doses: Mapping[UUID, Sequence[StandingDose]]
) -> dict[UUID, RowState]:
    """Return the states of the rows of those given something that day, judged all at once."""
    done = [(child, doses[child.child_id]) for child in children if _given(held, doses.get(child.child_id, []))]
    asked = [(child, [DoseGiven(dose.product, dose.on, dose.maker) for dose in mine]) for child, mine in done]
    judged = judge_children(given=asked, on=held.scope.on)
    return {
        child.child_id: saved_state(
            given={code: dose.on for code, dose in _given(held, mine).items()}, verdicts=verdicts,
            dues=members.owed.get(child.child_id, []), today=held.scope.on,
        )
        for (child, mine), verdicts in zip(done, judged, strict=True)
    }  # fmt: skip


def _before(earlier: tuple[int, date] | None, observed: Iterable[StandingObservation], on: date) -> str:
    words = f"{earlier[0]} mũi, gần nhất {date_words(earlier[1])}" if earlier else "chưa ghi mũi nào"
    cautions = [f"{each.title}, {each.detail}" for each in caution_lines(observations=observed, on=on)]
    return ". ".join((words, *cautions))


def _frame(
    held: Held, vaccines: Sequence[OnHand], dues: Sequence[DueWindow], opening: Opening = NOTHING_OPENED
) -> dict[str, object]:
    session, choices, chosen = held.session, held.choices, list(held.chosen.values())
    problems = [vaccine.barred_on(session.on, vial) for vaccine in chosen for vial in vaccine.vials]
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
        "vials": "office/sessions/vials.html",
        "lots": [
            (vaccine, opening.refused.get(vaccine.code) or Vial(maker=vaccine.in_use.maker)) for vaccine in chosen
        ],
        "stacked": len(chosen) > COLUMNS_ABREAST,
        "span": (1 if len(chosen) > COLUMNS_ABREAST else len(chosen)) + 3,
        "columns": len(chosen) + 4,
    }


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.WRITE, RecordClass.HEALTH):
        raise Http404
    return scope
