"""Writes what the rules read of all children as Parquet parted by place, a batch of communes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.core.content.digest import content_digests
from mangnon.core.store.server import Purpose, uri
from mangnon.domain.worklist.batches import in_batches, reader_of
from mangnon.domain.worklist.derive import derivations
from mangnon.domain.worklist.place_files import (
    CHILDREN_TABLE,
    SNAPSHOT,
    UNDECIDED,
    Manifest,
    PlaceTold,
    columns_of,
    new_folder,
    parquet_bytes,
    write_manifest,
    write_place,
)
from mangnon.domain.worklist.snapshot import READ_CHILDREN, Snapshot, facts_schema, in_order, read_snapshot

_HELD_SQL = """
SELECT coalesce(p.code, ''), count(*) FROM children_child c LEFT JOIN places_place p ON p.id = c.commune_id
WHERE c.end_reason = '' GROUP BY 1 ORDER BY 1
"""
_CHILDREN_OF_SQL = """
SELECT each.id FROM children_child each LEFT JOIN places_place home ON home.id = each.commune_id
WHERE coalesce(home.code, '') IN ({codes})
"""


def take_snapshot(
    *, target: Path, today: date, at: datetime, progress: Callable[[int, int], None] | None = None
) -> Manifest:
    """Write a snapshot of all living children below 16 and of what is known of them.

    The database is read as it stood at one moment; memory is bound by one batch of communes.

    Args:
        target: a folder that is not there yet.
        today: the day asked about.
        at: the moment, for the manifest.
        progress: told (children done, children in all) after each batch.

    Raises:
        UsageError: the folder holds something already or cannot be written.
    """
    from adbc_driver_postgresql import dbapi

    with (
        new_folder(target) as folder,
        dbapi.connect(uri(Purpose.OWNER), autocommit=False) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        manifest = write_snapshot(
            folder=folder, snapshots=_batches(cursor, today, progress), today=today, taken_at=at.isoformat()
        )
        connection.rollback()
    return manifest


def write_snapshot(*, folder: Path, snapshots: Iterable[Snapshot], today: date, taken_at: str) -> Manifest:
    """Write snapshots, each of whole communes, as one folder of places.

    Args:
        folder: of ``new_folder``.
        snapshots: no commune in two of them.
        today: the day asked about.
        taken_at: the moment they were read, as the manifest tells it.
    """
    places: list[PlaceTold] = []
    for snapshot in snapshots:
        for commune, part in part_by_commune(snapshot):
            tables = {CHILDREN_TABLE: part.children, **part.facts}
            files = {name: (table.num_rows, parquet_bytes(in_order(table))) for name, table in tables.items()}
            places.append(write_place(folder, commune, part.children.num_rows, files))
    schemas = {CHILDREN_TABLE: READ_CHILDREN, **{each.capability: facts_schema(each) for each in derivations()}}
    columns = {table: columns_of(schema) for table, schema in schemas.items()}
    manifest = Manifest(SNAPSHOT, today, taken_at, content_digests(), columns, tuple(places))
    write_manifest(folder, manifest)
    return manifest


def part_by_commune(snapshot: Snapshot) -> Iterator[tuple[str, Snapshot]]:
    """Part a snapshot by the commune's code; children whose commune is not decided are a part of their own."""
    codes = snapshot.children["commune_code"].fill_null(UNDECIDED).combine_chunks()
    communes = pc.unique(codes).sort()
    place_of_child = np.asarray(pc.index_in(codes, value_set=communes).to_numpy())
    keys = snapshot.children["key"].combine_chunks()
    children = _parts(snapshot.children, place_of_child, len(communes))
    facts = {name: _parts(*_with_place(table, keys, place_of_child), len(communes))
             for name, table in snapshot.facts.items()}  # fmt: skip
    for place, commune in enumerate(communes.to_pylist()):
        yield commune, Snapshot(children[place], {name: parts[place] for name, parts in facts.items()})


def _batches(cursor: Any, today: date, progress: Callable[[int, int], None] | None) -> Iterator[Snapshot]:
    cursor.execute(_HELD_SQL)
    batches = in_batches(cursor.fetchall())
    done, total = 0, sum(count for _, count in batches)
    for codes, count in batches:
        listed = ", ".join(f"'{code.replace(chr(39), chr(39) * 2)}'" for code in codes)
        yield read_snapshot(
            reader=reader_of(cursor),
            derivations=derivations(),
            children_sql=_CHILDREN_OF_SQL.replace("{codes}", listed),
            today=today,
        )
        done += count
        if progress:
            progress(done, total)


def _with_place(facts: pa.Table, keys: pa.Array, place_of_child: np.ndarray) -> tuple[pa.Table, np.ndarray]:
    rows = pc.index_in(facts["child"], value_set=keys)
    known = facts.filter(pc.is_valid(rows))
    return known, place_of_child[np.asarray(rows.drop_null().to_numpy())]


def _parts(table: pa.Table, place: np.ndarray, places: int) -> list[pa.Table]:
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(places + 1))
    sorted_ = table.take(pa.array(order))
    return [sorted_.slice(ends[at], ends[at + 1] - ends[at]) for at in range(places)]
