"""Is it one of these? Children already known whom a child typed anew may be, by the same engine as an import."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db import connection

from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.comparing import Comparison, compare_with, read_records, record_table
from mangnon.domain.children.models import Child
from mangnon.domain.children.pairs import writes
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.suspects import side_of
from mangnon.vocab.text import search_key

# As many children as are compared at once; the likeliest of each way of looking come first.
MOST_CANDIDATES = 200
SHOWN = 5
_NEVER = date(1900, 1, 1)
_WHOLE_PHONE = 9
_MOST_A_WAY = 60
# A masked child's sentences say only what the typed record shares with it; these fields may be named.
_TOLD_OF_MASKED = frozenset({"name", "place", "personal", "insurance", "certificate"})

_BY_NUMBERS = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND (
  (%(personal)s <> '' AND personal_id = %(personal)s) OR (%(insurance)s <> '' AND insurance_no = %(insurance)s)
  OR (%(certificate)s <> '' AND birth_certificate_no = %(certificate)s)
) LIMIT %(most)s
"""
_BY_PHONE = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND search_text LIKE %(phone)s LIMIT %(most)s
"""
_BY_DAY = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND birth_date = ANY(%(days)s)
ORDER BY (birth_date = %(born)s) DESC, (search_text LIKE %(name)s) DESC, (search_text LIKE %(given)s) DESC
LIMIT %(most)s
"""
_BY_SLIP = """
SELECT id FROM (
  SELECT id, search_text FROM children_child WHERE merged_into_id IS NULL AND birth_date = ANY(%(slips)s) OFFSET 0
) c WHERE search_text LIKE %(name)s OR search_text LIKE %(mother)s LIMIT %(most)s
"""
_AT_HOME = """
SELECT id FROM (
  SELECT id, birth_date, search_text LIKE %(name)s AS named, search_text LIKE %(mother)s AS mothered
  FROM children_child WHERE merged_into_id IS NULL AND commune_id = ANY(%(communes)s) OFFSET 0
) c WHERE named OR mothered OR (birth_date >= %(first)s AND birth_date < %(last)s)
ORDER BY named DESC, mothered DESC, abs(birth_date - %(born)s) LIMIT %(most)s
"""
_BY_NAME = """
SELECT id FROM (
  SELECT id, birth_date FROM children_child WHERE merged_into_id IS NULL AND search_text LIKE %(name)s LIMIT 400
) c ORDER BY abs(birth_date - %(born)s) NULLS LAST LIMIT %(most)s
"""


@dataclass(frozen=True)
class Lookalike:
    """A child that the one typed may be; of one outside the reader's scope only initials, year and commune.

    Args:
        own: whether the reader may open the child.
        name: the full name, or initials.
        birth_date, birth_precision: the whole date where it is their own, else the year alone.
        place: hamlet and commune, or the commune alone.
        comparison: what the matching engine says, with its reasons; of a child elsewhere only that name, place or
            number agree with what was typed.
        codes: the rules that held, for the pair that is noted; not for the eye of one who may not see the child.
    """

    child_id: UUID
    own: bool
    name: str
    birth_date: date | None
    birth_precision: str
    place: str
    comparison: Comparison
    codes: tuple[str, ...]


def find_lookalikes(*, scope: Scope, told: ChildRecord, limit: int = SHOWN) -> list[Lookalike]:
    """Return the children that a child typed anew may be, likeliest first, as an import would judge them.

    Args:
        scope: of who types; must be able to write ordinary data somewhere, else nothing is told.
        told: what was typed.
        limit: at most so many.
    """
    if not scope.may(Action.WRITE, RecordClass.ORDINARY):
        return []
    with as_service():
        keys, known = read_records(_candidates(told))
        if not keys:
            return []
        found = compare_with(incoming=_typed(told), known=known)
        likeliest = [(keys[row], comparison) for row, comparison in found.items()][:limit]
        children = Child.objects.in_bulk([key for key, _ in likeliest])
        places = names_of(
            {key for child in children.values() for key in (child.commune_id, child.hamlet_id) if key}, on=scope.on
        )
    reach = scope.reach(Action.SEE, RecordClass.ORDINARY)
    shown = []
    for key, comparison in likeliest:
        child = children[key]
        own = reach.covers(commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes)
        side = side_of(child=child, places=places, seen=own, writable=writes(scope, child))
        shown.append(
            Lookalike(
                child_id=key,
                own=own,
                name=side.name,
                birth_date=side.birth_date,
                birth_precision=side.birth_precision,
                place=side.place,
                comparison=comparison if own else _told_of_masked(comparison),
                codes=tuple(rule.level for rule in comparison.rules),
            )
        )
    return shown


def _told_of_masked(comparison: Comparison) -> Comparison:
    """Leave only that something typed agrees: what differs, or a birth date and parents, would tell of the child."""
    told = tuple(each for each in comparison.speaking_for if each.field in _TOLD_OF_MASKED)
    return Comparison(comparison.verdict, comparison.weight, told)


def _candidates(told: ChildRecord) -> list[UUID]:
    found: dict[UUID, None] = {}
    with connection.cursor() as cursor:
        for sql, values in _ways(told):
            cursor.execute(sql, {**values, "most": _MOST_A_WAY})
            found.update(dict.fromkeys(row[0] for row in cursor.fetchall()))
    return list(found)[:MOST_CANDIDATES]


def _ways(told: ChildRecord) -> Sequence[tuple[str, dict[str, Any]]]:
    """Return the queries that find candidates, each served by an index."""
    born, mother = told.birth_date, told.caregiver("mother")
    communes = [told.commune_id] if told.commune_id else list(told.open_communes)
    first, last = _span(born, told.birth_precision) if born else (_NEVER, _NEVER)
    words: dict[str, Any] = {
        "name": _pattern(search_key(told.full_name)),
        "given": _pattern(search_key(told.full_name).split(" ")[-1]),
        "mother": _pattern(search_key(mother.full_name) if mother else ""),
        "born": born or _NEVER,
    }
    ways: list[tuple[str, dict[str, Any]]] = []
    if told.personal_id or told.insurance_no or told.birth_certificate_no:
        numbers = {
            "personal": told.personal_id, "insurance": told.insurance_no, "certificate": told.birth_certificate_no,
        }  # fmt: skip
        ways.append((_BY_NUMBERS, numbers))
    phones = [re.sub(r"\D", "", carer.phone) for carer in told.caregivers]
    ways += [(_BY_PHONE, {"phone": f"%{phone}%"}) for phone in phones if len(phone) >= _WHOLE_PHONE]
    if born and told.birth_precision == "day":
        ways.append((_BY_DAY, {**words, "days": _days_like(born)}))
        ways.append((_BY_SLIP, {**words, "slips": _slips(born)}))
    if communes:
        ways.append((_AT_HOME, {**words, "communes": communes, "first": first, "last": last}))
    # Elsewhere a name alone is looked for only where no day narrows the search; one word is half the province's name.
    if told.birth_precision != "day" and " " in words["name"]:
        ways.append((_BY_NAME, words))
    return ways


def _pattern(words: str) -> str:
    """Return what the search text is asked to hold; without words nothing holds it."""
    return f"%{words}%" if words else "||"


def _days_like(born: date) -> list[date]:
    """Return days that a birth date is taken for: the day before and after, day and month swapped."""
    days = [born + timedelta(days=apart) for apart in (-1, 0, 1)]
    with suppress(ValueError):
        days.append(born.replace(month=born.day, day=born.month))
    return days


def _slips(born: date) -> list[date]:
    """Return days that differ in one of three numbers, and the first days that stand for a month or a year."""
    days = {born.replace(day=1), born.replace(month=1, day=1)}
    for change in (
        *({"day": day} for day in range(1, 32)),
        *({"month": month} for month in range(1, 13)),
        *({"year": born.year + apart} for apart in (-2, -1, 1, 2)),
    ):
        with suppress(ValueError):
            days.add(born.replace(**change))
    return sorted(days)


def _span(born: date, precision: str) -> tuple[date, date]:
    """Return the month of a birth date, or its year where no more is known; the end is not in it."""
    if precision == "year":
        return date(born.year, 1, 1), date(born.year + 1, 1, 1)
    first = born.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _typed(told: ChildRecord) -> pa.Table:
    carers = {relation: told.caregiver(relation) for relation in ("mother", "father")}
    phones = [carer.phone for carer in told.caregivers if carer.phone]
    communes = [told.commune_id] if told.commune_id else list(told.open_communes)
    return record_table(
        [
            {
                "full_name": told.full_name or None,
                "birth_date": told.birth_date,
                "birth_precision": told.birth_precision,
                "sex": told.sex or None,
                "mother_name": carers["mother"].full_name if carers["mother"] else None,
                "father_name": carers["father"].full_name if carers["father"] else None,
                "personal_id": told.personal_id or None,
                "insurance_no": told.insurance_no or None,
                "birth_certificate_no": told.birth_certificate_no or None,
                "phone": phones[0] if phones else None,
                "hamlet_key": str(told.hamlet_id) if told.hamlet_id else None,
                "commune_key": str(told.commune_id) if told.commune_id else None,
                "lineage_keys": [str(key) for key in communes],
                "placeholder": told.placeholder_name,
            }
        ]
    )
