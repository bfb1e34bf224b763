"""The household a child lives in: corrected, changed for another, founded; poverty from a day, by a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from mangnon.core.audit.models import AuditEntry
from mangnon.core.clock import today
from mangnon.core.places.models import Place
from mangnon.core.places.queries import find_commune
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Grant, Scope, system_scope
from mangnon.domain.children.errors import ChildNotFoundError, HouseholdRefusedError
from mangnon.domain.children.history import list_changes
from mangnon.domain.children.households import (
    HouseholdTold,
    found_household,
    join_household,
    update_household,
)
from mangnon.domain.children.models import Child, Household, RiskFactor
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.services import register_children
from mangnon.domain.children.surroundings import find_household, search_households
from mangnon.vocab.ids import uuid7

POOR = HouseholdTold(
    head_name="Lý Văn Tám", poverty="poor", since=date(2026, 1, 1), document="QĐ 15/QĐ-UBND, 20/12/2025"
)


@pytest.fixture
def children(places: None) -> tuple[UUID, UUID, UUID]:
    """Two children of one household, and one of another in the same commune; a fourth lives in another commune."""
    own, other = (find_commune(code, on=today()) for code in ("05830", "05443"))
    assert own is not None
    assert other is not None
    hamlet = found_hamlet(commune=Place.objects.get(pk=own.id), name="Xóm Chùa").id
    made = register_children(
        scope=system_scope(today()),
        told=[
            ChildRecord(commune_id=commune, hamlet_id=hamlet if commune == own.id else None, full_name=name,
                        household_head=head)
            for commune, name, head in (
                (own.id, "Lý Văn Sơn", "Lý Văn Tám"), (own.id, "Lý Thị Hoa", "Lý Văn Tám"),
                (own.id, "Ma Văn Phúc", "Ma Văn Bảy"), (other.id, "Nông Thị Mơ", "Nông Văn Chín"),
            )
        ],
    )  # fmt: skip
    return made[0].child_id, made[1].child_id, made[2].child_id


def _home(child: UUID) -> Household:
    household = Child.objects.select_related("household").get(pk=child).household
    assert household is not None
    return household


def _risks(child: UUID, *, now: bool = True) -> list[str]:
    held = RiskFactor.objects.filter(child_id=child, valid__endswith__isnull=now)
    return sorted(held.values_list("code", flat=True))


@pytest.mark.django_db(transaction=True)
def test_household_when_found_poor_then_dated_with_its_document_and_its_children_at_risk(
    children: tuple[UUID, UUID, UUID],
) -> None:
    scope, (son, hoa, other) = system_scope(today()), children
    update_household(scope=scope, household_id=_home(son).pk, told=POOR)
    household = _home(son)
    assert (household.poverty, household.poverty_since, household.poverty_document) == (
        "poor", date(2026, 1, 1), "QĐ 15/QĐ-UBND, 20/12/2025",
    )  # fmt: skip
    assert (_risks(son), _risks(hoa), _risks(other)) == (["poor_household"], ["poor_household"], [])
    risk = RiskFactor.objects.get(child_id=son)
    assert (risk.valid.lower, risk.source) == (date(2026, 1, 1), "hộ gia đình: QĐ 15/QĐ-UBND, 20/12/2025")
    update_household(
        scope=scope, household_id=household.pk,
        told=replace(POOR, poverty="none", since=date(2026, 11, 1), document=""),
    )  # fmt: skip
    assert (_risks(son), _risks(son, now=False)) == ([], ["poor_household"])
    assert RiskFactor.objects.get(child_id=son).valid.upper == date(2026, 11, 1)
    changes = list_changes(scope=scope, child=Child.objects.get(pk=son), sees_sensitive=True)
    told = {(each.field, each.before, each.after) for change in changes for each in change.fields}
    assert ("hộ nghèo, cận nghèo", "nghèo", "không nghèo") in told
    assert AuditEntry.objects.filter(action="children.update_household").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("poverty", ["poor", "near_poor"])
def test_household_when_found_poor_without_day_or_document_then_refused(
    children: tuple[UUID, UUID, UUID], poverty: str
) -> None:
    for told in (HouseholdTold("Lý Văn Tám", poverty), HouseholdTold("Lý Văn Tám", poverty, since=today())):
        with pytest.raises(HouseholdRefusedError):
            update_household(scope=system_scope(today()), household_id=_home(children[0]).pk, told=told)
    assert _home(children[0]).poverty == ""


@pytest.mark.django_db
def test_household_when_only_the_head_is_corrected_then_what_a_list_told_of_poverty_stands(
    children: tuple[UUID, UUID, UUID],
) -> None:
    key = _home(children[0]).pk
    Household.objects.filter(pk=key).update(poverty="poor")  # as an old list told it, without a document
    update_household(scope=system_scope(today()), household_id=key, told=HouseholdTold("Lý Thị Chín", "poor"))
    assert (_home(children[0]).head_name, _home(children[0]).poverty) == ("Lý Thị Chín", "poor")


@pytest.mark.django_db(transaction=True)
def test_child_when_moved_to_another_household_then_lives_there_and_shares_its_poverty(
    children: tuple[UUID, UUID, UUID],
) -> None:
    scope, (son, _, other) = system_scope(today()), children
    update_household(scope=scope, household_id=_home(son).pk, told=POOR)
    join_household(scope=scope, child_id=other, household_id=_home(son).pk)
    assert _home(other).pk == _home(son).pk
    assert _risks(other) == ["poor_household"]
    changes = list_changes(scope=scope, child=Child.objects.get(pk=other), sees_sensitive=True)
    told = {(each.field, each.before, each.after) for change in changes for each in change.fields}
    assert ("hộ gia đình", "Ma Văn Bảy", "Lý Văn Tám") in told


@pytest.mark.django_db(transaction=True)
def test_history_when_the_household_stayed_in_another_commune_then_the_new_one_does_not_read_its_changes(
    children: tuple[UUID, UUID, UUID],
) -> None:
    son = children[0]
    update_household(scope=system_scope(today()), household_id=_home(son).pk, told=POOR)
    old, new = (find_commune(code, on=today()) for code in ("05830", "05443"))
    assert old is not None
    assert new is not None
    Child.objects.filter(pk=son).update(commune_id=new.id, hamlet_id=None)  # moved alone; the household stays

    def told_to(commune: UUID) -> set[str]:
        reader = Scope(uuid7(), "Cán bộ", today(), (Grant(Role.COMMUNE_OFFICER, "commune", commune),))
        changes = list_changes(scope=reader, child=Child.objects.get(pk=son), sees_sensitive=True)
        return {str(told) for change in changes for each in change.fields for told in (each.before, each.after)}

    assert any("QĐ 15/QĐ-UBND" in words for words in told_to(old.id))
    assert not any("QĐ 15/QĐ-UBND" in words for words in told_to(new.id))


@pytest.mark.django_db
def test_child_when_the_household_is_of_another_commune_or_none_then_refused(
    children: tuple[UUID, UUID, UUID],
) -> None:
    elsewhere = Household.objects.get(head_name="Nông Văn Chín").pk
    for key in (elsewhere, children[0]):
        with pytest.raises(ChildNotFoundError):
            join_household(scope=system_scope(today()), child_id=children[0], household_id=key)


@pytest.mark.django_db
def test_child_when_given_a_household_of_its_own_then_founded_where_the_child_lives(
    children: tuple[UUID, UUID, UUID],
) -> None:
    son, hoa, _ = children
    key = found_household(scope=system_scope(today()), child_id=son, head_name="Lý Văn Mới")
    home = _home(son)
    child = Child.objects.get(pk=son)
    assert (home.pk, home.head_name, home.commune_id, home.hamlet_id) == (
        key, "Lý Văn Mới", child.commune_id, child.hamlet_id,
    )  # fmt: skip
    assert _home(hoa).head_name == "Lý Văn Tám"


@pytest.mark.django_db
def test_households_when_searched_then_of_the_commune_with_their_children(children: tuple[UUID, UUID, UUID]) -> None:
    scope, son = system_scope(today()), Child.objects.get(pk=children[0])
    assert son.commune_id is not None
    [hit] = search_households(scope=scope, commune_id=son.commune_id, text="ly van TÁM")
    assert (hit.head_name, hit.children) == ("Lý Văn Tám", ("Lý Thị Hoa", "Lý Văn Sơn"))
    [by_child] = search_households(scope=scope, commune_id=son.commune_id, text="phúc")
    assert by_child.head_name == "Ma Văn Bảy"
    assert search_households(scope=scope, commune_id=son.commune_id, text="Nông Văn Chín") == []
    assert find_household(scope=scope, child=son) is not None
