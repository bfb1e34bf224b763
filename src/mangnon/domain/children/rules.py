"""Decisions about children's records, from values alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mangnon.vocab.text import has_marks, search_key, spelled_key, unaccent

# How much of a birth date is known, least first.
PRECISIONS = ("unknown", "year", "month", "day")
# Field names whose contradiction a person must settle: they say who the child is.
IDENTITY = frozenset({"birth_date", "sex", "personal_id", "birth_certificate_no", "full_name"})


@dataclass(frozen=True)
class Standing:
    """A child's field values as they stand, for a decision about what a new telling changes."""

    full_name: str
    placeholder_name: bool
    birth_date: date | None
    birth_precision: str
    sex: str
    ethnic_code: str
    personal_id: str
    birth_certificate_no: str
    insurance_no: str
    hamlet_text: str
    address: str
    has_hamlet: bool


@dataclass(frozen=True)
class Telling:
    """What is told anew of a known child."""

    full_name: str
    placeholder_name: bool
    birth_date: date | None
    birth_precision: str
    sex: str
    ethnic_code: str
    personal_id: str
    birth_certificate_no: str
    insurance_no: str
    hamlet_text: str
    address: str


@dataclass(frozen=True)
class Changes:
    """Which fields take the told value, and which contradict and wait for a person."""

    take: frozenset[str]
    conflicts: frozenset[str]


def changes(*, standing: Standing, told: Telling) -> Changes:
    """Decide what a telling changes of a known child.

    What is unknown is filled; what is told more exactly (tone marks, a full date, a real name in place of a
    newborn's stand-in) is taken; a different number, sex or date is never taken but reported.
    """
    take: set[str] = set()
    conflicts: set[str] = set()
    _name(standing, told, take, conflicts)
    _birth(standing, told, take, conflicts)
    for name in ("sex", "ethnic_code", "personal_id", "birth_certificate_no", "insurance_no"):
        before, after = getattr(standing, name), getattr(told, name)
        if after and not before:
            take.add(name)
        elif after and after != before:
            conflicts.add(name)
    if told.hamlet_text and not standing.hamlet_text and not standing.has_hamlet:
        take.add("hamlet_text")
    if told.address and not standing.address:
        take.add("address")
    return Changes(frozenset(take), frozenset(conflicts))


def _name(standing: Standing, told: Telling, take: set[str], conflicts: set[str]) -> None:
    if not told.full_name or told.full_name == standing.full_name or told.placeholder_name:
        return
    if not standing.full_name or standing.placeholder_name:
        take.add("full_name")
    elif unaccent(told.full_name) == unaccent(standing.full_name):
        # The one with more marks was written by who knew them.
        if _marks(told.full_name) > _marks(standing.full_name):
            take.add("full_name")
    else:
        conflicts.add("full_name")


def _birth(standing: Standing, told: Telling, take: set[str], conflicts: set[str]) -> None:
    if told.birth_date is None or (
        told.birth_date == standing.birth_date and (told.birth_precision == standing.birth_precision)
    ):
        return
    if standing.birth_date is None:
        take.add("birth_date")
        return
    coarser = min(told.birth_precision, standing.birth_precision, key=PRECISIONS.index)
    if _cut(told.birth_date, coarser) != _cut(standing.birth_date, coarser):
        conflicts.add("birth_date")
    elif PRECISIONS.index(told.birth_precision) > PRECISIONS.index(standing.birth_precision):
        take.add("birth_date")


def _cut(day: date, precision: str) -> tuple[int, ...]:
    return {"day": (day.year, day.month, day.day), "month": (day.year, day.month), "year": (day.year,)}.get(
        precision, ()
    )


def _marks(name: str) -> int:
    return sum(one != other for one, other in zip(name.lower(), unaccent(name), strict=False))


def carer_meant(*, full_name: str, personal_id: str, held: Sequence[tuple[str, str]]) -> tuple[int | None, bool]:
    """Tell which carer of one relation is meant, for a child may have two aunts, or a mother and a step-mother.

    Args:
        full_name, personal_id: as told; the number may be empty.
        held: name and number of each who stands under that relation.

    Returns:
        The position of who is meant, None for somebody new; and whether that is sure: a name that differs by a mark,
        a letter or an abbreviation may be a slip or a sister.
    """
    numbered = [at for at, (_, number) in enumerate(held) if personal_id and number == personal_id]
    if numbered:
        return numbered[0], True
    others = [at for at, (_, number) in enumerate(held) if not (personal_id and number)]
    spelled = [at for at in others if spelled_key(held[at][0]) == spelled_key(full_name)]
    if spelled:
        return spelled[0], True
    bare = [at for at in others if search_key(held[at][0]) == search_key(full_name)]
    if len(bare) == 1 and not (has_marks(full_name) and has_marks(held[bare[0]][0])):
        return bare[0], True
    alike = bare or [at for at in others if _alike(search_key(held[at][0]), search_key(full_name))]
    return (alike[0], False) if alike else (None, True)


def _alike(one: str, other: str) -> bool:
    """Tell whether two names differ by abbreviated words, or by one letter at most."""
    words = list(zip(one.split(), other.split(), strict=False))
    if len(one.split()) == len(other.split()) and all(a == b or a == b[0] or b == a[0] for a, b in words):
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def agreed(*, by_child: Sequence[bool], asks_child: bool) -> bool:
    """Tell whether standing agreements to one use suffice: an adult's, and the child's own where it is asked.

    Args:
        by_child: for each agreement not taken back, whether the child itself gave it.
        asks_child: whether the child is old enough to be asked.

    Source: Law on Children 2016, Article 21; Law 91/2025, Article 24.
    """
    return False in by_child and (not asks_child or True in by_child)


def search_text(*, names: Iterable[str], numbers: Iterable[str]) -> str:
    """Return what the search box looks in: unaccented names, and numbers, parted by bars."""
    words = [search_key(name) for name in names if name] + [number for number in numbers if number]
    return "|".join(dict.fromkeys(words))


def age_words(*, birth: date, precision: str, on: date) -> str:
    """Return an age as people say it: days to one month, months to two years, then years and months."""
    if precision == "year":
        return f"khoảng {on.year - birth.year} tuổi"
    days = (on - birth).days
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    if days < 0:
        return "chưa sinh"
    if months < 1:
        return f"{days} ngày"
    if months < 24:
        return f"{months} tháng"
    years, rest = divmod(months, 12)
    return f"{years} tuổi {rest} tháng" if rest and years < 6 else f"{years} tuổi"


def is_child(*, birth: date | None, on: date) -> bool:
    """Tell whether a person is under 16 on a day (Law on Children 2016, Article 1); unknown counts as a child."""
    if birth is None:
        return True
    turns_16 = (birth.year + 16, birth.month, birth.day)
    return (on.year, on.month, on.day) < turns_16
