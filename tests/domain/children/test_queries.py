"""Search under the signed-in user's scope, and what is told of children elsewhere."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.accounts.services import open_account
from mangnon.core.clock import today
from mangnon.core.places.models import Place
from mangnon.core.places.queries import find_commune, province
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import become_user
from mangnon.core.scope.scope import Scope, system_scope
from mangnon.domain.children.queries import keys_living_in, profiles_of, search_children, search_elsewhere
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.services import register_child


@pytest.fixture
def communes(places: None) -> tuple[UUID, UUID]:
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


def _register(commune: UUID, name: str, **told: object) -> UUID:
    usual = {"birth_date": date(2020, 5, 17), "birth_precision": "day", "sex": "f"}
    mother = CaregiverRecord("mother", "Trần Thị Lan", phone="0951234567")
    return register_child(
        scope=system_scope(today()),
        told=ChildRecord(commune_id=commune, full_name=name, caregivers=(mother,), **{**usual, **told}),  # type: ignore[arg-type]
    )


def _clerk(commune: UUID, *, walled: bool = True) -> Scope:
    user = open_account(username="clerk", full_name="Cán bộ", password=None)
    Assignment.objects.create(
        user_id=user.id, role=Role.COMMUNE_OFFICER, place_id=commune, valid=DateRange(date(2025, 7, 1), None)
    )
    own = get_scope(user_id=user.id, user_name="Cán bộ", on=today())
    if walled:
        become_user(user_id=user.id, on=today())
    return own


@pytest.mark.django_db
def test_keys_when_of_children_elsewhere_then_left_out_by_the_scope_alone(communes: tuple[UUID, UUID]) -> None:
    hamlets = [found_hamlet(commune=Place.objects.get(pk=each), name="Xóm Chùa").id for each in communes]
    own, elsewhere = (
        _register(commune, "Nguyễn Thị Hòa", hamlet_id=hamlet)
        for commune, hamlet in zip(communes, hamlets, strict=True)
    )
    scope = _clerk(communes[0], walled=False)
    assert set(profiles_of(scope=scope, child_ids=[own, elsewhere])) == {own}
    assert keys_living_in(scope=scope, hamlet_ids=hamlets) == {own}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    ["Nguyễn Thị Hoà", "nguyen thi hoa", "thi hoa", "hoa nguyen", "Trần Thị Lan", "0951 234 567", "17/05/2020",
     "nguyễn 17/05/2020", "019320000001"],
)  # fmt: skip
def test_search_when_typed_in_any_of_its_ways_then_the_child_is_found(communes: tuple[UUID, UUID], typed: str) -> None:
    child = _register(communes[0], "Nguyễn Thị Hòa", personal_id="019320000001")
    scope = _clerk(communes[0])
    assert [hit.child_id for hit in search_children(scope=scope, text=typed)] == [child]


@pytest.mark.django_db
def test_search_when_the_child_lives_elsewhere_then_only_a_masked_hit(communes: tuple[UUID, UUID]) -> None:
    _register(communes[1], "Nguyễn Thị Hòa")
    scope = _clerk(communes[0])
    assert search_children(scope=scope, text="Nguyễn Thị Hòa") == []
    masked = search_elsewhere(scope=scope, text="Nguyễn Thị Hòa")
    assert [(hit.initials, hit.birth_year) for hit in masked] == [("N. T. H.", 2020)]
    assert search_elsewhere(scope=scope, text="nguyen") == []


@pytest.mark.django_db
def test_search_when_signs_of_a_pattern_are_typed_then_they_mean_nothing(communes: tuple[UUID, UUID]) -> None:
    _register(communes[0], "Nguyễn Thị Hòa")
    scope = _clerk(communes[0])
    for typed in ("%%", "__", "%' OR '1'='1", "\\", "'"):
        assert search_children(scope=scope, text=typed) == []


@pytest.mark.django_db
@pytest.mark.parametrize("everywhere", [False, True])
def test_search_when_more_match_than_are_shown_then_own_names_come_before_carers(
    communes: tuple[UUID, UUID], everywhere: bool
) -> None:
    for name in ("Lê Văn An", "Lê Văn Ba", "Lê Văn Ca"):
        _register(communes[0], name)
    namesake = _register(communes[0], "Trần Thị Lan")
    scope = _officer() if everywhere else _clerk(communes[0])
    assert [hit.child_id for hit in search_children(scope=scope, text="tran thi lan", limit=1)] == [namesake]


@pytest.mark.django_db
def test_search_when_the_commune_is_not_decided_then_each_of_the_open_ones_finds_the_child(
    communes: tuple[UUID, UUID],
) -> None:
    child = register_child(
        scope=system_scope(today()),
        told=ChildRecord(commune_id=None, open_communes=communes, full_name="Nguyễn Thị Hòa"),
    )
    assert [hit.child_id for hit in search_children(scope=_clerk(communes[1]), text="nguyen thi hoa")] == [child]


@pytest.mark.django_db
@pytest.mark.parametrize("everywhere", [False, True])
def test_search_when_a_number_is_typed_with_a_name_then_both_must_fit(
    communes: tuple[UUID, UUID], everywhere: bool
) -> None:
    child = _register(communes[0], "Lê Văn An", personal_id="019320000001")
    _register(communes[0], "Lê Văn Ba")
    scope = _officer() if everywhere else _clerk(communes[0])
    found = search_children(scope=scope, text="Trần Thị Lan 019320000001")
    assert [hit.child_id for hit in found] == [child]


def _officer() -> Scope:
    user = open_account(username="officer", full_name="Cán bộ Sở", password=None)
    whole = province(on=today()).id
    valid = DateRange(date(2025, 7, 1), None)
    Assignment.objects.create(user_id=user.id, role=Role.PROVINCE_OFFICER, place_id=whole, valid=valid)
    own = get_scope(user_id=user.id, user_name="Cán bộ Sở", on=today())
    become_user(user_id=user.id, on=today())
    return own
