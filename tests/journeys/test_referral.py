"""A worry about a child's development: from the health station to the hospital, and back with a schedule.

The station works at a desk, the hospital on a telephone of 360 px; axe finds nothing on the way, and the hospital sees
nothing beside what it was sent.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Office, clean
from tests.journeys.test_workbook_to_due import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "Hoàng Thị Chậm Nói"
CARD = "TE1191900000123"
RESULT = "Chậm nói đơn thuần; can thiệp ngôn ngữ mỗi tuần."


def test_station_when_a_child_is_late_to_speak_then_the_hospital_answers_with_a_schedule(office: Office) -> None:
    station = office.page(width=DESKTOP)
    office.sign_in(station, "tramyte")
    child = _suspected(station, office.address)
    _send(station)
    received = _answer(office, child)
    _come_back(station, child)
    _withdraw_another(station, office, child, received)
    _figures(office)


def _suspected(page: Page, address: str) -> str:
    """Register a child of two and record that it is late to speak; returns its page's address."""
    page.goto(f"{address}/tre/moi/")
    for name, value in (
        ("ho_ten", NAME), ("ngay_sinh", "15/09/2024"), ("the_bhyt", CARD), ("me_ten", "Hoàng Thị Mẹ"),
        ("me_dien_thoai", "0912345678"),
    ):  # fmt: skip
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_gioi").select_option("f")
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    page.wait_for_url(re.compile(r"/tre/[0-9a-f-]{36}/$"))
    child = page.url
    page.goto(f"{child}sang-loc/development/?buoc=positive")
    page.get_by_label("Ngôn ngữ").check()
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url(child)
    return child


def _send(page: Page) -> None:
    page.get_by_role("link", name="Chuyển gửi sàng lọc phát triển").click()
    clean(page)
    expect(page.get_by_text(NAME).first).to_be_visible()
    page.get_by_label(f"Số thẻ bảo hiểm y tế: {CARD}").check()
    page.get_by_role("button", name="Xem trước khi gửi").click()
    expect(page.get_by_text("Hãy ghi vì sao nơi nhận cần biết")).to_be_visible()
    clean(page)
    page.get_by_label("Vì sao cần số thẻ bảo hiểm y tế").fill("để bệnh viện thanh toán")
    page.get_by_role("button", name="Xem trước khi gửi").click()
    shown = page.get_by_role("article", name="Điều nơi nhận đọc được")
    expect(shown).to_contain_text(CARD)
    expect(shown).to_contain_text("ngôn ngữ")
    clean(page)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("Đã gửi đến")).to_be_visible()
    expect(page.locator("#chuyen-gui")).to_contain_text("Đã gửi, chờ nhận")
    clean(page)


def _answer(office: Office, child: str) -> str:
    """Accept and report on a telephone, and try what a body must not see; returns the referral's address."""
    page = office.page(width=PHONE)
    office.sign_in(page, "benhvien")
    expect(page.get_by_role("heading", name="Được chuyển đến")).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)
    clean(page)
    page.locator(".path a").first.click()
    received = page.url
    expect(page.get_by_text(NAME)).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Nhận việc").click()
    expect(page.get_by_text("Báo kết quả chậm nhất")).to_be_visible()
    page.get_by_label("Kết quả").first.fill(RESULT)
    page.get_by_label("Buổi đầu").fill("32/13/2099")
    page.get_by_role("button", name="Báo kết quả").click()
    expect(page.get_by_text("Buổi đầu: hãy gõ ngày")).to_be_visible()
    clean(page)
    page.get_by_label("Buổi đầu").fill(_in_a_week(page))
    page.get_by_label("Số buổi").fill("4")
    page.get_by_label("Nội dung mỗi buổi").fill("tập ngôn ngữ")
    page.get_by_role("button", name="Báo kết quả").click()
    expect(page.get_by_text("Lịch 4 buổi")).to_be_visible()
    clean(page)
    closed = (
        child, f"{child}chuyen-gui/", f"{office.address}/tre/?q=Ch%E1%BA%ADm", f"{office.address}/viec.xlsx",
        f"{office.address}/chuyen-gui/so-lieu.xlsx", received.replace("/den/", "/"),
    )  # fmt: skip
    for address in closed:
        answer = page.request.get(address, max_redirects=0)
        assert answer.status in {302, 403, 404}, address
        assert NAME not in answer.text()
    other = office.page(width=PHONE)
    office.sign_in(other, "phoihop")
    answer = other.request.get(received)
    assert answer.status == 404, "another body's referral"
    expect(other.get_by_text("Chưa có việc nào được chuyển đến")).to_be_visible()
    clean(other)
    return received


def _in_a_week(page: Page) -> str:
    day: str = page.evaluate(
        "new Date(Date.now() + 7 * 864e5).toLocaleDateString('en-GB', {timeZone: 'Asia/Ho_Chi_Minh'})"
    )
    return day


def _come_back(page: Page, child: str) -> None:
    page.goto(child)
    section = page.locator("#chuyen-gui")
    expect(section).to_contain_text(RESULT)
    expect(section).to_contain_text("lịch 4 buổi")
    section.get_by_role("link", name="Khám phát triển, tự kỷ").click()
    clean(page)
    page.get_by_role("link", name="Ghi kết quả vào đường sàng lọc").click()
    expect(page.get_by_role("heading", name="Sàng lọc phát triển")).to_be_visible()


def _withdraw_another(page: Page, office: Office, child: str, received: str) -> None:
    """What is taken back is gone for the body at once."""
    page.goto(f"{child}chuyen-gui/specialist_examination/")
    page.get_by_role("button", name="Xem trước khi gửi").click()
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.locator("#chuyen-gui").get_by_role("link", name="Khám chuyên khoa").click()
    hospital = office.page(width=PHONE)
    office.sign_in(hospital, "benhvien")
    there = received.rpartition("/den/")[0] + "/den/" + page.url.rstrip("/").rpartition("/")[2] + "/"
    assert hospital.request.get(there).status == 200
    page.get_by_text("Rút lại", exact=True).first.click()
    page.get_by_label("Lý do rút lại").fill("Gia đình đã tự đưa cháu đi khám.")
    clean(page)
    page.get_by_role("button", name="Rút lại").click()
    expect(page.get_by_text("Đã rút lại")).to_be_visible()
    assert hospital.request.get(there).status == 404
    page.goto(f"{office.address}/chuyen-gui/")
    clean(page)


def _figures(office: Office) -> None:
    page = office.page(width=DESKTOP)
    office.sign_in(page, "soyte")
    page.goto(f"{office.address}/chuyen-gui/")
    expect(page.get_by_text("dưới 5").first).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)
    clean(page)
    body = page.request.get(f"{office.address}/chuyen-gui/so-lieu.xlsx").body()
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        assert NAME not in "".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())
    page.goto(f"{office.address}/chuyen-gui/co-quan/")
    clean(page)
    page.set_viewport_size({"width": PHONE, "height": 900})
    for address in ("/chuyen-gui/", "/chuyen-gui/co-quan/"):
        page.goto(office.address + address)
        clean(page)
