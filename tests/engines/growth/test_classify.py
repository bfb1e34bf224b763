"""Classes of length, weight, body and arm, and acute malnutrition."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engines.growth.children import table

from mangnon.engines.growth.classify import CLASSES, LABELS, classify
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores


def classes(standards: GrowthStandards, practice: Practice, **cells: Any) -> dict[str, Any]:
    children = table({"sex": "m", "age_days": 400.0} | cells)
    scores = zscores(measurements=children, standards=standards)
    result: dict[str, Any] = classify(
        measurements=children, scores=scores, standards=standards, practice=practice
    ).to_pylist()[0]
    return result


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ({"length_cm": 76.9}, "length_class", "normal"),
        ({"length_cm": 71.5}, "length_class", "stunted"),
        ({"length_cm": 68.0}, "length_class", "severely_stunted"),
        ({"length_cm": 85.5}, "length_class", "very_tall"),
        ({"weight_kg": 7.6}, "weight_class", "underweight"),
        ({"weight_kg": 6.8}, "weight_class", "severely_underweight"),
        ({"weight_kg": 9.8}, "weight_class", "normal"),
        ({"length_cm": 76.0, "weight_kg": 8.0}, "body_class", "wasted"),
        ({"length_cm": 76.0, "weight_kg": 7.3}, "body_class", "severely_wasted"),
        ({"length_cm": 76.0, "weight_kg": 11.0}, "body_class", "overweight_risk"),
        ({"length_cm": 76.0, "weight_kg": 12.0}, "body_class", "overweight"),
        ({"length_cm": 76.0, "weight_kg": 13.2}, "body_class", "obese"),
        (
            {"age_months": 90.0, "age_days": None, "length_cm": 124.5, "weight_kg": 27.5},
            "body_class",
            "overweight",
        ),
        (
            {"age_months": 90.0, "age_days": None, "length_cm": 124.5, "weight_kg": 32.0},
            "body_class",
            "obese",
        ),
        ({"age_months": 90.0, "age_days": None, "length_cm": 124.5, "weight_kg": 20.0}, "body_class", "thin"),
        (
            {"age_months": 90.0, "age_days": None, "length_cm": 124.5, "weight_kg": 18.5},
            "body_class",
            "severely_thin",
        ),
        ({"arm_cm": 11.4}, "acute_class", "severe"),
        ({"arm_cm": 11.5}, "acute_class", "moderate"),
        ({"arm_cm": 12.4}, "arm_class", "moderate"),
        ({"arm_cm": 12.5}, "arm_class", "normal"),
        ({"arm_cm": 12.5}, "acute_class", "none"),
        ({"arm_cm": 11.0, "age_days": 170.0}, "arm_class", None),
        ({"arm_cm": 11.0, "age_days": 1827.0}, "arm_class", None),
        ({"oedema": "y"}, "acute_class", "severe"),
        ({"oedema": "y", "age_days": 3000.0}, "acute_class", None),
        ({"length_cm": 76.0, "weight_kg": 7.3}, "acute_class", "severe"),
        ({"length_cm": 76.0, "weight_kg": 9.8}, "acute_class", "none"),
        ({}, "acute_class", None),
        ({"weight_kg": 25.0}, "weight_class", None),
        ({"weight_kg": 25.0}, "doubtful", True),
        ({"weight_kg": 9.0}, "doubtful", False),
    ],
)
def test_classify_when_measured_then_class(
    cells: dict[str, Any], column: str, expected: Any, standards: GrowthStandards, practice: Practice
) -> None:
    assert classes(standards, practice, **cells)[column] == expected


def test_labels_when_listed_then_every_class_has_its_word(standards: GrowthStandards, practice: Practice) -> None:
    children = table({"sex": "m"})
    scores = zscores(measurements=children, standards=standards)
    result = classify(measurements=children, scores=scores, standards=standards, practice=practice)
    assert result.schema == CLASSES
    for name, words in LABELS.items():
        assert set(result[name].chunk(0).dictionary.to_pylist()) == set(words)
