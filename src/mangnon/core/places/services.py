"""Writes of places: loading their content, founding hamlets."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.gazetteer import PlaceVersion as ContentPlace
from mangnon.core.places.models import Level, Place, PlaceChange, PlaceVersion, place_key
from mangnon.core.places.names import Level as ContentLevel
from mangnon.vocab.ids import content_key
from mangnon.vocab.text import search_key


@transaction.atomic
def load_content(gazetteer: Gazetteer) -> None:
    """Bring the places' tables to the content: what is new is added, what changed is changed, nothing is removed."""
    wanted = [place for place in gazetteer.places if _is_ours(place)]
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
    PlaceChange.objects.bulk_create(_change_rows(gazetteer), ignore_conflicts=True)


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
