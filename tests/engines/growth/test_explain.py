"""Why a z-score is what it is."""

from __future__ import annotations

import pytest
from tests.engines.growth.children import table

from mangnon.engines.growth.explain import explain
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores


def test_explain_when_asked_then_every_score_with_its_table(standards: GrowthStandards) -> None:
    child = table(
        {"sex": "f", "age_days": 900.0, "weight_kg": 11.0, "length_cm": 87.7, "position": "l", "arm_cm": 15.0}
    )
    reasons = {reason.score: reason for reason in explain(measurement=child, standards=standards)}
    scores = zscores(measurements=child, standards=standards).to_pylist()[0]
    assert {score: reason.z for score, reason in reasons.items()} == {
        score: z for score, z in scores.items() if score in reasons
    }
    assert set(reasons) == {"lhaz", "waz", "wlz", "baz", "acz"}
    assert reasons["lhaz"].measurement == pytest.approx(87.0)
    assert (reasons["wlz"].table, reasons["wlz"].step_unit) == ("wfh", "mm")
    assert reasons["wlz"].step == pytest.approx(870.0)
    assert (reasons["waz"].table, reasons["waz"].step, reasons["waz"].reference) == ("wfa", 900.0, "who2006")


def test_explain_when_older_then_months_of_2007(standards: GrowthStandards) -> None:
    (reason,) = explain(measurement=table({"sex": "m", "age_months": 71.5, "length_cm": 80.0}), standards=standards)
    assert (reason.table, reason.step, reason.step_unit, reason.flagged) == ("hfa2007", 71.5, "month", True)


def test_explain_when_nothing_is_known_then_nothing(standards: GrowthStandards) -> None:
    assert explain(measurement=table({"sex": "m", "weight_kg": 9.0}), standards=standards) == []
