"""How a child grew since the last time: gains, rates, change of z-score, and faltering."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mangnon.engines.growth.practice import Faltering, Practice
from mangnon.engines.growth.standards import Floats, Ints

DAYS_PER_MONTH = 30.4375  # a twelfth of 365.25 days: arithmetic, not medicine

TREND = ("rising", "flat", "falling")
FALTERING = ("none", "watch", "act")

SERIES = pa.schema(
    [
        pa.field("child", pa.binary(16)),  # any comparable type will do
        pa.field("on", pa.date32()),
        pa.field("age_days", pa.float64()),
        pa.field("weight_kg", pa.float64()),
        pa.field("length_cm", pa.float64()),
        pa.field("waz", pa.float64()),
        pa.field("lhaz", pa.float64()),
    ]
)
"""What :func:`intervals` takes: all measurements of some children, in any order."""

INTERVALS = pa.schema(
    [
        pa.field("weight_days", pa.int32()),
        pa.field("weight_gain_g", pa.float64()),
        pa.field("weight_g_per_day", pa.float64()),
        pa.field("weight_g_per_kg_per_day", pa.float64()),
        pa.field("waz_change", pa.float64()),
        pa.field("waz_from_peak", pa.float64()),  # against the highest of the last months; never above 0
        pa.field("length_days", pa.int32()),
        pa.field("length_gain_mm", pa.float64()),
        pa.field("length_mm_per_month", pa.float64()),
        pa.field("lhaz_change", pa.float64()),
        pa.field("trend", pa.dictionary(pa.int8(), pa.string())),
        pa.field("faltering", pa.dictionary(pa.int8(), pa.string())),
    ]
)
"""What it gives: each row against the child's last row that holds the same measurement; the first is null."""


@dataclass(frozen=True)
class _Step:
    """Rows and the earlier row each is compared with."""

    rows: Ints
    earlier: Ints
    days: Ints


def intervals(*, series: pa.Table, practice: Practice) -> pa.Table:
    """Compare each measurement with the child's last one before it.

    Args:
        series: ``SERIES``, the children's measurements in any order.
        practice: what counts as flat and as faltering.

    Returns:
        ``INTERVALS``, same rows and order. Trend is the direction of the growth chart's line; faltering is
        ``watch`` or ``act`` by the fall of the weight-for-age z-score (since last time or from its recent
        peak) or by lost weight (in the first two weeks only a loss beyond the expected one counts).

    Source: stands with the numbers in the content, part ``faltering``, with whether it was checked.
    """
    child = series["child"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    day = series["on"].cast(pa.int32()).to_numpy().astype(np.int64)
    number = {name: series[name].to_numpy().astype(np.float64) for name in SERIES.names[2:]}
    weight = _steps(child=child, day=day, value=number["weight_kg"])
    length = _steps(child=child, day=day, value=number["length_cm"])
    rows = series.num_rows

    gain = _changes(step=weight, value=number["weight_kg"], rows=rows) * 1000.0
    waz_change = _changes(step=weight, value=number["waz"], rows=rows)
    weight_days = _spread(step=weight, value=weight.days.astype(np.float64), rows=rows)
    before = _spread(step=weight, value=number["weight_kg"][weight.earlier], rows=rows)
    longer = _changes(step=length, value=number["length_cm"], rows=rows) * 10.0
    length_days = _spread(step=length, value=length.days.astype(np.float64), rows=rows)
    mean_weight = (before + number["weight_kg"]) / 2.0
    peak = _recent_peak(child=child, day=day, waz=number["waz"], age=number["age_days"], rule=practice.faltering)
    from_peak = np.minimum(number["waz"] - peak, 0.0)
    trend, faltering = _verdicts(
        gain_g=gain,
        before_kg=before,
        waz_change=np.fmin(waz_change, from_peak),
        age=number["age_days"],
        rule=practice.faltering,
    )
    columns = [
        _nullable(weight_days, pa.int32()),
        _nullable(gain),
        _nullable(gain / weight_days),
        _nullable(gain / weight_days / mean_weight),
        _nullable(np.round(waz_change, 2)),
        _nullable(np.round(from_peak, 2)),
        _nullable(length_days, pa.int32()),
        _nullable(longer),
        _nullable(longer / length_days * DAYS_PER_MONTH),
        _nullable(np.round(_changes(step=length, value=number["lhaz"], rows=rows), 2)),
        _named(codes=trend, unknown=np.isnan(gain), names=TREND),
        _named(codes=faltering, unknown=np.isnan(gain), names=FALTERING),
    ]
    return pa.Table.from_arrays(columns, schema=INTERVALS)


def _steps(*, child: Ints, day: Ints, value: Floats) -> _Step:
    """Pair each known value with the child's known value on the last earlier day."""
    known = np.flatnonzero(~np.isnan(value))
    order = known[np.lexsort((known, day[known], child[known]))]
    same = child[order[1:]] == child[order[:-1]]
    later = day[order[1:]] > day[order[:-1]]
    # of several values on one day each is compared with the last value of an earlier day
    starts = np.concatenate(([True], ~same | later)) if order.size else np.zeros(0, dtype=np.bool_)
    group = np.maximum.accumulate(np.where(starts, np.arange(order.size), 0))
    earlier = group - 1
    valid = np.flatnonzero(earlier >= 0)
    valid = valid[child[order[valid]] == child[order[earlier[valid]]]]
    rows, before = order[valid], order[earlier[valid]]
    return _Step(rows=rows, earlier=before, days=day[rows] - day[before])


def _recent_peak(*, child: Ints, day: Ints, waz: Floats, age: Floats, rule: Faltering) -> Floats:
    """Find each row's highest earlier z-score of the last months, the first two weeks of life left out.

    A slow fall shows only against it: each single step may be small.
    """
    known = np.flatnonzero(~np.isnan(waz))
    order = known[np.lexsort((day[known], child[known]))]
    peak = np.full(waz.size, np.nan)
    for lag in range(1, order.size):
        rows, before = order[lag:], order[:-lag]
        near = (child[rows] == child[before]) & (day[rows] - day[before] <= rule.look_back_days)
        if not near.any():
            break
        counts = near & (day[rows] > day[before]) & (age[before] > rule.early_until_day)
        peak[rows[counts]] = np.fmax(peak[rows[counts]], waz[before[counts]])
    return peak


def _changes(*, step: _Step, value: Floats, rows: int) -> Floats:
    return _spread(step=step, value=value[step.rows] - value[step.earlier], rows=rows)


def _spread(*, step: _Step, value: Floats, rows: int) -> Floats:
    result = np.full(rows, np.nan)
    result[step.rows] = value
    return result


def _verdicts(
    *, gain_g: Floats, before_kg: Floats, waz_change: Floats, age: Floats, rule: Faltering
) -> tuple[Ints, Ints]:
    trend = np.select([gain_g < -rule.flat_within_g, gain_g <= rule.flat_within_g], [2, 1], 0)
    share = -gain_g / (before_kg * 1000.0)
    early = age <= rule.early_until_day
    lost = np.where(early, share > rule.early_loss_share, share >= rule.late_loss_share)
    change = np.round(waz_change, 2)
    act = lost | (~early & (change <= -rule.act_drop_z))
    watch = ~early & ((change <= -rule.watch_drop_z) | (trend == TREND.index("falling")))
    return trend, np.select([act, watch], [2, 1], 0)


def _nullable(values: Floats, kind: pa.DataType | None = None) -> pa.Array:
    return pa.array(values, from_pandas=True).cast(kind or pa.float64())


def _named(*, codes: Ints, unknown: np.ndarray[tuple[int], np.dtype[np.bool_]], names: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8), mask=unknown), pa.array(names, pa.string()))
