"""The dates that the ages and intervals of a dose give.

Source: Logic Specification for ACIP Recommendations 4.6, chapters 3 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, Period, Rows, all_of, any_of, constant, shift
from mangnon.engines.immunization.history import History, Records
from mangnon.engines.immunization.series import Series, SeriesDose, StatedAge
from mangnon.engines.immunization.track import Track, in_force, reference_date


@dataclass(frozen=True, slots=True)
class Ages:
    """The dates that a dose's ages give; None where no age of the kind is stated."""

    minimum: Days | None
    earliest_recommended: Days | None
    latest_recommended: Days | None
    maximum: Days | None


@dataclass(frozen=True, slots=True)
class Intervals:
    """The dates that a dose's intervals give, ``NEVER`` where none applies; None where none is stated."""

    minimum: Days | None
    earliest_recommended: Days | None
    latest_recommended: Days | None
    priority: Flags | None


NO_INTERVALS: Final = Intervals(None, None, None, None)


def ages_of(history: History, dose: SeriesDose, child: Rows) -> Ages:
    """The dates of a dose's ages, for the children asked about."""
    stated = dose.stated_ages
    return Ages(
        minimum=_age(history, stated.minimum, child, NEVER),
        earliest_recommended=_age(history, stated.earliest_recommended, child, NEVER),
        latest_recommended=_age(history, stated.latest_recommended, child, NEVER),
        maximum=_age(history, stated.maximum, child, FAR),
    )


def _age(history: History, stated: tuple[StatedAge, ...], child: Rows, otherwise: int) -> Days | None:
    """The dates of one of the dose's ages under the rules in force; None where no rule states it."""
    dates: Days | None = None
    for period, effective, cessation in stated:
        reached = history.age_on(period, otherwise=otherwise)[child]
        force = in_force(effective, cessation, history.assess[child])
        if force is not None:
            reached = np.where(force, reached, otherwise if dates is None else dates)
        dates = reached
    return dates


def intervals_of(history: History, records: Records, track: Track, dose: SeriesDose, child: Rows) -> Intervals:
    """The dates of a dose's intervals, for the children asked about."""
    if not dose.intervals:
        return NO_INTERVALS
    minimum = earliest = latest = None
    for rule in dose.intervals:
        since = reference_date(history, records, track, rule, child, None)
        applies = since > NEVER
        force = in_force(rule.effective, rule.cessation, history.assess[child])
        if force is not None:
            applies &= force
        if any_of(applies):
            minimum = _latest_end(minimum, since, rule.minimum, applies)
            earliest = _latest_end(earliest, since, rule.earliest_recommended, applies)
            latest = _latest_end(latest, since, rule.latest_recommended, applies)
    return Intervals(minimum, earliest, latest, _priority(history, dose, child))


def _latest_end(ends: Days | None, since: Days, length: Period | None, applies: Flags) -> Days | None:
    """The later of the dates found so far and those on which a length has passed where it applies."""
    if length is None:
        return ends
    passed = shift(since, length)
    if not all_of(applies):
        passed = np.where(applies, passed, NEVER)
    return passed if ends is None else np.maximum(ends, passed)


def _priority(history: History, dose: SeriesDose, child: Rows) -> Flags | None:
    """Tell where an interval is in force and every one that is has priority; None where none ever has."""
    if not any(rule.priority for rule in dose.intervals):
        return None
    every, some = constant(len(child), 1, np.bool_), constant(len(child), 0, np.bool_)
    for rule in dose.intervals:
        force = in_force(rule.effective, rule.cessation, history.assess[child])
        if force is None:
            force = constant(len(child), 1, np.bool_)
        some = some | force
        if not rule.priority:
            every = every & ~force
    found: Flags = every & some
    return found


def last_maximum_age(*, history: History, series: Series) -> Days:
    """The date each child reaches the maximum age of the last dose of a series; ``FAR`` where there is none."""
    child = np.arange(history.size)
    maximum = _age(history, series.doses[-1].stated_ages.maximum, child, FAR)
    return history.far if maximum is None else maximum
