"""The loaded content the engine works from: WHO's LMS tables and the rules of WHO's own tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MALE, FEMALE = 0, 1
SEX_ROWS = {"m": MALE, "f": FEMALE}


@dataclass(frozen=True)
class LmsTable:
    """One indicator's L, M and S for both sexes at even steps, the last step repeated once for interpolation.

    Attributes:
        name: ``wfa`` ... ``ssfa`` of 2006, ``wfa2007``, ``hfa2007``, ``bfa2007``.
        reference: ``who2006`` or ``who2007``.
        first, last: the first and last tabulated day, millimetre or month.
        lam, median, spread: L, M and S, each of ``2 * width`` values, boys before girls.
        width: values per sex, ``last - first + 2``.
        restricted: z-scores beyond -3 and +3 go on by the distance between SD 2 and SD 3.
        low, high: plausible z-scores are not below and not above these.
    """

    name: str
    reference: str
    first: int
    last: int
    lam: Floats
    median: Floats
    spread: Floats
    width: int
    restricted: bool
    low: float
    high: float


@dataclass(frozen=True)
class Rules:
    """At which ages and in which position WHO's tools read which table; sources stand in the content file."""

    days_per_month: float
    last_day_2006: int
    first_month_2007: float
    weight_below_month_2007: float
    below_month_2007: float
    standing_from_day: int
    lying_minus_standing_cm: float
    standing_from_month: float
    standing_from_cm_without_age: float


@dataclass(frozen=True)
class GrowthStandards:
    """All tables by name, the rules, and the version that results carry."""

    version: str
    rules: Rules
    tables: Mapping[str, LmsTable]
