"""Numbers of cases from their histories alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.domain.protection.oversight import AGE_BANDS, Course, caseload, hours_to_safety, numbers_of, quantile
from mangnon.domain.protection.records import Happened
from mangnon.vocab.protection import Actor, State, Step

AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
COMMUNE, WORKER = UUID(int=1), UUID(int=2)


def step(code: Step, hours: float) -> Happened:
    at = AT - timedelta(days=40) + timedelta(hours=hours)
    return Happened(step=code, at=at, told_at=at, by=WORKER, role=Actor.OFFICER, commune=COMMUNE)


def course(*steps: Happened, days: float = 40, child: int | None = 7, closed: bool = False, reports: int = 1) -> Course:
    return Course(
        commune_id=COMMUNE,
        child=child,
        received_at=AT - timedelta(days=days),
        reports=reports,
        state=State.CLOSED if closed else State.CHECKED,
        closed_at=AT if closed else None,
        history=steps,
        dues=(),
        leads=(WORKER,),
    )


def test_hours_when_several_steps_protect_then_the_first_counts() -> None:
    found = course(step(Step.PLAN_APPROVED, 90), step(Step.EMERGENCY_DECIDED, 6), step(Step.CHECKED, 1))
    assert hours_to_safety(found) == pytest.approx(6)
    assert hours_to_safety(course(step(Step.CHECKED, 1))) is None


def test_numbers_when_a_child_comes_back_then_it_is_counted_once_and_unknown_children_never() -> None:
    cases = [course(closed=True), course(), course(child=None), course(child=None), course(child=8, reports=3)]
    found = numbers_of(cases, at=AT)
    assert (found.repeated, found.open, found.closed) == (2, 4, 1)


@pytest.mark.parametrize(("days", "band"), [(0, 0), (2, 0), (2.1, 1), (7, 1), (30, 2), (90, 3), (91, 4)])
def test_age_when_on_a_band_s_edge_then_it_belongs_to_the_younger(days: float, band: int) -> None:
    assert numbers_of([course(days=days)], at=AT).by_age.index(1) == band


@given(st.lists(st.tuples(st.floats(0, 400), st.booleans()), max_size=30))
def test_numbers_when_counted_then_bands_states_and_caseload_add_up_to_the_open(told: list[tuple[float, bool]]) -> None:
    cases = [replace(course(days=days, closed=closed), child=place) for place, (days, closed) in enumerate(told)]
    found = numbers_of(cases, at=AT)
    assert sum(found.by_age) == sum(found.by_state.values()) == found.open
    assert found.open + found.closed == len(cases)
    assert sum(count for _, count in caseload(cases)) == found.open
    assert len(found.by_age) == len(AGE_BANDS) + 1


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_quantile_when_asked_then_one_of_the_values(values: list[float], share: float) -> None:
    rising = sorted(values)
    assert quantile(rising, share) in rising
    assert quantile(rising, 0) == rising[0]
    assert quantile(rising, 1) == rising[-1]
    assert quantile([], share) is None
