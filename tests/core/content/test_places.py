"""The places content as files an officer edits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mangnon.core.content.places import (
    default_folder,
    load_gazetteer,
    load_notes,
    load_personal_id_prefixes,
    load_sources,
)
from mangnon.core.places.names import Level
from mangnon.vocab.errors import UnreadableInputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_folder(), tmp_path / "places"))


def test_content_when_loaded_then_every_source_is_listed() -> None:
    gazetteer = load_gazetteer()
    known = {source.id for source in load_sources()}
    rows = [*gazetteer.places, *gazetteer.changes, *gazetteer.aliases]
    used = {source for row in rows for source in row.source.split(";")}
    assert used <= known
    assert "" not in used


def test_content_when_loaded_then_every_parent_and_alias_exists() -> None:
    gazetteer = load_gazetteer()
    for place in gazetteer.places:
        above = [place.level, *(found.level for found in gazetteer.ancestors(place))]
        assert above[-1] == Level.PROVINCE, place
    named = {(place.level, place.code, place.valid_to) for place in gazetteer.places}
    assert {(alias.level, alias.code, alias.valid_to) for alias in gazetteer.aliases} <= named


def test_content_when_communes_of_today_then_area_and_centre_lie_in_the_province() -> None:
    for place in load_gazetteer().as_of(level=Level.COMMUNE):
        assert 5 < (place.area_km2 or 0) < 300, place
        assert 21.2 < (place.lat or 0) < 22.8, place
        assert 105.3 < (place.lon or 0) < 106.4, place


def test_notes_when_sources_disagree_on_a_unit_then_the_unit_is_unverified() -> None:
    notes = load_notes()
    assert all(not note.verified for note in notes)
    (disputed,) = [note for note in notes if note.subject == "mã"]
    assert disputed.code == "05788"
    assert "05794" in disputed.other_says
    assert not load_gazetteer().get(code="05788").verified


def test_personal_id_prefixes_when_read_then_63_old_provinces() -> None:
    prefixes = load_personal_id_prefixes()
    assert len(prefixes) == 63
    assert prefixes["019"] == "19"
    assert prefixes["006"] == "06"


def test_hamlets_when_a_list_is_put_in_then_they_lie_under_their_commune(folder: Path) -> None:
    head = "code,name,kind,commune_code,valid_from,valid_to,source,verified"
    row = "05923.001,Đồng Tâm,xóm,05923,2025-07-01,,usage,false"
    (folder / "hamlets").mkdir(exist_ok=True)
    (folder / "hamlets" / "05923.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    (hamlet,) = load_gazetteer(folder).children_of(code="05923")
    assert hamlet.full_name == "Xóm Đồng Tâm"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("communes.csv", "2025-07-01", "01/07/2025", "communes.csv, dòng 2"),
        ("communes.csv", ",true,", ",có,", "communes.csv, dòng 2"),
        ("changes.csv", ",whole,", ",nửa,", "changes.csv, dòng 2"),
        ("changes.csv", "old_code", "mã cũ", "changes.csv, dòng 2"),
    ],
)
def test_content_when_a_cell_is_wrong_then_file_and_line_are_named(
    folder: Path, name: str, old: str, new: str, told: str
) -> None:
    path = folder / name
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(UnreadableInputError, match=told):
        load_gazetteer(folder)


def test_content_when_a_file_is_missing_then_it_is_named(folder: Path) -> None:
    (folder / "aliases.csv").unlink()
    with pytest.raises(UnreadableInputError, match=r"aliases\.csv"):
        load_gazetteer(folder)
