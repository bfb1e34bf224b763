"""Which measurements ask for more than waiting: acute malnutrition and faltering, for all children at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.growth.classify import classify
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.velocity import SERIES, intervals
from mangnon.engines.growth.zscore import zscores

FINDINGS = ("severe", "moderate", "faltering", "doubtful")


def findings(
    *, children: pa.Table, facts: pa.Table, standards: GrowthStandards, practice: Practice
) -> Mapping[str, np.ndarray]:
    """Tell of each measurement whether it shows one of ``FINDINGS``.

    Args:
        children: CHILDREN; without sex or a full birth date only oedema is a finding.
        facts: dues' FACTS with ``child``, any order; what is compared are the measurements of one child.
        standards, practice: loaded content.

    Returns:
        One array of booleans, shape (facts,), for each finding. An implausible number shows none and is compared
        with nothing.
    """
    owner = facts["child"]
    exact = pc.equal(children["birth_precision"], "day")
    birth = pc.if_else(exact, children["birth_date"], pa.scalar(None, pa.date32())).take(owner)
    age = pc.cast(facts["on"].cast(pa.int32()), pa.float64()).combine_chunks()
    age = pc.subtract(age, pc.cast(birth.cast(pa.int32()), pa.float64()))
    age = pc.if_else(pc.greater_equal(age, 0.0), age, pa.scalar(None, pa.float64()))
    sex = children["sex"].take(owner)
    table = pa.table(
        {
            "sex": pc.if_else(pc.equal(sex, ""), pa.scalar(None, pa.string()), sex),
            "age_days": age,
            "weight_kg": pc.divide(facts["weight_g"].cast(pa.float64()), 1000.0),
            "length_cm": pc.divide(facts["length_mm"].cast(pa.float64()), 10.0),
            "arm_cm": pc.divide(facts["arm_mm"].cast(pa.float64()), 10.0),
            "position": pc.if_else(pc.equal(facts["position"], ""), pa.scalar(None, pa.string()), facts["position"]),
            "oedema": pc.if_else(facts["oedema"], "y", "n"),
        }
    )
    scores = zscores(measurements=table, standards=standards)
    classes = classify(measurements=table, scores=scores, standards=standards, practice=practice)
    acute = classes["acute_class"].cast(pa.string())
    swollen = np.asarray(facts["oedema"].fill_null(False).to_numpy(zero_copy_only=False))
    return {
        "severe": _true(pc.equal(acute, "severe")) | swollen,
        "moderate": _true(pc.equal(acute, "moderate")) & ~swollen,
        "doubtful": _true(classes["doubtful"]),
        "faltering": _faltering(facts=facts, table=table, scores=scores, practice=practice, swollen=swollen),
    }


def _faltering(
    *, facts: pa.Table, table: pa.Table, scores: pa.Table, practice: Practice, swollen: np.ndarray
) -> np.ndarray:
    doubtful = _true(pc.equal(scores["waz_flag"], 1)) | swollen
    known = pa.array(~doubtful)
    nothing = pa.scalar(None, pa.float64())
    series = pa.table(
        {
            "child": facts["child"],
            "on": facts["on"],
            "age_days": table["age_days"],
            "weight_kg": pc.if_else(known, table["weight_kg"], nothing),
            "length_cm": table["length_cm"],
            "waz": pc.if_else(known, scores["waz"], nothing),
            "lhaz": scores["lhaz"],
        }
    ).select(SERIES.names)
    # Without an age nobody can tell whether a loss is the expected one of the first days.
    aged = _true(pc.is_valid(table["age_days"]))
    found = intervals(series=series, practice=practice)["faltering"].cast(pa.string())
    return _true(pc.equal(found, "act")) & aged


def _true(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    filled = column.fill_null(False)
    whole = filled.combine_chunks() if isinstance(filled, pa.ChunkedArray) else filled
    return np.asarray(whole.to_numpy(zero_copy_only=False), dtype=np.bool_)
