"""Contraindications and postponements on the child's page: recorded, shown, asked about, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.test import Client

from mangnon.domain.immunization.models import Dose, Observation
from mangnon.domain.worklist.models import Due

MakeChild = Callable[..., UUID]
NINE_MONTHS = date(2026, 2, 10)


def page_of(client: Client, key: UUID) -> str:
    return client.get(f"/tre/{key}/").content.decode()


def tell(client: Client, key: UUID, **told: str):
    return client.post(f"/tre/{key}/ghi/luu-y/", {"ngay": "20/11/2026", **told})


def owed(key: UUID) -> str:
    return " ".join(Due.objects.filter(child_id=key, kind="dose").values_list("code", flat=True))


def test_caution_when_recorded_then_the_page_says_what_must_not_be_given_and_the_list_forgets_it(
    officer: Client, child: MakeChild
) -> None:
    key = child(born=NINE_MONTHS)
    assert "MEASLES" in owed(key)
    form = officer.get(f"/tre/{key}/ghi/luu-y/").content.decode()
    assert "Chống chỉ định: Tiền sử lồng ruột" in form
    assert "Không ghi nguyên nhân" in form
    assert tell(officer, key, loai="immunodeficiency_congenital").status_code == 302
    page = page_of(officer, key)
    assert "Chống chỉ định: Suy giảm miễn dịch bẩm sinh" in page
    assert "chống chỉ định" in page
    assert "MEASLES" not in owed(key)


def test_caution_when_a_vaccine_is_asked_for_and_not_told_then_says_so(officer: Client, child: MakeChild) -> None:
    key = child(born=NINE_MONTHS)
    answer = tell(officer, key, loai="anaphylaxis")
    assert answer.status_code == 422
    assert "Hãy chọn vắc xin mà trẻ đã phản ứng." in answer.content.decode()
    assert tell(officer, key, loai="anaphylaxis", vac_xin="vn:PENTA").status_code == 302
    assert "Phản vệ độ III trở lên sau mũi tiêm có cùng thành phần (5 trong 1)" in page_of(officer, key)


def test_caution_when_the_end_cannot_be_read_then_says_so(officer: Client, child: MakeChild) -> None:
    key = child(born=NINE_MONTHS)
    assert tell(officer, key, loai="acute_illness", het_hoan="mai").status_code == 422
    assert tell(officer, key, loai="acute_illness", het_hoan="19/11/2026").status_code == 422
    assert not Observation.objects.filter(child_id=key).exists()


def test_caution_when_it_postpones_then_the_card_says_until_when_and_why(officer: Client, child: MakeChild) -> None:
    key = child(born=NINE_MONTHS)
    assert tell(officer, key, loai="immunosuppressive_treatment").status_code == 302
    page = page_of(officer, key)
    assert "đến ngày 04/12/2026" in page
    assert "hoãn tiêm vì tình trạng sức khỏe đã ghi" in page


def test_caution_when_withdrawn_then_the_due_is_back_and_the_old_one_stays_struck_through(
    officer: Client, child: MakeChild
) -> None:
    key = child(born=NINE_MONTHS)
    tell(officer, key, loai="acute_illness")
    assert owed(key) == ""
    fact = Observation.objects.get(child_id=key)
    ended = officer.post(f"/tre/{key}/ghi/luu-y/{fact.pk}/", {"ly_do": "trẻ đã khỏi", "rut": "1"})
    assert ended.status_code == 302
    assert "MEASLES" in owed(key)
    assert "trẻ đã khỏi" in page_of(officer, key)


def test_dose_when_it_must_not_be_given_then_asked_about_before_it_is_kept(officer: Client, child: MakeChild) -> None:
    key = child(born=NINE_MONTHS)
    tell(officer, key, loai="immunodeficiency_congenital")
    answer = officer.post(f"/tre/{key}/ghi/tiem/", {"ngay": "23/11/2026", "loai": "vn:MEASLES"})
    assert answer.status_code == 422
    assert "Trẻ có lưu ý với vắc xin Sởi: Suy giảm miễn dịch bẩm sinh." in answer.content.decode()
    assert not Dose.objects.filter(child_id=key).exists()


def test_card_when_a_date_is_forecast_then_it_says_by_which_rule(officer: Client, child: MakeChild) -> None:
    page = page_of(officer, child(born=NINE_MONTHS))
    assert "Hẹn ngày 10/11/2026: ngày trẻ đến tuổi khuyến cáo." in page
