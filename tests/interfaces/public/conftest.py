"""Two communes, and a form of the pages without an account as a browser would send it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.scope.two_communes import TODAY, TwoCommunes, build


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes, one child each, a user for every role in the first; the clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


@pytest.fixture
def stranger() -> Client:
    """Somebody without an account whose browser enforces what real ones do."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def send(house: TwoCommunes, stranger: Client) -> Callable[..., object]:
    """Opens a page, fills it in and sends it; ``address`` is where it is sent from."""

    def fill_in(path: str = "/bao-tin/", address: str = "10.0.0.1", **said: object) -> object:
        page = stranger.get(path).content.decode()
        found = re.search(r'name="phieu" value="([^"]+)"', page)
        assert found is not None
        return stranger.post(path, {"phieu": found[1], **said}, REMOTE_ADDR=address)

    return fill_in


def code_on(page: str) -> str:
    """Return the code that a receipt shows."""
    found = re.search(r'receipt__code num" translate="no"><span>([^<]+)</span> <span>([^<]+)</span>', page)
    assert found is not None
    return f"{found[1]} {found[2]}"
