"""Is it one of these? Children already known whom a child typed anew may be, by the same engine as an import."""

from __future__ import annotations

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
from mangnon.domain.children.suspects import Side, side_of
from mangnon.vocab.text import search_key

# As many children as are compared at once; the likeliest of each way of looking come first.
MOST_CANDIDATES = 200
_MOST_A_WAY = 60
# How many names written alike on one birth date are worth comparing is bounded by these days around it.
_NEAR = (-1, 0, 1)
# A masked child's sentences say only what the typed record shares with it; these fields may be named.
_TOLD_OF_MASKED = frozenset({"name", "place", "personal", "insurance", "certificate"})

_BY_NUMBERS = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND (
  (%(personal)s <> '' AND personal_id = %(personal)s) OR (%(insurance)s <> '' AND insurance_no = %(insurance)s)
  OR (%(certificate)s <> '' AND birth_certificate_no = %(certificate)s)
) LIMIT %(most)s
"""
_BY_DAY = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND birth_date = ANY(%(days)s)
ORDER BY (birth_date = %(born)s) DESC, word_similarity(%(name)s, search_text) DESC LIMIT %(most)s
"""
_BY_MONTH_AT_HOME = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND commune_id = ANY(%(communes)s)
  AND birth_date >= %(first)s AND birth_date < %(last)s
ORDER BY word_similarity(%(name)s, search_text) DESC LIMIT %(most)s
"""
_BY_NAME = """
SELECT id FROM (
  SELECT id, commune_id, birth_date FROM children_child
  WHERE merged_into_id IS NULL AND search_text LIKE %(pattern)s LIMIT 400
) c ORDER BY (commune_id = ANY(%(communes)s)) IS TRUE DESC, abs(birth_date - %(born)s) NULLS LAST LIMIT %(most)s
"""


@dataclass(frozen=True)
class Lookalike:
    """A known child whom the typed one may be.

    Args:
        side: the record as far as the reader may know it.
        verdict: same or maybe.
        weight: bits.
        sentences: what speaks for it, and against it where the reader may see the child; rules first.
    """

    side: Side
    verdict: str
    weight: float
    sentences: tuple[str, ...]


def find_lookalikes(*, scope: Scope, told: ChildRecord, most: int = 5) -> list[Lookalike]:
    """Return known children whom a typed child may be, the likeliest first; those elsewhere in the province masked.

    Args:
        scope: of who types; must be able to write ordinary data somewhere, else nothing is told.
        told: what was typed.
        most: at most so many.
    """
    if not scope.may(Action.WRITE, RecordClass.ORDINARY):
        return []
    with as_service():
        keys, known = read_records(_candidates(told))
        if not keys:
            return []
        found = compare_with(incoming=_typed(told), known=known)
        children = Child.objects.in_bulk([keys[row] for row in list(found)[:most]])
        places = names_of(
            {key for child in children.values() for key in (child.commune_id, child.hamlet_id) if key}, on=scope.on
        )
    reach = scope.reach(Action.SEE, RecordClass.ORDINARY)
    alike = []
    for row, comparison in list(found.items())[:most]:
        child = children[keys[row]]
        seen = reach.covers(commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes)
        side = side_of(child=child, places=places, seen=seen, writable=writes(scope, child))
        alike.append(Lookalike(side, comparison.verdict, comparison.weight or 0.0, _sentences(comparison, seen)))
    return alike


def _sentences(comparison: Comparison, seen: bool) -> tuple[str, ...]:
    if seen:
        told = (*comparison.rules, *comparison.speaking_for, *comparison.speaking_against)
    else:
        told = tuple(each for each in comparison.speaking_for if each.field in _TOLD_OF_MASKED)
    return tuple(each.sentence for each in told)


def _candidates(told: ChildRecord) -> list[UUID]:
    found: dict[UUID, None] = {}
    with connection.cursor() as cursor:
        for sql, values in _ways(told):
            cursor.execute(sql, {**values, "most": _MOST_A_WAY})
            found.update(dict.fromkeys(row[0] for row in cursor.fetchall()))
    return list(found)[:MOST_CANDIDATES]


def _ways(told: ChildRecord) -> Sequence[tuple[str, dict[str, Any]]]:
    """Return the queries that find candidates, each served by an index."""
    name, born = search_key(told.full_name), told.birth_date
    communes = [told.commune_id] if told.commune_id else list(told.open_communes)
    ways: list[tuple[str, dict[str, Any]]] = []
    if told.personal_id or told.insurance_no or told.birth_certificate_no:
        numbers = {
            "personal": told.personal_id, "insurance": told.insurance_no, "certificate": told.birth_certificate_no,
        }  # fmt: skip
        ways.append((_BY_NUMBERS, numbers))
    if born and told.birth_precision == "day":
        ways.append((_BY_DAY, {"days": _days_like(born), "born": born, "name": name}))
    if born and communes:
        first, last = _span(born, told.birth_precision)
        ways.append((_BY_MONTH_AT_HOME, {"communes": communes, "first": first, "last": last, "name": name}))
    mother = told.caregiver("mother")
    for words in (name, search_key(mother.full_name) if mother else ""):
        # One word alone is half the province's name.
        if " " in words:
            ways.append((_BY_NAME, {"pattern": f"%{words}%", "communes": communes, "born": born or date(1900, 1, 1)}))
    return ways


def _days_like(born: date) -> list[date]:
    """Return days a birth date is mistaken for: the day before and after, day and month swapped."""
    days = [born + timedelta(days=apart) for apart in _NEAR]
    with suppress(ValueError):
        days.append(born.replace(month=born.day, day=born.month))
    return [*days, born.replace(day=1), born.replace(month=1, day=1)]


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
