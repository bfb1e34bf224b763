from __future__ import annotations

import pytest

from mangnon.core.content.matching import load_matching_parameters
from mangnon.engines.matching.parameters import MatchingParameters


@pytest.fixture(scope="session")
def parameters() -> MatchingParameters:
    return load_matching_parameters()
