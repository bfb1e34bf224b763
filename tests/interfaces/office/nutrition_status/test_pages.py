"""The nutrition of a place: right numbers, the children behind them, and nothing to whom it is not theirs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from tests.scope.two_communes import MOMENT

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.growth.models import Measurement
from mangnon.interfaces.office.nutrition_status import status

MakeChild = Callable[..., UUID]
SignIn = Callable[[Role], Client]


@pytest.fixture
def weighed(child: MakeChild) -> list[UUID]:
    """Twelve children of 18 months: two stunted, one of them severely; one more not measured since summer."""
    Measurement.objects.all().delete()  # the two communes' own children
    keys = [child(f"Nông Văn {n}") for n in range(13)]
    for n, key in enumerate(keys):
        on = date(2026, 7, 1) if n == 12 else date(2026, 11, 10)
        length = {0: 760, 1: 735}.get(n, 815)
        weight = {0: 9_600, 1: 9_000}.get(n, 10_800)
        Measurement.objects.create(
            child_id=key, on=on, weight_g=weight, length_mm=length, position="l", recorded_at=MOMENT, source="sổ cân"
        )
    return keys


def row_of(page: str, heading: str) -> str:
    found = re.search(rf'<tr><th scope="row">(?:<a [^>]*>)?{heading}.*?</tr>', page, re.DOTALL)
    assert found, heading
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_status_when_two_of_twelve_are_stunted_then_said_with_limits_and_coverage(
    officer: Client, weighed: list[UUID]
) -> None:
    page = officer.get("/dinh-duong/").content.decode()
    assert "cân đo 12 trong 14 trẻ" in page  # the commune's own child was not measured either
    line = row_of(page, "Thấp còi")
    assert " 2 16,7 % (" in line
    assert " 1 8,3 % (" in line
    assert AuditEntry.objects.filter(action="growth.open_status").exists()


def test_status_when_another_period_is_chosen_then_its_measurements(officer: Client, weighed: list[UUID]) -> None:
    assert "cân đo 1 trong" in officer.get("/dinh-duong/?ky=quy-truoc").content.decode()
    assert "cân đo 13 trong" in officer.get("/dinh-duong/?ky=6-thang").content.decode()
    assert "Chưa có trẻ nào được cân đo" in officer.get("/dinh-duong/?ky=thang-truoc").content.decode()


def test_status_when_a_number_is_opened_then_the_children_behind_it_and_in_the_log(
    officer: Client, weighed: list[UUID]
) -> None:
    page = officer.get("/dinh-duong/").content.decode()
    link = re.search(r'href="(/dinh-duong/tre/\?[^"]*nhom=thap-coi[^"]*muc=nang[^"]*)"', page)
    assert link
    behind = officer.get(link[1].replace("&amp;", "&")).content.decode()
    assert "Nông Văn 1<" in behind
    assert "Nông Văn 0<" not in behind
    assert AuditEntry.objects.get(action="growth.list_status").subjects == [weighed[1]]
    missing = officer.get("/dinh-duong/tre/?nhom=chua-can").content.decode()
    assert "Nông Văn 12<" in missing


def test_status_when_a_leader_reads_then_no_child_and_no_small_number(client_of: SignIn, weighed: list[UUID]) -> None:
    leader = client_of(Role.PROVINCE_LEADER)
    page = leader.get("/dinh-duong/").content.decode()
    line = row_of(page, "Thấp còi")
    assert "dưới 5" in line
    assert "%" not in line
    assert "/dinh-duong/tre/" not in page
    assert leader.get("/dinh-duong/tre/?nhom=thap-coi").status_code == 404
    assert leader.get("/dinh-duong.xlsx").status_code == 404


def test_status_when_a_station_asks_for_another_commune_then_its_own_answers(
    client_of: SignIn, weighed: list[UUID]
) -> None:
    page = client_of(Role.HEALTH_STATION).get("/dinh-duong/?xa=05833").content.decode()
    assert "cân đo 12 trong 14 trẻ" in page  # a place outside the scope counts as not asked


def test_workbook_when_taken_then_titled_marked_signed_and_in_the_log(officer: Client, weighed: list[UUID]) -> None:
    answer = officer.get("/dinh-duong.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    words = [str(cell.value) for row in book["Tình trạng dinh dưỡng"].iter_rows() for cell in row if cell.value]
    assert words[0] == "TÌNH TRẠNG DINH DƯỠNG TRẺ EM"
    assert any("kỳ 01/10/2026 – 24/11/2026" in word for word in words)
    assert any("Thủ trưởng đơn vị" in word for word in words)
    assert "Được cân đo: 12 trong 14 trẻ." in words
    assert book.sheetnames == ["Tình trạng dinh dưỡng", "Theo địa bàn", "Chất lượng số đo"]
    assert AuditEntry.objects.filter(action="growth.export_status").count() == 1


@pytest.mark.parametrize("query", ["?ky=x&tuoi=7&xa=<b>&xom=1", "?ky=24-thang", "?tuoi=24", "?xom=" + "0" * 32])
def test_status_when_the_address_is_odd_then_answers_all_the_same(
    officer: Client, weighed: list[UUID], query: str
) -> None:
    assert officer.get(f"/dinh-duong/{query}").status_code == 200


def test_children_when_the_group_is_unknown_then_not_found(officer: Client, weighed: list[UUID]) -> None:
    assert officer.get("/dinh-duong/tre/?nhom=gi-do").status_code == 404


def test_curves_when_asked_then_public_versioned_and_unchanged_until_the_content_changes(officer: Client) -> None:
    answer = officer.get("/du-lieu/duong-cong/waz/f/0-5.json")
    told = answer.json()
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert told["version"] == "who2006+who2007"
    assert told["at"][0] == 0.0
    assert told["lines"]["SD0"][0] == 3.232
    again = officer.get("/du-lieu/duong-cong/waz/f/0-5.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("chart", ["waz/x/0-5", "xxx/f/0-5", "hcz/f/5-19", "wlz/f/0-5", "waz/f/l", "waz/f/0-9"])
def test_curves_when_there_is_no_such_chart_then_not_found(officer: Client, chart: str) -> None:
    assert officer.get(f"/du-lieu/duong-cong/{chart}.json").status_code == 404


def test_status_when_the_province_is_large_then_kept_for_a_while_and_apart_for_those_who_may_only_count(
    client_of: SignIn, weighed: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "KEPT_FROM_CHILDREN", 1)
    monkeypatch.setattr(status, "_KEPT", {})
    officer, leader = client_of(Role.PROVINCE_OFFICER), client_of(Role.PROVINCE_LEADER)
    assert "cân đo 12 trong 15 trẻ" in officer.get("/dinh-duong/").content.decode()
    Measurement.objects.filter(child_id=weighed[5]).delete()
    assert "cân đo 12 trong 15 trẻ" in officer.get("/dinh-duong/").content.decode()
    seen = leader.get("/dinh-duong/").content.decode()
    assert "cân đo 11 trong 15 trẻ" in seen
    assert "/dinh-duong/tre/" not in seen
    assert "cân đo 11 trong" in officer.get("/dinh-duong/?tuoi=24").content.decode()
