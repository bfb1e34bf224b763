"""Which children of the province a child typed anew may be, asked before it is registered."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.comparing import Comparison, compare_with, read_records, record_table
from mangnon.domain.children.models import Child
from mangnon.domain.children.queries import place_words
from mangnon.domain.children.records import ChildRecord
from mangnon.vocab.text import search_key

# At most so many children are compared with the one typed: those with its numbers first.
COMPARED = 200
SHOWN = 5
_NUMBERS_SQL = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND (
  (personal_id <> '' AND personal_id = %(personal_id)s) OR (insurance_no <> '' AND insurance_no = %(insurance_no)s)
  OR (birth_certificate_no <> '' AND birth_certificate_no = %(certificate)s)) LIMIT 60"""
# A phone or the whole name, wherever it stands in what children are searched by.
_WORDS_SQL = "SELECT id FROM children_child WHERE merged_into_id IS NULL AND search_text LIKE %(pattern)s LIMIT 60"
_BORN_SQL = """
SELECT id FROM children_child WHERE merged_into_id IS NULL AND birth_date BETWEEN %(first)s AND %(last)s
ORDER BY (commune_id = %(commune)s) IS TRUE DESC, word_similarity(%(name)s, search_text) DESC LIMIT 100"""


@dataclass(frozen=True)
class Lookalike:
    """A child that the one typed may be; of one outside the reader's scope only initials, year and commune.

    Args:
        own: whether the reader may open the child.
        name: the full name, or initials.
        birth_date, birth_precision: the whole date where it is their own, else the year alone.
        place: hamlet and commune, or the commune alone.
        comparison: what the matching engine says, with its reasons.
    """

    child_id: UUID
    own: bool
    name: str
    birth_date: date | None
    birth_precision: str
    place: str
    comparison: Comparison


def find_lookalikes(*, scope: Scope, told: ChildRecord, limit: int = SHOWN) -> list[Lookalike]:
    """Return the children that a child typed anew may be, likeliest first, as an import would judge them.

    Args:
        scope: of who types.
        told: what was typed.
        limit: at most so many.
    """
    keys, known = read_records(_candidates(told))
    if not keys:
        return []
    found = compare_with(incoming=record_table([_row(told)]), known=known)
    likeliest = [(keys[at], comparison) for at, comparison in found.items()][:limit]
    with as_service():
        children = Child.objects.in_bulk([key for key, _ in likeliest])
        places = names_of(
            {place for child in children.values() for place in (child.commune_id, child.hamlet_id) if place},
            on=scope.on,
        )
    reach = scope.reach(Action.SEE, RecordClass.ORDINARY)
    shown = []
    for key, comparison in likeliest:
        child = children[key]
        own = reach.covers(commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes)
        commune = places.get(child.commune_id) if child.commune_id else None
        shown.append(
            Lookalike(
                child_id=key,
                own=own,
                name=child.full_name if own else " ".join(f"{word[0]}." for word in child.full_name.split()),
                birth_date=child.birth_date if own or not child.birth_date else _year(child.birth_date),
                birth_precision=child.birth_precision if own or not child.birth_date else "year",
                place=place_words(child, places) if own else commune.full if commune else "",
                comparison=comparison,
            )
        )
    return shown


def _year(born: date) -> date:
    return born.replace(month=1, day=1)


def _candidates(told: ChildRecord) -> list[UUID]:
    name = search_key(told.full_name)
    asked: list[tuple[str, dict[str, object]]] = [
        (
            _NUMBERS_SQL,
            {
                "personal_id": told.personal_id,
                "insurance_no": told.insurance_no,
                "certificate": told.birth_certificate_no,
            },
        )
    ]
    phones = [re.sub(r"\D", "", carer.phone) for carer in told.caregivers]
    asked += [(_WORDS_SQL, {"pattern": f"%{phone}%"}) for phone in phones if len(phone) >= 9]
    if told.birth_date:
        first, last = _span(told.birth_date, told.birth_precision)
        asked.append((_BORN_SQL, {"first": first, "last": last, "commune": told.commune_id, "name": name}))
    if " " in name and not told.placeholder_name:
        asked.append((_WORDS_SQL, {"pattern": f"%{name}%"}))
    found: dict[UUID, None] = {}
    with as_service(), connection.cursor() as cursor:
        for sql, values in asked:
            cursor.execute(sql, values)
            found.update({row[0]: None for row in cursor.fetchall()})
    return list(found)[:COMPARED]


def _span(born: date, precision: str) -> tuple[date, date]:
    """Return the month a child was born in, or the year where no more is known."""
    if precision == "year":
        return born.replace(month=1, day=1), born.replace(month=12, day=31)
    return born.replace(day=1), born.replace(day=monthrange(born.year, born.month)[1])


def _row(told: ChildRecord) -> dict[str, object]:
    mother, father = told.caregiver("mother"), told.caregiver("father")
    return {
        "full_name": told.full_name or None,
        "birth_date": told.birth_date,
        "birth_precision": told.birth_precision if told.birth_date else None,
        "sex": told.sex or None,
        "mother_name": mother.full_name if mother else None,
        "father_name": father.full_name if father else None,
        "personal_id": told.personal_id or None,
        "insurance_no": told.insurance_no or None,
        "birth_certificate_no": told.birth_certificate_no or None,
        "phone": min((carer.phone for carer in told.caregivers if carer.phone), default=None),
        "hamlet_key": str(told.hamlet_id) if told.hamlet_id else None,
        "commune_key": str(told.commune_id) if told.commune_id else None,
        "lineage_keys": [str(told.commune_id)] if told.commune_id else [],
        "placeholder": told.placeholder_name,
    }
