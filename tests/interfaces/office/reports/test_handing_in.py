"""Who works with children tells of a worry, and reads nothing of it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.test import Client
from tests.interfaces.office.reports.conftest import text_of, word_of_page
from tests.interfaces.public.conftest import code_on
from tests.scope.two_communes import TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.protection.models import Report, Reporter
from mangnon.domain.protection.sealing import about_report, told_of

pytestmark = pytest.mark.django_db
FORM = "/bao-ve/bao-tin/"
SAID = {"chuyen_gi": "Chuyện Rất Kín", "xa": "05830"}
ClientOf = Callable[[Role], Client]


def test_collaborator_when_telling_of_a_child_then_only_the_receipt_comes_back(
    client_of: ClientOf, child: Callable[..., UUID], house: TwoCommunes
) -> None:
    key = child("Nông Thị Lành", date(2018, 3, 1), "f")
    client = client_of(Role.COLLABORATOR)
    assert f"{FORM}{key}/" in text_of(client, f"/tre/{key}/")
    page = text_of(client, f"{FORM}{key}/")
    assert '<option value="05830" selected>' in page
    assert 'name="ten_tre"' not in page
    assert 'name="dong_y"' not in page
    answer = client.post(f"{FORM}{key}/", {**SAID, "phieu": word_of_page(page), "dong_y": "1", "ten": "Ai đó"})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "receipt__code" in said
    assert "Chuyện Rất Kín" not in said
    report = Report.objects.get()
    assert (report.child_id, report.channel, report.received_by) == (key, "worker", house.users[Role.COLLABORATOR])
    assert report.commune_id == house.first.commune_id
    assert not Reporter.objects.exists()
    text_of(client, "/bao-ve/tin-bao/", 404)
    text_of(client, f"/bao-ve/tin-bao/{report.id}/", 404)


def test_form_when_sent_twice_then_one_report(client_of: ClientOf) -> None:
    client = client_of(Role.HEALTH_STATION)
    word = word_of_page(text_of(client, FORM))
    first, again = (code_on(client.post(FORM, {**SAID, "phieu": word}).content.decode()) for _ in range(2))
    assert first == again
    assert Report.objects.count() == 1


def test_school_when_telling_of_a_child_that_is_not_its_pupil_then_nothing_is_kept(
    client_of: ClientOf, house: TwoCommunes
) -> None:
    address = f"{FORM}{house.second.child_id}/"
    assert client_of(Role.SCHOOL).post(address, SAID).status_code == 404
    assert not Report.objects.exists()


def test_officer_when_taking_down_a_call_then_its_hour_and_the_teller_are_kept(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANGNON_NOW", "2026-11-24T10:00:00+07:00")
    client = client_of(Role.COMMUNE_OFFICER)
    sent = {**SAID, "kenh": "phone", "ngay": "24/11/2026", "gio": "8:30", "dong_y": "1", "ten": "Bà Sáu"}
    assert client.post(FORM, sent).status_code == 200
    report = Report.objects.get()
    assert report.channel == "phone"
    assert report.received_at == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    assert Reporter.objects.filter(report=report).exists()


@pytest.mark.parametrize(
    ("day", "hour"), [("24/11/2026", "25:00"), ("31/02/2026", "8:00"), ("25/11/2026", "8:00"), ("", "x")]
)
def test_officer_when_the_hour_cannot_be_read_or_is_ahead_then_asked_back_with_all_that_was_typed(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, day: str, hour: str
) -> None:
    monkeypatch.setenv("MANGNON_NOW", "2026-11-24T10:00:00+07:00")
    answer = client_of(Role.COMMUNE_OFFICER).post(FORM, {**SAID, "kenh": "phone", "ngay": day, "gio": hour})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chuyện Rất Kín</textarea>" in page
    assert f'value="{hour}"' in page
    assert 'id="id_gio_error"' in page
    assert not Report.objects.exists()


def test_hotline_when_it_tells_of_a_child_it_does_not_know_then_the_description_is_kept(client_of: ClientOf) -> None:
    sent = {**SAID, "kenh": "hotline_111", "ten_tre": "Cu Tý"}
    assert client_of(Role.PARTNER_BODY).post(FORM, sent).status_code == 200
    report = Report.objects.get()
    assert report.channel == "hotline_111"
    assert told_of(report.told_sealed, key=report.key, about=about_report(report.id)).child_name == "Cu Tý"


def test_form_when_it_says_nothing_then_asked_back(client_of: ClientOf) -> None:
    answer = client_of(Role.COLLABORATOR).post(FORM, {"hau_qua": "còn nguyên"})
    assert answer.status_code == 422
    assert "còn nguyên</textarea>" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.COMMUNE_CHAIR, Role.PROVINCE_LEADER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_form_when_the_role_hands_in_nothing_then_no_such_page(client_of: ClientOf, role: Role) -> None:
    client = client_of(role)
    text_of(client, FORM, 404)
    assert client.post(FORM, SAID).status_code == 404
    assert not Report.objects.exists()
