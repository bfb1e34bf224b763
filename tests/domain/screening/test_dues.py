"""Screening owed: of newborns, of each year, and after each step."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.screening import load_screening
from mangnon.domain.screening.dues import FACTS, dues
from mangnon.domain.screening.terms import ScreeningKind, ScreeningState

TODAY = date(2026, 11, 24)
KEY = b"k" * 16
NEWBORN = {"heel_prick", "hearing", "heart"}


def _state(kind: str, state: str, on: date, **more: object) -> dict[str, object]:
    usual = {"child": 0, "refer_by": None, "path": "", "findings": "", "id": KEY}
    return {**usual, "kind": kind, "state": state, "on": on, **more}


def _table(born: date, *states: dict[str, object], precision: str = "day"):  # type: ignore[no-untyped-def]
    one = children({"birth_date": born, "birth_precision": precision})
    return dues(children=one, facts=facts(FACTS, *states), content=load_screening(), today=TODAY)


def _owed(born: date, *states: dict[str, object], precision: str = "day") -> dict[str, tuple[date, date]]:
    return {row[2]: row[3:] for row in told(_table(born, *states, precision=precision))}


def test_tests_when_newborn_then_all_three_with_their_windows() -> None:
    assert _owed(date(2026, 11, 23)) == {
        "hearing": (date(2026, 11, 24), date(2026, 12, 23)),
        "heart": (date(2026, 11, 24), date(2026, 11, 25)),
        "heel_prick": (date(2026, 11, 25), date(2026, 11, 30)),
    }


def test_tests_when_older_than_the_last_day_then_no_longer_asked() -> None:
    assert set(_owed(date(2026, 9, 1))) == {"hearing", "heel_prick"}
    assert not NEWBORN & set(_owed(date(2026, 1, 1)))


def test_next_step_when_a_test_must_be_repeated_then_owed_from_that_day() -> None:
    born, on = date(2026, 10, 1), date(2026, 11, 1)
    assert _owed(born, _state("heel_prick", "recheck", on))["heel_prick:recheck"] == (on, date(2026, 11, 15))
    assert not any(code.startswith("heel_prick") for code in _owed(born, _state("heel_prick", "normal", on)))


def test_next_step_when_the_child_was_preterm_then_the_second_sample_waits_its_time() -> None:
    on = date(2026, 11, 1)
    owed = _owed(date(2026, 10, 29), _state("heel_prick", "recheck", on, path="preterm"))
    assert owed["heel_prick:recheck"] == (date(2026, 11, 13), date(2026, 11, 29))


def test_next_step_when_referred_until_a_day_then_owed_until_that_day() -> None:
    on = date(2026, 11, 1)
    owed = _owed(date(2020, 1, 1), _state("vision", "referred", on, refer_by=date(2026, 12, 15)))
    assert owed["vision:referred"] == (on, date(2026, 12, 15))


def test_next_step_when_an_ear_failed_twice_then_diagnosis_is_owed_by_three_months_of_age() -> None:
    born = date(2026, 9, 1)
    owed = _owed(born, _state("hearing", "positive", date(2026, 11, 20)))
    assert owed["hearing:positive"] == (date(2026, 11, 20), born + timedelta(days=91))


def test_refusal_when_nothing_is_suspected_then_no_longer_asked_of_an_older_child() -> None:
    refused = _state("heel_prick", "refused", date(2025, 3, 1))
    assert "heel_prick:refused" not in _owed(date(2025, 2, 26), refused)
    suspected = {**refused, "findings": "g6pd"}
    assert "heel_prick:refused" in _owed(date(2025, 2, 26), suspected)


def test_lost_child_when_years_have_gone_then_is_still_looked_for() -> None:
    assert "hearing:lost" in _owed(date(2023, 1, 1), _state("hearing", "lost", date(2023, 3, 1)))


def test_round_when_no_check_answers_it_then_owed_once_with_eyes_and_teeth_in_it() -> None:
    owed = _owed(date(2018, 4, 20))  # rounds on 20 October
    assert owed == {"checkup:2026": (date(2026, 10, 20), date(2027, 1, 18))}


def test_round_when_only_the_eyes_are_not_done_then_these_are_owed() -> None:
    born = date(2018, 4, 20)
    done = [_state("checkup", "normal", date(2026, 9, 15)), _state("dental", "normal", date(2026, 9, 15))]
    assert set(_owed(born, *done)) == {"vision:2026"}


def test_round_when_its_days_are_over_or_the_family_refused_then_not_asked() -> None:
    assert "checkup:2026" not in _owed(date(2018, 1, 10))  # since 10 July
    assert set(_owed(date(2018, 4, 20), _state("checkup", "refused", date(2026, 11, 20)))) >= {"checkup:refused"}
    assert "checkup:2026" not in _owed(date(2018, 4, 20), _state("checkup", "refused", date(2026, 11, 20)))


def test_round_when_sixteen_is_near_then_the_last_one_is_that_of_fifteen_and_a_half() -> None:
    assert "checkup:2026" in _owed(date(2011, 4, 20))
    assert _owed(date(2010, 11, 20)) == {}


def test_family_when_the_disease_is_inherited_then_counselling_is_owed_on_the_sick_childs_own_page() -> None:
    on = date(2026, 11, 10)
    sick = _state("heel_prick", "confirmed", on, findings="hypothyroidism,cah")
    assert _owed(date(2026, 10, 1), sick)["genetic:family"] == (on, date(2027, 1, 9))
    assert "genetic:family" not in _owed(date(2026, 10, 1), {**sick, "findings": "hypothyroidism"})
    counselled = _state("genetic", "seen", date(2026, 11, 20))
    assert "genetic:family" not in _owed(date(2026, 10, 1), sick, counselled)


def test_mental_health_when_a_step_is_owed_then_only_who_needs_to_know_sees_it() -> None:
    states = [_state("mental_health", "positive", TODAY), _state("autism", "positive", TODAY)]
    table = _table(date(2012, 1, 1), *states)
    classes = dict(zip(table["code"].to_pylist(), table["record_class"].to_pylist(), strict=True))
    assert classes["mental_health:positive"] == "sensitive"
    assert classes["autism:positive"] == "health"


def test_tests_when_the_birth_day_is_not_known_then_not_asked_but_an_open_path_is() -> None:
    assert _owed(date(2026, 11, 1), precision="month") == {}
    assert set(_owed(date(2026, 11, 1), _state("heart", "positive", TODAY), precision="month")) == {"heart:positive"}


@settings(deadline=None)
@given(
    born=st.dates(date(2010, 11, 25), TODAY),
    steps=st.lists(
        st.tuples(st.sampled_from(ScreeningKind.values), st.sampled_from(ScreeningState.values), st.integers(0, 400)),
        unique_by=lambda step: step[0],
        max_size=6,
    ),
)
def test_dues_when_any_steps_are_told_then_each_code_once_and_no_window_ends_before_it_begins(
    born: date, steps: list[tuple[str, str, int]]
) -> None:
    told_steps = [_state(kind, state, TODAY - timedelta(days=ago)) for kind, state, ago in steps]
    table = _table(born, *told_steps)
    codes = table["code"].to_pylist()
    assert len(set(codes)) == len(codes)
    windows = zip(table["window_from"].to_pylist(), table["window_to"].to_pylist(), strict=True)
    assert all(start <= end for start, end in windows)
    assert all(len(code) <= 40 for code in codes)
