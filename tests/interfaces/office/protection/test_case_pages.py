"""Pages of a case: what each reader is shown, what a form keeps when it is refused, who is shut out."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.domain.protection.conftest import SECRET, Clock, another, opened, scope_of
from tests.domain.protection.test_steps import to_plan
from tests.scope.two_communes import TwoCommunes

from mangnon.core.accounts.models import User
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.kinds import MemberRole
from mangnon.domain.protection.models import Member, Note
from mangnon.domain.protection.queries import view_case
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.domain.protection.team import add_member, end_member
from mangnon.vocab.protection import CheckOutcome, Step

ClientOf = Callable[[Role], Client]


@pytest.fixture
def clock(house: TwoCommunes, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The virtual clock."""
    return Clock(lambda at: monkeypatch.setenv("MANGNON_NOW", at.isoformat()))


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def at(case_id: UUID, rest: str = "") -> str:
    return f"/bao-ve/{case_id}/{rest}"


def signed_in(scope: Scope) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=scope.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_list_when_empty_then_it_says_why_to_each(house: TwoCommunes, clock: Clock, client_of: ClientOf) -> None:
    opened(house)
    assert "được thêm vào nhóm" in text(client_of(Role.COLLABORATOR), "/bao-ve/")
    other = another(house, Role.COMMUNE_OFFICER, house.first.commune_id, "can-bo-2")
    assert "Anh chị chưa phụ trách trường hợp nào" in text(signed_in(other), "/bao-ve/")


def test_list_when_a_plan_waits_then_the_chair_sees_it_first(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    to_plan(house, clock)
    page = text(client_of(Role.COMMUNE_CHAIR), "/bao-ve/")
    assert page.index("Chờ tôi duyệt") < page.index("Phê duyệt hoặc trả lại kế hoạch")
    assert "Chờ tôi duyệt" not in text(client_of(Role.COMMUNE_OFFICER), "/bao-ve/")


def test_file_when_opened_then_the_next_step_stands_first_and_the_title_names_nobody(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id = opened(house)
    clock.forward(minutes=30)
    page = text(client_of(Role.COMMUNE_OFFICER), at(case_id))
    assert "<title>Trường hợp 01/2026 · Măng Non</title>" in page.replace("\n", "")
    assert "còn 1 giờ" in page
    assert page.index("buoc/kiem-tra/") < page.index("Các bước đã ghi")
    assert SECRET in page
    chair = text(client_of(Role.COMMUNE_CHAIR), at(case_id))
    assert "buoc/kiem-tra/" not in chair
    assert "Người officer" not in chair
    assert "xem hồ sơ trường hợp" in chair  # that the officer read it


def test_step_when_refused_then_the_sentence_stands_there_and_nothing_is_lost(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id, officer = opened(house), client_of(Role.COMMUNE_OFFICER)
    typed = {"ket_qua": "not_true", "findings": "Đã gặp bà nội", "ngay": "25/11/2026", "gio": "7h"}
    answer = officer.post(at(case_id, "buoc/kiem-tra/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "trước bước phải làm" in page
    for kept in ("Đã gặp bà nội", 'value="25/11/2026"', 'value="7h"', 'value="not_true" checked'):
        assert kept in page
    answer = officer.post(at(case_id, "buoc/kiem-tra/"), typed | {"gio": "tám"})
    assert "Chưa đọc được giờ" in answer.content.decode()
    assert len(view_case(scope=scope_of(house, Role.COMMUNE_OFFICER), case_id=case_id).steps) == 1


def test_step_when_it_is_another_s_then_it_is_neither_offered_nor_heard(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id, chair = opened(house), client_of(Role.COMMUNE_CHAIR)
    assert chair.get(at(case_id, "buoc/kiem-tra/")).status_code == 302
    assert chair.post(at(case_id, "buoc/kiem-tra/"), {"ket_qua": "true"}).status_code == 403
    assert chair.get(at(case_id, "buoc/khong-co/")).status_code == 404


def test_assessment_when_items_lack_then_they_are_marked_and_the_suggestion_says_so(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id, officer = opened(house), client_of(Role.COMMUNE_OFFICER)
    take_step(
        scope=scope_of(house, Role.COMMUNE_OFFICER),
        case_id=case_id,
        taking=Taking(step=Step.CHECKED, outcome=CheckOutcome.TRUE),
    )
    typed = {"muc-H1": "high", "o-conclusion": "bị đánh", "xem": "1"}
    page = officer.post(at(case_id, "danh-gia/02/"), typed).content.decode()
    assert "Hãy chọn một mức." in page
    assert "Chưa trả lời H2, P1, P2" in page
    assert "bị đánh" in page
    answer = officer.post(at(case_id, "danh-gia/02/"), {**typed, "luu": "1", "ket_luan": "high", "khan_cap": "co"})
    assert answer.status_code == 422
    assert not view_case(scope=scope_of(house, Role.COMMUNE_OFFICER), case_id=case_id).assessments


def test_plan_when_returned_then_it_is_there_again_to_be_mended(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id = to_plan(house, clock)
    chair, officer = client_of(Role.COMMUNE_CHAIR), client_of(Role.COMMUNE_OFFICER)
    answer = chair.post(at(case_id, "buoc/duyet/"), {"quyet_dinh": "plan_returned"})
    assert answer.status_code == 422  # no reason
    done = chair.post(at(case_id, "buoc/duyet/"), {"quyet_dinh": "plan_returned", "reason": "thêm y tế"})
    assert done.status_code == 302
    page = text(officer, at(case_id, "ke-hoach/"))
    assert "Trẻ an toàn ở nhà" in page
    assert 'value="tư vấn hằng tuần"' in page
    assert "thêm y tế" in text(officer, at(case_id))


def test_member_when_taken_out_then_their_next_click_is_refused(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id, officer = opened(house), scope_of(house, Role.COMMUNE_OFFICER)
    nurse, nurse_id = client_of(Role.HEALTH_STATION), scope_of(house, Role.HEALTH_STATION).user_id
    assert nurse_id
    text(nurse, at(case_id), 404)
    member_id = add_member(scope=officer, case_id=case_id, user_id=nurse_id, role=MemberRole.HELPER)
    page = text(nurse, at(case_id))
    assert "ghi-chep/" not in page
    assert nurse.get(at(case_id, "ghi-chep/")).status_code == 302
    end_member(scope=officer, case_id=case_id, member_id=member_id)
    for rest in ("", "ghi-chep/", "nhom/", "buoc/kiem-tra/", "danh-gia/02/"):
        text(nurse, at(case_id, rest), 404)


def test_team_when_somebody_unknown_is_sent_then_nobody_is_added(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id, officer = opened(house), client_of(Role.COMMUNE_OFFICER)
    there = another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega")
    sent = {"nguoi": str(there.user_id), "vai_tro": "helper"}
    assert officer.post(at(case_id, "nhom/"), sent).status_code == 422
    assert "can-bo-omega" not in text(officer, at(case_id, "nhom/?ten="))
    assert "Người health_station" in text(officer, at(case_id, "nhom/?ten=HEALTH"))
    assert Member.objects.filter(case_id=case_id).count() == 1


def test_note_when_a_picture_comes_with_it_then_it_is_saved_sealed_and_never_shown_in_the_office(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id, officer = opened(house), client_of(Role.COMMUNE_OFFICER)
    data = io.BytesIO()
    Image.new("RGB", (30, 40)).save(data, "JPEG")
    sent = {"ghi_chep": "ảnh vết bầm", "tep": SimpleUploadedFile("anh.jpg", data.getvalue())}
    assert officer.post(at(case_id, "ghi-chep/"), sent).status_code == 302
    key = Note.objects.get(case_id=case_id).attachment_id
    assert "anh.jpg" in text(officer, at(case_id))
    answer = officer.get(at(case_id, f"tep/{key}/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "tải tệp của trường hợp" in text(officer, at(case_id))
    text(client_of(Role.HEALTH_STATION), at(case_id, f"tep/{key}/"), 404)
    refused = officer.post(
        at(case_id, "ghi-chep/"), {"ghi_chep": "tệp lạ", "tep": SimpleUploadedFile("a.exe", b"MZ" + b"0" * 40)}
    )
    assert refused.status_code == 422
    assert "tệp lạ" in refused.content.decode()
    assert Note.objects.filter(case_id=case_id).count() == 1


def test_emergency_opening_when_made_then_the_file_is_read_under_a_banner_for_three_hours(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id, province = opened(house), client_of(Role.PROVINCE_OFFICER)
    typed = {"so": "01/2026", "xa": str(house.first.commune_id), "ly_do": "trẻ đang ở bệnh viện"}
    wrong = province.post("/bao-ve/mo-khan-cap/", typed | {"so": "09/2026"})
    assert wrong.status_code == 422
    assert "trẻ đang ở bệnh viện" in wrong.content.decode()
    assert province.post("/bao-ve/mo-khan-cap/", typed | {"ly_do": " "}).status_code == 422
    assert province.post("/bao-ve/mo-khan-cap/", typed)["Location"] == at(case_id)
    page = text(province, at(case_id))
    assert "Anh chị đang xem bằng mở khẩn cấp, đến 11:00 ngày 25/11/2026" in page
    assert "ghi-chep/" not in page
    assert province.post(at(case_id, "ghi-chep/"), {"ghi_chep": "a"}).status_code == 302
    assert not Note.objects.exists()
    clock.forward(hours=3)
    text(client_of(Role.PROVINCE_OFFICER), at(case_id), 404)
    text(client_of(Role.COLLABORATOR), "/bao-ve/mo-khan-cap/", 404)


def test_offer_when_declined_without_a_reason_then_refused_and_accepted_it_is_theirs(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id = opened(house)
    officer = scope_of(house, Role.COMMUNE_OFFICER)
    passed = Taking(step=Step.CHECKED, outcome=CheckOutcome.PASSED_ON, to_commune=house.second.commune_id)
    take_step(scope=officer, case_id=case_id, taking=passed)
    there = signed_in(another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega"))
    page = text(there, "/bao-ve/")
    assert "Xã khác chuyển đến" in page
    assert SECRET not in page
    answer = there.post(f"/bao-ve/de-nghi/{case_id}/", {"tra_loi": "khong", "ly_do": ""})
    assert answer.status_code == 422
    assert "Hãy ghi lý do" in answer.content.decode()
    assert client_of(Role.COMMUNE_OFFICER).post(f"/bao-ve/de-nghi/{case_id}/", {"tra_loi": "nhan"}).status_code == 404
    assert there.post(f"/bao-ve/de-nghi/{case_id}/", {"tra_loi": "nhan"})["Location"] == at(case_id)
    assert SECRET in text(there, at(case_id))
    text(client_of(Role.COMMUNE_OFFICER), at(case_id), 404)


@pytest.mark.parametrize(("harm", "told"), [("violence", True), ("sexual_abuse", False)])
def test_child_page_when_a_case_is_open_then_others_learn_of_support_or_nothing(
    house: TwoCommunes, clock: Clock, client_of: ClientOf, harm: str, told: bool
) -> None:
    case_id = opened(house, harms=(harm,))
    address = f"/tre/{house.first.child_id}/"
    for role in (Role.COLLABORATOR, Role.HEALTH_STATION, Role.SCHOOL, Role.PROVINCE_OFFICER):
        page = text(client_of(role), address)
        assert ("Đang được hỗ trợ" in page) is told, role
        assert str(case_id) not in page
        assert "Trường hợp" not in page
    assert at(case_id) in text(client_of(Role.COMMUNE_OFFICER), address)
