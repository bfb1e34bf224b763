"""The same dues for one child in a request and for all in the night run, on a real database."""

from __future__ import annotations

from datetime import date, timedelta
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
from mangnon.domain.immunization.services import Given, record_dose
from mangnon.domain.worklist.jobs import derive_all
from mangnon.domain.worklist.models import Due
from mangnon.domain.worklist.services import refresh_dues


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


def _codes(child: UUID) -> set[str]:
    return set(Due.objects.filter(child_id=child).values_list("code", flat=True))


@pytest.mark.django_db
def test_dues_when_a_child_is_registered_then_there_at_once(commune: UUID) -> None:
    codes = _codes(_child(commune))
    assert "insurance_card" in codes
    assert any(code.startswith("monthly:") for code in codes)
    assert any(code.startswith("PENTA:") for code in codes)


@pytest.mark.django_db
def test_weighing_due_when_weighed_then_gone_and_back_when_the_weight_is_withdrawn(commune: UUID) -> None:
    child, scope = _child(commune), system_scope(today())
    fact = record_weight(scope=scope, child_id=child, measured=Measured(on=today(), weight_g=8000))
    assert not any(code.startswith("monthly:") for code in _codes(child))
    correct_weight(scope=scope, fact_id=fact, measured=None, reason="ghi nhầm trẻ")
    assert any(code.startswith("monthly:") for code in _codes(child))


@pytest.mark.django_db
def test_dose_due_when_the_dose_is_given_then_the_next_one_is_owed(commune: UUID) -> None:
    child = _child(commune)
    before = next(code for code in _codes(child) if code.startswith("PENTA:"))
    record_dose(scope=system_scope(today()), child_id=child, given=Given(on=today(), product="vn:PENTA"))
    after = [code for code in _codes(child) if code.startswith("PENTA:")]
    assert after
    assert after[0] != before


@pytest.mark.django_db
def test_fact_when_told_twice_then_kept_once(commune: UUID) -> None:
    child, scope = _child(commune), system_scope(today())
    measured = Measured(on=today(), weight_g=8000)
    first = record_weight(scope=scope, child_id=child, measured=measured)
    assert record_weight(scope=scope, child_id=child, measured=measured) == first


@pytest.mark.django_db
def test_dues_when_a_child_dies_then_nothing_is_owed(commune: UUID) -> None:
    child = _child(commune)
    end_child(scope=system_scope(today()), child_id=child, reason=EndReason.DIED, on=today())
    assert _codes(child) == set()


@pytest.mark.django_db(transaction=True)
def test_night_run_when_everything_was_derived_by_requests_then_it_writes_nothing(commune: UUID) -> None:
    for number in range(6):
        _child(
            commune,
            full_name=f"Trẻ {number}",
            birth_date=today() - timedelta(days=150 * number + 3),
            circumstances=(CircumstanceRecord("10a"),) if number % 2 else (),
        )
    done = derive_all(today=today(), at=now())
    assert (done.children, done.written, done.removed) == (6, 0, 0)
    later = derive_all(today=today() + timedelta(days=45), at=now())
    assert later.written > 0
    refresh_dues(child_ids=list(Due.objects.values_list("child_id", flat=True).distinct()), on=today())
    assert derive_all(today=today(), at=now()).written == 0


@pytest.mark.django_db(transaction=True)
def test_night_run_when_a_childs_commune_is_not_decided_then_it_is_still_owed_its_dues(commune: UUID) -> None:
    other = find_commune("05443", on=today())
    assert other is not None
    child = register_child(
        scope=system_scope(today()),
        told=ChildRecord(
            commune_id=None,
            open_communes=(commune, other.id),
            full_name="Lý Thị Na",
            birth_date=date(2025, 1, 1),
            birth_precision="day",
        ),
    )
    before = _codes(child)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM worklist_due")
    derive_all(today=today(), at=now())
    assert before == _codes(child) != set()
    assert derive_all(today=today(), at=now()).written == 0
