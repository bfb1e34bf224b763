"""Which children one typed anew may be, and how much is told of those elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Grant, Scope, system_scope
from mangnon.domain.children.lookalikes import find_lookalikes
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.services import register_child
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes(places: None) -> tuple[UUID, UUID]:
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


def _told(commune: UUID, name: str = "Nguyễn Thị Hòa", **more: Any) -> ChildRecord:
    usual: dict[str, Any] = {
        "birth_date": date(2020, 5, 17), "birth_precision": "day", "sex": "f",
        "caregivers": (CaregiverRecord("mother", "Trần Thị Lan", phone="0951234567"),),
    }  # fmt: skip
    return ChildRecord(commune_id=commune, full_name=name, **{**usual, **more})


def _officer(commune: UUID) -> Scope:
    return Scope(uuid7(), "Cán bộ", today(), (Grant(Role.COMMUNE_OFFICER, "commune", commune),))


@pytest.mark.parametrize(
    ("name", "more"),
    [("nguyen thi hoa", {}), ("Nguyễn Thị Hoà", {"birth_date": date(2020, 5, 1), "birth_precision": "month"}),
     ("Nguyễn Thị Hòa", {"birth_date": date(2020, 5, 7)}), ("Nguyễn Thị Hà", {"personal_id": "019320000001"})],
)  # fmt: skip
def test_lookalikes_when_typed_a_little_otherwise_then_found(
    communes: tuple[UUID, UUID], name: str, more: dict[str, Any]
) -> None:
    known = register_child(scope=system_scope(today()), told=_told(communes[0], personal_id="019320000001"))
    [found] = find_lookalikes(scope=_officer(communes[0]), told=_told(communes[0], name, **more))
    assert (found.child_id, found.own, found.name) == (known, True, "Nguyễn Thị Hòa")
    assert found.comparison.speaking_for


def test_lookalikes_when_elsewhere_then_initials_year_and_commune_only(communes: tuple[UUID, UUID]) -> None:
    register_child(scope=system_scope(today()), told=_told(communes[1]))
    [found] = find_lookalikes(scope=_officer(communes[0]), told=_told(communes[0]))
    assert (found.own, found.name, found.birth_precision) == (False, "N. T. H.", "year")
    assert found.birth_date == date(2020, 1, 1)
    assert "," not in found.place


def test_lookalikes_when_another_child_then_nobody(communes: tuple[UUID, UUID]) -> None:
    register_child(scope=system_scope(today()), told=_told(communes[0]))
    other = _told(communes[0], "Ma Văn Phúc", birth_date=date(2015, 1, 2), sex="m", caregivers=())
    assert find_lookalikes(scope=_officer(communes[0]), told=other) == []
