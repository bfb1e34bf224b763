"""Growth since the last time."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.velocity import INTERVALS, SERIES, intervals


def series(*rows: tuple[bytes, int, float | None, float | None, float | None]) -> pa.Table:
    """Rows of child, day of age, weight, length, weight-for-age z-score."""
    start = date(2026, 1, 1).toordinal()
    columns: dict[str, Any] = {
        "child": [row[0] * 16 for row in rows],
        "on": [date.fromordinal(start + row[1]) for row in rows],
        "age_days": [float(row[1]) for row in rows],
        "weight_kg": [row[2] for row in rows],
        "length_cm": [row[3] for row in rows],
        "waz": [row[4] for row in rows],
        "lhaz": [None for _ in rows],
    }
    return pa.table(columns, schema=SERIES)


def test_intervals_when_children_are_mixed_then_each_against_its_own_last(practice: Practice) -> None:
    rows = series(
        (b"a", 90, 6.0, 60.0, 0.0),
        (b"b", 60, 5.0, 55.0, 0.0),
        (b"a", 60, 5.0, 57.0, -0.2),
        (b"b", 90, 5.9, None, 0.3),
    )
    result = intervals(series=rows, practice=practice)
    assert result.schema == INTERVALS
    assert result["weight_days"].to_pylist() == [30, None, None, 30]
    assert result["weight_gain_g"].to_pylist() == pytest.approx([1000.0, None, None, 900.0], nan_ok=True)
    assert result["length_mm_per_month"].to_pylist()[0] == pytest.approx(30.4375)
    assert result["waz_change"].to_pylist() == [0.2, None, None, 0.3]
    assert result["weight_g_per_kg_per_day"].to_pylist()[0] == pytest.approx(1000 / 30 / 5.5)


def test_intervals_when_a_weight_is_missing_between_then_the_one_before_counts(practice: Practice) -> None:
    rows = series((b"a", 60, 5.0, 57.0, 0.0), (b"a", 90, None, 60.0, None), (b"a", 120, 6.5, 63.0, 0.1))
    result = intervals(series=rows, practice=practice)
    assert result["weight_days"].to_pylist() == [None, None, 60]
    assert result["length_days"].to_pylist() == [None, 30, 30]


def test_intervals_when_twice_on_one_day_then_against_an_earlier_day(practice: Practice) -> None:
    rows = series((b"a", 60, 5.0, None, 0.0), (b"a", 90, 6.0, None, 0.0), (b"a", 90, 6.1, None, 0.0))
    assert intervals(series=rows, practice=practice)["weight_days"].to_pylist() == [None, 30, 30]


@pytest.mark.parametrize(
    ("days", "before", "after", "z", "trend", "faltering"),
    [
        ((60, 90), 5.0, 5.9, 0.0, "rising", "none"),
        ((60, 90), 5.0, 5.0, -0.5, "flat", "none"),
        ((60, 90), 5.0, 5.05, -0.67, "flat", "watch"),
        ((60, 90), 5.0, 5.2, -0.66, "rising", "none"),
        ((60, 90), 5.0, 5.2, -1.34, "rising", "act"),
        ((60, 90), 5.0, 4.9, -0.3, "falling", "watch"),
        ((60, 90), 5.0, 4.75, -0.3, "falling", "act"),
        ((0, 5), 3.0, 2.75, -0.8, "falling", "none"),
        ((0, 5), 3.0, 2.65, -0.8, "falling", "act"),
    ],
)
def test_intervals_when_weight_changes_then_trend_and_faltering(
    days: tuple[int, int],
    before: float,
    after: float,
    z: float,
    trend: str,
    faltering: str,
    practice: Practice,
) -> None:
    result = intervals(
        series=series((b"a", days[0], before, None, 0.0), (b"a", days[1], after, None, z)), practice=practice
    ).to_pylist()
    assert (result[0]["trend"], result[0]["faltering"]) == (None, None)
    assert (result[1]["trend"], result[1]["faltering"]) == (trend, faltering)


def test_intervals_when_falling_slowly_then_seen_against_the_recent_peak(practice: Practice) -> None:
    rows = series(*((b"a", 60 + 30 * at, 5.0 + at / 5, None, -0.25 * at) for at in range(8)))
    result = intervals(series=rows, practice=practice)
    assert result["waz_change"].to_pylist() == [None] + [-0.25] * 7
    assert result["waz_from_peak"].to_pylist() == [None, -0.25, -0.5, -0.75, -1.0, -1.25, -1.5, -1.5]
    assert result["faltering"].to_pylist() == [None, "none", "none", "watch", "watch", "watch", "act", "act"]


def test_intervals_when_rows_change_places_then_answers_go_with_them(practice: Practice) -> None:
    chance = np.random.default_rng(5)
    rows = [
        (bytes([97 + at % 4]), int(day), 5.0 + day / 100, 50.0, 0.0) for at, day in enumerate(chance.permutation(40))
    ]
    straight = intervals(series=series(*rows), practice=practice).to_pylist()
    order = chance.permutation(40)
    assert intervals(series=series(*(rows[at] for at in order)), practice=practice).to_pylist() == [
        straight[at] for at in order
    ]


def test_intervals_when_empty_then_empty(practice: Practice) -> None:
    assert intervals(series=SERIES.empty_table(), practice=practice).num_rows == 0
