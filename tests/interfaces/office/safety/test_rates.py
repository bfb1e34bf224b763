"""Rates on the page and in the workbook: the register's children as denominator, small counts held back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from tests.scope.two_communes import MOMENT, TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.safety.models import Incident, Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(house: TwoCommunes, child: Callable[..., UUID]) -> None:
    """Seven children hurt in the first commune, two in the second, one unknown, two near misses, one dead."""
    Review.objects.all().delete()
    Incident.objects.all().delete()

    def hurt(key: UUID | None, commune: UUID, **more: object) -> None:
        row = {"on": date(2026, 6, 1), "kind": "fall", "outcome": "home", "recorded_at": MOMENT, "commune_id": commune}
        Incident.objects.create(**{**row, "child_id": key, **more})

    for number in range(7):
        hurt(child(name=f"Lý Văn {number}", born=date(2016, 1, 1)), house.first.commune_id)
    for _ in range(2):
        hurt(house.second.child_id, house.second.commune_id, kind="burn")
        hurt(house.first.child_id, house.first.commune_id, outcome="near_miss")
    hurt(None, house.first.commune_id, kind="drowning", outcome="death", sex="m", age_years=9)
    hurt(None, house.first.commune_id, age_years=9, on=date(2024, 1, 1))  # before the period
    corrected = {"superseded_at": MOMENT}
    hurt(None, house.first.commune_id, age_years=9, **corrected)


def test_page_when_opened_by_the_station_then_its_own_numbers_only(
    client_of: Callable[[Role], Client], told: None
) -> None:
    answer = client_of(Role.HEALTH_STATION).get("/an-toan/")
    assert answer.status_code == 200
    whole = answer.context["whole"]
    assert (whole.children, [cell.count for cell in whole.cells]) == ("8", ["8", "1", "1"])
    assert answer.context["near_misses"] == "2"
    text = answer.content.decode()
    assert "Xã Xã Omega" not in text
    assert "Xóm Alpha" in text
    assert "không quá 500 trên 100.000 trẻ, đến năm 2030" in text
    assert AuditEntry.objects.filter(action="safety.open_rates").exists()


def test_page_when_opened_by_the_province_then_all_communes_and_by_age(
    client_of: Callable[[Role], Client], told: None
) -> None:
    answer = client_of(Role.PROVINCE_OFFICER).get("/an-toan/")
    rows = {row.name: [cell.count for cell in row.cells] for row, _ in answer.context["places"]}
    assert rows == {"Xã Xã Alpha": ["8", "1", "1"], "Xã Xã Omega": ["2", "0", "0"]}
    ages = {row.name: row.cells[0].count for row in answer.context["ages"]}
    assert ages == {"1 đến dưới 5 tuổi": "2", "5 đến dưới 10 tuổi": "1", "10 đến dưới 16 tuổi": "7"}


def test_page_when_opened_by_a_leader_then_small_counts_and_what_gives_them_away_are_held_back(
    client_of: Callable[[Role], Client], told: None
) -> None:
    answer = client_of(Role.PROVINCE_LEADER).get("/an-toan/")
    rows = {row.name: [cell.count for cell in row.cells] for row, _ in answer.context["places"]}
    assert rows["Xã Xã Omega"] == ["dưới 5", "0", "0"]
    assert rows["Xã Xã Alpha"] == ["–", "dưới 5", "dưới 5"]
    assert [cell.count for cell in answer.context["whole"].cells] == ["10", "dưới 5", "dưới 5"]
    assert all(cell.rate == "–" for row, _ in answer.context["places"] for cell in row.cells if cell.count != "0")
    assert answer.context["aims"][1]["value"] == "–"
    assert answer.context["aims"][1]["tone"] == "calm"  # neither by its colour
    text = answer.content.decode()
    assert "Tai nạn</a>" not in text
    assert "Số từ 1 đến dưới 5 không hiện" in text


def test_school_when_it_opens_then_its_pupils_only(client_of: Callable[[Role], Client], told: None) -> None:
    answer = client_of(Role.SCHOOL).get("/an-toan/")
    assert answer.context["whole"].children == "1"
    assert [cell.count for cell in answer.context["whole"].cells] == ["0", "0", "0"]


def test_workbook_when_taken_then_the_same_numbers_and_in_the_log(
    client_of: Callable[[Role], Client], told: None
) -> None:
    answer = client_of(Role.PROVINCE_OFFICER).get("/an-toan.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [[cell for cell in row if cell is not None] for row in book.active.iter_rows(values_only=True)]
    alpha = next(row for row in rows if row and row[0] == "Xã Xã Alpha")
    assert alpha[1:3] == ["8", "8"]
    assert ["Ngã", "7", "0"] in [row[:3] for row in rows]
    assert AuditEntry.objects.filter(action="safety.export_rates").exists()
    assert client_of(Role.PROVINCE_LEADER).get("/an-toan.xlsx").status_code == 404
    assert client_of(Role.COLLABORATOR).get("/an-toan.xlsx").status_code == 404
