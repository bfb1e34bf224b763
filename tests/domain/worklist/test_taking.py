"""The snapshot on disk: whole or absent, whose it is, and what happens when it is damaged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.domain.worklist.made_up import load_province, snapshot_of_today

from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.services import register_child
from mangnon.domain.worklist.derive import derivations
from mangnon.domain.worklist.place_dues import read_places
from mangnon.domain.worklist.place_files import (
    CHILDREN_TABLE,
    SNAPSHOT,
    UNDECIDED,
    PlaceFilesError,
    new_folder,
    read_manifest,
)
from mangnon.vocab.errors import UsageError

pytestmark = pytest.mark.django_db(transaction=True)


def test_snapshot_when_taken_then_only_its_owner_may_read_it(places: None, tmp_path: Path) -> None:
    load_province(200)
    taken = snapshot_of_today(tmp_path / "snapshot")
    assert taken.children == taken.rows(CHILDREN_TABLE) == 200
    assert read_manifest(tmp_path / "snapshot", kind=SNAPSHOT) == taken
    modes = {path.stat().st_mode & 0o777 for path in [tmp_path / "snapshot", *(tmp_path / "snapshot").rglob("*")]}
    assert modes == {0o600, 0o700}
    assert {path.name for path in tmp_path.iterdir()} == {"snapshot"}


def test_snapshot_when_taken_twice_then_the_same_files(places: None, tmp_path: Path) -> None:
    load_province(200)
    one, other = snapshot_of_today(tmp_path / "one"), snapshot_of_today(tmp_path / "other")
    assert one.places == other.places


def test_snapshot_when_a_commune_is_not_decided_then_a_part_of_its_own(places: None, tmp_path: Path) -> None:
    communes = [find_commune(code, on=today()) for code in ("05830", "05443")]
    told = ChildRecord(
        commune_id=None, open_communes=tuple(found.id for found in communes if found), full_name="Lý Thị Na",
        birth_date=date(2025, 1, 1), birth_precision="day",
    )  # fmt: skip
    key = register_child(scope=system_scope(today()), told=told)
    taken = snapshot_of_today(tmp_path / "snapshot")
    assert [place.commune for place in taken.places] == [UNDECIDED]
    read = read_places(tmp_path / "snapshot", taken.places, derivations())
    assert read.children["key"].to_pylist() == [key.bytes]


def test_snapshot_when_a_file_was_changed_then_refused(places: None, tmp_path: Path) -> None:
    load_province(60)
    taken = snapshot_of_today(tmp_path / "snapshot")
    file = next((tmp_path / "snapshot").glob(f"*/{CHILDREN_TABLE}.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(PlaceFilesError, match="đã bị thay đổi"):
        read_places(tmp_path / "snapshot", taken.places, derivations())


def test_new_folder_when_the_work_fails_then_nothing_is_left(tmp_path: Path) -> None:
    def fail_midway() -> None:
        with new_folder(tmp_path / "out") as folder:
            (folder / "half").write_text("x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_midway()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["there", "no/such"])
def test_new_folder_when_it_cannot_be_new_then_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "something").write_text("x")
    with pytest.raises(UsageError, match="«"), new_folder(tmp_path / name):
        pass
