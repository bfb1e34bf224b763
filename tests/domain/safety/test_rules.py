"""Steps of mending, ages and levels by properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.content.safety import lesson_kinds
from mangnon.domain.safety.records import Spot
from mangnon.domain.safety.rules import (
    best_levels,
    check_by,
    is_injury,
    next_states,
    review_by,
    spot_problem,
    standing_of,
    years_of_age,
)
from mangnon.domain.safety.terms import HazardState, Outcome

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
KINDS = lesson_kinds(date(2026, 11, 24))


def test_steps_when_followed_then_every_hazard_can_be_checked_and_late_is_no_step() -> None:
    reached, ahead = set(), {"reported"}
    while ahead:
        state = ahead.pop()
        reached.add(state)
        ahead |= set(next_states(state)) - reached
    assert reached == set(HazardState.values) - {"late"}
    assert next_states("checked") == next_states("late") == ()


@given(st.sampled_from(["reported", "accepted", "fixed", "checked"]), DAYS, DAYS)
def test_standing_when_the_deadline_has_passed_then_late_only_while_not_mended(
    state: str, deadline: date, on: date
) -> None:
    late = standing_of(state=state, deadline=deadline, on=on) == "late"
    assert late == (state in ("reported", "accepted") and on > deadline)


@given(DAYS, st.integers(0, 400))
def test_days_when_counted_then_the_last_one_is_on_time(day: date, within: int) -> None:
    assert review_by(told_on=day, within_days=within) == check_by(fixed_on=day, within_days=within)
    assert (review_by(told_on=day, within_days=within) - day).days == within


@given(DAYS, st.integers(-500, 7000))
def test_age_when_worked_out_then_rises_on_the_birthday(birth: date, days: int) -> None:
    on = birth + timedelta(days)
    age = years_of_age(birth, on=on)
    if days < 0:
        assert age is None
        return
    assert age is not None
    last = birth.replace(year=birth.year + age) if (birth.month, birth.day) != (2, 29) else None
    if last is not None:
        assert last <= on < last.replace(year=last.year + 1)


def test_age_when_the_birth_is_unknown_then_unknown() -> None:
    assert years_of_age(None, on=date(2026, 1, 1)) is None


@given(st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from(["came", "floats", "swims", "does", "x"]))))
def test_levels_when_several_lessons_then_the_highest_of_each(reached: list[tuple[str, str]]) -> None:
    best = best_levels(reached, kinds=KINDS)
    for kind, level in reached:
        if KINDS[kind].rank(level) >= 0:
            assert KINDS[kind].rank(best[kind]) >= KINDS[kind].rank(level)
    assert set(best.items()) <= set(reached)


def test_levels_when_they_count_for_a_target_then_all_above_do_too() -> None:
    swimming = KINDS["swimming"]
    assert swimming.at_least("water_safe") == {"water_safe", "swims"}
    assert swimming.at_least("swims") == {"swims"}
    assert swimming.at_least("nothing") == frozenset()


@pytest.mark.parametrize("outcome", Outcome.values)
def test_injury_when_counted_then_everything_but_a_near_miss(outcome: str) -> None:
    assert is_injury(outcome) == (outcome != "near_miss")


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_coordinates_when_not_in_the_country_then_refused(latitude: float, longitude: float) -> None:
    from mangnon.vocab.ids import content_key

    spot = Spot(content_key("any"), None, "", latitude, longitude)
    inside = 8 <= latitude <= 24 and 102 <= longitude <= 110
    assert (spot_problem(spot) == "") == inside
