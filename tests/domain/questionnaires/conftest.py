"""One province of two communes."""

from __future__ import annotations

import pytest
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.domain.questionnaires.models import Response


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes, one child each, a user for every role in the first; the clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    house = build()
    Response.objects.all().delete()  # those that only the tests of the walls need
    return house
