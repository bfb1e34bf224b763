"""What a weighing round says about its children: prevalence by age, sex and place, and how well it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.growth.classify import classify
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.prevalence import prevalence
from mangnon.engines.growth.quality import VERDICTS, favourite_digit, quality
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

# What is counted: the z-score, the cut-off of moderate and severe together, and that of severe alone.
INDICATORS: Mapping[str, tuple[str, str, str]] = {
    "underweight": ("waz", "<-2", "<-3"),
    "stunting": ("lhaz", "<-2", "<-3"),
    "wasting": ("wlz", "<-2", "<-3"),
    "overweight": ("wlz", ">+2", ">+3"),
}
WANTED = frozenset((score, cut) for score, *cuts in INDICATORS.values() for cut in cuts)
DIGITS_OF = ("weight_kg", "length_cm", "arm_cm")


@dataclass(frozen=True)
class Rate:
    """A share of children: how many of how many, per cent, and its confidence limits; None without children."""

    count: int
    children: int
    percent: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class GroupRates:
    """The rates of one group of children.

    Attributes:
        key: ``all``, ``age:0-5``, ``sex:m``, or the group's own key.
        moderate: moderate and severe together, by indicator.
        severe: severe alone, by indicator.
    """

    key: str
    moderate: Mapping[str, Rate]
    severe: Mapping[str, Rate]


@dataclass(frozen=True)
class Finding:
    """One aspect of a round's quality: as the engine's QUALITY, with the favourite last digit where there is one."""

    aspect: str
    subject: str
    children: int
    value: float | None
    verdict: str
    digit: int | None = None
    digit_share: float | None = None


@dataclass(frozen=True)
class Scores:
    """A round's measured children with their z-scores and classes; three tables with the same rows."""

    measured: pa.Table
    measurements: pa.Table
    z: pa.Table
    classes: pa.Table


def score_round(*, rows: pa.Table, standards: GrowthStandards, practice: Practice) -> Scores:
    """Score the measured children of a round.

    Args:
        rows: ``round.ROUND``; children who were not measured are left out.
        standards, practice: loaded content.
    """
    measured = rows.filter(pc.is_valid(rows["on"]))
    exact = pc.equal(measured["birth_precision"], "day")
    birth = pc.if_else(exact, measured["birth_date"], pa.scalar(None, pa.date32()))
    days = pc.subtract(measured["on"].cast(pa.int32()), birth.cast(pa.int32())).cast(pa.float64())
    table = pa.table(
        {
            "sex": measured["sex"],
            "age_days": pc.if_else(pc.greater_equal(days, 0.0), days, pa.scalar(None, pa.float64())),
            "weight_kg": pc.divide(measured["weight_g"].cast(pa.float64()), 1000.0),
            "length_cm": pc.divide(measured["length_mm"].cast(pa.float64()), 10.0),
            "arm_cm": pc.divide(measured["arm_mm"].cast(pa.float64()), 10.0),
            "position": measured["position"],
            "oedema": pc.if_else(measured["oedema"].fill_null(False), "y", "n"),
        }
    )
    z = zscores(measurements=table, standards=standards)
    classes = classify(measurements=table, scores=z, standards=standards, practice=practice)
    return Scores(measured=measured, measurements=table, z=z, classes=classes)


def rates(*, scored: Scores, group: str = "", standards: GrowthStandards, practice: Practice) -> dict[str, GroupRates]:
    """Estimate the rates of all children, of ages and sexes, and of each value of one column.

    Args:
        scored: the round.
        group: a column of ``ROUND`` such as ``hamlet``; empty for none. A child without a value is in no group.

    Returns:
        By key: ``all``, ``age:…``, ``sex:…`` and the column's values.
    """
    table = scored.measurements
    if group:
        table = table.append_column("group", scored.measured[group])
        # An unknown place is a group of its own.
        table = table.set_column(table.num_columns - 1, "group", table["group"].fill_null(""))
    found = prevalence(measurements=table, scores=scored.z, standards=standards, practice=practice, wanted=WANTED)
    by_group: dict[str, dict[tuple[str, str], Rate]] = {}
    for row in found.to_pylist():
        key = row["group"].removeprefix("group:")
        by_group.setdefault(key, {})[row["indicator"], row["measure"]] = _rate(row)
    return {
        key: GroupRates(
            key=key,
            moderate={name: each[score, both] for name, (score, both, _) in INDICATORS.items()},
            severe={name: each[score, grave] for name, (score, _, grave) in INDICATORS.items()},
        )
        for key, each in by_group.items()
    }


def findings_of(
    *, scored: Scores, rows: np.ndarray | None = None, standards: GrowthStandards, practice: Practice
) -> list[Finding]:
    """Judge how well a round, or some rows of it, was measured.

    Args:
        scored: the round.
        rows: which rows; all when absent.

    Returns:
        The engine's findings. Too few children or values for a verdict: an empty one.
    """
    measurements, z = scored.measurements, scored.z
    if rows is not None:
        measurements, z = measurements.take(pa.array(rows)), z.take(pa.array(rows))
    if not measurements.num_rows:
        return []
    found = quality(measurements=measurements, scores=z, standards=standards, practice=practice)
    return [_finding(row, measurements, practice) for row in found.to_pylist()]


def worst(findings: list[Finding]) -> str:
    """Return the gravest verdict among findings; empty where none was judged."""
    held = [VERDICTS.index(each.verdict) for each in findings if each.verdict]
    return VERDICTS[max(held)] if held else ""


def rows_showing(*, scored: Scores, indicator: str, severe: bool) -> np.ndarray:
    """Return the rows of the round that a rate counts.

    Args:
        indicator: a key of ``INDICATORS``, or ``arm`` (a small arm), ``oedema``, ``doubtful``.
        severe: only those under or over the severe cut-off.
    """
    swollen = pc.equal(scored.measurements["oedema"], "y")
    if indicator == "oedema":
        hit = swollen
    elif indicator == "doubtful":
        hit = scored.classes["doubtful"]
    elif indicator == "arm":
        named = scored.classes["arm_class"].cast(pa.string())
        hit = pc.equal(named, "severe")
        hit = hit if severe else pc.or_(hit, pc.equal(named, "moderate"))
    else:
        score, both, grave = INDICATORS[indicator]
        cut = grave if severe else both
        z, limit = scored.z[score], float(cut[1:])
        hit = pc.less(z, limit) if cut.startswith("<") else pc.greater(z, limit)
        hit = pc.and_(hit, pc.equal(scored.z[f"{score}_flag"], 0)).fill_null(False)
        if cut.startswith("<") and score != "lhaz":
            hit = pc.or_(hit, swollen)
    return np.flatnonzero(hit.fill_null(False).to_numpy())


def _rate(row: Mapping[str, float | int | None]) -> Rate:
    children, percent = int(row["children"] or 0), row["estimate"]
    count = round(percent * children / 100.0) if percent is not None else 0
    return Rate(count=count, children=children, percent=percent, low=row["low"], high=row["high"])


def _finding(row: Mapping[str, object], measurements: pa.Table, practice: Practice) -> Finding:
    aspect, subject, children = str(row["aspect"]), str(row["subject"]), int(str(row["children"]))
    least = practice.reporting.few_digits if aspect == "digits" else practice.reporting.few_children
    digit = share = None
    if aspect == "digits" and children >= least:
        values = measurements[subject].drop_null().to_numpy()
        digit, share = favourite_digit(values=values)
    value = row["value"]
    return Finding(
        aspect=aspect,
        subject=subject,
        children=children,
        value=None if value is None else float(str(value)),
        verdict=str(row["verdict"] or "") if children >= least else "",
        digit=digit,
        digit_share=share,
    )
