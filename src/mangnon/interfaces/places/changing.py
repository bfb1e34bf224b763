"""Changes places from a day on, and lets children, assignments, workers and facilities follow, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from mangnon.core.accounts.assignments import follow_places as assignments_follow
from mangnon.core.audit.services import record
from mangnon.core.places import services as places
from mangnon.core.places.changes import (
    ChangePlan,
    PlaceAction,
    PlaceChangeError,
    PlaceProblem,
    Rename,
    apply_plan,
    day_before,
    plan_change,
)
from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.homes import Home, home_after
from mangnon.core.places.names import Level
from mangnon.core.places.preview import ChangePreview, ChildCount, PlaceAssignment, preview_change
from mangnon.core.places.queries import DatedPlaces, dated_places, find_place, get_row
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.queries import Holder, list_holders
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.residences import (
    LivesAt,
    count_living,
    follow_places,
    list_current_homes,
    list_open_homes,
)
from mangnon.domain.facilities.services import follow_places as facilities_follow
from mangnon.domain.workforce.services import follow_places as workers_follow
from mangnon.domain.worklist.places import follow_children

ONE_AT_A_TIME = 0x706C6163  # an advisory lock: two changes at once would plan on places that no longer stand


@dataclass(frozen=True)
class Planned:
    """A change that can be made: its plan, what it does to people, and who holds which assignment."""

    plan: ChangePlan
    preview: ChangePreview
    holders: dict[str, Holder]
    after: Gazetteer


def plan(*, scope: Scope, action: PlaceAction, on: date, source: str) -> Planned:
    """Plan a change and preview it; nothing is written.

    Args:
        scope: of who asks.
        action: what is to happen.
        on: the first day on which it holds.
        source: the decision behind it.

    Raises:
        NotYoursError: the places are not the asker's to change.
        PlaceChangeError: with every reason against it.
    """
    return _planned(scope, dated_places(), action, on, source)


def change(*, scope: Scope, action: PlaceAction, on: date, source: str) -> Planned:
    """Make a change: places, children, assignments, workers and facilities, or nothing of it.

    Raises:
        NotYoursError: the places are not the caller's to change.
        PlaceChangeError: with every reason against it.
    """
    with as_service():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        before = dated_places()
        planned = _planned(scope, before, action, on, source)
        if on > scope.on and not isinstance(action, Rename):
            raise PlaceChangeError(
                (
                    PlaceProblem(
                        "place.change.early",
                        f"Chưa đến ngày {on:%d/%m/%Y}: bây giờ chỉ xem trước được, đến ngày đó mới ghi thay đổi.",
                    ),
                )
            )
        places.write_plan(planned.plan)
        after = dated_places()
        moved = _children_follow(scope, before, after, on, source)
        ended = _ended(planned.plan, before, after)
        facilities_follow({old: new for (level, old), new in ended.items() if level == "commune" and new})
        workers_follow(
            communes={old: new for (level, old), new in ended.items() if level == "commune" and new},
            hamlets={old: new for (level, old), new in ended.items() if level == "hamlet"},
            on=on,
        )
        assignments_follow(scope=scope, moves=_assignment_moves(planned, after, on), on=on)
        record(
            scope=scope, action="places.change", record_class=RecordClass.PLACES,
            place_id=before.key(level=planned.plan.closed[0].level.value, code=planned.plan.closed[0].code,
                                on=day_before(on)),
            detail={"kind": type(action).__name__.lower(), "on": on.isoformat(), "children": len(moved)},
        )  # fmt: skip
    return planned


def found_hamlet(*, scope: Scope, commune_id: UUID, name: str, kind: str, on: date) -> UUID:
    """Found a hamlet in a commune.

    Raises:
        NotYoursError: the commune is not the caller's to change.
        PlaceChangeError: the name is empty or taken, or the commune does not stand on that day.
    """
    scope.require(Action.WRITE, RecordClass.PLACES, commune_id=commune_id)
    commune = find_place(commune_id, on=on)
    if commune is None:
        raise _problem("place.change.unknown", f"Ngày {on:%d/%m/%Y} không có xã này.")
    if not name.strip() or not kind.strip():
        raise _problem("place.change.name", "Chưa ghi đủ loại và tên của xóm, tổ.")
    taken = [each for each in dated_places().gazetteer.children_of(code=commune.code, on=on)
             if (each.kind, each.name.casefold()) == (kind.strip(), name.strip().casefold())]  # fmt: skip
    if taken:
        raise _problem("place.change.same_name", f"Xã này đã có {taken[0].full_name} (mã {taken[0].code}).")
    with as_service():
        hamlet = places.found_hamlet(commune=get_row(commune_id), name=name.strip(), kind=kind.strip(), on=on)
        record(
            scope=scope, action="places.found_hamlet", record_class=RecordClass.PLACES, place_id=hamlet.id,
            detail={"on": on.isoformat()},
        )  # fmt: skip
    return hamlet.id


def _planned(scope: Scope, before: DatedPlaces, action: PlaceAction, on: date, source: str) -> Planned:
    made = plan_change(before.gazetteer, action=action, on=on, source=source)
    _require(scope, before, made)
    holders = {str(each.id): each for each in list_holders(scope=scope, on=on)}
    codes = {key: code for (_, code), times in before.keys.items() for _, _, key in times}
    assignments = [
        PlaceAssignment(key, each.role.value, codes[each.place_id], each.start, each.end)
        for key, each in holders.items()
        if each.place_id in codes
    ]
    counts = [
        ChildCount(codes[lived], count)
        for home, count in count_living(on=day_before(min(on, scope.on))).items()
        if (lived := home.hamlet_id or home.commune_id) and lived in codes
    ]
    seen = preview_change(before.gazetteer, plan=made, assignments=assignments, counts=counts)
    return Planned(made, seen, holders, apply_plan(before.gazetteer, made))


def _require(scope: Scope, before: DatedPlaces, made: ChangePlan) -> None:
    """Communes and what is above are the province's; hamlets also their commune's."""
    touched = {place.level for place in (*made.closed, *made.opened)}
    if touched != {Level.HAMLET}:
        if not scope.reach(Action.WRITE, RecordClass.PLACES).everywhere:
            raise NotYoursError("Chỉ cán bộ Sở Y tế được đổi xã, phường.")
        return
    for place in (*made.closed, *made.opened):
        day = made.on if place in made.opened else day_before(made.on)
        commune = before.key(level="commune", code=place.parent or "", on=day)
        scope.require(Action.WRITE, RecordClass.PLACES, commune_id=commune)


def _children_follow(scope: Scope, before: DatedPlaces, after: DatedPlaces, on: date, source: str) -> list[UUID]:
    eve = day_before(on)
    codes = {key: code for (_, code), times in before.keys.items() for start, end, key in times if start <= eve < end}
    names = {key: place.full_name for key, code in codes.items() if (place := before.gazetteer.find(code=code, on=eve))}
    homes: dict[LivesAt, LivesAt] = {}
    for old in (*list_current_homes(), *list_open_homes()):
        asked = _by_code(old, codes)
        if asked is None:
            continue
        told = home_after(after.gazetteer, home=asked, on=on)
        new = _by_key(told, after, on)
        if new != old and (new.commune_id or new.open_communes):
            homes[old] = new
    moved = follow_places(scope=scope, homes=homes, hamlet_names=names, on=on, source=source)
    follow_children(moved)
    return moved


def _by_code(home: LivesAt, codes: dict[UUID, str]) -> Home | None:
    keys = [key for key in (home.commune_id, home.hamlet_id, *home.open_communes) if key]
    if any(key not in codes for key in keys):
        return None
    return Home(
        codes[home.commune_id] if home.commune_id else None,
        codes[home.hamlet_id] if home.hamlet_id else None,
        tuple(codes[key] for key in home.open_communes),
    )


def _by_key(home: Home, places_after: DatedPlaces, on: date) -> LivesAt:
    def commune(code: str) -> UUID:
        return places_after.key(level="commune", code=code, on=on)

    return LivesAt(
        commune(home.commune) if home.commune else None,
        places_after.key(level="hamlet", code=home.hamlet, on=on) if home.hamlet else None,
        tuple(sorted(commune(code) for code in home.open_communes)),
    )


def _ended(made: ChangePlan, before: DatedPlaces, after: DatedPlaces) -> dict[tuple[str, UUID], UUID | None]:
    """Return the places that ended, each with the one it wholly went into; None when it was divided."""
    found: dict[tuple[str, UUID], UUID | None] = {}
    for place in made.closed:
        old = before.key(level=place.level.value, code=place.code, on=day_before(made.on))
        later = after.gazetteer.lineage(code=place.code, on=day_before(made.on), until=made.on)
        new = None
        if len(later) == 1:
            new = after.key(level=place.level.value, code=later[0].place.code, on=made.on)
        if new != old:
            found[place.level.value, old] = new
    return found


def _assignment_moves(planned: Planned, after: DatedPlaces, on: date) -> dict[UUID, UUID | None]:
    moves: dict[UUID, UUID | None] = {}
    for each in planned.preview.access:
        holder = planned.holders[each.assignment.who]
        if each.follows_to is None:
            moves[holder.id] = None
            continue
        new = _key_of(after, each.follows_to, on)
        if new != holder.place_id:
            moves[holder.id] = new
    return moves


def _key_of(known: DatedPlaces, code: str, on: date) -> UUID:
    found: Iterable[UUID] = (
        key for (_, each), times in known.keys.items() if each == code for start, end, key in times if start <= on < end
    )
    return next(iter(found))


def _problem(code: str, sentence: str) -> PlaceChangeError:
    return PlaceChangeError((PlaceProblem(code, sentence),))
