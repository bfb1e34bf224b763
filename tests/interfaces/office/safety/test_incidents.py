"""Accidents on pages: told of a known or an unknown child, read by who may, reviewed after a death."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child
from mangnon.domain.safety.models import Hazard, HomeCheck, Incident, Review

pytestmark = pytest.mark.django_db
FELL = {"ngay": "20/11/2026", "loai": "fall", "hau_qua": "station", "trong": "nobody", "cho": "cầu thang nhà"}


@pytest.fixture
def kid(child: Callable[..., UUID]) -> UUID:
    key = child(name="Lý Thị Ngã", born=date(2020, 3, 1))
    Child.objects.filter(pk=key).update(search_text="ly thi nga")
    return key


def _tell(client: Client, house: TwoCommunes, kid: UUID, **more: str) -> Incident:
    answer = client.post(f"/tre/{kid}/tai-nan/", {**FELL, "xa": str(house.first.commune_id), **more})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Incident.objects.filter(child_id=kid, superseded_at__isnull=True).latest("recorded_at")


def test_accident_when_told_on_the_childs_page_then_kept_and_shown_there(
    house: TwoCommunes, officer: Client, kid: UUID
) -> None:
    page = officer.get(f"/tre/{kid}/").content.decode()
    assert f"/tre/{kid}/tai-nan/" in page
    assert "Chưa ghi tai nạn nào." in page
    told = _tell(officer, house, kid, toa_do="21,630500; 105,640000", hoan_canh="slipped")
    assert (told.kind, told.supervised, told.spot, str(told.latitude)) == (
        "fall",
        "nobody",
        "cầu thang nhà",
        "21.630500",
    )
    page = officer.get(f"/tre/{kid}/").content.decode()
    assert "Điều trị tại trạm y tế" in page
    shown = officer.get(f"/an-toan/tai-nan/{told.pk}/").content.decode()
    for words in ("Lý Thị Ngã, 6 tuổi", "cầu thang nhà", "Không có ai trông", "Trượt, vấp", "W00-W19"):
        assert words in shown
    assert AuditEntry.objects.filter(action="safety.open_incident").exists()
    assert "Lý Thị Ngã" in officer.get("/an-toan/tai-nan/").content.decode()


def test_form_when_something_lacks_then_said_beside_it_and_nothing_is_kept(officer: Client, kid: UUID) -> None:
    answer = officer.post(f"/tre/{kid}/tai-nan/", {"ngay": "25/11/2026", "toa_do": "abc"})
    assert answer.status_code == 422
    text = answer.content.decode()
    for words in ("Hãy chọn loại tai nạn.", "Hãy chọn hậu quả.", "sau hôm nay", "Chưa đọc được tọa độ"):
        assert words in text
    assert not Incident.objects.filter(child_id=kid).exists()


def test_event_when_several_children_were_in_it_then_one_event_and_found_from_each(
    house: TwoCommunes, officer: Client, child: Callable[..., UUID], kid: UUID
) -> None:
    first = _tell(officer, house, kid, loai="drowning", hau_qua="hospital")
    page = officer.get(f"/an-toan/tai-nan/{first.pk}/?tim=binh").content.decode()
    assert "Không tìm thấy trẻ nào" in page
    other = child(name="Lý Văn Bình", born=date(2018, 3, 1))
    Child.objects.filter(pk=other).update(search_text="ly van binh")
    page = officer.get(f"/an-toan/tai-nan/{first.pk}/?tim=binh").content.decode()
    assert f"/tre/{other}/tai-nan/?vu={first.pk}" in page
    form = officer.get(f"/tre/{other}/tai-nan/?vu={first.pk}").content.decode()
    assert "Cùng vụ với trẻ khác" in form
    assert "cầu thang nhà" in form
    answer = officer.post(
        f"/tre/{other}/tai-nan/?vu={first.pk}",
        {**FELL, "loai": "drowning", "hau_qua": "near_miss", "xa": str(house.first.commune_id)},
    )
    assert answer.status_code == 302
    assert Incident.objects.get(child_id=other).event == first.event
    assert "Lý Văn Bình, 8 tuổi" in officer.get(f"/an-toan/tai-nan/{first.pk}/").content.decode()


def test_unknown_child_when_told_then_described_and_later_said_who_it_was(
    house: TwoCommunes, client_of: Callable[[Role], Client], kid: UUID
) -> None:
    collaborator = client_of(Role.COLLABORATOR)
    page = collaborator.get("/an-toan/tai-nan/moi/").content.decode()
    key = page.split('name="ma" value="')[1].split('"')[0]
    told = {**FELL, "xa": str(house.first.commune_id), "xom": str(house.first.hamlet_id), "gioi": "f", "tuoi": "6"}
    for _ in range(2):
        assert collaborator.post("/an-toan/tai-nan/moi/", {**told, "ma": key}).status_code == 302
    unknown = Incident.objects.get(child__isnull=True)
    assert str(unknown.pk) == key
    shown = collaborator.get(f"/an-toan/tai-nan/{key}/?tim=nga").content.decode()
    assert "Trẻ chưa rõ tên, nữ, khoảng 6 tuổi" in shown
    assert "Chính là trẻ này" in shown
    answer = collaborator.post(f"/an-toan/tai-nan/{key}/", {"tre": str(kid)})
    assert answer.status_code == 302
    assert Incident.objects.get(child_id=kid).corrects_id == unknown.pk
    assert "đã được sửa hoặc rút" in collaborator.get(f"/an-toan/tai-nan/{key}/").content.decode()


def test_correction_when_sent_without_a_reason_then_asked_for_and_with_one_kept(
    house: TwoCommunes, officer: Client, kid: UUID
) -> None:
    told = _tell(officer, house, kid)
    address = f"/an-toan/tai-nan/{told.pk}/sua/"
    assert "cầu thang nhà" in officer.get(address).content.decode()
    right = {**FELL, "hau_qua": "hospital", "xa": str(house.first.commune_id)}
    assert "Hãy ghi lý do sửa" in officer.post(address, right).content.decode()
    assert officer.post(address, {**right, "ly_do": "chuyển viện"}).status_code == 302
    newest = Incident.objects.get(child_id=kid, superseded_at__isnull=True)
    assert (newest.outcome, newest.corrects_id) == ("hospital", told.pk)
    assert officer.post(f"/an-toan/tai-nan/{newest.pk}/sua/", {"rut": "1", "ly_do": "nhầm trẻ"}).status_code == 302
    assert not Incident.objects.filter(child_id=kid, superseded_at__isnull=True).exists()


def test_death_when_told_then_waits_for_its_review_which_only_some_write_and_read(
    house: TwoCommunes, officer: Client, client_of: Callable[[Role], Client], kid: UUID
) -> None:
    told = _tell(officer, house, kid, loai="drowning", hau_qua="death")
    address = f"/an-toan/tai-nan/{told.pk}/ra-soat/"
    assert "Lý Thị Ngã" in officer.get("/an-toan/tai-nan/?cho=ra-soat").content.decode()
    assert "tử vong chờ rà soát" in officer.get("/an-toan/").content.decode()
    station, province = client_of(Role.HEALTH_STATION), client_of(Role.PROVINCE_OFFICER)
    assert station.get(address).status_code == 404
    assert "Chưa rà soát" not in station.get(f"/an-toan/tai-nan/{told.pk}/").content.decode()
    assert "Xã chưa rà soát" in province.get(address).content.decode()
    assert province.post(address, {"ngay": "24/11/2026", "actions": "x"}).status_code == 404
    assert "ít nhất một câu" in officer.post(address, {"ngay": "24/11/2026"}).content.decode()
    answer = officer.post(address, {"ngay": "24/11/2026", "actions": "Rào suối trước 1/12"})
    assert answer.status_code == 302
    assert Review.objects.get(incident=told).answers == {"actions": "Rào suối trước 1/12"}
    assert "Rào suối trước 1/12" in province.get(address).content.decode()
    assert "Lý Thị Ngã" not in officer.get("/an-toan/tai-nan/?cho=ra-soat").content.decode()
    assert AuditEntry.objects.filter(action="safety.open_review", record_class="sensitive").exists()


def test_accident_when_it_happened_elsewhere_then_that_commune_reads_it_without_the_name(
    house: TwoCommunes, client_of: Callable[[Role], Client]
) -> None:
    province = client_of(Role.PROVINCE_OFFICER)
    there = {**FELL, "xa": str(house.first.commune_id), "cho": "suối Alpha"}
    assert province.post(f"/tre/{house.second.child_id}/tai-nan/", there).status_code == 302
    told = Incident.objects.filter(child_id=house.second.child_id, commune_id=house.first.commune_id).get()
    text = client_of(Role.HEALTH_STATION).get(f"/an-toan/tai-nan/{told.pk}/").content.decode()
    assert "Trẻ ở nơi khác" in text
    assert "suối Alpha" in text
    assert "OrdinaryOmega" not in text
    assert client_of(Role.SCHOOL).get(f"/an-toan/tai-nan/{told.pk}/").status_code == 404
    assert client_of(Role.HEALTH_STATION).get(f"/an-toan/tai-nan/{told.pk}/sua/").status_code == 404


def test_home_when_looked_at_then_shown_on_the_childs_page_and_withdrawn_with_a_reason(
    officer: Client, kid: UUID
) -> None:
    address = f"/tre/{kid}/nha-an-toan/"
    assert officer.post(address, {"ngay": "24/11/2026"}).status_code == 422
    answer = officer.post(address, {"ngay": "24/11/2026", "gate": "no", "watched": "yes", "ghi_chu": "hẹn rào"})
    assert answer.status_code == 302
    page = officer.get(f"/tre/{kid}/").content.decode()
    assert "còn 1 điều chưa đạt" in page
    again = officer.get(address).content.decode()
    assert "lần trước chưa đạt" in again
    kept = HomeCheck.objects.get(child_id=kid)
    assert officer.post(address, {"rut": str(kept.pk)}).status_code == 422
    assert officer.post(address, {"rut": str(kept.pk), "ly_do": "nhầm nhà"}).status_code == 302
    assert "Chưa xem ngôi nhà an toàn lần nào" in officer.get(f"/tre/{kid}/").content.decode()


def test_tiles_when_a_death_waits_or_a_hazard_is_late_then_who_answers_for_it_sees_them_on_the_first_page(
    house: TwoCommunes, client_of: Callable[[Role], Client]
) -> None:
    Review.objects.filter(incident__child_id=house.first.child_id).delete()
    Hazard.objects.filter(commune_id=house.first.commune_id).update(deadline=date(2026, 11, 1))
    officer = client_of(Role.COMMUNE_OFFICER).get("/").content.decode()
    assert "tử vong chờ rà soát" in officer
    assert "nguy cơ trễ hạn" in officer
    station = client_of(Role.HEALTH_STATION).get("/").content.decode()
    assert "tử vong chờ rà soát" not in station
    assert "nguy cơ trễ hạn" in station
    school = client_of(Role.SCHOOL).get("/").content.decode()
    assert "nguy cơ trễ hạn" not in school
