"""Evaluate the doses of many children against one antigen series, all children in lock-step.

Every pass takes each child's next record and judges it against the child's current target dose; children
that stand at the same target dose are judged together.

Source: Logic Specification for ACIP Recommendations 4.6, section 4.4 and chapter 6.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import (
    FAR,
    NEVER,
    Days,
    Flags,
    Period,
    Rows,
    any_of,
    constant,
    distinct,
    least,
    most,
    rows_where,
    shift,
)
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
_BUT_GRACE: Final = ~(_AGE_GRACE_PERIOD | _INTERVAL_GRACE_PERIOD)
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
    if not len(records.position):
        return _untouched(history, series, relevant, complete_groups)
    track = _begin(history, records, series, relevant, complete_groups)
    active = records.given if relevant is history.everyone else records.given[relevant[records.given]]
    depth = 0
    while active.size:
        after = _judge_pass(history, records, track, active, records.first[active] + depth)
        track.target[active] = after
        depth += 1
        active = active[(records.count[active] > depth) & (after < len(series.doses))]
    _sum_up(history, records, track)
    return track


def _sum_up(history: History, records: Records, track: Track) -> None:
    """Count what was found, and close the records that no target dose was left for."""
    valid = track.status == VALID
    track.valid = np.bincount(records.child[valid], minlength=history.size).astype(np.int16)
    if not track.series.seasonal:
        track.counted = track.valid
    left_over = track.status == NOT_EVALUATED
    if track.relevant is not history.everyone:
        left_over &= track.relevant[records.child]
    if any_of(left_over):
        track.status[left_over] = EXTRANEOUS
        track.reasons[left_over] |= _SERIES_COMPLETE


def _begin(
    history: History, records: Records, series: Series, relevant: Flags, complete_groups: dict[str, Flags]
) -> Track:
    n, depth = history.size, len(records.position)
    return Track(
        series=series,
        relevant=relevant,
        target=np.zeros(n, dtype=np.int16),
        valid=constant(n, 0, np.int16),
        counted=np.zeros(n, dtype=np.int16) if series.seasonal else constant(n, 0, np.int16),
        reference=history.never.copy(),
        latest=history.never.copy(),
        latest_inadvertent=history.never.copy() if series.inadvertent else history.never,
        satisfied_on={number: history.never.copy() for number in series.measured_from},
        status=np.zeros(depth, dtype=np.int8),
        reasons=np.zeros(depth, dtype=np.uint32),
        inadvertent=np.zeros(depth, dtype=bool),
        complete_groups=complete_groups,
    )


def _untouched(history: History, series: Series, relevant: Flags, complete_groups: dict[str, Flags]) -> Track:
    """Where children stand in a series of an antigen that nobody has been given."""
    none, never = constant(history.size, 0, np.int16), history.never
    return Track(
        series=series,
        relevant=relevant,
        target=none,
        valid=none,
        counted=none,
        reference=never,
        latest=never,
        latest_inadvertent=never,
        satisfied_on=dict.fromkeys(series.measured_from, never),
        status=constant(0, NOT_EVALUATED, np.int8),
        reasons=constant(0, 0, np.uint32),
        inadvertent=constant(0, 0, np.bool_),
        complete_groups=complete_groups,
    )


def _judge_pass(history: History, records: Records, track: Track, active: Rows, place: Rows) -> Small:
    """Judge one record of each active child, and tell the target dose that each goes on with."""
    doses = track.series.doses
    given = records.on[place]
    after: Small = track.target[active]
    first = least(after)
    if history.substandard is None and not doses[first].skips and first == most(after):
        satisfied = _judge(history, records, track, doses[first], active, place)
        track.latest[active] = given
        # The target doses are counted in a small type, and a flag counts one.
        return after if doses[first].recurring else after + satisfied
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
    return after


def _judge(history: History, records: Records, track: Track, dose: SeriesDose, child: Rows, place: Rows) -> Flags:
    """Judge records against one target dose, note what follows, and tell which ones satisfied it."""
    on = records.on[place]
    product = records.product[place]
    reasons = np.zeros(len(child), dtype=np.uint32)

    _check_age(history, dose.ages, child, on, reasons)
    if dose.intervals:
        _check_intervals(history, records, track, dose, child, place, on, reasons)
    if records.touched is not None:
        _check_conflicts(history, records, track, place, reasons)
    if dose.vaccines:
        _check_vaccine(history, records, dose, child, place, on, product, reasons)

    wrong = dose.wrong.take(product, mode="clip") if dose.inadvertent else None
    if any_of(reasons) or (wrong is not None and any_of(wrong)):
        valid = _conclude(track, child, place, on, reasons, wrong)
    else:
        valid = reasons == 0
        track.status[place] = VALID
        track.reference[child] = on
    if dose.season_start is not None:
        track.counted[child] += valid & (on >= dose.season_start)
    elif track.series.seasonal:
        track.counted[child] += valid
    if dose.number in track.satisfied_on:
        track.satisfied_on[dose.number][child[valid]] = on[valid]
    return valid


def _conclude(track: Track, child: Rows, place: Rows, on: Days, reasons: Masks, wrong: Flags | None) -> Flags:
    """Note the verdicts that the reasons come to and what later doses look back to; tell the valid ones."""
    failed = (reasons & _FAILING) != 0
    status = np.where(failed, np.int8(NOT_VALID), np.int8(VALID))
    reasons[failed] &= _BUT_GRACE
    status[(reasons & _TOO_OLD) != 0] = EXTRANEOUS
    if wrong is not None:
        status[wrong] = NOT_VALID
        reasons[wrong] = _INADVERTENT
        track.inadvertent[place[wrong]] = True
        track.latest_inadvertent[child[wrong]] = on[wrong]
    track.status[place] = status
    track.reasons[place] = reasons
    counts = status <= NOT_VALID
    if wrong is not None:
        counts &= ~wrong
    track.reference[child[counts]] = on[counts]
    valid: Flags = status == VALID
    return valid


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
    soon = grace = None
    for rule in dose.intervals:
        since = reference_date(history, records, track, rule, child, place)
        force = in_force(rule.effective, rule.cessation, on)
        if not any_of(since > NEVER if force is None else force & (since > NEVER)):
            continue
        if rule.absolute_minimum is not None:
            soon = _either(soon, _within(since, rule.absolute_minimum, on, force))
        if rule.minimum is not None and rule.minimum != rule.absolute_minimum:
            grace = _either(grace, _within(since, rule.minimum, on, force))
    if soon is not None and any_of(soon):
        if dose.allowable_intervals:
            late = rows_where(soon)
            soon[late] = ~_allowable(history, records, track, dose, child[late], place[late], on[late])
        reasons[soon] |= _TOO_SOON
    if grace is not None:
        _set(reasons, _INTERVAL_GRACE_PERIOD, grace, None if soon is None else ~soon)


def _within(since: Days, interval: Period, on: Days, force: Flags | None) -> Flags:
    """Tell which doses were given within an interval that is in force; none is within one from ``NEVER``."""
    within: Flags = on < shift(since, interval)
    return within if force is None else within & force


def _either(one: Flags | None, other: Flags) -> Flags:
    return other if one is None else one | other


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
        since = reference_date(history, records, track, rule, child, place)
        applies = since > NEVER
        force = in_force(rule.effective, rule.cessation, on)
        if force is not None:
            applies &= force
        found |= applies
        if rule.absolute_minimum is not None:
            met &= ~(applies & (on < shift(since, rule.absolute_minimum)))
    return met & found


def _check_conflicts(history: History, records: Records, track: Track, place: Rows, reasons: Masks) -> None:
    """Mark doses given too soon after another product (section 6.7).

    A previous dose that this series found not valid bars for the full interval; a valid one, or one that
    the series does not judge, for the minimum interval.
    """
    touched = rows_where(records.touched[place]) if records.touched is not None else place[:0]
    if not touched.size:
        return
    clashes = history.clashes
    at = records.position[place]
    pair = rows_where(np.isin(clashes.later, at[touched]))
    earlier = clashes.earlier[pair]
    found = np.searchsorted(records.position, earlier)
    known = np.minimum(found, len(records.position) - 1)
    judged = records.position[known] == earlier
    bad = judged & np.isin(track.status[known], (NOT_VALID, EXTRANEOUS, SUB_STANDARD))
    barred = np.where(bad, clashes.if_not_valid[pair], clashes.if_valid[pair])
    reasons[np.isin(at, clashes.later[pair][barred])] |= _VACCINE_CONFLICT


def _check_vaccine(
    history: History,
    records: Records,
    dose: SeriesDose,
    child: Rows,
    place: Rows,
    on: Days,
    product: npt.NDArray[np.int32],
    reasons: Masks,
) -> None:
    """Mark doses whose product is neither allowable nor preferable for the target dose at that age."""
    limited = dose.limited.take(product, mode="clip")
    if not any_of(limited):
        return
    for given in distinct(product[limited]):
        mine = rows_where(product == given)
        rules = dose.vaccines.get(given, ())
        for rule in rules:
            mine = mine[_unfit(history, records, rule, child[mine], on[mine], place[mine])]
            if not mine.size:
                break
        reasons[mine] |= _VACCINE_AGE if rules else _VACCINE_NOT_ALLOWED


def _unfit(history: History, records: Records, rule: VaccineRule, child: Rows, on: Days, place: Rows) -> Flags:
    """Tell which doses a vaccine rule does not fit: outside its ages, or of another maker."""
    if rule.begin is not None:
        unfit: Flags = on < history.age_on(rule.begin, otherwise=NEVER)[child]
    else:
        unfit = np.zeros(len(on), dtype=bool)
    if rule.end is not None:
        unfit |= on >= history.age_on(rule.end, otherwise=FAR)[child]
    if rule.maker and history.maker is not None:
        maker = history.maker[records.position[place]]
        unfit |= (maker != rule.maker) & (maker != "")
    return unfit
