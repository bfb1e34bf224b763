"""The weighing session, from the table to what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.scope.two_communes import MOMENT, TODAY, TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.growth.models import Measurement
from mangnon.domain.worklist.models import Due

TABLE = "/dot/can/?ngay=24/11/2026&tuoi=60&ai=den-han"


def save(client: Client, key: UUID, query: str = "?ngay=24/11/2026", **boxes: str):
    data = {f"{name}-{key}": value for name, value in boxes.items()}
    return client.post(f"/dot/can/{key}/{query}", data, headers={"HX-Request": "true"})


def standing(key: UUID) -> list[Measurement]:
    return list(Measurement.objects.filter(child_id=key, superseded_at__isnull=True).order_by("recorded_at"))


def weigh(key: UUID, on: date, weight_g: int, length_mm: int | None = None) -> Measurement:
    return Measurement.objects.create(
        child_id=key, on=on, weight_g=weight_g, length_mm=length_mm, position="l" if length_mm else "",
        recorded_at=MOMENT,
    )  # fmt: skip


def test_table_when_opened_then_shows_those_owed_with_their_last_weighing(station: Client, child: Callable[..., UUID]):
    key = child()
    weigh(key, date(2026, 10, 5), 9800, 785)
    page = station.get(TABLE).content.decode()
    assert "Nông Văn An" in page
    assert "9,8" in page
    assert "05/10/2026" in page
    assert f'name="kg-{key}"' in page
    assert "18 tháng" in page
    assert "OrdinaryOmega" not in page


def test_table_when_a_child_is_under_24_months_then_lying_is_chosen_else_standing(
    station: Client, child: Callable[..., UUID]
):
    small, large = child(), child("Nông Văn Cả", date(2024, 11, 20))
    page = station.get(TABLE).content.decode()
    for key, chosen in ((small, "l"), (large, "h")):
        select = page.split(f'name="tu-{key}"')[1].split("</select>")[0]
        assert f'value="{chosen}" selected' in select


def test_row_when_saved_then_recorded_judged_and_its_due_is_gone(station: Client, child: Callable[..., UUID]):
    key = child()
    assert Due.objects.filter(child_id=key, kind="weighing").exists()
    answer = save(station, key, kg="10,2", cm="80,5", tu="l")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Đã lưu" in page
    assert "SD" in page
    assert f'id="fast-state-{key}"' in page
    assert 'hx-swap-oob="true"' in page
    [kept] = standing(key)
    assert (kept.on, kept.weight_g, kept.length_mm, kept.position) == (TODAY, 10200, 805, "l")
    assert not Due.objects.filter(child_id=key, kind="weighing").exists()
    assert AuditEntry.objects.filter(action="growth.record_weight", subjects__contains=[key]).count() == 1


def test_row_when_filled_box_by_box_then_one_measurement_stands_and_each_step_is_kept(
    station: Client, child: Callable[..., UUID]
):
    key = child()
    save(station, key, kg="10,2", tu="l")
    [first] = standing(key)
    answer = save(station, key, kg="10,2", cm="80,5", tu="l", cu=str(first.id))
    assert "Đã lưu" in answer.content.decode()
    [kept] = standing(key)
    assert (kept.weight_g, kept.length_mm, kept.corrects_id) == (10200, 805, first.id)
    assert Measurement.objects.get(pk=first.id).superseded_reason == "ghi thêm trong đợt cân"


def test_row_when_sent_twice_then_recorded_once(station: Client, child: Callable[..., UUID]):
    key = child()
    for _ in range(2):
        save(station, key, kg="10,2", tu="l")
    assert Measurement.objects.filter(child_id=key).count() == 1


def test_row_when_a_third_of_the_weight_is_gone_then_asked_twice_and_never_blocked(
    station: Client, child: Callable[..., UUID]
):
    key = child()
    weigh(key, date(2026, 10, 24), 10200)
    answer = save(station, key, kg="7", tu="l")
    page = answer.content.decode()
    assert "giảm" in page
    assert f'name="dung-{key}"' in page
    assert Measurement.objects.filter(child_id=key, on=TODAY).count() == 0
    other = save(station, key, kg="7,1", tu="l", dung="7||l||")
    assert f'name="dung-{key}"' in other.content.decode(), "another number is asked about again"
    answer = save(station, key, kg="7", tu="l", dung="7||l||")
    assert "Đã lưu" in answer.content.decode()
    assert Measurement.objects.get(child_id=key, on=TODAY).weight_g == 7000


def test_row_when_grams_are_typed_then_asked_and_saved_as_grams_when_confirmed(
    station: Client, child: Callable[..., UUID]
):
    key = child()
    assert "là gam" in save(station, key, kg="10200", tu="l").content.decode()
    save(station, key, kg="10200", tu="l", dung="10200||l||")
    assert standing(key)[0].weight_g == 10200


def test_row_when_another_recorded_that_day_meanwhile_then_asked_before_it_is_replaced(
    station: Client, child: Callable[..., UUID]
):
    key = child()
    theirs = weigh(key, TODAY, 10100)
    page = save(station, key, kg="10,4", tu="l").content.decode()
    assert "đã có người ghi" in page
    assert "10,1" in page
    assert standing(key) == [theirs]
    save(station, key, kg="10,4", tu="l", dung="10,4||l||")
    assert [kept.weight_g for kept in standing(key)] == [10400]


def test_row_when_emptied_then_asked_and_withdrawn_with_the_old_one_kept(station: Client, child: Callable[..., UUID]):
    key = child()
    save(station, key, kg="10,2", tu="l")
    [kept] = standing(key)
    assert "Bỏ lần cân" in save(station, key, kg="", tu="l", cu=str(kept.id)).content.decode()
    assert standing(key) == [kept]
    save(station, key, kg="", tu="l", cu=str(kept.id), dung="xoa")
    assert standing(key) == []
    assert Measurement.objects.filter(child_id=key).count() == 1


def test_row_when_oedema_is_ticked_without_a_number_then_asked_for_one(station: Client, child: Callable[..., UUID]):
    key = child()
    assert "ghi cân nặng" in save(station, key, phu="1").content.decode()
    save(station, key, kg="10,2", phu="1", dung="10,2||||p")
    assert standing(key)[0].oedema


def test_row_when_the_birth_date_is_unknown_then_saved_and_says_why_it_is_not_judged(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=None)
    page = save(station, key, kg="10,2").content.decode()
    assert "Đã lưu" in page
    assert "cần đủ ngày sinh" in page


@pytest.mark.parametrize("boxes", [{"kg": "abc"}, {"kg": "10,2", "cm": "cao"}, {"vong": "x"}])
def test_row_when_a_box_cannot_be_read_then_nothing_is_recorded(
    station: Client, child: Callable[..., UUID], boxes: dict[str, str]
):
    key = child()
    page = save(station, key, **boxes).content.decode()
    assert 'data-state="error"' in page
    assert standing(key) == []


def test_form_when_posted_whole_then_all_rows_are_saved_and_those_with_problems_come_back(
    station: Client, child: Callable[..., UUID]
):
    good, odd, unread, left = (child(f"Nông Văn {name}") for name in ("Ba", "Bốn", "Năm", "Sáu"))
    weigh(odd, date(2026, 10, 24), 10200)
    data = {f"kg-{good}": "10,2", f"kg-{odd}": "6,5", f"kg-{unread}": "mười", f"kg-{left}": ""}
    data |= {f"tu-{key}": "l" for key in (good, odd, unread, left)}
    answer = station.post(TABLE, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [kept.weight_g for kept in standing(good)] == [10200]
    assert [standing(key) for key in (unread, left)] == [[], []]
    assert 'value="6,5"' in page
    assert 'value="mười"' in page
    data |= {f"dung-{odd}": "6,5||l||", f"kg-{unread}": "10", f"cu-{good}": str(standing(good)[0].id)}
    answer = station.post(TABLE, data, follow=True)
    assert answer.status_code == 200
    assert [len(standing(key)) for key in (good, odd, unread)] == [1, 2, 1]
    weighings = Due.objects.filter(child_id__in=[good, odd, unread], kind="weighing")
    assert [due.code for due in weighings] == ["faltering:2026-11-24"]  # the one who lost a third is weighed again soon


def test_form_when_it_names_a_child_out_of_reach_then_nothing_of_it_is_written(
    station: Client, house: TwoCommunes, child: Callable[..., UUID]
):
    child()
    before = Measurement.objects.filter(child_id=house.second.child_id).count()
    station.post(TABLE, {f"kg-{house.second.child_id}": "9,9"})
    assert Measurement.objects.filter(child_id=house.second.child_id).count() == before


def test_row_when_the_child_is_out_of_reach_or_the_role_may_not_write_then_not_found(
    client_of: Callable[[Role], Client], house: TwoCommunes, child: Callable[..., UUID]
):
    key = child()
    assert save(client_of(Role.HEALTH_STATION), house.second.child_id, kg="9").status_code == 404
    for role in (Role.COMMUNE_CHAIR, Role.PROVINCE_LEADER, Role.PARTNER_BODY, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        assert save(client_of(role), key, kg="9").status_code == 404, role
    assert save(client_of(Role.SCHOOL), key, kg="9").status_code == 404, "not on the school's roll"
    assert save(client_of(Role.SCHOOL), house.first.child_id, kg="12").status_code == 200
    assert save(client_of(Role.COLLABORATOR), key, kg="10,2").status_code == 200


def test_school_when_it_opens_a_session_then_its_own_pupils_only(
    client_of: Callable[[Role], Client], child: Callable[..., UUID]
):
    child("Trẻ Ngoài Trường")
    page = client_of(Role.SCHOOL).get("/dot/can/?ngay=24/11/2026&ai=tat-ca").content.decode()
    assert "OrdinaryAlpha" in page
    assert "Trẻ Ngoài Trường" not in page


def test_province_officer_when_no_commune_is_chosen_then_no_table(client_of: Callable[[Role], Client]):
    client = client_of(Role.PROVINCE_OFFICER)
    page = client.get("/dot/can/?ngay=24/11/2026&ai=tat-ca").content.decode()
    assert "Chọn một xã" in page
    assert "OrdinaryAlpha" not in page
    page = client.get("/dot/can/?ngay=24/11/2026&ai=tat-ca&xa=05833").content.decode()
    assert "OrdinaryOmega" in page
    assert "OrdinaryAlpha" not in page


def test_sheet_when_printed_then_has_names_last_weights_and_empty_boxes_and_is_in_the_log(
    station: Client, child: Callable[..., UUID]
):
    weigh(child(), date(2026, 10, 5), 9800)
    page = station.get(TABLE + "&in=1").content.decode()
    assert "Nông Văn An" in page
    assert "9,8" in page
    assert "blank__box" in page
    assert "<input" not in page.split("<main")[1]
    assert AuditEntry.objects.filter(action="growth.print_session").exists()


def test_table_when_it_grows_then_the_number_of_queries_does_not(station: Client, child: Callable[..., UUID]):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert station.get(TABLE).status_code == 200
        return len(asked)

    child()
    count()  # fills caches
    few = count()
    for number in range(30):
        weigh(child(f"Nông Văn {number}"), TODAY if number % 2 else date(2026, 10, 1), 9000 + number)
    assert count() <= few
    assert few <= 45


def test_form_when_many_rows_are_saved_then_dues_are_derived_once(station: Client, child: Callable[..., UUID]):
    def post(keys: list[UUID]) -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = station.post(TABLE, {f"kg-{key}": "10" for key in keys})
        assert answer.status_code == 302
        return sum("pg_advisory_xact_lock_shared" in query["sql"] for query in asked)

    assert post([child(f"Nông Văn {number}") for number in range(5)]) == 1


def test_table_when_many_numbers_are_round_then_the_worker_is_told_how_to_read_the_scales(
    station: Client, child: Callable[..., UUID]
):
    Measurement.objects.all().delete()  # the commune's own child
    for n in range(20):
        weigh(child(f"Trẻ {n}"), TODAY, 9_000 + 100 * (0 if n < 12 else n), 780 + n if n < 18 else None)
    page = station.get(TABLE).content.decode()
    assert "12 trong 20 số đo cân nặng kết thúc bằng ,0: đọc cân đến 100 g, không làm tròn." in page
    assert "2 trẻ đã cân nhưng chưa đo chiều dài" in page
    assert "số đo chiều dài, chiều cao kết thúc" not in page


def test_table_when_few_were_weighed_then_nothing_is_held_against_the_worker(
    station: Client, child: Callable[..., UUID]
):
    for n in range(5):
        weigh(child(f"Trẻ {n}"), TODAY, 9_000)
    assert "Để số đo của đợt tin được" not in station.get(TABLE).content.decode()
