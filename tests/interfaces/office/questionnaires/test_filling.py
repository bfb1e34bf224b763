"""Questionnaires on the pages: unfolding, keeping what was typed, handing in, reading, settling, the list."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.questionnaires.models import Response
from mangnon.domain.worklist.models import Due

DANGER = {"q-self_harm": "gan_day", "nguoi": "child", "ngay": "24/11/2026", "q-mood": "nhieu"}
TEEN = date(2014, 3, 1)


@pytest.fixture
def teen(child: Callable[..., UUID]) -> UUID:
    """A child of twelve of the first commune."""
    return child("Nông Thị Lành", TEEN, "f")


def _form(child_id: UUID, code: str = "wellbeing-10") -> str:
    return f"/tre/{child_id}/bang-hoi/{code}/"


def test_form_when_an_answer_opens_a_question_then_it_unfolds_and_keeps_what_was_typed(
    client_of: Callable[[Role], Client], teen: UUID
) -> None:
    client = client_of(Role.HEALTH_STATION)
    assert "q-now" not in client.get(_form(teen)).content.decode()
    answer = client.post(_form(teen), {"tiep": "1", **DANGER})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="q-now-co"' in page
    assert 'id="q-mood-nhieu" name="q-mood" value="nhieu" checked' in page


def test_form_when_an_answer_shows_danger_then_told_at_once_and_kept_before_it_is_handed_in(
    client_of: Callable[[Role], Client], teen: UUID
) -> None:
    page = client_of(Role.HEALTH_STATION).post(_form(teen), {"tiep": "1", **DANGER}).content.decode()
    for words in ("Làm ngay", "111", "115", "đã được báo cho cán bộ bảo vệ trẻ em"):
        assert words in page
    assert Response.objects.get(child_id=teen).safety_hours == 24
    assert Due.objects.get(child_id=teen, code="safety").record_class == "sensitive"


def test_form_when_it_unfolds_further_then_one_response_stands(client_of: Callable[[Role], Client], teen: UUID) -> None:
    client = client_of(Role.HEALTH_STATION)
    client.post(_form(teen), {"tiep": "1", **DANGER})
    key = str(Response.objects.get(child_id=teen).pk)
    client.post(_form(teen), {"tiep": "1", **DANGER, "q-fear": "it", "phieu": key})
    assert Response.objects.filter(child_id=teen, superseded_at__isnull=True).count() == 1


def test_form_when_nothing_shows_danger_then_unfolding_keeps_nothing(
    client_of: Callable[[Role], Client], teen: UUID
) -> None:
    client_of(Role.HEALTH_STATION).post(_form(teen), {"tiep": "1", "q-mood": "it", "nguoi": "child"})
    assert not Response.objects.filter(child_id=teen).exists()


def test_form_when_something_lacks_then_asked_back_with_all_that_was_typed(
    client_of: Callable[[Role], Client], child: Callable[..., UUID]
) -> None:
    key = child(born=date(2024, 10, 1))
    sent = {"q-run": "co", "nguoi": "teacher", "ngay": "23/11/2026"}
    answer = client_of(Role.HEALTH_STATION).post(_form(key, "dev-24"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "câu chưa trả lời" in page
    for kept in ('name="q-run" value="co" checked', 'value="teacher" checked', 'value="23/11/2026"'):
        assert kept in page
    assert not Response.objects.filter(child_id=key).exists()


def test_form_when_kept_half_done_by_who_may_read_then_their_page_says_so(
    client_of: Callable[[Role], Client], child: Callable[..., UUID]
) -> None:
    key = child(born=date(2024, 10, 1))
    sent = {"q-lost": "co", "nguoi": "carer", "ngay": "24/11/2026", "do-dang": "1"}
    answer = client_of(Role.COLLABORATOR).post(_form(key, "dev-24"), sent, follow=True)
    page = answer.content.decode()
    assert "Phiếu còn dở" in page
    assert "Đưa đi khám" in page
    assert "Vì những câu trả lời này" in page


def test_form_when_the_day_is_in_the_future_then_refused_and_nothing_is_lost(
    client_of: Callable[[Role], Client], child: Callable[..., UUID]
) -> None:
    key = child(born=date(2024, 10, 1))
    sent = {"q-lost": "khong", "nguoi": "carer", "ngay": "01/12/2026", "do-dang": "1"}
    answer = client_of(Role.COLLABORATOR).post(_form(key, "dev-24"), sent)
    assert answer.status_code == 422
    assert "Ngày ở tương lai" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.COLLABORATOR, Role.HEALTH_STATION])
def test_handed_in_when_the_reader_may_not_read_then_only_the_instruction_is_seen(
    client_of: Callable[[Role], Client], teen: UUID, role: Role
) -> None:
    client = client_of(role)
    page = client.post(_form(teen), {**DANGER, "do-dang": "1"}).content.decode()
    assert "Làm ngay" in page
    assert "tự làm đau mình" not in page  # no question and no answer is repeated
    kept = Response.objects.get(child_id=teen)
    assert client.get(f"/tre/{teen}/bang-hoi/phieu/{kept.pk}/").status_code == 404
    for path in (f"/tre/{teen}/", f"/tre/{teen}/bang-hoi/", "/"):
        seen = client.get(path).content.decode()
        assert "Gặp em ngay" not in seen
        assert str(kept.pk) not in seen
        assert "sức khỏe tinh thần: có dấu hiệu" not in seen


def test_danger_when_the_officer_opens_it_then_reasons_are_read_logged_and_settled(
    client_of: Callable[[Role], Client], officer: Client, teen: UUID
) -> None:
    client_of(Role.HEALTH_STATION).post(_form(teen), {**DANGER, "do-dang": "1"})
    kept = Response.objects.get(child_id=teen)
    address = f"/tre/{teen}/bang-hoi/phieu/{kept.pk}/"
    owed = officer.get(f"/tre/{teen}/").content.decode()
    assert "Gặp em ngay" in owed
    assert address in owed
    page = officer.get(address).content.decode()
    assert "Có, gần đây" in page
    entry = AuditEntry.objects.filter(action="questionnaires.open_response").latest("at")
    assert entry.record_class == "sensitive"
    assert officer.post(address, {"da-gap": "1", "ngay": "24/11/2026"}).status_code == 422
    officer.post(address, {"da-gap": "1", "ngay": "24/11/2026", "viec": "seen", "ghi_chu": "đã ở cùng em"})
    assert not Due.objects.filter(child_id=teen, code="safety").exists()


def test_response_when_withdrawn_without_a_reason_then_asked(officer: Client, child: Callable[..., UUID]) -> None:
    key = child(born=date(2024, 10, 1))
    officer.post(_form(key, "dev-24"), {"q-lost": "khong", "nguoi": "carer", "ngay": "24/11/2026", "do-dang": "1"})
    address = f"/tre/{key}/bang-hoi/phieu/{Response.objects.get(child_id=key).pk}/"
    assert officer.post(address, {"rut": "1"}).status_code == 422
    assert officer.post(address, {"rut": "1", "ly_do": "nhầm trẻ"}).status_code == 302
    assert Response.objects.get(child_id=key).superseded_reason == "nhầm trẻ"


def test_dues_when_a_questionnaire_is_owed_then_the_row_leads_to_the_form(
    officer: Client, child: Callable[..., UUID]
) -> None:
    key = child(born=date(2024, 11, 1))
    page = officer.get(f"/tre/{key}/").content.decode()
    assert f'href="{_form(key, "dev-24")}"' in page
    assert "Dấu hiệu phát triển lúc 2 tuổi" in page


def test_form_when_only_the_frame_is_shipped_then_not_usable_in_words(
    officer: Client, child: Callable[..., UUID]
) -> None:
    page = officer.get(_form(child(born=date(2025, 5, 1)), "mchat-r")).content.decode()
    assert "chưa dùng được" in page
    assert "<form method" not in page.split("<main")[1]


def test_catalogue_when_opened_then_source_check_and_licence_are_told_and_a_workbook_is_taken(
    client_of: Callable[[Role], Client], house: TwoCommunes
) -> None:
    client = client_of(Role.PROVINCE_OFFICER)
    page = client.get("/bang-hoi/").content.decode()
    for words in ("wellbeing-10", "chưa đối chiếu nguyên văn", "chưa dùng được: thiếu lời hoặc giấy phép"):
        assert words in page
    book = openpyxl.load_workbook(io.BytesIO(client.get("/bang-hoi/dev-24.xlsx").content))
    assert {"survey", "choices", "settings", "scores", "bands", "actions"} <= set(book.sheetnames)
    assert client.get("/bang-hoi/mchat-r.xlsx").status_code == 404
