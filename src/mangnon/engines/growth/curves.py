"""WHO's curves as data: standard-deviation lines at any age, and ready charts with calm axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mangnon.engines.growth.lms import measurement_restricted, parameters
from mangnon.engines.growth.standards import SEX_ROWS, Floats, GrowthStandards, LmsTable

LINES = (-3, -2, -1, 0, 1, 2, 3)
BY_AGE = {
    "lhaz": ("lhfa", "hfa2007"),
    "waz": ("wfa", "wfa2007"),
    "baz": ("bfa", "bfa2007"),
    "hcz": ("hcfa", None),
    "acz": ("acfa", None),
    "tsz": ("tsfa", None),
    "ssz": ("ssfa", None),
}
BANDS_MONTHS = {"0-2": (0, 24), "0-5": (0, 60), "2-5": (24, 60), "5-10": (60, 120), "5-19": (60, 228)}
BANDS_CM = {"l": (45, 110), "h": (65, 120)}
UNITS = {
    "lhaz": "cm",
    "waz": "kg",
    "wlz": "kg",
    "baz": "kg/m²",
    "hcz": "cm",
    "acz": "cm",
    "tsz": "mm",
    "ssz": "mm",
}
STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
MOST_TICKS = 12


@dataclass(frozen=True)
class Axis:
    """A chart's axis: its unit, its ends (whole steps) and its ticks."""

    unit: str
    low: float
    high: float
    ticks: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """A chart ready to draw: months or centimetres across, the measurement upwards, one column a line."""

    score: str
    sex: str
    band: str
    x: Axis
    y: Axis
    lines: pa.Table


def line_name(line: int) -> str:
    """Name a standard-deviation line's column as WHO does: ``SD2neg``, ``SD0``, ``SD3``."""
    return f"SD{abs(line)}{'neg' if line < 0 else ''}"


def curves(
    *,
    score: str,
    sex: str,
    at: Sequence[float] | Floats,
    standards: GrowthStandards,
    position: str = "h",
    lines: Sequence[int] = LINES,
) -> pa.Table:
    """Give the measurement on each standard-deviation line.

    Args:
        score: ``lhaz`` ... ``ssz``.
        sex: ``m`` or ``f``.
        at: ages in days; for ``wlz`` centimetres of length or height.
        standards: WHO's tables and rules.
        position: for ``wlz`` only: ``l`` weight for length, ``h`` weight for height.
        lines: which lines, in standard deviations.

    Returns:
        ``at`` and one column a line (``SD3neg`` ... ``SD3``) in the measurement's unit; null outside the
        tables.
    """
    x = np.asarray(at, dtype=np.float64)
    columns = {line_name(line): np.full(x.size, np.nan) for line in lines}
    for table, rows, steps in _pieces(score=score, x=x, standards=standards, position=position):
        whole = np.floor(steps)
        lam, median, spread = parameters(
            table=table,
            sex=np.full(rows.size, SEX_ROWS[sex]),
            step=whole.astype(np.int64),
            part=steps - whole,
        )
        for line in lines:
            columns[line_name(line)][rows] = measurement_restricted(
                z=line, lam=lam, median=median, spread=spread, restricted=table.restricted
            )
    return pa.table({"at": x} | {name: pa.array(values, from_pandas=True) for name, values in columns.items()})


def _pieces(
    *, score: str, x: Floats, standards: GrowthStandards, position: str
) -> list[tuple[LmsTable, np.ndarray[tuple[int], np.dtype[np.int64]], Floats]]:
    """Say which table answers which places, and at what step of it."""
    rules, tables = standards.rules, standards.tables
    if score == "wlz":
        table = tables["wfl" if position == "l" else "wfh"]
        rows = np.flatnonzero((x * 10.0 >= table.first) & (x * 10.0 <= table.last))
        return [(table, rows, x[rows] * 10.0)]
    young_name, older_name = BY_AGE[score]
    young, days = tables[young_name], np.floor(x + 0.5)
    rows = np.flatnonzero((days >= young.first) & (days <= rules.last_day_2006))
    pieces = [(young, rows, days[rows])]
    if older_name is not None:
        older = tables[older_name]
        below = rules.weight_below_month_2007 if score == "waz" else rules.below_month_2007
        months = np.maximum(x / rules.days_per_month, float(older.first))
        rows = np.flatnonzero((days > rules.last_day_2006) & (months < below))
        pieces.append((older, rows, months[rows]))
    return pieces


def chart(*, score: str, sex: str, band: str, standards: GrowthStandards) -> Chart:
    """Give a chart's lines and axes.

    Args:
        score: ``lhaz`` ... ``ssz``.
        sex: ``m`` or ``f``.
        band: ``0-2``, ``0-5``, ``2-5``, ``5-10`` or ``5-19`` years; for ``wlz`` the position ``l`` or ``h``.
        standards: WHO's tables and rules.

    Returns:
        Lines over months (every half month under 5 years, every month later) or over centimetres, with axes
        that end on whole ticks and hold the lines -3 to +3.
    """
    if score == "wlz":
        start, end = BANDS_CM[band]
        x = np.arange(start, end + 1, dtype=np.float64)
        table = curves(score=score, sex=sex, at=x, standards=standards, position=band)
        across = _axis(unit="cm", low=start, high=end)
    else:
        start, end = BANDS_MONTHS[band]
        x = np.arange(start, end + 0.25, 0.5 if end <= BANDS_MONTHS["0-5"][1] else 1.0)
        days = x * standards.rules.days_per_month
        if end == BANDS_MONTHS["0-2"][1]:  # a chart of lying children ends lying, without the step of the day itself
            days = np.minimum(days, float(standards.rules.standing_from_day - 1))
        table = curves(score=score, sex=sex, at=days, standards=standards).set_column(0, "at", pa.array(x))
        ticks = 2 if end <= BANDS_MONTHS["0-2"][1] else 6 if end <= BANDS_MONTHS["0-5"][1] else 12
        across = Axis(unit="tháng", low=start, high=end, ticks=tuple(float(t) for t in range(start, end + 1, ticks)))
    values = np.concatenate([table[line_name(line)].to_numpy() for line in LINES])
    upwards = _axis(unit=UNITS[score], low=float(np.nanmin(values)), high=float(np.nanmax(values)))
    return Chart(score=score, sex=sex, band=band, x=across, y=upwards, lines=table)


def _axis(*, unit: str, low: float, high: float) -> Axis:
    """Round an axis outward to whole steps, few enough to read."""
    step = next((s for s in STEPS if (high - low) / s <= MOST_TICKS), STEPS[-1])
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(step * place for place in range(first, last + 1))
    return Axis(unit=unit, low=ticks[0], high=ticks[-1], ticks=ticks)
