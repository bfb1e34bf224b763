"""A citizen tells on a phone without an account and without scripts; an officer finds the child and opens the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.interfaces.office.conftest import child as child  # fixtures
from tests.interfaces.office.conftest import client_of as client_of
from tests.scope.conftest import house as house
from tests.scope.two_communes import TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child
from mangnon.domain.protection.models import Case, Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of somebody's own; complaints of the console fail the test."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**more: object) -> BrowserContext:
        context = browser.new_context(viewport=PHONE, **more)
        context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert [each for each in complaints if "422" not in each] == []


def check(page: Page) -> None:
    """Hold that axe finds nothing and that nothing is wider than the phone."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_worry_when_told_by_a_citizen_then_the_officer_opens_the_case_of_the_child(
    contexts: Callable[..., BrowserContext], live_server, house: TwoCommunes,
    client_of: Callable[[Role], Client], child: Callable[..., UUID],
) -> None:  # fmt: skip
    key = child("Nông Văn Tý", date(2018, 3, 1))
    Child.objects.filter(pk=key).update(search_text="nong van ty")
    stranger = contexts(java_script_enabled=False)
    page = stranger.new_page()
    page.goto(f"{live_server.url}/bao-tin/")
    expect(page.get_by_role("link", name="111")).to_have_attribute("href", "tel:111")
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy kể điều đang xảy ra")
    page.get_by_role("textbox", name="Chuyện gì đã xảy ra").fill("Tối nào cũng nghe tiếng khóc")
    page.get_by_role("checkbox", name="Trẻ đang gặp nguy hiểm").check()
    page.get_by_role("textbox", name="Tên trẻ").fill("Bé Tý")
    page.get_by_role("combobox", name="Xã, phường").select_option("05830")
    expect(page.get_by_label("Họ tên")).to_be_hidden()
    page.get_by_role("checkbox", name="Tôi đồng ý").check()
    page.get_by_label("Họ tên").fill("Bà Sáu")
    page.get_by_role("button", name="Gửi tin").click()
    code = page.locator(".receipt__code").inner_text()
    assert page.url == f"{live_server.url}/bao-tin/"
    assert stranger.cookies() == []
    page.get_by_role("link", name="Hỏi hoặc kể thêm bằng mã").click()
    page.get_by_label("Mã", exact=True).fill(code.lower())
    page.get_by_label("Điều muốn kể thêm").fill("Sáng nay tay bé có vết bầm")
    page.get_by_role("button", name="Gửi thêm").click()
    expect(page.get_by_role("status")).to_contain_text("Đã kể thêm 1 lần")
    assert page.url == f"{live_server.url}/bao-tin/ma/"
    assert stranger.cookies() == []

    session = client_of(Role.COMMUNE_OFFICER).cookies[site.SESSION_COOKIE_NAME].value
    office = contexts()
    office.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    officer = office.new_page()
    officer.goto(f"{live_server.url}/bao-ve/tin-bao/")
    check(officer)
    officer.locator(".waiting__line").click()
    for words in ("Tối nào cũng nghe tiếng khóc", "Sáng nay tay bé có vết bầm"):
        expect(officer.get_by_text(words)).to_be_visible()
    expect(officer.get_by_text("Bà Sáu")).to_have_count(0)
    check(officer)
    officer.get_by_role("link", name="Xem người báo tin").click()
    expect(officer.get_by_text("Bà Sáu")).to_be_visible()
    check(officer)
    officer.go_back()
    officer.get_by_role("radio", name="Nông Văn Tý").check()
    officer.get_by_role("checkbox", name="Bạo lực thân thể").check()
    officer.get_by_role("button", name="Mở trường hợp").click()
    officer.wait_for_url(lambda url: not url.endswith("/mo/"))
    case = Case.objects.get(child_id=key)
    assert case.harms == ["violence"]
    assert Report.objects.get(case=case).channel == "public_page"

    page.get_by_label("Mã", exact=True).fill(code)
    page.get_by_role("button", name="Hỏi tin đã đến đâu").click()
    expect(page.get_by_role("status")).to_contain_text("Đang có người giúp")
    assert "Tý" not in page.content()


@pytest.mark.parametrize("path", ["/bao-tin/", "/bao-tin/cho-em/", "/bao-tin/ma/"])
def test_page_without_an_account_when_looked_at_by_axe_then_clean_and_leaving_takes_its_place_in_the_history(
    contexts: Callable[..., BrowserContext], live_server, house: TwoCommunes, settings, path: str
) -> None:
    context = contexts()
    harmless = f"{live_server.url}/healthz"
    settings.PUBLIC_EXIT_URL = f"{harmless}?thoi-tiet"
    page = context.new_page()
    page.goto(harmless)
    page.goto(f"{live_server.url}{path}")
    check(page)
    before = page.evaluate("history.length")
    page.locator("textarea").first.fill("điều riêng")
    page.get_by_role("link", name="Thoát nhanh").click()
    page.wait_for_url("**/healthz?thoi-tiet")
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url == harmless
