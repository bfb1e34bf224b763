"""How many children are stunted, wasted, overweight: with confidence intervals, as WHO's survey tool."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from mangnon.engines.growth.practice import Practice, Survey
from mangnon.engines.growth.readings import Readings, read
from mangnon.engines.growth.standards import Bools, Floats, GrowthStandards, Ints
from mangnon.engines.growth.student import t_quantile

WEIGHT_BASED = ("waz", "wlz", "baz")
INDICATORS = ("lhaz", *WEIGHT_BASED)

PREVALENCE = pa.schema(
    [
        pa.field("group", pa.string()),  # all, age:12-23, sex:f, or group:<value of the column group>
        pa.field("indicator", pa.string()),  # lhaz, waz, wlz, baz, lhaz+wlz
        pa.field("measure", pa.string()),  # <-3 ... >+3, stunted_wasted, stunted_overweight, mean
        pa.field("children", pa.int64()),
        pa.field("weighted_children", pa.float64()),
        pa.field("estimate", pa.float64()),  # per cent; the mean z-score for "mean"
        pa.field("standard_error", pa.float64()),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("deviation", pa.float64()),  # of the z-scores, for "mean" only
    ]
)
"""What :func:`prevalence` gives; estimates are null where no child has a value."""


@dataclass(frozen=True)
class _Design:
    """How the children were drawn: cluster and stratum of each, weight, and the counts the variance needs.

    ``apart``: one stratum, and every child is a cluster for itself.
    """

    cluster: Ints
    stratum: Ints
    weight: Floats
    clusters_in: Ints
    degrees: int
    apart: bool


@dataclass(frozen=True)
class _Estimate:
    children: int
    weighted: float
    mean: float
    error: float
    deviation: float


def prevalence(
    *,
    measurements: pa.Table,
    scores: pa.Table,
    standards: GrowthStandards,
    practice: Practice,
    wanted: Collection[tuple[str, str]] | None = None,
) -> pa.Table:
    """Estimate the prevalence under and over each cut-off, and mean z-scores, for all children and by group.

    Args:
        measurements: ``schema.MEASUREMENTS``; may hold ``cluster`` and ``stratum`` (any type; null leaves
        the child
            out), ``sampling_weight`` (float64; null counts as 0) and ``group`` (string), a commune, say.
        scores: ``schema.ZSCORES`` of the same rows.
        standards: where the references begin and end.
        practice: ages, cut-offs and confidence.
        wanted: the (indicator, measure) pairs to estimate; all of them when absent.

    Returns:
        ``PREVALENCE``. Flagged z-scores are left out; a child with oedema counts as under -3 for weight-based
        indicators and not for their means. Without clusters each child is drawn for itself.

    Source: R package anthro (WHO), prevalence-simple.R and prevalence-survey.R: Taylor linearisation over
    clusters within strata, Student's t with clusters less strata degrees of freedom, limits of proportions on the logit
    scale.
    """
    survey = practice.survey
    readings = read(measurements=measurements, rules=standards.rules)
    kept = readings.age_unknown | ((readings.day >= 0) & (readings.day <= survey.last_day))
    for name in ("cluster", "stratum"):
        if name in measurements.column_names:
            kept &= measurements[name].is_valid().to_numpy()
    design = _design(measurements=measurements, kept=kept)
    t = t_quantile(probability=1.0 - (1.0 - survey.confidence) / 2.0, degrees=max(design.degrees, 1))
    measures = [
        (label, values)
        for label, values in _measures(readings=readings, scores=scores, practice=practice)
        if wanted is None or label in wanted
    ]
    groups = _groups(
        readings=readings,
        measurements=measurements,
        kept=kept,
        survey=survey,
        days_per_month=standards.rules.days_per_month,
    )
    rows = [
        _row(group=group, label=label, estimate=_estimate(values=values, rows=members, design=design), t=t)
        for group, members in groups
        for label, values in measures
    ]
    return pa.Table.from_pylist(rows, schema=PREVALENCE)


def _measures(*, readings: Readings, scores: pa.Table, practice: Practice) -> Iterator[tuple[tuple[str, str], Floats]]:
    """Yield (indicator, measure) with one value a child: 1 or 0 to count, z for a mean, NaN unknown."""
    plain: dict[str, Floats] = {}
    counted: dict[str, Floats] = {}
    for name in INDICATORS:
        z = np.where(scores[f"{name}_flag"].to_numpy() == 1, np.nan, scores[name].to_numpy())
        plain[name] = z
        swollen = readings.oedema & (name in WEIGHT_BASED)
        counted[name] = np.where(swollen, practice.survey.oedema_score, z)
    for name in INDICATORS:
        for cutoff in practice.survey.cutoffs:
            hit = counted[name] < cutoff if cutoff < 0 else counted[name] > cutoff
            sign = "<" if cutoff < 0 else ">"
            yield (name, f"{sign}{cutoff:+g}"), np.where(np.isnan(counted[name]), np.nan, hit)
        yield (name, "mean"), plain[name]
    both_known = ~(np.isnan(counted["lhaz"]) | np.isnan(counted["wlz"]))
    low, high = practice.cutoffs.moderate_below, practice.cutoffs.overweight_above
    stunted = counted["lhaz"] < low
    for label, other in (
        ("stunted_wasted", counted["wlz"] < low),
        ("stunted_overweight", counted["wlz"] > high),
    ):
        yield ("lhaz+wlz", label), np.where(both_known, stunted & other, np.nan)


def _groups(
    *, readings: Readings, measurements: pa.Table, kept: Bools, survey: Survey, days_per_month: float
) -> Iterator[tuple[str, Ints]]:
    yield "all", np.flatnonzero(kept)
    months = readings.day / days_per_month
    for start, end in pairwise(survey.age_groups):
        within = kept & ~readings.age_unknown & (months >= start) & (months < end)
        yield f"age:{start:g}-{end - 1:g}", np.flatnonzero(within)
    for letter, code in (("m", 0), ("f", 1)):
        yield f"sex:{letter}", np.flatnonzero(kept & readings.sexed & (readings.sex == code))
    if "group" in measurements.column_names:
        encoded = measurements["group"].combine_chunks().dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy()
        for code, value in sorted(enumerate(encoded.dictionary.to_pylist()), key=lambda pair: pair[1]):
            yield f"group:{value}", np.flatnonzero(kept & (codes == code))


def _design(*, measurements: pa.Table, kept: Bools) -> _Design:
    rows = measurements.num_rows
    stratum = _codes(measurements=measurements, name="stratum", rows=rows)
    cluster = _codes(measurements=measurements, name="cluster", rows=rows)
    apart = bool(np.unique(cluster[kept]).size <= 1)
    if apart:
        cluster = np.arange(rows)
    # the same cluster number in two strata means two clusters
    _, nested = np.unique(stratum * (int(cluster.max(initial=0)) + 1) + cluster, return_inverse=True)
    strata, first = np.unique(nested[kept], return_index=True)
    clusters_in = np.bincount(stratum[kept][first], minlength=int(stratum.max(initial=0)) + 1)
    weight = np.ones(rows)
    if "sampling_weight" in measurements.column_names:
        weight = measurements["sampling_weight"].fill_null(0.0).to_numpy().astype(np.float64)
    return _Design(
        cluster=nested.reshape(-1),
        stratum=stratum,
        weight=weight,
        clusters_in=clusters_in,
        degrees=int(strata.size - np.count_nonzero(clusters_in)),
        apart=apart and not stratum.any(),
    )


def _codes(*, measurements: pa.Table, name: str, rows: int) -> Ints:
    if name not in measurements.column_names:
        return np.zeros(rows, dtype=np.int64)
    codes: Ints = measurements[name].combine_chunks().dictionary_encode().indices.fill_null(0).to_numpy()
    return codes.astype(np.int64)


def _estimate(*, values: Floats, rows: Ints, design: _Design) -> _Estimate | None:
    """Estimate a mean with its standard error by Taylor linearisation."""
    rows = rows[~np.isnan(values[rows])]
    x, weight = values[rows], design.weight[rows]
    total = float(weight.sum())
    if not rows.size or total <= 0.0:
        return None
    mean = float((weight * x).sum() / total)
    residual = weight * (x - mean) / total
    per_stratum, squares = _sums(residual=residual, rows=rows, design=design)
    drawn = np.maximum(design.clusters_in, 1)
    # a stratum with a single cluster is centred on the whole, whose mean residual is zero
    alone = drawn == 1
    variance = np.where(alone, squares, (squares - per_stratum**2 / drawn) * drawn / np.maximum(drawn - 1, 1))
    count = rows.size
    spread = float((weight * (x - mean) ** 2).sum() / total)
    deviation = math.sqrt(spread * count / (count - 1)) if count > 1 else math.nan
    error = math.sqrt(max(float(variance.sum()), 0.0))
    return _Estimate(children=count, weighted=total, mean=mean, error=error, deviation=deviation)


def _sums(*, residual: Floats, rows: Ints, design: _Design) -> tuple[Floats, Floats]:
    """Sum the residuals of each cluster; give the sums and the sums of squares of each stratum."""
    if design.apart:
        return np.array([residual.sum()]), np.array([(residual**2).sum()])
    clusters, place, at = np.unique(design.cluster[rows], return_inverse=True, return_index=True)[:3]
    sums = np.bincount(at, weights=residual, minlength=clusters.size)
    stratum = design.stratum[rows[place]]
    size = design.clusters_in.size
    per_stratum = np.bincount(stratum, weights=sums, minlength=size).astype(np.float64)
    return per_stratum, np.bincount(stratum, weights=sums**2, minlength=size).astype(np.float64)


def _row(*, group: str, label: tuple[str, str], estimate: _Estimate | None, t: float) -> dict[str, object]:
    row: dict[str, object] = {"group": group, "indicator": label[0], "measure": label[1], "children": 0}
    if estimate is None:
        return row
    mean, error = estimate.mean, estimate.error
    row |= {"children": estimate.children, "weighted_children": estimate.weighted}
    if label[1] == "mean":
        deviation = None if math.isnan(estimate.deviation) else estimate.deviation
        limits = {"low": mean - t * error, "high": mean + t * error, "deviation": deviation}
        return row | {"estimate": mean, "standard_error": error} | limits
    low, high = _logit_limits(share=mean, error=error, t=t)
    return row | {
        "estimate": 100.0 * mean,
        "standard_error": 100.0 * error,
        "low": 100.0 * low,
        "high": 100.0 * high,
    }


def _logit_limits(*, share: float, error: float, t: float) -> tuple[float, float]:
    """Give a proportion's limits on the logit scale; none and all have no width."""
    if share <= 0.0 or share >= 1.0:
        return share, share
    middle, width = math.log(share / (1.0 - share)), t * error / (share * (1.0 - share))
    return _share(middle - width), _share(middle + width)


def _share(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit)) if logit > -700.0 else 0.0
