"""Curves and charts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv

from mangnon.engines.growth.curves import (
    BANDS_CM,
    BANDS_MONTHS,
    BY_AGE,
    LINES,
    MOST_TICKS,
    chart,
    curves,
    line_name,
)
from mangnon.engines.growth.standards import GrowthStandards

FOUR = (-4, *LINES, 4)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("score", BY_AGE)
def test_curves_when_by_day_then_as_the_expanded_tables(
    score: str, sex: str, who_expanded: Path, standards: GrowthStandards
) -> None:
    rows = csv.read_csv(who_expanded / f"{BY_AGE[score][0]}_{sex}_zscore.csv")
    days = rows.column(0).cast(pa.float64()).to_numpy()
    result = curves(score=score, sex=sex[0], at=days, standards=standards, lines=FOUR)
    for line in FOUR:
        published = rows[line_name(line)].cast(pa.float64()).to_numpy()
        assert np.abs(result[line_name(line)].to_numpy() - published).max() < 0.00051


@pytest.mark.parametrize(("position", "name"), [("l", "wfl"), ("h", "wfh")])
def test_curves_when_by_length_then_as_the_expanded_tables(
    position: str, name: str, who_expanded: Path, standards: GrowthStandards
) -> None:
    rows = csv.read_csv(who_expanded / f"{name}_female_zscore.csv")
    at = rows.column(0).cast(pa.float64()).to_numpy()
    result = curves(score="wlz", sex="f", at=at, standards=standards, position=position)
    assert np.abs(result["SD2neg"].to_numpy() - rows["SD2neg"].cast(pa.float64()).to_numpy()).max() < 0.00051


def test_curves_when_outside_the_tables_then_null(standards: GrowthStandards) -> None:
    assert curves(score="acz", sex="m", at=[0, 90], standards=standards)["SD0"].null_count == 2
    assert curves(score="waz", sex="m", at=[3700], standards=standards)["SD0"].null_count == 1
    assert curves(score="hcz", sex="m", at=[1857], standards=standards)["SD0"].null_count == 1
    assert curves(score="lhaz", sex="m", at=[1856, 1857, 6939], standards=standards)["SD0"].null_count == 0


@pytest.mark.parametrize("sex", ["m", "f"])
@pytest.mark.parametrize(
    ("score", "band"),
    [(score, band) for score in ("lhaz", "waz", "baz") for band in BANDS_MONTHS]
    + [("wlz", band) for band in BANDS_CM]
    + [("hcz", "0-5"), ("acz", "0-5")],
)
def test_chart_when_drawn_then_axes_hold_the_lines(score: str, band: str, sex: str, standards: GrowthStandards) -> None:
    drawn = chart(score=score, sex=sex, band=band, standards=standards)
    values = np.concatenate([drawn.lines[line_name(line)].drop_null().to_numpy() for line in LINES])
    assert drawn.y.low <= values.min()
    assert values.max() <= drawn.y.high
    assert 4 <= len(drawn.y.ticks) <= MOST_TICKS + 2
    assert drawn.x.ticks[0] == drawn.x.low
    assert drawn.lines["at"].to_pylist() == sorted(drawn.lines["at"].to_pylist())


def test_chart_when_of_the_first_two_years_then_it_ends_lying_without_a_step(standards: GrowthStandards) -> None:
    line = chart(score="lhaz", sex="m", band="0-2", standards=standards).lines["SD0"].to_pylist()
    assert all(later > earlier for earlier, later in pairwise(line))
