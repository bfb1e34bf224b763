"""Why a forecast says what it says: the rule that binds each date, and the condition behind a status.

Nothing is decided here: of the dates that chapter 7 takes the latest of, this names the one that was taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, Rows, any_of, rows_where
from mangnon.engines.immunization.dose_dates import ages_of, intervals_of
from mangnon.engines.immunization.forecast import (
    AGED_OUT,
    COMPLETE,
    CONTRAINDICATED,
    IMMUNE,
    NOT_COMPLETE,
    NOT_RECOMMENDED,
)
from mangnon.engines.immunization.groups import GroupForecast, contained_in
from mangnon.engines.immunization.history import History
from mangnon.engines.immunization.outcome import AntigenOutcome, Contained
from mangnon.engines.immunization.schedule import Group
from mangnon.engines.immunization.series import SeriesDose

Codes = npt.NDArray[np.int8]
WHY: Final = (
    "",
    "minimum_age",
    "minimum_interval",
    "vaccine_conflict",
    "inadvertent_dose",
    "postponed",
    "season_start",
    "previous_dose",
    "birth",
    "recommended_age",
    "recommended_interval",
    "maximum_age",
    "season_end",
    "not_needed",
    "all_doses",
    "evidence_of_immunity",
    "born_before",
    "contraindication",
)
_PLACE: Final = {code: place for place, code in enumerate(WHY)}


@dataclass(frozen=True)
class Because:
    """Places in `WHY` for the status and the two dates of a forecast, and the place of the code of the observation
    behind it in the schedule's ``condition_codes`` (-1 for none); one row per child."""

    status: Codes
    earliest: Codes
    recommended: Codes
    condition: npt.NDArray[np.int16]


def explain_group(
    *, history: History, outcomes: dict[int, AntigenOutcome], group: Group, forecast: GroupForecast
) -> Because:
    """Name what a group's forecast rests on.

    Args:
        history: the children and their doses.
        outcomes: what was found for each antigen.
        group: the vaccine group.
        forecast: its forecast.

    Returns:
        One row per child.
    """
    status, earliest, recommended = np.zeros((3, history.size), dtype=np.int8)
    because = Because(status, earliest, recommended, np.full(history.size, -1, dtype=np.int16))
    for one in contained_in(outcomes=outcomes, group=group):
        mine = one.mine & (one.candidate.forecast.status == forecast.status)
        _explain_status(history, outcomes, one, mine, because)
        due = mine & (forecast.status == NOT_COMPLETE)
        _explain_dates(history, one, due, forecast, because)
    open_ = forecast.status == NOT_COMPLETE
    # An earliest date of no series by itself is that of the group's newest dose (section 9.2).
    because.earliest[open_ & (because.earliest == 0)] = _PLACE["previous_dose"]
    held = open_ & (because.recommended == 0)
    because.recommended[held] = because.earliest[held]
    return because


def _explain_status(
    history: History, outcomes: dict[int, AntigenOutcome], one: Contained, mine: Flags, because: Because
) -> None:
    series = one.candidate.track.series
    season = any(dose.season_end is not None for dose in series.doses)
    plain = {
        COMPLETE: "all_doses",
        AGED_OUT: "maximum_age",
        NOT_RECOMMENDED: "season_end" if season else "not_needed",
        IMMUNE: "born_before",
        CONTRAINDICATED: "contraindication",
    }
    found = one.candidate.forecast.status
    for status, code in plain.items():
        because.status[mine & (found == status)] = _PLACE[code]
    if not history.observed:
        return
    antigen = history.schedule.antigens[one.antigen]
    immune = mine & (found == IMMUNE)
    for code in antigen.immune_codes if any_of(immune) else ():
        seen = immune & history.observes(code)
        because.status[seen] = _PLACE["evidence_of_immunity"]
        _name_condition(history, because, seen, code)
    barred = rows_where(mine & (found == CONTRAINDICATED))
    if not barred.size:
        return
    wanted = np.zeros((len(history.schedule.products) + 1, history.size), dtype=bool)
    wanted[-1] = True  # what rules out the antigen as a whole bears the product -1
    for place, dose in enumerate(series.doses):
        wanted[np.ix_(dose.preferable_products, barred[one.candidate.forecast.target[barred] == place])] = True
    _name_barred(history, outcomes[one.antigen], one.antigen, wanted, mine & (found == CONTRAINDICATED), because)


def _name_barred(
    history: History, outcome: AntigenOutcome, antigen: int, wanted: Flags, mine: Flags, because: Because
) -> None:
    """The observation behind a contraindication; one that rules out the whole antigen speaks before others."""
    for hold in history.schedule.holds:
        for product in hold.products:
            endless = history.held[product] == FAR if product in history.held else np.zeros(history.size, dtype=bool)
            seen = mine & wanted[product] & endless & history.observes(hold.code)
            because.status[seen] = _PLACE["postponed"]
            _name_condition(history, because, seen, hold.code)
    for ban in sorted(history.schedule.antigens[antigen].contraindications, key=lambda ban: -ban.product):
        applies = mine & wanted[ban.product] & history.observes(ban.code)
        applies &= history.assess >= history.age_on(ban.begin, otherwise=NEVER)
        applies &= history.assess < history.age_on(ban.end, otherwise=FAR)
        because.status[applies] = _PLACE["contraindication"]
        _name_condition(history, because, applies, ban.code)


def _name_condition(history: History, because: Because, where: Flags, code: str) -> None:
    because.condition[where] = history.schedule.condition_codes.index(code)


def _explain_dates(history: History, one: Contained, due: Flags, merged: GroupForecast, because: Because) -> None:
    forecast = one.candidate.forecast
    for place, dose in enumerate(one.candidate.track.series.doses):
        child = rows_where(due & (forecast.target == place))
        if not child.size:
            continue
        first = child[(forecast.earliest[child] == merged.earliest[child]) & (because.earliest[child] == 0)]
        if first.size:
            _explain_earliest(history, one, dose, first, because)
        ideal = forecast.recommended[child] == merged.recommended[child]
        ideal &= forecast.recommended[child] > forecast.earliest[child]
        ideal |= forecast.unadjusted_recommended[child] == merged.recommended[child]
        ideal &= because.recommended[child] == 0
        if any_of(ideal):
            _explain_recommended(history, one, dose, child[ideal], because)


def _explain_earliest(history: History, one: Contained, dose: SeriesDose, child: Rows, because: Because) -> None:
    """The first of the dates in the order of FORECASTDT-1 that the earliest date equals."""
    track, records = one.candidate.track, one.candidate.records
    earliest = one.candidate.forecast.earliest[child]
    intervals = intervals_of(history, records, track, dose, child)
    floors: list[tuple[str, Days | int | None]] = [
        ("birth", history.birth[child]),
        ("previous_dose", track.latest[child]),
        ("season_start", dose.season_start),
        ("inadvertent_dose", track.latest_inadvertent[child]),
        ("vaccine_conflict", history.barred_until(dose.preferable_products)[child] if dose.preferable else None),
        ("postponed", history.held_until(dose.preferable_products)[child] if history.held else None),
        ("minimum_interval", intervals.minimum),
        ("minimum_age", ages_of(history, dose, child).minimum),
    ]
    # Floors are gone through from the last that may speak to the first, so that the more telling one stays.
    for code, dates in floors:
        if dates is not None:
            because.earliest[child[earliest == dates]] = _PLACE[code]
    postponed = child[because.earliest[child] == _PLACE["postponed"]]
    for hold in history.schedule.holds if postponed.size else ():
        ends = np.zeros(history.size, dtype=bool)
        ends[postponed] = history.observes(hold.code)[postponed]
        if set(hold.products) & set(dose.preferable_products):
            _name_condition(history, because, ends, hold.code)


def _explain_recommended(history: History, one: Contained, dose: SeriesDose, child: Rows, because: Because) -> None:
    """FORECASTDT-2: an age before an interval; neither, where the recommended date is the earliest."""
    wanted = one.candidate.forecast.recommended[child]
    intervals = intervals_of(history, one.candidate.records, one.candidate.track, dose, child)
    for code, dates in (
        ("recommended_interval", intervals.earliest_recommended),
        ("recommended_age", ages_of(history, dose, child).earliest_recommended),
    ):
        if dates is not None:
            because.recommended[child[wanted == dates]] = _PLACE[code]
