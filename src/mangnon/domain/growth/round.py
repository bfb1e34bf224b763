"""The children of a weighing round as columns: what is asked, how it is read, how it stands in a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import UUID

import pyarrow as pa
from pyarrow import csv

ROUND = pa.schema(
    [
        pa.field("child", pa.string()),  # keys as text
        pa.field("commune", pa.string()),
        pa.field("hamlet", pa.string()),
        pa.field("sex", pa.string()),  # m, f; null: unknown
        pa.field("birth_date", pa.date32()),
        pa.field("birth_precision", pa.string()),
        pa.field("on", pa.date32()),  # null: not measured in the period
        pa.field("weight_g", pa.int32()),
        pa.field("length_mm", pa.int32()),
        pa.field("position", pa.string()),
        pa.field("arm_mm", pa.int32()),
        pa.field("oedema", pa.bool_()),
        pa.field("recorded_by", pa.string()),
        pa.field("synthetic", pa.bool_()),
    ]
)
ROUND_SQL = """
SELECT c.id, c.commune_id, c.hamlet_id, nullif(c.sex, ''), c.birth_date, c.birth_precision,
       m."on", m.weight_g, m.length_mm, nullif(m.position, ''), m.arm_mm, m.oedema, m.recorded_by, c.synthetic
FROM children_child c
LEFT JOIN LATERAL (
  SELECT f."on", f.weight_g, f.length_mm, f.position, f.arm_mm, f.oedema, f.recorded_by
  FROM growth_measurement f
  WHERE f.child_id = c.id AND f.superseded_at IS NULL AND f."on" BETWEEN %(first)s AND %(last)s
    AND f."on" >= c.birth_date
  ORDER BY (f.weight_g IS NOT NULL AND f.length_mm IS NOT NULL) DESC, f."on" DESC, f.recorded_at DESC, f.id DESC
  LIMIT 1
) m ON true
WHERE c.merged_into_id IS NULL AND (c.end_reason = '' OR c.ended_on > %(last)s)
  AND c.birth_date > %(born_after)s AND c.birth_date <= %(born_until)s AND {within}
"""


@dataclass(frozen=True)
class Round:
    """A period, the ages looked at, and a place within the reader's reach.

    Args:
        first, last: the period's first and last day.
        born_after, born_until: children born later than the one day and not later than the other.
        commune_id, hamlet_id: the place; None for all the reader has.
    """

    first: date
    last: date
    born_after: date
    born_until: date
    commune_id: UUID | None = None
    hamlet_id: UUID | None = None


def read_rows(text: bytes) -> pa.Table:
    """Read ``ROUND`` from lines of comma-separated values without a heading; empty cells are unknown."""
    if not text:
        return ROUND.empty_table()
    return csv.read_csv(
        BytesIO(text),
        read_options=csv.ReadOptions(column_names=ROUND.names, use_threads=False),
        convert_options=csv.ConvertOptions(
            column_types=ROUND, strings_can_be_null=True, null_values=[""], true_values=["t"], false_values=["f"]
        ),
    ).combine_chunks()
