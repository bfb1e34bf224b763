"""From what an office wrote to exactly one commune of today, or to an honest "it depends".

Pure. Of all readings of an address the likeliest are compared; only when they all lead to one commune is
the place resolved. Nothing is corrected silently: near names are only suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from mangnon.core.places.answers import WARNINGS, Candidate, PlaceParts, Resolution, Status, Suggestion
from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion
from mangnon.core.places.names import (
    Level,
    Word,
    looks_like_hamlet,
    name_key,
    stored_text,
    toned_key,
    words_of,
)
from mangnon.core.places.reading import (
    NameIndex,
    Reading,
    name_index,
    names_a_commune,
    parts_of,
    read_address,
)
from mangnon.core.places.suggestions import suggest

__all__ = ["WARNINGS", "Candidate", "PlaceParts", "Resolution", "Status", "Suggestion", "resolve"]

_CODE = re.compile(r"\s*'?(\d{4,5})(?:\.0+)?\s*")


@dataclass(frozen=True)
class _Question:
    """What :func:`resolve` was asked, with what it looks things up in."""

    gazetteer: Gazetteer
    index: NameIndex
    parts: PlaceParts
    free: bool
    on: date | None
    today: date | None
    within: str | None
    scope: frozenset[str] | None

    @property
    def only_hamlet(self) -> bool:
        """Whether the commune's column is empty, so that its name can only stand in the hamlet's."""
        return not words_of(self.parts.commune)

    @property
    def column(self) -> str:
        """The column to read the commune from."""
        return self.parts.hamlet if self.only_hamlet else self.parts.commune

    @property
    def one_commune(self) -> str | None:
        """The commune of today that the whole file belongs to, when it is one."""
        return next(iter(self.scope)) if self.scope is not None and len(self.scope) == 1 else None


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
        on: the day on which it was written, ``None`` when unknown. A name is read as it stood that day;
            on an unknown day a name that is both old and new is the new unit if the old ones of that name
            went wholly into it, and stays open otherwise.
        within: code of the commune, old district or province that the whole file belongs to.
        today: the day whose units are wanted; ``None`` is after every known change.

    Returns:
        The resolution; no text raises.
    """
    return _resolve(gazetteer, text, on, within, today)


@lru_cache(maxsize=16384)
def _resolve(
    gazetteer: Gazetteer, text: str | PlaceParts, on: date | None, within: str | None, today: date | None
) -> Resolution:
    parts = text if isinstance(text, PlaceParts) else PlaceParts(commune=text)
    question = _Question(
        gazetteer=gazetteer,
        index=name_index(gazetteer),
        parts=parts,
        free=not isinstance(text, PlaceParts),
        on=on,
        today=today,
        within=within,
        scope=_scope(gazetteer, within, today),
    )
    coded = _CODE.fullmatch(parts.commune)
    if coded is not None:
        return _by_code(question, coded[1].zfill(5))
    column = question.column
    readings = read_address(question.index, text=column, district=parts.district, province=parts.province)
    if question.only_hamlet:
        # A bare name in the hamlet's column is the hamlet's, even if a commune bears it too.
        readings = [r for r in readings if r.kinds or r.district or r.province or r.commune is None]
        readings = [r for r in readings if r.front or not r.elsewhere]
    return _with_hamlet(question, _decide(question, readings))


# ------------------------------------------------------------------ deciding


@dataclass(frozen=True, slots=True)
class _Answer:
    """A resolution before its hamlet is cut out of the words that stand before the commune."""

    resolution: Resolution
    front: tuple[Word, ...] = ()


def _decide(question: _Question, readings: list[Reading]) -> _Answer:
    best = min(reading.cost for reading in readings)
    likely = [reading for reading in readings if reading.cost == best]
    communes = [reading for reading in likely if reading.commune is not None]
    if not communes:
        return _no_commune(question, likely)
    if any(reading.unread for reading in communes) and not any(reading.province for reading in communes):
        return _Answer(_unknown(question, communes[0]))
    if _names_only_a_district(question, communes, readings):
        return _no_commune(question, [r for r in readings if r.commune is None and r.district is not None])
    if question.free and question.one_commune and _is_hamlet_of_file(question, communes):
        return _from_file(question, replace(communes[0], front=words_of(question.column)))
    kept, warnings = _narrowed(question, communes)
    answer = _conclude(question, kept, warnings)
    if _may_be_a_district(question, kept):
        district = _district_named(question, kept)
        answer = replace(
            _opened(answer),
            suggestions=suggest(question.gazetteer, text=question.column, district=district, today=question.today),
        )
    elif any(reading.elsewhere for reading in likely):
        answer = _opened(answer)
    return _Answer(_checked_against_file(question, answer), kept[0].front)


def _opened(answer: Resolution) -> Resolution:
    return replace(answer, status="ambiguous", code=None, warnings=_once([*answer.warnings, "place.ambiguous"]))


def _narrowed(question: _Question, communes: list[Reading]) -> tuple[list[Reading], list[str]]:
    """Drop the readings that marks, kind, district or day speak against, as long as one is left."""
    warnings = [*communes[0].unread]
    kept, spelled = _prefer(communes, [r for r in communes if r.exact])
    if not spelled:
        warnings.append("place.spelling")
    if any(reading.kinds for reading in kept):
        kept, fits = _prefer(kept, [r for r in kept if _unit(r).kind in r.kinds])
        if not fits:
            warnings.append("place.kind_differs")
    with_district = [r for r in kept if r.district is not None]
    without = [r for r in kept if r.district is None]
    with_district, _ = _prefer(with_district, [r for r in with_district if _lies_in(r)])
    if question.on is None and any(reading.province is not None for reading in without):
        # "Commune, province" without a district is how addresses are written since districts ended.
        before = without
        without, _ = _prefer(without, [r for r in without if _unit(r).exists_on(question.today)])
        if _outcomes(question, before) != _outcomes(question, without):
            warnings.append("place.name_reused")
    kept = [*with_district, *without]
    if question.on is not None:
        on = question.on
        kept, existed = _prefer(kept, [r for r in kept if _unit(r).exists_on(on)])
        if not existed and any(_begins_after(r, on) for r in kept):
            warnings.append("place.name_later")
    warnings.extend(warning for reading in kept for warning in reading.differs)
    return kept, warnings


def _conclude(question: _Question, kept: list[Reading], warnings: list[str]) -> Resolution:
    """Follow the units that are left to the communes of today."""
    candidates: dict[str, Candidate] = {}
    old_name = False
    splits = []
    for reading in kept:
        unit = _unit(reading)
        successors = question.gazetteer.successors(unit, until=question.today)
        if len(successors) > 1:
            splits.append({successor.place.code for successor in successors})
        for successor in successors:
            place = successor.place
            candidates.setdefault(place.code, Candidate(place.code, place.full_name, unit, successor.share))
            old_name = old_name or _is_renamed(question.index, reading, place)
    found = Resolution(
        "unknown",
        candidates=tuple(candidates[code] for code in sorted(candidates)),
        district=_only(r.district for r in kept),
        province=_only(r.province for r in kept),
    )
    if len(candidates) == 1:
        if old_name:
            warnings.append("place.old_name")
        if _was_also_district(question, kept):
            warnings.append("place.name_was_district")
        return replace(found, status="resolved", code=next(iter(candidates)), warnings=_once(warnings))
    warnings = [warning for warning in warnings if warning != "place.name_reused"]
    if not candidates:
        return replace(found, status="unknown", warnings=_once([*warnings, "place.unknown"]))
    if any(split == set(candidates) for split in splits):
        return replace(found, status="split", warnings=_once([*warnings, "place.split"]))
    return replace(found, status="ambiguous", warnings=_once([*warnings, "place.ambiguous"]))


def _by_code(question: _Question, code: str) -> Resolution:
    """Resolve a commune's code, which may have borne another unit before."""
    versions = [v for v in question.gazetteer.versions(code) if v.level == Level.COMMUNE]
    chosen = [v for v in versions if question.on is not None and v.exists_on(question.on)]
    warnings = []
    if not chosen:
        chosen = [v for v in versions if v.exists_on(question.today)] or versions[-1:]
        outcomes = {s.place.code for v in versions for s in question.gazetteer.successors(v, until=question.today)}
        if chosen and outcomes != {chosen[0].code}:
            warnings.append("place.code_reused")
    readings = [Reading(0, unit, None, None, ()) for unit in chosen]
    answer = _conclude(question, readings, warnings)
    answer = replace(
        answer,
        warnings=tuple(w for w in answer.warnings if w != "place.name_was_district"),
        hamlet=stored_text(question.parts.hamlet) or None,
    )
    return _checked_against_file(question, answer)


def _prefer(readings: list[Reading], better: list[Reading]) -> tuple[list[Reading], bool]:
    """Keep the better readings if there are any, and say whether there were."""
    return (better, True) if better else (readings, False)


def _unit(reading: Reading) -> PlaceVersion:
    if reading.commune is None:
        raise ValueError("a reading without a commune reached the choice between communes")
    return reading.commune


def _lies_in(reading: Reading) -> bool:
    """Say whether the unit read lay itself in the district read, not only what it was made of."""
    return reading.district is not None and _unit(reading).parent == reading.district.code


def _begins_after(reading: Reading, on: date) -> bool:
    begin = _unit(reading).valid_from
    return begin is not None and begin > on


def _outcomes(question: _Question, readings: list[Reading]) -> set[str]:
    return {
        successor.place.code
        for reading in readings
        for successor in question.gazetteer.successors(_unit(reading), until=question.today)
    }


def _is_renamed(index: NameIndex, reading: Reading, place: PlaceVersion) -> bool:
    """Say whether the commune of today bears another name or kind than was written."""
    same_name = toned_key(_unit(reading).name) == toned_key(place.name)
    return not same_name or (bool(reading.kinds) and place.kind not in reading.kinds)


# ------------------------------------------------------------------ names that were districts


def _was_also_district(question: _Question, kept: list[Reading]) -> bool:
    """Say whether a bare name is that of a commune of today and of an abolished district."""
    districts = question.index.by_words[Level.DISTRICT]
    return question.on is None and any(
        not r.kinds and r.district is None and tuple(name_key(_unit(r).name).split()) in districts for r in kept
    )


def _may_be_a_district(question: _Question, kept: list[Reading]) -> bool:
    """Say whether the name follows something that may be an unknown commune of the district so named."""
    front = kept[0].front
    return _was_also_district(question, kept) and bool(front) and not looks_like_hamlet(parts_of(front)[-1])


def _district_named(question: _Question, kept: list[Reading]) -> str | None:
    named = question.index.by_words[Level.DISTRICT].get(tuple(name_key(_unit(kept[0]).name).split()), ())
    return _only(named)


def _names_only_a_district(question: _Question, communes: list[Reading], readings: list[Reading]) -> bool:
    """Say whether, on the day written, the name was only a district's."""
    on = question.on
    if on is None or not all(_begins_after(reading, on) for reading in communes):
        return False
    return any(r.commune is None and r.district is not None and r.district.exists_on(on) for r in readings)


# ------------------------------------------------------------------ nothing found


def _no_commune(question: _Question, likely: list[Reading]) -> _Answer:
    here = [reading for reading in likely if not reading.elsewhere]
    if not here:
        province = _only(reading.province for reading in likely)
        return _Answer(Resolution("unknown", province=province, warnings=("place.other_province",)))
    first = here[0]
    if question.one_commune and not first.unread and _may_be_hamlet_only(question, first.front):
        return _from_file(question, first)
    if first.front:
        return _Answer(_unknown(question, first), _hamlet_only(first.front))
    if first.district or first.province:
        return _Answer(replace(_unknown(question, first, warning="place.only_district"), suggestions=()))
    if first.unread:
        return _Answer(_unknown(question, first))
    return _Answer(Resolution("unknown", warnings=("place.empty",)))


def _hamlet_only(front: tuple[Word, ...]) -> tuple[Word, ...]:
    """Keep the words of an unread address only up to its last part that looks like a hamlet."""
    parts = parts_of(front)
    while parts and not looks_like_hamlet(parts[-1]):
        parts.pop()
    return tuple(word for part in parts for word in part)


def _may_be_hamlet_only(question: _Question, front: tuple[Word, ...]) -> bool:
    """Say whether what is written can be a hamlet without its commune."""
    if any(names_a_commune(part) for part in parts_of(front)):
        return False
    bare_column = not question.free and bool(words_of(question.parts.commune))
    return not bare_column or not front or looks_like_hamlet(front)


def _is_hamlet_of_file(question: _Question, communes: list[Reading]) -> bool:
    """Say whether a bare name is rather a hamlet of the file's commune than a commune outside it."""
    return all(not r.kinds and r.district is None and r.province is None for r in communes) and not (
        _outcomes(question, communes) & (question.scope or frozenset())
    )


def _unknown(question: _Question, reading: Reading, *, warning: str = "place.unknown") -> Resolution:
    district = reading.district.code if reading.district else None
    return Resolution(
        "unknown",
        district=district,
        province=reading.province.code if reading.province else None,
        warnings=_once([*reading.unread, warning]),
        suggestions=suggest(question.gazetteer, text=question.column, district=district, today=question.today),
    )


# ------------------------------------------------------------------ the file's place, the hamlet


def _checked_against_file(question: _Question, answer: Resolution) -> Resolution:
    if question.scope is None or answer.status == "unknown":
        return answer
    if answer.status == "resolved":
        outside = answer.code not in question.scope
        return replace(answer, warnings=_once([*answer.warnings, "place.outside_file"])) if outside else answer
    inside = [candidate for candidate in answer.candidates if candidate.code in question.scope]
    if len(inside) != 1:
        return answer
    return replace(
        answer,
        status="resolved",
        code=inside[0].code,
        candidates=tuple(inside),
        warnings=_once([*(w for w in answer.warnings if w != "place.ambiguous"), "place.decided_by_file"]),
        suggestions=(),
    )


def _from_file(question: _Question, reading: Reading) -> _Answer:
    code = question.one_commune or ""
    place = question.gazetteer.get(code=code, on=question.today)
    found = Resolution(
        "resolved",
        code=code,
        candidates=(Candidate(code, place.full_name, place, "whole"),),
        district=reading.district.code if reading.district else None,
        province=reading.province.code if reading.province else None,
        warnings=("place.from_file",),
    )
    return _Answer(found, reading.front)


def _with_hamlet(question: _Question, answer: _Answer) -> Resolution:
    """Cut the hamlet out: its own column if there is one, else what stands before the commune."""
    found = answer.resolution
    if not question.only_hamlet and words_of(question.parts.hamlet):
        return replace(found, hamlet=stored_text(question.parts.hamlet))
    parts = parts_of(answer.front)
    if not parts:
        alone = question.only_hamlet and found.status == "unknown"
        return replace(found, hamlet=stored_text(question.column) or None) if alone else found
    at = next((n for n in reversed(range(len(parts))) if looks_like_hamlet(parts[n])), len(parts) - 1)
    text = stored_text(question.column)
    return replace(
        found,
        hamlet=text[parts[at][0].start : parts[at][-1].end],
        rest=text[parts[0][0].start : parts[at - 1][-1].end] if at else "",
    )


def _scope(gazetteer: Gazetteer, within: str | None, today: date | None) -> frozenset[str] | None:
    """Return the communes of today that a commune, old district or province holds; ``None`` for no limit."""
    if within is None:
        return None
    place = gazetteer.find(code=within, on=today)
    if place is not None:
        return frozenset(found.code for found in gazetteer.beneath(code=within, on=today, level=Level.COMMUNE))
    return frozenset(successor.place.code for successor in gazetteer.lineage(code=within, until=today))


def _only(places: Iterable[PlaceVersion | None]) -> str | None:
    """Return the code that all places bear; ``None`` when they differ or one is missing."""
    codes = {None if place is None else place.code for place in places}
    return codes.pop() if len(codes) == 1 else None


def _once(warnings: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warnings))
