"""A file that is too large is refused while it comes: what follows is not read."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.core.handlers.wsgi import WSGIRequest

from mangnon.interfaces.exchange import uploads
from mangnon.interfaces.exchange.imports.run import exchange_content
from mangnon.interfaces.exchange.uploads import ROOM_FOR_FIELDS, is_too_large

MOST = 200_000
HEAD = (
    b'--x\r\nContent-Disposition: form-data; name="loai"\r\n\r\nchildren\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
)
TAIL = b"\r\n--x--\r\n"


class Body(io.BytesIO):
    """What a browser sends, counting what was taken of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


@pytest.fixture(autouse=True)
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    content = exchange_content()
    small = replace(content, limits=replace(content.limits, max_file_bytes=MOST))
    monkeypatch.setattr(uploads, "exchange_content", lambda: small)


def sent(size: int, *, named: int | None = None) -> tuple[WSGIRequest, Body]:
    body = Body(HEAD + b"a" * size + TAIL)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/nhap/", "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(named or len(body.getvalue())), "wsgi.input": body, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
        }
    )  # fmt: skip
    return request, body


def test_upload_when_within_the_limit_then_it_is_there_whole() -> None:
    request, _ = sent(MOST)
    assert request.FILES["file"].size == MOST
    assert not is_too_large(request)


def test_upload_when_the_named_length_is_too_large_then_only_its_beginning_is_read() -> None:
    request, body = sent(3_000_000, named=5_000_000_000)
    assert request.POST["loai"] == "children"
    assert "file" not in request.FILES
    assert is_too_large(request)
    assert body.taken < MOST


def test_upload_when_more_comes_than_allowed_then_the_rest_is_not_read() -> None:
    request, body = sent(MOST + ROOM_FOR_FIELDS // 2)
    assert request.POST["loai"] == "children"
    assert "file" not in request.FILES
    assert is_too_large(request)
    assert body.taken < MOST + ROOM_FOR_FIELDS // 2
