"""Forecast the next dose of one antigen series for many children at once.

Source: Logic Specification for ACIP Recommendations 4.6, chapter 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from mangnon.engines.immunization.dates import (
    FAR,
    NEVER,
    Days,
    Flags,
    Rows,
    any_of,
    constant,
    least,
    rows_where,
    shift,
)
from mangnon.engines.immunization.dose_dates import NO_INTERVALS, Ages, Intervals, ages_of, intervals_of
from mangnon.engines.immunization.history import History, Records
from mangnon.engines.immunization.schedule import Antigen
from mangnon.engines.immunization.series import Series, SeriesDose
from mangnon.engines.immunization.skip import SkipMoment, may_skip
from mangnon.engines.immunization.track import (
    Small,
    Statuses,
    Track,
)

NOT_RELEVANT: Final = 0
NOT_COMPLETE: Final = 1
COMPLETE: Final = 2
IMMUNE: Final = 3
CONTRAINDICATED: Final = 4
AGED_OUT: Final = 5
NOT_RECOMMENDED: Final = 6
STATUSES: Final = (
    "not_relevant",
    "not_complete",
    "complete",
    "immune",
    "contraindicated",
    "aged_out",
    "not_recommended",
)


@dataclass(slots=True)
class Forecast:
    """The forecast of one series, one row per child; dates are ``NEVER`` where the specification says blank."""

    status: Statuses
    target: Small
    number: Small
    earliest: Days
    unadjusted_recommended: Days
    recommended: Days
    past_due: Days
    latest: Days
    priority: Flags

    @classmethod
    def blank(cls, history: History, track: Track) -> Forecast:
        """A forecast without a date for the target doses that a track has come to."""
        return cls(
            status=np.zeros(history.size, dtype=np.int8),
            target=track.target,
            number=track.counted + np.int16(1),
            earliest=history.never,
            unadjusted_recommended=history.never,
            recommended=history.never,
            past_due=history.never,
            latest=history.far,
            priority=history.nobody,
        )

    def open(self) -> None:
        """Make the columns that are still shared ready to be written to."""
        self.target = self.target.copy()
        self.earliest = self.earliest.copy()
        self.unadjusted_recommended = self.unadjusted_recommended.copy()
        self.recommended = self.recommended.copy()
        self.past_due = self.past_due.copy()
        self.latest = self.latest.copy()
        self.priority = self.priority.copy()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the children for one antigen before any series is looked at; ``known`` tells if anything is."""

    immune: Flags
    contraindicated: Flags
    barred_products: dict[int, Flags]
    known: bool


def standing_of(*, history: History, antigen: Antigen) -> Standing:
    """Find evidence of immunity and contraindications (sections 7.2 and 7.3).

    Args:
        history: the children and their observations.
        antigen: the antigen.

    Returns:
        Flags per child, and per contraindicated product.
    """
    immune = history.nobody
    if not history.observed and not antigen.immune_births:
        return Standing(immune, immune, {}, known=False)
    for code in antigen.immune_codes if history.observed else ():
        immune = immune | history.observes(code)
    for rule in antigen.immune_births:
        # The country of birth is not part of the input: a rule that asks for one cannot be shown to hold.
        if not rule.country:
            born = history.birth < rule.before
            for code in rule.exclusions:
                born &= ~history.observes(code)
            immune = immune | born
    contraindicated = history.nobody
    barred: dict[int, Flags] = {}
    for ban in antigen.contraindications if history.observed else ():
        if ban.code not in history.observed:
            continue
        applies = history.observes(ban.code)
        applies &= history.assess >= history.age_on(ban.begin, otherwise=NEVER)
        applies &= history.assess < history.age_on(ban.end, otherwise=FAR)
        if ban.product < 0:
            contraindicated = contraindicated | applies
        else:
            barred[ban.product] = applies | barred.get(ban.product, False)
    known = bool(barred) or any_of(immune) or any_of(contraindicated)
    return Standing(immune, contraindicated, barred, known)


def forecast_series(*, history: History, records: Records, track: Track, standing: Standing) -> Forecast:
    """Forecast the next dose of each relevant child.

    Args:
        history: the children and their doses.
        records: the records of the series' antigen.
        track: where each child stands in the series.
        standing: immunity and contraindications of the antigen.

    Returns:
        Status and dates per child; children the series is not relevant for stay blank.
    """
    result = Forecast.blank(history, track)
    doses = track.series.doses
    open_ = track.relevant
    first = least(track.target) if len(track.target) else 0
    if first < len(doses):
        result.open()
        open_ = open_.copy()
    for number, dose in enumerate(doses[first:], start=first):
        here = rows_where(open_ & (result.target == number))
        if not here.size:
            if not any_of(open_):
                break
            continue
        if dose.skips:
            here = _skip(history, records, track, dose, result, here, history.assess[here])
            if not here.size:
                continue
        _fill(history, records, track, standing, dose, result, here)
        if dose.skips:
            due = here[result.status[here] == NOT_COMPLETE]
            _skip(history, records, track, dose, result, due, result.earliest[due])
        open_ &= result.target != number
        if not any_of(open_):
            return result
    rest = rows_where(open_)
    if not rest.size:
        return result
    done = track.valid[rest] > 0
    if first < len(doses):
        _blank_dates(result, rest)
    result.status[rest] = np.where(done, COMPLETE, NOT_RECOMMENDED)
    if standing.known:
        unneeded = rest[~done]
        result.status[unneeded[standing.contraindicated[unneeded]]] = CONTRAINDICATED
        result.status[unneeded[standing.immune[unneeded]]] = IMMUNE
    return result


def _skip(
    history: History,
    records: Records,
    track: Track,
    dose: SeriesDose,
    result: Forecast,
    child: Rows,
    reference: Days,
) -> Rows:
    """Move children who may skip the dose on to the next one; return the others."""
    if not child.size:
        return child
    moment = SkipMoment(history=history, records=records, track=track, child=child, place=None, reference=reference)
    skipped = may_skip(dose=dose, moment=moment)
    result.target[child[skipped]] += 1
    return child[~skipped]


def _blank_dates(result: Forecast, child: Rows) -> None:
    for column in (result.earliest, result.unadjusted_recommended, result.recommended, result.past_due):
        column[child] = NEVER
    result.latest[child] = FAR
    result.priority[child] = False


def _fill(
    history: History,
    records: Records,
    track: Track,
    standing: Standing,
    dose: SeriesDose,
    result: Forecast,
    child: Rows,
) -> None:
    """Write status and dates of children whose next target dose is this one (sections 7.4 and 7.5)."""
    ages = ages_of(history, dose, child)
    intervals = intervals_of(history, records, track, dose, child) if dose.intervals else NO_INTERVALS
    # A dose without any rule of date may be given from birth on.
    earliest = np.maximum(track.latest[child], history.birth[child])
    for floor in (ages.minimum, intervals.minimum):
        if floor is not None:
            np.maximum(earliest, floor, out=earliest)
    if len(records.position):
        np.maximum(earliest, track.latest_inadvertent[child], out=earliest)
    if history.schedule.conflicts and dose.preferable and len(history.on):
        np.maximum(earliest, history.barred_until(dose.preferable_products)[child], out=earliest)
    if history.held:
        np.maximum(earliest, history.held_until(dose.preferable_products)[child], out=earliest)
    if dose.season_start is not None:
        np.maximum(earliest, dose.season_start, out=earliest)

    status = _status(history, standing, dose, child, ages.maximum, earliest)
    result.status[child] = status
    result.earliest[child] = earliest
    wanted = _first_known(ages.earliest_recommended, intervals.earliest_recommended, earliest)
    result.unadjusted_recommended[child] = wanted
    recommended = np.maximum(wanted, earliest)
    result.recommended[child] = recommended
    result.past_due[child] = _past_due(dose, ages, intervals, earliest, recommended)
    if ages.maximum is not None:
        result.latest[child] = np.where(ages.maximum < FAR, ages.maximum - 1, FAR)
    if intervals.priority is not None:
        result.priority[child] = intervals.priority
    away = child[status != NOT_COMPLETE]
    if away.size:
        _blank_dates(result, away)


def _first_known(first: Days | None, second: Days | None, last: Days) -> Days:
    """The first of three dates that is stated."""
    if second is not None:
        last = np.where(second > NEVER, second, last)
    return last if first is None else np.where(first > NEVER, first, last)


def _past_due(dose: SeriesDose, ages: Ages, intervals: Intervals, earliest: Days, recommended: Days) -> Days:
    """FORECASTDT-3 and -6; where the schedule states nothing, the dose's own ``late_after`` counts."""
    never = constant(len(earliest), NEVER)
    if ages.latest_recommended is None and intervals.latest_recommended is None:
        return never if dose.late_after is None else shift(recommended, dose.late_after)
    late = _first_known(ages.latest_recommended, intervals.latest_recommended, never)
    otherwise = never if dose.late_after is None else shift(recommended, dose.late_after)
    return np.where(late > NEVER, np.maximum(late - 1, earliest), otherwise)


def _status(
    history: History, standing: Standing, dose: SeriesDose, child: Rows, maximum: Days | None, earliest: Days
) -> Statuses:
    """Table 7-10, from its last column to its first, so that the earlier column prevails."""
    assess = history.assess[child]
    status = constant(len(child), NOT_COMPLETE, np.int8).copy()
    if maximum is not None:
        status[(earliest >= maximum) | (assess >= maximum)] = AGED_OUT
    if dose.season_end is not None:
        status[assess > dose.season_end] = NOT_RECOMMENDED
    if standing.known or history.held:
        status[_contraindicated(history, standing, dose, child)] = CONTRAINDICATED
        status[standing.immune[child]] = IMMUNE
    return status


def _contraindicated(history: History, standing: Standing, dose: SeriesDose, child: Rows) -> Flags:
    """The antigen, or every preferable vaccine of the dose: contraindicated, or postponed without an end."""
    barred: Flags = standing.contraindicated[child].copy()
    if dose.preferable and (standing.barred_products or history.held):
        every = np.ones(len(child), dtype=bool)
        for product in dose.preferable_products:
            every &= barred_product(history, standing, product)[child]
        barred |= every
    return barred


def barred_product(history: History, standing: Standing, product: int) -> Flags:
    """Tell for which children a product is contraindicated, or postponed without an end."""
    barred = standing.barred_products.get(product, history.nobody)
    return barred | (history.held[product] == FAR) if product in history.held else barred


def finish_dates(*, series: Series, forecast: Forecast) -> Days:
    """SELECTB-12: the earliest date plus the latest minimum interval of the remaining target doses.

    Args:
        series: the series.
        forecast: its forecast.

    Returns:
        One date per child; ``FAR`` where no dose is forecast.
    """
    finish = np.where(forecast.earliest > NEVER, forecast.earliest, FAR).astype(np.int32)
    for place, later in enumerate(series.doses):
        remaining = rows_where((forecast.target < place) & (forecast.earliest > NEVER))
        for rule in later.intervals if remaining.size else ():
            if rule.minimum is not None:
                after = shift(forecast.earliest[remaining], rule.minimum)
                finish[remaining] = np.maximum(finish[remaining], after)
    return finish
