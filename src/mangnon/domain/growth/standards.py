"""WHO's tables and the thresholds of practice, read once a process."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from mangnon.core.content import content_root
from mangnon.core.content.growth import load_practice, load_standards
from mangnon.engines.growth.curves import Chart, chart
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.standards import GrowthStandards


@cache
def standards() -> GrowthStandards:
    """Return WHO's tables and rules."""
    return load_standards(content_root() / "growth")


@lru_cache(maxsize=64)
def practice(on: date) -> Practice:
    """Return the thresholds in force on a day."""
    return load_practice(content_root() / "growth", on=on)


@lru_cache(maxsize=64)
def chart_of(score: str, sex: str, band: str) -> Chart:
    """Return a chart's lines and axes; see ``engines.growth.curves.chart``."""
    return chart(score=score, sex=sex, band=band, standards=standards())
