"""A snapshot made larger: the same children again under other keys and in other places, nothing of what is derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.domain.worklist.derive import derivations
from mangnon.domain.worklist.place_dues import read_places
from mangnon.domain.worklist.place_files import SNAPSHOT, Manifest, PlaceTold, new_folder, read_manifest
from mangnon.domain.worklist.snapshot import Snapshot
from mangnon.domain.worklist.taking import write_snapshot

PLACES_AT_ONCE = 8
_KEY = pa.binary(16)


@dataclass(frozen=True)
class Grown:
    """A larger snapshot."""

    folder: Path
    manifest: Manifest


def grow(source: Path, target: Path, *, children: int, few_places: bool = False) -> Grown:
    """Write a snapshot of so many children (to the next whole place) out of a smaller one.

    Args:
        source: the snapshot.
        target: a folder that is not there yet.
        children: how many at least.
        few_places: put all of the source into one place each time.
    """
    told = read_manifest(source, kind=SNAPSHOT)
    with new_folder(target) as folder:
        replicas = _replicas(source, told, children, len(told.places) if few_places else PLACES_AT_ONCE)
        snapshots = (_in_one_place(each, at) for at, each in enumerate(replicas)) if few_places else replicas
        write_snapshot(folder=folder, snapshots=snapshots, today=told.day, taken_at=told.taken_at)
    return Grown(target, read_manifest(target, kind=SNAPSHOT))


def _replicas(source: Path, told: Manifest, children: int, at_once: int) -> Iterator[Snapshot]:
    made = number = 0
    while made < children:
        for start in range(0, len(told.places), at_once):
            places: tuple[PlaceTold, ...] = told.places[start : start + at_once]
            snapshot = read_places(source, places, derivations())
            yield _renamed(snapshot, number)
            made += snapshot.children.num_rows
            if made >= children:
                return
        number += 1


def _in_one_place(snapshot: Snapshot, number: int) -> Snapshot:
    at = snapshot.children.schema.get_field_index("commune_code")
    codes = pa.repeat(f"{number:05}", snapshot.children.num_rows)
    return Snapshot(snapshot.children.set_column(at, "commune_code", codes), snapshot.facts)


def _renamed(snapshot: Snapshot, number: int) -> Snapshot:
    if number == 0:
        return snapshot
    children = snapshot.children
    codes = pc.binary_join_element_wise(children["commune_code"].fill_null("khong"), f"x{number}", "")
    at = children.schema.get_field_index("commune_code")
    return Snapshot(
        _rekeyed(children.set_column(at, "commune_code", codes), number),
        {name: _rekeyed(facts, number) for name, facts in snapshot.facts.items()},
    )


def _rekeyed(table: pa.Table, number: int) -> pa.Table:
    for at, field in enumerate(table.schema):
        if field.type == _KEY:
            table = table.set_column(at, field, _other_keys(table[field.name].combine_chunks(), number))
    return table


def _other_keys(keys: pa.Array, number: int) -> pa.Array:
    # The last four bytes of a key are chance: others in their place leave the order and the spread as they were.
    filled = keys.fill_null(bytes(16))
    letters = np.frombuffer(b"".join(filled.to_pylist()), dtype="uint8").reshape(-1, 16).copy()
    letters[:, 12:] ^= np.frombuffer(np.uint32(number).tobytes(), dtype="uint8")
    changed = pa.FixedSizeBinaryArray.from_buffers(_KEY, len(keys), [None, pa.py_buffer(letters.tobytes())])
    return pc.if_else(keys.is_valid(), changed, pa.scalar(None, _KEY))
