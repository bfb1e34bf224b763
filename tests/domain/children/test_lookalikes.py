"""Is it one of these? What a clerk is shown before a second record of a child is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Grant, Scope, system_scope
from mangnon.domain.children.lookalikes import find_lookalikes
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.services import register_child


@pytest.fixture
def communes(places: None) -> tuple[UUID, UUID]:
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


def _told(commune: UUID, **other: object) -> ChildRecord:
    usual = ChildRecord(
        commune_id=commune, full_name="Nguyễn Thị Hòa", birth_date=date(2024, 5, 17), birth_precision="day", sex="f",
        personal_id="019324000001", caregivers=(CaregiverRecord("mother", "Trần Thị Lan", phone="0951234567"),),
    )  # fmt: skip
    return replace(usual, **other)  # type: ignore[arg-type]


def _scope(commune: UUID, role: Role = Role.COMMUNE_OFFICER) -> Scope:
    return Scope(user_id=None, user_name="cán bộ", on=today(), grants=(Grant(role, "commune", commune),))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"personal_id": ""},
        {"personal_id": "", "full_name": "nguyen thi hoa"},
        {"personal_id": "", "birth_date": date(2024, 5, 18)},
        {"personal_id": "", "birth_date": date(2024, 1, 1), "birth_precision": "year"},
        {"personal_id": "", "full_name": "Nguyễn Thị Hoan"},
        {"full_name": "Nguyễn Hòa", "caregivers": ()},
    ],
)
def test_typed_child_when_known_already_then_the_clerk_is_asked(
    communes: tuple[UUID, UUID], typed: dict[str, object]
) -> None:
    known = register_child(scope=system_scope(today()), told=_told(communes[0]))
    found = find_lookalikes(scope=_scope(communes[0]), told=_told(communes[0], **typed))
    assert [each.side.child_id for each in found] == [known]
    assert found[0].sentences


@pytest.mark.django_db
def test_typed_child_when_nobody_is_like_it_then_nothing_is_asked(communes: tuple[UUID, UUID]) -> None:
    register_child(scope=system_scope(today()), told=_told(communes[0]))
    other = _told(
        communes[0], full_name="Lý Gia Bảo", birth_date=date(2020, 1, 2), personal_id="", sex="m",
        caregivers=(CaregiverRecord("mother", "Mông Thị Vy"),),
    )  # fmt: skip
    assert find_lookalikes(scope=_scope(communes[0]), told=other) == []


@pytest.mark.django_db
def test_typed_child_when_known_elsewhere_then_only_a_masked_answer(communes: tuple[UUID, UUID]) -> None:
    register_child(scope=system_scope(today()), told=_told(communes[1]))
    found = find_lookalikes(scope=_scope(communes[0]), told=_told(communes[0]))
    assert [(each.side.child, each.side.name, each.side.birth_precision) for each in found] == [
        (None, "N. T. H.", "year")
    ]
    assert not any("mẹ" in sentence or "ngày" in sentence.lower() for sentence in found[0].sentences)


@pytest.mark.django_db
def test_twin_when_typed_then_it_is_asked_about_and_never_called_the_same(communes: tuple[UUID, UUID]) -> None:
    register_child(scope=system_scope(today()), told=_told(communes[0]))
    for name, placeholder in (("Nguyễn Thị Hà", False), ("Bé gái con chị Lan", True)):
        twin = _told(communes[0], full_name=name, placeholder_name=placeholder, personal_id="")
        found = find_lookalikes(scope=_scope(communes[0]), told=twin)
        assert [each.verdict for each in found] in ([], ["maybe"])


@pytest.mark.django_db
def test_typed_child_when_the_reader_may_not_write_then_nothing_is_told(communes: tuple[UUID, UUID]) -> None:
    register_child(scope=system_scope(today()), told=_told(communes[0]))
    assert find_lookalikes(scope=_scope(communes[0], Role.COMMUNE_CHAIR), told=_told(communes[0])) == []
