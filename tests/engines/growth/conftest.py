"""The loaded content and the tables that tests compare with."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from mangnon.core.content import content_root
from mangnon.core.content.growth import load_practice, load_standards
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.standards import GrowthStandards


@pytest.fixture(scope="session")
def standards() -> GrowthStandards:
    """WHO's tables and rules."""
    return load_standards(content_root() / "growth")


@pytest.fixture(scope="session")
def practice() -> Practice:
    """Cut-offs, questions and bounds."""
    return load_practice(content_root() / "growth", on=date(2026, 9, 1))


@pytest.fixture(scope="session")
def who_expanded() -> Path:
    """WHO's expanded tables, which are not part of the checkout."""
    named = os.environ.get("MANGNON_SHARED")
    above = [Path(named)] if named else [folder / "shared" for folder in Path(__file__).resolve().parents]
    for shared in above:
        if (shared / "who" / "expanded").is_dir():
            return shared / "who" / "expanded"
    pytest.skip("WHO's expanded tables are not here (MANGNON_SHARED or a folder shared/ beside the checkout)")
