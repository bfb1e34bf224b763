"""Read the places content (``content/places``) into a gazetteer."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from mangnon.core.places.gazetteer import (
    ChangeKind,
    Gazetteer,
    PlaceAlias,
    PlaceChange,
    PlaceVersion,
    Share,
    build_gazetteer,
)
from mangnon.core.places.names import Level
from mangnon.vocab.errors import UnreadableInputError

Row = TypeVar("Row")
CHANGE_KINDS: dict[str, ChangeKind] = {
    "keep": "keep",
    "rename": "rename",
    "merge": "merge",
    "split": "split",
    "reparent": "reparent",
}
SHARES: dict[str, Share] = {"whole": "whole", "part": "part"}


@dataclass(frozen=True, slots=True)
class PlaceSource:
    """A law or a data package that place rows refer to by id."""

    id: str
    kind: str
    title: str
    issuer: str
    number: str
    signed_on: date | None
    in_force_from: date | None
    verified: bool
    note: str


@dataclass(frozen=True, slots=True)
class PlaceNote:
    """A point on which the sources of the places content disagree, waiting for the text of the law."""

    level: Level
    code: str
    name: str
    subject: str
    catalogue_says: str
    other_says: str
    chosen: str
    verified: bool


def default_folder() -> Path:
    """Return ``content/places`` at the top of the checkout."""
    return Path(__file__).resolve().parents[4] / "content" / "places"


def load_gazetteer(folder: Path | None = None) -> Gazetteer:
    """Read provinces, districts, communes, hamlets, changes and other spellings.

    Args:
        folder: ``content/places`` or a copy of it; the checkout's own when left out.

    Raises:
        UnreadableInputError: a file is missing or a cell cannot be read; the sentence names file and line.
    """
    home = folder or default_folder()
    places = [
        *_read(home / "provinces.csv", _province),
        *_read(home / "districts.csv", _district),
        *_read(home / "communes.csv", _commune),
    ]
    for path in sorted((home / "hamlets").glob("*.csv")):
        places.extend(_read(path, _hamlet))
    return build_gazetteer(
        places=places,
        changes=_read(home / "changes.csv", _change),
        aliases=_read(home / "aliases.csv", _alias),
    )


def load_sources(folder: Path | None = None) -> tuple[PlaceSource, ...]:
    """Read the laws and packages behind the rows."""
    return tuple(_read((folder or default_folder()) / "sources.csv", _source))


def load_notes(folder: Path | None = None) -> tuple[PlaceNote, ...]:
    """Read the points on which the sources disagree."""
    return tuple(_read((folder or default_folder()) / "notes.csv", _note))


def load_personal_id_prefixes(folder: Path | None = None) -> dict[str, str]:
    """Read the first three digits of personal numbers -> the code of the old province of registration."""
    rows = _read((folder or default_folder()) / "provinces.csv", lambda row: row)
    return {row["personal_id_prefix"]: row["code"] for row in rows if row["personal_id_prefix"]}


def _read(path: Path, build: Callable[[Mapping[str, str]], Row]) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for line, row in enumerate(csv.DictReader(handle), start=2):
                try:
                    yield build(row)
                except (KeyError, ValueError, TypeError, AttributeError) as error:
                    raise UnreadableInputError(
                        f"Tệp {path.name}, dòng {line}: không đọc được ({error}). Hãy sửa ô đó rồi chạy lại."
                    ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInputError(
            f"Không đọc được tệp {path.name} về đơn vị hành chính. Hãy kiểm tra thư mục content/places."
        ) from error


def _province(row: Mapping[str, str]) -> PlaceVersion:
    return _place(row, Level.PROVINCE, parent=None)


def _district(row: Mapping[str, str]) -> PlaceVersion:
    return _place(row, Level.DISTRICT, parent=row["province_code"])


def _commune(row: Mapping[str, str]) -> PlaceVersion:
    return _place(row, Level.COMMUNE, parent=row["district_code"] or row["province_code"])


def _hamlet(row: Mapping[str, str]) -> PlaceVersion:
    return _place(row, Level.HAMLET, parent=row["commune_code"])


def _place(row: Mapping[str, str], level: Level, *, parent: str | None) -> PlaceVersion:
    return PlaceVersion(
        level=level,
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        parent=parent,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        lat=_number(row.get("lat")),
        lon=_number(row.get("lon")),
        area_km2=_number(row.get("area_km2")),
        source=row["source"],
        verified=_truth(row["verified"]),
        note=row.get("note") or "",
    )


def _change(row: Mapping[str, str]) -> PlaceChange:
    return PlaceChange(
        on=date.fromisoformat(row["on"]),
        level=Level(row["level"]),
        kind=CHANGE_KINDS[row["kind"]],
        old_code=row["old_code"],
        new_code=row["new_code"],
        share=SHARES[row["share"]],
        source=row["source"],
        verified=_truth(row["verified"]),
        note=row["note"],
    )


def _alias(row: Mapping[str, str]) -> PlaceAlias:
    return PlaceAlias(
        level=Level(row["level"]),
        code=row["code"],
        valid_to=_day(row["valid_to"]),
        alias=row["alias"],
        source=row["source"],
        verified=_truth(row["verified"]),
    )


def _source(row: Mapping[str, str]) -> PlaceSource:
    return PlaceSource(
        id=row["id"],
        kind=row["kind"],
        title=row["title"],
        issuer=row["issuer"],
        number=row["number"],
        signed_on=_day(row["signed_on"]),
        in_force_from=_day(row["in_force_from"]),
        verified=_truth(row["verified"]),
        note=row["note"],
    )


def _note(row: Mapping[str, str]) -> PlaceNote:
    return PlaceNote(
        level=Level(row["level"]),
        code=row["code"],
        name=row["name"],
        subject=row["subject"],
        catalogue_says=row["catalogue_says"],
        other_says=row["other_says"],
        chosen=row["chosen"],
        verified=_truth(row["verified"]),
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _number(cell: str | None) -> float | None:
    return float(cell) if cell else None


def _truth(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError(f"verified = {cell!r}")
    return cell == "true"
