"""Dues that were derived elsewhere from a snapshot, taken over for whoever is still as the snapshot knew them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mangnon.domain.worklist.derive import Derived, derivations, derive_snapshot
from mangnon.domain.worklist.place_dues import STORED_DUES, read_places
from mangnon.domain.worklist.place_files import DUES_TABLE, UNDECIDED, Manifest, read_table
from mangnon.domain.worklist.snapshot import Snapshot
from mangnon.vocab.due import DUES, no_dues


def take_over(
    *,
    known: Snapshot,
    snapshot: tuple[Path, Manifest],
    dues: tuple[Path, Manifest],
    content: Mapping[str, Any],
    today: date,
) -> Derived:
    """Return the dues of children as they are known now.

    A fact may have been told while a cluster worked: who is not exactly as the snapshot had them is derived here.

    Args:
        known: the children as the database has them now.
        snapshot: the snapshot's folder and manifest.
        dues: the folder of dues that were derived from it.
        content: each capability's content.
        today: the day that both were derived for.
    """
    communes = set(pc.unique(known.children["commune_code"].fill_null(UNDECIDED)).to_pylist())
    before = _read(snapshot, communes)
    moved = moved_children(known, before)
    keys = known.children["key"].combine_chunks()
    again = derive_snapshot(snapshot=_of_children(known, moved), content=content, today=today)
    stored = pa.concat_tables(
        [read_table(dues[0], place, DUES_TABLE, STORED_DUES) for place in dues[1].places if place.commune in communes]
        or [STORED_DUES.empty_table()]
    )
    child = pc.index_in(stored["child_id"], value_set=keys)
    taken = pc.and_(pc.is_valid(child), pc.invert(pc.is_in(stored["child_id"], value_set=moved)))
    standing = stored.set_column(0, "child", child).select(DUES.names).filter(taken).cast(DUES)
    rows = pc.index_in(again.children["key"], value_set=keys).take(again.dues["child"])
    fresh = again.dues.set_column(0, DUES.field(0), rows)
    return Derived(known.children, pa.concat_tables([no_dues(), standing, fresh]).unify_dictionaries())


def moved_children(known: Snapshot, before: Snapshot) -> pa.Array:
    """Return the keys of children of ``known`` of whom anything differs between the two."""
    keys = known.children["key"].combine_chunks()
    touched = [_differing(known.children, before.children, key="key")]
    for name, facts in known.facts.items():
        touched.append(_differing(_of(facts, keys), _of(before.facts[name], keys), key="child"))
    found = pa.concat_arrays(touched)
    return pc.unique(found.filter(pc.is_in(found, value_set=keys)))


def _differing(one: pa.Table, other: pa.Table, *, key: str) -> pa.Array:
    both = pa.concat_tables(
        [
            table.append_column("side", pa.repeat(pa.scalar(side, pa.int64()), table.num_rows))
            for table, side in ((one, 1), (other, -1))
        ]
    )
    # Unlike a join, a group takes one null for the other.
    counted = both.group_by(one.column_names).aggregate([("side", "sum")])
    return counted.filter(pc.not_equal(counted["side_sum"], 0))[key].combine_chunks()


def _of_children(snapshot: Snapshot, keys: pa.Array) -> Snapshot:
    children = snapshot.children.filter(pc.is_in(snapshot.children["key"], value_set=keys))
    return Snapshot(children, {name: _of(facts, keys) for name, facts in snapshot.facts.items()})


def _of(facts: pa.Table, keys: pa.Array) -> pa.Table:
    return facts.filter(pc.is_in(facts["child"], value_set=keys))


def _read(snapshot: tuple[Path, Manifest], communes: set[str]) -> Snapshot:
    folder, manifest = snapshot
    return read_places(folder, [place for place in manifest.places if place.commune in communes], derivations())
