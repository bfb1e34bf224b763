"""A kept file leaves to be saved, whatever the middleware around it says of pages."""

from __future__ import annotations

from typing import Any

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory

from mangnon.core.clock import now
from mangnon.core.vault.attachments import AttachmentLine, ReadAttachment
from mangnon.core.vault.kinds import AttachmentKind
from mangnon.core.vault.responses import AttachmentResponse
from mangnon.vocab.ids import uuid7


def answered(kind: AttachmentKind, name: str) -> HttpResponse:
    line = AttachmentLine(uuid7(), kind, name, b"", 3, None, now())
    response: Any = AttachmentResponse(ReadAttachment(line, b"abc"))
    request = RequestFactory().get("/")
    return SecurityMiddleware(CSPMiddleware(lambda _: response))(request)


@pytest.mark.parametrize("kind", AttachmentKind)
def test_response_when_any_kind_then_saved_and_never_shown(kind: AttachmentKind) -> None:
    response = answered(kind, f"ảnh nhà.{kind}")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E1%BA%A3nh%20nh%C3%A0.")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "no-store, private"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.content == b"abc"


def test_response_when_the_name_holds_a_quote_then_it_stays_within_the_header() -> None:
    assert answered(AttachmentKind.PDF, 'a".pdf')["Content-Disposition"] == r'attachment; filename="a\".pdf"'
