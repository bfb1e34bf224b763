"""Draws the documents' pictures from the demo, in a browser; `make docs` runs it.

The demo gets a data folder of its own, so that a running one is left alone; its day is fixed, so that a picture changes
only when a page does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
DAY = "2026-11-24"
WIDE = {"width": 1366, "height": 860}
# Picture, sign-in name of the demo, address.
SHOTS = (("hom-nay", "canbo", "/"),)


def main() -> int:
    """Serve the demo and take every picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Thiếu chromium: sudo apt install chromium", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, user, path in SHOTS:
            page = browser.new_page(viewport=WIDE)
            _sign_in(page, address, user)
            page.goto(address + path)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
            print(PICTURES / f"{name}.png")
        browser.close()
    return 0


def _sign_in(page: Page, address: str, user: str) -> None:
    page.goto(f"{address}/vao/?thu={user}")  # the demo's page fills in a role's account
    page.get_by_role("button", name="Vào làm việc").click()
    page.wait_for_url(f"{address}/")


@contextlib.contextmanager
def _demo() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tempfile.mkdtemp(prefix="mangnon-pictures-")
    words = [sys.executable, "-m", "mangnon.config.cli", "demo", "--port", str(port), "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MANGNON_DATA": data, "MANGNON_TODAY": DAY}
    environment.pop("DATABASE_URL", None)
    process = subprocess.Popen(words, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(360):
        if process.poll() is not None:
            raise SystemExit("mangnon demo dừng khi khởi động; xem các dòng phía trên.")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.5)
    raise SystemExit("mangnon demo không trả lời sau 3 phút.")


if __name__ == "__main__":
    sys.exit(main())
