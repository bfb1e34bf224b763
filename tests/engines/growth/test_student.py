"""Student's t against printed tables."""

from __future__ import annotations

import pytest

from mangnon.engines.growth.student import t_quantile


@pytest.mark.parametrize(
    ("probability", "degrees", "expected"),
    [
        (0.975, 1, 12.7062047364),
        (0.975, 2, 4.3026527297),
        (0.975, 5, 2.5705818356),
        (0.975, 10, 2.2281388520),
        (0.975, 30, 2.0422724563),
        (0.975, 120, 1.9799304051),
        (0.95, 7, 1.8945786051),
        (0.995, 3, 5.8409093097),
        (0.975, 1e9, 1.9599639845),
        (0.025, 10, -2.2281388520),
        (0.5, 4, 0.0),
    ],
)
def test_quantile_when_compared_with_tables_then_same(probability: float, degrees: float, expected: float) -> None:
    assert t_quantile(probability=probability, degrees=degrees) == pytest.approx(expected, rel=1e-8)
