"""A worry about a child's development: from the health station to the hospital and back with a schedule.

The station works at a desk, the hospital on a telephone of 360 px; axe finds nothing on the way, and the hospital sees
nothing beside what it was sent.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Office
from tests.journeys.test_workbook_to_due import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "Hoàng Thị Chậm Nói"


def _register(page: Page, address: str) -> str:
    """Register a child of two and record a suspicion; returns the child's address."""
    page.goto(f"{address}/tre/moi/")
    page.get_by_label("Họ và tên", exact=True).first.fill(NAME)
    page.get_by_label("Ngày sinh").first.fill("15/09/2024")
    page.locator("select[name=gioi_tinh], input[name=gioi_tinh]").first.wait_for()
    return page.url


def test_station_when_a_child_is_late_to_speak_then_the_hospital_answers_with_a_schedule(office: Office) -> None:
    station = office.page(width=DESKTOP)
    office.sign_in(station, "tramyte")
    child = _register(station, office.address)
    expect(station).to_have_url(re.compile(child))
