"""Both sessions in a real browser by keyboard alone, at two widths; axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from tests.scope.two_communes import TODAY

from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY_VACCINES = "/dot/tiem/?ngay=24/11/2026&ai=tat-ca&" + "&".join(
    f"vx={code}" for code in ("PENTA", "MR", "BOPV", "IPV", "PCV", "ROTA", "JE", "BCG")
)
SIZES = [(1366, 768), (360, 740)]


@pytest.fixture
def open_page(browser: Browser, live_server, station: Client) -> Iterator[Callable[..., Page]]:
    """Opens a page as the health station; anything the console complains of fails the test."""
    complaints: list[str] = []
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": station.cookies[settings.SESSION_COOKIE_NAME].value}
    contexts = []

    def open_at(path: str, size: tuple[int, int], javascript: bool = True) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=javascript)
        context.add_cookies([{**cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield open_at
    for context in contexts:
        context.close()
    # A form that comes back says so with its status too, and the console repeats it.
    assert [each for each in complaints if "422" not in each] == []


def check(page: Page, size: tuple[int, int]) -> None:
    """Hold that axe finds nothing and nothing is wider than the screen."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def state(page: Page, key: UUID):
    return page.locator(f"#fast-state-{key}")


@pytest.mark.parametrize("size", SIZES)
def test_weighing_when_walked_by_keyboard_then_each_row_is_saved_and_a_question_answered(
    open_page: Callable[..., Page], child: Callable[..., UUID], size: tuple[int, int]
) -> None:
    first, second, third = (child(f"Nông Văn {name}", date(2025, 5, 24)) for name in ("An", "Ba", "Cả"))
    page = open_page("/dot/can/?ngay=24/11/2026&tuoi=60", size)
    expect(page.locator("#session-counts")).to_contain_text("Đã ghi 1 trong 4")
    check(page, size)
    page.locator(f'[name="kg-{first}"]').focus()
    for typed in ("10,2", "10400", "abc"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    expect(state(page, first)).to_contain_text("Đã lưu")
    expect(state(page, second)).to_contain_text("là gam")
    expect(state(page, third)).to_contain_text("chưa đọc được")
    check(page, size)
    page.locator(f'[name="dung-{second}"]').focus()
    page.keyboard.press("Space")
    expect(state(page, second)).to_contain_text("Đã lưu")
    page.locator(f'[name="kg-{first}"]').focus()
    page.keyboard.press("Tab")
    page.keyboard.type("80,5")
    page.keyboard.press("Tab")
    expect(state(page, first)).to_contain_text("chiều cao/tuổi")
    expect(page.locator("#session-counts")).to_contain_text("Đã ghi 3 trong 4")
    kept = Measurement.objects.filter(child_id__in=[first, second], superseded_at__isnull=True).order_by("weight_g")
    assert [(each.weight_g, each.length_mm) for each in kept] == [(10200, 805), (10400, None)]
    page.reload(wait_until="networkidle")
    expect(page.locator(f'[name="cm-{first}"]')).to_have_value("80,5")
    check(page, size)


@pytest.mark.parametrize("size", SIZES)
def test_vaccination_when_walked_by_keyboard_then_screening_is_asked_for_and_the_verdict_told(
    open_page: Callable[..., Page], child: Callable[..., UUID], size: tuple[int, int]
) -> None:
    key = child(born=date(2026, 9, 1))
    page = open_page("/dot/tiem/", size)
    check(page, size)
    page.locator('[name="vx"][value="PENTA"]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(f"#fast-{key}")).to_be_visible()
    page.wait_for_load_state("networkidle")
    check(page, size)
    page.locator(f'[name="co-{key}"]').focus()
    page.keyboard.press("Space")
    expect(state(page, key)).to_contain_text("khám sàng lọc")
    page.locator(f'[name="kham-{key}"]').focus()
    page.keyboard.press("Space")
    expect(state(page, key)).to_contain_text("5 trong 1: hợp lệ.")
    expect(page.locator("#session-counts")).to_contain_text("Đã ghi 1")
    check(page, size)
    [kept] = Dose.objects.filter(child_id=key)
    assert (kept.product, kept.on) == ("vn:PENTA", TODAY)


def test_weighing_when_the_browser_runs_no_script_then_the_form_saves_the_whole_table(
    open_page: Callable[..., Page], child: Callable[..., UUID]
) -> None:
    good, odd = child(), child("Nông Văn Ba")
    page = open_page("/dot/can/?ngay=24/11/2026&tuoi=60", SIZES[0], javascript=False)
    page.locator(f'[name="kg-{good}"]').fill("10,2")
    page.locator(f'[name="kg-{odd}"]').fill("10400")
    page.get_by_role("button", name="Lưu cả bảng").click()
    expect(page.get_by_text("Đã lưu 1 trẻ; 1 dòng cần xem lại")).to_be_visible()
    expect(page.locator(f'[name="kg-{odd}"]')).to_have_value("10400")
    page.locator(f'[name="dung-{odd}"]').check()
    page.get_by_role("button", name="Lưu cả bảng").click()
    expect(page.get_by_text("Đã lưu 1 trẻ.")).to_be_visible()
    assert sorted(Measurement.objects.filter(child_id__in=[good, odd]).values_list("weight_g", flat=True)) == [
        10200,
        10400,
    ]


@pytest.mark.parametrize("size", SIZES)
def test_vaccination_when_the_next_part_is_asked_for_with_rows_unanswered_then_nothing_typed_is_lost(
    open_page: Callable[..., Page], child: Callable[..., UUID], size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mangnon.interfaces.office.sessions.people.ROWS_A_PART", 2)
    keys = [child(f"Nông Văn {name}", date(2026, 9, 1)) for name in ("An", "Ba", "Cả", "Dần")]
    page = open_page("/dot/tiem/?ngay=24/11/2026&vx=PENTA&lo-PENTA=AB12", size, javascript=size == SIZES[0])
    if size == SIZES[0]:  # axe needs scripts
        check(page, size)
    page.locator(f'[name="co-{keys[0]}"]').check()
    page.locator(f'[name="kham-{keys[1]}"]').check()
    page.locator(f'[name="co-{keys[1]}"]').check()
    page.get_by_role("button", name="Lưu, sang phần 2").first.click()
    expect(page.locator(f'[name="co-{keys[0]}"]')).to_be_checked()
    page.locator(f'[name="kham-{keys[0]}"]').check()
    page.get_by_text("Mở lô mới").first.click()
    page.locator('[name="mo-lo-PENTA"]').fill("CD34")
    page.get_by_role("button", name="Lưu, sang phần 2").first.click()
    page.locator(f'[name="kham-{keys[2]}"]').check()
    page.locator(f'[name="co-{keys[2]}"]').check()
    page.get_by_role("button", name="Lưu, về phần 1").first.click()
    expect(page.locator(f'[name="lo-{keys[1]}-PENTA"]')).to_have_value("1")
    kept = Dose.objects.filter(child_id__in=keys, superseded_at__isnull=True).order_by("child__full_name")
    assert [(each.lot, each.examined) for each in kept] == [("AB12", True), ("AB12", True), ("CD34", True)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "path",
    ["/dot/", "/dot/can/", "/dot/vitamin/?ngay=24/11/2026&ai=tat-ca", "/dot/can/?ngay=24/11/2026&in=1",
     "/dot/tiem/?ngay=24/11/2026&vx=PENTA&in=1", "/tre/{key}/the/",
     "/dot/tiem/?ngay=24/11/2026&vx=PENTA&vx=PCV&lo-PENTA=AB12&lo-PENTA-2=CD34",
        MANY_VACCINES, "/dot/can/?ngay=31/02/2026"],
)  # fmt: skip
def test_page_when_checked_by_axe_then_it_finds_nothing(
    open_page: Callable[..., Page], child: Callable[..., UUID], path: str, size: tuple[int, int]
) -> None:
    key = child(born=date(2026, 9, 1))
    check(open_page(path.format(key=key), size), size)


def test_card_when_printed_then_one_sheet_of_a6(
    open_page: Callable[..., Page], child: Callable[..., UUID], tmp_path: Path
) -> None:
    page = open_page(f"/tre/{child()}/the/", SIZES[0])
    sheet = page.pdf(prefer_css_page_size=True)
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
    width, height = (float(word) for word in sheet.split(b"/MediaBox [0 0 ")[1].split(b"]")[0].split())
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (105, 148)
