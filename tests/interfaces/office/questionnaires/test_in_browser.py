"""A pupil's form with a dangerous answer, half filled, in a real browser; axe finds nothing on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from tests.scope.two_communes import ALWAYS, TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.facilities.models import Enrolment
from mangnon.domain.questionnaires.models import Response

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1366, 768), (360, 740)]


@pytest.fixture
def open_page(browser: Browser, live_server, client_of: Callable[[Role], Client]) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody; anything the console complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_at(path: str, role: Role, size: tuple[int, int], javascript: bool = True) -> Page:
        session = client_of(role).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=javascript)
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
    # htmx says so when a newer answer takes the place of one still under way; a refused page tells its status.
    quiet = ("htmx:", "422", "404")
    assert [each for each in complaints if not any(word in each for word in quiet)] == []


@pytest.fixture
def pupil(house: TwoCommunes, child: Callable[..., UUID]) -> UUID:
    """A child of twelve on the school's roll."""
    key = child("Nông Thị Lành", date(2014, 3, 1), "f")
    Enrolment.objects.create(child_id=key, facility_id=house.first.facility_id, valid=ALWAYS)
    return key


def check(page: Page, size: tuple[int, int]) -> None:
    """Hold that axe finds nothing, nothing is wider than the screen, and answers are large enough for a thumb."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    heights = page.eval_on_selector_all(".question__answer", "all => all.map(each => each.offsetHeight)")
    assert all(height >= 44 for height in heights)


@pytest.mark.parametrize("size", SIZES)
def test_pupil_when_an_answer_shows_danger_then_the_school_is_told_what_to_do_and_the_officer_whom_to_meet(
    open_page: Callable[..., Page], pupil: UUID, size: tuple[int, int]
) -> None:
    school = open_page(f"/tre/{pupil}/", Role.SCHOOL, size)
    school.get_by_role("link", name="Bảng hỏi").first.click()
    check(school, size)
    school.get_by_role("link", name="Bắt đầu hỏi").click()
    check(school, size)
    school.get_by_label("Nhiều ngày").first.check()
    school.locator("#q-self_harm-gan_day").check()
    expect(school.get_by_role("alert")).to_contain_text("Làm ngay")
    expect(school.get_by_role("alert")).to_be_in_viewport()
    expect(school.locator("#q-now-co")).to_be_visible()
    expect(school.get_by_label("Nhiều ngày").first).to_be_checked()
    check(school, size)
    school.get_by_role("button", name="Lưu phiếu còn dở").click()
    expect(school.get_by_role("heading", level=1)).to_have_text("Đã nộp phiếu còn dở")
    expect(school.get_by_role("alert")).to_contain_text("111")
    check(school, size)
    kept = Response.objects.get(child_id=pupil, superseded_at__isnull=True)
    stored = f"/tre/{pupil}/bang-hoi/phieu/{kept.pk}/"

    school.goto(school.url.split("/tre/")[0] + stored)
    expect(school.get_by_role("heading", level=1)).not_to_contain_text("Em thấy thế nào")
    school.goto(school.url.split("/tre/")[0] + f"/tre/{pupil}/bang-hoi/")
    expect(school.get_by_text("Chưa có phiếu nào xem được")).to_be_visible()

    officer = open_page(f"/tre/{pupil}/", Role.COMMUNE_OFFICER, size)
    officer.get_by_role("link", name="Gặp em ngay").click()
    expect(officer.get_by_text("Có, gần đây").last).to_be_visible()
    check(officer, size)
    officer.get_by_label("Đã gặp em; còn theo dõi tiếp").check()
    officer.get_by_role("button", name="Ghi đã gặp").click()
    expect(officer.get_by_text("Đã ghi: đã gặp em.")).to_be_visible()
    officer.goto(officer.url.split("/tre/")[0] + f"/tre/{pupil}/")
    expect(officer.get_by_role("link", name="Gặp em ngay")).to_have_count(0)
    check(officer, size)


def test_form_when_there_is_no_script_then_the_button_unfolds_it(open_page: Callable[..., Page], pupil: UUID) -> None:
    page = open_page(f"/tre/{pupil}/bang-hoi/wellbeing-10/", Role.SCHOOL, SIZES[1], javascript=False)
    page.locator("#q-self_harm-truoc").check()
    page.get_by_role("button", name="Xem câu tiếp").click()
    expect(page.locator("#q-now-co")).to_be_visible()
    expect(page.locator("#q-self_harm-truoc")).to_be_checked()
    expect(page.get_by_role("alert")).to_contain_text("Làm ngay")
