"""One function at three scales: one child, the province in the database, and places on disk in any parts."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.worklist.made_up import load_province, snapshot_of_today

from mangnon.core.clock import now, today
from mangnon.domain.worklist.derive import contents, derivations, derive_snapshot, stored_form
from mangnon.domain.worklist.jobs import derive_all
from mangnon.domain.worklist.models import Due
from mangnon.domain.worklist.place_dues import (
    STORED_DUES,
    PlaceDues,
    Work,
    derive_here,
    derive_places,
    read_places,
    tasks_of,
    work_on,
)
from mangnon.domain.worklist.place_files import Manifest, PlaceTold
from mangnon.domain.worklist.services import refresh_dues
from mangnon.domain.worklist.snapshot import Snapshot

pytestmark = pytest.mark.django_db(transaction=True)
CHILDREN = 600


def _sorted(table: pa.Table) -> list[dict[str, object]]:
    return sorted(
        table.select(STORED_DUES.names).to_pylist(), key=lambda row: (row["child_id"], row["kind"], row["code"])
    )


def _one_child(snapshot: Snapshot, row: int) -> Snapshot:
    key = snapshot.children["key"][row]
    mine = {name: facts.filter(pc.equal(facts["child"], key)) for name, facts in snapshot.facts.items()}
    return Snapshot(snapshot.children.slice(row, 1), mine)


def _backwards(table: pa.Table) -> pa.Table:
    return table.take(pa.array(range(table.num_rows - 1, -1, -1), pa.int64()))


def test_dues_when_derived_for_one_child_a_province_or_a_file_then_the_same(places: None, tmp_path: Path) -> None:
    load_province(CHILDREN)
    derive_all(today=today(), at=now())
    province = list(Due.objects.order_by("id").values())
    taken = snapshot_of_today(tmp_path / "snapshot")
    largest = max(taken.places, key=lambda place: place.children)
    assert largest.children > 10
    commune = read_places(tmp_path / "snapshot", [largest], derivations())
    together = stored_form(derive_snapshot(snapshot=commune, content=contents(), today=today()))

    alone = [
        derive_snapshot(snapshot=_one_child(commune, row), content=contents(), today=today())
        for row in range(commune.children.num_rows)
    ]
    assert _sorted(pa.concat_tables([stored_form(each) for each in alone])) == _sorted(together)

    shuffled = Snapshot(commune.children, {name: _backwards(facts) for name, facts in commune.facts.items()})
    assert derive_snapshot(snapshot=shuffled, content=contents(), today=today()).dues.equals(
        derive_snapshot(snapshot=commune, content=contents(), today=today()).dues
    )

    keys = [UUID(bytes=key) for key in commune.children["key"].to_pylist()]
    stored = [row for row in province if row["child_id"] in set(keys)]
    assert {(row["child_id"].bytes, row["kind"], row["code"], row["window_to"]) for row in stored} == {
        (row["child_id"], row["kind"], row["code"], row["window_to"]) for row in together.to_pylist()
    }
    for key in keys:  # as a request does: it finds nothing to write
        refresh_dues(child_ids=[key])
    assert list(Due.objects.order_by("id").values()) == province


def _by_commune(found: list[PlaceDues]) -> dict[str, PlaceDues]:
    return {each.commune: each for each in found}


def _in_parts(work: Work, parts: list[list[PlaceTold]]) -> dict[str, PlaceDues]:
    return _by_commune([each for part in parts if part for each in derive_places(work, part)])


def test_dues_when_places_are_put_into_any_tasks_then_the_same_bytes(places: None, tmp_path: Path) -> None:
    load_province(CHILDREN)
    taken = snapshot_of_today(tmp_path / "snapshot")
    work = work_on(tmp_path / "snapshot", taken.day)
    whole = _by_commune(derive_places(work, taken.places))
    assert sum(each.dues for each in whole.values()) > CHILDREN

    @settings(max_examples=5)
    @given(parts=st.lists(st.integers(0, 2), min_size=len(taken.places), max_size=len(taken.places)))
    def parted(parts: list[int]) -> None:
        of_part = [[place for place, part in zip(taken.places, parts, strict=True) if part == own] for own in range(3)]
        assert _in_parts(work, of_part) == whole

    parted()
    assert _by_commune(list(derive_here(work, taken.places, processes=2))) == whole


def _manifest(children: list[int]) -> Manifest:
    places = tuple(PlaceTold(f"{number:05}", count, {}) for number, count in enumerate(children))
    return Manifest("snapshot", today(), "", {}, {}, places)


@given(children=st.lists(st.integers(1, 30_000), max_size=60), processes=st.integers(1, 40))
def test_tasks_when_made_of_places_then_each_place_is_in_one(children: list[int], processes: int) -> None:
    places = _manifest(children).places
    tasks = tasks_of(places, processes=processes)
    assert tuple(place for task in tasks for place in task) == places
    assert all(tasks)
