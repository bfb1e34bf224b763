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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
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
    with served(tmp_path_factory.mktemp("journey"), browser) as opened:
        yield opened


@contextmanager
def served(data: Path, browser: Browser, **more: str) -> Iterator[Office]:
    """Serve an empty sample commune while inside.

    Args:
        data: an empty folder for its store.
        browser: to reach it with.
        more: of the server's environment.
    """
    port = _free_port()
    environment = environment_of(data) | more
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


def environment_of(data: Path) -> dict[str, str]:
    """Return the environment of a process beside the tests that works in a store of its own."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "MANGNON_DATABASE", "MANGNON_DB_PURPOSE", "DJANGO_SETTINGS_MODULE"}
    }
    kept = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return environment | {"MANGNON_DATA": str(data), "PYTHONPATH": os.pathsep.join(kept)}


def clean(page: Page) -> None:
    """See that axe finds nothing on a page and that it is no wider than its screen."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [(each["id"], page.url, [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    assert told == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is wider than the screen by {wide} px"


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
