"""The auditor's page: filters, keyset pages, the chain's state, the workbook, and never a child's name."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.scope.two_communes import TwoCommunes, build

from mangnon.core.audit import pages, queries
from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 1, 1, tzinfo=UTC)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    monkeypatch.setenv("MANGNON_TODAY", "2026-11-24")
    return build()


def signed_in(house: TwoCommunes, role: Role = Role.AUDITOR) -> Client:
    client = Client()
    client.force_login(house.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def write(house: TwoCommunes, count: int, **told: object) -> None:
    for number in range(count):
        AuditEntry.objects.create(
            **{
                "at": START + timedelta(minutes=number), "user_id": house.users[Role.COMMUNE_OFFICER].id,
                "action": "growth.record_weight", "record_class": "health", "subjects": [house.first.child_id],
                "detail": {"nth": number}, **told,
            }
        )  # fmt: skip


def rows_of(page: str) -> list[str]:
    return re.findall(r"nth: (\d+)", page)


def test_entries_when_there_are_many_then_pages_follow_each_other_without_gap_or_repeat(house: TwoCommunes) -> None:
    write(house, 120)
    client, seen, address = signed_in(house), [], "/nhat-ky/?viec=growth.record_weight"
    for _ in range(3):
        page = client.get(address).content.decode()
        seen += rows_of(page)
        further = re.search(r'href="(/nhat-ky/\?[^"]*sau=[^"]+)"[^>]*>[^<]*(?:<svg.*?</svg>)?Cũ hơn', page)
        if further:
            address = further[1].replace("&amp;", "&")
    assert seen == [str(number) for number in range(119, -1, -1)]
    assert queries.PAGE == 50


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tre={child}", 2),
        ("tre={other}", 0),
        ("nguoi=commune_officer", 2),
        ("nguoi=nobody", 0),
        ("loai=health", 2),
        ("loai=sensitive", 0),
        ("tu=01/11/2026&den=01/11/2026", 2),
        ("tu=02/11/2026&den=03/11/2026", 0),
        ("viec=growth.record_weight&loai=health&tre={child}", 2),
    ],
)
def test_entries_when_filtered_then_only_those_are_shown(house: TwoCommunes, query: str, found: int) -> None:
    write(house, 2)
    asked = query.format(child=house.first.child_id, other=house.second.child_id)
    assert len(rows_of(signed_in(house).get(f"/nhat-ky/?{asked}").content.decode())) == found


def test_entries_when_what_is_asked_cannot_be_read_then_it_is_said_and_nothing_breaks(house: TwoCommunes) -> None:
    client = signed_in(house)
    for query in ("tre=khong-phai-ma", "tu=31/02/2026", "ma=x", "sau=rac", "loai=x", "noi=x", "viec=%00"):
        assert client.get(f"/nhat-ky/?{query}").status_code == 200


def test_entries_when_a_detail_holds_free_text_then_it_is_not_shown(house: TwoCommunes) -> None:
    write(house, 1, detail={"note": "Nguyễn Văn Tèo", "nth": 7})
    page = signed_in(house).get("/nhat-ky/").content.decode()
    assert "nth: 7" in page
    assert "Tèo" not in page


def test_export_when_asked_then_every_entry_stands_in_it_as_text_and_the_log_knows(house: TwoCommunes) -> None:
    write(house, 3, detail={"nth": "=1+1"})
    write(house, 1)
    answer = signed_in(house).post("/nhat-ky/xuat/", {"viec": "growth.record_weight"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 3 + 4
    assert str(house.first.child_id) in str(sheet)
    assert AuditEntry.objects.filter(action="audit.export", detail={"action": "growth.record_weight"}).count() == 1


@pytest.mark.django_db(transaction=True)
def test_check_when_the_chain_is_longer_than_one_step_then_steps_follow_to_the_end(
    house: TwoCommunes, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(house, 7)
    monkeypatch.setattr(pages, "AT_ONCE", 3)
    client, address = signed_in(house), "/nhat-ky/kiem-tra/"
    for _ in range(2):
        page = client.get(address, headers={"HX-Request": "true"}).content.decode()
        step = re.search(r'name="buoc" value="([^"]+)"', page)
        assert step
        address = f"/nhat-ky/kiem-tra/?buoc={step[1]}"
    page = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "nguyên vẹn" in page
    assert "7 dòng" in page


@pytest.mark.django_db(transaction=True)
def test_check_when_a_row_was_changed_then_the_page_says_which(house: TwoCommunes) -> None:
    from django.db import connection

    write(house, 3)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditentry SET user_id = %s WHERE detail = '{\"nth\": 1}'", [uuid7()])
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")
    page = signed_in(house).get("/nhat-ky/kiem-tra/").content.decode()
    assert "bị đứt" in page
    assert "mắt xích số 2" in page
    assert "đã bị sửa" in page


def test_check_when_the_step_is_forged_then_it_begins_anew(house: TwoCommunes) -> None:
    assert signed_in(house).get("/nhat-ky/kiem-tra/?buoc=gia-mao").status_code == 200
