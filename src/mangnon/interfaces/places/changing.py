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
from mangnon.core.places.ahead import Wish, WishBrokenError, play
from mangnon.core.places.changes import (
    ChangePlan,
    PlaceAction,
    PlaceChangeError,
    PlaceProblem,
    apply_plan,
    day_before,
    plan_change,
)
from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.homes import Home, home_after
from mangnon.core.places.names import Level
from mangnon.core.places.preview import ChangePreview, ChildCount, PlaceAssignment, preview_change
from mangnon.core.places.queries import DatedPlaces, dated_places, find_place, get_row, list_wishes
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
from mangnon.domain.safety.services import follow_places as safety_follows
from mangnon.domain.workforce.services import follow_places as workers_follow
from mangnon.domain.worklist.places import follow_children
from mangnon.domain.worklist.services import recount_places
from mangnon.interfaces.exchange.imports.services import follow_places as imports_follow

ONE_AT_A_TIME = 0x706C6163  # an advisory lock: two changes at once would plan on places that no longer stand


@dataclass(frozen=True)
class Planned:
    """A change that can be made: its plan, what it does to people, and who holds which assignment."""

    plan: ChangePlan
    preview: ChangePreview
    holders: dict[str, Holder]
    before: DatedPlaces
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
    return planned_after(scope, dated_places(), list_wishes(), action, on, source)


def change(*, scope: Scope, action: PlaceAction, on: date, source: str) -> Planned:
    """Make a change: places, children, assignments, workers and facilities, or nothing of it.

    Raises:
        NotYoursError: the places are not the caller's to change.
        PlaceChangeError: with every reason against it.
    """
    with as_service():
        one_at_a_time()
        if on > scope.on:
            raise _problem(
                "place.change.early", f"Chưa đến ngày {on:%d/%m/%Y}; hãy ghi thành thay đổi dự kiến cho ngày đó."
            )
        return carry_out(scope, planned_after(scope, dated_places(), list_wishes(), action, on, source))


def carry_out(scope: Scope, planned: Planned) -> Planned:
    """Write a change with all that follows; the caller holds the lock and has planned it on the places as they are."""
    on, before, source = planned.plan.on, planned.before, planned.plan.changes[0].source
    places.write_plan(planned.plan)
    after = dated_places()
    moved = _children_follow(scope, before, after, on, source)
    ended = _ended(planned.plan, before, after)
    communes = {old: new for (level, old), new in ended.items() if level == "commune" and new}
    facilities_follow(communes)
    imports_follow(communes)
    hamlets = {old: new for (level, old), new in ended.items() if level == "hamlet"}
    workers_follow(communes=communes, hamlets=hamlets, on=on)
    safety_follows(communes=communes, hamlets=hamlets, on=on)
    assignments_follow(scope=scope, moves=_assignment_moves(planned, after, on), on=on)
    recount_places(on=scope.on)
    record(
        scope=scope, action="places.change", record_class=RecordClass.PLACES,
        place_id=before.key(level=planned.plan.closed[0].level.value, code=planned.plan.closed[0].code,
                            on=day_before(on)),
        detail={"kind": planned.plan.changes[0].kind, "on": on.isoformat(), "children": len(moved)},
    )  # fmt: skip
    return planned


def one_at_a_time() -> None:
    """Wait until nobody else changes places; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def require_all_stand(gazetteer: Gazetteer, wishes: Iterable[Wish]) -> Gazetteer:
    """Refuse what would make a change decided for a day ahead impossible; return the places after all of them.

    Raises:
        PlaceChangeError: with the change that stands against it, and why.
    """
    try:
        return play(gazetteer, wishes)
    except WishBrokenError as error:
        raise _problem(
            "place.change.ahead",
            f"Thay đổi dự kiến ngày {error.wish.on:%d/%m/%Y} ({error.wish.source}) sẽ không thực hiện được nữa: "
            f"{error.sentence} Hãy bỏ thay đổi dự kiến đó trước.",
        ) from error


def found_hamlet(*, scope: Scope, commune_id: UUID, name: str, kind: str, on: date) -> UUID:
    """Found a hamlet in a commune.

    Raises:
        NotYoursError: the commune is not the caller's to change.
        PlaceChangeError: the name is empty or taken, the commune does not stand on that day, or a change that is
            planned for it does not know of the hamlet.
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
        require_all_stand(dated_places().gazetteer, list_wishes())
        record(
            scope=scope, action="places.found_hamlet", record_class=RecordClass.PLACES, place_id=hamlet.id,
            detail={"on": on.isoformat()},
        )  # fmt: skip
    return hamlet.id


def planned_after(
    scope: Scope, before: DatedPlaces, wishes: list[Wish], action: PlaceAction, on: date, source: str
) -> Planned:
    """Plan and preview a change on the places as they will stand once the earlier ones of some wishes are made.

    Args:
        scope: of who asks.
        before: the dated places of the database.
        wishes: changes decided for a day ahead; those after ``on`` must remain possible.
        action: what is to happen.
        on: the first day on which it holds.
        source: the decision behind it.

    Raises:
        NotYoursError: the places are not the asker's to change.
        PlaceChangeError: with every reason against it.
    """
    by_then = require_all_stand(before.gazetteer, [each for each in wishes if each.on <= on])
    made = plan_change(by_then, action=action, on=on, source=source)
    _require(scope, before, made)
    then = apply_plan(by_then, made)
    require_all_stand(then, [each for each in wishes if each.on > on])
    holders = {str(each.id): each for each in list_holders(scope=scope, on=on)}
    codes = {key: code for (_, code), times in before.keys.items() for _, _, key in times}
    now = scope.on  # who lives where today: a list that was brought in today counts too
    assignments = [
        PlaceAssignment(key, each.role.value, place, each.start, each.end)
        for key, each in holders.items()
        if each.place_id in codes and (place := _follow(by_then, codes[each.place_id], now, day_before(on)))
    ]
    counts = [
        ChildCount(place, count)
        for home, count in count_living(on=now).items()
        if (lived := home.hamlet_id or home.commune_id) and lived in codes
        and (place := _follow(by_then, codes[lived], now, day_before(on)))
    ]  # fmt: skip
    seen = preview_change(by_then, plan=made, assignments=assignments, counts=counts)
    return Planned(made, seen, holders, before, then)


def _follow(by_then: Gazetteer, code: str, since: date, until: date) -> str | None:
    """Return what a place of today is on a later day; None when it is divided by then."""
    reached = by_then.lineage(code=code, on=since, until=until)
    if not reached:
        return code
    return reached[0].place.code if len(reached) == 1 else None


def _require(scope: Scope, before: DatedPlaces, made: ChangePlan) -> None:
    """Communes and what is above are the province's; hamlets also their commune's."""
    touched = {place.level for place in (*made.closed, *made.opened)}
    if touched != {Level.HAMLET}:
        if not scope.reach(Action.WRITE, RecordClass.PLACES).everywhere:
            raise NotYoursError("Chỉ cán bộ Sở Y tế được đổi xã, phường.")
        return
    for place in (*made.closed, *made.opened):
        day = made.on if place in made.opened else day_before(made.on)
        commune = _standing(before, "commune", place.parent or "", min(day, scope.on))
        scope.require(Action.WRITE, RecordClass.PLACES, commune_id=commune)


def _standing(known: DatedPlaces, level: str, code: str, on: date) -> UUID | None:
    """Return the key of the place that bears a code on a day; None when it is only planned."""
    return next((key for start, end, key in known.keys.get((level, code), []) if start <= on < end), None)


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
