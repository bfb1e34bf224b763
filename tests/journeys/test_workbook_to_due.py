"""A clerk's first morning: from the old department's workbook to a child whose due is done.

Walked in a real browser at desktop width, then read again at phone width; axe finds nothing on the way.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import ROOT, Office, clean

SAMPLES = ROOT / "samples"
DESKTOP, PHONE = 1366, 360
# The period's weighing, not what a finding asks for.
PERIOD = re.compile("Cân đo (tháng|quý)")


def _import(page: Page, address: str, kind: str, file: str) -> None:
    page.goto(f"{address}/nhap/")
    clean(page)
    page.locator("input[type=file]").set_input_files(SAMPLES / file)
    page.get_by_label("Tệp ghi gì").select_option(kind)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("dòng sẽ được đọc")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Chạy thử").first.click()
    expect(page.get_by_role("button", name="Nhập", exact=True)).to_be_visible(timeout=120_000)
    clean(page)
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_text("Đã nhập xong")).to_be_visible(timeout=120_000)
    clean(page)


@pytest.mark.browser
@pytest.mark.slow
def test_clerk_when_the_workbook_is_brought_then_a_child_is_found_weighed_and_no_longer_owed_it(office: Office) -> None:
    page = office.page(width=DESKTOP)
    office.sign_in(page, "canbo")
    _import(page, office.address, "children", "danh-sach-tre-em.xlsx")
    _import(page, office.address, "weights", "so-can-do.xlsx")

    # A suspected duplicate is settled by a person.
    page.goto(f"{office.address}/ra-trung/")
    clean(page)
    before = int(re.sub(r"\D", "", page.get_by_text("cặp chờ xem").inner_text()))
    page.locator("tbody th a").first.click()
    clean(page)
    page.get_by_role("button", name="Hai trẻ khác nhau").click()
    page.goto(f"{office.address}/ra-trung/")
    assert int(re.sub(r"\D", "", page.get_by_text("cặp chờ xem").inner_text())) == before - 1

    # Hôm nay: somebody who was not weighed this month.
    page.goto(f"{office.address}/?loai=weighing")
    clean(page)
    line = page.locator(".due", has_text=PERIOD).first
    name = line.locator(".due__child a").inner_text()

    # The same child by name without tone marks.
    box = page.get_by_role("searchbox").first
    box.fill(_without_marks(name))
    box.press("Enter")
    expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    clean(page)

    # Weighed: the due is gone, the weight stands in the list of facts and on the curve.
    page.goto(f"{office.address}/?loai=weighing")
    page.locator(".due", has_text=PERIOD).first.locator(".due__child a").click()
    clean(page)
    owed = page.locator(".due", has_text=PERIOD)
    expect(owed).to_have_count(1)
    points = page.locator("svg circle").count()
    child = page.url
    # About what the child weighed last, so that nothing is asked again of an unlikely number.
    last = re.search(r"Cân nặng theo tuổi: ([\d,]+) kg", page.content())
    weight = last[1] if last else "11,2"
    page.get_by_role("link", name="Cân đo").first.click()
    clean(page)
    page.get_by_label("Cân nặng").fill(weight)
    page.get_by_role("button", name="Lưu").click()
    if page.get_by_text("Xin xem lại trước khi lưu").is_visible():
        clean(page)
        page.get_by_label("Tôi đã xem lại, đúng như vậy").check()
        page.get_by_role("button", name="Lưu").click()
    page.wait_for_url(child)
    expect(owed).to_have_count(0)
    expect(page.get_by_text(f"Cân {weight} kg").first).to_be_visible()
    assert page.locator("svg circle").count() > points
    clean(page)

    # The list on paper.
    page.goto(f"{office.address}/?loai=weighing&in=1")
    assert page.pdf(format="A4").startswith(b"%PDF")

    _read_on_a_phone(office, child)


def _read_on_a_phone(office: Office, child: str) -> None:
    page = office.page(width=PHONE)
    office.sign_in(page, "canbo")
    for address in ("/", "/nhap/", "/ra-trung/", "/tre/", "/dot/can/", "/dot/tiem/", "/dia-ban/", child):
        page.goto(address if address.startswith("http") else office.address + address)
        clean(page)


def _without_marks(name: str) -> str:
    from mangnon.vocab.text import unaccent

    return unaccent(name)


@pytest.mark.browser
@pytest.mark.slow
def test_stranger_when_no_role_reaches_the_child_then_it_does_not_exist(office: Office) -> None:
    page = office.page(width=DESKTOP)
    office.sign_in(page, "phoihop")
    answer = page.goto(f"{office.address}/tre/01a20000-0000-7000-8000-000000000000/")
    assert answer is not None
    assert answer.status == 404
    answer = page.goto(f"{office.address}/nhap/")
    assert answer is not None
    assert answer.status == 404
