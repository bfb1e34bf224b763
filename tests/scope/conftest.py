"""One province of two communes for the tests of rights."""

from __future__ import annotations

import pytest
from tests.scope.two_communes import TODAY, TwoCommunes, build, with_cases


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes, a child and its case each, a user for every role in the first; the clock stands on a fixed day."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return with_cases(build())
