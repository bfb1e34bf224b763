"""A file that is too large, as the served house refuses it: early, in place and in one sentence."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Office

pytestmark = pytest.mark.browser
SENTENCE = "Tệp lớn hơn 60 MB; hãy chia thành nhiều tệp nhỏ hơn."


def test_upload_when_five_gigabytes_are_announced_then_the_sentence_comes_before_they_are_sent(office: Office) -> None:
    page = office.page(width=1366)
    office.sign_in(page, "canbo")
    page.goto(f"{office.address}/nhap/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
    page.context.close()
    start = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="loai"\r\n\r\nchildren\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    where = urlparse(office.address)
    head = (
        f"POST /nhap/ HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\nContent-Length: 5000000000\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nOrigin: {office.address}\r\n\r\n"
    )
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=60) as line:
        line.sendall((head + start).encode() + b"a" * 200_000)
        answer = b""
        while SENTENCE.encode() not in answer and (more := line.recv(65536)):
            answer += more
    assert answer.startswith(b"HTTP/1.1 422")
    assert SENTENCE in answer.decode()


@pytest.mark.parametrize("width", [360, 1366])
def test_upload_when_a_person_chooses_too_large_a_file_then_the_page_says_so_in_place(
    office: Office, tmp_path: Path, width: int
) -> None:
    large = tmp_path / "lon.csv"
    with large.open("wb") as file:
        file.truncate(150_000_000)
    page = office.page(width=width)
    office.sign_in(page, "canbo")
    page.goto(f"{office.address}/nhap/")
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_role("button", name="Tải lên", exact=True).click()
    expect(page.get_by_text(re.compile(SENTENCE))).to_be_visible(timeout=60_000)
    page.context.close()
