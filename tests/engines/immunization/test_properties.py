"""Properties that hold for every child, whatever the history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mangnon.core.content.immunization import load_vietnam
from mangnon.engines.immunization import (
    COURSE_RESULTS,
    DOSES_SCHEMA,
    OBSERVATIONS_SCHEMA,
    Evaluation,
    Schedule,
    engine,
    evaluate,
)
from mangnon.engines.immunization.dates import shift

EPOCH = date(1970, 1, 1)
CYCLE = timedelta(days=146_097)  # 400 Gregorian years
SCHEDULE = load_vietnam().versions[-1]
PRODUCTS = [product.code for product in SCHEDULE.products]
RANK = {"aged_out": 0, "contraindicated": 1, "not_complete": 1, "immune": 2, "complete": 2}


@dataclass(frozen=True)
class Child:
    birth: date
    assess: date
    sex: str | None
    doses: tuple[tuple[date, str], ...]
    seen: tuple[tuple[str, date, date | None], ...] = ()


@st.composite
def children(draw: st.DrawFn, *, most: int = 10) -> Child:
    birth = draw(st.dates(date(2012, 1, 1), date(2026, 6, 1)))
    assess = birth + timedelta(draw(st.integers(0, 5000)))
    given_on = st.integers(0, 5200).map(lambda days: birth + timedelta(days))
    soon = st.integers(0, 900).map(lambda days: birth + timedelta(days))
    doses = draw(st.lists(st.tuples(st.one_of(soon, given_on), st.sampled_from(PRODUCTS)), max_size=most))
    ends = st.one_of(st.none(), soon)
    seen = draw(st.lists(st.tuples(st.sampled_from(SCHEDULE.condition_codes), soon, ends), max_size=2))
    return Child(birth, assess, draw(st.sampled_from(["m", "f", None])), tuple(doses), tuple(seen))


def evaluated(*some: Child, schedule: Schedule = SCHEDULE) -> Evaluation:
    doses = [(row, on, product) for row, child in enumerate(some) for on, product in child.doses]
    return evaluate(
        children=pa.table(
            {
                "birth_date": pa.array([child.birth for child in some], pa.date32()),
                "assess_on": pa.array([child.assess for child in some], pa.date32()),
                "sex": pa.array([child.sex for child in some], pa.string()),
            }
        ),
        doses=pa.table(
            {
                "child": pa.array([dose[0] for dose in doses], pa.int32()),
                "on": pa.array([dose[1] for dose in doses], pa.date32()),
                "product": pa.array([dose[2] for dose in doses], pa.string()),
            }
        ),
        observations=pa.Table.from_pylist(
            [
                {"child": row, "code": code, "on": on, "until": until}
                for row, child in enumerate(some)
                for code, on, until in child.seen
            ],
            schema=OBSERVATIONS_SCHEMA,
        ),
        schedule=schedule,
        because=True,
    )


def verdicts(child: Child, found: Evaluation) -> list[Any]:
    """The verdicts by date and product, since equal doses may stand in any order."""
    rows = found.doses.to_pylist()
    return sorted((child.doses[row["dose"]], row["antigen"] or "", row["status"], row["reasons"]) for row in rows)


@given(children(), st.randoms(use_true_random=False))
def test_evaluate_when_doses_come_in_another_order_then_same_answer(child: Child, random: Any) -> None:
    doses = list(child.doses)
    random.shuffle(doses)
    seen = list(child.seen)
    random.shuffle(seen)
    other = replace(child, doses=tuple(doses), seen=tuple(seen))
    first, second = evaluated(child), evaluated(other)
    assert verdicts(child, first) == verdicts(other, second)
    assert first.forecasts.equals(second.forecasts)


@given(children())
def test_evaluate_when_later_doses_are_left_away_then_same_answer(child: Child) -> None:
    other = replace(
        child,
        doses=tuple(dose for dose in child.doses if dose[0] <= child.assess),
        seen=tuple(one for one in child.seen if one[1] <= child.assess),
    )
    first, second = evaluated(child), evaluated(other)
    kept = [one for one in verdicts(child, first) if one[0][0] <= child.assess]
    assert kept == verdicts(other, second)
    assert first.forecasts.equals(second.forecasts)


@given(children())
def test_evaluate_when_all_dates_move_by_the_gregorian_cycle_then_only_dates_move(child: Child) -> None:
    later = Child(
        child.birth + CYCLE,
        child.assess + CYCLE,
        child.sex,
        tuple((on + CYCLE, product) for on, product in child.doses),
        tuple((code, on + CYCLE, until + CYCLE if until else None) for code, on, until in child.seen),
    )
    first, second = evaluated(child), evaluated(later)
    assert first.doses.equals(second.doses)
    for here, there in zip(first.forecasts.to_pylist(), second.forecasts.to_pylist(), strict=True):
        moved = {key: value + CYCLE if isinstance(value, date) else value for key, value in here.items()}
        assert moved == there


@given(children(most=7), st.integers(0, 400), st.sampled_from(PRODUCTS))
def test_evaluate_when_a_valid_dose_is_added_last_then_no_group_is_worse_off(
    child: Child, after: int, product: str
) -> None:
    last = max([on for on, _ in child.doses if on <= child.assess], default=child.birth)
    before = replace(child, doses=tuple(dose for dose in child.doses if dose[0] <= child.assess))
    given_on = last + timedelta(after)
    before = replace(before, assess=max(child.assess, given_on))
    more = replace(before, doses=(*before.doses, (given_on, product)))
    without, with_it = evaluated(before), evaluated(more)
    added = len(more.doses) - 1
    fresh = [row for row in with_it.doses.to_pylist() if row["dose"] == added and row["status"] == "valid"]
    if not fresh:
        return
    was = {row["group"]: row for row in without.forecasts.to_pylist()}
    carried = {row["group"] for row in with_it.doses.to_pylist() if row["dose"] == added}
    live = {SCHEDULE.products[rule.previous].code for rule in SCHEDULE.conflicts}
    for row in with_it.forecasts.to_pylist():
        old = was[row["group"]]
        if row["group"] not in carried:
            # A live vaccine makes another one wait, which may be too late for it; nothing else may change.
            assert row == old or product in live
            continue
        # With too little time left for the interval after it, a dose is the last one that can be had.
        last_one = old["latest"] is not None and given_on + timedelta(56) > old["latest"]
        assert RANK[row["status"]] >= RANK[old["status"]] or last_one
        if row["status"] == old["status"] == "not_complete":
            assert row["dose"] >= old["dose"]
    count = sum(row["status"] == "valid" for row in without.doses.to_pylist())
    assert sum(row["status"] == "valid" for row in with_it.doses.to_pylist()) >= count


@given(children())
def test_evaluate_when_a_dose_is_forecast_then_not_before_minimum_age_and_interval(child: Child) -> None:
    found = evaluated(child)
    doses = found.doses.to_pylist()
    for row in found.forecasts.to_pylist():
        if row["status"] != "not_complete":
            continue
        assert row["earliest"] <= row["recommended"]
        assert row["past_due"] is None or row["recommended"] <= row["past_due"]
        group = next(one for one in SCHEDULE.groups if one.name == row["group"])
        series = [one for one in SCHEDULE.series if one.antigen in group.antigens and one.kind == "standard"]
        if len(series) != 1 or any(dose.skips for dose in series[0].doses):
            continue
        target = series[0].doses[row["dose"] - 1]
        minimum = target.ages[0].minimum
        assert minimum is None or row["earliest"] >= moved(child.birth, minimum)
        counted = [
            child.doses[one["dose"]][0]
            for one in doses
            if one["group"] == row["group"] and one["status"] in {"valid", "not_valid"}
            and not {"after_assessment", "before_birth"} & set(one["reasons"])
        ]  # fmt: skip
        for interval in target.intervals if counted else ():
            assert interval.minimum is not None
            assert row["earliest"] >= moved(max(counted), interval.minimum)


@given(children())
def test_evaluate_when_something_is_observed_then_no_product_is_offered_that_it_rules_out(child: Child) -> None:
    """What is offered is neither contraindicated nor postponed on the day it is recommended for."""
    barred = {(ban.code, ban.product) for antigen in SCHEDULE.antigens for ban in antigen.contraindications} | {
        (hold.code, product) for hold in SCHEDULE.holds if hold.length is None for product in hold.products
    }
    lasting = {(hold.code, product): hold.length for hold in SCHEDULE.holds if hold.length for product in hold.products}
    places = {product.code: place for place, product in enumerate(SCHEDULE.products)}
    for row in evaluated(child).forecasts.to_pylist():
        for code, on, until in child.seen:
            if on > child.assess or (until is not None and until <= child.assess):
                continue
            for product in row["products"]:
                key = (code, places[product])
                if key in lasting:
                    assert row["recommended"] >= (until or moved(on, lasting[key]))
                elif key in barred and until is not None and any(code == hold.code for hold in SCHEDULE.holds):
                    assert row["recommended"] >= until
                else:
                    assert key not in barred


@given(children())
def test_evaluate_when_something_is_observed_then_verdicts_stand_and_nothing_is_offered_earlier(child: Child) -> None:
    without, with_it = evaluated(replace(child, seen=())), evaluated(child)
    assert without.doses.equals(with_it.doses)
    was = {row["group"]: row for row in without.forecasts.to_pylist()}
    for row in with_it.forecasts.to_pylist():
        old = was[row["group"]]
        if row["status"] == "not_complete" and old["status"] == "not_complete":
            assert row["recommended"] >= old["recommended"]
        assert (row["status"] in {"contraindicated", "immune"} and row["condition"] is not None) or row[
            "status"
        ] not in {"contraindicated", "immune"}


def moved(start: date, period: Any) -> date:
    days = np.array([(start - EPOCH).days], dtype=np.int32)
    return EPOCH + timedelta(int(shift(days, period)[0]))


@settings(max_examples=20)
@given(st.lists(children(), min_size=1, max_size=12))
def test_evaluate_when_children_come_together_then_as_one_by_one(some: list[Child]) -> None:
    together = evaluated(*some)
    offset = 0
    for row, child in enumerate(some):
        alone = evaluated(child)
        mine = [one | {"child": 0} for one in together.forecasts.to_pylist() if one["child"] == row]
        assert mine == alone.forecasts.to_pylist()
        ours = [
            one | {"child": 0, "dose": one["dose"] - offset}
            for one in together.doses.to_pylist()
            if one["child"] == row
        ]
        assert ours == alone.doses.to_pylist()
        offset += len(child.doses)


def test_evaluate_when_children_fill_several_chunks_then_the_same_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(3)
    some = [
        Child(
            date(2022, 1, 1) + timedelta(int(rng.integers(0, 900))),
            date(2026, 8, 1),
            "f",
            tuple(
                (date(2022, 6, 1) + timedelta(int(rng.integers(0, 1500))), str(rng.choice(PRODUCTS)))
                for _ in range(int(rng.integers(0, 9)))
            ),
        )
        for _ in range(50)
    ]
    whole = evaluated(*some)
    monkeypatch.setattr(engine, "CHUNK_CHILDREN", 7)
    parts = evaluated(*some)
    assert whole.forecasts.to_pylist() == parts.forecasts.to_pylist()
    assert whole.doses.to_pylist() == parts.doses.to_pylist()


def test_evaluate_when_courses_are_asked_for_then_both_of_polio_are_there() -> None:
    birth = date(2026, 2, 1)
    some = pa.table({"birth_date": [birth], "assess_on": [date(2026, 8, 1)], "sex": ["m"]})
    none = DOSES_SCHEMA.empty_table()
    found = evaluate(children=some, doses=none, schedule=SCHEDULE, courses=True).courses
    assert found.schema == COURSE_RESULTS
    polio = [row for row in found.to_pylist() if row["group"] == "POLIO"]
    assert [(row["antigen"], row["dose"], row["recommended"], row["products"]) for row in polio] == [
        ("OPV", 1, date(2026, 4, 1), ["vn:BOPV", "vn:HEXA"]),
        ("IPV", 1, date(2026, 7, 1), ["vn:IPV", "vn:HEXA"]),
    ]
    assert not len(evaluate(children=some, doses=none, schedule=SCHEDULE).courses)


def test_evaluate_when_there_are_no_children_then_empty_tables() -> None:
    found = evaluated()
    assert (len(found.doses), len(found.forecasts)) == (0, 0)


def test_evaluate_when_a_child_has_hundreds_of_doses_then_all_are_judged() -> None:
    doses = tuple((date(2022, 1, 1) + timedelta(day), "vn:PENTA") for day in range(400))
    found = evaluated(Child(date(2022, 1, 1), date(2026, 8, 1), "m", doses))
    assert len(found.doses) == 3 * 400


def test_evaluate_when_a_dose_is_substandard_then_it_has_to_be_repeated() -> None:
    found = evaluate(
        children=pa.table(
            {
                "birth_date": pa.array([date(2025, 8, 15)]),
                "assess_on": pa.array([date(2026, 8, 1)]),
                "sex": pa.array(["f"]),
            }
        ),
        doses=pa.table(
            {
                "child": pa.array([0, 0], pa.int32()),
                "on": pa.array([date(2025, 8, 15), date(2025, 9, 20)]),
                "product": pa.array(["vn:BCG", "vn:BCG"]),
                "substandard": pa.array([True, None]),
            }
        ),
        schedule=SCHEDULE,
    )
    assert [row["status"] for row in found.doses.to_pylist()] == ["sub_standard", "valid"]
