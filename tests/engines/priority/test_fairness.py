"""Groups compared: alike where they need and get the same, told where one stands lower."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.priority.test_score import TODAY, WEIGHTS, Owed, Person, due, scored

from mangnon.engines.priority import PEOPLE, SMALL, Fairness, GroupFigures, compare

TERMS = WEIGHTS.fairness


def people(rows: list[tuple[str, int, int, int | None]]) -> pa.Table:
    """Need, points, contact points, days."""
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 4
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, PEOPLE, strict=True)], schema=PEOPLE
    )


def group(found: Fairness, axis: str, name: str) -> GroupFigures:
    return next(each for each in found.groups if (each.axis, each.group) == (axis, name))


def test_compare_when_points_are_worked_by_hand_then_the_same() -> None:
    """Needs a and b; the group has 10 less than others in a, 4 less in b, all of it contacts in a."""
    rows = [("a", 40, 0, 5)] * 40 + [("b", 16, 4, 5)] * 40 + [("a", 50, 10, 50)] * 60 + [("b", 20, 4, None)] * 60
    words = np.array(["x"] * 80 + ["y"] * 120)
    found = compare(people=people(rows), axes={"g": words}, terms=TERMS)
    x = group(found, "g", "x")
    assert (x.children, x.compared, x.mean_points) == (80, 80, 28.0)
    assert x.same_need_percent == pytest.approx(100 * (28 - 35) / 35)
    assert x.by_contact_percent == pytest.approx(100 * -5 / 35)
    assert x.verdict == "lower"
    assert group(found, "g", "y").verdict == "higher"
    assert (x.median_days, x.never_percent) == (5, 0.0)
    assert group(found, "g", "y").never_percent == 50.0
    assert (found.children, found.top_from) == (200, 50)
    assert found.top_percent == 30.0
    assert x.top_percent == 0.0
    assert x.top_ratio == 0.0


def test_compare_when_a_group_needs_less_then_lower_points_are_level() -> None:
    """Fewer points because less is owed is no disadvantage."""
    rows = [("a", 40, 0, 5)] * 90 + [("b", 10, 0, 5)] * 10 + [("a", 40, 0, 5)] * 10 + [("b", 10, 0, 5)] * 90
    found = compare(people=people(rows), axes={"g": np.array(["x"] * 100 + ["y"] * 100)}, terms=TERMS)
    assert group(found, "g", "y").mean_points < group(found, "g", "x").mean_points
    assert {each.verdict for each in found.groups} == {"level"}


def test_compare_when_few_or_nobody_can_be_compared_then_nothing_is_concluded() -> None:
    rows = [("a", 40, 0, 5)] * 20 + [("a", 90, 0, 5)] * 20 + [("b", 9, 0, 5)] * 50
    found = compare(people=people(rows), axes={"g": np.array(["x"] * 20 + ["y"] * 20 + ["z"] * 50)}, terms=TERMS)
    assert group(found, "g", "x").verdict == "few"
    assert group(found, "g", "z").same_need_percent is None
    assert group(found, "g", "z").verdict == "few"


def test_compare_when_groups_are_small_then_counted_together_and_never_below_the_limit() -> None:
    rows = [("a", 40, 0, 5)] * 60
    words = np.array(["x"] * 40 + [f"s{number}" for number in range(20)])
    assert group(compare(people=people(rows), axes={"g": words}, terms=TERMS), "g", SMALL).children == 20
    words = np.array(["x"] * 58 + ["s1", "s2"])
    assert [each.group for each in compare(people=people(rows), axes={"g": words}, terms=TERMS).groups] == ["x"]


def test_compare_when_there_is_nobody_then_zeros() -> None:
    found = compare(people=people([]), axes={"g": np.array([], dtype=str)}, terms=TERMS)
    assert (found.children, found.top_from, found.groups) == (0, None, ())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90), st.sampled_from("xyz")), min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_compare_when_rows_are_any_then_counts_add_up_and_shares_lie_in_their_intervals(
    told: list[tuple[str, int, str]],
) -> None:
    rows: list[tuple[str, int, int, int | None]] = [(need, points, points // 2, None) for need, points, _ in told]
    words = np.array([name for _, _, name in told])
    found = compare(people=people(rows), axes={"g": words}, terms=TERMS)
    assert sum(each.children for each in found.groups) <= len(told)
    for each in found.groups:
        assert each.children >= TERMS.hidden_below
        assert each.top_low <= each.top_percent + 1e-9
        assert each.top_percent <= each.top_high + 1e-9
        assert each.compared <= each.children


def _commune(chance: np.random.Generator, count: int, *, remote: bool) -> tuple[list[Person], list[list[Owed]]]:
    """Children of a commune: the same ages and needs everywhere; far away fewer are met and less is written down."""
    persons, owed = [], []
    for _ in range(count):
        age = int(chance.integers(10, 1700))
        born: date | None = TODAY - timedelta(days=age)
        precision = "day"
        met: date | None = TODAY - timedelta(days=int(chance.integers(0, 200)))
        weeks: int | None = int(chance.integers(34, 42))
        if remote:
            met = None if chance.random() < 0.4 else TODAY - timedelta(days=int(chance.integers(60, 400)))
            weeks = None
            if chance.random() < 0.1 and born is not None:
                born, precision = born.replace(month=1, day=1), "year"
        persons.append(Person(birth=born, precision=precision, weeks=weeks, met=met))
        codes = [("dose", "MR:MEASLES1"), ("weighing", "monthly:2026-11"), ("card", "insurance_card")]
        owed.append([due(*code, late=int(chance.integers(-5, 120))) for code in codes if chance.random() < 0.5])
    return persons, owed


def test_score_when_remote_communes_are_met_less_and_write_less_then_they_are_not_pushed_down() -> None:
    """Missing data and rare contacts must raise a child, never lower one with the same need."""
    chance = np.random.default_rng(20261124)
    near, near_owed = _commune(chance, 1500, remote=False)
    far, far_owed = _commune(chance, 1500, remote=True)
    debts = [
        Owed(at, each.kind, each.code, each.start, each.end)
        for at, mine in enumerate([*near_owed, *far_owed])
        for each in mine
    ]
    scores = scored([*near, *far], debts)
    contact = np.zeros(3000, dtype="int32")
    needs = [""] * 3000
    for row in scores.parts.to_pylist():
        if row["part"] == "due":
            needs[row["child"]] += f"{row['code']}.{row['band']};"
        if row["part"] == "contact":
            contact[row["child"]] = row["points"]
    days = [None if each.met is None else (TODAY - each.met).days for each in (*near, *far)]
    rows = list(zip(needs, scores.points.tolist(), contact.tolist(), days, strict=True))
    axes = {"place": np.array(["near"] * 1500 + ["far"] * 1500)}
    found = compare(people=people(rows), axes=axes, terms=TERMS)
    far_away = group(found, "place", "far")
    assert far_away.verdict == "higher"
    assert far_away.top_ratio > 1
    assert group(found, "place", "near").verdict == "lower"
