"""Evaluate the doses of many children against one antigen series, all children in lock-step.

Every pass takes each child's next record and judges it against the child's current target dose; children
that stand at the same target dose are judged together.

Source: Logic Specification for ACIP Recommendations 4.6, section 4.4 and chapter 6.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, Rows, any_of, rows_where, shift
from mangnon.engines.immunization.history import History, Records
from mangnon.engines.immunization.reasons import Masks, Reason
from mangnon.engines.immunization.series import AgeRule, Series, SeriesDose, VaccineRule
from mangnon.engines.immunization.skip import SkipMoment, may_skip
from mangnon.engines.immunization.track import (
    EXTRANEOUS,
    NOT_EVALUATED,
    NOT_VALID,
    SUB_STANDARD,
    VALID,
    Small,
    Statuses,
    Track,
    in_force,
    reference_date,
)

_AGE_GRACE_PERIOD: Final = np.uint32(Reason.AGE_GRACE_PERIOD)
_DOSE_CONDITION: Final = np.uint32(Reason.DOSE_CONDITION)
_INADVERTENT: Final = np.uint32(Reason.INADVERTENT)
_INTERVAL_GRACE_PERIOD: Final = np.uint32(Reason.INTERVAL_GRACE_PERIOD)
_SERIES_COMPLETE: Final = np.uint32(Reason.SERIES_COMPLETE)
_TOO_OLD: Final = np.uint32(Reason.TOO_OLD)
_TOO_SOON: Final = np.uint32(Reason.TOO_SOON)
_TOO_YOUNG: Final = np.uint32(Reason.TOO_YOUNG)
_VACCINE_AGE: Final = np.uint32(Reason.VACCINE_AGE)
_VACCINE_CONFLICT: Final = np.uint32(Reason.VACCINE_CONFLICT)
_VACCINE_NOT_ALLOWED: Final = np.uint32(Reason.VACCINE_NOT_ALLOWED)
_GRACE: Final = _AGE_GRACE_PERIOD | _INTERVAL_GRACE_PERIOD
_FAILING: Final = _TOO_YOUNG | _TOO_SOON | _VACCINE_CONFLICT | _VACCINE_NOT_ALLOWED | _VACCINE_AGE


def track_series(
    *, history: History, records: Records, series: Series, relevant: Flags, complete_groups: dict[str, Flags]
) -> Track:
    """Judge every record of the relevant children against one series.

    Args:
        history: the children and their doses.
        records: the records of the series' antigen.
        series: the series.
        relevant: the children the series is relevant for.
        complete_groups: children who completed a series of each series group of the antigen so far.

    Returns:
        Where each child stands; records left over after the last target dose are extraneous.
    """
    track = _begin(history, records, series, relevant, complete_groups)
    active = rows_where(relevant & (records.count > 0))
    depth = 0
    while active.size:
        place = records.first[active] + depth
        target = track.target[active]
        after = target.copy()
        _judge_pass(history, records, track, active, place, target, after)
        track.target[active] = after
        depth += 1
        active = active[(records.count[active] > depth) & (after < len(series.doses))]
    if len(records.position):
        _sum_up(history, records, track)
    return track


def _sum_up(history: History, records: Records, track: Track) -> None:
    """Count what was found, and close the records that no target dose was left for."""
    child = history.child[records.position]
    valid = track.status == VALID
    track.valid[:] = np.bincount(child[valid], minlength=history.size)
    if not track.series.seasonal:
        track.counted[:] = track.valid
    judged = track.status != NOT_EVALUATED
    track.all_valid[child[judged & ~valid]] = False
    left_over = track.relevant[child] & ~judged
    if any_of(left_over):
        track.status[left_over] = EXTRANEOUS
        track.reasons[left_over] |= _SERIES_COMPLETE


def _begin(
    history: History, records: Records, series: Series, relevant: Flags, complete_groups: dict[str, Flags]
) -> Track:
    n = history.size
    counts = np.zeros((3, n), dtype=np.int16)
    dates = np.full((3, n), NEVER, dtype=np.int32)
    return Track(
        series=series,
        relevant=relevant,
        target=counts[0],
        valid=counts[1],
        counted=counts[2],
        reference=dates[0],
        latest=dates[1],
        latest_inadvertent=dates[2],
        all_valid=np.ones(n, dtype=bool),
        satisfied_on={number: np.full(n, NEVER, dtype=np.int32) for number in series.measured_from},
        status=np.zeros(len(records.position), dtype=np.int8),
        reasons=np.zeros(len(records.position), dtype=np.uint32),
        inadvertent=np.zeros(len(records.position), dtype=bool),
        complete_groups=complete_groups,
    )


def _judge_pass(
    history: History, records: Records, track: Track, active: Rows, place: Rows, target: Small, after: Small
) -> None:
    """Judge one record of each active child; ``after`` receives the target dose each goes on with."""
    doses = track.series.doses
    given = history.on[records.position[place]]
    first = int(target.min())
    if history.substandard is None and not doses[first].skips and first == target.max():
        satisfied = _judge(history, records, track, doses[first], active, place)
        if not doses[first].recurring:
            after[satisfied] = first + 1
        track.latest[active] = given
        return
    open_ = np.ones(len(active), dtype=bool)
    if history.substandard is not None:
        bad = history.substandard[records.position[place]]
        track.status[place[bad]] = SUB_STANDARD
        track.reasons[place[bad]] |= _DOSE_CONDITION
        open_ &= ~bad
    for number in range(first, len(doses)):
        here = rows_where(open_ & (after == number))
        if not here.size:
            continue
        dose = doses[number]
        if dose.skips:
            moment = SkipMoment(
                history=history,
                records=records,
                track=track,
                child=active[here],
                place=place[here],
                reference=given[here],
            )
            skipped = may_skip(dose=dose, moment=moment)
            after[here[skipped]] = number + 1
            here = here[~skipped]
            if not here.size:
                continue
        satisfied = _judge(history, records, track, dose, active[here], place[here])
        open_[here] = False
        if not dose.recurring:
            after[here[satisfied]] = number + 1
    track.latest[active] = np.where(open_, track.latest[active], given)


def _judge(history: History, records: Records, track: Track, dose: SeriesDose, child: Rows, place: Rows) -> Flags:
    """Judge records against one target dose, note what follows, and tell which ones satisfied it."""
    at = records.position[place]
    on = history.on[at]
    product = history.product[at]
    reasons = np.zeros(len(child), dtype=np.uint32)

    _check_age(history, dose.ages, child, on, reasons)
    _check_intervals(history, records, track, dose, child, place, on, reasons)
    _check_conflicts(history, records, track, at, reasons)
    _check_vaccine(history, dose, child, at, on, product, reasons)

    status = np.full(len(child), VALID, dtype=np.int8)
    if any_of(reasons):
        failed = (reasons & _FAILING) != 0
        status[failed] = NOT_VALID
        reasons[failed] &= ~_GRACE
        status[(reasons & _TOO_OLD) != 0] = EXTRANEOUS
    if dose.inadvertent:
        wrong = np.isin(product, dose.inadvertent)
        status[wrong] = NOT_VALID
        reasons[wrong] = _INADVERTENT
        track.inadvertent[place[wrong]] = True
        track.latest_inadvertent[child[wrong]] = on[wrong]
    track.status[place] = status
    track.reasons[place] = reasons
    satisfied: Flags = status == VALID
    _note(track, dose, child, place, on, status, satisfied)
    return satisfied


def _note(track: Track, dose: SeriesDose, child: Rows, place: Rows, on: Days, status: Statuses, valid: Flags) -> None:
    """Keep what later doses of the series look back to."""
    if dose.season_start is not None:
        track.counted[child] += valid & (on >= dose.season_start)
    elif track.series.seasonal:
        track.counted[child] += valid
    if dose.number in track.satisfied_on:
        track.satisfied_on[dose.number][child[valid]] = on[valid]
    counts = status <= NOT_VALID
    if dose.inadvertent:
        counts &= ~track.inadvertent[place]
    track.reference[child[counts]] = on[counts]


def _check_age(history: History, rules: tuple[AgeRule, ...], child: Rows, on: Days, reasons: Masks) -> None:
    for rule in rules:
        applies = in_force(rule.effective, rule.cessation, on)
        if rule.absolute_minimum is not None:
            young = on < history.age_on(rule.absolute_minimum, otherwise=NEVER)[child]
            _set(reasons, _TOO_YOUNG, young, applies)
        if rule.minimum is not None and rule.minimum != rule.absolute_minimum:
            early = on < history.age_on(rule.minimum, otherwise=NEVER)[child]
            early &= (reasons & _TOO_YOUNG) == 0
            _set(reasons, _AGE_GRACE_PERIOD, early, applies)
        if rule.maximum is not None:
            old = on >= history.age_on(rule.maximum, otherwise=FAR)[child]
            _set(reasons, _TOO_OLD, old, applies)


def _set(reasons: Masks, reason: np.uint32, where: Flags, applies: Flags | None) -> None:
    if applies is not None:
        where = where & applies
    if any_of(where):
        reasons[where] |= reason


def _check_intervals(
    history: History,
    records: Records,
    track: Track,
    dose: SeriesDose,
    child: Rows,
    place: Rows,
    on: Days,
    reasons: Masks,
) -> None:
    if not dose.intervals:
        return
    soon = np.zeros(len(child), dtype=bool)
    grace = np.zeros(len(child), dtype=bool)
    for rule in dose.intervals:
        since = reference_date(history, records, track, rule, child, records.position[place])
        applies = since > NEVER
        force = in_force(rule.effective, rule.cessation, on)
        if force is not None:
            applies &= force
        if not any_of(applies):
            continue
        if rule.absolute_minimum is not None:
            soon |= applies & (on < shift(since, rule.absolute_minimum))
        if rule.minimum is not None and rule.minimum != rule.absolute_minimum:
            grace |= applies & (on < shift(since, rule.minimum))
    if dose.allowable_intervals and any_of(soon):
        late = rows_where(soon)
        soon[late] = ~_allowable(history, records, track, dose, child[late], place[late], on[late])
    _set(reasons, _TOO_SOON, soon, None)
    _set(reasons, _INTERVAL_GRACE_PERIOD, grace, ~soon)


def _allowable(
    history: History,
    records: Records,
    track: Track,
    dose: SeriesDose,
    child: Rows,
    place: Rows,
    on: Days,
) -> Flags:
    """Tell which doses meet every allowable interval in force; none in force means not allowed."""
    met = np.ones(len(child), dtype=bool)
    found = np.zeros(len(child), dtype=bool)
    for rule in dose.allowable_intervals:
        since = reference_date(history, records, track, rule, child, records.position[place])
        applies = since > NEVER
        force = in_force(rule.effective, rule.cessation, on)
        if force is not None:
            applies &= force
        found |= applies
        if rule.absolute_minimum is not None:
            met &= ~(applies & (on < shift(since, rule.absolute_minimum)))
    return met & found


def _check_conflicts(history: History, records: Records, track: Track, at: Rows, reasons: Masks) -> None:
    """Mark doses given too soon after another product (section 6.7).

    A previous dose that this series found not valid bars for the full interval; a valid one, or one that
    the series does not judge, for the minimum interval.
    """
    if not history.schedule.conflicts:
        return
    clashes = history.clashes
    if not len(clashes.later):
        return
    touched = rows_where(clashes.touched[at])
    if not touched.size:
        return
    pair = rows_where(np.isin(clashes.later, at[touched]))
    earlier = clashes.earlier[pair]
    place = np.searchsorted(records.position, earlier)
    known = np.minimum(place, len(records.position) - 1)
    judged = records.position[known] == earlier
    bad = judged & np.isin(track.status[known], (NOT_VALID, EXTRANEOUS, SUB_STANDARD))
    barred = np.where(bad, clashes.if_not_valid[pair], clashes.if_valid[pair])
    reasons[np.isin(at, clashes.later[pair][barred])] |= _VACCINE_CONFLICT


def _check_vaccine(
    history: History,
    dose: SeriesDose,
    child: Rows,
    at: Rows,
    on: Days,
    product: npt.NDArray[np.int32],
    reasons: Masks,
) -> None:
    """Mark doses whose product is neither allowable nor preferable for the target dose at that age."""
    if not dose.allowable and not dose.preferable:
        return
    limited = dose.limited[np.minimum(product, len(dose.limited) - 1)]
    if not any_of(limited):
        return
    for given in np.bincount(product[limited]).nonzero()[0].tolist():
        mine = rows_where(product == given)
        rules = dose.vaccines.get(given, ())
        wrong = np.ones(len(mine), dtype=bool)
        for rule in rules:
            wrong &= _unfit(history, rule, child[mine], on[mine], at[mine])
        if any_of(wrong):
            reasons[mine[wrong]] |= _VACCINE_AGE if rules else _VACCINE_NOT_ALLOWED


def _unfit(history: History, rule: VaccineRule, child: Rows, on: Days, at: Rows) -> Flags:
    """Tell which doses a vaccine rule does not fit: outside its ages, or of another maker."""
    if rule.begin is not None:
        unfit: Flags = on < history.age_on(rule.begin, otherwise=NEVER)[child]
    else:
        unfit = np.zeros(len(on), dtype=bool)
    if rule.end is not None:
        unfit |= on >= history.age_on(rule.end, otherwise=FAR)[child]
    if rule.maker and history.maker is not None:
        maker = history.maker[at]
        unfit |= (maker != rule.maker) & (maker != "")
    return unfit
