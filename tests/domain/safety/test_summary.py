"""Rates add up, and say what they are of."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.content.safety import safety_targets
from mangnon.domain.safety.counting import Counts, Events, People, Period
from mangnon.domain.safety.summary import Summary, summarise

TARGETS = safety_targets(date(2026, 11, 24))
YEAR = Period(date(2025, 11, 25), date(2026, 11, 24), "commune", 16)
PLACES = [UUID(int=1), UUID(int=2), None]

people = st.builds(
    People, place=st.sampled_from(PLACES), age=st.integers(0, 15), sex=st.sampled_from(["m", "f", ""]),
    children=st.integers(1, 5000),
)  # fmt: skip
events = st.builds(
    Events, place=st.sampled_from(PLACES), age=st.none() | st.integers(0, 15), sex=st.sampled_from(["m", "f", ""]),
    month=st.integers(1, 12), kind=st.sampled_from(["drowning", "fall"]),
    outcome=st.sampled_from(["near_miss", "home", "death"]), count=st.integers(1, 40),
)  # fmt: skip


def _summary(rows: list[People], told: list[Events]) -> Summary:
    counts = Counts(tuple(rows), tuple(told), {"swims": 3}, False)
    return summarise(counts=counts, period=YEAR, targets=TARGETS)


@given(st.lists(people, max_size=12), st.lists(events, max_size=12))
def test_parts_when_added_then_the_whole(rows: list[People], told: list[Events]) -> None:
    found = _summary(rows, told)
    for parts in (found.places, found.ages, found.sexes):
        assert sum(each.children for each in parts) == found.whole.children == sum(each.children for each in rows)
        for name in ("injuries", "deaths", "drowned"):
            assert sum(getattr(each, name).count for each in parts) == getattr(found.whole, name).count
    assert sum(row[1] for row in found.kinds) == sum(row[1] for row in found.months) == found.whole.injuries.count
    assert found.near_misses + found.whole.injuries.count == sum(each.count for each in told)
    assert found.whole.drowned.count <= found.whole.deaths.count <= found.whole.injuries.count


def test_rate_when_a_whole_year_then_per_hundred_thousand_children_against_the_next_target() -> None:
    found = _summary([People(None, 7, "m", 100_000)], [Events(None, 7, "m", 6, "fall", "home", 505)])
    assert found.whole.injuries.value == pytest.approx(505, rel=2e-3)
    injury, death = found.aims
    assert (injury.by_year, injury.number, injury.verdict) == (2030, 500, "unclear")
    assert (death.number, death.found.count, death.verdict) == (15, 0, "met")
    swims = found.shares[1]
    assert (swims.target.code, swims.number, swims.count, swims.of) == ("swims", 60, 3, 100_000)


def test_rate_when_half_a_year_then_twice_the_count_of_a_year() -> None:
    counts = Counts((People(None, 7, "m", 100_000),), (Events(None, 7, "m", 6, "fall", "home", 100),), {}, False)
    half = Period(date(2026, 1, 1), date(2026, 6, 30), "commune", 16)
    found = summarise(counts=counts, period=half, targets=TARGETS)
    assert found.whole.injuries.value == pytest.approx(100 / (181 / 365.25))
