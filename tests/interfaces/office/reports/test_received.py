"""The receiving office: what waits, opened with a log, linked, sent on, joined, opened as a case or set aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import UUID

import pytest
from django.test import Client
from tests.interfaces.office.reports.conftest import TOLD, text_of
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child
from mangnon.domain.protection.models import Case, Member, Report
from mangnon.domain.protection.reporting import add_to_report
from mangnon.domain.protection.telling import Told

pytestmark = pytest.mark.django_db
LIST = "/bao-ve/tin-bao/"
ClientOf = Callable[[Role], Client]
MakeReport = Callable[..., UUID]


def test_list_when_reports_wait_then_danger_first_then_late_and_nothing_of_what_was_told(
    officer: Client, report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANGNON_NOW", "2026-11-23T20:00:00+07:00")
    late = report()
    monkeypatch.setenv("MANGNON_NOW", "2026-11-24T09:00:00+07:00")
    new, urgent = report(), report(urgent=True)
    monkeypatch.setenv("MANGNON_NOW", "2026-11-24T09:30:00+07:00")
    page = text_of(officer, LIST)
    assert page.index(f"{urgent}") < page.index(f"{late}") < page.index(f"{new}")
    assert "còn 11 giờ 30 phút" in page
    assert "trễ 1 giờ 30 phút" in page
    assert "Chuyện Rất Kín" not in page
    assert "Nông Văn Tý" not in page


def test_report_when_opened_then_form_01_and_the_log_says_so(officer: Client, report: MakeReport) -> None:
    key = report()
    page = text_of(officer, f"{LIST}{key}/")
    for words in ("Chuyện Rất Kín", "Nông Văn Tý", "xóm Núi", "Ông Ba"):
        assert words in page
    assert "Chuyện Rất Kín" not in page.split("</title>")[0]
    assert AuditEntry.objects.get(action="protection.open_report").subjects == [key]


def test_report_when_something_was_added_then_it_stands_below(officer: Client, report: MakeReport) -> None:
    key = report()
    Report.objects.filter(pk=key).update(receipt_digest=sha256(b"A" * 16).digest())
    add_to_report(code="A" * 16, text="Lời Kể Thêm")
    assert "Lời Kể Thêm" in text_of(officer, f"{LIST}{key}/")
    assert "kể thêm 1 lần" in text_of(officer, LIST)


def test_reporter_when_agreed_then_shown_to_the_office_apart_and_logged_on_its_own(
    officer: Client, client_of: ClientOf, report: MakeReport
) -> None:
    key = report(told_by="Bà Sáu Kín")
    assert "Bà Sáu Kín" not in text_of(officer, f"{LIST}{key}/")
    assert not AuditEntry.objects.filter(action="protection.open_reporter").exists()
    assert "Bà Sáu Kín" in text_of(officer, f"{LIST}{key}/nguoi-bao/")
    entry = AuditEntry.objects.get(action="protection.open_reporter")
    assert (entry.subjects, entry.record_class) == ([key], "reporter")
    chair = client_of(Role.COMMUNE_CHAIR)
    assert "Xem người báo tin" not in text_of(chair, f"{LIST}{key}/")
    text_of(chair, f"{LIST}{key}/nguoi-bao/", 404)


def test_reporter_when_not_agreed_then_no_such_page(officer: Client, report: MakeReport) -> None:
    text_of(officer, f"{LIST}{report()}/nguoi-bao/", 404)


def test_report_when_of_another_office_then_it_does_not_exist(
    client_of: ClientOf, report: MakeReport, house: TwoCommunes
) -> None:
    theirs = report(commune_id=house.second.commune_id, told_by="Bà Sáu Kín")
    for role in Role:
        client = client_of(role)
        for path in (f"{LIST}{theirs}/", f"{LIST}{theirs}/nguoi-bao/", f"{LIST}{UUID(int=7)}/"):
            assert client.get(path).status_code == 404
        for what in ("chuyen", "nhap", "khong-mo", "mo"):
            sent = {"xa": "05830", "truong_hop": str(UUID(int=7)), "ly_do": "a", "tre": "chua-ro"}
            assert client.post(f"{LIST}{theirs}/{what}/", sent).status_code == 404
        answer = client.get(LIST)
        assert answer.status_code in (200, 404)
        assert str(theirs) not in answer.content.decode()
    assert Report.objects.get(pk=theirs).state == "waiting"
    assert not AuditEntry.objects.filter(action__in=["protection.open_report", "protection.open_reporter"]).exists()


def test_links_when_a_child_of_that_name_lives_there_then_offered_and_one_elsewhere_not(
    officer: Client, report: MakeReport, child: Callable[..., UUID], house: TwoCommunes
) -> None:
    here = child("Nông Văn Tý", date(2018, 3, 1))
    Child.objects.filter(pk=here).update(search_text="nong van ty")
    page = text_of(officer, f"{LIST}{report()}/")
    assert f'value="{here}"' in page
    assert str(house.second.child_id) not in page
    entry = AuditEntry.objects.get(action="protection.find_links")
    assert here in entry.subjects


def test_links_when_another_name_is_looked_for_then_that_child(
    officer: Client, report: MakeReport, child: Callable[..., UUID]
) -> None:
    other = child("Lý Thị Hoa", date(2018, 3, 1), "f")
    Child.objects.filter(pk=other).update(search_text="ly thi hoa")
    key = report()
    assert f'value="{other}"' not in text_of(officer, f"{LIST}{key}/")
    assert f'value="{other}"' in officer.post(f"{LIST}{key}/", {"tim": "ly thi hoa"}).content.decode()


def test_links_when_an_earlier_report_names_the_child_alike_or_is_of_the_same_child_then_shown(
    officer: Client, report: MakeReport, child: Callable[..., UUID], house: TwoCommunes
) -> None:
    lan = child("Nông Văn Tý", date(2018, 3, 1))
    alike = report(Told(child_name="Cu Tý", happened="a"))
    same = report(Told(happened="b"), child_id=lan)
    other = report(Told(child_name="Hoàng Thị Na", happened="c"))
    elsewhere = report(replace(TOLD, happened="d"), commune_id=house.second.commune_id)
    page = text_of(officer, f"{LIST}{report()}/")
    for key, shown in ((alike, True), (same, True), (other, False), (elsewhere, False)):
        assert (f'href="{LIST}{key}/"' in page) is shown


def test_report_when_sent_on_then_it_leaves_and_waits_there(
    officer: Client, client_of: ClientOf, report: MakeReport, house: TwoCommunes
) -> None:
    key = report()
    assert officer.post(f"{LIST}{key}/chuyen/", {"xa": ""}).status_code == 422
    answer = officer.post(f"{LIST}{key}/chuyen/", {"xa": "05833"})
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert Report.objects.get(pk=key).commune_id == house.second.commune_id
    text_of(officer, f"{LIST}{key}/", 404)


def test_report_without_a_place_when_the_province_sends_it_on_then_the_office_has_it(
    officer: Client, client_of: ClientOf, report: MakeReport
) -> None:
    key = report(commune_id=None)
    province = client_of(Role.PROVINCE_OFFICER)
    text_of(officer, f"{LIST}{key}/", 404)
    assert "cần chuyển về xã" in text_of(province, LIST)
    page = text_of(province, f"{LIST}{key}/")
    assert "Mở trường hợp</h2>" not in page
    assert province.post(f"{LIST}{key}/mo/", {"tre": "chua-ro"}).status_code == 403
    assert province.post(f"{LIST}{key}/chuyen/", {"xa": "05830"}).status_code == 302
    text_of(province, f"{LIST}{key}/", 404)
    assert "Chuyện Rất Kín" in text_of(officer, f"{LIST}{key}/")


def test_report_when_set_aside_then_with_a_reason_and_no_longer_waiting(officer: Client, report: MakeReport) -> None:
    key = report()
    refused = officer.post(f"{LIST}{key}/khong-mo/", {"ly_do": " "})
    assert refused.status_code == 422
    assert "lý do" in refused.content.decode()
    assert officer.post(f"{LIST}{key}/khong-mo/", {"ly_do": "Đã gặp Gia Đình Kín"}).status_code == 302
    assert str(key) not in text_of(officer, LIST)
    assert "Đã gặp Gia Đình Kín" in text_of(officer, f"{LIST}{key}/")
    assert officer.post(f"{LIST}{key}/mo/", {"tre": "chua-ro"}).status_code == 404


def test_case_when_opened_from_a_report_then_of_the_chosen_child_led_by_who_opened_it(
    officer: Client, report: MakeReport, child: Callable[..., UUID], house: TwoCommunes
) -> None:
    key, lan = report(), child("Nông Văn Tý", date(2018, 3, 1))
    assert officer.post(f"{LIST}{key}/mo/", {"hai": "neglect"}).status_code == 422
    answer = officer.post(f"{LIST}{key}/mo/", {"tre": str(lan), "hai": ["neglect", "no-such"]})
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.child_id, case.harms, case.commune_id) == (lan, ["neglect"], house.first.commune_id)
    assert Member.objects.get(case=case).user == house.users[Role.COMMUNE_OFFICER]
    assert Report.objects.get(pk=key).case == case


def test_case_when_a_child_out_of_reach_is_sent_then_refused(
    officer: Client, report: MakeReport, house: TwoCommunes
) -> None:
    answer = officer.post(f"{LIST}{report()}/mo/", {"tre": str(house.second.child_id), "hai": "neglect"})
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_report_when_a_case_of_the_child_is_open_then_offered_and_joined_even_if_it_came_first(
    officer: Client, report: MakeReport, child: Callable[..., UUID]
) -> None:
    lan = child("Nông Văn Tý", date(2018, 3, 1))
    older, newer = report(child_id=lan), report(child_id=lan)
    officer.post(f"{LIST}{newer}/mo/", {"tre": str(lan), "hai": "neglect"})
    case = Case.objects.get()
    assert f'value="{case.id}"' in text_of(officer, f"{LIST}{older}/")
    assert officer.post(f"{LIST}{older}/nhap/", {}).status_code == 422
    assert officer.post(f"{LIST}{older}/nhap/", {"truong_hop": str(case.id)}).status_code == 302
    assert Report.objects.get(pk=older).case == case


def test_report_when_its_case_is_not_the_readers_then_it_is_gone_from_sight(
    officer: Client, client_of: ClientOf, report: MakeReport, house: TwoCommunes
) -> None:
    key = report()
    officer.post(f"{LIST}{key}/mo/", {"tre": "chua-ro", "hai": "sexual_abuse"})
    Member.objects.update(user=house.users[Role.COMMUNE_CHAIR])
    text_of(officer, f"{LIST}{key}/", 404)
    assert "Chuyện Rất Kín" in text_of(client_of(Role.COMMUNE_CHAIR), f"{LIST}{key}/")
