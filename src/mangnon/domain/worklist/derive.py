"""One function, at every scale: derives dues from what was read, and knows nothing of where it was read.

The same call serves one child in a request, a commune's thousands in the night run, and a place's file on a cluster;
only who fills the snapshot differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from mangnon.domain.worklist.snapshot import Reader, Snapshot, numbered_facts, read_snapshot
from mangnon.vocab.due import CHILDREN, DUES, Derivation, no_dues

_derivations: list[Derivation] = []


@dataclass(frozen=True)
class Derived:
    """Dues with the keys they are stored under: DUES with ``child`` as row, and the children of those rows."""

    children: pa.Table
    dues: pa.Table


Deriving = Callable[[Snapshot], Derived]


def tell_derivations(derivations: tuple[Derivation, ...]) -> None:
    """Set the capabilities whose dues are derived (config/wiring.py)."""
    _derivations[:] = derivations


def derivations() -> tuple[Derivation, ...]:
    """Return the capabilities whose dues are derived."""
    return tuple(_derivations)


def derive(*, reader: Reader, children_sql: str, today: date, by: Deriving | None = None) -> Derived:
    """Read some children from a database and derive all their dues.

    Args:
        reader: runs a query and returns its rows as a table.
        children_sql: a query of child keys.
        today: the day asked about.
        by: what makes dues of what was read; ``derive_snapshot`` when absent.
    """
    found = read_snapshot(reader=reader, derivations=derivations(), children_sql=children_sql, today=today)
    return by(found) if by else derive_snapshot(snapshot=found, content=contents(), today=today)


def derive_snapshot(
    *, snapshot: Snapshot, content: Mapping[str, Any], today: date, of: Sequence[Derivation] | None = None
) -> Derived:
    """Derive all dues of a snapshot's children; pure.

    Args:
        snapshot: the children and their facts.
        content: each capability's content by its name (``contents()``).
        today: the day asked about.
        of: the capabilities; all that this process was told of when absent.

    Returns:
        The dues of each capability in turn; a child's dues rest on that child alone, whoever else is in the snapshot.
    """
    plain = snapshot.children.select(CHILDREN.names)
    tables = [no_dues()]
    for each in (derivations() if of is None else of) if plain.num_rows else ():
        facts = numbered_facts(snapshot.facts[each.capability], plain)
        tables.append(each.dues(children=plain, facts=facts, content=content[each.capability], today=today))
    return Derived(children=snapshot.children, dues=pa.concat_tables(tables).unify_dictionaries())


def contents() -> dict[str, Any]:
    """Return every capability's content by its name, read once a process."""
    return {each.capability: content_of(each) for each in derivations()}


def content_of(derivation: Derivation) -> Any:
    """Return the capability's content, read once a process."""
    return _content(derivation.capability)


@cache
def _content(capability: str) -> Any:
    return next(each for each in _derivations if each.capability == capability).load_content()


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
