"""What the rules read of some children on one day: the children and each capability's facts, wherever read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from mangnon.vocab.due import CHILDREN, Derivation

# Reads a query into a table with the schema's columns (names and types).
Reader = Callable[[str, pa.Schema], pa.Table]

CHILDREN_SQL = """
SELECT uuid_send(c.id), c.birth_date, c.birth_precision, c.sex, c.personal_id <> '', c.birth_certificate_no <> '',
       c.insurance_no <> '', p.code, uuid_send(c.commune_id), uuid_send(c.hamlet_id)
FROM children_child c LEFT JOIN places_place p ON p.id = c.commune_id
WHERE c.id IN ({children}) AND c.end_reason = ''
  AND (c.birth_date IS NULL OR c.birth_date > DATE '{today}' - INTERVAL '16 years')
"""
_PLACES = [pa.field("commune", pa.binary(16)), pa.field("hamlet", pa.binary(16))]
READ_CHILDREN = pa.schema([*CHILDREN, *_PLACES])
# A facts table's first column: whose fact it is.
CHILD = pa.field("child", pa.binary(16))


@dataclass(frozen=True)
class Snapshot:
    """Some children and all that is known of them.

    Args:
        children: READ_CHILDREN.
        facts: each capability's facts by its name: the child's key in ``child``, then its ``facts_schema``. Facts of
            children that are not among ``children`` may be there too, and count for nothing.
    """

    children: pa.Table
    facts: Mapping[str, pa.Table]


def read_snapshot(*, reader: Reader, derivations: Iterable[Derivation], children_sql: str, today: date) -> Snapshot:
    """Read what the rules need from a database.

    Args:
        reader: runs a query and returns its rows as a table.
        derivations: whose facts to read.
        children_sql: a query of child keys.
        today: the day asked about.
    """
    children = reader(_filled(CHILDREN_SQL, children_sql, today), READ_CHILDREN)
    facts = {}
    for each in derivations:
        schema = facts_schema(each)
        told = (
            reader(_filled(each.facts_sql, children_sql, today), schema) if children.num_rows else schema.empty_table()
        )
        facts[each.capability] = told
    return Snapshot(children, facts)


def facts_schema(derivation: Derivation) -> pa.Schema:
    """Return the columns of a capability's facts in a snapshot: the child's key first."""
    return pa.schema([CHILD, *derivation.facts_schema])


def numbered_facts(facts: pa.Table, children: pa.Table) -> pa.Table:
    """Return facts with their child's row in place of its key, in an order of their own; facts of others are left out.

    No reader's order may show in the dues: of two doses of one day either could be the newest.
    """
    # Facts of children who ended (died, moved, grew up) were read too, and go here.
    rows = pc.index_in(facts["child"], value_set=children["key"].combine_chunks())
    numbered = facts.set_column(0, pa.field("child", pa.int32()), rows)
    return in_order(numbered.filter(pc.is_valid(rows)) if rows.null_count else numbered)


def in_order(table: pa.Table) -> pa.Table:
    """Return the rows sorted by all columns, the first one first."""
    return table.take(pc.sort_indices(table, [(name, "ascending") for name in table.column_names]))


def _filled(sql: str, children_sql: str, today: date) -> str:
    return sql.replace("{children}", children_sql).replace("{today}", today.isoformat())
