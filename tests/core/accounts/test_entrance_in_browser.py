"""The door in a real browser: a passkey of a virtual authenticator, an app's codes, recovery codes, the lock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.core.cache import cache
from playwright.sync_api import Browser, CDPSession, Page, expect
from tests.core.accounts.conftest import PASSWORD

from mangnon.core.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [360, 1366]
PLATFORM_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True)
class Door:
    """A browser before the served house; ``page`` is as a person sees it, ``key`` the machine's own passkey store."""

    page: Page
    address: str
    key: CDPSession
    key_id: str

    def open(self, path: str) -> None:
        """Go to a page of the house."""
        self.page.goto(self.address + path, wait_until="networkidle")

    def sign_in(self, *, password: str = PASSWORD) -> None:
        """Type name and password."""
        self.open("/vao/")
        self.page.get_by_label("Tên đăng nhập").fill("hoa.nt")
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.page.get_by_role("button", name="Vào làm việc").click()
        self.page.wait_for_load_state("networkidle")

    def leave(self) -> None:
        """Sign out."""
        self.open("/vao/ra/")
        self.page.get_by_role("button", name="Đăng xuất").click()
        self.page.wait_for_load_state("networkidle")

    def held(self) -> list[dict[str, Any]]:
        """Return the passkeys that the machine keeps."""
        found = self.key.send("WebAuthn.getCredentials", {"authenticatorId": self.key_id})
        return list(found["credentials"])


@pytest.fixture
def door(browser: Browser, live_server: Any, settings: LazySettings, person: User, width: int) -> Iterator[Door]:
    # Passkeys need a name, not an address of numbers; browsers hold localhost for safe without a certificate.
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    key = context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    made = key.send("WebAuthn.addVirtualAuthenticator", {"options": PLATFORM_KEY})
    yield Door(page, live_server.url.replace("127.0.0.1", "localhost"), key, made["authenticatorId"])
    context.close()
    assert complaints == []


def code_of(secret: str) -> str:
    """The six digits that an app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def add_passkey(door: Door, name: str) -> None:
    door.open("/vao/hai-lop/")
    door.page.get_by_role("link", name=re.compile("Thêm khóa")).click()
    door.page.get_by_label("Tên khóa").fill(name)
    door.page.get_by_role("button", name="Thêm khóa").click()
    door.page.wait_for_url(re.compile("/vao/hai-lop/(?!khoa/them)"))


def remove_passkey(door: Door, name: str) -> None:
    door.open("/vao/hai-lop/khoa/")
    door.page.get_by_role("link", name=f"Bỏ {name}").click()
    door.page.get_by_role("button", name="Bỏ khóa").click()
    door.page.wait_for_load_state("networkidle")


def set_up_app(door: Door) -> str:
    """Set up an app and return its secret."""
    door.open("/vao/hai-lop/")
    door.page.get_by_role("link", name="Đặt ứng dụng mã").click()
    secret = door.page.locator(".secret").inner_text().strip()
    door.page.get_by_label("Gõ mã 6 số").fill(code_of(secret))
    door.page.get_by_role("button", name="Xong, bật lớp bảo vệ").click()
    door.page.wait_for_load_state("networkidle")
    return secret


@pytest.mark.parametrize("width", WIDTHS)
def test_passkey_when_enrolled_then_it_signs_in_without_a_password_and_once_removed_no_longer(
    door: Door, person: User
) -> None:
    door.sign_in()
    add_passkey(door, "Máy ở trạm")
    (kept,) = door.held()
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
    door.leave()
    door.open("/tai-khoan/toi/")
    assert "/vao/" in door.page.url
    door.page.get_by_role("button", name="Vào bằng khóa truy cập").click()
    door.page.wait_for_url(lambda url: "/vao/" not in url)
    assert door.held()[0]["signCount"] > kept["signCount"]
    expect(door.page.get_by_text("Nguyễn Thị Hoa").first).to_be_attached()

    door.open("/vao/hai-lop/khoa/")
    door.page.get_by_role("link", name="Bỏ Máy ở trạm").click()
    expect(door.page.get_by_text("lớp bảo vệ cuối cùng")).to_be_visible()
    assert Authenticator.objects.filter(user=person, type="webauthn").exists()
    set_up_app(door)
    remove_passkey(door, "Máy ở trạm")
    expect(door.page.get_by_text("Máy ở trạm")).to_have_count(0)
    assert not Authenticator.objects.filter(user=person, type="webauthn").exists()
    assert door.held() != []  # the machine does not know that it was removed here
    door.leave()
    door.open("/vao/")
    door.page.get_by_role("button", name="Vào bằng khóa truy cập").click()
    expect(door.page.get_by_role("alert").filter(visible=True)).to_contain_text("Khóa này")
    door.open("/tai-khoan/toi/")
    assert "/vao/" in door.page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_app_when_set_up_then_its_code_or_a_recovery_code_is_asked_and_each_recovery_code_works_once(
    door: Door, person: User
) -> None:
    door.sign_in()
    secret = set_up_app(door)
    door.open("/vao/hai-lop/du-phong/")
    recovery = re.findall(r"\b\w{8,}\b", door.page.locator(".codes").inner_text())
    assert len(recovery) == 10
    for number, (typed, opens) in enumerate(
        [("000000", False), (code_of(secret), True), (recovery[0], True), (recovery[0], False), (recovery[1], True)]
    ):
        door.page.context.clear_cookies()
        Authenticator.objects.filter(user=person, type="totp").update(last_used_at=None)
        cache.clear()  # the code of this half minute was used to set up
        door.sign_in()
        door.page.get_by_label("Mã", exact=True).fill(code_of(secret) if number == 1 else typed)
        door.page.get_by_role("button", name="Vào làm việc").click()
        door.page.wait_for_load_state("networkidle")
        if opens:
            assert "/vao/" not in door.page.url, number
        else:
            expect(door.page.get_by_text("Mã chưa đúng")).to_be_visible()
            door.open("/tai-khoan/toi/")
            assert "/vao/" in door.page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_lock_when_the_password_was_wrong_five_times_then_the_right_one_does_not_open_either(door: Door) -> None:
    for _ in range(5):
        door.sign_in(password="khong-phai-mat-khau")
    expect(door.page.get_by_text("15 phút").first).to_be_visible()
    door.sign_in()
    expect(door.page.get_by_text("15 phút").first).to_be_visible()
    assert door.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    door.open("/tai-khoan/toi/")
    assert "/vao/" in door.page.url
