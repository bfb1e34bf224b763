"""How a child grew from one weighing to the next, and what a z-score was made from: values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from mangnon.domain.growth.rules import Body, Scored, table_of
from mangnon.engines.growth.explain import Reason, explain
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.prematurity import zscores_both
from mangnon.engines.growth.schema import SCORES
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.velocity import DAYS_PER_MONTH, SERIES, intervals

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Step:
    """A measurement against the child's last one before it; None where there is nothing to compare.

    Attributes:
        scored: the measurement.
        weight_days, length_days: days since the weight, the length before it.
        weight_gain_g, weight_g_per_day, waz_change: how the weight moved, and its z-score.
        waz_from_peak: against the highest z-score of the last months; never above 0.
        length_gain_mm, length_mm_per_month, lhaz_change: how the length moved, and its z-score.
        trend: ``rising``, ``flat``, ``falling`` or empty.
        faltering: ``none``, ``watch``, ``act`` or empty.
        flat: the weight stood still for long enough, at an age at which it should not.
    """

    scored: Scored
    weight_days: int | None = None
    weight_gain_g: float | None = None
    weight_g_per_day: float | None = None
    waz_change: float | None = None
    waz_from_peak: float | None = None
    length_days: int | None = None
    length_gain_mm: float | None = None
    length_mm_per_month: float | None = None
    lhaz_change: float | None = None
    trend: str = ""
    faltering: str = ""
    flat: bool = False

    def alerts(self) -> tuple[str, ...]:
        """Return the codes of what is to be done something about, gravest first; names of the content's advice."""
        found = []
        acute = self.scored.classes.get("acute_class", "")
        if self.scored.body.oedema and acute == "severe":
            found.append("oedema")
        elif acute in ("severe", "moderate"):
            found.append(f"acute_{acute}")
        if self.faltering == "act":
            found.append("lost" if self.trend == "falling" else "faltering")
        elif self.faltering == "watch":
            found.append("losing" if self.trend == "falling" else "slowing")
        elif self.flat:
            found.append("flat")
        return tuple(found)


@dataclass(frozen=True)
class BothAges:
    """The z-scores of a child born early at one measurement: by age since birth, and by corrected age.

    ``corrected_days`` is negative before the expected day of birth; then ``corrected`` holds nothing.
    """

    scored: Scored
    corrected_days: int
    corrected: dict[str, float]


def steps(*, scored: Sequence[Scored], practice: Practice) -> list[Step]:
    """Compare each measurement with the one before it; implausible ones are compared with nothing.

    Args:
        scored: one child's measurements, any order.
        practice: what counts as flat and as faltering.

    Returns:
        One for each measurement, same order.
    """
    if not scored:
        return []
    rows = [_series_row(each) for each in scored]
    found = intervals(series=pa.Table.from_pylist(rows, schema=SERIES), practice=practice).to_pylist()
    told = ("scored", "trend", "faltering", "flat")
    names = [name for name in Step.__dataclass_fields__ if name not in told]
    return [
        Step(
            scored=each,
            trend=row["trend"] or "",
            faltering=row["faltering"] or "",
            flat=_flat(scored=each, trend=row["trend"], days=row["weight_days"], practice=practice),
            **{name: row[name] for name in names},
        )
        for each, row in zip(scored, found, strict=True)
    ]


def both_ages(
    *, sex: str, birth: date, gestation_weeks: int, scored: Sequence[Scored], standards: GrowthStandards,
    practice: Practice,
) -> list[BothAges]:  # fmt: skip
    """Score the measurements of a child born early by corrected age too, up to the age the content says.

    Args:
        gestation_weeks: completed weeks at birth.
        scored: measurements already scored by age since birth.

    Returns:
        One for each measurement that is corrected; empty for a child who was not born early.
    """
    rule = practice.prematurity
    days = gestation_weeks * DAYS_A_WEEK
    if not scored or not 0 < days < rule.preterm_below_days:
        return []
    table = table_of(sex=sex, birth=birth, bodies=[each.body for each in scored])
    table = table.append_column("gestation_days", pa.array([float(days)] * len(scored), pa.float64()))
    both = zscores_both(measurements=table, standards=standards, practice=practice).to_pylist()
    return [
        BothAges(
            scored=scored[row["row"]],
            corrected_days=scored[row["row"]].age_days - (rule.term_days - days),
            corrected={name: row[name] for name in SCORES if row[name] is not None},
        )
        for row in both
        if row["basis"] == "corrected"
    ]


def reasons(*, sex: str, birth: date, body: Body, standards: GrowthStandards) -> list[Reason]:
    """Say of every z-score of one measurement which table, L, M and S it was made from."""
    return explain(measurement=table_of(sex=sex, birth=birth, bodies=[body]), standards=standards)


def _flat(*, scored: Scored, trend: str | None, days: int | None, practice: Practice) -> bool:
    rule = practice.faltering
    young = rule.early_until_day < scored.age_days < rule.flat_below_month * DAYS_PER_MONTH
    return trend == "flat" and days is not None and days >= rule.flat_after_days and young


def _series_row(scored: Scored) -> dict[str, object]:
    """One row of SERIES; a flagged number is most likely a slip of the pen and compared with nothing."""
    body, flagged = scored.body, scored.flagged
    weight = body.weight_g if "waz" not in flagged and not body.oedema else None
    length = body.length_mm if "lhaz" not in flagged else None
    return {
        "child": b"\0" * 16,
        "on": body.on,
        "age_days": float(scored.age_days),
        "weight_kg": weight / 1000 if weight else None,
        "length_cm": length / 10 if length else None,
        "waz": scored.z.get("waz") if weight else None,
        "lhaz": scored.z.get("lhaz") if length else None,
    }
