"""Groups of the province compared by points: reads children and priorities, gives counts and no name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
from django.db import connection

from mangnon.core.content.priority import priority_weights
from mangnon.core.places.queries import names_of
from mangnon.domain.worklist.terms import OPEN
from mangnon.engines.priority import PEOPLE, Fairness, GroupFigures, compare
from mangnon.vocab.due import age_in_months, day_number

# By what children are grouped; the order of the report.
AXES = ("ethnic", "place_kind", "reach", "poverty", "sex", "age")
_AGES = ((12, "below_12"), (24, "below_24"), (60, "below_60"), (2**31, "older"))
_A_QUARTER = 0.25
_ROWS_AT_ONCE = 5_000
_SQL = """
SELECT c.ethnic_code, c.sex, c.birth_date, c.commune_id, c.hamlet_id, coalesce(h.poverty, ''), p.points, p.parts,
       p.contacted_on
FROM worklist_priority p JOIN children_child c ON c.id = p.child_id
LEFT JOIN children_household h ON h.id = c.household_id
WHERE p.record_class = %s AND c.end_reason = '' AND c.merged_into_id IS NULL
"""


def compare_groups(on: date) -> Fairness:
    """Compare the groups of all children by the open number, which everybody's list is ordered by.

    Args:
        on: the day that the priorities were worked out for.
    """
    terms = priority_weights(on).fairness
    columns = list(zip(*_rows(on), strict=True)) or [()] * (len(PEOPLE) + 6)
    facts, told = columns[: len(PEOPLE)], columns[len(PEOPLE) :]
    people = pa.table([pa.array(each, field.type) for each, field in zip(facts, PEOPLE, strict=True)], schema=PEOPLE)
    ethnic, sex, born, communes, hamlets, poverty = told
    axes = {
        "ethnic": _words(ethnic),
        "place_kind": _words(_kinds(communes, on)),
        "reach": _words(_reach(communes, hamlets, facts[3], terms.no_contact_days)),
        "poverty": _words(poverty),
        "sex": _words(sex),
        "age": _words(_ages(born, on)),
    }
    return compare(people=people, axes={name: axes[name] for name in AXES}, terms=terms)


def as_json(found: Fairness) -> dict[str, Any]:
    """Write a comparison as plain values."""
    return asdict(found)


def from_json(told: Mapping[str, Any]) -> Fairness:
    """Read a comparison from plain values."""
    return Fairness(**{**told, "groups": tuple(GroupFigures(**each) for each in told["groups"])})


def _rows(on: date) -> Iterator[tuple[Any, ...]]:
    """Give need, points, points for contact, days since it, and what each child is grouped by."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [OPEN])
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            for ethnic, sex, born, commune, hamlet, poverty, points, parts, met in rows:
                need, contact = _need(parts)
                days = max((on - met).days, 0) if met else None
                yield need, points, contact, days, ethnic, sex, born, commune, hamlet, poverty


def _need(parts: str) -> tuple[str, int]:
    """Return what is owed and how late as one word, and the points for the time since the last contact."""
    owed, contact = [], 0
    for part, kind, code, band, base, times in json.loads(parts):
        if part == "due":
            owed.append(f"{kind}.{code.partition(':')[0]}.{band}.{base}")
        elif part == "contact":
            contact = base * times
    return " ".join(sorted(owed)), contact


def _words(values: Any) -> np.ndarray:
    return np.array(list(values), dtype=object)


def _kinds(communes: tuple[UUID | None, ...], on: date) -> list[str]:
    names = names_of({key for key in communes if key}, on=on)
    return [names[key].kind if key in names else "" for key in communes]  # type: ignore[index]


def _reach(
    communes: tuple[UUID | None, ...], hamlets: tuple[UUID | None, ...], days: tuple[int | None, ...], limit: int
) -> list[str]:
    """Group children by how many hamlets of their commune nobody went to for long."""
    newest: dict[tuple[UUID | None, UUID], int] = {}
    for commune, hamlet, since in zip(communes, hamlets, days, strict=True):
        if hamlet is not None:
            place = commune, hamlet
            newest[place] = min(newest.get(place, 2**31), 2**31 if since is None else since)
    quiet: dict[UUID | None, list[bool]] = {}
    for (commune, _), since in newest.items():
        quiet.setdefault(commune, []).append(since > limit)
    share = {commune: sum(each) / len(each) for commune, each in quiet.items()}

    def group(commune: UUID | None) -> str:
        if commune not in share:
            return ""
        return "all_reached" if not share[commune] else "few_quiet" if share[commune] < _A_QUARTER else "many_quiet"

    named = {commune: group(commune) for commune in set(communes)}
    return [named[commune] for commune in communes]


def _ages(born: tuple[date | None, ...], on: date) -> list[str]:
    known = np.array([day_number(each) if each else 0 for each in born], dtype="int64")
    months = age_in_months(known, day_number(on)) if len(known) else known
    words = [next(word for below, word in _AGES if month < below) for month in months]
    return [word if each else "" for word, each in zip(words, born, strict=True)]
