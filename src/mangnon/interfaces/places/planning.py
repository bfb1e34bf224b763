"""Changes of places decided for a day ahead: kept, taken back, and carried out when their day has come."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.places import services as places
from mangnon.core.places.ahead import Wish, codes_of
from mangnon.core.places.changes import PlaceAction, PlaceChangeError
from mangnon.core.places.names import Level
from mangnon.core.places.queries import PlannedRow, any_planned_by, dated_places, find_planned, list_wishes
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope, system_scope
from mangnon.interfaces.places.changing import (
    Planned,
    carry_out,
    one_at_a_time,
    planned_after,
    require_all_stand,
)
from mangnon.interfaces.places.errors import PlannedChangeError


def keep_for_its_day(*, scope: Scope, action: PlaceAction, on: date, source: str) -> UUID:
    """Keep a change for a day ahead; it is carried out by itself on that day.

    Args:
        scope: of who decides it.
        action: what is to happen.
        on: the first day of the new order, after today.
        source: the decision behind it.

    Returns:
        Its key; of the one kept already when the same was asked before.

    Raises:
        NotYoursError: the places are not the caller's to change.
        PlaceChangeError: with every reason against it, also what else is planned.
        PlannedChangeError: the day is not ahead.
    """
    if on <= scope.on:
        raise PlannedChangeError("Ngày này không còn ở phía trước; hãy ghi thay đổi ngay.")
    with as_service():
        one_at_a_time()
        wishes = list_wishes()
        same = next((each for each in wishes if (each.action, each.on) == (action, on)), None)
        others = [each for each in wishes if each is not same]
        planned = planned_after(scope, dated_places(), others, action, on, source)
        if same is not None:
            return same.key
        key = places.keep_planned(action=action, on=on, source=source, planned_by=scope.user_id, at=now())
        record(
            scope=scope, action="places.plan", record_class=RecordClass.PLACES, place_id=_first_place(planned, scope),
            detail={"planned": str(key), "kind": planned.plan.changes[0].kind, "on": on.isoformat()},
        )  # fmt: skip
    return key


def look_at(*, scope: Scope, planned: PlannedRow) -> Planned:
    """Preview a change that is kept for its day, as things stand now.

    Raises:
        NotYoursError: the places are not the reader's to change.
        PlaceChangeError: it cannot be made any more, and why.
    """
    wish = planned.wish
    others = [each for each in list_wishes() if each.key != wish.key]
    return planned_after(scope, dated_places(), others, wish.action, wish.on, wish.source)


def cancel(*, scope: Scope, planned_id: UUID) -> None:
    """Take back a change before its day, or put aside one that could not be made.

    Raises:
        NotYoursError: the places are not the caller's to change.
        PlannedChangeError: it has been carried out or taken back already.
        PlaceChangeError: another change that is planned rests on it.
    """
    with as_service():
        one_at_a_time()
        planned = find_planned(planned_id)
        if planned is None or not (planned.waits or planned.stopped):
            raise PlannedChangeError("Thay đổi này đã được thực hiện hoặc đã bỏ rồi.")
        if not may_change(scope, planned.wish):
            raise NotYoursError("Chỉ người được đổi địa bàn này mới bỏ được thay đổi dự kiến.")
        if planned.waits:
            rest = [each for each in list_wishes() if each.key != planned_id]
            require_all_stand(dated_places().gazetteer, rest)
        places.mark_cancelled(planned_id, at=now(), by=scope.user_id)
        record(
            scope=scope, action="places.cancel_planned", record_class=RecordClass.PLACES,
            detail={"planned": str(planned_id), "on": planned.wish.on.isoformat()},
        )  # fmt: skip


def may_change(scope: Scope, wish: Wish) -> bool:
    """Tell whether a change is the reader's to decide: the province's, or hamlets of their own commune."""
    reach = scope.reach(Action.WRITE, RecordClass.PLACES)
    if reach.everywhere or reach.nowhere:
        return reach.everywhere
    known = dated_places()
    touched = [place for code in codes_of(wish.action) if (place := known.gazetteer.find(code=code, on=scope.on))]
    if not any(place.level is Level.HAMLET for place in touched):
        return False
    communes = {place.parent if place.level is Level.HAMLET else place.code for place in touched}
    return all(known.key(level="commune", code=code or "", on=scope.on) in reach.communes for code in communes)


def take_effect(*, on: date) -> int:
    """Carry out what is decided for a day or earlier and not yet done, each change in a transaction of its own.

    Safe to call at any time, by several at once, and late: a change takes effect from its own day, not from the
    day of the call. One that cannot be made any more is put aside with its reason, and the others go on.

    Args:
        on: today.

    Returns:
        How many changes were made.
    """
    made = 0
    with as_service():
        if not any_planned_by(on):
            return 0
    while (done := _next(system_scope(on))) is not None:
        made += done
    return made


def _next(scope: Scope) -> bool | None:
    """Settle the change whose day came first; True when it was made, None when none is left."""
    with as_service():
        one_at_a_time()
        wishes = list_wishes()
        if not wishes or wishes[0].on > scope.on:
            return None
        wish = wishes[0]
        detail = {"planned": str(wish.key), "on": wish.on.isoformat()}
        try:
            with as_service():
                planned = planned_after(scope, dated_places(), [], wish.action, wish.on, wish.source)
                carry_out(scope, planned)
        except PlaceChangeError as error:
            places.mark_stopped(wish.key, at=now(), reason=error.sentence)
            record(scope=scope, action="places.stop_planned", record_class=RecordClass.PLACES, detail=detail)
            return False
        places.mark_done(wish.key, at=now())
        record(
            scope=scope, action="places.take_effect", record_class=RecordClass.PLACES,
            place_id=_first_place(planned, scope), detail=detail,
        )  # fmt: skip
    return True


def _first_place(planned: Planned, scope: Scope) -> UUID | None:
    """Return the first place that a change ends, if it stands already."""
    place = planned.plan.closed[0]
    times = planned.before.keys.get((place.level.value, place.code), [])
    return next((key for start, end, key in times if start <= min(scope.on, planned.plan.on) <= end), None)
