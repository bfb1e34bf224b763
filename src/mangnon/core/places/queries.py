"""Reads of places as they were on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mangnon.core.places.models import Level, Place, PlaceVersion


@dataclass(frozen=True)
class PlaceName:
    """A place as it is called and placed on a day."""

    id: UUID
    code: str
    level: str
    kind: str
    name: str
    parent_id: UUID | None
    synthetic: bool = False

    @property
    def full(self) -> str:
        """Kind and name, as on a letterhead: "Xã Đại Từ"."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}" if self.kind else self.name


_FIELDS = ("place_id", "place__code", "place__level", "kind", "name", "parent_id", "place__synthetic")


def find_place(place_id: UUID, *, on: date) -> PlaceName | None:
    """Return a place as it was on a day, or None when it did not stand then."""
    row = PlaceVersion.objects.filter(place_id=place_id, valid__contains=on).values_list(*_FIELDS).first()
    return PlaceName(*row) if row else None


def find_commune(code: str, *, on: date) -> PlaceName | None:
    """Return the commune that has this code on a day."""
    row = (
        PlaceVersion.objects.filter(place__code=code, place__level=Level.COMMUNE, valid__contains=on)
        .values_list(*_FIELDS)
        .first()
    )
    return PlaceName(*row) if row else None


def list_communes(*, on: date) -> list[PlaceName]:
    """Return the communes and wards standing on a day, by name; of one province of today, or both of before."""
    rows = PlaceVersion.objects.filter(place__level=Level.COMMUNE, valid__contains=on).values_list(*_FIELDS)
    return sorted((PlaceName(*row) for row in rows), key=lambda place: place.name)


def list_hamlets(commune_ids: Iterable[UUID], *, on: date) -> list[PlaceName]:
    """Return the hamlets of some communes on a day, by code."""
    rows = (
        PlaceVersion.objects.filter(place__level=Level.HAMLET, parent_id__in=list(commune_ids), valid__contains=on)
        .order_by("place__code")
        .values_list(*_FIELDS)
    )
    return [PlaceName(*row) for row in rows]


def names_of(place_ids: Iterable[UUID], *, on: date) -> dict[UUID, PlaceName]:
    """Return the names of several places on a day, by key."""
    rows = PlaceVersion.objects.filter(place_id__in=set(place_ids), valid__contains=on).values_list(*_FIELDS)
    return {row[0]: PlaceName(*row) for row in rows}


def province(*, on: date) -> PlaceName:
    """Return Thái Nguyên as it stood on a day."""
    row = (
        PlaceVersion.objects.filter(place__level=Level.PROVINCE, place__code="19", valid__contains=on)
        .values_list(*_FIELDS)
        .get()
    )
    return PlaceName(*row)


def get_row(place_id: UUID) -> Place:
    """Return a place's own row."""
    return Place.objects.get(pk=place_id)


def last_name(place_id: UUID) -> str:
    """Return what a place was called last, whenever that was; its code when nothing is known of it."""
    version = PlaceVersion.objects.filter(place_id=place_id).order_by("-valid").first()
    if version is None:
        return str(Place.objects.get(pk=place_id))
    return f"{version.kind[:1].upper()}{version.kind[1:]} {version.name}"
