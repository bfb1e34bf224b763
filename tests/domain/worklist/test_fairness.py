"""The province's groups compared on a real database: who may read it, and what it counts."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils.timezone import localdate
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.places.models import Place
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import Child
from mangnon.domain.worklist.fairness import as_json, compare_groups, from_json
from mangnon.domain.worklist.models import FairnessReport, Priority
from mangnon.domain.worklist.queries import read_fairness
from mangnon.domain.worklist.services import recount_fairness
from mangnon.engines.priority import Fairness, GroupFigures

OWED = '["due","dose","MR:MEASLES1","late_31",8,4]'


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes; the clock stands on 24/11/2026; nobody has points but who gets them in the test."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    made = build()
    Priority.objects.all().delete()
    return made


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    return get_scope(user_id=house.users[role].pk, user_name="x", on=TODAY)


def children(
    house: TwoCommunes, count: int, *, ethnic: str, contact: int, met_days: int | None, hamlet: UUID | None = None
) -> None:
    """So many children who are all owed the same, met so many days ago."""
    met = None if met_days is None else TODAY - timedelta(days=met_days)
    for number in range(count):
        child = Child.objects.create(
            full_name=f"{ethnic} {number}", birth_date=date(2025, 6, 1), birth_precision="day", sex="mf"[number % 2],
            ethnic_code=ethnic, commune_id=house.first.commune_id, hamlet_id=hamlet or house.first.hamlet_id,
            search_text="",
        )  # fmt: skip
        Priority.objects.create(
            child=child, commune_id=child.commune_id, hamlet_id=child.hamlet_id, record_class="health",
            points=32 + contact, parts=f'[{OWED},["contact","","","met_91",{contact},1]]', contacted_on=met,
            content_version="1",
        )  # fmt: skip
        Priority.objects.create(
            child=child, commune_id=child.commune_id, hamlet_id=child.hamlet_id, record_class="sensitive",
            points=999, parts="[]", content_version="1",
        )  # fmt: skip


def group(found: Fairness, axis: str, name: str) -> GroupFigures:
    return next(each for each in found.groups if (each.axis, each.group) == (axis, name))


def test_compare_groups_when_one_is_met_less_then_it_stands_higher_and_secrets_count_nowhere(
    house: TwoCommunes,
) -> None:
    behind = found_hamlet(commune=Place.objects.get(pk=house.first.commune_id), name="Xóm Sau").pk
    children(house, 40, ethnic="01", contact=0, met_days=10)
    children(house, 40, ethnic="05", contact=14, met_days=120, hamlet=behind)
    found = compare_groups(TODAY)
    assert found.children == 80
    assert found.mean_points == 39
    kinh, hmong = group(found, "ethnic", "01"), group(found, "ethnic", "05")
    assert (kinh.verdict, hmong.verdict) == ("lower", "higher")
    assert hmong.same_need_percent == pytest.approx(100 * 14 / 32)
    assert hmong.by_contact_percent == pytest.approx(hmong.same_need_percent)
    assert (kinh.median_days, hmong.median_days) == (10, 120)
    assert group(found, "sex", "f").verdict == "level"
    assert group(found, "reach", "many_quiet").children == 80
    assert group(found, "place_kind", "xã").children == 80
    assert group(found, "age", "below_24").children == 80
    assert from_json(as_json(found)) == found


def test_compare_groups_when_there_is_nobody_then_empty(house: TwoCommunes) -> None:
    assert compare_groups(TODAY).children == 0


@pytest.mark.parametrize("role", list(Role))
def test_read_fairness_when_asked_then_only_who_counts_the_whole_province(house: TwoCommunes, role: Role) -> None:
    children(house, 12, ethnic="01", contact=0, met_days=None)
    recount_fairness(on=TODAY)
    if role in {Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER}:
        found = read_fairness(scope=scope_of(house, role))
        assert found is not None
        assert found.fairness.children == 12
        return
    with pytest.raises(NotYoursError):
        read_fairness(scope=scope_of(house, role))


def test_recount_when_done_twice_on_a_day_then_kept_once(house: TwoCommunes) -> None:
    children(house, 12, ethnic="01", contact=0, met_days=None)
    recount_fairness(on=TODAY)
    recount_fairness(on=TODAY)
    assert FairnessReport.objects.count() == 1
    assert localdate(FairnessReport.objects.get().counted_at) == TODAY
