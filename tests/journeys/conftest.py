"""The system as people meet it: served by its own command from an empty store, and a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "mangnon-dung-thu"
# Starting, migrating and the first page on a busy machine; a hang is the only thing this guards against.
PATIENCE_S = 180


@dataclass(frozen=True)
class Office:
    """A served system: its address and a browser to reach it with."""

    address: str
    browser: Browser

    def page(self, *, width: int) -> Page:
        """Open a page of this width, signed out."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN")
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    def sign_in(self, page: Page, name: str) -> None:
        """Sign in as a demo account."""
        page.goto(f"{self.address}/vao/")
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Vào làm việc").click()
        page.wait_for_url(lambda url: "/vao/" not in url)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    """An empty sample commune, served; stopped at the end."""
    data, port = tmp_path_factory.mktemp("journey"), _free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "MANGNON_DATABASE", "MANGNON_DB_PURPOSE", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"MANGNON_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    words = [sys.executable, "-m", "mangnon.config.cli", "demo", "--empty", "--port", str(port)]
    log = (data / "serve.log").open("w")
    server = subprocess.Popen(words, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, data / "serve.log")
        yield Office(address, browser)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(40)
        except subprocess.TimeoutExpired:
            server.kill()
            raise
        finally:
            log.close()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(log.read_text())
