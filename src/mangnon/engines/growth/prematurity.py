"""Children born early: z-scores by the age since birth and by the age since the expected day, both shown."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.schema import ZSCORES
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

BASES = ("chronological", "corrected")
BASIS_LABELS = {"chronological": "theo tuổi thực", "corrected": "theo tuổi hiệu chỉnh (sinh non)"}

BOTH = pa.schema([pa.field("row", pa.int64()), pa.field("basis", pa.dictionary(pa.int8(), pa.string())), *ZSCORES])
"""What :func:`zscores_both` gives: ``row`` is the place in the input, ``basis`` how the age was counted."""


def zscores_both(*, measurements: pa.Table, standards: GrowthStandards, practice: Practice) -> pa.Table:
    """Compute z-scores by age since birth for every child, and by corrected age as well for those born early.

    Args:
        measurements: ``schema.MEASUREMENTS`` with ``age_days``, and ``gestation_days`` (float64, null:
        unknown).
        standards: WHO's tables and rules.
        practice: what counts as preterm, and until what age it is corrected.

    Returns:
        ``BOTH``, ordered by row, ``chronological`` first. Before the expected day of birth the corrected
        row has no z-scores: WHO's standards begin there.

    Source: stands with the numbers in the content, part ``prematurity``.
    """
    rule = practice.prematurity
    age = measurements["age_days"].to_numpy()
    gestation = measurements["gestation_days"].to_numpy()
    limit = rule.corrected_below_month * standards.rules.days_per_month
    early = np.flatnonzero((gestation > 0) & (gestation < rule.preterm_below_days) & (age >= 0) & (age < limit))
    corrected_age = age[early] - (rule.term_days - gestation[early])
    born = corrected_age >= 0
    corrected = measurements.take(pa.array(early))
    place = corrected.column_names.index("age_days")
    corrected = corrected.set_column(place, "age_days", pa.array(np.maximum(corrected_age, 0.0)))
    sexes = pc.if_else(pa.array(born), corrected["sex"], pa.scalar(None, pa.string()))
    corrected = corrected.set_column(corrected.column_names.index("sex"), "sex", sexes)

    first = zscores(measurements=measurements, standards=standards)
    second = zscores(measurements=corrected, standards=standards)
    rows = np.concatenate([np.arange(measurements.num_rows), early])
    basis = np.concatenate([np.zeros(first.num_rows), np.ones(second.num_rows)]).astype(np.int8)
    named = pa.DictionaryArray.from_arrays(pa.array(basis), pa.array(BASES))
    order = np.lexsort((basis, rows))
    together = pa.concat_tables([first, second])
    return pa.Table.from_arrays([pa.array(rows), named, *together.columns], schema=BOTH).take(pa.array(order))
