"""The priority score: one function for one child in a request and for a province by night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.priority.weights import Weights
from mangnon.vocab.due import add_months, age_in_months, day_number, days_of

# One row a child. Ethnic group, sex and place are left out on purpose: they must not be able to count.
CHILDREN = pa.schema(
    [
        ("birth_date", pa.date32()),  # first day of what is known; null when nothing is
        ("birth_precision", pa.string()),  # day, month, year or unknown
        ("gestation_weeks", pa.int16()),  # null when nobody said
        ("poverty", pa.string()),  # a key of Weights.poverty, or anything else for none
        ("in_circumstance", pa.bool_()),  # special circumstances that count in this number
        ("contacted_on", pa.date32()),  # the newest fact of any kind; null when there is none
    ]
)
DUES = pa.schema(
    [
        ("child", pa.int32()),  # row of the children's table
        ("kind", pa.string()),
        ("code", pa.string()),
        ("window_from", pa.date32()),
        ("window_to", pa.date32()),  # last day on time
    ]
)
# What a child's points are the sum of; in the order in which equal parts are told.
PART_NAMES = ("due", "birth", "contact", "circumstance", "age", "poverty", "early")
PARTS = pa.schema(
    [
        ("child", pa.int32()),  # row of the children's table
        ("part", pa.string()),  # of PART_NAMES
        ("kind", pa.string()),  # of the due; empty for other parts
        ("code", pa.string()),  # of the due; empty for other parts
        ("band", pa.string()),  # of the lateness, age, poverty or contact
        ("base", pa.int32()),
        ("times", pa.int32()),
        ("points", pa.int32()),  # base x times
    ]
)
_OLDEST_MONTHS = 16 * 12
_UNKNOWN = -(2**31)
_NEVER = 2**31 - 1


@dataclass(frozen=True)
class Scores:
    """Points of each child, and what they are the sum of.

    Args:
        points: int32, shape (n,).
        parts: PARTS, only those that count, by child and then the most points first.
    """

    points: np.ndarray
    parts: pa.Table


def score(*, children: pa.Table, dues: pa.Table, weights: Weights, today: date) -> Scores:
    """Score children by what they are owed, who they are and how long ago anybody met them.

    Args:
        children: CHILDREN.
        dues: DUES, in any order.
        weights: in force on the day.
        today: the day asked about.

    Returns:
        The points and their parts; the parts of a child add up to its points.
    """
    now = day_number(today)
    youngest, oldest = _ages(children, now)
    tables = [
        _of_dues(dues, weights, now),
        _of_ages(youngest, oldest, weights),
        _of_early(children, youngest, weights),
        _of_circumstance(children, weights),
        _of_poverty(children, weights),
        _of_incomplete_birth(children, youngest, weights),
        _of_contact(children, youngest, oldest, weights, now),
    ]
    parts = pa.concat_tables(tables)
    points = np.bincount(
        np.asarray(parts["child"].to_numpy()), weights=np.asarray(parts["points"].to_numpy()),
        minlength=children.num_rows,
    ).astype("int32")  # fmt: skip
    return Scores(points=points, parts=_in_order(parts))


def _ages(children: pa.Table, now: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the youngest and the oldest age in completed months that what is known of the birth allows."""
    first = days_of(children["birth_date"])
    precision = _words(children["birth_precision"])
    known = first > _UNKNOWN
    first = np.where(known, first, int(add_months(np.array([now]), -_OLDEST_MONTHS)[0]))
    last = np.where(precision == "day", first, np.where(precision == "month", add_months(first, 1) - 1, now))
    last = np.where(precision == "year", add_months(first, 12) - 1, last)
    last = np.where(known, last, now)
    youngest = age_in_months(np.minimum(last, now), now)
    oldest = age_in_months(np.minimum(first, now), now)
    return youngest, np.maximum(oldest, youngest)


def _of_dues(dues: pa.Table, weights: Weights, now: int) -> pa.Table:
    if not dues.num_rows:
        return PARTS.empty_table()
    kinds, codes = _words(dues["kind"]), _words(dues["code"])
    named, place = np.unique(np.char.add(np.char.add(kinds.astype(str), "\n"), codes.astype(str)), return_inverse=True)
    fitting = [weights.weight_of(kind=kind, code=code) for kind, code in (each.split("\n", 1) for each in named)]
    limit = np.array([_NEVER if each.catch_up_days is None else each.catch_up_days for each in fitting])[place]
    late_days = now - days_of(dues["window_to"])
    in_time = np.array([each.points for each in fitting], dtype="int64")[place]
    base = np.where(late_days > limit, np.array([each.then_points for each in fitting], dtype="int64")[place], in_time)
    bands = (weights.lateness.not_yet, weights.lateness.open, *weights.lateness.late)
    soon = days_of(dues["window_from"]) <= now + weights.lateness.opens_within_days
    after = np.searchsorted([each.from_day for each in weights.lateness.late], late_days, side="right")
    at = np.where(late_days > 0, 1 + after, np.where(soon, 1, 0))
    times = np.array([each.times for each in bands])[at]
    rows = np.flatnonzero(base * times)
    return _parts(
        child=np.asarray(dues["child"].to_numpy())[rows],
        part="due",
        kind=kinds[rows],
        code=codes[rows],
        band=np.array([each.code for each in bands], dtype=object)[at[rows]],
        base=base[rows],
        times=times[rows],
    )


def _of_ages(youngest: np.ndarray, oldest: np.ndarray, weights: Weights) -> pa.Table:
    offered = [(each.below_month, np.full(len(youngest), each.points)) for each in weights.ages]
    best, chosen = _most(offered, youngest, oldest)
    codes = np.array([each.code for each in weights.ages], dtype=object)
    return _told("age", best, codes[chosen])


def _of_early(children: pa.Table, youngest: np.ndarray, weights: Weights) -> pa.Table:
    weeks = np.asarray(children["gestation_weeks"].cast(pa.int32()).fill_null(-1).to_numpy())
    counts = (weeks < weights.early.below_week) & (youngest < weights.early.below_month)
    band = np.where(weeks < 0, "unknown", "early").astype(object)
    return _told("early", counts * weights.early.points, band)


def _of_circumstance(children: pa.Table, weights: Weights) -> pa.Table:
    held = np.asarray(children["in_circumstance"].fill_null(False).to_numpy(), dtype=bool)
    return _told("circumstance", held * weights.circumstance.points, np.full(len(held), "", dtype=object))


def _of_poverty(children: pa.Table, weights: Weights) -> pa.Table:
    standing = _words(children["poverty"])
    points = np.zeros(len(standing), dtype="int64")
    for code, told in weights.poverty.items():
        points[standing == code] = told.points
    return _told("poverty", points, standing)


def _of_incomplete_birth(children: pa.Table, youngest: np.ndarray, weights: Weights) -> pa.Table:
    precision = _words(children["birth_precision"])
    counts = (precision != "day") & (youngest < weights.incomplete_birth.below_month)
    return _told("birth", counts * weights.incomplete_birth.points, precision)


def _of_contact(children: pa.Table, youngest: np.ndarray, oldest: np.ndarray, weights: Weights, now: int) -> pa.Table:
    met = days_of(children["contacted_on"])
    # Who was never met counts like one not met for longest; a contact after the day asked about is none yet to come.
    days = np.where(met > _UNKNOWN, np.maximum(now - met, 0), _NEVER)
    offered, bands = [], []
    for step in weights.contact:
        at = np.searchsorted([each.from_day for each in step.bands], days, side="right") - 1
        offered.append((step.below_month, np.array([each.points for each in step.bands])[at]))
        bands.append(np.array([each.code for each in step.bands], dtype=object)[at])
    best, chosen = _most(offered, youngest, oldest)
    band = np.array(bands, dtype=object).reshape(len(bands), -1)[chosen, np.arange(len(chosen))]
    return _told("contact", best, np.where(met > _UNKNOWN, band, "never").astype(object))


def _most(
    offered: list[tuple[int | None, np.ndarray]], youngest: np.ndarray, oldest: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the most points that any age the child may have gives, and the step that gives them."""
    best = np.full(len(youngest), -1, dtype="int64")
    chosen = np.zeros(len(youngest), dtype="int64")
    from_month = 0
    for place, (below, points) in enumerate(offered):
        until = _NEVER if below is None else below
        better = (youngest < until) & (oldest >= from_month) & (points > best)
        best, chosen = np.where(better, points, best), np.where(better, place, chosen)
        from_month = until
    return np.maximum(best, 0), chosen


def _told(part: str, points: np.ndarray, band: np.ndarray) -> pa.Table:
    rows = np.flatnonzero(points)
    none = np.full(len(rows), "", dtype=object)
    return _parts(
        child=rows, part=part, kind=none, code=none, band=band[rows], base=points[rows], times=np.ones(len(rows))
    )


def _parts(
    *, child: np.ndarray, part: str, kind: np.ndarray, code: np.ndarray, band: np.ndarray, base: np.ndarray,
    times: np.ndarray,
) -> pa.Table:  # fmt: skip
    return pa.table(
        [
            pa.array(child, pa.int32()),
            pa.array([part] * len(child), pa.string()),
            pa.array(kind, pa.string()),
            pa.array(code, pa.string()),
            pa.array(band, pa.string()),
            pa.array(base.astype("int32")),
            pa.array(times.astype("int32")),
            pa.array((base * times).astype("int32")),
        ],
        schema=PARTS,
    )


def _in_order(parts: pa.Table) -> pa.Table:
    rank = pc.index_in(parts["part"], value_set=pa.array(PART_NAMES))
    keyed = parts.append_column("rank", rank)
    keys = [("child", "ascending"), ("points", "descending"), ("rank", "ascending"), ("kind", "ascending"),
            ("code", "ascending")]  # fmt: skip
    return keyed.sort_by(keys).drop_columns(["rank"]).combine_chunks()


def _words(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.cast(pa.string()).fill_null("").to_numpy(), dtype=object)
