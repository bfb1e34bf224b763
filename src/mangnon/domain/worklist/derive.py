"""One function, small and large: derives dues from whatever reads the children and their facts.

The same calls serve one child in a request and a commune's thousands in the night run; only the reader of SQL
differs, and is passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mangnon.vocab.due import CHILDREN, DUES, Derivation, no_dues

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

_derivations: list[Derivation] = []


@dataclass(frozen=True)
class Derived:
    """Dues with the keys they are stored under: DUES with ``child`` as key, and the child's places."""

    children: pa.Table
    dues: pa.Table


def tell_derivations(derivations: tuple[Derivation, ...]) -> None:
    """Set the capabilities whose dues are derived (config/wiring.py)."""
    _derivations[:] = derivations


def derivations() -> tuple[Derivation, ...]:
    """Return the capabilities whose dues are derived."""
    return tuple(_derivations)


def derive(*, reader: Reader, children_sql: str, today: date) -> Derived:
    """Derive all dues of some children.

    Args:
        reader: runs a query and returns its rows as a table.
        children_sql: a query of child keys.
        today: the day asked about.
    """
    children = reader(_filled(CHILDREN_SQL, children_sql, today), READ_CHILDREN)
    plain = children.select(CHILDREN.names)
    tables = [no_dues()]
    for each in derivations() if children.num_rows else ():
        facts = _owned(reader(_filled(each.facts_sql, children_sql, today), with_child(each.facts_schema)), children)
        tables.append(each.dues(children=plain, facts=facts, content=content_of(each), today=today))
    return Derived(children=children, dues=pa.concat_tables(tables).unify_dictionaries())


def with_child(schema: pa.Schema) -> pa.Schema:
    """Return the schema as a facts query gives it: the child's key first."""
    return pa.schema([pa.field("child", pa.binary(16)), *schema])


def content_of(derivation: Derivation) -> Any:
    """Return the capability's content, read once a process."""
    return _content(derivation.capability)


@cache
def _content(capability: str) -> Any:
    return next(each for each in _derivations if each.capability == capability).load_content()


def _filled(sql: str, children_sql: str, today: date) -> str:
    return sql.replace("{children}", children_sql).replace("{today}", today.isoformat())


def _owned(facts: pa.Table, children: pa.Table) -> pa.Table:
    # Facts of children who ended (died, moved, grew up) were read too, and go here.
    rows = pc.index_in(facts["child"], value_set=children["key"].combine_chunks())
    numbered = facts.set_column(0, pa.field("child", pa.int32()), rows)
    return numbered.filter(pc.is_valid(rows)) if rows.null_count else numbered


def stored_form(derived: Derived) -> pa.Table:
    """Return dues as the table of dues stores them: keys, and plain words.

    Returns:
        child_id, commune_id, hamlet_id (binary(16)), then DUES' columns after ``child``.
    """
    dues, children = derived.dues, derived.children
    rows = dues["child"]
    keys = {
        "child_id": children["key"].take(rows),
        "commune_id": children["commune"].take(rows),
        "hamlet_id": children["hamlet"].take(rows),
    }
    words = {name: _plain(dues[name]) for name in DUES.names[1:]}
    return pa.table({**keys, **words})


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
