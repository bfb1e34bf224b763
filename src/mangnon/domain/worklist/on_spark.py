"""Dues of places on a Spark cluster: the same function, a task at a time, wherever a worker is free."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

import mangnon
from mangnon.domain.worklist.place_dues import PlaceDues, Task, Work, derive_places, tasks_of
from mangnon.domain.worklist.place_files import Manifest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Results of so many children are in the driver's memory at once (about 60 bytes a child).
CHILDREN_A_WAVE = 1_000_000
_FOUND = pa.schema([("commune", pa.string()), ("children", pa.int64()), ("dues", pa.int64()), ("file", pa.binary())])
_FOUND_FOR_SPARK = "commune string, children long, dues long, file binary"


def derive_on_spark(*, session: SparkSession, work: Work, manifest: Manifest) -> Iterator[PlaceDues]:
    """Derive the dues of a snapshot's places on the session's cluster, in no order.

    A worker that is lost costs the tasks it held: they run again elsewhere, and give the same bytes.

    Args:
        session: a session whose workers find the snapshot under the same path.
        work: what to derive.
        manifest: the snapshot's.
    """
    cores = session.sparkContext.defaultParallelism
    for wave in _waves(tasks_of(manifest.places, processes=cores)):
        yield from _run(session, work, wave)


def code_archive(folder: Path) -> Path:
    """Put this process's own code into an archive that workers import it from."""
    archive = folder / "mangnon.zip"
    package = Path(str(mangnon.__file__)).parent
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as code:
        for file in sorted(package.rglob("*.py")):
            code.write(file, Path("mangnon") / file.relative_to(package))
    return archive


def _waves(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    wave: list[Task] = []
    children = 0
    for task in tasks:
        wave.append(task)
        children += sum(place.children for place in task)
        if children >= CHILDREN_A_WAVE:
            yield wave
            wave, children = [], 0
    if wave:
        yield wave


def _run(session: SparkSession, work: Work, tasks: Sequence[Task]) -> Iterator[PlaceDues]:
    def derive(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                found = derive_places(work, tasks[number])
                columns = [[getattr(each, name) for each in found] for name in _FOUND.names]
                yield pa.record_batch(
                    [pa.array(column, field.type) for column, field in zip(columns, _FOUND, strict=True)],
                    schema=_FOUND,
                )

    # Each number is a partition of one row, and so a task.
    numbers = session.range(0, len(tasks), 1, len(tasks))
    with _without_asking_for_pandas():
        mapped = numbers.mapInArrow(derive, _FOUND_FOR_SPARK)
    for row in mapped.toArrow().to_pylist():
        yield PlaceDues(**row)


@contextmanager
def _without_asking_for_pandas() -> Iterator[None]:
    """Have ``mapInArrow`` while pandas is not installed: only its siblings make frames of what they are given."""
    functions: Any = import_module("pyspark.sql.pandas.functions")
    asked = functions.require_minimum_pandas_version
    functions.require_minimum_pandas_version = lambda: None
    try:
        yield
    finally:
        functions.require_minimum_pandas_version = asked
