"""The dated places in memory: who existed when, under whom, and what became of whom.

Pure: it is built from content or from rows of the database, and never reads a clock. A code may be used
again for another unit (05443 was Trưng Vương, is Phan Đình Phùng), so a code always goes with a day. A
day left out (``None``) means "after every change known", which is today unless changes are planned ahead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from mangnon.core.places.names import Level
from mangnon.vocab.errors import MangnonError

ChangeKind = Literal["keep", "rename", "merge", "split", "reparent"]
Share = Literal["whole", "part"]


class UnknownPlaceError(MangnonError):
    """No place bears this code on this day."""

    code = "place.unknown"


class OverlappingPlacesError(MangnonError):
    """Two places bear one code at the same time."""

    code = "place.overlap"


@dataclass(frozen=True, slots=True)
class PlaceVersion:
    """One place as it was from a day to the day before another.

    Args:
        level: province, district, commune or hamlet.
        code: 2, 3 or 5 digits with leading zeros; a hamlet's begins with its commune's.
        kind: "xã", "phường", "thị trấn", "huyện", "thành phố", "tỉnh", "xóm" ...
        parent: code of the place above, ``None`` for a province.
        valid_from: first day, ``None`` when it lies before all records.
        valid_to: first day on which it no longer exists so, ``None`` when open.
        lat, lon: centre in degrees (WGS 84), for schematic maps only.
        area_km2: area in square kilometres.
    """

    level: Level
    code: str
    name: str
    kind: str
    parent: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None
    source: str = ""
    verified: bool = False
    note: str = ""

    @property
    def full_name(self) -> str:
        """Kind and name as they stand on a screen: "Xã Tân Khánh"."""
        label = f"{self.kind} {self.name}".strip()
        return label[:1].upper() + label[1:]

    def exists_on(self, on: date | None) -> bool:
        """Say whether the place existed so on a day; ``None`` asks whether it is still open."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One old unit, existing until the day before ``on``, that went into one new unit from ``on``."""

    on: date
    level: Level
    kind: ChangeKind
    old_code: str
    new_code: str
    share: Share
    source: str = ""
    verified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """Another way in which offices write the name of one place version."""

    level: Level
    code: str
    valid_to: date | None
    alias: str
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Successor:
    """A later unit and whether the whole of the earlier one went there."""

    place: PlaceVersion
    share: Share


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All dated places with their changes and other spellings; build it with :func:`build_gazetteer`.

    Two gazetteers are never equal, so that what is worked out from one can be kept by it.
    """

    places: tuple[PlaceVersion, ...]
    changes: tuple[PlaceChange, ...]
    aliases: tuple[PlaceAlias, ...] = ()
    _by_code: Mapping[str, tuple[PlaceVersion, ...]] = field(default_factory=dict, repr=False)
    _by_parent: Mapping[str, tuple[PlaceVersion, ...]] = field(default_factory=dict, repr=False)
    _onward: Mapping[tuple[Level, str], tuple[PlaceChange, ...]] = field(default_factory=dict, repr=False)

    def versions(self, code: str) -> tuple[PlaceVersion, ...]:
        """Return every version that bore a code, oldest first; empty when none did."""
        return self._by_code.get(code, ())

    def find(self, *, code: str, on: date | None = None) -> PlaceVersion | None:
        """Return the place that bears a code on a day, or ``None``."""
        return next((place for place in self.versions(code) if place.exists_on(on)), None)

    def get(self, *, code: str, on: date | None = None) -> PlaceVersion:
        """Return the place that bears a code on a day.

        Raises:
            UnknownPlaceError: no place bears it then.
        """
        place = self.find(code=code, on=on)
        if place is None:
            day = f" vào ngày {on:%d/%m/%Y}" if on else ""
            raise UnknownPlaceError(f"Không có đơn vị hành chính mã {code}{day}. Hãy kiểm tra lại mã và ngày.")
        return place

    def as_of(self, on: date | None = None, *, level: Level | None = None) -> tuple[PlaceVersion, ...]:
        """Return the places that exist on a day, of one level or all, by code."""
        return tuple(place for place in self.places if place.exists_on(on) and (level is None or place.level == level))

    def children_of(self, *, code: str, on: date | None = None) -> tuple[PlaceVersion, ...]:
        """Return the places directly beneath a code on a day, by code."""
        return tuple(place for place in self._by_parent.get(code, ()) if place.exists_on(on))

    def beneath(self, *, code: str, on: date | None = None, level: Level) -> tuple[PlaceVersion, ...]:
        """Return the places of a level anywhere beneath a code on a day, that place itself included."""
        place = self.find(code=code, on=on)
        if place is None:
            return ()
        if place.level == level:
            return (place,)
        return tuple(
            found
            for child in self.children_of(code=code, on=on)
            for found in self.beneath(code=child.code, on=on, level=level)
        )

    def ancestors(self, place: PlaceVersion) -> Iterator[PlaceVersion]:
        """Go up from a place to its province, as things stood on its last day (today's if it is open)."""
        parent = place.parent
        while parent is not None:
            above = self._parent_version(parent, place)
            if above is None:
                return
            yield above
            parent = above.parent

    def lineage(self, *, code: str, on: date | None = None, until: date | None = None) -> tuple[Successor, ...]:
        """Say what has become, by a day, of the place that bore a code on another day.

        Args:
            code: a province, district, commune or hamlet. A district that ended becomes the communes its
                communes went into.
            on: the day on which the code was written; ``None`` takes the place open today, or else the
                last one that bore the code.
            until: the day asked about; ``None`` is after every known change.

        Returns:
            The units of that later day in the order of their codes; one of share "whole" when the place
            went there undivided. Empty when nobody bore the code.
        """
        start = self.find(code=code, on=on)
        if start is None and on is None:
            start = next(reversed(self.versions(code)), None)
        return () if start is None else self.successors(start, until=until)

    def successors(self, place: PlaceVersion, *, until: date | None = None) -> tuple[Successor, ...]:
        """Say what has become of one place version by a day (see :meth:`lineage`)."""
        reached: dict[PlaceVersion, Share] = {}
        for later, share in self._follow(place, "whole", until):
            reached[later] = "part" if "part" in (share, reached.get(later, share)) else "whole"
        if len(reached) > 1:
            return tuple(Successor(later, "part") for later in sorted(reached, key=_by_code_then_day))
        return tuple(Successor(later, share) for later, share in reached.items())

    def predecessors(self, place: PlaceVersion) -> tuple[PlaceVersion, ...]:
        """Return the places that went into this one, wholly or in part, when it came about."""
        if place.valid_from is None:
            return ()
        found = []
        for change in self.changes:
            if change.new_code == place.code and change.on == place.valid_from and change.level == place.level:
                before = self._version_until(change.old_code, change.on)
                if before is not None:
                    found.append(before)
        return tuple(found)

    def names_of(self, *, code: str, on: date | None = None) -> tuple[str, ...]:
        """Return the official full name that a code bears on a day, then its other spellings."""
        place = self.find(code=code, on=on)
        if place is None:
            return ()
        return (place.full_name, *(alias.alias for alias in self.aliases_of(place)))

    def aliases_of(self, place: PlaceVersion) -> tuple[PlaceAlias, ...]:
        """Return the other spellings of one place version."""
        return tuple(
            alias
            for alias in self.aliases
            if alias.code == place.code and alias.level == place.level and alias.valid_to == place.valid_to
        )

    def _follow(self, place: PlaceVersion, share: Share, until: date | None) -> Iterator[tuple[PlaceVersion, Share]]:
        ended = place.valid_to
        if ended is None or (until is not None and until < ended):
            yield place, share
            return
        onward = [c for c in self._onward.get((place.level, place.code), ()) if c.on == ended]
        for change in onward:
            later = self.find(code=change.new_code, on=change.on)
            if later is not None:
                yield from self._follow(later, "part" if change.share == "part" else share, until)
        if not onward:
            for child in self._by_parent.get(place.code, ()):
                if child.valid_to == ended:
                    yield from self._follow(child, share, until)

    def _parent_version(self, code: str, child: PlaceVersion) -> PlaceVersion | None:
        if child.valid_to is None:
            return self.find(code=code)
        return self._version_until(code, child.valid_to) or self.find(code=code, on=child.valid_from)

    def _version_until(self, code: str, end: date) -> PlaceVersion | None:
        """Return the version of a code that existed on the day before ``end``."""
        before = date.fromordinal(end.toordinal() - 1)
        return self.find(code=code, on=before)


def build_gazetteer(
    *,
    places: Iterable[PlaceVersion],
    changes: Iterable[PlaceChange],
    aliases: Iterable[PlaceAlias] = (),
) -> Gazetteer:
    """Put dated places together so that they can be asked.

    Raises:
        OverlappingPlacesError: two versions of one code share a day.
    """
    ordered = tuple(sorted(places, key=_by_code_then_day))
    by_code: dict[str, list[PlaceVersion]] = defaultdict(list)
    by_parent: dict[str, list[PlaceVersion]] = defaultdict(list)
    for place in ordered:
        by_code[place.code].append(place)
        if place.parent is not None:
            by_parent[place.parent].append(place)
    for code, versions in by_code.items():
        for earlier, later in pairwise(versions):
            if earlier.valid_to is None or later.valid_from is None or earlier.valid_to > later.valid_from:
                raise OverlappingPlacesError(
                    f"Mã {code} được dùng cho hai đơn vị cùng lúc ({earlier.full_name}, {later.full_name}). "
                    "Hãy sửa lại ngày hiệu lực của một trong hai."
                )
    listed = tuple(sorted(changes, key=lambda c: (c.on, c.level, c.old_code, c.new_code)))
    onward: dict[tuple[Level, str], list[PlaceChange]] = defaultdict(list)
    for change in listed:
        onward[(change.level, change.old_code)].append(change)
    return Gazetteer(
        places=ordered,
        changes=listed,
        aliases=tuple(aliases),
        _by_code={code: tuple(found) for code, found in by_code.items()},
        _by_parent={code: tuple(found) for code, found in by_parent.items()},
        _onward={key: tuple(found) for key, found in onward.items()},
    )


def _by_code_then_day(place: PlaceVersion) -> tuple[str, date]:
    return place.code, place.valid_from or date.min
