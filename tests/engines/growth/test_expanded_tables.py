"""Every cell of WHO's expanded tables, put back in, gives the line it stands on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv

from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

LINES = {
    "SD4neg": -4,
    "SD3neg": -3,
    "SD2neg": -2,
    "SD1neg": -1,
    "SD0": 0,
    "SD1": 1,
    "SD2": 2,
    "SD3": 3,
    "SD4": 4,
}
COLUMNS = {
    "lhfa": ("lhaz", "length_cm"),
    "wfa": ("waz", "weight_kg"),
    "wfl": ("wlz", "weight_kg"),
    "wfh": ("wlz", "weight_kg"),
    "bfa": ("baz", "weight_kg"),
    "hcfa": ("hcz", "head_cm"),
    "acfa": ("acz", "arm_cm"),
    "tsfa": ("tsz", "triceps_mm"),
    "ssfa": ("ssz", "subscapular_mm"),
}
HALF_CELL = 0.0005  # cells are rounded to three decimals
HALF_SCORE = 0.005 + 1e-9  # z-scores to two
CELLS = 250_000


def measured(*, indicator: str, sex: str, rows: pa.Table, cell: np.ndarray) -> pa.Table:
    """Turn one column of cells into children who measure just that."""
    at = rows.column(0).cast(pa.float64())
    columns = {"sex": pa.array([sex] * len(cell)), COLUMNS[indicator][1]: cell}
    if indicator in {"wfl", "wfh"}:
        columns |= {
            "length_cm": at,
            "age_days": pa.array(np.full(len(cell), 400.0 if indicator == "wfl" else 900.0)),
        }
    else:
        columns["age_days"] = at
    if indicator == "bfa":
        columns["length_cm"] = pa.array(np.full(len(cell), 100.0))  # so that the BMI is the weight
    return pa.table(columns)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("indicator", COLUMNS)
def test_zscores_when_a_cell_is_put_back_then_its_line(
    indicator: str, sex: str, who_expanded: Path, standards: GrowthStandards
) -> None:
    rows = csv.read_csv(who_expanded / f"{indicator}_{sex}_zscore.csv")
    score = COLUMNS[indicator][0]
    for column, line in LINES.items():
        cell = rows[column].cast(pa.float64()).to_numpy()
        low, high = (
            zscores(
                measurements=measured(indicator=indicator, sex=sex[0], rows=rows, cell=cell + step),
                standards=standards,
            )[score].to_numpy()
            for step in (-HALF_CELL, HALF_CELL)
        )
        assert not np.isnan(low).any()
        wrong = np.flatnonzero((low - HALF_SCORE > line) | (high + HALF_SCORE < line))
        assert wrong.size == 0, f"{column} at {rows.column(0)[int(wrong[0])]}: {low[wrong[0]]} to {high[wrong[0]]}"


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("indicator", COLUMNS)
def test_content_when_compared_with_the_expanded_tables_then_same_lms(
    indicator: str, sex: str, who_expanded: Path, standards: GrowthStandards
) -> None:
    rows = csv.read_csv(who_expanded / f"{indicator}_{sex}_zscore.csv")
    table = standards.tables[indicator]
    start = 0 if sex == "male" else table.width
    chosen = slice(start, start + table.width - 1)
    assert rows.num_rows == table.width - 1
    for column, values in (("L", table.lam), ("M", table.median), ("S", table.spread)):
        assert np.array_equal(rows[column].cast(pa.float64()).to_numpy(), values[chosen])


def test_expanded_tables_when_counted_then_all_are_checked(who_expanded: Path) -> None:
    rows = sum(csv.read_csv(path).num_rows for path in sorted(who_expanded.glob("*_zscore.csv")))
    assert rows * len(LINES) > CELLS
