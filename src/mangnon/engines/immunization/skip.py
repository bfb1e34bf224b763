"""Conditional skip: may a target dose be left out?

Source: Logic Specification for ACIP Recommendations 4.6, section 6.2 (used again by 7.1 and 7.6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, Rows, rows_where, shift
from mangnon.engines.immunization.history import History, Records
from mangnon.engines.immunization.series import SeriesDose, Skip, SkipCondition, SkipSet
from mangnon.engines.immunization.track import VALID, Track

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SkipMoment:
    """The children asked about and when: ``place`` is the record being judged, None when forecasting."""

    history: History
    records: Records
    track: Track
    child: Rows
    place: Rows | None
    reference: Days


def may_skip(*, dose: SeriesDose, moment: SkipMoment) -> Flags:
    """Tell which children may skip a target dose.

    Args:
        dose: the target dose.
        moment: the children, the record being judged (or none) and the reference date of each.

    Returns:
        One flag per child of the moment; a dose without a conditional skip is never skipped.
    """
    skipped = np.zeros(len(moment.child), dtype=bool)
    for skip in dose.skips:
        if skip.in_evaluation if moment.place is not None else skip.in_forecast:
            skipped |= _skip_met(skip, moment)
    return skipped


def _skip_met(skip: Skip, moment: SkipMoment) -> Flags:
    met = [_set_met(one, moment) for one in skip.sets]
    return _combine(met, every=skip.every, size=len(moment.child))


def _set_met(one: SkipSet, moment: SkipMoment) -> Flags:
    met = [_condition_met(condition, moment) for condition in one.conditions]
    result = _combine(met, every=one.every, size=len(moment.child))
    anchor = _anchor(moment)
    if one.effective is not None:
        result &= anchor >= one.effective
    if one.cessation is not None:
        result &= anchor <= one.cessation
    return result


def _anchor(moment: SkipMoment) -> Days:
    """RELEVANT-1: the date administered when evaluating, the assessment date when forecasting."""
    return moment.reference if moment.place is not None else moment.history.assess[moment.child]


def _combine(met: list[Flags], *, every: bool, size: int) -> Flags:
    if not met:
        return np.zeros(size, dtype=bool)
    result = met[0].copy()
    for flags in met[1:]:
        if every:
            result &= flags
        else:
            result |= flags
    return result


def _condition_met(condition: SkipCondition, moment: SkipMoment) -> Flags:
    history, child = moment.history, moment.child
    if condition.kind == "age":
        old = moment.reference >= history.age_on(condition.begin, otherwise=NEVER)[child]
        met: Flags = old & (moment.reference < history.age_on(condition.end, otherwise=FAR)[child])
        return met
    if condition.kind == "interval":
        since = moment.track.latest[child]
        passed = moment.reference >= shift(since, condition.interval) if condition.interval else since > NEVER
        return passed & (since > NEVER)
    if condition.kind == "completed":
        met = np.zeros(len(child), dtype=bool)
        for group in condition.series_groups:
            if group in moment.track.complete_groups:
                met |= moment.track.complete_groups[group][child]
        return met
    return _compare(_count(condition, moment), condition)


def _compare(count: Counts, condition: SkipCondition) -> Flags:
    met: Flags = count < condition.count
    if condition.logic == "greater":
        met = count > condition.count
    elif condition.logic == "equal":
        met = count == condition.count
    return met


def _count(condition: SkipCondition, moment: SkipMoment) -> Counts:
    """CONDSKIP-1: the doses that count; when evaluating, those before the dose being judged."""
    if condition.valid_only:
        return _count_valid(condition, moment)
    history, records, child = moment.history, moment.records, moment.child
    fits = _eligible(condition, history)
    if condition.products:
        first, last = history.start[child], history.start[child + 1]
        until = last if moment.place is None else records.position[moment.place]
        upto = history.running(fits, condition)
    else:
        first = records.first[child]
        until = first + records.count[child] if moment.place is None else moment.place
        upto = np.concatenate(([0], np.cumsum(fits[records.position])))
    counted: Counts = upto[until] - upto[first]
    return counted


def _count_valid(condition: SkipCondition, moment: SkipMoment) -> Counts:
    records, child = moment.records, moment.child
    fits = _eligible(condition, moment.history)
    total = np.zeros(len(child), dtype=np.int64)
    depth = records.count[child] if moment.place is None else moment.place - records.first[child]
    for back in range(int(depth.max()) if len(depth) else 0):
        here = rows_where(depth > back)
        place = records.first[child[here]] + back
        total[here] += (moment.track.status[place] == VALID) & fits[records.position[place]]
    return total


def _eligible(condition: SkipCondition, history: History) -> Flags:
    """Tell for every dose whether product, age and date are those that the condition counts."""
    known = history.counted.get(condition.what)
    if known is not None:
        return known
    on, child = history.on, history.child
    fits = history.of_products(condition.products) if condition.products else np.ones(len(on), dtype=bool)
    if condition.begin is not None:
        fits &= on >= history.age_on(condition.begin, otherwise=NEVER)[child]
    if condition.end is not None:
        fits &= on < history.age_on(condition.end, otherwise=FAR)[child]
    if condition.start_on is not None:
        fits &= on >= condition.start_on
    if condition.end_on is not None:
        fits &= on < condition.end_on
    history.counted[condition.what] = fits
    return fits
