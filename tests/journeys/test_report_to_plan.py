"""From a worry to an approved plan, within every deadline, on a clock that the test moves.

The officer works at desktop width, the chair decides on a phone; whoever leaves the team sees nothing any more.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import ROOT, Office, clean, environment_of, served

from mangnon.core.clock import VIETNAM

DESKTOP, PHONE = 1366, 360
NAME = "Bé Triệu Thị Giấu"
# Told by the health station, taken up by the officer: what the pages of reports do.
BEGIN = f"""
from mangnon.config.start import store_ready
with store_ready():
    from mangnon.core.accounts.demo import list_demo_accounts
    from mangnon.core.clock import today
    from mangnon.core.scope.queries import get_scope
    from mangnon.core.scope.rights import Role
    from mangnon.core.scope.roles import as_service
    from mangnon.domain.protection.intake import open_case
    from mangnon.domain.protection.kinds import Channel
    from mangnon.domain.protection.reporting import Worry, receive_report
    from mangnon.domain.protection.telling import Told
    with as_service():
        keys = {{each.role: each.user_id for each in list_demo_accounts()}}
        scopes = {{role: get_scope(user_id=key, user_name="", on=today()) for role, key in keys.items()}}
        officer = scopes[Role.COMMUNE_OFFICER]
        commune_id = officer.grants[0].place_id
        told = Told(child_name="{NAME}", happened="Bố đánh khi say", child_place="xóm Giếng")
        worry = Worry(told=told, channel=Channel.WORKER, commune_id=commune_id, synthetic=True)
        report_id = receive_report(scope=scopes[Role.HEALTH_STATION], worry=worry).report_id
        open_case(scope=officer, report_id=report_id, harms=["violence"], child_id=None)
"""


@dataclass
class Clocked:
    """A served office whose clock stands in a file."""

    office: Office
    file: Path
    at: datetime

    def forward(self, **by: int) -> None:
        """Move the clock, as by ``hours=2``."""
        self.at += timedelta(**by)
        self.file.write_text(self.at.isoformat(), encoding="utf-8")


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Clocked]:
    """A Wednesday morning at eight; the day before was no holiday."""
    data = tmp_path_factory.mktemp("protection")
    file, at = data / "clock", datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM)
    file.write_text(at.isoformat(), encoding="utf-8")
    more = {"MANGNON_NOW_FILE": str(file)}
    with served(data, browser, **more) as office:
        told = environment_of(data) | more | {"MANGNON_DEMO": "1"}
        subprocess.run([sys.executable, "-c", BEGIN], env=told, cwd=ROOT, check=True, timeout=120)
        yield Clocked(office, file, at)


def _signed_in(clocked: Clocked, name: str, width: int) -> Page:
    page = clocked.office.page(width=width)
    clocked.office.sign_in(page, name)
    return page


def _open(clocked: Clocked, page: Page) -> None:
    page.goto(f"{clocked.office.address}/bao-ve/")
    _looked_at(page)
    page.get_by_role("link", name=re.compile(NAME)).click()
    expect(page.get_by_role("heading", name="Trường hợp 01/2026")).to_be_visible()
    _looked_at(page)


def _looked_at(page: Page) -> None:
    """See that the page is clean and that neither its address nor its title names the child."""
    clean(page)
    assert "Giấu" not in page.title()
    assert not re.search(r"[^\x00-\x7f]|Giau|%", page.url), page.url


def _on_time(page: Page) -> None:
    expect(page.locator(".nextstep")).not_to_contain_text("quá ")


def _assess(page: Page, form: str, level: str) -> None:
    page.locator(".nextstep").get_by_role("link", name=re.compile(f"mẫu {form}")).click()
    _looked_at(page)
    for box in page.locator(f"input[name^=muc-][value={level}]").all():
        box.check()
    for text in page.locator("textarea[name^=o-]").all():
        text.fill("đã xem tại nhà")
    page.get_by_role("button", name="Xem gợi ý và kết luận").click()
    expect(page.get_by_role("heading", name="Gợi ý và kết luận")).to_be_visible()
    _looked_at(page)


@pytest.mark.browser
@pytest.mark.slow
def test_officer_when_a_worry_comes_then_a_plan_is_approved_in_time_and_only_the_team_knows(clocked: Clocked) -> None:
    clocked.forward(minutes=30)
    page = _signed_in(clocked, "canbo", DESKTOP)
    _open(clocked, page)
    _on_time(page)
    page.get_by_role("link", name="Kiểm tra thông tin").click()
    _looked_at(page)
    # Typed wrong, told beside it, nothing lost.
    page.get_by_label("Đã kiểm tra thế nào").fill("Gặp bà nội và cô giáo")
    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()
    expect(page.get_by_text("Hãy chọn kết quả kiểm tra")).to_be_visible()
    expect(page.get_by_label("Đã kiểm tra thế nào")).to_have_value("Gặp bà nội và cô giáo")
    _looked_at(page)
    page.get_by_label("Thông tin đúng hoặc có cơ sở").check()
    page.get_by_role("button", name="Ghi kết quả kiểm tra").click()
    _looked_at(page)

    _assess(page, "02", "medium")
    page.get_by_label("Nguy cơ thấp").check()
    page.get_by_role("button", name="Ghi mẫu 02").click()
    expect(page.get_by_text("Kết luận khác với gợi ý").first).to_be_visible()
    expect(page.get_by_label("Nguy cơ thấp")).to_be_checked()
    page.get_by_label("Nguy cơ trung bình").check()
    page.get_by_role("button", name="Ghi mẫu 02").click()
    expect(page.get_by_text("Đã ghi mẫu 02")).to_be_visible()

    page.get_by_role("link", name="Thêm, bớt").click()
    page.get_by_label("Tìm đồng nghiệp").fill("hang")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_label("Ma Thị Hằng").check()
    _looked_at(page)
    page.get_by_role("button", name="Thêm vào nhóm").click()
    expect(page.get_by_text("từ bây giờ người này xem được")).to_be_visible()
    nurse = _signed_in(clocked, "tramyte", DESKTOP)
    _open(clocked, nurse)
    expect(nurse.get_by_role("link", name="Ghi thêm")).to_have_count(0)

    clocked.forward(days=1)
    page = _signed_in(clocked, "canbo", DESKTOP)
    _open(clocked, page)
    _on_time(page)
    _assess(page, "03", "medium")
    page.get_by_role("button", name="Ghi mẫu 03").click()
    page.locator(".nextstep").get_by_role("link", name="Họp xác định nhu cầu").click()
    _looked_at(page)
    page.get_by_label("Người dự").fill("bà nội, cô giáo, trạm y tế")
    page.get_by_label("Nội dung, ý kiến, kết luận").fill("trẻ ở với bà")
    page.get_by_role("button", name="Ghi biên bản họp").click()
    page.locator(".nextstep").get_by_role("link", name=re.compile("Trình kế hoạch")).click()
    _looked_at(page)
    page.locator("#id_muc_tieu").fill("Trẻ an toàn ở nhà bà")
    page.get_by_role("button", name="Thêm dịch vụ").click()
    expect(page.locator("#id_muc_tieu")).to_have_value("Trẻ an toàn ở nhà bà")
    page.locator("#id_loai-1").select_option("psychological")
    page.locator("#id_viec-1").fill("trò chuyện hằng tuần")
    page.locator("#id_phu_trach-1").fill("trạm y tế")
    page.get_by_role("button", name="Trình Chủ tịch duyệt").click()
    expect(page.get_by_text("Chủ tịch được báo")).to_be_visible()
    _looked_at(page)
    expect(page.locator(".nextstep")).to_contain_text("Đang chờ người khác")

    clocked.forward(hours=20)
    chair = _signed_in(clocked, "chutich", PHONE)
    chair.goto(f"{clocked.office.address}/bao-ve/")
    expect(chair.get_by_role("heading", name="Chờ tôi duyệt")).to_be_visible()
    _open(clocked, chair)
    _on_time(chair)
    chair.get_by_role("link", name="Duyệt kế hoạch").click()
    expect(chair.get_by_text("trò chuyện hằng tuần")).to_be_visible()
    _looked_at(chair)
    chair.get_by_label("Phê duyệt kế hoạch").check()
    chair.get_by_role("button", name="Ghi quyết định").click()
    expect(chair.get_by_text("đang thực hiện kế hoạch")).to_be_visible()
    _looked_at(chair)

    nurse = _signed_in(clocked, "tramyte", DESKTOP)
    _open(clocked, nurse)
    page = _signed_in(clocked, "canbo", DESKTOP)
    _open(clocked, page)
    page.get_by_text("Ai đã xem, đã ghi").click()
    expect(page.get_by_text("Ma Thị Hằng: xem hồ sơ trường hợp").first).to_be_visible()
    _looked_at(page)
    page.get_by_role("link", name="Thêm, bớt").click()
    page.get_by_role("button", name=re.compile("Cho ra khỏi nhóm.*Ma Thị Hằng")).click()
    expect(page.get_by_text("không còn xem được trường hợp")).to_be_visible()
    answer = nurse.reload()
    assert answer is not None
    assert answer.status == 404
    assert "Giấu" not in nurse.content()
