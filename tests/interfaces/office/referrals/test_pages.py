"""The pages of both sides: what is shown before sending is what is sent, and a body sees nothing beside it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import TODAY, TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.clock import now
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Caregiver, Child
from mangnon.domain.referrals.models import Body, Referral
from mangnon.domain.referrals.queries import open_received
from mangnon.domain.screening.models import Screening
from mangnon.domain.screening.services import Reached, record_screening
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db
MakeChild = Callable[..., UUID]


@pytest.fixture
def station(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.HEALTH_STATION)


@pytest.fixture
def partner(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.PARTNER_BODY)


@pytest.fixture
def suspected(house: TwoCommunes, child: MakeChild) -> tuple[UUID, UUID]:
    """A child with a suspicion of late speech, and the step that says so."""
    child_id = child("Nông Văn An")
    Child.objects.filter(pk=child_id).update(insurance_no="TE1190000000001", personal_id="019224000001")
    Caregiver.objects.filter(child_id=child_id).update(phone="0912000111")
    user = house.users[Role.HEALTH_STATION]
    scope = get_scope(user_id=user.id, user_name=str(user), on=TODAY)
    told = Reached(on=TODAY, kind="development", state="positive", findings=("language",))
    return child_id, record_screening(scope=scope, child_id=child_id, told=told)


def address(suspected: tuple[UUID, UUID]) -> str:
    return f"/tre/{suspected[0]}/chuyen-gui/development_examination/?buoc={suspected[1]}"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def preview(client: Client, house: TwoCommunes, at: str, **more: str) -> str:
    data = {"viec": "xem", "co_quan": str(house.first.body_id), "noi_dung": "Xin khám giúp cháu.", **more}
    answer = client.post(at, data)
    assert answer.status_code == 200, text(answer)
    return text(answer)


def send(client: Client, house: TwoCommunes, at: str, **more: str) -> UUID:
    mark = re.search(r'name="da_xem" value="([0-9a-f]{64})"', preview(client, house, at, **more))
    assert mark
    data = {"co_quan": str(house.first.body_id), "noi_dung": "Xin khám giúp cháu.", "da_xem": mark[1], **more}
    answer = client.post(at, {**data, "viec": "gui"})
    assert answer.status_code == 302, text(answer)
    return sent_one(house).pk


def sent_one(house: TwoCommunes) -> Referral:
    """Return what was sent in this test, beside the two that stand already."""
    return Referral.objects.exclude(pk__in=[house.first.referral_id, house.second.referral_id]).get()


def read_by_body(house: TwoCommunes, key: UUID) -> dict[str, str]:
    user = house.users[Role.PARTNER_BODY]
    scope = get_scope(user_id=user.id, user_name=str(user), on=TODAY)
    return {field.code: field.text for field in open_received(scope=scope, referral_id=key).fields}


def test_childs_page_when_a_suspicion_stands_then_it_leads_to_the_one_kind_for_it(
    station: Client, suspected: tuple[UUID, UUID]
) -> None:
    page = text(station.get(f"/tre/{suspected[0]}/"))
    link = f"/tre/{suspected[0]}/chuyen-gui/?buoc={suspected[1]}"
    assert link in page
    assert station.get(link)["Location"] == address(suspected)


def test_preview_when_nothing_is_ticked_then_only_the_minimum_is_told(
    station: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    page = preview(station, house, address(suspected))
    assert "TE1190000000001" not in page
    told = read_by_body(house, send(station, house, address(suspected)))
    assert set(told) == {"full_name", "birth_date", "sex", "commune", "carer", "carer_phone", "screening"}
    assert told["full_name"] == "Nông Văn An"
    assert told["screening"] == "Sàng lọc phát triển ngày 24/11/2026: ngôn ngữ"


def test_preview_when_a_field_is_ticked_with_a_reason_then_it_is_told_with_the_reason(
    station: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    more = {"kem_insurance_no": "1", "vi_sao_insurance_no": "để thanh toán bảo hiểm"}
    page = preview(station, house, address(suspected), **more)
    assert "TE1190000000001" in page
    assert "Kèm vì: để thanh toán bảo hiểm" in page
    told = read_by_body(house, send(station, house, address(suspected), **more))
    assert told["insurance_no"] == "TE1190000000001"


def test_form_when_a_field_is_ticked_without_a_reason_then_asked_for_it(
    station: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    data = {"viec": "xem", "co_quan": str(house.first.body_id), "noi_dung": "Xin khám.", "kem_insurance_no": "1"}
    answer = station.post(address(suspected), data)
    assert answer.status_code == 422
    assert "vì sao nơi nhận cần biết" in text(answer)


def test_form_when_somebody_adds_a_field_that_the_kind_does_not_allow_then_it_stays_out(
    station: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    more = {"kem_personal_id": "1", "vi_sao_personal_id": "để tra cứu cho nhanh"}
    assert "019224000001" not in preview(station, house, address(suspected), **more)
    assert "personal_id" not in read_by_body(house, send(station, house, address(suspected), **more))


def test_send_when_the_child_changed_after_the_preview_then_nothing_is_sent_and_it_is_shown_again(
    station: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    mark = re.search(r'name="da_xem" value="([0-9a-f]{64})"', preview(station, house, address(suspected)))
    assert mark
    Caregiver.objects.filter(child_id=suspected[0]).update(phone="0999999999")
    before = Referral.objects.count()
    data = {"co_quan": str(house.first.body_id), "noi_dung": "Xin khám giúp cháu.", "da_xem": mark[1], "viec": "gui"}
    answer = station.post(address(suspected), data)
    assert answer.status_code == 422
    assert "0999999999" in text(answer)
    assert Referral.objects.count() == before


def test_send_when_it_starts_from_a_suspicion_then_the_path_says_referred(
    station: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    send(station, house, address(suspected))
    newest = Screening.objects.filter(child_id=suspected[0]).latest("recorded_at")
    assert (newest.state, newest.referred_to) == ("referred", "Bệnh viện Alpha")


def test_choose_when_the_reader_may_not_read_what_is_told_then_the_kind_is_not_offered(
    station: Client, officer: Client, suspected: tuple[UUID, UUID]
) -> None:
    assert "Chăm sóc sức khỏe tinh thần" not in text(station.get(f"/tre/{suspected[0]}/chuyen-gui/"))
    assert "Chăm sóc sức khỏe tinh thần" in text(officer.get(f"/tre/{suspected[0]}/chuyen-gui/"))
    assert "bị xâm hại" not in text(officer.get(f"/tre/{suspected[0]}/chuyen-gui/")), "of cases only from a case"


def test_inbox_when_opened_then_no_child_is_named_before_one_is(
    station: Client, partner: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    key = send(station, house, address(suspected))
    page = text(partner.get("/chuyen-gui/"))
    assert f"/chuyen-gui/den/{key}/" in page
    assert "Nông Văn An" not in page
    assert "Nông Văn An" in text(partner.get(f"/chuyen-gui/den/{key}/"))
    entry = AuditEntry.objects.filter(action="referrals.open_received").latest("at")
    assert entry.subjects == [suspected[0]]


def test_partner_when_it_tries_everything_else_then_there_is_nothing(
    station: Client, partner: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    key = send(station, house, address(suspected))
    tried = (
        f"/tre/{suspected[0]}/", "/tre/?q=An", "/tre/goi-y/?q=nong van an", f"/chuyen-gui/{key}/", "/sang-loc/",
        "/dinh-duong/", "/viec.xlsx", "/chuyen-gui/so-lieu.xlsx", "/chuyen-gui/co-quan/", "/xuat/",
        f"/chuyen-gui/den/{house.second.referral_id}/", f"/chuyen-gui/{house.second.referral_id}/",
        f"/tre/{suspected[0]}/chuyen-gui/",
    )  # fmt: skip
    for at in tried:
        answer = partner.get(at)
        refused = answer.status_code in {403, 404} or answer.get("Location") == "/"
        assert refused, f"{at}: {answer.status_code}"
        assert "Nông Văn An" not in text(answer)
    page = text(partner.get(f"/chuyen-gui/den/{key}/"))
    assert str(suspected[0]) not in page, "no key of the child either"
    assert 'type="search"' not in page


def test_partner_when_it_reports_a_result_with_a_schedule_then_the_childs_page_shows_both(
    station: Client, partner: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    key = send(station, house, address(suspected))
    at = f"/chuyen-gui/den/{key}/"
    assert partner.post(at, {"viec": "nhan"}).status_code == 302
    wrong = partner.post(at, {"viec": "xong", "ket_qua": "Chậm nói.", "buoi_khac": "31/02/2027 khám"})
    assert wrong.status_code == 422
    assert "dòng 1" in text(wrong)
    assert "Chậm nói." in text(wrong), "what was typed is kept"
    done = {
        "viec": "xong", "ket_qua": "Chậm nói, cần can thiệp.", "buoi_dau": "01/12/2026", "so_buoi": "4", "cach": "7",
        "noi_dung": "tập ngôn ngữ", "buoi_khac": "15/01/2027 khám lại",
    }  # fmt: skip
    assert partner.post(at, done).status_code == 302
    page = text(station.get(f"/tre/{suspected[0]}/"))
    assert "Chậm nói, cần can thiệp." in page
    assert "01/12/2026" in page
    assert "lịch 5 buổi" in page
    assert f"/tre/{suspected[0]}/sang-loc/development/?buoc=seen" in text(station.get(f"/chuyen-gui/{key}/"))


def test_questions_when_asked_and_answered_then_each_side_reads_them_and_the_list_says_who_waits(
    station: Client, partner: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    key = send(station, house, address(suspected))
    partner.post(f"/chuyen-gui/den/{key}/", {"viec": "hoi", "cau_hoi": "Cháu nghe có tốt không?"})
    assert f"/chuyen-gui/{key}/" in text(station.get("/chuyen-gui/?nhom=hoi"))
    assert "Cháu nghe có tốt không?" in text(station.get(f"/chuyen-gui/{key}/"))
    station.post(f"/chuyen-gui/{key}/", {"viec": "tra-loi", "noi_dung": "Nghe tốt."})
    assert f"/chuyen-gui/{key}/" not in text(station.get("/chuyen-gui/?nhom=hoi"))
    assert "Nghe tốt." in text(partner.get(f"/chuyen-gui/den/{key}/"))


def test_withdrawn_when_the_body_comes_back_then_not_found_and_not_in_the_inbox(
    station: Client, partner: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    key = send(station, house, address(suspected))
    station.post(f"/chuyen-gui/{key}/", {"viec": "rut", "noi_dung": "Gửi nhầm."})
    assert partner.get(f"/chuyen-gui/den/{key}/").status_code == 404
    assert partner.post(f"/chuyen-gui/den/{key}/", {"viec": "nhan"}).status_code == 404
    assert str(key) not in text(partner.get("/chuyen-gui/"))


def test_late_when_the_answer_is_owed_then_the_commune_sees_it_at_once_and_the_province_after_the_set_time(
    station: Client, client_of: Callable[[Role], Client], house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    send(station, house, address(suspected))
    province = client_of(Role.PROVINCE_OFFICER)
    assert "chuyển gửi trễ" not in text(station.get("/"))
    old = sent_one(house)
    moment = now() - timedelta(minutes=5)
    late = Referral.objects.create(
        body_id=old.body_id, child_id=old.child_id, commune_id=old.commune_id, kind=old.kind, key_id=old.key_id,
        content_version=old.content_version, record_class="health", asked_sealed=b"", told_sealed=b"",
        sent_at=moment - timedelta(days=9), accept_by=moment, accept_province_from=now() + timedelta(hours=24),
    )  # fmt: skip
    assert "chuyển gửi trễ" in text(station.get("/"))
    assert f"/chuyen-gui/{late.pk}/" in text(station.get("/chuyen-gui/?nhom=tre"))
    assert "Trễ đã báo lên tỉnh" not in text(province.get("/chuyen-gui/"))
    Referral.objects.filter(pk=late.pk).update(accept_province_from=moment)
    page = text(province.get("/chuyen-gui/"))
    assert "Trễ đã báo lên tỉnh" in page
    assert "Nông Văn An" not in page
    assert "Có cơ quan trả lời trễ" in text(province.get("/"))


def courses(house: TwoCommunes, body: Body, kind: str, count: int, hours: int) -> None:
    for number in range(count):
        start = now() - timedelta(days=40, minutes=number)
        Referral.objects.create(
            body=body, child_id=house.first.child_id, commune_id=house.first.commune_id, kind=kind,
            record_class="health", content_version="1", key_id=Referral.objects.values_list("key_id", flat=True)[0],
            asked_sealed=b"", told_sealed=b"", sent_at=start, accept_by=start + timedelta(days=3), state="accepted",
            accept_province_from=start + timedelta(days=4), answered_at=start + timedelta(hours=hours),
            done_by=now() + timedelta(days=9), done_province_from=now() + timedelta(days=10),
        )  # fmt: skip


def test_figures_when_of_the_province_then_small_counts_are_hidden_and_of_the_commune_not(
    officer: Client, client_of: Callable[[Role], Client], house: TwoCommunes
) -> None:
    body = Body.objects.get(pk=house.first.body_id)
    courses(house, body, "development_examination", 6, hours=30)
    courses(house, Body.objects.create(kind="police", name="Công an Xã Alpha"), "residence_check", 3, hours=12)
    page = text(client_of(Role.PROVINCE_OFFICER).get("/chuyen-gui/"))
    police = re.search(r'<th scope="row">Công an Xã Alpha</th>(.*?)</tr>', page, re.DOTALL)
    assert police
    assert "dưới 5" in police[1]
    assert "12 giờ" not in police[1]
    own = text(officer.get("/chuyen-gui/"))
    assert "12 giờ" in own
    assert "30 giờ" in own


@pytest.mark.parametrize("record_class", ["case", "sensitive"])
def test_figures_when_of_what_the_station_is_not_to_know_then_its_sums_do_not_tell(
    station: Client, officer: Client, house: TwoCommunes, record_class: str
) -> None:
    courses(house, Body.objects.create(kind="police", name="Công an Xã Alpha"), "protect_from_harm", 1, hours=1)
    case = {"case_id": uuid7()} if record_class == "case" else {}
    Referral.objects.filter(kind="protect_from_harm").update(record_class=record_class, **case)
    assert "Công an Xã Alpha" not in text(station.get("/chuyen-gui/"))
    assert "Công an Xã Alpha" in text(officer.get("/chuyen-gui/"))
    said = [_said(client.get("/chuyen-gui/so-lieu.xlsx").content) for client in (station, officer)]
    assert "Công an Xã Alpha" not in said[0]
    assert "Công an Xã Alpha" in said[1]
    if record_class == "case":
        assert "bị xâm hại" not in said[1], "of a case not even the kind"


def _said(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return "".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())


@pytest.mark.parametrize(
    "posted",
    [
        {"buoi_dau": "01/12/9999", "so_buoi": "60", "cach": "90", "noi_dung": "tập"},
        {"buoi_dau": "01/12/2026", "so_buoi": "²", "noi_dung": "tập"},
        {"buoi_dau": "01/12/2026", "so_buoi": "0", "noi_dung": "tập"},
        {"buoi_dau": "01/12/2026", "so_buoi": "4", "cach": "-1", "noi_dung": "tập"},
        {"buoi_khac": "mai tập nói"},
        {"buoi_khac": "01/12/2026"},
    ],
)
def test_schedule_when_it_cannot_be_read_then_asked_again_and_nothing_is_kept(
    station: Client, partner: Client, house: TwoCommunes, suspected: tuple[UUID, UUID], posted: dict[str, str]
) -> None:
    key = send(station, house, address(suspected))
    partner.post(f"/chuyen-gui/den/{key}/", {"viec": "nhan"})
    answer = partner.post(f"/chuyen-gui/den/{key}/", {"viec": "xong", "ket_qua": "Xong.", **posted})
    assert answer.status_code == 422
    assert Referral.objects.get(pk=key).state == "accepted"


def test_workbook_when_taken_then_it_holds_the_figures_and_no_child_and_is_logged(
    officer: Client, house: TwoCommunes, station: Client, suspected: tuple[UUID, UUID]
) -> None:
    send(station, house, address(suspected))
    said = _said(officer.get("/chuyen-gui/so-lieu.xlsx").content)
    assert "Bệnh viện Alpha" in said
    assert "Nông Văn An" not in said
    assert AuditEntry.objects.filter(action="referrals.export_figures").exists()


def test_bodies_when_the_province_adds_and_ends_one_then_senders_are_offered_it_until_then(
    client_of: Callable[[Role], Client], station: Client, suspected: tuple[UUID, UUID], house: TwoCommunes
) -> None:
    province = client_of(Role.PROVINCE_OFFICER)
    added = province.post("/chuyen-gui/co-quan/", {"loai": "hospital", "ten": "Bệnh viện C", "xa": ""})
    assert added.status_code == 302
    assert "Bệnh viện C" in text(station.get(address(suspected)))
    key = Body.objects.get(name="Bệnh viện C").pk
    ended = {"loai": "hospital", "ten": "Bệnh viện C", "xa": "", "thoi_tu": "24/11/2026"}
    assert province.post(f"/chuyen-gui/co-quan/{key}/", ended).status_code == 302
    assert "Bệnh viện C" not in text(station.get(address(suspected)))
    refused = province.post("/chuyen-gui/co-quan/", {"loai": "", "ten": "x"})
    assert refused.status_code == 422


def test_title_when_any_page_of_a_referral_is_opened_then_it_names_no_child(
    station: Client, partner: Client, house: TwoCommunes, suspected: tuple[UUID, UUID]
) -> None:
    key = send(station, house, address(suspected))
    for client, at in (
        (station, f"/chuyen-gui/{key}/"), (partner, f"/chuyen-gui/den/{key}/"), (station, address(suspected)),
    ):  # fmt: skip
        title = re.search(r"<title>(.*?)</title>", text(client.get(at)), re.DOTALL)
        assert title
        assert "An" not in title[1].split()
