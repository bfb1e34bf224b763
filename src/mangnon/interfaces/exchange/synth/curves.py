"""Reads WHO's tables from ``content/growth`` into the daily curves that children grow along."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth.growth import GrowthCurves

_MONTH = 30.4375
_LAST_DAY = 5_900  # past the sixteenth birthday


def read_curves(folder: Path) -> GrowthCurves:
    """Read the 2006 tables (by day) and the 2007 ones (by month) and join them, straight in between.

    Args:
        folder: ``content/growth`` with ``who2006.csv`` and ``who2007.csv`` (indicator, sex, at, l, m, s).

    Returns:
        The curves for ``generate``.

    Raises:
        OSError: a table is missing.
        KeyError: an indicator is missing from a table.
    """
    young = _tables(folder / "who2006.csv")
    old = _tables(folder / "who2007.csv")
    days = np.arange(_LAST_DAY, dtype=np.float64)
    return GrowthCurves(
        length_cm=_joined("lhfa", "hfa", young, old, days),
        weight_kg=np.stack([young["wfa", sex][:, 1:] for sex in "mf"]),
        bmi=_joined("bfa", "bfa", young, old, days),
    )


def _tables(path: Path) -> dict[tuple[str, str], NDArray[np.float64]]:
    rows: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = tuple(float(row[name]) for name in ("at", "l", "m", "s"))
            rows.setdefault((row["indicator"], row["sex"]), []).append(values)
    return {key: np.array(values) for key, values in rows.items()}


def _joined(
    young_name: str,
    old_name: str,
    young: dict[tuple[str, str], NDArray[np.float64]],
    old: dict[tuple[str, str], NDArray[np.float64]],
    days: NDArray[np.float64],
) -> NDArray[np.float64]:
    curves = []
    for sex in "mf":
        later = old[old_name, sex] * [_MONTH, 1, 1, 1]
        at, *lms = np.concatenate([young[young_name, sex], later]).T
        curves.append(np.stack([np.interp(days, at, column) for column in lms], axis=1))
    return np.stack(curves)
