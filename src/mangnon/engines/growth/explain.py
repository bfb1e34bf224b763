"""Why a z-score is what it is: the table, its L, M and S, and what was done to the measurement."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from mangnon.engines.growth.lms import rounded
from mangnon.engines.growth.readings import read
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import lookups

STEP_UNITS = {"wfl": "mm", "wfh": "mm"}


@dataclass(frozen=True)
class Reason:
    """One z-score and all it was made from.

    Attributes:
        score: ``lhaz`` ... ``ssz``.
        z: rounded to two decimals.
        flagged: implausible by WHO's limits.
        reference, table: ``who2006`` and ``wfl``, say.
        step, step_unit: the tabulated day, millimetre or month, decimals where interpolated.
        measurement: the value looked up: kilograms, centimetres (after the change of position), kg/m2,
        millimetres.
        lam, median, spread: L, M and S.
        version: the content's version.
    """

    score: str
    z: float
    flagged: bool
    reference: str
    table: str
    step: float
    step_unit: str
    measurement: float
    lam: float
    median: float
    spread: float
    version: str


def explain(*, measurement: pa.Table, standards: GrowthStandards) -> list[Reason]:
    """Explain every z-score of one measurement.

    Args:
        measurement: one row of ``schema.MEASUREMENTS``.
        standards: WHO's tables and rules.

    Returns:
        One reason for each z-score that the row has.
    """
    found = []
    for lookup in lookups(readings=read(measurements=measurement, rules=standards.rules), standards=standards):
        z = float(rounded(lookup.z())[0])
        table = lookup.table
        unit = STEP_UNITS.get(table.name, "day" if table.reference == "who2006" else "month")
        found.append(
            Reason(
                score=lookup.score,
                z=z,
                flagged=z < table.low or z > table.high,
                reference=table.reference,
                table=table.name,
                step=float(lookup.step[0]) + (float(lookup.part[0]) if lookup.part is not None else 0.0),
                step_unit=unit,
                measurement=float(lookup.measurement[0]),
                lam=float(lookup.lam[0]),
                median=float(lookup.median[0]),
                spread=float(lookup.spread[0]),
                version=standards.version,
            )
        )
    return found
