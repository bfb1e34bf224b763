"""Whatever is sent to the pages without an account: an answer below 500, no cookie, and nothing of anybody's report."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.interfaces.public.conftest import code_on

from mangnon.interfaces.public import services, tokens
from mangnon.interfaces.public.form01 import ASKS

SOMEBODY = Client()  # no cookie ever comes back, so that one serves for all
KEPT = "Chuyện của người khác 7193"
PATHS = st.sampled_from(["/bao-tin/", "/bao-tin/cho-em/", "/bao-tin/ma/"])
NAMES = st.sampled_from([*ASKS, "nguy", "xa", "hai", "gioi", "dong_y", "ma", "them", "hoi", "gui", "phieu", "csrf"])
# Letters of any script, half letters, zero bytes, and what is likely to be special to somebody.
WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "\0", "1", "'; DROP TABLE protection_report; --", "<script>alert(1)</script>", "{{ 7|add:7 }}",
                     "05830", "٠٥", "../../etc/passwd", "%00", "a" * 5000]),
)  # fmt: skip
LETTERS = st.characters(codec="latin-1", exclude_categories=["Cc"])
FIELDS = st.lists(st.tuples(NAMES, WORDS), max_size=12)
TYPES = st.sampled_from(
    ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "text/plain", "",
     "multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "y" * 300,
     "application/json", "x/y; charset=no-such"]
)  # fmt: skip
BODIES = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=200).map(
        lambda more: b'--x\r\nContent-Disposition: form-data; name="chuyen_gi"\r\n\r\n' + more + b"\r\n--x--\r\n"
    ),
    st.binary(max_size=200).map(
        lambda more: b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n' + more + b"\r\n--x--\r\n"
    ),
)


class TestFuzz(TestCase):
    """Each example runs in a transaction of its own."""

    @pytest.fixture(autouse=True)
    def _open_pace(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The pace is tried elsewhere; here it would turn everything into one refusal."""
        for pace in ("REPORTS", "CODES"):
            wide = services.Pace(pace.lower(), 1_000_000, services.REPORTS.then_every / 1_000_000)
            monkeypatch.setattr(f"mangnon.interfaces.public.pages.{pace}", wide)

    def setUp(self) -> None:
        """Somebody has reported before."""
        sent = {"phieu": tokens.new_token(), "chuyen_gi": KEPT}
        self.other = code_on(SOMEBODY.post("/bao-tin/", sent).content.decode())

    def _check(self, answer: Any) -> None:
        assert answer.status_code < 500
        assert not answer.cookies
        page = answer.content.decode()
        assert KEPT not in page
        assert self.other not in page
        assert "<script>alert" not in page
        assert answer["Cache-Control"] == "no-store"

    @given(path=PATHS, fields=FIELDS, honest=st.booleans())
    @settings(max_examples=150)
    def test_form_when_filled_with_anything_then_an_answer(
        self, path: str, fields: list[tuple[str, str]], honest: bool
    ) -> None:
        sent = [*fields, ("phieu", tokens.new_token())] if honest else fields
        body = urlencode(sent, errors="surrogatepass")
        self._check(SOMEBODY.post(path, body, content_type="application/x-www-form-urlencoded"))

    @given(path=PATHS, body=BODIES, kind=TYPES)
    @settings(max_examples=150)
    def test_body_when_it_is_any_bytes_of_any_type_then_an_answer(self, path: str, body: bytes, kind: str) -> None:
        self._check(SOMEBODY.generic("POST", path, body, content_type=kind))

    @given(
        path=PATHS, method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
        query=st.text(max_size=40), site=st.text(LETTERS, max_size=20), hops=st.text(LETTERS, max_size=60),
    )  # fmt: skip
    @settings(max_examples=80)
    def test_request_when_its_method_query_and_headers_are_anything_then_an_answer(
        self, path: str, method: str, query: str, site: str, hops: str
    ) -> None:
        headers = {"Sec-Fetch-Site": site, "X-Forwarded-For": hops, "Cookie": f"mangnon_session={hops}"}
        target = f"{path}?{urlencode({'q': query}, errors='replace')}"
        self._check(SOMEBODY.generic(method, target, headers=headers))

    @given(code=st.text(max_size=40))
    @settings(max_examples=60)
    def test_code_when_guessed_then_nobody_elses_state(self, code: str) -> None:
        sent = {"phieu": tokens.new_token(), "ma": code, "hoi": "1", "them": "a"}
        answer = SOMEBODY.post("/bao-tin/ma/", sent)
        self._check(answer)
        assert answer.status_code == 404
        assert "đã nhận" not in answer.content.decode().lower().split("<form")[0]
