"""Data quality of a weighing round."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.quality import QUALITY, digit_preference, quality
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores


def judge(standards: GrowthStandards, practice: Practice, **columns: Any) -> dict[tuple[str, str], dict[str, Any]]:
    children = pa.table(columns)
    found = quality(
        measurements=children,
        scores=zscores(measurements=children, standards=standards),
        standards=standards,
        practice=practice,
    )
    assert found.schema == QUALITY
    return {(row["aspect"], row["subject"]): row for row in found.to_pylist()}


def test_digits_when_even_then_zero_and_when_one_only_then_hundred() -> None:
    assert digit_preference(values=np.arange(100, 200) / 10) == pytest.approx(0.0)
    assert digit_preference(values=np.full(50, 9.5)) == pytest.approx(100.0)


def test_quality_when_measured_well_then_good(standards: GrowthStandards, practice: Practice) -> None:
    chance = np.random.default_rng(8)
    rows = 3000
    days = chance.integers(200, 1800, rows)
    medians = standards.tables["lhfa"].median[days]
    spread = medians * standards.tables["lhfa"].spread[days]
    found = judge(
        standards,
        practice,
        sex=["m"] * rows,
        age_days=days.astype(float),
        length_cm=np.round(medians + chance.normal(-1, 1.2, rows) * spread, 1),
        weight_kg=np.round(chance.uniform(9, 15, rows), 1),
    )
    for key in (
        ("digits", "length_cm"),
        ("missing", "sex"),
        ("heaping", "age"),
        ("spread", "lhaz"),
        ("flags", "lhaz"),
    ):
        assert found[key]["verdict"] == "good", found[key]


def test_quality_when_rounded_and_missing_then_poor(standards: GrowthStandards, practice: Practice) -> None:
    rows = 200
    chance = np.random.default_rng(9)
    lengths = [None if at % 10 == 0 else float(round(x)) for at, x in enumerate(chance.uniform(70, 100, rows))]
    found = judge(
        standards,
        practice,
        sex=["f"] * rows,
        age_days=[730.5] * rows,
        length_cm=pa.array(lengths, pa.float64()),
        weight_kg=chance.uniform(5, 40, rows),
    )
    for key in (
        ("digits", "length_cm"),
        ("missing", "length_cm"),
        ("heaping", "age"),
        ("flags", "waz"),
        ("spread", "lhaz"),
    ):
        assert found[key]["verdict"] == "poor", found[key]
    assert found["missing", "length_cm"]["value"] == pytest.approx(0.1)
    assert found["digits", "arm_cm"]["verdict"] is None


def test_quality_when_no_children_then_no_verdicts(standards: GrowthStandards, practice: Practice) -> None:
    found = judge(standards, practice, sex=pa.array([], pa.string()))
    assert {row["verdict"] for row in found.values()} == {None}


def test_position_when_children_who_should_lie_stood_then_their_share(
    standards: GrowthStandards, practice: Practice
) -> None:
    found = judge(
        standards, practice,
        sex=["m"] * 10, age_days=[700.0] * 5 + [731.0] * 5, length_cm=[85.0] * 10,
        position=["l", "l", "l", "h", None, "h", "h", "h", "h", "l"],
    )  # fmt: skip
    row = found["position", "length_cm"]
    assert (row["children"], row["verdict"]) == (9, "poor")
    assert row["value"] == pytest.approx(2 / 9)
