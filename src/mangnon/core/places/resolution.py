"""From what an office wrote to exactly one commune of today, or to an honest "it depends".

Pure. An address is read from its end (province, district, commune); what is left in front is the hamlet.
Every way of reading it that the gazetteer allows is kept, the likeliest ones are compared, and only when
they all lead to one commune is the place resolved. Nothing is corrected silently: near names are only
suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion, Share
from mangnon.core.places.names import (
    Level,
    Word,
    looks_like_hamlet,
    name_key,
    read_prefix,
    starts_with_prefix,
    stored_text,
    toned_key,
    words_of,
)

Status = Literal["resolved", "split", "ambiguous", "unknown"]

WARNINGS: dict[str, str] = {
    "place.empty": "Không ghi địa chỉ.",
    "place.unknown": "Không nhận ra xã, phường nào trong địa chỉ này.",
    "place.ambiguous": "Tên này chỉ nhiều xã, phường; cần chọn một.",
    "place.split": "Xã cũ này đã được chia về nhiều xã, phường; cần chọn một.",
    "place.old_name": "Địa chỉ ghi tên cũ (trước 01/07/2025); đã chuyển sang đơn vị hiện nay.",
    "place.name_reused": "Tên này vừa là tên mới vừa là tên cũ của một nơi khác; đã hiểu là đơn vị hiện nay.",
    "place.code_reused": "Mã này trước đây thuộc một đơn vị khác; đã hiểu là đơn vị hiện nay.",
    "place.name_later": "Tên này chỉ có sau ngày của giấy tờ.",
    "place.name_was_district": "Tên xã này cũng là tên huyện cũ; đã hiểu là xã hiện nay.",
    "place.only_district": "Chỉ ghi huyện hoặc tỉnh, không ghi xã, phường.",
    "place.district_differs": "Xã này không thuộc huyện đã ghi.",
    "place.district_unknown": "Không nhận ra huyện đã ghi.",
    "place.province_differs": "Xã này không thuộc tỉnh đã ghi.",
    "place.province_unknown": "Không nhận ra tỉnh đã ghi.",
    "place.other_province": "Địa chỉ ở tỉnh khác.",
    "place.kind_differs": "Loại đơn vị (xã, phường, thị trấn) ghi khác với danh mục.",
    "place.spelling": "Dấu trong tên ghi khác với danh mục.",
    "place.from_file": "Lấy theo xã của cả tệp.",
    "place.decided_by_file": "Tên chỉ nhiều nơi; đã chọn theo địa bàn của cả tệp.",
    "place.outside_file": "Địa chỉ nằm ngoài địa bàn của cả tệp.",
}


@dataclass(frozen=True, slots=True)
class PlaceParts:
    """An address in columns; each may be empty, and the commune's may hold more than the commune."""

    commune: str = ""
    district: str = ""
    province: str = ""
    hamlet: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commune of today that the text may mean, and the unit as written through which it may."""

    code: str
    full_name: str
    via: PlaceVersion
    share: Share


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A commune of today whose present or former name is near to what was written."""

    code: str
    full_name: str
    written_name: str
    distance: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an address means today.

    Args:
        status: "resolved" with ``code``; "split" or "ambiguous" with ``candidates``; "unknown", perhaps
            with ``suggestions``.
        code: the one commune of today.
        candidates: the communes to choose from; for "resolved" those it might also have meant.
        district: code of the old district written.
        province: code of the province written (the old or the new one).
        hamlet: the hamlet as spelled, ``None`` when none is written.
        rest: what stands before the hamlet (house number, street).
        warnings: codes of :data:`WARNINGS`.
    """

    status: Status
    code: str | None = None
    candidates: tuple[Candidate, ...] = ()
    district: str | None = None
    province: str | None = None
    hamlet: str | None = None
    rest: str = ""
    warnings: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """Words that name places of one level: where they begin, what they may be, how they were written."""

    start: int
    places: tuple[PlaceVersion, ...]
    kinds: tuple[str, ...]
    loose: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a whole address; the lower its cost, the likelier."""

    cost: int
    commune: PlaceVersion | None
    district: PlaceVersion | None
    province: PlaceVersion | None
    front: tuple[Word, ...]
    exact: bool
    right_kind: bool
    kind_written: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Names:
    """The names of a gazetteer by level and unaccented words, and the spelled keys of each place."""

    by_words: dict[Level, dict[tuple[str, ...], tuple[PlaceVersion, ...]]]
    spelled: dict[PlaceVersion, frozenset[str]]
    longest: dict[Level, int]
    home: frozenset[PlaceVersion]


def resolve(
    gazetteer: Gazetteer,
    *,
    text: str | PlaceParts,
    on: date | None = None,
    within: str | None = None,
    today: date | None = None,
) -> Resolution:
    """Say which commune of today an address, a name or a code means.

    Args:
        gazetteer: the dated places.
        text: an address as written, a bare name, a code (its leading zero may be lost), or columns.
        on: the day on which it was written, ``None`` when unknown. Before July 2025 only the names of
            that time count; on an unknown day a name that is both old and new is the new unit when the
            old ones of that name went wholly into it.
        within: code of the commune, old district or province that the whole file belongs to.
        today: the day whose units are wanted; ``None`` is after every known change.

    Returns:
        The resolution; never an exception, whatever the text.
    """
    parts = text if isinstance(text, PlaceParts) else PlaceParts(commune=text)
    whole_text = not isinstance(text, PlaceParts)
    names = _names_of(gazetteer)
    scope = _codes_within(gazetteer, within, today)
    if not any(words_of(cell) for cell in (parts.commune, parts.district, parts.province, parts.hamlet)):
        return _by_file(Resolution("unknown", warnings=("place.empty",)), scope, within)
    coded = _code_in(parts.commune)
    if coded is not None:
        answer = _resolve_code(gazetteer, code=coded, on=on, today=today, scope=scope)
        return replace(answer, hamlet=stored_text(parts.hamlet) or answer.hamlet)
    readings = _readings(gazetteer, names, parts)
    return _decide(
        gazetteer, names, readings, parts=parts, on=on, today=today, scope=scope, within=within, free=whole_text
    )


# ---------------------------------------------------------------- names


@lru_cache(maxsize=8)
def _names_by_id(gazetteer: _Held) -> _Names:
    by_words: dict[Level, dict[tuple[str, ...], list[PlaceVersion]]] = {level: {} for level in Level}
    spelled: dict[PlaceVersion, frozenset[str]] = {}
    home_provinces = _home_provinces(gazetteer.held)
    home = set()
    aliases: dict[tuple[Level, str, date | None], list[str]] = {}
    for alias in gazetteer.held.aliases:
        aliases.setdefault((alias.level, alias.code, alias.valid_to), []).append(alias.alias)
    for place in gazetteer.held.places:
        if place.level == Level.HAMLET:
            continue
        called = [place.name, *aliases.get((place.level, place.code, place.valid_to), ())]
        spelled[place] = frozenset(toned_key(name) for name in called)
        for name in called:
            key = tuple(name_key(name).split())
            listed = by_words[place.level].setdefault(key, [])
            if place not in listed:
                listed.append(place)
        if place.level == Level.PROVINCE and place in home_provinces:
            home.add(place)
    return _Names(
        by_words={level: {key: tuple(found) for key, found in table.items()} for level, table in by_words.items()},
        spelled=spelled,
        longest={level: max(map(len, table), default=0) for level, table in by_words.items()},
        home=frozenset(home),
    )


class _Held:
    """A gazetteer as a key of the cache: the same object, not an equal one."""

    __slots__ = ("held",)

    def __init__(self, held: Gazetteer) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.held is self.held


def _names_of(gazetteer: Gazetteer) -> _Names:
    return _names_by_id(_Held(gazetteer))


def _home_provinces(gazetteer: Gazetteer) -> set[PlaceVersion]:
    """Return the provinces beneath which communes are listed: the one of today and those before it."""
    home = set()
    for place in gazetteer.places:
        if place.level == Level.COMMUNE:
            home.update(above for above in gazetteer.ancestors(place) if above.level == Level.PROVINCE)
    return home


# ---------------------------------------------------------------- reading


def _readings(gazetteer: Gazetteer, names: _Names, parts: PlaceParts) -> list[_Reading]:
    """Read the columns in every way the names allow."""
    column = parts.commune if words_of(parts.commune) else parts.hamlet
    words = _without_country(words_of(column))
    separate_hamlet = words_of(parts.hamlet) if column is parts.commune else ()
    given_provinces = _column(names, parts.province, Level.PROVINCE)
    given_districts = _column(names, parts.district, Level.DISTRICT)
    found: list[_Reading] = []
    for province, end in _choices(names, words, len(words), Level.PROVINCE):
        if given_provinces is not None and province is not None:
            continue
        for district, before in _choices(names, words, end, Level.DISTRICT):
            if given_districts is not None and district is not None:
                continue
            for commune, front in _choices(names, words, before, Level.COMMUNE):
                if _leaves_a_unit(words[:front], commune):
                    continue
                found.extend(
                    _combine(
                        gazetteer,
                        names,
                        commune=commune,
                        districts=_either(district, given_districts),
                        provinces=_either(province, given_provinces),
                        front=(*separate_hamlet, *words[:front]),
                        loose=any(match is not None and match.loose for match in (province, district)),
                        unread=(
                            given_districts == () or starts_in(words[:front], Level.DISTRICT),
                            given_provinces == () or starts_in(words[:front], Level.PROVINCE),
                        ),
                    )
                )
    return found


def _choices(names: _Names, words: tuple[Word, ...], end: int, level: Level) -> Iterator[tuple[_Match | None, int]]:
    """Yield every name of a level that ends at a position, longest first, and then "not written"."""
    for length in range(min(names.longest[level], end), 0, -1):
        start = end - length
        run = words[start:end]
        places = names.by_words[level].get(tuple(word.bare for word in run))
        hyphenated = places is not None and all("-" in place.name for place in places)
        if places is None or (any(word.starts_part for word in run[1:]) and not hyphenated):
            continue
        match = _with_prefix(words, start, places, level)
        if match is not None:
            yield match, match.start
    yield None, end


def _with_prefix(words: tuple[Word, ...], start: int, places: tuple[PlaceVersion, ...], level: Level) -> _Match | None:
    """Take in the kind words before a name; ``None`` when they say it is of another level."""
    if not words[start].starts_part:
        length, kinds = read_prefix(words, end=start, level=level)
        if length and not _is_hamlet_letter(words, start, length):
            return _Match(start - length, places, kinds, loose=False)
        if any(read_prefix(words, end=start, level=other)[0] for other in Level if other != level):
            return None
    one_part = not any(word.starts_part for word in words[1:])
    if words[start].starts_part or one_part:
        return _Match(start, places, (), loose=False)
    return _Match(start, places, (), loose=True)


def _is_hamlet_letter(words: tuple[Word, ...], start: int, length: int) -> bool:
    """Say whether a single "x" or "t" stands before a number, where it means a hamlet."""
    return length == 1 and words[start - 1].bare in {"x", "t"} and words[start].text[0].isdigit()


def _leaves_a_unit(front: tuple[Word, ...], commune: _Match | None) -> bool:
    """Say whether a commune was read although the words before it name another one, or break a name."""
    if commune is None:
        return False
    if any(starts_with_prefix(part, Level.COMMUNE) and not looks_like_hamlet(part) for part in _parts(front)):
        return True
    if not commune.kinds and front and commune.loose is False and not _ends_part(front, commune):
        return not looks_like_hamlet(_parts(front)[-1])
    return commune.loose and bool(front) and not looks_like_hamlet(_parts(front)[-1])


def _ends_part(front: tuple[Word, ...], commune: _Match) -> bool:
    """Say whether the commune begins a part of its own (the words before it ended theirs)."""
    return bool(front) and commune.start == len(front) and commune.places != () and _PART_MARK in front[-1:]


_PART_MARK: object = object()


def _parts(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Split words at the separators between them."""
    found: list[list[Word]] = []
    for word in words:
        if word.starts_part or not found:
            found.append([])
        found[-1].append(word)
    return [tuple(part) for part in found]


def starts_in(words: tuple[Word, ...], level: Level) -> bool:
    """Say whether a part begins with the kind words of a level written in full ("huyện", "tỉnh")."""
    return any(
        (length := starts_with_prefix(part, level)) and length < len(part) and len(part[0].text) > 2
        for part in _parts(words)
    )


def _unused(_: Iterable[object]) -> None: ...
