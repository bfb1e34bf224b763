"""A hazard reported on the phone with a photo and the phone's own place, taken on and checked in the office."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.scope.two_communes import TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.safety.models import Hazard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, OFFICE = (360, 740), (1366, 768)


@pytest.fixture
def open_page(browser: Browser, live_server, client_of: Callable[[Role], Client]) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody standing by a pond; anything the console complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_at(path: str, role: Role, size: tuple[int, int], javascript: bool = True) -> Page:
        session = client_of(role).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=javascript,
            geolocation={"latitude": 21.6305, "longitude": 105.64, "accuracy": 12}, permissions=["geolocation"],
        )  # fmt: skip
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert [each for each in complaints if "422" not in each] == []


def check(page: Page, size: tuple[int, int]) -> None:
    """Hold that axe finds nothing and nothing is wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def _photo() -> dict[str, object]:
    target = io.BytesIO()
    Image.new("RGB", (800, 600), (20, 90, 120)).save(target, "JPEG")
    return {"name": "ao.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def test_hazard_when_reported_on_the_phone_then_the_office_takes_it_on_and_another_checks_it(
    house: TwoCommunes, open_page: Callable[..., Page]
) -> None:
    Hazard.objects.filter(commune_id=house.first.commune_id).update(state="checked")
    phone = open_page("/an-toan/nguy-co/", Role.COLLABORATOR, PHONE)
    check(phone, PHONE)
    phone.get_by_role("link", name="Báo nguy cơ").click()
    check(phone, PHONE)
    phone.get_by_role("button", name="Báo nguy cơ").click()
    expect(phone.get_by_text("Hãy chọn loại nguy cơ.")).to_be_visible()
    check(phone, PHONE)
    phone.get_by_label("Loại nguy cơ").select_option("pond")
    phone.get_by_label("Chỗ nào").fill("ao cạnh cổng trường")
    phone.get_by_role("button", name="Lấy vị trí ở đây").click()
    expect(phone.get_by_label("Tọa độ")).to_have_value("21.630500, 105.640000")
    phone.get_by_label("Ảnh", exact=True).set_input_files(_photo())  # type: ignore[arg-type]
    phone.get_by_role("button", name="Báo nguy cơ").click()
    expect(phone.get_by_text("Đã báo nguy cơ.")).to_be_visible()
    expect(phone.get_by_alt_text("Ảnh nguy cơ")).to_be_visible()
    check(phone, PHONE)
    path = "/an-toan" + phone.url.split("/an-toan")[1]

    office = open_page(path, Role.COMMUNE_OFFICER, OFFICE)
    office.get_by_label("Ai xử lý").fill("Ủy ban nhân dân xã")
    office.get_by_role("button", name="Nhận xử lý").click()
    expect(office.get_by_text("Đã nhận xử lý").first).to_be_visible()
    office.get_by_role("button", name="Báo đã khắc phục").click()
    expect(office.get_by_role("button", name="Đã kiểm tra, an toàn")).to_have_count(0)
    check(office, OFFICE)
    station = open_page(path, Role.HEALTH_STATION, OFFICE)
    station.get_by_role("button", name="Đã kiểm tra, an toàn").click()
    expect(station.get_by_text("Đã kiểm tra, an toàn").first).to_be_visible()


def test_hazard_when_there_is_no_script_then_reported_all_the_same(
    house: TwoCommunes, open_page: Callable[..., Page]
) -> None:
    phone = open_page("/an-toan/nguy-co/moi/", Role.COLLABORATOR, PHONE, javascript=False)
    expect(phone.get_by_role("button", name="Lấy vị trí ở đây")).to_have_count(0)
    phone.get_by_label("Loại nguy cơ").select_option("well")
    phone.get_by_label("Chỗ nào").fill("giếng đầu xóm")
    phone.get_by_role("button", name="Báo nguy cơ").click()
    expect(phone.get_by_text("Đã báo nguy cơ.")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, OFFICE])
@pytest.mark.parametrize(
    "path", ["/an-toan/", "/an-toan/tai-nan/", "/an-toan/lop/", "/tre/{child}/tai-nan/", "/tre/{child}/nha-an-toan/"]
)
def test_pages_when_opened_then_axe_finds_nothing_and_all_fits(
    house: TwoCommunes, open_page: Callable[..., Page], path: str, size: tuple[int, int]
) -> None:
    check(open_page(path.format(child=house.first.child_id), Role.COMMUNE_OFFICER, size), size)
