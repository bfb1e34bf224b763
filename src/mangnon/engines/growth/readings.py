"""Measurements as the engine computes with them: NumPy columns, letters as codes, ages in days and months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.growth.schema import MEASUREMENTS, Problem
from mangnon.engines.growth.standards import Bools, Floats, Ints, Rules

UNKNOWN, LYING, STANDING, UNREADABLE = 0, 1, 2, -1
AGELESS_DAY = -1
TOO_OLD_DAYS = 100_000.0  # far beyond any table; keeps absurd ages within whole numbers


@dataclass(frozen=True)
class Readings:
    """One block of measurements.

    Attributes:
        rows: how many.
        sex: 0 boys, 1 girls (0 where ``sexed`` is false).
        sexed: the sex is known and nothing forbids every z-score of the row.
        day: age rounded to whole days, a half up; -1 without an age.
        months: exact age in months; NaN without an age.
        age_unknown: no age was given (an unreadable one is not unknown: it forbids every z-score).
        in_2006, in_2007: which reference the age falls into.
        weight, length, head, arm, triceps, subscapular: NaN where not measured.
        position: ``LYING``, ``STANDING``, ``UNKNOWN`` or ``UNREADABLE``.
        oedema: weight-based z-scores do not apply (also where the letter cannot be read).
        problem: bits of :class:`~mangnon.engines.growth.schema.Problem`.
    """

    rows: int
    sex: Ints
    sexed: Bools
    day: Ints
    months: Floats
    age_unknown: Bools
    in_2006: Bools
    in_2007: Bools
    weight: Floats
    length: Floats
    head: Floats
    arm: Floats
    triceps: Floats
    subscapular: Floats
    position: Ints
    oedema: Bools
    problem: Ints


def read(*, measurements: pa.Table, rules: Rules) -> Readings:
    """Read one block of ``schema.MEASUREMENTS``.

    Args:
        measurements: the block; absent columns and nulls are unknown.
        rules: where the references begin and end.

    Returns:
        The block, unreadable cells taken out and named in ``problem``.
    """
    rows = measurements.num_rows
    problem = np.zeros(rows, dtype=np.int32)

    def number(name: str) -> tuple[Floats, Bools]:
        values, given = _numbers(measurements=measurements, name=name)
        unreadable = given & ~np.isfinite(values)
        if name.startswith("age"):
            unreadable |= values < 0.0
        problem[unreadable] |= Problem[name.upper()].value
        return values, unreadable

    def measured(name: str) -> Floats:
        values, unreadable = number(name)
        return np.where((values > 0.0) & ~unreadable, values, np.nan)

    def letter(name: str, letters: str) -> Ints:
        codes = _letters(measurements=measurements, name=name, letters=letters)
        problem[codes == UNREADABLE] |= Problem[name.upper()].value
        return codes

    days, bad_days = number("age_days")
    months, bad_months = number("age_months")
    from_months = np.isnan(days) & ~bad_days
    with np.errstate(all="ignore"):
        exact = np.where(from_months, months * rules.days_per_month, days)
        months = np.where(from_months, months, days / rules.days_per_month)
    bad_age = bad_days | (bad_months & from_months)
    aged = np.isfinite(exact) & ~bad_age
    day = np.where(aged, _whole_days(np.where(aged, np.minimum(exact, TOO_OLD_DAYS), 0.0)), AGELESS_DAY)
    sex = letter("sex", "mf")
    oedema = letter("oedema", "yn")
    return Readings(
        rows=rows,
        sex=np.maximum(sex - 1, 0),
        sexed=(sex > 0) & ~bad_age,
        day=day,
        months=np.where(aged, months, np.nan),
        age_unknown=~aged & ~bad_age,
        in_2006=aged & (day <= rules.last_day_2006),
        in_2007=aged & (day > rules.last_day_2006),
        weight=measured("weight_kg"),
        length=measured("length_cm"),
        head=measured("head_cm"),
        arm=measured("arm_cm"),
        triceps=measured("triceps_mm"),
        subscapular=measured("subscapular_mm"),
        position=letter("position", "lh"),
        oedema=(oedema == 1) | (oedema == UNREADABLE),
        problem=problem,
    )


def _whole_days(days: Floats) -> Ints:
    """Round ages to whole days, a half up, as WHO's tools do (730.5 days are 731)."""
    whole = np.floor(days)
    return (whole + (days - whole >= 0.5)).astype(np.int64)


def _numbers(*, measurements: pa.Table, name: str) -> tuple[Floats, Bools]:
    """Take a column as floats, nulls as NaN, and say which cells are given."""
    rows = measurements.num_rows
    if name not in measurements.column_names:
        return np.full(rows, np.nan), np.zeros(rows, dtype=np.bool_)
    column = measurements.column(name)
    if column.type != pa.float64():
        column = column.cast(MEASUREMENTS.field(name).type)
    if column.null_count == 0:
        return column.to_numpy(), np.ones(rows, dtype=np.bool_)
    return column.to_numpy(), pc.is_valid(column).to_numpy()


def _letters(*, measurements: pa.Table, name: str, letters: str) -> Ints:
    """Take a column as codes: 0 unknown, the place in ``letters`` from 1, ``UNREADABLE`` for others."""
    if name not in measurements.column_names:
        return np.zeros(measurements.num_rows, dtype=np.int64)
    column = measurements.column(name)
    if column.type != pa.string():
        column = column.cast(pa.string())  # dictionaries and large strings of other programs
    places = pc.index_in(column, value_set=pa.array(list(letters), pa.string()))
    codes: Ints = pc.add(pc.fill_null(places, -2), 1).to_numpy().astype(np.int64)
    codes[pc.is_null(column).to_numpy()] = UNKNOWN
    return codes
