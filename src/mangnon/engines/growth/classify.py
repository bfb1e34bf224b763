"""What z-scores, arm circumference and oedema mean: stunted, wasted, overweight, acutely malnourished."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from mangnon.engines.growth.practice import Arm, Cutoffs, Practice
from mangnon.engines.growth.readings import Readings, read
from mangnon.engines.growth.standards import Bools, Floats, GrowthStandards, Ints

LENGTH = ("normal", "severely_stunted", "stunted", "very_tall")
WEIGHT = ("normal", "severely_underweight", "underweight")
BODY = (
    "normal",
    "severely_wasted",
    "wasted",
    "overweight_risk",
    "overweight",
    "obese",
    "severely_thin",
    "thin",
)
ARM = ("normal", "severe", "moderate")
ACUTE = ("none", "severe", "moderate")

CLASSES = pa.schema(
    [
        pa.field(name, pa.dictionary(pa.int8(), pa.string()))
        for name in ("length_class", "weight_class", "body_class", "arm_class", "acute_class")
    ]
    + [pa.field("doubtful", pa.bool_())]
)
"""What :func:`classify` gives. ``doubtful``: an implausible z-score was left out; measure again."""

LABELS = {
    "length_class": {
        "normal": "chiều cao bình thường",
        "stunted": "thấp còi",
        "severely_stunted": "thấp còi nặng",
        "very_tall": "rất cao",
    },
    "weight_class": {
        "normal": "cân nặng bình thường",
        "underweight": "nhẹ cân",
        "severely_underweight": "nhẹ cân nặng",
    },
    "body_class": {
        "normal": "cân đối",
        "wasted": "gầy còm",
        "severely_wasted": "gầy còm nặng",
        "overweight_risk": "nguy cơ thừa cân",
        "overweight": "thừa cân",
        "obese": "béo phì",
        "thin": "gầy",
        "severely_thin": "gầy nặng",
    },
    "arm_class": {
        "normal": "vòng cánh tay bình thường",
        "moderate": "vòng cánh tay nhỏ",
        "severe": "vòng cánh tay rất nhỏ",
    },
    "acute_class": {
        "none": "không suy dinh dưỡng cấp",
        "moderate": "suy dinh dưỡng cấp vừa",
        "severe": "suy dinh dưỡng cấp nặng",
    },
}
"""The Vietnamese word for each class, by column."""


def classify(*, measurements: pa.Table, scores: pa.Table, standards: GrowthStandards, practice: Practice) -> pa.Table:
    """Classify every child; what is not measured stays null.

    Args:
        measurements: ``schema.MEASUREMENTS``, for age, arm circumference and oedema.
        scores: ``schema.ZSCORES`` of the same rows.
        standards: where the references begin and end.
        practice: cut-offs.

    Returns:
        ``CLASSES``, same rows and order. Under 61 months the body class reads weight for length or height,
        and BMI for age where that is missing; from 61 months on BMI for age with the cut-offs of 2007.
        Acute malnutrition is severe with oedema, under -3 or a very small arm, up to 60 months.

    Source: stands with the numbers in the content, parts ``cutoffs`` and ``arm``, with whether it was checked.
    """
    readings = read(measurements=measurements, rules=standards.rules)
    cutoffs = practice.cutoffs
    plausible = {name: _plausible(scores=scores, name=name) for name in ("lhaz", "waz", "wlz", "baz")}
    body, body_known = _body(readings=readings, z=plausible, cutoffs=cutoffs)
    arm, arm_known = _arm(readings=readings, arm=practice.arm)
    acute, acute_known = _acute(
        readings=readings, body=body, body_known=body_known, arm=arm, arm_known=arm_known, bounds=practice.arm
    )
    lhaz, waz = plausible["lhaz"], plausible["waz"]
    length = _low(z=lhaz, cutoffs=cutoffs)
    length[lhaz > cutoffs.obese_above] = LENGTH.index("very_tall")
    flags = [scores[f"{name}_flag"].to_numpy() == 1 for name in plausible]
    return pa.Table.from_arrays(
        [
            _named(codes=length, known=~np.isnan(lhaz), names=LENGTH),
            _named(codes=_low(z=waz, cutoffs=cutoffs), known=~np.isnan(waz), names=WEIGHT),
            _named(codes=body, known=body_known, names=BODY),
            _named(codes=arm, known=arm_known, names=ARM),
            _named(codes=acute, known=acute_known, names=ACUTE),
            pa.array(np.logical_or.reduce(flags)),
        ],
        schema=CLASSES,
    )


def _plausible(*, scores: pa.Table, name: str) -> Floats:
    z: Floats = scores[name].to_numpy()
    return np.where(scores[f"{name}_flag"].to_numpy() == 1, np.nan, z)


def _low(*, z: Floats, cutoffs: Cutoffs) -> Ints:
    """Code 1 under the severe cut-off, 2 under the moderate one."""
    return np.select([z < cutoffs.severe_below, z < cutoffs.moderate_below], [1, 2], 0)


def _body(*, readings: Readings, z: dict[str, Floats], cutoffs: Cutoffs) -> tuple[Ints, Bools]:
    older = readings.in_2007
    young = np.where(np.isnan(z["wlz"]), z["baz"], z["wlz"])
    chosen = np.where(older, z["baz"], young)
    high = [chosen > cutoffs.obese_above, chosen > cutoffs.overweight_above, chosen > cutoffs.risk_above]
    obese, overweight, risk = (BODY.index(name) for name in ("obese", "overweight", "overweight_risk"))
    codes = np.select(high, [obese, overweight, risk], _low(z=chosen, cutoffs=cutoffs))
    older_codes = np.select(high[1:], [obese, overweight], 0)
    thin = _low(z=chosen, cutoffs=cutoffs)
    older_codes = np.where(thin > 0, thin - 1 + BODY.index("severely_thin"), older_codes)
    return np.where(older, older_codes, codes), ~np.isnan(chosen)


def _arm(*, readings: Readings, arm: Arm) -> tuple[Ints, Bools]:
    millimetres = np.round(readings.arm * 10.0, 6)
    months = readings.months
    codes = np.select([millimetres < arm.severe_below_mm, millimetres < arm.moderate_below_mm], [1, 2], 0)
    known = ~np.isnan(millimetres) & (months >= arm.from_month) & (months < arm.below_month)
    return codes, known


def _acute(
    *, readings: Readings, body: Ints, body_known: Bools, arm: Ints, arm_known: Bools, bounds: Arm
) -> tuple[Ints, Bools]:
    young = readings.months < bounds.below_month
    wasted = body_known & young
    severe = (wasted & (body == 1)) | (arm_known & (arm == 1)) | (readings.oedema & young)
    moderate = (wasted & (body == 2)) | (arm_known & (arm == 2))
    return np.select([severe, moderate], [1, 2], 0), wasted | arm_known | (readings.oedema & young)


def _named(*, codes: Ints, known: Bools, names: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8), mask=~known), pa.array(names, pa.string()))
