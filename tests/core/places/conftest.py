"""The real places content, read once."""

from __future__ import annotations

import pytest

from mangnon.core.content.places import load_gazetteer
from mangnon.core.places.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load_gazetteer()
