"""Screenings of the synthetic province: courses that the content foresees, with values that mean what they say."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from mangnon.core.content.screening import screening_tests
from mangnon.domain.screening.rules import RESULTS, check_measured, judge, next_states

TESTS = screening_tests(date(2026, 11, 24))
Tables = dict[str, pa.Table]


@pytest.fixture(scope="module")
def courses(tables: Tables) -> dict[tuple[bytes, str], list[dict[str, Any]]]:
    found: dict[tuple[bytes, str], list[dict[str, Any]]] = defaultdict(list)
    for row in tables["screenings"].sort_by("key").to_pylist():
        found[row["child_key"], row["kind"]].append(row)
    return found


def test_courses_when_generated_then_each_step_may_follow_the_one_before(
    courses: dict[tuple[bytes, str], list[dict[str, Any]]],
) -> None:
    for (_, kind), steps in courses.items():
        before = ""
        for step in steps:
            assert step["state"] in next_states(TESTS[kind], before=before), (kind, before, step["state"])
            before = step["state"]
        days = [step["on"] for step in steps]
        assert days == sorted(days)


def test_values_when_generated_then_they_fit_the_test_and_mean_the_state(
    courses: dict[tuple[bytes, str], list[dict[str, Any]]],
) -> None:
    for (_, kind), steps in courses.items():
        before = ""
        for step in steps:
            measured = json.loads(step["measured"])
            findings = tuple(filter(None, step["findings"].split(",")))
            assert check_measured(TESTS[kind], measured) == []
            assert set(findings) <= {each.code for each in TESTS[kind].findings}
            if step["state"] in RESULTS and measured:
                ticked = findings if kind == "checkup" else ()
                told = judge(TESTS[kind], measured=measured, findings=ticked, before=before, age_months=100)
                assert told is None or told.state == step["state"], (kind, measured, told)
            before = step["state"]


def test_courses_when_generated_then_open_lost_and_refused_ones_are_among_them(
    courses: dict[tuple[bytes, str], list[dict[str, Any]]],
) -> None:
    newest = Counter(steps[-1]["state"] for steps in courses.values())
    assert newest["normal"] > sum(newest.values()) * 0.7
    assert {"positive", "referred", "in_treatment", "refused", "sent"} <= set(newest)
    kinds = {kind for _, kind in courses}
    assert kinds == {"genetic", "heel_prick", "hearing", "heart", "checkup", "vision", "dental"}
