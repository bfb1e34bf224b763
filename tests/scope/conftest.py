"""One province of two communes for the tests of rights."""

from __future__ import annotations

import pytest
from tests.scope.two_communes import TODAY, TwoCommunes, build


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes, one child each, a user for every role in the first; the clock stands on a fixed day."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()
