"""The ways to read an address: which of its words name a commune, a district, a province.

Pure. An address is read from its end; what is left in front of the commune is the hamlet. All readings
that the gazetteer allows are returned with a cost, the likeliest ones lowest; to choose between them is
the business of the resolution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion
from mangnon.core.places.names import (
    Level,
    Word,
    looks_like_hamlet,
    name_key,
    read_prefix,
    starts_with_prefix,
    toned_key,
    words_of,
)
from mangnon.vocab.text import has_marks

COST_LOOSE = 1  # a name inside a part of the address, without a word like "xã" before it
COST_ODD_FRONT = 1  # something stands before the commune that does not look like a hamlet
COST_DIFFERS = 1  # the commune does not lie in the district or province written
COST_DOUBT = 1  # the name may as well be that of another level: an abolished district, another province
COST_NO_COMMUNE = 2
COST_UNREAD = 1  # a district or province is written that nobody knows
MOST_UNKNOWN_WORDS = 6
MOST_LETTERS_SHORT = 2  # "H", "TX", "TP" may mean other things; longer words are meant


@dataclass(frozen=True, eq=False)
class NameIndex:
    """A gazetteer's names by level and unaccented words, with what each commune belongs to."""

    by_words: dict[Level, dict[tuple[str, ...], tuple[PlaceVersion, ...]]]
    longest: dict[Level, int]
    spelled: dict[PlaceVersion, frozenset[str]]
    districts: dict[PlaceVersion, frozenset[str]]
    provinces: dict[PlaceVersion, frozenset[str]]
    home: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an address.

    Args:
        cost: 0 is the likeliest.
        commune, district, province: the places its words name.
        front: the words before the commune.
        kinds: the kinds that the word before the commune's name may mean; empty when none is written.
        exact: whether the commune's marks are written as in the list, or none are written at all.
        differs: warnings about a district or province that does not hold the commune.
        unread: warnings about a district or province that is written but not known.
        elsewhere: whether the province written is another one.
    """

    cost: int
    commune: PlaceVersion | None
    district: PlaceVersion | None
    province: PlaceVersion | None
    front: tuple[Word, ...]
    kinds: tuple[str, ...] = ()
    exact: bool = True
    differs: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    """Words that name places of one level: where they begin and how they are written."""

    start: int
    places: tuple[PlaceVersion, ...]
    kinds: tuple[str, ...]
    toned: str
    marked: bool
    loose: bool


@lru_cache(maxsize=4)
def name_index(gazetteer: Gazetteer) -> NameIndex:
    """Index the names and other spellings of all provinces, districts and communes, once for each gazetteer."""
    aliases: dict[tuple[Level, str, date | None], list[str]] = {}
    for alias in gazetteer.aliases:
        aliases.setdefault((alias.level, alias.code, alias.valid_to), []).append(alias.alias)
    by_words: dict[Level, dict[tuple[str, ...], tuple[PlaceVersion, ...]]] = {level: {} for level in Level}
    spelled: dict[PlaceVersion, frozenset[str]] = {}
    for place in gazetteer.places:
        if place.level == Level.HAMLET:
            continue
        called = (place.name, *aliases.get((place.level, place.code, place.valid_to), ()))
        spelled[place] = frozenset(toned_key(name) for name in called)
        table = by_words[place.level]
        for key in {tuple(name_key(name).split()) for name in called}:
            table[key] = (*table.get(key, ()), place)
    communes = [place for place in gazetteer.places if place.level == Level.COMMUNE]
    provinces = {place: _codes_above(gazetteer, place, Level.PROVINCE) for place in communes}
    return NameIndex(
        by_words=by_words,
        longest={level: max(map(len, table), default=0) for level, table in by_words.items()},
        spelled=spelled,
        districts={place: _codes_above(gazetteer, place, Level.DISTRICT) for place in communes},
        provinces=provinces,
        home=frozenset(code for codes in provinces.values() for code in codes),
    )


def read_address(index: NameIndex, *, text: str, district: str = "", province: str = "") -> list[Reading]:
    """Return the ways to read an address, in no order.

    Args:
        text: the address, or the column that holds the commune.
        district, province: columns of their own, empty when there are none.
    """
    words = _without_country(words_of(text))
    given_district = _column(index, district, Level.DISTRICT)
    given_province = _column(index, province, Level.PROVINCE)
    found: list[Reading] = []
    for in_province, end in _choices(index, words, len(words), Level.PROVINCE):
        districts = list(_choices(index, words, end, Level.DISTRICT))
        unknown = 0 if len(districts) > 1 else _unknown_district(index, words, end)
        for in_district, before in districts:
            for commune, front in _choices(index, words, before - unknown, Level.COMMUNE):
                if commune is not None and _breaks_a_name(words, front, commune):
                    continue
                unread = _unread(
                    words[:front],
                    district_unknown=unknown > 0 or (given_district is None and bool(words_of(district))),
                    province_unknown=given_province is None and bool(words_of(province)),
                )
                found.extend(
                    _combine(
                        index,
                        commune=commune,
                        district=in_district or given_district,
                        province=in_province or given_province,
                        front=words[:front],
                        unread=unread,
                    )
                )
    return found


def parts_of(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Split words at the separators between them."""
    found: list[list[Word]] = []
    for word in words:
        if word.starts_part or not found:
            found.append([])
        found[-1].append(word)
    return [tuple(part) for part in found]


def names_a_commune(part: tuple[Word, ...]) -> bool:
    """Say whether a part of an address begins with "xã", "phường" or "thị trấn" (a lone "x" may be a xóm)."""
    length = starts_with_prefix(part, Level.COMMUNE)
    return 0 < length < len(part) and (length > 1 or len(part[0].text) > 1)


def _choices(index: NameIndex, words: tuple[Word, ...], end: int, level: Level) -> Iterator[tuple[_Match | None, int]]:
    """Yield every name of a level that ends at a position, longest first, and then "not written"."""
    for length in range(min(index.longest[level], end), 0, -1):
        start = end - length
        run = words[start:end]
        places = index.by_words[level].get(tuple(word.bare for word in run))
        if places is None:
            continue
        broken = any(word.starts_part for word in run[1:])
        if broken and not any("-" in place.name for place in places):
            continue
        for match in _matches(index, words, start, run, places, level):
            yield match, match.start
    yield None, end


def _matches(
    index: NameIndex,
    words: tuple[Word, ...],
    start: int,
    run: tuple[Word, ...],
    places: tuple[PlaceVersion, ...],
    level: Level,
) -> Iterator[_Match]:
    """Yield a name with the kind words before it, without them, or not at all if they are another level's."""
    toned = " ".join(word.spelled for word in run)
    marked = any(has_marks(word.text) for word in run)
    length, others = 0, 0
    kinds: tuple[str, ...] = ()
    if not words[start].starts_part:
        length, kinds = read_prefix(words, end=start, level=level)
        others = max(read_prefix(words, end=start, level=other)[0] for other in Level if other != level)
    # "Quan" before "Ngân Sơn" may be quận, or the end of "Thượng Quan": then both are read.
    doubtful = max(length, others) > 0 and _ends_a_name(index, words, start, max(length, others))
    if length >= others and length:
        fitting = _of_kind(places, kinds) if level == Level.PROVINCE else places
        if fitting:
            yield _Match(start - length, fitting, kinds, toned, marked, doubtful)
    if doubtful or max(length, others) == 0:
        one_part = not any(word.starts_part for word in words[1:])
        yield _Match(start, places, (), toned, marked, not (words[start].starts_part or one_part))


def _ends_a_name(index: NameIndex, words: tuple[Word, ...], end: int, length: int) -> bool:
    """Say whether what looks like a kind word is the end of a name ("Văn Lang", "Trang Xa")."""
    return any(
        tuple(word.bare for word in words[end - longer : end]) in index.by_words[level]
        for level in (Level.DISTRICT, Level.COMMUNE)
        for longer in range(length + 1, min(index.longest[level], end) + 1)
    )


def _of_kind(places: tuple[PlaceVersion, ...], kinds: tuple[str, ...]) -> tuple[PlaceVersion, ...]:
    """Keep the provinces that the word before them fits; "TP Thái Nguyên" is the old city."""
    return tuple(place for place in places if place.kind in kinds)


def _breaks_a_name(words: tuple[Word, ...], front: int, commune: _Match) -> bool:
    """Say whether the words before a commune name another one, or run on into its name."""
    if front == 0:
        return False
    parts = parts_of(words[:front])
    if any(names_a_commune(part) for part in parts):
        return True
    return not commune.kinds and not words[front].starts_part and not _is_whole_hamlet(parts[-1])


def _is_whole_hamlet(part: tuple[Word, ...]) -> bool:
    """Say whether a part is a hamlet with a name or number, not only the word "xóm"."""
    return looks_like_hamlet(part) and starts_with_prefix(part, Level.HAMLET) < len(part)


def _combine(
    index: NameIndex,
    *,
    commune: _Match | None,
    district: _Match | None,
    province: _Match | None,
    front: tuple[Word, ...],
    unread: tuple[str, ...],
) -> Iterator[Reading]:
    cost = sum(COST_LOOSE for match in (commune, district, province) if match is not None and match.loose)
    if front and not looks_like_hamlet(parts_of(front)[-1]):
        cost += COST_ODD_FRONT
    for in_province in province.places if province else (None,):
        if in_province is not None and in_province.code not in index.home:
            bare = commune is not None and not commune.kinds
            doubt = bare or (province is not None and not province.kinds and _also_names(index, in_province))
            yield Reading(cost + COST_DOUBT * doubt, None, None, in_province, front, unread=unread, elsewhere=True)
            continue
        for in_district in district.places if district else (None,):
            if commune is None:
                yield Reading(cost + COST_NO_COMMUNE, None, in_district, in_province, front, unread=unread)
                continue
            for place in commune.places:
                differs = _differs(index, place, in_district, in_province)
                bare = bool(front) and not commune.kinds and (in_district is None or bool(differs))
                doubt = bare and _was_district(index, place)
                yield Reading(
                    cost=cost + COST_DIFFERS * len(differs) + COST_UNREAD * len(unread) + COST_DOUBT * doubt,
                    commune=place,
                    district=in_district,
                    province=in_province,
                    front=front,
                    kinds=commune.kinds,
                    exact=not commune.marked or commune.toned in index.spelled[place],
                    differs=differs,
                    unread=unread,
                )


def _also_names(index: NameIndex, province: PlaceVersion) -> bool:
    """Say whether a province elsewhere bears the name of a commune here (Hòa Bình, Bình Thuận)."""
    return tuple(name_key(province.name).split()) in index.by_words[Level.COMMUNE]


def _was_district(index: NameIndex, commune: PlaceVersion) -> bool:
    """Say whether a commune bears the name of an abolished district (Phú Bình)."""
    return tuple(name_key(commune.name).split()) in index.by_words[Level.DISTRICT]


def _differs(
    index: NameIndex, commune: PlaceVersion, district: PlaceVersion | None, province: PlaceVersion | None
) -> tuple[str, ...]:
    found = []
    if district is not None and district.code not in index.districts[commune]:
        found.append("place.district_differs")
    if province is not None and province.code not in index.provinces[commune]:
        found.append("place.province_differs")
    return tuple(found)


def _column(index: NameIndex, cell: str, level: Level) -> _Match | None:
    """Read a column that holds nothing but one district or province; ``None`` when it is empty or unknown."""
    words = _without_country(words_of(cell))
    for match, start in _choices(index, words, len(words), level):
        if match is not None and start == 0:
            return match
    return None


def _unknown_district(index: NameIndex, words: tuple[Word, ...], end: int) -> int:
    """Return how many words at the end are "huyện" or the like with a name that is not known."""
    if any(commune is not None for commune, _ in _choices(index, words, end, Level.COMMUNE)):
        return 0
    for length in range(2, min(MOST_UNKNOWN_WORDS, end) + 1):
        run = words[end - length : end]
        known = starts_with_prefix(run, Level.DISTRICT)
        if known and len(run[0].text) > MOST_LETTERS_SHORT and known < length:
            return length
        if run[0].starts_part:
            break
    return 0


def _unread(front: tuple[Word, ...], *, district_unknown: bool, province_unknown: bool) -> tuple[str, ...]:
    """Return what is written as a district or a province, but is none that is known."""
    found = []
    if district_unknown or _written_in_full(front, Level.DISTRICT):
        found.append("place.district_unknown")
    if province_unknown or _written_in_full(front, Level.PROVINCE):
        found.append("place.province_unknown")
    return tuple(found)


def _written_in_full(words: tuple[Word, ...], level: Level) -> bool:
    """Say whether a part begins with "huyện", "tỉnh" or the like in full."""
    return any(
        0 < starts_with_prefix(part, level) < len(part) and len(part[0].text) > MOST_LETTERS_SHORT
        for part in parts_of(words)
    )


def _without_country(words: tuple[Word, ...]) -> tuple[Word, ...]:
    if len(words) > 2 and [word.bare for word in words[-2:]] == ["viet", "nam"]:
        return words[:-2]
    return words[:-1] if len(words) > 1 and words[-1].bare == "vn" else words


def _codes_above(gazetteer: Gazetteer, commune: PlaceVersion, level: Level) -> frozenset[str]:
    """Return the districts or provinces a commune, what it was made of and what it became ever lay in."""
    kin = [commune, *gazetteer.predecessors(commune)]
    if level == Level.PROVINCE:
        kin.extend(successor.place for successor in gazetteer.successors(commune))
    return frozenset(above.code for place in kin for above in gazetteer.ancestors(place) if above.level == level)
