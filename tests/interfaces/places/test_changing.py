"""Changing places with all that follows: children, residences, dues, assignments, workers, facilities."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.audit.models import AuditEntry
from mangnon.core.places.changes import Merge, NewUnit, PlaceChangeError, Rename, Reparent, Split
from mangnon.core.places.models import Place, PlaceChange, PlaceVersion
from mangnon.core.places.queries import find_commune, find_place, list_communes, list_hamlets, province
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import Child, Household, Residence
from mangnon.domain.facilities.models import Facility
from mangnon.domain.workforce.models import Worker, WorkerArea
from mangnon.domain.worklist.models import Due
from mangnon.interfaces.exchange.imports.services import list_imports
from mangnon.interfaces.exchange.models import SavedLayout
from mangnon.interfaces.places import changing

pytestmark = pytest.mark.django_db
DECISION = "Nghị quyết 1/NQ ngày 01/11/2026"
DAY = TODAY - timedelta(days=3)
EVE = DAY - timedelta(days=1)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    user = house.users[role]
    return get_scope(user_id=user.id, user_name=str(user), on=TODAY)


def merge_into_new(code: str = "05999") -> Merge:
    return Merge(("05830", "05833"), NewUnit(code, "Hợp Nhất", "xã", "19"))


def test_change_when_two_communes_merge_into_a_new_one_then_everything_follows(house: TwoCommunes) -> None:
    worker = Worker.objects.create(full_name="Cô A", role="collaborator", commune_id=house.second.commune_id)
    WorkerArea.objects.create(worker=worker, hamlet_id=house.second.hamlet_id, valid=DateRange(date(2026, 1, 1), None))
    changing.change(scope=scope_of(house, Role.PROVINCE_OFFICER), action=merge_into_new(), on=DAY, source=DECISION)
    new = find_commune("05999", on=TODAY)
    assert new is not None
    assert [each.code for each in list_communes(on=TODAY)] == ["05999"]
    assert [each.code for each in list_communes(on=EVE)] == ["05830", "05833"]
    assert {each.code for each in list_hamlets([new.id], on=TODAY)} == {"05830.001", "05833.001"}
    for known in (house.first, house.second):
        child = Child.objects.get(pk=known.child_id)
        assert (child.commune_id, child.hamlet_id) == (new.id, known.hamlet_id)
        homes = list(Residence.objects.filter(child=child).order_by("valid").values_list("commune_id", "valid"))
        assert homes == [
            (known.commune_id, DateRange(date(2026, 1, 1), DAY)),
            (new.id, DateRange(DAY, None)),
        ]
        assert not Due.objects.filter(child=child).exclude(commune_id=new.id).exists()
        assert Household.objects.get(children=child).commune_id == new.id
        assert Facility.objects.get(pk=known.facility_id).commune_id == new.id
    worker.refresh_from_db()
    assert worker.commune_id == new.id
    assert WorkerArea.objects.get(worker=worker).valid == DateRange(date(2026, 1, 1), None)
    assert PlaceChange.objects.filter(new_id=new.id, whole=True, source=DECISION).count() == 2
    officer = house.users[Role.COMMUNE_OFFICER]
    before = get_scope(user_id=officer.id, user_name="", on=EVE)
    after = get_scope(user_id=officer.id, user_name="", on=TODAY)
    assert [grant.place_id for grant in before.grants] == [house.first.commune_id]
    assert [grant.place_id for grant in after.grants] == [new.id]
    assert {"places.change", "children.follow_places", "scope.follow_places"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


def test_change_when_communes_merge_then_their_imports_and_remembered_columns_go_with_them(house: TwoCommunes) -> None:
    for known, day in ((house.first, 1), (house.second, 2)):
        for fingerprint in ("both", str(day)):
            SavedLayout.objects.create(
                place_id=known.commune_id, kind="children", fingerprint=fingerprint, layout={"0": "name"},
                saved_at=datetime(2026, 11, day, tzinfo=UTC),
            )  # fmt: skip
    changing.change(scope=scope_of(house, Role.PROVINCE_OFFICER), action=merge_into_new(), on=DAY, source=DECISION)
    new = find_commune("05999", on=TODAY)
    assert new is not None
    clerk = get_scope(user_id=house.users[Role.COMMUNE_OFFICER].id, user_name="", on=TODAY)
    assert {run.place_id for run in list_imports(scope=clerk)} == {new.id}
    assert len(list_imports(scope=clerk)) == 2
    assert set(SavedLayout.objects.values_list("place_id", "fingerprint")) == {
        (new.id, "both"), (new.id, "1"), (new.id, "2")
    }  # fmt: skip


def test_change_when_one_unit_keeps_its_code_then_it_keeps_its_key(house: TwoCommunes) -> None:
    changing.change(
        scope=scope_of(house, Role.PROVINCE_OFFICER), action=merge_into_new("05830"), on=DAY, source=DECISION
    )
    here = find_commune("05830", on=TODAY)
    assert here is not None
    assert (here.id, here.name) == (house.first.commune_id, "Hợp Nhất")
    assert Child.objects.get(pk=house.second.child_id).commune_id == house.first.commune_id
    assert Child.objects.get(pk=house.first.child_id).commune_id == house.first.commune_id
    assert Residence.objects.filter(child_id=house.first.child_id).count() == 1


def test_change_when_a_commune_is_split_then_hamlets_decide_and_the_rest_stays_open(house: TwoCommunes) -> None:
    nowhere = Child.objects.create(full_name="Chưa rõ xóm", commune_id=house.first.commune_id, search_text="")
    Residence.objects.create(child=nowhere, commune_id=house.first.commune_id, valid=DateRange(date(2026, 1, 1), None))
    parts = (NewUnit("05990", "Một", "xã", "19"), NewUnit("05991", "Hai", "xã", "19"))
    changing.change(
        scope=scope_of(house, Role.PROVINCE_OFFICER), action=Split("05830", parts, {"05830.001": "05991"}), on=DAY,
        source=DECISION,
    )  # fmt: skip
    one, two = (find_commune(code, on=TODAY) for code in ("05990", "05991"))
    assert one is not None
    assert two is not None
    assert Child.objects.get(pk=house.first.child_id).commune_id == two.id
    nowhere.refresh_from_db()
    assert nowhere.commune_id is None
    assert set(nowhere.open_communes) == {one.id, two.id}
    officer = house.users[Role.COMMUNE_OFFICER]
    assert get_scope(user_id=officer.id, user_name="", on=TODAY).grants == ()
    assert get_scope(user_id=officer.id, user_name="", on=EVE).grants != ()


def test_plan_when_a_commune_is_split_then_the_preview_names_who_loses_and_writes_nothing(house: TwoCommunes) -> None:
    parts = (NewUnit("05990", "Một", "xã", "19"), NewUnit("05991", "Hai", "xã", "19"))
    planned = changing.plan(
        scope=scope_of(house, Role.PROVINCE_OFFICER), action=Split("05830", parts, {"05830.001": "05991"}), on=DAY,
        source=DECISION,
    )  # fmt: skip
    ended = {planned.holders[e.assignment.who].role for e in planned.preview.access if e.follows_to is None}
    assert ended == {Role.HEALTH_STATION, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR}
    assert PlaceChange.objects.count() == 0


def test_change_when_a_hamlet_goes_to_another_commune_then_its_children_and_collaborator_go_with_it(
    house: TwoCommunes,
) -> None:
    changing.change(
        scope=scope_of(house, Role.PROVINCE_OFFICER), action=Reparent("05830.001", "05833"), on=DAY, source=DECISION
    )
    child = Child.objects.get(pk=house.first.child_id)
    assert (child.commune_id, child.hamlet_id) == (house.second.commune_id, house.first.hamlet_id)
    collaborator = get_scope(user_id=house.users[Role.COLLABORATOR].id, user_name="", on=TODAY)
    assert [grant.place_id for grant in collaborator.grants] == [house.first.hamlet_id]


def test_change_when_two_hamlets_merge_then_children_live_in_the_new_one(house: TwoCommunes) -> None:
    other = changing.found_hamlet(
        scope=scope_of(house, Role.COMMUNE_OFFICER), commune_id=house.first.commune_id, name="Mới", kind="xóm",
        on=date(2026, 6, 1),
    )  # fmt: skip
    changing.change(
        scope=scope_of(house, Role.COMMUNE_OFFICER),
        action=Merge(("05830.001", "05830.002"), NewUnit("05830.003", "Chung", "xóm", "05830")), on=DAY,
        source=DECISION,
    )  # fmt: skip
    child = Child.objects.get(pk=house.first.child_id)
    assert child.hamlet is not None
    assert child.hamlet.code == "05830.003"
    assert find_place(other, on=TODAY) is None
    collaborator = get_scope(user_id=house.users[Role.COLLABORATOR].id, user_name="", on=TODAY)
    assert [grant.place_id for grant in collaborator.grants] == [child.hamlet_id]


def test_change_when_renamed_then_old_and_new_names_hold_on_their_days(house: TwoCommunes) -> None:
    changing.change(
        scope=scope_of(house, Role.PROVINCE_OFFICER), action=Rename("05830", "Tên Mới", "phường"), on=DAY,
        source=DECISION,
    )  # fmt: skip
    before, after = find_commune("05830", on=EVE), find_commune("05830", on=TODAY)
    assert before is not None
    assert after is not None
    assert (before.name, after.full, before.id) == ("Xã Alpha", "Phường Tên Mới", after.id)


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR])
def test_change_when_a_commune_is_not_theirs_to_change_then_refused(house: TwoCommunes, role: Role) -> None:
    with pytest.raises(NotYoursError):
        changing.change(scope=scope_of(house, role), action=Rename("05830", "Khác", "xã"), on=DAY, source=DECISION)


def test_change_when_the_hamlet_is_of_another_commune_then_refused(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.COMMUNE_OFFICER)
    changing.change(scope=scope, action=Rename("05830.001", "Khác", "xóm"), on=DAY, source=DECISION)
    for action in (Rename("05833.001", "Khác", "xóm"), Reparent("05830.001", "05833")):
        with pytest.raises(NotYoursError):
            changing.change(scope=scope, action=action, on=DAY + timedelta(days=1), source=DECISION)
    with pytest.raises(NotYoursError):
        changing.found_hamlet(scope=scope, commune_id=house.second.commune_id, name="Lạ", kind="xóm", on=DAY)


def test_change_when_the_day_is_ahead_then_it_is_to_be_planned(house: TwoCommunes) -> None:
    scope, ahead = scope_of(house, Role.PROVINCE_OFFICER), TODAY + timedelta(days=30)
    changing.plan(scope=scope, action=merge_into_new(), on=ahead, source=DECISION)
    with pytest.raises(PlaceChangeError, match="dự kiến"):
        changing.change(scope=scope, action=merge_into_new(), on=ahead, source=DECISION)
    assert PlaceChange.objects.count() == 0


def test_change_when_something_fails_on_the_way_then_nothing_of_it_stands(
    house: TwoCommunes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise PlaceChangeError(())

    monkeypatch.setattr(changing, "assignments_follow", fail)
    with pytest.raises(PlaceChangeError):
        changing.change(scope=scope_of(house, Role.PROVINCE_OFFICER), action=merge_into_new(), on=DAY, source=DECISION)
    assert PlaceChange.objects.count() == 0
    assert Child.objects.get(pk=house.first.child_id).commune_id == house.first.commune_id
    assert Assignment.objects.filter(valid__contains=TODAY).count() == len(Role)


def test_load_content_when_a_place_was_changed_here_then_the_decision_stays(places: None) -> None:
    from mangnon.core.content.places import load_gazetteer
    from mangnon.core.places.services import load_content
    from mangnon.core.scope.rights import Role as AnyRole
    from mangnon.core.scope.scope import Grant

    top = province(on=TODAY)
    scope = Scope(None, "Sở", TODAY, (Grant(AnyRole.PROVINCE_OFFICER, "province", top.id),))
    changing.change(scope=scope, action=Rename("05830", "Tên Mới", "xã"), on=DAY, source=DECISION)
    load_content(load_gazetteer())
    here = find_commune("05830", on=TODAY)
    assert here is not None
    assert here.name == "Tên Mới"
    assert PlaceVersion.objects.filter(place_id=here.id).count() == 2
    assert Place.objects.filter(code="05830", valid__contains=TODAY).count() == 1
