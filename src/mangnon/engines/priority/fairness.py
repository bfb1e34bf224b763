"""Compares groups of children by their points: who stands lower though they need the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal

import numpy as np
import pyarrow as pa

from mangnon.engines.priority.weights import FairnessTerms

PEOPLE = pa.schema(
    [
        ("need", pa.string()),  # what is owed and how late, as one word; the same word is the same need
        ("points", pa.int32()),
        ("contact_points", pa.int32()),  # of the points, those for the time since the last contact
        ("days", pa.int32()),  # since the last contact; null where none is known
    ]
)
Verdict = Literal["level", "lower", "higher", "few"]
# Of small groups, counted together.
SMALL = "small"
_Z = 1.96  # 95 % of a normal distribution lie within so many standard deviations


@dataclass(frozen=True)
class GroupFigures:
    """How one group stands.

    Args:
        axis, group: by what children were grouped, and which group.
        children: how many.
        mean_points: of all its children.
        top_percent, top_low, top_high: how many of 100 stand in the province's top, with a 95 % interval (Wilson).
        top_ratio: that share against the province's.
        compared: how many have somebody outside the group with the same need.
        same_need_percent, low, high: their points against those of the others with the same need, in percent, with a
            95 % interval; None where nobody can be compared.
        by_contact_percent: how much of that comes from the time since the last contact; the rest from age,
            circumstances, poverty, early birth.
        median_days: since the last contact, of those with one.
        never_percent: how many of 100 have none.
        verdict: ``lower`` or ``higher`` where the difference is larger than the terms allow and no chance; ``few``
            where too few can be compared, or with too few.
    """

    axis: str
    group: str
    children: int
    mean_points: float
    top_percent: float
    top_low: float
    top_high: float
    top_ratio: float
    compared: int
    same_need_percent: float | None
    low: float | None
    high: float | None
    by_contact_percent: float | None
    median_days: int | None
    never_percent: float
    verdict: Verdict


@dataclass(frozen=True)
class Fairness:
    """The whole, and its groups.

    Args:
        children: how many in all.
        mean_points: of all.
        top_from: the fewest points in the top; None where nobody has any.
        top_percent: how many of 100 stand in it; ties make it differ from what was asked for.
        median_days, never_percent: as of a group.
        groups: by axis as given, the largest first.
    """

    children: int
    mean_points: float
    top_from: int | None
    top_percent: float
    median_days: int | None
    never_percent: float
    groups: tuple[GroupFigures, ...]


def compare(*, people: pa.Table, axes: Mapping[str, np.ndarray], terms: FairnessTerms) -> Fairness:
    """Compare the groups of each axis with the children outside the group who need the same.

    Args:
        people: PEOPLE.
        axes: for each axis the group of every child, a word each.
        terms: how to compare.

    Source: Wilson, J Am Stat Assoc 22:209-212 (1927), interval of a share; direct matching on the need with a pooled
        variance within needs for the difference.
    """
    count = people.num_rows
    points = np.asarray(people["points"].to_numpy()).astype("float64")
    contact = np.asarray(people["contact_points"].to_numpy()).astype("float64")
    days = np.asarray(people["days"].cast(pa.float64()).fill_null(np.nan).to_numpy())
    top_from, top = _top(points, terms.top_percent)
    _, need = np.unique(np.asarray(people["need"].to_numpy()).astype(str), return_inverse=True)
    whole = _Whole(points, contact, days, top, need, _variance(points, need))
    groups = [
        _figures(axis, name, labels == name, whole, terms)
        for axis, words in axes.items()
        for labels in [_small_together(words.astype(str), terms.hidden_below)]
        for name in _by_size(labels)
        if np.count_nonzero(labels == name) >= terms.hidden_below
    ]
    return Fairness(
        children=count,
        mean_points=_mean(points),
        top_from=top_from,
        top_percent=100 * _mean(top),
        median_days=_median(days),
        never_percent=100 * _mean(np.isnan(days)),
        groups=tuple(groups),
    )


@dataclass(frozen=True)
class _Whole:
    points: np.ndarray
    contact: np.ndarray
    days: np.ndarray
    top: np.ndarray
    need: np.ndarray
    variance: float


def _top(points: np.ndarray, percent: float) -> tuple[int | None, np.ndarray]:
    """Return from how many points on a child is in the top; of two bounds the one nearer to what was asked for."""
    if not len(points) or points.max() <= 0:
        return None, np.zeros(len(points), dtype=bool)
    wanted = max(ceil(len(points) * percent / 100), 1)
    edge = np.sort(points)[-wanted]
    above = points[points > edge]
    bounds = [bound for bound in (edge, *([above.min()] if len(above) else [])) if bound > 0]
    best = min(bounds, key=lambda bound: abs(np.count_nonzero(points >= bound) - wanted))
    return int(best), points >= best


def _variance(points: np.ndarray, need: np.ndarray) -> float:
    """Return the variance of points within needs, pooled."""
    counts = np.bincount(need)
    means = np.bincount(need, weights=points) / np.maximum(counts, 1)
    free = int(np.sum(counts[counts > 1] - 1))
    return float(np.sum((points - means[need]) ** 2) / free) if free else 0.0


def _small_together(words: np.ndarray, least: int) -> np.ndarray:
    names, place, counts = np.unique(words, return_inverse=True, return_counts=True)
    return np.where(counts < least, SMALL, names.astype(object))[place]


def _by_size(labels: np.ndarray) -> list[str]:
    names, counts = np.unique(labels.astype(str), return_counts=True)
    order = sorted(zip(names, counts, strict=True), key=lambda each: (each[0] == SMALL, -each[1], each[0]))
    return [str(name) for name, _ in order]


def _figures(axis: str, group: str, mine: np.ndarray, whole: _Whole, terms: FairnessTerms) -> GroupFigures:
    count = int(np.count_nonzero(mine))
    share = _mean(whole.top[mine])
    low, high = _wilson(share, count)
    all_share = _mean(whole.top)
    compared, against, percent, margin, by_contact = _against_same_need(mine, whole)
    return GroupFigures(
        axis=axis,
        group=group,
        children=count,
        mean_points=_mean(whole.points[mine]),
        top_percent=100 * share,
        top_low=100 * low,
        top_high=100 * high,
        top_ratio=share / all_share if all_share else 1.0,
        compared=compared,
        same_need_percent=percent,
        low=None if percent is None else percent - margin,
        high=None if percent is None else percent + margin,
        by_contact_percent=by_contact,
        median_days=_median(whole.days[mine]),
        never_percent=100 * _mean(np.isnan(whole.days[mine])),
        verdict=_verdict(min(compared, against), percent, margin, terms),
    )


def _against_same_need(mine: np.ndarray, whole: _Whole) -> tuple[int, int, float | None, float, float | None]:
    """Return how many are compared with how many, the difference in percent, its margin, and the contacts' part."""
    size = int(whole.need.max()) + 1 if len(whole.need) else 0
    own = np.bincount(whole.need[mine], minlength=size)
    others = np.bincount(whole.need[~mine], minlength=size)
    both = (own > 0) & (others > 0)
    compared = int(own[both].sum())
    against = int(others[both].sum())
    if not compared:
        return 0, 0, None, 0.0, None
    n, m = own[both].astype("float64"), others[both].astype("float64")

    def difference(of: np.ndarray) -> tuple[float, float]:
        inside = np.bincount(whole.need[mine], weights=of[mine], minlength=size)[both]
        outside = np.bincount(whole.need[~mine], weights=of[~mine], minlength=size)[both]
        expected = float(np.sum(n * outside / m)) / compared
        return float(inside.sum()) / compared - expected, expected

    gap, expected = difference(whole.points)
    if expected <= 0:
        return compared, against, None, 0.0, None
    error = sqrt(whole.variance * float(np.sum(n + n * n / m))) / compared
    by_contact = difference(whole.contact)[0]
    return compared, against, 100 * gap / expected, 100 * _Z * error / expected, 100 * by_contact / expected


def _verdict(fewest: int, percent: float | None, margin: float, terms: FairnessTerms) -> Verdict:
    if percent is None or fewest < terms.fewest_children:
        return "few"
    if abs(percent) < terms.same_within_percent or abs(percent) <= margin:
        return "level"
    return "lower" if percent < 0 else "higher"


def _wilson(share: float, count: int) -> tuple[float, float]:
    if not count:
        return 0.0, 0.0
    middle = share + _Z * _Z / (2 * count)
    spread = _Z * sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    whole = 1 + _Z * _Z / count
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values)) if len(values) else 0.0


def _median(days: np.ndarray) -> int | None:
    known = days[~np.isnan(days)]
    return int(np.median(known)) if len(known) else None
