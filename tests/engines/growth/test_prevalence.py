"""Prevalence with confidence intervals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.engines.growth.children import table

from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.prevalence import PREVALENCE, prevalence
from mangnon.engines.growth.schema import SCORES, ZSCORES
from mangnon.engines.growth.standards import GrowthStandards


def scores(**columns: list[float | None]) -> pa.Table:
    rows = len(next(iter(columns.values())))
    given: dict[str, Any] = {name: columns.get(name, [None] * rows) for name in SCORES}
    flags = {
        f"{name}_flag": columns.get(f"{name}_flag", [None if z is None else 0 for z in given[name]]) for name in SCORES
    }
    return pa.table(given | flags | {"problem": [0] * rows}, schema=ZSCORES)


def ask(
    standards: GrowthStandards, practice: Practice, answers: pa.Table, **columns: Any
) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = answers.num_rows
    children = table(*({"sex": "mf"[at % 2], "age_days": 800.0} for at in range(rows)))
    for name, values in columns.items():
        if name in children.column_names:
            children = children.set_column(children.column_names.index(name), name, pa.array(values))
        else:
            children = children.append_column(name, pa.array(values))
    found = prevalence(measurements=children, scores=answers, standards=standards, practice=practice)
    assert found.schema == PREVALENCE
    return {(row["group"], row["indicator"], row["measure"]): row for row in found.to_pylist()}


def test_prevalence_when_simple_then_logit_limits(standards: GrowthStandards, practice: Practice) -> None:
    z = [-2.5] * 12 + [0.0] * 28
    row = ask(standards, practice, scores(lhaz=z))["all", "lhaz", "<-2"]
    share, children, t = 0.3, 40, 2.0226909
    error = math.sqrt(share * (1 - share) / children * children / (children - 1))
    middle, width = math.log(share / (1 - share)), t * error / (share * (1 - share))
    assert row["children"] == 40
    assert row["estimate"] == pytest.approx(30.0)
    assert row["standard_error"] == pytest.approx(100 * error)
    assert row["low"] == pytest.approx(100 / (1 + math.exp(-(middle - width))), rel=1e-6)
    assert row["high"] == pytest.approx(100 / (1 + math.exp(-(middle + width))), rel=1e-6)


def test_prevalence_when_clustered_then_between_cluster_variance(
    standards: GrowthStandards, practice: Practice
) -> None:
    z = [-2.5, -2.5, -2.5, 0.0, 0.0, 0.0, -2.5, 0.0]
    cluster = [1, 1, 1, 2, 2, 2, 3, 3]
    row = ask(standards, practice, scores(lhaz=z), cluster=cluster)["all", "lhaz", "<-2"]
    totals = np.array([3 * 0.5, -3 * 0.5, 0.0]) / 8
    assert row["standard_error"] == pytest.approx(100 * math.sqrt((totals**2).sum() * 3 / 2))
    t = 4.3026527
    width = t * row["standard_error"] / 100 / 0.25
    assert row["high"] == pytest.approx(100 / (1 + math.exp(-width)), rel=1e-6)


def test_prevalence_when_stratified_and_weighted_then_within_strata(
    standards: GrowthStandards, practice: Practice
) -> None:
    z = [1.0, 2.0, 4.0, 3.0, 0.0, 1.0]
    weight = np.array([1.0, 2.0, 1.0, 3.0, 1.0, 2.0])
    found = ask(
        standards,
        practice,
        scores(lhaz=z),
        stratum=["a", "a", "a", "b", "b", "b"],
        cluster=[1, 1, 2, 1, 2, 2],
        sampling_weight=weight,
    )
    row = found["all", "lhaz", "mean"]
    mean = float((weight * z).sum() / weight.sum())
    residual = weight * (np.array(z) - mean) / weight.sum()
    totals = np.array([[residual[0] + residual[1], residual[2]], [residual[3], residual[4] + residual[5]]])
    variance = sum(2 / 1 * ((one - one.mean()) ** 2).sum() for one in totals)
    assert row["estimate"] == pytest.approx(mean)
    assert row["weighted_children"] == pytest.approx(10.0)
    assert row["standard_error"] == pytest.approx(math.sqrt(variance))
    assert row["high"] == pytest.approx(mean + 4.3026527 * math.sqrt(variance), rel=1e-6)


def test_prevalence_when_every_child_is_its_own_cluster_then_as_simple(
    standards: GrowthStandards, practice: Practice
) -> None:
    z = [-3.5, -2.5, -1.5, 0.0, 1.5, 2.5, 3.5, None]
    simple = ask(standards, practice, scores(lhaz=z, wlz=z))
    clustered = ask(standards, practice, scores(lhaz=z, wlz=z), cluster=list(range(8)))
    assert simple == clustered


def test_prevalence_when_oedema_then_counted_as_severe_and_not_in_the_mean(
    standards: GrowthStandards, practice: Practice
) -> None:
    answers = scores(wlz=[None, 0.0, 0.0, 0.0], lhaz=[None, 0.0, 0.0, 0.0])
    found = ask(standards, practice, answers, oedema=["y", "n", None, "n"])
    assert found["all", "wlz", "<-3"]["estimate"] == pytest.approx(25.0)
    assert found["all", "wlz", "<-3"]["children"] == 4
    assert found["all", "wlz", "mean"]["children"] == 3
    assert found["all", "lhaz", "<-3"]["children"] == 3


def test_prevalence_when_flagged_or_too_old_then_left_out(standards: GrowthStandards, practice: Practice) -> None:
    answers = scores(lhaz=[-7.0, -2.5, 0.0, -2.5], lhaz_flag=[1, 0, 0, 0])
    found = ask(standards, practice, answers, age_days=[800.0, 1826.0, 800.0, 1827.0])
    assert found["all", "lhaz", "<-2"]["children"] == 2
    assert found["all", "lhaz", "<-2"]["estimate"] == pytest.approx(50.0)


def test_prevalence_when_grouped_then_each_group(standards: GrowthStandards, practice: Practice) -> None:
    answers = scores(lhaz=[-2.5, 0.0, 0.0, 0.0])
    found = ask(standards, practice, answers, group=["x", "x", "y", None], age_days=[10.0, 200.0, 400.0, 1800.0])
    assert found["group:x", "lhaz", "<-2"]["estimate"] == pytest.approx(50.0)
    assert found["group:y", "lhaz", "<-2"]["low"] == 0.0
    assert found["sex:m", "lhaz", "<-2"]["children"] == 2
    ages = [found[f"age:{name}", "lhaz", "<-2"]["children"] for name in ("0-5", "6-11", "12-23", "24-35", "48-59")]
    assert ages == [1, 1, 1, 0, 1]
    assert found["age:24-35", "lhaz", "<-2"]["estimate"] is None


def test_prevalence_when_stunted_and_wasted_then_counted_together(
    standards: GrowthStandards, practice: Practice
) -> None:
    answers = scores(lhaz=[-2.5, -2.5, 0.0, None], wlz=[-2.5, 2.5, 0.0, -3.0])
    found = ask(standards, practice, answers)
    assert found["all", "lhaz+wlz", "stunted_wasted"]["estimate"] == pytest.approx(100 / 3)
    assert found["all", "lhaz+wlz", "stunted_overweight"]["estimate"] == pytest.approx(100 / 3)


def test_prevalence_when_no_children_then_no_estimates(standards: GrowthStandards, practice: Practice) -> None:
    found = prevalence(measurements=table(), scores=ZSCORES.empty_table(), standards=standards, practice=practice)
    assert set(found["children"].to_pylist()) == {0}
