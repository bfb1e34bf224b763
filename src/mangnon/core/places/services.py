"""Writes of places: loading their content, founding hamlets."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.places.ahead import as_kept
from mangnon.core.places.changes import ChangePlan, PlaceAction, day_before
from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.gazetteer import PlaceVersion as ContentPlace
from mangnon.core.places.models import Level, Place, PlaceChange, PlaceVersion, PlannedChange, PlanState, place_key
from mangnon.core.places.names import Level as ContentLevel
from mangnon.vocab.ids import content_key
from mangnon.vocab.text import search_key


@transaction.atomic
def load_content(gazetteer: Gazetteer) -> None:
    """Bring the places' tables to the content: what is new is added, what changed is changed, nothing is removed."""
    rows = _change_rows(gazetteer)
    decided_here = _changed_since(rows)
    wanted = [place for place in gazetteer.places if _is_ours(place) and key_of(place) not in decided_here]
    Place.objects.bulk_create(
        [_place_row(place) for place in wanted],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["valid", "latitude", "longitude", "area_km2", "source", "verified"],
    )
    PlaceVersion.objects.bulk_create(
        [_version_row(gazetteer, place) for place in wanted],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "search_name", "kind", "parent", "valid"],
    )
    PlaceChange.objects.bulk_create(rows, ignore_conflicts=True)


def _changed_since(content: list[PlaceChange]) -> set[UUID]:
    """Return the places that somebody changed in this database: content does not undo their decision."""
    ours = PlaceChange.objects.exclude(id__in=[each.id for each in content]).values_list("old_id", "new_id")
    return {key for pair in ours for key in pair}


def key_of(place: ContentPlace) -> UUID:
    """Return the database key of a place that content defines."""
    return place_key(place.level.value, place.code, place.valid_from.isoformat() if place.valid_from else "")


def _is_ours(place: ContentPlace) -> bool:
    return place.level is not ContentLevel.HAMLET


def _place_row(place: ContentPlace) -> Place:
    return Place(
        id=key_of(place),
        level=Level(place.level.value),
        code=place.code,
        valid=DateRange(place.valid_from, place.valid_to),
        latitude=place.lat,
        longitude=place.lon,
        area_km2=place.area_km2,
        source=place.source,
        verified=place.verified,
    )


def _version_row(gazetteer: Gazetteer, place: ContentPlace) -> PlaceVersion:
    parent = None
    if place.parent:
        day = place.valid_from or (date.fromordinal(place.valid_to.toordinal() - 1) if place.valid_to else date.max)
        parent = next((each for each in gazetteer.places if each.code == place.parent and _covers(each, day)), None)
    return PlaceVersion(
        id=content_key("version", place.level.value, place.code, str(place.valid_from)),
        place_id=key_of(place),
        name=place.name,
        search_name=search_key(place.name),
        kind=place.kind,
        parent_id=key_of(parent) if parent else None,
        valid=DateRange(place.valid_from, place.valid_to),
    )


def _covers(place: ContentPlace, day: date) -> bool:
    return (place.valid_from or date.min) <= day and (place.valid_to is None or day < place.valid_to)


def _change_rows(gazetteer: Gazetteer) -> list[PlaceChange]:
    rows = []
    for change in gazetteer.changes:
        before, after = date.fromordinal(change.on.toordinal() - 1), change.on
        old = next(
            p for p in gazetteer.places if p.level is change.level and p.code == change.old_code and _covers(p, before)
        )
        new = next(
            p for p in gazetteer.places if p.level is change.level and p.code == change.new_code and _covers(p, after)
        )
        rows.append(
            PlaceChange(
                id=content_key("change", change.level.value, change.old_code, change.new_code, change.on.isoformat()),
                old_id=key_of(old),
                new_id=key_of(new),
                on=change.on,
                whole=change.share == "whole",
                source=change.source,
                verified=change.verified,
            )
        )
    return rows


def found_hamlet(
    *, commune: Place, name: str, kind: str = "xóm", on: date | None = None, synthetic: bool = False
) -> Place:
    """Found a hamlet under a commune, numbered after the last one.

    Args:
        commune: the commune it belongs to.
        name: its name without the kind word.
        kind: xóm, thôn, bản, tổ dân phố …
        on: its first day; the commune's own when absent.
        synthetic: whether it is made up.
    """
    count = Place.objects.filter(level=Level.HAMLET, code__startswith=f"{commune.code}.").count()
    first = on or commune.valid.lower
    hamlet = Place.objects.create(
        level=Level.HAMLET, code=f"{commune.code}.{count + 1:03d}", valid=DateRange(first, None), synthetic=synthetic
    )
    PlaceVersion.objects.create(
        place=hamlet, name=name, search_name=search_key(name), kind=kind, parent=commune, valid=DateRange(first, None)
    )
    return hamlet


@transaction.atomic
def write_plan(plan: ChangePlan) -> None:
    """Write what a plan says: versions that end and begin, places that end and begin, and the changes between.

    A unit that keeps its code keeps its key, whatever else of it changes.

    Args:
        plan: made by ``changes.plan_change`` from the places of this database.
    """
    before = day_before(plan.on)
    keys: dict[tuple[str, str], UUID] = {}
    kept = {(place.level, place.code) for place in plan.opened}
    for place in plan.closed:
        version = _version_on(place.level, place.code, before)
        version.valid = DateRange(version.valid.lower, plan.on)
        version.save()
        keys[place.level, place.code] = version.place_id
        if (place.level, place.code) not in kept:
            Place.objects.filter(pk=version.place_id).update(valid=DateRange(version.place.valid.lower, plan.on))
    old = dict(keys)
    opened = sorted(plan.opened, key=lambda place: list(ContentLevel).index(place.level))
    made_up = Place.objects.filter(pk__in=old.values(), synthetic=False).count() == 0
    for place in opened:
        if (place.level, place.code) not in keys:
            keys[place.level, place.code] = Place.objects.create(
                level=Level(place.level.value), code=place.code, valid=DateRange(plan.on, None), latitude=place.lat,
                longitude=place.lon, area_km2=place.area_km2, source=place.source, synthetic=made_up,
            ).id  # fmt: skip
    for place in opened:
        PlaceVersion.objects.create(
            place_id=keys[place.level, place.code], name=place.name, search_name=search_key(place.name),
            kind=place.kind, parent_id=_parent_key(place, keys, plan.on), valid=DateRange(plan.on, None),
        )  # fmt: skip
    PlaceChange.objects.bulk_create(
        PlaceChange(
            old_id=old[change.level, change.old_code],
            new_id=keys[change.level, change.new_code],
            on=change.on,
            whole=change.share == "whole",
            source=change.source,
        )
        for change in plan.changes
    )


def _version_on(level: ContentLevel, code: str, on: date) -> PlaceVersion:
    return PlaceVersion.objects.select_related("place").get(
        place__level=level.value, place__code=code, valid__contains=on
    )


def _parent_key(place: ContentPlace, keys: dict[tuple[str, str], UUID], on: date) -> UUID | None:
    if place.parent is None:
        return None
    new = [key for (level, code), key in keys.items() if code == place.parent and level != place.level]
    if new:
        return new[0]
    return Place.objects.get(code=place.parent, valid__contains=on).id


def keep_planned(*, action: PlaceAction, on: date, source: str, planned_by: UUID | None, at: datetime) -> UUID:
    """Keep a change for its day; the same wish kept already is not kept twice.

    Args:
        action: what is to happen.
        on: the first day of the new order.
        source: the decision behind it.
        planned_by: who decided it.
        at: when.

    Returns:
        Its key.
    """
    row, _ = PlannedChange.objects.get_or_create(
        state=PlanState.PLANNED, on=on, action=as_kept(action),
        defaults={"source": source, "planned_by": planned_by, "planned_at": at},
    )  # fmt: skip
    return row.pk


def mark_done(planned_id: UUID, *, at: datetime) -> None:
    """Write that a change was carried out on its day."""
    _settle(planned_id, str(PlanState.DONE), at)


def mark_cancelled(planned_id: UUID, *, at: datetime, by: UUID | None) -> None:
    """Write that somebody took a change back before it was made."""
    _settle(planned_id, str(PlanState.CANCELLED), at, settled_by=by)


def mark_stopped(planned_id: UUID, *, at: datetime, reason: str) -> None:
    """Write that a change could not be made on its day, and why."""
    _settle(planned_id, str(PlanState.STOPPED), at, reason=reason)


def _settle(planned_id: UUID, state: str, at: datetime, **more: object) -> None:
    PlannedChange.objects.filter(pk=planned_id).update(state=state, settled_at=at, **more)
