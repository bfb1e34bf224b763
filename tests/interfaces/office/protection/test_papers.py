"""Papers of a case: filled from it, numbered once, covered for their reader, for its team alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.domain.protection.conftest import REPORTER, SECRET, Clock, scope_of
from tests.domain.protection.test_steps import REASON, answers, to_plan
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.protection.models import Case
from mangnon.domain.protection.queries import view_case
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.domain.protection.work import Assessed, record_assessment
from mangnon.vocab.protection import ItemLevel, RiskLevel, Step

ClientOf = Callable[[Role], Client]


@pytest.fixture
def clock(house: TwoCommunes, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The virtual clock."""
    return Clock(lambda at: monkeypatch.setenv("MANGNON_NOW", at.isoformat()))


@pytest.fixture
def case_id(house: TwoCommunes, clock: Clock) -> UUID:
    """A case with an approved plan, an emergency assessment and a separation."""
    officer, chair = scope_of(house, Role.COMMUNE_OFFICER), scope_of(house, Role.COMMUNE_CHAIR)
    case_id = to_plan(house, clock)
    take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.PLAN_APPROVED))
    clock.forward(days=1)
    told = Assessed(
        "02", answers("02", ItemLevel.HIGH), RiskLevel.HIGH, emergency=True, texts={"conclusion": "phải tách trẻ ngay"}
    )
    record_assessment(scope=officer, case_id=case_id, told=told)
    words = {"reason": "cha say rượu, dọa đánh", "separated_from": "ông Lò Văn Ẩn", "placed_with": "bà ngoại"}
    until = clock.at.replace(day=clock.at.day + 2)
    taking = Taking(step=Step.SEPARATION_DECIDED, until=until, words=words)
    take_step(scope=chair, case_id=case_id, taking=taking)
    return case_id


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_papers_when_listed_then_each_is_a_pdf_filled_from_the_case(case_id: UUID, client_of: ClientOf) -> None:
    officer = client_of(Role.COMMUNE_OFFICER)
    page = officer.get(f"/bao-ve/{case_id}/giay-to/").content.decode()
    said = {
        "01": SECRET,
        "02-1": "MẪU SỐ 02",
        "03-2": "MẪU SỐ 03",
        "bien-ban-1": "BIÊN BẢN",
        "04-1": "Trẻ an toàn ở nhà",
        "05-1": "QUYẾT ĐỊNH",
        "02-3": "phải tách trẻ ngay",
        "07-1": "ông Lò Văn Ẩn",
    }
    for code, words in said.items():
        assert f"/giay-to/{code}/xem/" in page, code
        answer = officer.get(f"/bao-ve/{case_id}/giay-to/{code}/xem/")
        assert answer["Content-Disposition"].startswith("attachment")
        assert words.lower() in words_of(answer.content).lower(), code
    assert officer.get(f"/bao-ve/{case_id}/giay-to/99/xem/").status_code == 404


def test_number_when_taken_then_the_next_paper_of_the_kind_has_the_next(case_id: UUID, client_of: ClientOf) -> None:
    officer = client_of(Role.COMMUNE_OFFICER)
    first = officer.post(f"/bao-ve/{case_id}/giay-to/05-1/", {"dang": "pdf"})
    assert "01/QĐ-UBND" in words_of(first.content)
    second = officer.post(f"/bao-ve/{case_id}/giay-to/07-1/", {"dang": "word"})
    text = zipfile.ZipFile(io.BytesIO(second.content)).read("word/document.xml").decode()
    assert "02/QĐ-UBND" in text
    page = officer.get(f"/bao-ve/{case_id}/giay-to/").content.decode()
    assert page.count("/QĐ-UBND") == 2


def test_file_when_made_for_the_school_then_what_is_not_theirs_is_nowhere_in_it(
    case_id: UUID, client_of: ClientOf
) -> None:
    officer = client_of(Role.COMMUNE_OFFICER)
    sent = {"noi_nhan": "school", "cap_cho": "Trường tiểu học Alpha"}
    school = officer.post(f"/bao-ve/{case_id}/giay-to/ho-so/", sent).content
    court = officer.post(f"/bao-ve/{case_id}/giay-to/ho-so/", {**sent, "noi_nhan": "court"}).content
    for hidden in (SECRET, "Lò Văn Ẩn", "cha say rượu"):
        assert hidden not in words_of(school), hidden
    assert SECRET in words_of(court)
    assert "Trường tiểu học Alpha" in words_of(school)
    for file in (school, court):
        assert REPORTER not in words_of(file)
    wrong = officer.post(f"/bao-ve/{case_id}/giay-to/ho-so/", {"noi_nhan": "x", "cap_cho": ""})
    assert wrong.status_code == 302


def test_papers_when_asked_by_others_then_nothing(house: TwoCommunes, case_id: UUID, client_of: ClientOf) -> None:
    addresses = [f"/bao-ve/{case_id}/giay-to/", f"/bao-ve/{case_id}/giay-to/01/xem/"]
    for role in set(Role) - {Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR}:
        for address in addresses:
            assert client_of(role).get(address).status_code == 404, (role, address)
        assert client_of(role).post(f"/bao-ve/{case_id}/giay-to/01/").status_code == 404
        assert client_of(role).post(f"/bao-ve/{case_id}/giay-to/ho-so/").status_code == 404
    chair = client_of(Role.COMMUNE_CHAIR)
    assert chair.get(addresses[1]).status_code == 200
    assert "Lấy số" not in chair.get(addresses[0]).content.decode()
    assert chair.post(f"/bao-ve/{case_id}/giay-to/ho-so/", {"noi_nhan": "court", "cap_cho": "x"}).status_code == 403


def test_unknown_child_when_printed_then_the_description_stands_in_it(
    house: TwoCommunes, case_id: UUID, client_of: ClientOf
) -> None:
    Case.objects.filter(pk=case_id).update(child=None)
    content = client_of(Role.COMMUNE_OFFICER).get(f"/bao-ve/{case_id}/giay-to/01/xem/").content
    assert "Nguyễn Văn Giấu" in words_of(content)
    assert view_case(scope=scope_of(house, Role.COMMUNE_CHAIR), case_id=case_id).child_id is None
    assert REASON["reason"] not in words_of(content)


def test_teller_when_they_agreed_then_only_in_the_receiving_office_s_form_and_nowhere_else(
    house: TwoCommunes, case_id: UUID, client_of: ClientOf
) -> None:
    officer, chair = client_of(Role.COMMUNE_OFFICER), client_of(Role.COMMUNE_CHAIR)
    address = f"/bao-ve/{case_id}/giay-to/01/xem/"
    assert REPORTER in words_of(officer.get(address).content)
    assert REPORTER not in words_of(chair.get(address).content)
    told = Assessed("02", answers("02", ItemLevel.LOW), RiskLevel.LOW, texts={"conclusion": f"{REPORTER} kể thêm"})
    record_assessment(scope=scope_of(house, Role.COMMUNE_OFFICER), case_id=case_id, told=told)
    court = officer.post(f"/bao-ve/{case_id}/giay-to/ho-so/", {"noi_nhan": "court", "cap_cho": "Tòa án"}).content
    assert "kể thêm" in words_of(court)
    assert REPORTER not in words_of(court)
    own = officer.post(f"/bao-ve/{case_id}/giay-to/ho-so/", {"noi_nhan": "receiving_office", "cap_cho": "lưu"})
    assert REPORTER in words_of(own.content)
    assert AuditEntry.objects.filter(action="protection.open_reporter").count() >= 3
