"""Reads of places as they were on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from mangnon.core.places import gazetteer as dated
from mangnon.core.places.ahead import Wish, as_asked
from mangnon.core.places.models import Level, Place, PlaceChange, PlaceVersion, PlannedChange, PlanState
from mangnon.core.places.names import Level as DatedLevel
from mangnon.vocab.text import search_key


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


@dataclass(frozen=True)
class DatedPlaces:
    """All dated places of the database for the pure functions, and the key of each by level, code and day."""

    gazetteer: dated.Gazetteer
    keys: dict[tuple[str, str], list[tuple[date, date, UUID]]]

    def key(self, *, level: str, code: str, on: date) -> UUID:
        """Return the key of the place that bears a code on a day."""
        return next(key for start, end, key in self.keys[level, code] if start <= on < end)


def dated_places() -> DatedPlaces:
    """Read every place, version and change of the database."""
    keys: dict[tuple[str, str], list[tuple[date, date, UUID]]] = {}
    places = []
    fields = ("place_id", "place__level", "place__code", "name", "kind", "parent__code", "valid",
              "place__latitude", "place__longitude", "place__area_km2", "place__source", "place__verified")  # fmt: skip
    for row in PlaceVersion.objects.values_list(*fields):
        key, level, code, name, kind, parent, valid, lat, lon, area, source, verified = row
        keys.setdefault((level, code), []).append((valid.lower or date.min, valid.upper or date.max, key))
        places.append(
            dated.PlaceVersion(
                level=DatedLevel(level),
                code=code,
                name=name,
                kind=kind,
                parent=parent,
                valid_from=valid.lower,
                valid_to=valid.upper,
                lat=lat,
                lon=lon,
                area_km2=area,
                source=source,
                verified=verified,
            )
        )
    changes = [
        dated.PlaceChange(
            on=on,
            level=DatedLevel(level),
            kind="merge" if whole else "split",
            old_code=old,
            new_code=new,
            share="whole" if whole else "part",
            source=source,
            verified=verified,
        )
        for on, level, old, new, whole, source, verified in PlaceChange.objects.values_list(
            "on", "old__level", "old__code", "new__code", "whole", "source", "verified"
        )
    ]
    return DatedPlaces(dated.build_gazetteer(places=places, changes=changes), keys)


def find_by_name(words: str) -> list[tuple[PlaceName, date | None, date | None]]:
    """Return the places that ever bore a name like this, newest first, each with its first day and its end.

    Args:
        words: a name or a part of one, with or without tone marks.
    """
    wanted = search_key(words)
    if len(wanted) < 2:
        return []
    rows = (
        PlaceVersion.objects.filter(search_name__contains=wanted)
        .order_by("-valid", "place__code")
        .values_list(*_FIELDS, "valid")[:60]
    )
    return [(PlaceName(*row[:-1]), row[-1].lower, row[-1].upper) for row in rows]


def list_beneath(place_id: UUID, *, on: date) -> list[PlaceName]:
    """Return the places directly beneath one on a day, by code."""
    rows = PlaceVersion.objects.filter(parent_id=place_id, valid__contains=on).order_by("place__code")
    return [PlaceName(*row) for row in rows.values_list(*_FIELDS)]


def count_hamlets(*, on: date) -> dict[UUID, int]:
    """Return how many hamlets each commune has on a day."""
    from django.db.models import Count

    rows = PlaceVersion.objects.filter(place__level=Level.HAMLET, valid__contains=on, parent__isnull=False)
    return dict(rows.values("parent_id").annotate(n=Count("id")).values_list("parent_id", "n"))


@dataclass(frozen=True)
class PlaceTime:
    """What a place was called and belonged to from one day to the day before another."""

    full: str
    parent_id: UUID | None
    start: date | None
    end: date | None


@dataclass(frozen=True)
class PlaceLink:
    """Another place that a place came from or went into, on a day, wholly or in part."""

    place_id: UUID
    full: str
    on: date
    whole: bool
    source: str
    verified: bool


def list_times(place_id: UUID) -> list[PlaceTime]:
    """Return a place's names and parents, newest first."""
    rows = PlaceVersion.objects.filter(place_id=place_id).order_by("-valid")
    return [
        PlaceTime(f"{row.kind[:1].upper()}{row.kind[1:]} {row.name}", row.parent_id, row.valid.lower, row.valid.upper)
        for row in rows
    ]


def list_links(place_id: UUID) -> tuple[list[PlaceLink], list[PlaceLink]]:
    """Return the places a place came from, and those it went into."""
    came = PlaceChange.objects.filter(new_id=place_id).exclude(old_id=place_id).order_by("on")
    went = PlaceChange.objects.filter(old_id=place_id).exclude(new_id=place_id).order_by("on")

    def link(key: UUID, each: PlaceChange) -> PlaceLink:
        return PlaceLink(key, last_name(key), each.on, each.whole, each.source, each.verified)

    return [link(each.old_id, each) for each in came], [link(each.new_id, each) for each in went]


def list_tops(*, on: date) -> list[PlaceName]:
    """Return the provinces standing on a day, by name: one today, two before 1 July 2025."""
    rows = PlaceVersion.objects.filter(place__level=Level.PROVINCE, valid__contains=on).values_list(*_FIELDS)
    return sorted((PlaceName(*row) for row in rows), key=lambda place: place.name)


@dataclass(frozen=True)
class PlannedRow:
    """A change decided for a day ahead, by whom and when, and what became of it."""

    wish: Wish
    planned_by: UUID | None
    planned_at: datetime
    state: str
    reason: str

    @property
    def waits(self) -> bool:
        """Whether it is to be carried out on its day."""
        return self.state == PlanState.PLANNED

    @property
    def stopped(self) -> bool:
        """Whether its day came and it could not be made."""
        return self.state == PlanState.STOPPED

    @property
    def done(self) -> bool:
        """Whether it has been carried out."""
        return self.state == PlanState.DONE


def list_planned() -> list[PlannedRow]:
    """Return the changes that wait for their day, or could not be made and wait for somebody; soonest first."""
    rows = PlannedChange.objects.filter(state__in=[PlanState.PLANNED, PlanState.STOPPED])
    return [_planned_row(row) for row in rows.order_by("on", "planned_at", "id")]


def list_wishes() -> list[Wish]:
    """Return the changes that are decided for a day ahead, soonest first."""
    return [each.wish for each in list_planned() if each.waits]


def find_planned(planned_id: UUID) -> PlannedRow | None:
    """Return one change decided for a day ahead, whatever became of it."""
    row = PlannedChange.objects.filter(pk=planned_id).first()
    return _planned_row(row) if row else None


def any_planned_by(on: date) -> bool:
    """Tell whether a change waits whose day has come."""
    return PlannedChange.objects.filter(state=PlanState.PLANNED, on__lte=on).exists()


def _planned_row(row: PlannedChange) -> PlannedRow:
    wish = Wish(row.pk, as_asked(row.action), row.on, row.source)
    return PlannedRow(wish, row.planned_by, row.planned_at, row.state, row.reason)
