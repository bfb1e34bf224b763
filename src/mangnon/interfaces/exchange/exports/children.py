"""The children as a CSV file, streamed by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

import psycopg

from mangnon.core.store.server import Purpose, uri

_SQL = """
COPY (
  SELECT c.id AS child_id, nullif(c.full_name, '') AS full_name, c.birth_date,
         nullif(c.birth_precision, 'unknown') AS birth_precision, nullif(c.sex, '') AS sex,
         nullif(c.ethnic_code, '') AS ethnic_code, p.code AS place_code,
         coalesce(upper(left(h.kind, 1)) || substr(h.kind, 2) || ' ' || h.name, nullif(c.hamlet_text, '')) AS hamlet,
         nullif(c.personal_id, '') AS personal_id, k.mother_name, k.father_name, g.circumstances,
         CASE WHEN r.child_id IS NOT NULL OR w.poverty IN ('poor', 'near_poor') THEN 'y' ELSE 'n' END AS at_risk,
         s.source
  FROM children_child c
  LEFT JOIN places_place p ON p.id = c.commune_id
  LEFT JOIN places_placeversion h ON h.place_id = c.hamlet_id AND h.valid @> {on}
  LEFT JOIN children_household w ON w.id = c.household_id
  LEFT JOIN (
    SELECT child_id, min(full_name) FILTER (WHERE relation = 'mother') AS mother_name,
           min(full_name) FILTER (WHERE relation = 'father') AS father_name
    FROM children_caregiver GROUP BY child_id
  ) k ON k.child_id = c.id
  LEFT JOIN (
    SELECT child_id, string_agg(DISTINCT group_code, ';' ORDER BY group_code) AS circumstances
    FROM children_circumstance WHERE valid @> {on} GROUP BY child_id
  ) g ON g.child_id = c.id
  LEFT JOIN (SELECT DISTINCT child_id FROM children_riskfactor WHERE valid @> {on}) r ON r.child_id = c.id
  LEFT JOIN (
    SELECT child_id, string_agg(file || '#' || sheet || '!' || row, ';' ORDER BY file, sheet, row) AS source
    FROM children_recordsource GROUP BY child_id
  ) s ON s.child_id = c.id
  WHERE c.merged_into_id IS NULL
  ORDER BY c.id
) TO STDOUT WITH (FORMAT csv, HEADER, NULL '', ENCODING 'UTF8')
"""


def write_children(target: BinaryIO, *, on: date) -> None:
    """Write every child as CSV: the contract's columns, one row a child, unknown = empty; memory stays constant.

    Args:
        target: takes the bytes.
        on: the day asked about: circumstances, risks and hamlets as of then.
    """
    with psycopg.connect(uri(Purpose.SERVICE)) as connection, connection.cursor() as cursor:
        for block in _blocks(cursor, _SQL.replace("{on}", f"DATE '{on.isoformat()}'")):
            target.write(block)


def _blocks(cursor: psycopg.Cursor[tuple[object, ...]], wanted: str) -> Iterator[bytes]:
    with cursor.copy(wanted.encode()) as copy:
        for block in copy:
            yield bytes(block)
