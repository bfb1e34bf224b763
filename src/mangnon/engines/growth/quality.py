"""How well a weighing round was measured: favourite digits, implausible values, gaps, spread, heaped ages."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa

from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.readings import LYING, read
from mangnon.engines.growth.standards import Bools, Floats, GrowthStandards

VERDICTS = ("good", "watch", "poor")

QUALITY = pa.schema(
    [
        pa.field("aspect", pa.string()),  # digits, flags, spread, missing, heaping, position
        pa.field("subject", pa.string()),  # the column or z-score looked at
        pa.field("children", pa.int64()),  # how many values were looked at
        pa.field("value", pa.float64()),  # a score, a share or a standard deviation; null without values
        pa.field("verdict", pa.dictionary(pa.int8(), pa.string())),
    ]
)
"""What :func:`quality` gives, one row for each aspect and subject."""

Finding = tuple[str, str, int, float, int]


def quality(*, measurements: pa.Table, scores: pa.Table, standards: GrowthStandards, practice: Practice) -> pa.Table:
    """Judge the measurements of one weighing round.

    Args:
        measurements: ``schema.MEASUREMENTS``.
        scores: ``schema.ZSCORES`` of the same rows.
        standards: where the references begin and end.
        practice: bounds between good, watch and poor.

    Returns:
        ``QUALITY``: the digit preference score of weight, length and arm (0: every last digit as frequent
        as any other); the share of flagged z-scores; the standard deviation of plausible ones; the share of
        children without sex, age, weight or length; how much more often than expected ages fall on whole
        years (1: as expected); the share of children measured lying at an age to stand, or standing at one to lie.

    Source: stands with the numbers in the content, part ``quality``, with whether it was checked.
    """
    bounds = practice.quality
    readings = read(measurements=measurements, rules=standards.rules)
    found: list[Finding] = []
    for subject, values in (
        ("weight_kg", readings.weight),
        ("length_cm", readings.length),
        ("arm_cm", readings.arm),
    ):
        known = values[~np.isnan(values)]
        score = digit_preference(values=known)
        found.append(("digits", subject, known.size, score, _up(score, bounds.digit_good, bounds.digit_poor)))
    for subject in bounds.spread:
        found += _scores(scores=scores, subject=subject, practice=practice)
    for subject, missing in (
        ("sex", ~readings.sexed),
        ("age", readings.day < 0),
        ("weight_kg", np.isnan(readings.weight)),
        ("length_cm", np.isnan(readings.length)),
    ):
        share = _mean(missing)
        verdict = _up(share, bounds.missing_good, bounds.missing_poor)
        found.append(("missing", subject, readings.rows, share, verdict))
    aged = (readings.day >= 0) & (readings.months < 60.0)
    heaping = _mean(np.floor(readings.months[aged]) % 12.0 == 0.0) * 12.0
    verdict = _up(heaping, bounds.heaping_good, bounds.heaping_poor)
    found.append(("heaping", "age", int(aged.sum()), heaping, verdict))
    placed = (readings.position > 0) & ~np.isnan(readings.length) & readings.in_2006
    lying_age = readings.day < standards.rules.standing_from_day
    share = _mean((readings.position == LYING)[placed] != lying_age[placed])
    verdict = _up(share, bounds.position_good, bounds.position_poor)
    found.append(("position", "length_cm", int(placed.sum()), share, verdict))
    return _table(found)


def digit_preference(*, values: Floats) -> float:
    """Score how unevenly the last digits (tenths) are used: 0 even, 100 always the same.

    Args:
        values: measurements in units of which a tenth is the last digit written.

    Returns:
        The digit preference score; NaN without values.

    Source: chi-square against even digits, scaled to its greatest value (the score of the SMART method).
    """
    if not values.size:
        return math.nan
    digits = np.rint(values * 10.0).astype(np.int64) % 10
    expected = values.size / 10.0
    chi_square = float((((np.bincount(digits, minlength=10)) - expected) ** 2 / expected).sum())
    return 100.0 * math.sqrt(chi_square / (values.size * 9.0))


def favourite_digit(*, values: Floats) -> tuple[int, float]:
    """Tell which last digit (tenth) is written most, and for what share of the values.

    Args:
        values: measurements in units of which a tenth is the last digit written; at least one.

    Returns:
        The digit, the smaller of two as frequent, and its share.
    """
    counts = np.bincount(np.rint(values * 10.0).astype(np.int64) % 10, minlength=10)
    digit = int(counts.argmax())
    return digit, float(counts[digit] / values.size)


def _scores(*, scores: pa.Table, subject: str, practice: Practice) -> list[Finding]:
    bounds = practice.quality
    z = scores[subject].to_numpy()
    flagged = scores[f"{subject}_flag"].to_numpy() == 1
    known = ~np.isnan(z)
    share = _mean(flagged[known])
    plausible = z[known & ~flagged]
    spread = float(np.std(plausible, ddof=1)) if plausible.size > 1 else math.nan
    low, high = bounds.spread[subject]
    # Children of one place are more alike than those of a survey: narrower is odd only beyond the margin.
    beyond = max(low - spread - bounds.spread_margin, spread - high, 0.0)
    return [
        (
            "flags",
            subject,
            int(known.sum()),
            share,
            _up(share, bounds.flags_good, bounds.flags_poor),
        ),
        ("spread", subject, plausible.size, spread, _up(beyond, 0.0, bounds.spread_margin)),
    ]


def _up(value: float, good: float, poor: float) -> int:
    """Judge a value that gets worse as it grows."""
    return 0 if value <= good else 1 if value <= poor else 2


def _mean(hits: Bools) -> float:
    return float(hits.mean()) if hits.size else math.nan


def _table(found: list[Finding]) -> pa.Table:
    aspects, subjects, children, values, verdicts = zip(*found, strict=True)
    numbers = np.array(values, dtype=np.float64)
    named = pa.DictionaryArray.from_arrays(
        pa.array(np.array(verdicts, dtype=np.int8), mask=np.isnan(numbers)), pa.array(VERDICTS)
    )
    return pa.Table.from_arrays(
        [
            pa.array(aspects),
            pa.array(subjects),
            pa.array(children, pa.int64()),
            pa.array(numbers, from_pandas=True),
            named,
        ],
        schema=QUALITY,
    )
