"""Priorities on a real database: beside the dues, by request and by night; the open number tells no secret."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from mangnon.core.clock import now, today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.records import CaregiverRecord, ChildRecord, CircumstanceRecord
from mangnon.domain.children.services import end_child, register_child
from mangnon.domain.children.terms import EndReason
from mangnon.domain.growth.services import Measured, correct_weight, record_weight
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.jobs import derive_all
from mangnon.domain.worklist.models import Due, Priority
from mangnon.domain.worklist.services import refresh_dues
from mangnon.domain.worklist.terms import CLOSED, OPEN


@pytest.fixture
def commune(places: None) -> UUID:
    found = find_commune("05830", on=today())
    assert found is not None
    return found.id


def _child(commune: UUID, **told: object) -> UUID:
    usual = {
        "full_name": "Nguyễn Văn An",
        "birth_date": today() - timedelta(days=200),
        "birth_precision": "day",
        "sex": "m",
    }
    return register_child(
        scope=system_scope(today()),
        told=ChildRecord(
            commune_id=commune, caregivers=(CaregiverRecord("mother", "Trần Thị Lan"),), **{**usual, **told}
        ),  # type: ignore[arg-type]
    )


def _points(child: UUID, record_class: str = OPEN) -> int:
    return Priority.objects.get(child_id=child, record_class=record_class).points


def _parts(child: UUID, record_class: str = OPEN) -> list[tuple[str, ...]]:
    row = Priority.objects.get(child_id=child, record_class=record_class)
    parts = [tuple(part) for part in json.loads(row.parts)]
    assert sum(part[4] * part[5] for part in parts) == row.points
    return parts


def _all() -> set[tuple[object, ...]]:
    names = ("child_id", "record_class", "points", "parts", "contacted_on", "commune_id", "hamlet_id")
    return set(Priority.objects.values_list(*names))


@pytest.mark.django_db
def test_priority_when_a_child_is_registered_then_there_at_once_with_its_parts(commune: UUID) -> None:
    parts = _parts(_child(commune))
    assert {part[0] for part in parts} == {"due", "contact", "age", "early"}
    assert ("contact", "", "", "never", 20, 1) in parts


@pytest.mark.django_db
def test_priority_when_a_weight_is_recorded_then_lower_and_back_when_it_is_withdrawn(commune: UUID) -> None:
    child, scope = _child(commune), system_scope(today())
    before = _points(child)
    fact = record_weight(scope=scope, child_id=child, measured=Measured(on=today(), weight_g=8000))
    assert _points(child) < before
    assert Priority.objects.get(child_id=child).contacted_on == today()
    correct_weight(scope=scope, fact_id=fact, measured=None, reason="ghi nhầm trẻ")
    assert _points(child) == before


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["10k", "10đ"])
def test_priority_when_a_circumstance_is_sensitive_then_only_the_closed_number_knows(commune: UUID, group: str) -> None:
    plain, child = _child(commune), _child(commune, circumstances=(CircumstanceRecord(group),))
    assert _points(child) == _points(plain)
    assert _parts(child) == _parts(plain)
    assert _points(child, CLOSED) > _points(child)
    assert {"circumstance", "due"} <= {part[0] for part in _parts(child, CLOSED)}
    assert any(part[1] == "visit" for part in _parts(child, CLOSED))
    assert not Priority.objects.filter(child_id=plain, record_class=CLOSED).exists()


@pytest.mark.django_db
def test_priority_when_a_fact_is_sensitive_then_its_day_is_no_contact(commune: UUID) -> None:
    child = _child(commune, birth_date=today() - timedelta(days=5000))
    for kind, on in (("vision", today() - timedelta(days=50)), ("mental_health", today())):
        Screening.objects.create(child_id=child, kind=kind, state="normal", on=on, recorded_at=now())
    refresh_dues(child_ids=[child])
    found = Priority.objects.filter(child_id=child)
    assert {each.contacted_on for each in found} == {today() - timedelta(days=50)}


@pytest.mark.django_db
def test_priority_when_a_circumstance_is_open_then_it_counts_for_all(commune: UUID) -> None:
    plain, child = _child(commune), _child(commune, circumstances=(CircumstanceRecord("10a"),))
    assert _points(child) > _points(plain)
    assert Priority.objects.filter(child_id=child).count() == 1


@pytest.mark.django_db
def test_priority_when_two_children_differ_in_group_sex_or_place_then_equal_points(commune: UUID) -> None:
    """Ethnic group, sex and place are no inputs: were they read, this would fail."""
    other = find_commune("05443", on=today())
    assert other is not None
    first = _child(commune, ethnic_code="01", sex="m")
    for told in ({"ethnic_code": "05"}, {"ethnic_code": ""}, {"sex": "f"}, {"sex": ""}):
        child = _child(commune, **told)
        assert _parts(child) == _parts(first)
    assert _parts(_child(other.id, ethnic_code="05", sex="f")) == _parts(first)


@pytest.mark.django_db
@pytest.mark.parametrize("age_days", [40, 200, 400, 700, 1500])
def test_priority_when_the_birth_date_is_not_whole_then_not_below_the_same_child_with_all_late(
    commune: UUID, age_days: int
) -> None:
    """Without a full birth date no dose can be worked out; that must not make the child look well served."""
    born = today() - timedelta(days=age_days)
    whole = _points(_child(commune, birth_date=born))
    for birth, precision in ((born.replace(day=1), "month"), (born.replace(month=1, day=1), "year"), (None, "unknown")):
        less = _child(commune, birth_date=birth, birth_precision=precision)
        assert not Due.objects.filter(child_id=less, kind="dose").exists()
        assert _points(less) >= whole


@pytest.mark.django_db
def test_priority_when_a_child_ends_then_gone(commune: UUID) -> None:
    child = _child(commune)
    end_child(scope=system_scope(today()), child_id=child, reason=EndReason.DIED, on=today())
    assert not Priority.objects.filter(child_id=child).exists()


@pytest.mark.django_db(transaction=True)
def test_night_run_when_requests_scored_then_it_writes_nothing_and_another_day_only_what_moved(commune: UUID) -> None:
    for number in range(8):
        child = _child(
            commune,
            full_name=f"Trẻ {number}",
            birth_date=None if number == 7 else today() - timedelta(days=150 * number + 3),
            birth_precision="unknown" if number == 7 else "day",
            circumstances=(CircumstanceRecord("10k" if number == 3 else "10a"),) if number % 2 else (),
        )
        if number % 3 == 0:
            record_weight(scope=system_scope(today()), child_id=child, measured=Measured(on=today(), weight_g=9000))
    by_requests = _all()
    assert len(by_requests) == 9
    done = derive_all(today=today(), at=now())
    assert (done.written, done.removed, done.scored) == (0, 0, 0)
    assert derive_all(today=today() + timedelta(days=40), at=now()).scored > 0
    assert derive_all(today=today() + timedelta(days=40), at=now()).scored == 0
    refresh_dues(child_ids=list(Priority.objects.values_list("child_id", flat=True).distinct()), on=today())
    assert _all() == by_requests
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM worklist_priority")
    assert derive_all(today=today(), at=now()).scored == 9
    assert _all() == by_requests
