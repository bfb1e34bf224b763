"""A folder of Parquet files parted by place, with a manifest that tells what each holds.

It holds children's data: only the account that made it may read it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mangnon.vocab.errors import MangnonError, UsageError, reason_of

MANIFEST = "manifest.json"
FORM = 1
SNAPSHOT, DUES = "snapshot", "dues"  # what a folder may hold
# A snapshot's table of the children themselves; its other tables bear their capability's name.
CHILDREN_TABLE = "child"
DUES_TABLE = "dues"
# The name of the part of children whose commune is not decided.
UNDECIDED = "undecided"
_OPEN_TO_OWNER, _FOLDER_OF_OWNER = 0o600, 0o700


class PlaceFilesError(MangnonError):
    """A folder of places is not one, or was damaged."""

    code = "worklist.place_files"


@dataclass(frozen=True)
class FileTold:
    """What the manifest tells of one file."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class PlaceTold:
    """One place: its commune's code (or ``undecided``), its children, and its files by table."""

    commune: str
    children: int
    files: Mapping[str, FileTold]


@dataclass(frozen=True)
class Manifest:
    """What stands in the folder.

    Args:
        kind: SNAPSHOT or DUES.
        day: the day asked about.
        taken_at: the moment the database was read; empty for dues, which come out the same whenever derived.
        content: digest of each area of content that was in force.
        columns: each table's columns with their types.
        places: by commune's code.
    """

    kind: str
    day: date
    taken_at: str
    content: Mapping[str, str]
    columns: Mapping[str, list[list[str]]]
    places: tuple[PlaceTold, ...]

    @property
    def children(self) -> int:
        """How many children."""
        return sum(place.children for place in self.places)

    def rows(self, table: str) -> int:
        """How many rows a table has in all places."""
        return sum(place.files[table].rows for place in self.places)

    @property
    def bytes(self) -> int:
        """How large all files are."""
        return sum(file.bytes for place in self.places for file in place.files.values())


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Have a folder beside the target that takes its place, whole, at the end.

    Raises:
        UsageError: the target holds something already, or cannot be written.
    """
    check_new(target)
    place = Path(os.path.realpath(target))
    beside = place.with_name(f".{place.name[:200]}.{os.getpid()}.part")
    try:
        beside.mkdir(mode=_FOLDER_OF_OWNER)
        yield beside
        os.replace(beside, place)
    except OSError as error:
        raise UsageError(f"Không ghi được vào «{target}»: {reason_of(error)}.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def check_new(target: Path) -> None:
    """Refuse a target that holds something already or whose folder is not there.

    Raises:
        UsageError: it is so.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError(f"«{target}» đã có; hãy cho tên một thư mục chưa có.")
    if not (target.absolute().parent.is_dir() and os.access(target.absolute().parent, os.W_OK)):
        raise UsageError(f"Không ghi được vào thư mục «{target.absolute().parent}»; hãy chọn thư mục khác.")


def parquet_bytes(table: pa.Table) -> bytes:
    """Return a table as a Parquet file: the same rows give the same bytes on every machine."""
    sink = pa.BufferOutputStream()
    # Only words that repeat gain from a dictionary; keys of facts never repeat.
    words = [field.name for field in table.schema if pa.types.is_string(field.type) or field.name == "child"]
    pq.write_table(
        table.combine_chunks(), sink, compression="zstd", compression_level=3, use_dictionary=words,
        write_statistics=False, row_group_size=1 << 20,
    )  # fmt: skip
    return sink.getvalue().to_pybytes()


def write_place(folder: Path, commune: str, children: int, files: Mapping[str, tuple[int, bytes]]) -> PlaceTold:
    """Write one place's files.

    Args:
        folder: of ``new_folder``.
        commune: its code, or UNDECIDED.
        children: how many it has.
        files: each table's rows and bytes.
    """
    place = folder / part_name(commune)
    place.mkdir(mode=_FOLDER_OF_OWNER)
    told = {}
    for table, (rows, content) in files.items():
        _write(place / f"{table}.parquet", content)
        told[table] = FileTold(rows, len(content), hashlib.sha256(content).hexdigest())
    return PlaceTold(commune, children, told)


def part_name(commune: str) -> str:
    """Return the folder of a place, as tools that read parted Parquet know it."""
    return f"commune={commune}"


def columns_of(schema: pa.Schema) -> list[list[str]]:
    """Return a schema as the manifest tells it."""
    return [[field.name, str(field.type)] for field in schema]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, last of all files."""
    told = {"form": FORM, **asdict(manifest), "day": manifest.day.isoformat()}
    told["places"] = sorted(told["places"], key=lambda place: place["commune"])
    _write(folder / MANIFEST, json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")


def read_manifest(folder: Path, *, kind: str) -> Manifest:
    """Read a folder's manifest.

    Raises:
        PlaceFilesError: the folder is not of this kind or form.
    """
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if told["kind"] != kind or told["form"] != FORM:
            raise ValueError(told["kind"])
        places = tuple(
            PlaceTold(
                each["commune"],
                each["children"],
                {table: FileTold(**file) for table, file in each["files"].items()},
            )
            for each in told["places"]
        )
        return Manifest(
            kind, date.fromisoformat(told["day"]), told["taken_at"], told["content"], told["columns"], places
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlaceFilesError(
            f"«{folder}» không phải thư mục ảnh chụp dữ liệu dùng được; hãy tạo bằng mangnon snapshot."
        ) from error


def read_table(folder: Path, place: PlaceTold, table: str, schema: pa.Schema) -> pa.Table:
    """Read one table of one place, and see that it is what was written.

    Raises:
        PlaceFilesError: the file is gone or was changed.
    """
    file = folder / part_name(place.commune) / f"{table}.parquet"
    try:
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != place.files[table].sha256:
            raise ValueError(file.name)
        return pq.read_table(pa.BufferReader(content), use_threads=False).cast(schema)
    except (OSError, ValueError, KeyError) as error:
        raise PlaceFilesError(f"Tệp «{file}» thiếu hoặc đã bị thay đổi; hãy tạo lại bằng mangnon snapshot.") from error


def _write(file: Path, content: bytes) -> None:
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OPEN_TO_OWNER), "wb") as stream:
        stream.write(content)
