"""Dues that come back from a cluster after somebody has told a fact."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from tests.domain.worklist.made_up import load_province, snapshot_of_today

from mangnon.core.clock import now, today
from mangnon.core.content.digest import content_digests
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.services import end_child
from mangnon.domain.children.terms import EndReason
from mangnon.domain.growth.services import Measured, record_weight
from mangnon.domain.worklist.arriving import moved_children, take_over
from mangnon.domain.worklist.derive import Derived, contents, derivations
from mangnon.domain.worklist.jobs import NightRun, derive_all
from mangnon.domain.worklist.models import Due
from mangnon.domain.worklist.place_dues import derive_here, read_places, work_on, write_dues
from mangnon.domain.worklist.snapshot import Snapshot

pytestmark = pytest.mark.django_db(transaction=True)
CHILDREN = 400


def _take_over(tmp_path: Path) -> NightRun:
    taken = snapshot_of_today(tmp_path / "snapshot")
    found = derive_here(work_on(tmp_path / "snapshot", taken.day), taken.places, processes=1)
    told = write_dues(tmp_path / "dues", found, day=taken.day, content=content_digests())
    _tell_something()

    def by(known: Snapshot) -> Derived:
        return take_over(
            known=known,
            snapshot=(tmp_path / "snapshot", taken),
            dues=(tmp_path / "dues", told),
            content=contents(),
            today=taken.day,
        )

    return derive_all(today=taken.day, at=now(), by=by)


def _weighed() -> UUID:
    due = Due.objects.filter(kind="weighing").order_by("child_id").first()
    assert due is not None
    return UUID(str(due.child_id))


def _tell_something() -> None:
    scope = system_scope(today())
    record_weight(scope=scope, child_id=_weighed(), measured=Measured(on=today(), weight_g=9000))
    dead = Due.objects.exclude(child_id=_weighed()).order_by("-child_id").first()
    assert dead is not None
    end_child(scope=scope, child_id=dead.child_id, reason=EndReason.DIED, on=today())


def _rows() -> set[tuple[object, ...]]:
    names = [field.attname for field in Due._meta.get_fields() if field.name not in {"id", "computed_at"}]  # type: ignore[union-attr]
    return set(Due.objects.values_list(*names))


def test_dues_from_elsewhere_when_a_fact_was_told_meanwhile_then_it_counts(places: None, tmp_path: Path) -> None:
    load_province(CHILDREN)
    derive_all(today=today(), at=now())
    weighed = _weighed()
    done = _take_over(tmp_path)
    assert (done.written, done.removed) == (0, 0)  # the requests had derived what moved
    assert not Due.objects.filter(child_id=weighed, kind="weighing").exists()


def test_dues_from_elsewhere_when_none_stand_then_written_as_the_night_run_would(places: None, tmp_path: Path) -> None:
    load_province(CHILDREN)
    derive_all(today=today(), at=now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE worklist_due SET window_to = window_to + 1 WHERE kind = 'dose'")
        cursor.execute("DELETE FROM worklist_due WHERE kind = 'card'")
    done = _take_over(tmp_path)
    assert done.written > 0
    taken_over = _rows()
    again = derive_all(today=today(), at=now())
    assert (again.written, again.removed) == (0, 0)
    assert _rows() == taken_over


def test_moved_children_when_nothing_was_told_then_none(places: None, tmp_path: Path) -> None:
    load_province(60)
    taken = snapshot_of_today(tmp_path / "snapshot")
    known = read_places(tmp_path / "snapshot", taken.places, derivations())
    assert moved_children(known, known).to_pylist() == []
    hamlet = known.children.schema.get_field_index("hamlet")
    moved = known.children.set_column(hamlet, "hamlet", known.children["commune"])
    assert len(moved_children(Snapshot(moved, known.facts), known)) == known.children.num_rows
    first = known.facts["immunization"].slice(0, 1)
    fewer = {**known.facts, "immunization": known.facts["immunization"].slice(1)}
    assert moved_children(Snapshot(known.children, fewer), known).to_pylist() == first["child"].to_pylist()
