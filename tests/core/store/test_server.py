"""Which server a process uses."""

from __future__ import annotations

import pytest

from mangnon.core.store.errors import StoreUnreachableError
from mangnon.core.store.server import Purpose, address, running, uri


def test_address_when_a_url_is_given_then_its_parts_and_the_role_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MANGNON_DATABASE", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://own%40er:p%27w@db.example:6432/mangnon_prod")
    web = address(Purpose.WEB)
    assert (web.host, web.port, web.name, web.user) == ("db.example", "6432", "mangnon_prod", "own@er")
    assert web.options == "-c role=mangnon_web"
    assert address(Purpose.OWNER).options == ""
    assert r"password='p\'w'" in uri(Purpose.OWNER)


def test_server_when_nobody_answers_then_one_sentence_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/mangnon")
    with pytest.raises(StoreUnreachableError, match=r"127\.0\.0\.1:1"), running():
        pass
