"""Changes of places decided for a day ahead: they wait, can be taken back, and take effect on their day."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from tests.interfaces.places.test_changing import DECISION, merge_into_new, scope_of
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.audit.models import AuditEntry
from mangnon.core.places.changes import Merge, NewUnit, PlaceAction, PlaceChangeError, Rename, Split
from mangnon.core.places.models import PlaceChange, PlannedChange
from mangnon.core.places.queries import find_commune, list_communes, list_hamlets
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import become_user, leave_user
from mangnon.domain.children.models import Child, Residence
from mangnon.domain.children.residences import count_living
from mangnon.domain.worklist.jobs import night_run
from mangnon.domain.worklist.models import Due, PlaceCount
from mangnon.interfaces.places import changing, planning
from mangnon.interfaces.places.errors import PlannedChangeError

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=7)
EVE = DAY - timedelta(days=1)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


def keep(house: TwoCommunes, action: PlaceAction | None = None, on: date = DAY) -> UUID:
    return planning.keep_for_its_day(
        scope=scope_of(house, Role.PROVINCE_OFFICER), action=action or merge_into_new(), on=on, source=DECISION
    )


def seen_by_raw_sql(house: TwoCommunes, role: Role, on: date) -> set[str]:
    """What the database itself shows to a user's role on a day."""
    with transaction.atomic(), connection.cursor() as cursor:
        become_user(user_id=house.users[role].id, on=on)
        cursor.execute("SELECT full_name FROM children_child")
        found = {row[0] for row in cursor.fetchall()}
        leave_user()
    return found


def test_keep_when_the_day_is_ahead_then_nothing_moves_before_it(house: TwoCommunes) -> None:
    keep(house)
    assert planning.take_effect(on=EVE) == 0
    assert PlaceChange.objects.count() == 0
    assert [each.code for each in list_communes(on=DAY)] == ["05830", "05833"]
    assert seen_by_raw_sql(house, Role.COMMUNE_OFFICER, EVE) == {"OrdinaryAlpha"}
    row = PlannedChange.objects.get()
    assert (row.state, row.planned_by, row.on) == ("planned", house.users[Role.PROVINCE_OFFICER].id, DAY)


def test_take_effect_when_the_day_comes_then_places_children_rights_dues_and_counts_are_of_the_new_order(
    house: TwoCommunes,
) -> None:
    keep(house)
    before = count_living(on=EVE)
    assert planning.take_effect(on=DAY) == 1
    new = find_commune("05999", on=DAY)
    assert new is not None
    assert [each.code for each in list_communes(on=EVE)] == ["05830", "05833"]
    assert {each.code for each in list_hamlets([new.id], on=DAY)} == {"05830.001", "05833.001"}
    for known in (house.first, house.second):
        child = Child.objects.get(pk=known.child_id)
        assert (child.commune_id, child.hamlet_id) == (new.id, known.hamlet_id)
        homes = list(Residence.objects.filter(child=child).order_by("valid").values_list("commune_id", "valid"))
        assert homes == [
            (known.commune_id, DateRange(date(2026, 1, 1), DAY)),
            (new.id, DateRange(DAY, None)),
        ]
    assert not Due.objects.exclude(commune_id=new.id).exists()
    assert count_living(on=EVE) == before
    assert {(home.commune_id, count) for home, count in count_living(on=DAY).items()} == {(new.id, 1)}
    assert list(PlaceCount.objects.values_list("commune_id", "children")) == [(new.id, 2)]
    officer = house.users[Role.COMMUNE_OFFICER].id
    assert [g.place_id for g in get_scope(user_id=officer, user_name="", on=EVE).grants] == [house.first.commune_id]
    assert [g.place_id for g in get_scope(user_id=officer, user_name="", on=DAY).grants] == [new.id]
    assert seen_by_raw_sql(house, Role.COMMUNE_OFFICER, DAY) == {"OrdinaryAlpha", "OrdinaryOmega"}
    assert PlannedChange.objects.get().state == "done"
    told = AuditEntry.objects.get(action="places.take_effect")
    assert (told.user_id, told.detail["on"]) == (None, DAY.isoformat())
    assert AuditEntry.objects.get(action="places.plan").user_id == house.users[Role.PROVINCE_OFFICER].id


def test_take_effect_when_called_again_then_nothing_more_happens(house: TwoCommunes) -> None:
    keep(house)
    assert [planning.take_effect(on=DAY) for _ in range(3)] == [1, 0, 0]
    assert PlaceChange.objects.count() == 4


def test_take_effect_when_the_machine_was_off_on_the_day_then_it_holds_from_that_day_all_the_same(
    house: TwoCommunes,
) -> None:
    keep(house)
    late = DAY + timedelta(days=5)
    assert planning.take_effect(on=late) == 1
    new = find_commune("05999", on=DAY)
    assert new is not None
    homes = Residence.objects.filter(child_id=house.first.child_id).order_by("valid").values_list("valid", flat=True)
    assert list(homes) == [DateRange(date(2026, 1, 1), DAY), DateRange(DAY, None)]
    assert seen_by_raw_sql(house, Role.COMMUNE_OFFICER, DAY) == {"OrdinaryAlpha", "OrdinaryOmega"}


def test_first_request_of_the_day_when_no_night_run_happened_then_it_shows_the_new_order(
    house: TwoCommunes, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(house)
    client = Client()
    monkeypatch.setenv("MANGNON_TODAY", EVE.isoformat())
    client.force_login(house.users[Role.COMMUNE_OFFICER])
    assert "Hợp Nhất" not in _communes(client.get("/dia-ban/").content.decode())
    monkeypatch.setenv("MANGNON_TODAY", DAY.isoformat())
    client.cookies.clear()
    client.force_login(house.users[Role.COMMUNE_OFFICER])
    assert "Hợp Nhất" in _communes(client.get("/dia-ban/").content.decode())
    assert "Xã Alpha" in _communes(client.get(f"/dia-ban/?ngay={EVE:%d/%m/%Y}").content.decode())
    assert client.get(f"/tre/{house.second.child_id}/").status_code == 200


def test_a_page_when_the_planned_change_fails_unforeseen_then_it_is_shown_all_the_same(
    house: TwoCommunes, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(house)

    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(changing, "assignments_follow", fail)
    monkeypatch.setenv("MANGNON_TODAY", DAY.isoformat())
    client = Client()
    client.force_login(house.users[Role.COMMUNE_OFFICER])
    assert client.get("/dia-ban/").status_code == 200
    assert Child.objects.get(pk=house.first.child_id).commune_id == house.first.commune_id
    assert PlannedChange.objects.get().state == "planned"


@pytest.mark.django_db(transaction=True)
def test_night_run_when_a_change_is_due_then_dues_are_derived_in_the_new_commune(
    house: TwoCommunes, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(house)
    monkeypatch.setenv("MANGNON_TODAY", DAY.isoformat())
    night_run(timestamp=0)
    new = find_commune("05999", on=DAY)
    assert new is not None
    assert Due.objects.filter(commune_id=new.id).exists()
    assert not Due.objects.exclude(commune_id=new.id).exists()
    assert {row.commune_id: row.children for row in PlaceCount.objects.all()} == {new.id: 2}


@pytest.mark.django_db(transaction=True)
def test_take_effect_when_called_by_four_at_once_then_it_happens_once(house: TwoCommunes) -> None:
    keep(house)
    start = threading.Barrier(4)

    def arrive(_: int) -> int:
        start.wait(10)
        try:
            return planning.take_effect(on=DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(arrive, range(4))) == [0, 0, 0, 1]
    assert PlaceChange.objects.count() == 4


def test_keep_when_asked_twice_then_it_is_kept_once(house: TwoCommunes) -> None:
    assert keep(house) == keep(house)
    assert PlannedChange.objects.count() == 1


def test_keep_when_the_day_is_not_ahead_then_refused(house: TwoCommunes) -> None:
    with pytest.raises(PlannedChangeError):
        keep(house, on=TODAY)


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR, Role.SYSTEM_ADMINISTRATOR])
def test_keep_and_cancel_when_communes_are_not_theirs_then_refused(house: TwoCommunes, role: Role) -> None:
    key = keep(house)
    with pytest.raises(NotYoursError):
        planning.cancel(scope=scope_of(house, role), planned_id=key)
    with pytest.raises(NotYoursError):
        planning.keep_for_its_day(
            scope=scope_of(house, role), action=Rename("05833", "Khác", "xã"), on=EVE, source=DECISION
        )


def test_commune_officer_when_the_hamlet_is_theirs_then_plans_and_cancels_it(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.COMMUNE_OFFICER)
    key = planning.keep_for_its_day(scope=scope, action=Rename("05830.001", "Khác", "xóm"), on=DAY, source=DECISION)
    planning.cancel(scope=scope, planned_id=key)
    theirs = keep(house, Rename("05833.001", "Khác", "xóm"))
    with pytest.raises(NotYoursError):
        planning.cancel(scope=scope, planned_id=theirs)


def test_cancel_when_before_its_day_then_it_never_takes_effect(house: TwoCommunes) -> None:
    key = keep(house)
    scope = scope_of(house, Role.PROVINCE_OFFICER)
    planning.cancel(scope=scope, planned_id=key)
    assert planning.take_effect(on=DAY) == 0
    assert PlannedChange.objects.get().settled_by == scope.user_id
    assert PlaceChange.objects.count() == 0
    assert AuditEntry.objects.filter(action="places.cancel_planned").count() == 1
    with pytest.raises(PlannedChangeError, match="đã bỏ"):
        planning.cancel(scope=scope, planned_id=key)


def test_second_plan_when_it_rests_on_the_first_then_both_take_effect_and_the_first_cannot_be_taken_away(
    house: TwoCommunes,
) -> None:
    first = keep(house)
    keep(house, Rename("05999", "Tên Sau", "phường"), DAY + timedelta(days=3))
    with pytest.raises(PlaceChangeError, match="dự kiến"):
        planning.cancel(scope=scope_of(house, Role.PROVINCE_OFFICER), planned_id=first)
    assert planning.take_effect(on=DAY + timedelta(days=10)) == 2
    names = [find_commune("05999", on=DAY + timedelta(days=days)) for days in (0, 2, 3)]
    assert [each.full for each in names if each] == ["Xã Hợp Nhất", "Xã Hợp Nhất", "Phường Tên Sau"]


def test_second_plan_when_previewed_then_it_counts_the_children_of_the_first(house: TwoCommunes) -> None:
    keep(house)
    later = DAY + timedelta(days=3)
    planned = changing.plan(
        scope=scope_of(house, Role.PROVINCE_OFFICER), action=Rename("05999", "Tên Sau", "xã"), on=later,
        source=DECISION,
    )  # fmt: skip
    assert [(each.place, each.children) for each in planned.preview.moved] == [("05999", 2)]
    assert planned.preview.access == ()


def test_preview_when_children_were_registered_today_then_they_are_counted(house: TwoCommunes) -> None:
    Residence.objects.update(valid=DateRange(TODAY, None))
    for on in (TODAY - timedelta(days=3), TODAY, DAY):
        planned = changing.plan(
            scope=scope_of(house, Role.PROVINCE_OFFICER), action=merge_into_new(), on=on, source=DECISION
        )
        assert sum(each.children for each in planned.preview.moved if "." not in each.place) == 2


def test_immediate_change_when_it_would_break_a_planned_one_then_refused(house: TwoCommunes) -> None:
    keep(house)
    with pytest.raises(PlaceChangeError, match="dự kiến"):
        changing.change(
            scope=scope_of(house, Role.PROVINCE_OFFICER), on=TODAY, source=DECISION,
            action=Merge(("05830", "05833"), NewUnit("05830", "Một", "xã", "19")),
        )  # fmt: skip
    assert PlaceChange.objects.count() == 0


def test_found_hamlet_when_a_planned_split_does_not_know_it_then_refused(house: TwoCommunes) -> None:
    parts = (NewUnit("05990", "Một", "xã", "19"), NewUnit("05991", "Hai", "xã", "19"))
    keep(house, Split("05830", parts, {"05830.001": "05991"}))
    with pytest.raises(PlaceChangeError, match="dự kiến"):
        changing.found_hamlet(
            scope=scope_of(house, Role.COMMUNE_OFFICER), commune_id=house.first.commune_id, name="Mới", kind="xóm",
            on=TODAY,
        )  # fmt: skip
    assert len(list_hamlets([house.first.commune_id], on=TODAY)) == 1


def test_take_effect_when_one_cannot_be_made_any_more_then_it_is_put_aside_with_its_reason_and_others_go_on(
    house: TwoCommunes,
) -> None:
    PlannedChange.objects.create(
        action={"change": "reparent", "code": "05777.001", "parent": "05830"}, on=DAY, source=DECISION,
        planned_at="2026-11-24T00:00Z",
    )  # fmt: skip
    PlannedChange.objects.create(
        action={"change": "reparent", "code": "05830.001", "parent": "05833"}, on=DAY, source=DECISION,
        planned_at="2026-11-24T01:00Z",
    )  # fmt: skip
    assert planning.take_effect(on=DAY) == 1
    stopped, done = PlannedChange.objects.order_by("planned_at")
    assert (stopped.state, done.state) == ("stopped", "done")
    assert "05777.001" in stopped.reason
    assert Child.objects.get(pk=house.first.child_id).commune_id == house.second.commune_id
    planning.cancel(scope=scope_of(house, Role.PROVINCE_OFFICER), planned_id=stopped.pk)
    assert PlannedChange.objects.get(pk=stopped.pk).state == "cancelled"


MERGING = {"on": f"{DAY:%d/%m/%Y}", "source": DECISION, "others": "05833", "code": "05999", "kind": "xã",
           "name": "Hợp Nhất"}  # fmt: skip


def test_pages_when_a_change_is_planned_then_it_is_shown_with_who_and_what_and_can_be_cancelled(
    house: TwoCommunes,
) -> None:
    client = Client()
    client.force_login(house.users[Role.PROVINCE_OFFICER])
    merge = f"/dia-ban/{house.first.commune_id}/hop-nhat/"
    seen = client.post(merge, {**MERGING, "buoc": "xem"}).content.decode()
    assert "Ghi thay đổi dự kiến" in seen
    assert PlannedChange.objects.count() == 0
    answer = client.post(merge, {**MERGING, "buoc": "ghi"}, follow=True)
    row = PlannedChange.objects.get()
    here = f"/dia-ban/du-kien/{row.pk}/"
    assert answer.redirect_chain[-1][0] == here
    page = answer.content.decode()
    for words in ("Người province_officer", "Hợp nhất Xã Xã Alpha, Xã Xã Omega thành Xã Hợp Nhất", DECISION):
        assert words in page
    for address in ("/dia-ban/", f"/dia-ban/{house.first.commune_id}/", f"/dia-ban/{house.second.commune_id}/"):
        assert here in client.get(address).content.decode()
    assert client.post(here).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert here not in client.get("/dia-ban/").content.decode()
    assert client.post(here).status_code == 302


def test_planned_page_when_the_reader_may_not_change_these_places_then_only_what_and_when_is_told(
    house: TwoCommunes,
) -> None:
    key = keep(house)
    client = Client()
    client.force_login(house.users[Role.COMMUNE_OFFICER])
    assert client.get(f"/dia-ban/du-kien/{key}/").status_code == 403
    assert client.post(f"/dia-ban/du-kien/{key}/").status_code == 403
    page = client.get("/dia-ban/").content.decode()
    assert "thành Xã Hợp Nhất" in page
    assert f"/dia-ban/du-kien/{key}/" not in page


def _communes(page: str) -> str:
    """The table of communes of a page, without what is told of planned changes."""
    return page.split("<table", 1)[1].split("</table>", 1)[0]
