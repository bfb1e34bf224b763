"""Telling without an account: what is kept, what is shown, and what a stranger's browser is told about itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.interfaces.public.conftest import code_on
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.protection.models import Report, ReportAddition, Reporter
from mangnon.domain.protection.sealing import about_report, told_of
from mangnon.interfaces.public import tokens

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
PAGES = ("/bao-tin/", "/bao-tin/cho-em/", "/bao-tin/ma/")


@pytest.mark.parametrize("path", PAGES)
def test_page_when_opened_then_calls_stand_first_and_nothing_of_the_visitor_is_kept(
    house: TwoCommunes, stranger: Client, path: str
) -> None:
    stranger.cookies["mangnon_session"] = "a" * 32
    answer = stranger.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    for number in ("111", "113", "115"):
        assert f'href="tel:{number}"' in page
    assert "csrfmiddlewaretoken" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_page_when_somebody_is_signed_in_on_the_same_browser_then_it_does_not_know_them(house: TwoCommunes) -> None:
    client, officer = Client(), house.users[Role.PROVINCE_OFFICER]
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/bao-tin/").content.decode()
    assert "Người province_officer" not in page
    assert client.get("/vao/").status_code in (200, 302)
    assert client.cookies["mangnon_session"].value


def test_report_when_sent_then_kept_for_the_office_of_the_commune_and_the_code_is_shown_once(
    send: Send, house: TwoCommunes
) -> None:
    answer = send(
        chuyen_gi="Bị đánh", ten_tre="Cu Tý", xa="05830", nguy="1", gioi="m", cha_ten="Ông Ba", sinh="khoảng 8 tuổi"
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    code = code_on(page)
    assert re.fullmatch(r"(?:[2-9A-HJ-NP-Z]{4} ?){4}", code)
    report = Report.objects.get()
    assert (report.commune_id, report.urgent, report.channel) == (house.first.commune_id, True, "public_page")
    told = told_of(report.told_sealed, key=report.key, about=about_report(report.id))
    assert (told.happened, told.child_name, told.sex, told.father.name) == ("Bị đánh", "Cu Tý", "m", "Ông Ba")
    assert "Bị đánh" not in page
    assert "Cu Tý" not in page
    entry = AuditEntry.objects.get(action="protection.receive_report")
    assert (entry.user_id, entry.place_id, entry.subjects) == (None, house.first.commune_id, [report.id])


def test_report_when_kept_then_the_database_holds_no_word_of_it_and_not_the_code(send: Send) -> None:
    page = send(
        chuyen_gi="Chuyện Tuyệt Mật", ten_tre="Tên Tuyệt Mật", dong_y="1", ten="Người Tuyệt Mật",
        dien_thoai="0912345678", dia_chi="Nhà Tuyệt Mật", gia_dinh="Nhà Tuyệt Mật",
    ).content.decode()  # fmt: skip
    code = code_on(page)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~* %s', ["tuyệt mật|0912345678"])
            assert cursor.fetchone()[0] == 0, table
            for shown in (code, code.replace(" ", "")):
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE strpos(t::text, %s) > 0', [shown])
                assert cursor.fetchone()[0] == 0, table
        for table in ("protection_report", "protection_reporter"):
            cursor.execute(f"SELECT t.* FROM {table} t")
            held = b"".join(bytes(cell) for row in cursor.fetchall() for cell in row if isinstance(cell, memoryview))
            assert "Tuyệt Mật".encode() not in held
            assert b"0912345678" not in held


def test_reporter_when_not_agreed_then_nothing_of_them_is_kept(send: Send) -> None:
    page = send(chuyen_gi="a", ten="Bà Sáu", dien_thoai="0912345678").content.decode()
    assert not Reporter.objects.exists()
    assert "Không ai biết bạn là ai" in page


def test_reporter_when_agreed_then_kept_under_a_key_of_its_own(send: Send) -> None:
    page = send(chuyen_gi="a", ten="Bà Sáu", dong_y="1").content.decode()
    report, reporter = Report.objects.get(), Reporter.objects.get()
    assert reporter.key != report.key
    assert "Nơi nhận tin biết bạn là ai" in page


@pytest.mark.parametrize("path", ["/bao-tin/", "/bao-tin/cho-em/"])
def test_report_when_it_says_nothing_then_asked_back_and_nothing_typed_is_lost(send: Send, path: str) -> None:
    answer = send(path, hau_qua="còn nguyên", xa="05833", nguy="1", gioi="f", me_ten="Bà Bảy", dong_y="1", ten="Tôi")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Report.objects.exists()
    assert '<option value="05833" selected>' in page
    assert 'name="nguy" value="1" checked' in page
    if path == "/bao-tin/":
        for words in ("còn nguyên", "Bà Bảy", 'value="Tôi"'):
            assert words in page
        assert 'name="dong_y" value="1" id="id_dong_y" checked' in page


def test_report_when_a_part_is_too_long_then_that_part_is_named_and_all_is_still_there(send: Send) -> None:
    answer = send(chuyen_gi="a" * 4001, ten_tre="Cu Tý")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_chuyen_gi_error"' in page
    assert "a" * 4001 in page
    assert 'value="Cu Tý"' in page


def test_report_when_the_place_is_not_known_then_it_waits_without_one(send: Send) -> None:
    for place in ("", "99999", "x", "٠٥٨٣٠"):
        assert send(chuyen_gi=f"a {place}", xa=place).status_code == 200
    assert set(Report.objects.values_list("commune_id", flat=True)) == {None}


def test_page_when_sent_twice_then_one_report_and_the_same_code(house: TwoCommunes, stranger: Client) -> None:
    token = tokens.new_token()
    first, again, changed = (
        code_on(stranger.post("/bao-tin/", {"phieu": token, "chuyen_gi": words}).content.decode())
        for words in ("một", "một", "một, và thêm nữa")
    )
    assert first == again != changed
    assert Report.objects.count() == 2


def test_form_when_not_ours_too_old_or_from_another_site_then_nothing_is_kept_or_lost(
    house: TwoCommunes, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tokens.new_token()
    for phieu, headers, status in (
        ("", {}, 422), ("x" * 999, {}, 422), (token + "x", {}, 422),
        (token, {"Sec-Fetch-Site": "cross-site"}, 403), (token, {"Sec-Fetch-Site": "same-site"}, 403),
    ):  # fmt: skip
        answer = stranger.post("/bao-tin/", {"phieu": phieu, "chuyen_gi": "vẫn còn"}, headers=headers)
        assert answer.status_code == status
        assert "vẫn còn</textarea>" in answer.content.decode()
    monkeypatch.setattr(tokens, "MAX_AGE_SECONDS", -1)
    assert stranger.post("/bao-tin/", {"phieu": token, "chuyen_gi": "a"}).status_code == 422
    assert not Report.objects.exists()


def test_child_when_telling_then_three_questions_and_words_for_a_child(send: Send, stranger: Client) -> None:
    page = stranger.get("/bao-tin/cho-em/").content.decode()
    assert page.count("<textarea") + page.count('<input id="id_') == 3
    kept = send("/bao-tin/cho-em/", chuyen_gi="Con bị đánh", o_dau="ở nhà bà").content.decode()
    assert "Cô chú đã nhận lời con kể" in kept
    assert Report.objects.get().channel == "public_page"


def test_code_when_asked_then_the_state_and_nothing_of_the_child(send: Send) -> None:
    code = code_on(send(chuyen_gi="Chuyện Kín", ten_tre="Cu Tý", xa="05830").content.decode())
    answer = send("/bao-tin/ma/", ma=code.lower().replace(" ", "-"), hoi="1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Cán bộ bảo vệ trẻ em đang xem" in page
    for words in ("Chuyện Kín", "Cu Tý", "Xã Alpha</strong>"):
        assert words not in page


def test_code_when_something_is_added_then_kept_sealed_and_counted(send: Send) -> None:
    code = code_on(send(chuyen_gi="a").content.decode())
    page = send("/bao-tin/ma/", ma=code, them="Lời Thêm Kín", gui="1").content.decode()
    assert "Đã nhận lời kể thêm" in page
    assert "Đã kể thêm 1 lần" in page
    assert "Lời Thêm Kín" not in page
    assert "Lời Thêm Kín".encode() not in bytes(ReportAddition.objects.get().text_sealed)


def test_code_when_unknown_then_says_so_and_what_was_typed_is_still_there(send: Send) -> None:
    answer = send("/bao-tin/ma/", ma="AAAA BBBB", them="còn đây", gui="1")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "còn đây</textarea>" in page
    assert 'value="AAAA BBBB"' in page
    assert not ReportAddition.objects.exists()


def test_code_when_a_report_was_set_aside_or_its_case_ended_then_both_look_alike(send: Send) -> None:
    code = code_on(send(chuyen_gi="a").content.decode())
    Report.objects.update(state="set_aside")
    assert "đã giải quyết xong" in send("/bao-tin/ma/", ma=code, hoi="1").content.decode()


def test_address_when_it_floods_then_it_alone_is_slowed_and_is_told_to_call(send: Send) -> None:
    statuses = [send(chuyen_gi=f"lần {turn}").status_code for turn in range(30)]
    assert statuses == [200] * 20 + [429] * 10
    refused = send(chuyen_gi="vẫn còn đây", ten_tre="Cu Tý")
    page = refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= timedelta(seconds=30).total_seconds()
    assert "111" in page
    assert "vẫn còn đây" in page
    assert 'value="Cu Tý"' in page
    assert send(chuyen_gi="nơi khác", address="10.0.0.2").status_code == 200
    assert send("/bao-tin/ma/", ma="A", hoi="1").status_code == 404  # asking is counted apart


def test_code_when_guessed_then_the_address_is_slowed(send: Send) -> None:
    statuses = [send("/bao-tin/ma/", ma=f"A{turn}", hoi="1").status_code for turn in range(25)]
    assert statuses == [404] * 20 + [429] * 5
    assert send(chuyen_gi="a").status_code == 200


@pytest.mark.slow
def test_address_when_it_sends_a_thousand_in_a_minute_then_no_other_is_slowed(
    house: TwoCommunes, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tokens.new_token()
    taken, others = 0, []
    for turn in range(1000):
        monkeypatch.setenv("MANGNON_NOW", f"2026-11-24T08:00:{turn * 60 // 1000:02d}+07:00")
        sent = {"phieu": token, "chuyen_gi": f"lần {turn}"}
        taken += stranger.post("/bao-tin/", sent, REMOTE_ADDR="10.0.0.1").status_code == 200
        if turn % 100 == 50:
            others.append(stranger.post("/bao-tin/", sent, REMOTE_ADDR=f"10.0.1.{turn // 100}").status_code)
    assert taken == 21  # twenty at once, and one for the half minute that passed
    assert others == [200] * 10
    assert Report.objects.count() == 31
