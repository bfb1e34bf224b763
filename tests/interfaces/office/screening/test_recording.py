"""The form of one step: it asks what the path foresees, works the result out of the values, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from mangnon.core.scope.rights import Role
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.models import Due

pytestmark = pytest.mark.django_db
BORN = date(2026, 11, 20)


@pytest.fixture
def station(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.HEALTH_STATION)


@pytest.fixture
def newborn(child: Callable[..., UUID]) -> UUID:
    return child(name="Nông Văn Bé", born=BORN)


def _send(client: Client, key: UUID, kind: str, step: str, **values: str) -> object:
    return client.post(f"/tre/{key}/sang-loc/{kind}/?buoc={step}", {"ngay": "22/11/2026", **values})


def _newest(key: UUID, kind: str) -> Screening:
    return Screening.objects.filter(child_id=key, kind=kind, superseded_at__isnull=True).latest("recorded_at")


def test_form_when_nothing_was_recorded_then_it_offers_the_starts_and_the_tests_own_values(
    station: Client, newborn: UUID
) -> None:
    text = station.get(f"/tre/{newborn}/sang-loc/heart/?buoc=do").content.decode()
    assert "Một bàn chân" in text
    assert "Tai phải" not in text
    assert 'href="?buoc=ordered"' in text


def test_oxygen_when_measured_then_the_result_is_worked_out_and_told(station: Client, newborn: UUID) -> None:
    answer = _send(station, newborn, "heart", "do", so_right_hand="98", so_foot="97")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert (_newest(newborn, "heart").state, _newest(newborn, "heart").measured) == (
        "normal", {"right_hand": 98, "foot": 97},
    )  # fmt: skip
    assert "chênh 1 %: đạt" in station.get(f"/tre/{newborn}/").content.decode()


def test_oxygen_when_low_then_suspected_and_owed_at_once(station: Client, newborn: UUID) -> None:
    _send(station, newborn, "heart", "do", so_right_hand="88", so_foot="96", noi_chuyen="Bệnh viện tỉnh")
    assert _newest(newborn, "heart").findings == ["heart_defect"]
    assert Due.objects.get(child_id=newborn, code="heart:positive").window_to == date(2026, 11, 23)
    page = station.get(f"/tre/{newborn}/").content.decode()
    assert "Khám tim ngay" in page
    assert "Giấy chuyển" in page


def test_values_when_half_of_them_lack_or_lie_outside_then_said_and_kept_in_the_form(
    station: Client, newborn: UUID
) -> None:
    answer = _send(station, newborn, "heart", "do", so_right_hand="98")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Chưa đủ số đo" in answer.content.decode()  # type: ignore[attr-defined]
    answer = _send(station, newborn, "heart", "do", so_right_hand="980", so_foot="97")
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert "980 nằm ngoài khoảng 40 đến 100" in text
    assert 'value="980"' in text
    assert not Screening.objects.filter(child_id=newborn).exists()


def test_step_when_the_path_does_not_foresee_it_then_asked_once_and_kept_with_the_reason(
    station: Client, newborn: UUID
) -> None:
    _send(station, newborn, "heel_prick", "normal")
    answer = _send(station, newborn, "heel_prick", "confirmed", phat_hien="g6pd")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "thường không đi ngay sau đó" in answer.content.decode()  # type: ignore[attr-defined]
    told = {"phat_hien": "g6pd", "ghi_chu": "bệnh viện tỉnh trả lời lại"}
    answer = _send(station, newborn, "heel_prick", "confirmed", **told)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    mark = answer.context["form"].confirmation()  # type: ignore[attr-defined]
    answer = _send(station, newborn, "heel_prick", "confirmed", **told, confirmed=mark)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert _newest(newborn, "heel_prick").note == "bệnh viện tỉnh trả lời lại"
    assert Due.objects.filter(child_id=newborn, code="genetic:family").exists()


def test_sample_when_taken_on_the_day_of_birth_then_asked(station: Client, newborn: UUID) -> None:
    answer = _send(station, newborn, "heel_prick", "sampled", ngay="20/11/2026")
    assert "trước 24 giờ" in answer.content.decode()  # type: ignore[attr-defined]


def test_lost_when_something_was_suspected_then_it_stays_known(station: Client, newborn: UUID) -> None:
    _send(station, newborn, "heel_prick", "positive", phat_hien="cah", so_cah="high")
    answer = _send(station, newborn, "heel_prick", "lost", ngay="24/11/2026")
    assert "Hãy chọn lý do" in answer.content.decode()  # type: ignore[attr-defined]
    _send(station, newborn, "heel_prick", "lost", ngay="24/11/2026", vi_sao="no_phone")
    assert (_newest(newborn, "heel_prick").state, _newest(newborn, "heel_prick").findings) == ("lost", ["cah"])
    assert Due.objects.filter(child_id=newborn, code="heel_prick:lost").exists()


def test_step_when_corrected_then_the_old_one_stays_with_the_reason(station: Client, newborn: UUID) -> None:
    _send(station, newborn, "hearing", "do", so_right="refer", so_left="pass")
    wrong = _newest(newborn, "hearing")
    assert wrong.state == "recheck"
    address = f"/tre/{newborn}/sang-loc/hearing/{wrong.pk}/"
    assert 'value="refer" selected' in station.get(address).content.decode()
    station.post(
        f"{address}?buoc=do", {"ngay": "22/11/2026", "so_right": "pass", "so_left": "pass", "ly_do": "ghi nhầm tai"}
    )
    wrong.refresh_from_db()
    assert wrong.superseded_reason == "ghi nhầm tai"
    assert _newest(newborn, "hearing").state == "normal"
    station.post(
        f"/tre/{newborn}/sang-loc/hearing/{_newest(newborn, 'hearing').pk}/", {"ly_do": "ghi nhầm", "rut": "1"}
    )
    assert not Screening.objects.filter(child_id=newborn, kind="hearing", superseded_at__isnull=True).exists()


def test_mental_health_when_recorded_then_only_who_needs_to_know_finds_it_anywhere(
    client_of: Callable[[Role], Client], child: Callable[..., UUID]
) -> None:
    key = child(name="Nông Thị Lớn", born=date(2013, 3, 1))
    officer, station = client_of(Role.COMMUNE_OFFICER), client_of(Role.HEALTH_STATION)
    _send(officer, key, "mental_health", "positive", noi_chuyen="Bệnh viện Tâm thần")
    assert "Sàng lọc sức khỏe tinh thần" in officer.get(f"/tre/{key}/").content.decode()
    for address in (f"/tre/{key}/", f"/tre/{key}/sang-loc/", "/sang-loc/", "/"):
        text = station.get(address).content.decode()
        assert "tinh thần" not in text, address
        assert "Tâm thần" not in text, address
    assert station.get(f"/tre/{key}/sang-loc/mental_health/").status_code == 404
    fact = _newest(key, "mental_health")
    assert station.get(f"/tre/{key}/sang-loc/giay-chuyen/{fact.pk}/").status_code == 404
    slip = officer.get(f"/tre/{key}/sang-loc/giay-chuyen/{fact.pk}/").content.decode()
    assert "tinh thần" not in slip
    assert "Đề nghị chuyên khoa gặp và tư vấn" in slip


def test_slip_when_a_blood_sample_is_suspected_then_only_what_the_specialist_needs(
    station: Client, newborn: UUID
) -> None:
    values = {"so_card_no": "GL1", "so_hypothyroidism": "low", "so_g6pd": "high", "so_cah": "low"}
    _send(station, newborn, "heel_prick", "do", **values, noi_chuyen="Bệnh viện Nhi", kham_truoc="01/12/2026")
    slip = station.get(f"/tre/{newborn}/sang-loc/giay-chuyen/{_newest(newborn, 'heel_prick').pk}/?kho=a4")
    text = slip.content.decode()
    assert "thiếu men G6PD: nguy cơ cao" in text
    assert "nguy cơ thấp" not in text
    assert "Bệnh viện Nhi" in text
    assert "01/12/2026" in text
