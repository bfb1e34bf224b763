"""Children born early, shown both ways."""

from __future__ import annotations

import pyarrow as pa
from tests.engines.growth.children import table

from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.prematurity import zscores_both
from mangnon.engines.growth.schema import SCORES
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores


def both(
    standards: GrowthStandards, practice: Practice, *children: tuple[float, float | None]
) -> list[dict[str, object]]:
    rows = table(*({"sex": "f", "age_days": age, "weight_kg": 5.0, "length_cm": 57.0} for age, _ in children))
    rows = rows.append_column("gestation_days", pa.array([weeks for _, weeks in children], pa.float64()))
    result: list[dict[str, object]] = zscores_both(
        measurements=rows, standards=standards, practice=practice
    ).to_pylist()
    return result


def test_both_when_preterm_then_two_rows_labelled(standards: GrowthStandards, practice: Practice) -> None:
    result = both(standards, practice, (120.0, 280.0), (120.0, 224.0), (120.0, None))
    assert [(row["row"], row["basis"]) for row in result] == [
        (0, "chronological"),
        (1, "chronological"),
        (1, "corrected"),
        (2, "chronological"),
    ]
    at_term = zscores(
        measurements=table({"sex": "f", "age_days": 64.0, "weight_kg": 5.0, "length_cm": 57.0}),
        standards=standards,
    ).to_pylist()[0]
    assert {score: result[2][score] for score in SCORES} == {score: at_term[score] for score in SCORES}


def test_both_when_at_the_bounds_then_37_weeks_and_two_years(standards: GrowthStandards, practice: Practice) -> None:
    assert len(both(standards, practice, (120.0, 258.0))) == 2
    assert len(both(standards, practice, (120.0, 259.0))) == 1
    assert len(both(standards, practice, (730.0, 224.0))) == 2
    assert len(both(standards, practice, (731.0, 224.0))) == 1


def test_both_when_before_the_expected_day_then_no_corrected_scores(
    standards: GrowthStandards, practice: Practice
) -> None:
    corrected = both(standards, practice, (30.0, 224.0))[1]
    assert corrected["basis"] == "corrected"
    assert all(corrected[score] is None for score in SCORES)
    assert both(standards, practice, (56.0, 224.0))[1]["waz"] is not None
