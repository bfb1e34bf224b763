"""Numbers of law and medicine carry their source, the day they hold from, and whether somebody checked them."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.architecture.tree import ROOT, named, tracked

CONTENT = ROOT / "content"
TOLD = {"source": str, "verified": bool, "valid_from": date}
# Compared with somebody's account of the source, not with the source itself.
ALSO_VERIFIED = {"secondary"}


def _files(*suffixes: str) -> list[Path]:
    return [path for path in tracked() if CONTENT in path.parents and path.suffix in suffixes]


@pytest.mark.parametrize("path", _files(".yaml", ".toml"), ids=named)
def test_content_when_read_then_says_source_verified_and_valid_from(path: Path) -> None:
    """At its top, or in each of its versions."""
    text = path.read_text(encoding="utf-8")
    loaded: Any = yaml.safe_load(text) if path.suffix == ".yaml" else tomllib.loads(text)
    versions = loaded.get("versions") or [loaded]
    for version in versions.values() if isinstance(versions, dict) else versions:
        for name, kind in TOLD.items():
            held = version.get(name, loaded.get(name))
            assert held not in (None, ""), f"{named(path)}: a version without {name}"
            fits = isinstance(held, kind) or (name == "verified" and held in ALSO_VERIFIED)
            assert fits, f"{named(path)}: {name} = {held!r}"


@pytest.mark.parametrize("path", _files(".csv"), ids=named)
def test_tables_when_read_then_rows_or_a_file_beside_tell_their_source(path: Path) -> None:
    """A table has a source in each row, or is named by a file beside it that has one."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        header = next(csv.reader(handle))
    if "source" in header or path.name == "sources.csv":
        return
    beside = [other for other in path.parent.iterdir() if other.suffix in {".yaml", ".toml", ".md"}]
    named_by = [other.name for other in beside if path.name in other.read_text(encoding="utf-8")]
    assert named_by, f"{named(path)}: no source column, and no file beside names it"


def test_source_ids_when_used_then_listed() -> None:
    """An id in a source column is one of the sources listed beside it."""
    unknown = set()
    for listing in _files(".csv"):
        if listing.name != "sources.csv":
            continue
        with listing.open(encoding="utf-8-sig", newline="") as handle:
            known = {row["id"] for row in csv.DictReader(handle)}
        for path in listing.parent.rglob("*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as handle:
                for row in csv.DictReader(handle):
                    used = [each.strip() for each in (row.get("source") or "").split(";") if each.strip()]
                    unknown.update(f"{named(path)}: {each}" for each in used if each not in known)
    assert not unknown, "\n".join(sorted(unknown))
