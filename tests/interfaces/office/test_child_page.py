"""A child's page: what is owed changes with what is recorded; nothing shows to whom it is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import MOMENT, TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child
from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose
from mangnon.interfaces.office.child.timeline import source_words

MakeChild = Callable[..., UUID]


def page_of(client: Client, key: UUID, words: str = "") -> str:
    return client.get(f"/tre/{key}/{words}").content.decode()


def weigh(key: UUID, on: date, weight_g: int) -> Measurement:
    return Measurement.objects.create(child_id=key, on=on, weight_g=weight_g, recorded_at=MOMENT, source="sổ cân")


def dots(page: str) -> int:
    return len(re.findall(r'class="growth__dot', page))


def test_child_when_opened_then_it_is_in_the_log_and_no_name_in_title(officer: Client, child: MakeChild) -> None:
    key = child("Nông Văn An")
    page = page_of(officer, key)
    assert "Nông Văn An" in page
    assert "Nông" not in page.split("<title>")[1].split("</title>")[0]
    assert AuditEntry.objects.get(action="children.open_child").subjects == [key]


def test_child_when_a_weight_is_recorded_then_the_due_goes_and_the_chart_grows(
    officer: Client, child: MakeChild
) -> None:
    key = child()
    weigh(key, date(2026, 10, 5), 10400)
    before = page_of(officer, key)
    assert "Cân đo tháng 11" in before
    answer = officer.post(f"/tre/{key}/ghi/can/", {"ngay": "23/11/2026", "can_nang": "10,6", "chieu_cao": "80"})
    assert answer.status_code == 302
    after = page_of(officer, key)
    assert "Cân đo tháng 11" not in after
    assert "Cân 10,6" in after
    assert dots(after) > dots(before)


def test_child_when_a_weight_fell_far_then_it_is_asked_about_and_kept_once_confirmed(
    officer: Client, child: MakeChild
) -> None:
    key = child()
    weigh(key, date(2026, 11, 2), 10400)
    told = {"ngay": "23/11/2026", "can_nang": "7,1"}
    asked = officer.post(f"/tre/{key}/ghi/can/", told)
    assert asked.status_code == 422
    assert "Cân nặng giảm 32 %" in asked.content.decode()
    assert Measurement.objects.filter(child_id=key).count() == 1
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', asked.content.decode())
    assert confirmed
    assert officer.post(f"/tre/{key}/ghi/can/", {**told, "confirmed": confirmed[1]}).status_code == 302
    assert Measurement.objects.filter(child_id=key, weight_g=7100).exists()


def test_child_when_other_numbers_are_sent_with_the_confirmation_then_they_are_asked_anew(
    officer: Client, child: MakeChild
) -> None:
    key = child()
    weigh(key, date(2026, 11, 2), 10400)
    asked = officer.post(f"/tre/{key}/ghi/can/", {"ngay": "23/11/2026", "can_nang": "7,1"}).content.decode()
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', asked)
    assert confirmed
    again = officer.post(f"/tre/{key}/ghi/can/", {"ngay": "23/11/2026", "can_nang": "5,1", "confirmed": confirmed[1]})
    assert again.status_code == 422
    assert not Measurement.objects.filter(child_id=key, weight_g=5100).exists()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("can", {"ngay": "25/11/2026", "can_nang": "10"}),
        ("can", {"ngay": "1/1/2020", "can_nang": "10"}),
        ("can", {"ngay": "23/11/2026"}),
        ("can", {"ngay": "23/11/2026", "can_nang": "mười"}),
        ("can", {"ngay": "31/02/2026", "can_nang": "10"}),
        ("tiem", {"ngay": "23/11/2026", "loai": "vn:NOTHING"}),
        ("uong", {"ngay": "23/11/2026", "loai": ""}),
    ],
)
def test_child_when_what_was_typed_cannot_be_then_says_so_and_keeps_nothing(
    officer: Client, child: MakeChild, kind: str, told: dict[str, str]
) -> None:
    key = child()
    answer = officer.post(f"/tre/{key}/ghi/{kind}/", told)
    assert answer.status_code == 422
    assert not Measurement.objects.filter(child_id=key).exists()
    assert not Dose.objects.filter(child_id=key).exists()


def test_child_when_a_dose_comes_too_early_then_it_is_asked_about_and_shown_as_not_counted(
    officer: Client, child: MakeChild
) -> None:
    key = child(born=date(2026, 9, 20))
    told = {"ngay": "23/11/2026", "loai": "vn:MR"}
    asked = officer.post(f"/tre/{key}/ghi/tiem/", told).content.decode()
    assert "sẽ không được tính" in asked
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', asked)
    assert confirmed
    assert officer.post(f"/tre/{key}/ghi/tiem/", {**told, "confirmed": confirmed[1]}).status_code == 302
    assert "không tính" in page_of(officer, key)


def test_child_when_a_fact_is_corrected_then_the_old_one_stays_struck_through_with_the_reason(
    officer: Client, child: MakeChild
) -> None:
    key = child()
    wrong = weigh(key, date(2026, 11, 3), 19600)
    address = f"/tre/{key}/ghi/can/{wrong.id}/"
    assert 'value="19,6"' in officer.get(address).content.decode()
    told = {"ngay": "03/11/2026", "can_nang": "10,6"}
    assert officer.post(address, told).status_code == 422, "a reason is asked for"
    assert officer.post(address, {**told, "ly_do": "gõ nhầm số"}).status_code == 302
    page = page_of(officer, key)
    assert "<s>Cân 19,6" in page
    assert "gõ nhầm số" in page
    assert "Cân 10,6" in page
    assert officer.get(address).status_code == 404, "what was corrected is not corrected again"


def test_child_when_a_fact_is_withdrawn_then_the_due_is_back(officer: Client, child: MakeChild) -> None:
    key = child()
    officer.post(f"/tre/{key}/ghi/can/", {"ngay": "23/11/2026", "can_nang": "10,6"})
    fact = Measurement.objects.get(child_id=key)
    officer.post(f"/tre/{key}/ghi/can/{fact.id}/", {"rut": "1", "ly_do": "ghi nhầm trẻ"})
    page = page_of(officer, key)
    assert "<s>Cân 10,6" in page
    assert "Cân đo tháng 11" in page


@pytest.mark.parametrize("role", list(Role))
def test_child_of_another_commune_when_opened_then_does_not_exist_save_for_the_province(
    client_of: Callable[[Role], Client], house: TwoCommunes, role: Role
) -> None:
    answer = client_of(role).get(f"/tre/{house.second.child_id}/")
    assert answer.status_code == (200 if role is Role.PROVINCE_OFFICER else 404)


def test_child_when_the_reader_may_not_know_then_sensitive_groups_are_not_shown(
    client_of: Callable[[Role], Client], house: TwoCommunes
) -> None:
    key = house.first.child_id
    assert "Bị bóc lột" in page_of(client_of(Role.COMMUNE_OFFICER), key)
    for role in (Role.HEALTH_STATION, Role.COLLABORATOR, Role.SCHOOL):
        page = page_of(client_of(role), key)
        assert "bóc lột" not in page.lower()
        assert "SensitiveAlpha" not in page


@pytest.mark.parametrize(
    ("role", "kinds"),
    [(Role.SCHOOL, {"can", "tiem", "uong", "sang-loc"}), (Role.COMMUNE_CHAIR, set()),
     (Role.COLLABORATOR, {"can", "tiem", "uong", "sang-loc", "tham"})],
)  # fmt: skip
def test_child_when_opened_by_a_role_then_offers_what_it_may_record(
    client_of: Callable[[Role], Client], house: TwoCommunes, role: Role, kinds: set[str]
) -> None:
    client, key = client_of(role), house.first.child_id
    page = page_of(client, key)
    offered = {kind for kind in ("can", "tiem", "uong", "sang-loc", "tham") if f'/tre/{key}/ghi/{kind}/"' in page}
    assert offered == kinds
    for kind in ("can", "tiem", "uong", "sang-loc", "tham"):
        assert (client.get(f"/tre/{key}/ghi/{kind}/", follow=True).status_code == 200) is (kind in kinds)


def test_child_when_the_kind_of_facts_is_chosen_then_only_those_are_listed(officer: Client, child: MakeChild) -> None:
    key = child()
    weigh(key, date(2026, 10, 5), 10400)
    Dose.objects.create(child_id=key, on=date(2026, 3, 2), product="vn:MEASLES", recorded_at=MOMENT)
    page = page_of(officer, key, "?loai=tiem").split("timeline", 1)[1]
    assert "Tiêm Sởi" in page
    assert "Cân 10,4" not in page


def test_child_when_a_birth_date_is_not_known_then_the_page_says_what_is_missing(
    officer: Client, child: MakeChild
) -> None:
    key = child()
    Child.objects.filter(pk=key).update(birth_date=None, birth_precision="unknown")
    weigh(key, date(2026, 10, 5), 10400)
    answer = officer.get(f"/tre/{key}/")
    assert answer.status_code == 200
    assert "không rõ tuổi" in answer.content.decode()


def test_timeline_when_a_fact_was_read_from_a_workbook_then_its_line_is_told_in_words() -> None:
    assert source_words("so-can-do.xlsx#Lục Ba!AG,AH188") == "so-can-do.xlsx, trang Lục Ba, dòng 188"
    assert source_words("sổ cân") == "sổ cân"


def test_timeline_when_it_is_long_then_older_facts_wait_behind_one_line(officer: Client, child: MakeChild) -> None:
    key = child()
    for day in range(1, 13):
        weigh(key, date(2026, 10, day), 10000 + day)
    page = page_of(officer, key)
    first, older = page.split("Xem cả những điều trước đó (2)")
    assert "12/10/2026" in first
    assert "03/10/2026" in first
    assert "02/10/2026" in older
    assert "01/10/2026" in older


def test_dose_when_no_vaccine_was_chosen_then_none_is_kept(officer: Client, child: MakeChild) -> None:
    key = child()
    form = page_of(officer, key, "ghi/tiem/")
    assert '<option value="">Chọn vắc xin</option>' in form
    answer = officer.post(f"/tre/{key}/ghi/tiem/", {"ngay": "23/11/2026", "loai": ""})
    assert "Hãy chọn vắc xin." in answer.content.decode()
    assert not Dose.objects.filter(child_id=key).exists()


def test_dose_when_the_examination_before_it_is_told_and_corrected_then_the_page_and_the_card_say_so(
    officer: Client, child: MakeChild
) -> None:
    key = child("Nông Văn An", date(2025, 5, 24))
    told = {"ngay": "03/03/2026", "loai": "vn:MEASLES", "lo": "S1", "kham": "da"}
    assert officer.post(f"/tre/{key}/ghi/tiem/", told).status_code == 302
    [kept] = Dose.objects.filter(child_id=key)
    assert kept.examined is True
    page = page_of(officer, key)
    assert "đã khám sàng lọc trước tiêm" in page.split("timeline", 1)[1]
    assert "Đã khám sàng lọc trước tiêm." in page
    card = officer.get(f"/tre/{key}/the/").content.decode()
    assert '03/03/2026<span aria-hidden="true"> ✓</span>' in card
    assert "✓ đã khám sàng lọc trước tiêm" in card
    address = f"/tre/{key}/ghi/tiem/{kept.pk}/"
    form = officer.get(address).content.decode()
    assert '<option value="da" selected' in form
    assert officer.post(address, {**told, "kham": "chua", "ly_do": "ghi nhầm dòng"}).status_code == 302
    right = Dose.objects.get(child_id=key, superseded_at__isnull=True)
    assert (right.examined, right.corrects_id, right.lot) == (False, kept.pk, "S1")
    kept.refresh_from_db()
    assert kept.examined is True, "what was said before stays with the reason"
    assert "chưa khám sàng lọc trước tiêm" in page_of(officer, key)
    assert " ✓" not in officer.get(f"/tre/{key}/the/").content.decode()
    officer.post(f"/tre/{key}/ghi/tiem/{right.pk}/", {**told, "kham": "", "ly_do": "không ai nhớ rõ"})
    assert Dose.objects.get(child_id=key, superseded_at__isnull=True).examined is None
