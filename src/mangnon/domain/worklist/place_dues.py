"""Dues of places, from a snapshot's files to dues' files: what a process or a task on a cluster works through.

A task holds whole places. However places are put into tasks, and wherever a task runs, a place's file is the same.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mangnon.domain.worklist.batches import in_batches
from mangnon.domain.worklist.derive import contents, derivations, derive_snapshot, stored_form
from mangnon.domain.worklist.place_files import (
    CHILDREN_TABLE,
    DUES,
    DUES_TABLE,
    UNDECIDED,
    Manifest,
    PlaceTold,
    columns_of,
    new_folder,
    parquet_bytes,
    read_table,
    write_manifest,
    write_place,
)
from mangnon.domain.worklist.snapshot import READ_CHILDREN, Snapshot, facts_schema, in_order
from mangnon.vocab.due import DUES as DUE_COLUMNS
from mangnon.vocab.due import Derivation

CHILDREN_A_TASK = 10_000
# So that no process waits long for the last one.
TASKS_A_PROCESS = 6
_KEY = pa.binary(16)
_WORDS = {field.name: field.type for field in DUE_COLUMNS if not pa.types.is_dictionary(field.type)}
STORED_DUES = pa.schema(
    [("child_id", _KEY), ("commune_id", _KEY), ("hamlet_id", _KEY)]
    + [(name, _WORDS.get(name, pa.string())) for name in DUE_COLUMNS.names[1:]]
)

Task = tuple[PlaceTold, ...]


def _sealed(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


# Content may be sealed against changes, and pickle of itself sends no sealed mapping.
copyreg.pickle(MappingProxyType, lambda sealed: (_sealed, (dict(sealed),)))


@dataclass(frozen=True)
class Work:
    """All that deriving a snapshot's places takes; it can be sent to another process or machine.

    Args:
        folder: the snapshot, where every process finds it.
        day: the day asked about.
        content: each capability's content by its name.
        derivations: the capabilities.
    """

    folder: str
    day: date
    content: Mapping[str, Any]
    derivations: tuple[Derivation, ...]


@dataclass(frozen=True)
class PlaceDues:
    """One place's dues as a Parquet file."""

    commune: str
    children: int
    dues: int
    file: bytes


def work_on(folder: Path, day: date) -> Work:
    """Return the work on a snapshot by the rules and content of this process."""
    sent = tuple(replace(each, load_content=_content_was_sent) for each in derivations())
    return Work(str(folder.resolve()), day, contents(), sent)


def tasks_of(places: Iterable[PlaceTold], *, processes: int) -> list[Task]:
    """Put places together into tasks, several for each process.

    Args:
        places: with how many children each has.
        processes: how many work at once.
    """
    held = {place.commune: place for place in places}
    total = sum(place.children for place in held.values())
    most = min(CHILDREN_A_TASK, total // (processes * TASKS_A_PROCESS) + 1)
    batches = in_batches(((place.commune, place.children) for place in held.values()), most)
    return [tuple(held[commune] for commune in communes) for communes, _ in batches]


def derive_places(work: Work, places: Sequence[PlaceTold]) -> list[PlaceDues]:
    """Derive the dues of some places of a snapshot.

    Raises:
        PlaceFilesError: a file of the snapshot is gone or was changed.
    """
    snapshot = read_places(Path(work.folder), places, work.derivations)
    derived = derive_snapshot(snapshot=snapshot, content=work.content, today=work.day, of=work.derivations)
    codes = snapshot.children["commune_code"].fill_null(UNDECIDED).take(derived.dues["child"])
    dues = stored_form(derived).cast(STORED_DUES)
    tables = [in_order(dues.filter(pc.equal(codes, place.commune))) for place in places]
    return [
        PlaceDues(place.commune, place.children, table.num_rows, parquet_bytes(table))
        for place, table in zip(places, tables, strict=True)
    ]


def read_places(folder: Path, places: Sequence[PlaceTold], derivations: Iterable[Derivation]) -> Snapshot:
    """Read some places of a snapshot into memory.

    Raises:
        PlaceFilesError: a file is gone or was changed.
    """

    def read(table: str, schema: pa.Schema) -> pa.Table:
        return pa.concat_tables([read_table(folder, place, table, schema) for place in places])

    facts = {each.capability: read(each.capability, facts_schema(each)) for each in derivations}
    return Snapshot(read(CHILDREN_TABLE, READ_CHILDREN), facts)


def derive_here(work: Work, places: Sequence[PlaceTold], *, processes: int) -> Iterator[PlaceDues]:
    """Derive the dues of a snapshot's places on this machine, in no order."""
    tasks = tasks_of(places, processes=processes)
    if processes == 1:
        for task in tasks:
            yield from derive_places(work, task)
        return
    # Not forked: what runs here may hold threads and connections.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(derive_places, work, task) for task in tasks]):
            yield from done.result()


def write_dues(
    target: Path,
    found: Iterable[PlaceDues],
    *,
    day: date,
    content: Mapping[str, str],
    progress: Callable[[int], None] | None = None,
) -> Manifest:
    """Write dues as a folder of places.

    Args:
        target: a folder that is not there yet.
        found: the places, in any order.
        day: the day asked about.
        content: digest of each area of content.
        progress: told the children of each place that was written.

    Raises:
        UsageError: the folder holds something already or cannot be written.
    """
    with new_folder(target) as folder:
        places = []
        for each in found:
            places.append(write_place(folder, each.commune, each.children, {DUES_TABLE: (each.dues, each.file)}))
            if progress:
                progress(each.children)
        places.sort(key=lambda place: place.commune)
        manifest = Manifest(DUES, day, "", content, {DUES_TABLE: columns_of(STORED_DUES)}, tuple(places))
        write_manifest(folder, manifest)
    return manifest


def _content_was_sent() -> Any:
    raise AssertionError("content comes with the work")
