"""Stored children in the form the matching engine compares, and what it says of two of them or of one typed anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db import connection

from mangnon.core.content.matching import load_matching_parameters
from mangnon.core.scope.roles import as_service
from mangnon.engines.matching.explain import Evidence, explain
from mangnon.engines.matching.match import match
from mangnon.engines.matching.records import RECORD

RECORD_SQL = """
SELECT uuid_send(c.id) AS key, c.full_name, c.birth_date, nullif(c.birth_precision, 'unknown') AS birth_precision,
       nullif(c.sex, '') AS sex,
       k.mother_name, k.father_name,
       nullif(c.personal_id, '') AS personal_id, nullif(c.insurance_no, '') AS insurance_no,
       nullif(c.birth_certificate_no, '') AS birth_certificate_no,
       k.phone,
       c.household_id::text AS household_key, c.hamlet_id::text AS hamlet_key, c.commune_id::text AS commune_key,
       CASE WHEN c.commune_id IS NULL THEN c.open_communes::text[] ELSE ARRAY[c.commune_id::text] END AS lineage_keys,
       c.placeholder_name AS placeholder
FROM children_child c
LEFT JOIN (
  SELECT child_id, substr(min(id::text || full_name) FILTER (WHERE relation = 'mother'), 37) AS mother_name,
         substr(min(id::text || full_name) FILTER (WHERE relation = 'father'), 37) AS father_name,
         min(nullif(phone, '')) AS phone
  FROM children_caregiver WHERE {carers} GROUP BY child_id
) k ON k.child_id = c.id
WHERE c.merged_into_id IS NULL AND ({which})
"""
"""Columns of RECORD and the child's ``key``; ``which`` narrows ``c``, ``carers`` the carers read.

Of two mothers the one known first is compared: keys grow with time, and 36 signs of a key stand before each name.
"""
# A level that weighs less than half a bit says nothing either way.
_SAYS_SOMETHING = 0.5


@dataclass(frozen=True)
class Comparison:
    """What the matching engine says of two records.

    Args:
        verdict: same, maybe or different.
        weight: bits; None where the two share too little to be compared.
        evidence: reasons, rules first.
    """

    verdict: str
    weight: float | None
    evidence: tuple[Evidence, ...]

    @property
    def speaking_for(self) -> tuple[Evidence, ...]:
        """Levels that say: one child."""
        return tuple(each for each in self.evidence if each.bits > _SAYS_SOMETHING)

    @property
    def speaking_against(self) -> tuple[Evidence, ...]:
        """Levels that say: two children."""
        return tuple(each for each in self.evidence if each.bits < -_SAYS_SOMETHING)

    @property
    def rules(self) -> tuple[Evidence, ...]:
        """Rules that held."""
        return tuple(each for each in self.evidence if each.field == "rule")


UNLIKE = Comparison("different", None, ())


def read_records(child_ids: Iterable[UUID]) -> tuple[list[UUID], pa.Table]:
    """Return these children, without those merged into others, as RECORD rows with their keys in the same order."""
    wanted = list(child_ids)
    sql = RECORD_SQL.format(carers="child_id = ANY(%s)", which="c.id = ANY(%s)")
    with as_service(), connection.cursor() as cursor:
        cursor.execute(sql, [wanted, wanted])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    keys = [UUID(bytes=bytes(row["key"])) for row in rows]
    return keys, record_table(rows)


def record_table(rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Return rows of named values as RECORD; what is not named is unknown."""
    told = list(rows)
    return pa.table(
        {field.name: pa.array([row.get(field.name) for row in told], field.type) for field in RECORD}, schema=RECORD
    )


def compare_children(*, first_id: UUID, second_id: UUID) -> Comparison:
    """Compare two stored records anew, as an import would compare them today."""
    keys, records = read_records([first_id, second_id])
    if len(keys) != 2:
        return UNLIKE
    found = compare_with(incoming=records.slice(keys.index(first_id), 1), known=records.slice(keys.index(second_id), 1))
    return found.get(0, UNLIKE)


def compare_with(*, incoming: pa.Table, known: pa.Table) -> dict[int, Comparison]:
    """Compare one record with many; returns what is said by row of ``known``, those alike only, strongest first."""
    parameters = load_matching_parameters()
    found = match(incoming=incoming, known=known, parameters=parameters)
    return {
        pair["known"]: Comparison(pair["verdict"], pair["weight"], tuple(explain(pair=pair, parameters=parameters)))
        for pair in found.pairs.to_pylist()
        if pair["known"] is not None
    }
