"""A change of places in words: what it is, where children go, who gains and loses what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mangnon.core.accounts.services import account_names
from mangnon.core.places.ahead import Wish, WishBrokenError, codes_of, play
from mangnon.core.places.changes import Merge, NewUnit, Rename, Reparent, Split, day_before
from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.queries import PlannedRow, dated_places, list_planned
from mangnon.core.scope.rights import ROLE_NAMES
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words
from mangnon.interfaces.places.changing import Planned
from mangnon.interfaces.places.planning import may_change


@dataclass(frozen=True)
class Told:
    """A planned change as lists show it."""

    row: PlannedRow
    words: str
    may_open: bool


def planned_for(*, scope: Scope, code: str | None = None) -> list[Told]:
    """Return the changes that wait, in words, soonest first; of one place when its code is given."""
    rows = list_planned()
    if not rows:
        return []
    known = dated_places().gazetteer
    told = []
    for row in rows:
        if code is None or code in codes_of(row.wish.action):
            words = words_of(row.wish, standing_then(known, row.wish, (other.wish for other in rows if other.waits)))
            told.append(Told(row, words, may_change(scope, row.wish)))
    return told


def standing_then(known: Gazetteer, wish: Wish, others: Iterable[Wish]) -> Gazetteer:
    """Return the places as they stand on the eve of a wish, when what is planned before it is made."""
    try:
        return play(known, [each for each in others if each.on < wish.on])
    except WishBrokenError:
        return known


def words_of(wish: Wish, then: Gazetteer) -> str:
    """Return what a change is, in one line."""
    eve = day_before(wish.on)
    match wish.action:
        case Rename(code, name, kind):
            return f"Đổi tên {_name(then, code, eve)} thành {_title(kind, name)}"
        case Merge(codes, into):
            return f"Hợp nhất {', '.join(_name(then, code, eve) for code in codes)} thành {_unit(into)}"
        case Split(code, parts):
            return f"Chia {_name(then, code, eve)} thành {', '.join(map(_unit, parts))}"
        case Reparent(code, parent):
            return f"Chuyển {_name(then, code, eve)} về {_name(then, parent, eve)}"


def what_happens(planned: Planned) -> dict[str, object]:
    """Return what the preview shows: where children go, and who gains and loses what."""
    seen, after = planned.preview, planned.after
    people = {holder.user_id for holder in planned.holders.values()}
    with as_service():
        names = account_names(list(people))
    access = [
        {
            "who": names.get(planned.holders[each.assignment.who].user_id, ""),
            "role": ROLE_NAMES[planned.holders[each.assignment.who].role],
            "to": unit.full_name if each.follows_to and (unit := after.find(code=each.follows_to, on=seen.on)) else "",
            "gains": sum(one.children for one in each.gains),
            "loses": sum(one.children for one in each.loses),
            "undecided": sum(one.children for one in each.undecided),
        }
        for each in seen.access
    ]
    moved = [
        {
            "from": each.full_name,
            "children": each.children,
            "to": ", ".join(_with_parent(after, code, seen.on) for code in each.to),
        }
        for each in seen.moved
    ]
    return {
        "access": access, "moved": moved, "undecided": seen.undecided_children, "on": seen.on,
        "day": date_words(seen.on),
    }  # fmt: skip


def _with_parent(after: Gazetteer, code: str, on: date) -> str:
    unit = after.find(code=code, on=on)
    if unit is None:
        return code
    above = after.find(code=unit.parent, on=on) if unit.parent and unit.level == "hamlet" else None
    return f"{unit.full_name} ({above.full_name})" if above else unit.full_name


def _name(then: Gazetteer, code: str, on: date) -> str:
    found = then.find(code=code, on=on)
    return found.full_name if found else f"đơn vị mã {code}"


def _unit(unit: NewUnit) -> str:
    return _title(unit.kind, unit.name)


def _title(kind: str, name: str) -> str:
    return f"{kind[:1].upper()}{kind[1:]} {name}"
