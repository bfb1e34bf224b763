"""Registering a child and correcting its profile, through the pages, on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from tests.interfaces.office.profile.conftest import Office

from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import (
    AccessRequest,
    Caregiver,
    Child,
    Circumstance,
    Consent,
    DuplicatePair,
    Household,
    Residence,
    RiskFactor,
)

pytestmark = pytest.mark.django_db
FORMS = ("edit_child", "caregivers", "household", "circumstances", "move_child", "end_child", "consents")


def _at(name: str, office: Office) -> str:
    return reverse(f"office:{name}", args=[office.child])


@pytest.mark.parametrize("name", FORMS)
def test_form_when_opened_then_only_for_those_who_have_the_child(office: Office, officer: Client, name: str) -> None:
    assert officer.get(_at(name, office)).status_code == 200
    assert officer.get(reverse(f"office:{name}", args=[office.elsewhere])).status_code == 404
    assert officer.post(reverse(f"office:{name}", args=[office.elsewhere])).status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_form_when_opened_by_one_who_only_looks_then_404(
    office: Office, signed_in: Callable[[Role], Client], name: str
) -> None:
    assert signed_in(Role.COMMUNE_CHAIR).get(_at(name, office)).status_code == 404


@pytest.mark.parametrize("typed", ["Nguyễn Thị Hòa", "nguyen thi hoa", "hoà", "Tran Thi Lan"])
def test_list_when_searched_with_or_without_tone_marks_then_found(officer: Client, typed: str) -> None:
    page = officer.get(f"/tre/?q={quote(typed)}").content.decode()
    assert "Nguyễn Thị Hòa" in page
    assert "Bích Ngọc" not in page


def test_list_when_the_child_lives_elsewhere_then_access_is_asked_once(office: Office, officer: Client) -> None:
    page = officer.get(f"/tre/?q={quote('Lường Thị Bích Ngọc')}").content.decode()
    address = reverse("office:ask_access", args=[office.elsewhere])
    assert address in page
    officer.post(address, {"ly_do": ""})
    assert not AccessRequest.objects.exists()
    for _ in range(2):
        officer.post(address, {"ly_do": "trẻ mới chuyển về xóm Chùa"})
    [request] = AccessRequest.objects.all()
    assert (request.child_id, request.reason) == (office.elsewhere, "trẻ mới chuyển về xóm Chùa")
    assert "Cán bộ bảo vệ trẻ em cấp xã" in request.asker


@pytest.mark.parametrize(
    ("query", "shown"),
    [("?tuoi=6-10", True), ("?tuoi=3-5", False), ("?tuoi=3-5&ngay=1/1/2023", False), ("?hc=khong", True),
     ("?hc=co", False), ("?tuoi=0&hc=co&xom=x&trang=9", False), ("?trang=9", True)],
)  # fmt: skip
def test_list_when_narrowed_then_only_those(officer: Client, query: str, shown: bool) -> None:
    answer = officer.get(f"/tre/{query}", follow=True)
    assert answer.status_code == 200
    assert ("Nguyễn Thị Hòa" in answer.content.decode()) is shown


def test_list_when_of_an_earlier_day_then_ages_and_homes_are_of_that_day(office: Office, officer: Client) -> None:
    Residence.objects.filter(child_id=office.child).update(
        valid=DateRange(date(2025, 7, 1), date(2026, 9, 1)), hamlet_id=office.hamlet
    )
    assert "Nguyễn Thị Hòa" not in officer.get("/tre/?ngay=1/10/2026").content.decode()
    page = officer.get("/tre/?ngay=1/4/2026&tuoi=6-10").content.decode()
    assert "Nguyễn Thị Hòa" in page
    assert "Xóm Chùa" in page


def test_registering_when_nobody_is_alike_then_saved_at_once(office: Office, officer: Client) -> None:
    answer = officer.post(
        "/tre/moi/",
        {"ho_ten": "NÔNG VĂN KHÁNH", "ngay_sinh": "3/2024", "gioi": "m", "xom": str(office.hamlet),
         "me_ten": "Nông Thị Mơ", "me_nam_sinh": "1995", "me_dien_thoai": "0912 345 678", "chu_ho": "Nông Văn Sáng",
         "dan_toc": "02"},
    )  # fmt: skip
    child = Child.objects.get(full_name="Nông Văn Khánh")
    assert answer["Location"] == reverse("office:child", args=[child.pk])
    assert (child.birth_date, child.birth_precision) == (date(2024, 3, 1), "month")
    assert (child.commune_id, child.hamlet_id, child.ethnic_code) == (office.own, office.hamlet, "02")
    [mother] = Caregiver.objects.filter(child=child)
    assert (mother.relation, mother.phone, mother.birth_year) == ("mother", "0912345678", 1995)
    assert child.household is not None
    assert child.household.head_name == "Nông Văn Sáng"


def test_registering_when_one_is_alike_then_asked_and_saved_with_the_pair_noted(
    office: Office, officer: Client
) -> None:
    typed = {"ho_ten": "Nguyễn Thị Hoà", "ngay_sinh": "17/5/2018", "gioi": "f", "me_ten": "Trần Thị Lan"}
    asked = officer.post("/tre/moi/", typed).content.decode()
    assert "Có phải một trong các trẻ này?" in asked
    assert reverse("office:child", args=[office.child]) in asked
    assert Child.objects.count() == 2
    seen = re.search(r'name="van" value="(\w+)"', asked)
    assert seen is not None
    officer.post("/tre/moi/", {**typed, "van": "other question"})
    assert Child.objects.count() == 2
    answer = officer.post("/tre/moi/", {**typed, "van": seen[1]})
    new = Child.objects.exclude(pk__in=[office.child, office.elsewhere]).get()
    assert answer["Location"] == reverse("office:child", args=[new.pk])
    [pair] = DuplicatePair.objects.all()
    assert {pair.first_id, pair.second_id} == {new.pk, office.child}


def test_registering_when_the_one_alike_lives_elsewhere_then_masked(office: Office, officer: Client) -> None:
    typed = {
        "ho_ten": "Lường Thị Bích Ngọc", "ngay_sinh": "17/5/2018", "gioi": "f", "me_ten": "Trần Thị Lan",
        "me_dien_thoai": "0951234567",
    }  # fmt: skip
    asked = officer.post("/tre/moi/", typed).content.decode()
    assert "L. T. B. N." in asked
    assert reverse("office:child", args=[office.elsewhere]) + '"' not in asked
    assert reverse("office:ask_access", args=[office.elsewhere]) in asked


def test_registering_when_the_personal_number_disagrees_then_warned_not_blocked(officer: Client) -> None:
    typed = {"ho_ten": "Ma Văn Phúc", "ngay_sinh": "2020", "gioi": "m", "so_dinh_danh": "019321000001"}
    asked = officer.post("/tre/moi/", typed).content.decode()
    assert "không khớp" in asked
    seen = re.search(r'name="van" value="(\w+)"', asked)
    assert seen is not None
    officer.post("/tre/moi/", {**typed, "van": seen[1]})
    assert Child.objects.get(full_name="Ma Văn Phúc").personal_id == "019321000001"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({}, "Gõ tên của trẻ"),
        ({"ten_tam": "1"}, "cần tên mẹ"),
        ({"ho_ten": "Ma Văn A", "ngay_sinh": "31/2/2024"}, "Không đọc được ngày sinh"),
        ({"ho_ten": "Ma Văn A", "ngay_sinh": "1/1/2027"}, "sau hôm nay"),
        ({"ho_ten": "Ma Văn A", "so_dinh_danh": "12"}, "12 chữ số"),
        ({"ho_ten": "Ma Văn A", "cha_dien_thoai": "0912345678"}, "Gõ họ tên"),
        ({"ho_ten": "Ma Văn A", "xom": "00000000-0000-0000-0000-000000000000"}, "Còn chỗ chưa đúng"),
    ],
)
def test_registering_when_something_is_wrong_then_told_and_nothing_is_saved(
    officer: Client, typed: dict[str, str], word: str
) -> None:
    assert word in officer.post("/tre/moi/", typed).content.decode()
    assert Child.objects.count() == 2


def test_registering_a_newborn_without_a_name_then_named_by_the_mother(officer: Client) -> None:
    officer.post("/tre/moi/", {"ten_tam": "1", "ngay_sinh": "20/11/2026", "me_ten": "Đào Thị Thắm"})
    child = Child.objects.get(full_name="Con bà Đào Thị Thắm")
    assert child.placeholder_name


def test_editing_when_saved_then_the_profile_and_its_search_follow(office: Office, officer: Client) -> None:
    officer.post(_at("edit_child", office), {"ho_ten": "Nguyễn Thị Hoa Mai", "ngay_sinh": "5/2018", "gioi": "f"})
    child = Child.objects.get(pk=office.child)
    assert (child.full_name, child.birth_date, child.birth_precision) == (
        "Nguyễn Thị Hoa Mai", date(2018, 5, 1), "month",
    )  # fmt: skip
    assert "Nguyễn Thị Hoa Mai" in officer.get("/tre/?q=hoa+mai").content.decode()


def test_editing_when_another_saved_meanwhile_then_refused(office: Office, officer: Client) -> None:
    page = officer.get(_at("edit_child", office)).content.decode()
    seen = re.search(r'name="luc" value="([^"]+)"', page)
    assert seen is not None
    officer.post(_at("edit_child", office), {"ho_ten": "Nguyễn Thị Một"})
    answer = officer.post(_at("edit_child", office), {"ho_ten": "Nguyễn Thị Hai", "luc": seen[1]})
    assert "có người khác sửa" in answer.content.decode()
    assert Child.objects.get(pk=office.child).full_name == "Nguyễn Thị Một"


def test_carers_when_the_same_person_is_told_again_then_completed(office: Office, officer: Client) -> None:
    officer.post(_at("caregivers", office), {"quan_he": "mother", "ho_ten": "Trần Thị Lan", "nam_sinh": "1990"})
    officer.post(_at("caregivers", office), {"quan_he": "grandparent", "ho_ten": "Trần Văn Ông"})
    held = Caregiver.objects.filter(child_id=office.child).values_list("relation", "birth_year", "phone")
    assert sorted(held) == [("grandparent", None, ""), ("mother", 1990, "0951234567")]


def test_carers_when_another_mother_is_typed_then_asked_once_and_added(office: Office, officer: Client) -> None:
    address, told = _at("caregivers", office), {"quan_he": "mother", "ho_ten": "Hoàng Thị Kế"}
    assert "Có phải một người khác?" in officer.post(address, told).content.decode()
    assert Caregiver.objects.filter(child_id=office.child).count() == 1
    officer.post(address, {**told, "confirmed": "1"})
    held = Caregiver.objects.filter(child_id=office.child, relation="mother").order_by("id")
    assert [each.full_name for each in held] == ["Trần Thị Lan", "Hoàng Thị Kế"]


def test_carers_when_one_of_two_aunts_is_chosen_then_she_is_corrected_ended_taken_up_and_removed(
    office: Office, officer: Client
) -> None:
    address = _at("caregivers", office)
    for name in ("Trần Thị Mơ", "Trần Thị Mận"):
        officer.post(address, {"quan_he": "relative", "ho_ten": name})
    aunt = Caregiver.objects.get(full_name="Trần Thị Mận")
    chosen = f"{address}?ai={aunt.pk}"
    assert 'value="Trần Thị Mận"' in officer.get(chosen).content.decode()
    officer.post(chosen, {"quan_he": "guardian", "ho_ten": "Trần Thị Mận", "dien_thoai": "0912 345 678"})
    aunt.refresh_from_db()
    assert (aunt.relation, aunt.phone) == ("guardian", "0912345678")
    assert "sau hôm nay" in officer.post(chosen, {"thoi": "1", "ngay": "25/11/2026"}).content.decode()
    officer.post(chosen, {"thoi": "1", "ngay": "1/11/2026"})
    assert "Đã thôi chăm sóc" in officer.get(reverse("office:child", args=[office.child])).content.decode()
    officer.post(chosen, {"lai": "1"})
    aunt.refresh_from_db()
    assert aunt.until is None
    officer.post(chosen, {"nham": "1"})
    names = Caregiver.objects.filter(child_id=office.child).order_by("id").values_list("full_name", flat=True)
    assert list(names) == ["Trần Thị Lan", "Trần Thị Mơ"]
    assert officer.get(chosen).status_code == 404


def test_household_when_founded_corrected_and_left_for_another_then_shown(office: Office, officer: Client) -> None:
    address, page = _at("household", office), reverse("office:child", args=[office.child])
    officer.post(address, {"lap": "1", "chu_ho_moi": "Nguyễn Văn Hùng"})
    told = {"sua": "1", "chu_ho": "Nguyễn Văn Hùng", "dien": "poor", "tu_ngay": "1/1/2026"}
    assert "Gõ số, ngày của quyết định công nhận." in officer.post(address, told).content.decode()
    assert not RiskFactor.objects.exists()
    officer.post(address, {**told, "van_ban": "QĐ 15, 20/12/2025"})
    assert RiskFactor.objects.get(child_id=office.child).code == "poor_household"
    shown = officer.get(page).content.decode()
    assert "Nguyễn Văn Hùng, nghèo từ 01/01/2026" in shown
    other = Household.objects.create(head_name="Trần Văn Ngoại", commune_id=office.own, hamlet_id=office.hamlet)
    found = officer.get(f"{address}?tim={quote('tran van ngoai')}").content.decode()
    assert str(other.pk) in found
    officer.post(address, {"chuyen": str(other.pk)})
    assert "Trần Văn Ngoại" in officer.get(_at("edit_child", office)).content.decode()


def test_household_when_of_another_commune_then_neither_found_nor_joined(office: Office, officer: Client) -> None:
    other = Household.objects.create(head_name="Trần Văn Ngoại", commune_id=office.other)
    address = _at("household", office)
    assert str(other.pk) not in officer.get(f"{address}?tim={quote('Trần Văn Ngoại')}").content.decode()
    for key in (str(other.pk), "x"):
        answer = officer.post(address, {"chuyen": key}, follow=True)
        assert "không còn trong xã" in answer.content.decode()
    assert Child.objects.get(pk=office.child).household_id is None


def test_circumstances_when_opened_and_closed_then_the_days_stand(office: Office, officer: Client) -> None:
    address = _at("circumstances", office)
    officer.post(address, {"nhom": "10d:severe", "van_ban": "QĐ 12", "ngay": "1/3/2025"})
    [held] = Circumstance.objects.filter(child_id=office.child)
    assert (held.group_code, held.subtype, held.document) == ("10d", "severe", "QĐ 12")
    officer.post(address, {"dong": str(held.pk), "ngay": "1/6/2025"})
    held.refresh_from_db()
    assert (held.valid.lower, held.valid.upper) == (date(2025, 3, 1), date(2025, 6, 1))
    answer = officer.post(address, {"nhom": "10d", "ngay": "1/5/2025"})
    assert "chọn ngày muộn hơn" in answer.content.decode()


def test_circumstances_when_sensitive_then_the_health_station_neither_sees_nor_writes(
    office: Office, officer: Client, signed_in: Callable[[Role], Client]
) -> None:
    address, station = _at("circumstances", office), signed_in(Role.HEALTH_STATION)
    assert "Bị xâm hại tình dục" in officer.get(address).content.decode()
    assert "Bị xâm hại tình dục" not in station.get(address).content.decode()
    station.post(address, {"nhom": "10l", "ngay": "1/3/2026"})
    assert not Circumstance.objects.exists()
    officer.post(address, {"nhom": "10l", "van_ban": "QĐ 7", "ngay": "1/3/2026"})
    held = Circumstance.objects.get(sensitive=True)
    assert "QĐ 7" not in station.get(address).content.decode()
    assert station.post(address, {"dong": str(held.pk), "ngay": "1/4/2026"}).status_code == 404


def test_moving_when_to_another_commune_then_the_child_is_theirs(office: Office, officer: Client) -> None:
    answer = officer.post(_at("move_child", office) + "?xa=05443", {"xom": "", "ngay": "24/11/2026"})
    assert answer["Location"] == "/tre/"
    child = Child.objects.get(pk=office.child)
    assert child.commune_id == office.other
    assert Residence.objects.get(child=child, valid__contains=date(2026, 11, 24)).commune_id == office.other
    assert officer.get(_at("edit_child", office)).status_code == 404


def test_moving_when_the_child_lives_there_or_the_day_is_to_come_then_refused(office: Office, officer: Client) -> None:
    here = officer.post(_at("move_child", office), {"xom": str(office.hamlet), "ngay": "24/11/2026"})
    ahead = officer.post(_at("move_child", office), {"xom": "", "ngay": "25/11/2026"})
    assert "đang ở nơi này" in here.content.decode()
    assert "sau hôm nay" in ahead.content.decode()
    assert Child.objects.get(pk=office.child).hamlet_id == office.hamlet


def test_ending_when_the_child_comes_back_then_followed_again(office: Office, officer: Client) -> None:
    address = _at("end_child", office)
    assert "trước ngày sinh" in officer.post(address, {"ly_do": "died", "ngay": "1/1/2018"}).content.decode()
    officer.post(address, {"ly_do": "moved_out", "ngay": "1/11/2026", "ghi_chu": "theo bố mẹ đi làm"})
    assert Child.objects.get(pk=office.child).end_reason == "moved_out"
    officer.post(address, {"ngay": "20/11/2026"})
    assert Child.objects.get(pk=office.child).end_reason == ""


def test_consent_when_the_child_is_eight_then_its_own_stands_beside(office: Office, officer: Client) -> None:
    address = _at("consents", office)
    typed = {"muc_dich": "photo", "nguoi": "Trần Thị Lan", "quan_he": "mother", "ngay": "24/11/2026"}
    officer.post(address, typed)
    assert "còn thiếu sự đồng ý của trẻ" in officer.get(address).content.decode()
    officer.post(address, {**typed, "tre_dong_y": "1"})
    assert sorted(Consent.objects.values_list("by_child", flat=True)) == [False, False, True]
    assert "còn thiếu sự đồng ý của trẻ" not in officer.get(address).content.decode()
    given = Consent.objects.filter(by_child=True).get()
    for day, word in (("25/11/2026", "sau hôm nay"), ("1/1/2026", "trước ngày đồng ý"), ("", "Gõ ngày")):
        assert word in officer.post(address, {"rut": str(given.pk), "ngay": day}).content.decode()
    officer.post(address, {"rut": str(given.pk), "ngay": "24/11/2026"})
    given.refresh_from_db()
    assert given.withdrawn_on == date(2026, 11, 24)
    assert officer.post(address, {"rut": str(given.pk), "ngay": "24/11/2026"}).status_code == 404


def test_consent_when_one_of_those_who_must_agree_takes_it_back_then_both_pages_say_who_lacks(
    office: Office, officer: Client
) -> None:
    address, page = _at("consents", office), reverse("office:child", args=[office.child])
    typed = {"muc_dich": "sponsor", "nguoi": "Trần Thị Lan", "quan_he": "mother", "ngay": "1/11/2026"}
    officer.post(address, {**typed, "tre_dong_y": "1"})
    shown = officer.get(page).content.decode()
    assert "Giới thiệu với nhà hảo tâm" in shown
    assert "Trần Thị Lan (mẹ), 01/11/2026" in shown
    assert "Nguyễn Thị Hòa (chính trẻ), 01/11/2026" in shown
    assert "còn thiếu" not in shown
    given = Consent.objects.get(by_child=False)
    officer.post(address, {"rut": str(given.pk), "ngay": "20/11/2026"})
    for told in (officer.get(page).content.decode(), officer.get(address).content.decode()):
        assert "còn thiếu sự đồng ý của cha mẹ, người giám hộ" in told
        assert "rút lại 20/11/2026" in told.lower()
    assert "trước ngày sinh" in officer.post(address, {**typed, "ngay": "1/1/2018"}).content.decode()
