"""The Arrow tables that go into and come out of the growth engine."""

from __future__ import annotations

from enum import IntFlag

import pyarrow as pa

SCORES = ("lhaz", "waz", "wlz", "baz", "hcz", "acz", "tsz", "ssz")
"""The z-scores in their order: length or height, weight, weight for length or height, body mass index, head
circumference, arm circumference, triceps skinfold, subscapular skinfold."""

MEASUREMENTS = pa.schema(
    [
        pa.field("sex", pa.string()),  # m, f; null: unknown
        pa.field("age_days", pa.float64()),  # completed or decimal days
        pa.field("age_months", pa.float64()),  # used where age_days is null; a month is 30.4375 days
        pa.field("weight_kg", pa.float64()),
        pa.field("length_cm", pa.float64()),  # as measured, lying or standing
        pa.field("head_cm", pa.float64()),
        pa.field("arm_cm", pa.float64()),
        pa.field("triceps_mm", pa.float64()),
        pa.field("subscapular_mm", pa.float64()),
        pa.field("position", pa.string()),  # l lying, h standing; null: unknown
        pa.field("oedema", pa.string()),  # y, n; null: no
    ]
)
"""What :func:`mangnon.engines.growth.zscore.zscores` takes. Any column may be absent, any cell null
(unknown); the order is free and other columns are ignored. A NaN or infinite number, a negative age or
another letter is *unreadable*: it blanks the z-scores it enters and is named in ``problem``."""

ZSCORES = pa.schema(
    [pa.field(name, pa.float64()) for name in SCORES]
    + [pa.field(f"{name}_flag", pa.int8()) for name in SCORES]
    + [pa.field("problem", pa.int32(), nullable=False)]
)
"""What it gives: z-scores rounded to two decimals, their flags (1 implausible, 0 plausible, null without a
z-score) and ``problem``, a set of :class:`Problem` bits (0: none)."""


class Problem(IntFlag):
    """Which cell of a measurement could not be read; one bit for each column of ``MEASUREMENTS``."""

    SEX = 1
    AGE_DAYS = 2
    AGE_MONTHS = 4
    WEIGHT_KG = 8
    LENGTH_CM = 16
    HEAD_CM = 32
    ARM_CM = 64
    TRICEPS_MM = 128
    SUBSCAPULAR_MM = 256
    POSITION = 512
    OEDEMA = 1024
