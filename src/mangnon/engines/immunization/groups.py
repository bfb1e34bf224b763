"""Bring the antigens' best series together into one verdict per dose and one forecast per vaccine group.

Source: Logic Specification for ACIP Recommendations 4.6, chapter 9.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, Rows, any_of, rows_where
from mangnon.engines.immunization.forecast import (
    AGED_OUT,
    COMPLETE,
    CONTRAINDICATED,
    IMMUNE,
    NOT_COMPLETE,
    NOT_RECOMMENDED,
    NOT_RELEVANT,
    Standing,
)
from mangnon.engines.immunization.history import History, Records
from mangnon.engines.immunization.reasons import Masks, Reason
from mangnon.engines.immunization.schedule import Group
from mangnon.engines.immunization.select import Candidate, Selection
from mangnon.engines.immunization.track import (
    EXTRANEOUS,
    NOT_EVALUATED,
    VALID,
    Small,
    Statuses,
)

# Where several series of one antigen stand side by side, the first status of this list speaks for them;
# table 9-4 gives the order for groups of several antigens.
_SIDE_BY_SIDE: Final = (NOT_COMPLETE, CONTRAINDICATED, COMPLETE, IMMUNE, NOT_RECOMMENDED, AGED_OUT)
_TOGETHER: Final = (CONTRAINDICATED, AGED_OUT, NOT_RECOMMENDED, NOT_COMPLETE, COMPLETE, IMMUNE)


_MOST_RULES: Final = 1 << 12


@dataclass(frozen=True)
class AntigenOutcome:
    """All that was found for one antigen."""

    records: Records
    standing: Standing
    candidates: list[Candidate]
    selections: list[Selection]


@dataclass(frozen=True)
class Contained:
    """A best series and the children it is best for."""

    antigen: int
    candidate: Candidate
    mine: Flags


@dataclass(frozen=True)
class GroupForecast:
    """The forecast of one vaccine group, one row per child; products as (child, product) pairs."""

    status: Statuses
    number: Small
    earliest: Days
    recommended: Days
    past_due: Days
    latest: Days
    product_child: Rows
    product: Rows


def judge_records(*, history: History, outcome: AntigenOutcome) -> tuple[Statuses, Masks]:
    """Choose the verdict that counts for each record: that of the best series.

    A dose that is valid for the prioritized series of another group (a dose of childhood, where a risk
    series speaks now) is valid.

    Args:
        history: the children and their doses.
        outcome: what was found for the antigen.

    Returns:
        Status and reasons per record of the antigen.
    """
    child = history.child[outcome.records.position]
    if len(outcome.candidates) == 1:
        only = outcome.candidates[0].track
        if only.relevant.all():
            return only.status, only.reasons
    status = np.zeros(len(child), dtype=np.int8)
    reasons = np.zeros(len(child), dtype=np.uint32)

    def take(candidate: Candidate, children: Flags, *, only_valid: bool = False) -> None:
        where = children[child] & (candidate.track.status != NOT_EVALUATED)
        if only_valid:
            where &= candidate.track.status == VALID
        status[where] = candidate.track.status[where]
        reasons[where] = candidate.track.reasons[where]

    for candidate in reversed(outcome.candidates):
        take(candidate, candidate.track.relevant)
    for best_only in (False, True):
        for selection in reversed(outcome.selections):
            for place in selection.members:
                chosen = selection.prioritized == place
                take(outcome.candidates[place], chosen & selection.best if best_only else chosen)
    for selection in outcome.selections:
        for place in selection.members:
            take(outcome.candidates[place], selection.prioritized == place, only_valid=True)
    unjudged = status == NOT_EVALUATED
    status[unjudged] = EXTRANEOUS
    reasons[unjudged] = Reason.NO_SERIES
    return status, reasons


def contained_in(*, outcomes: dict[int, AntigenOutcome], group: Group) -> list[Contained]:
    """List the best series of a group's antigens (FORECASTVG-1)."""
    found = []
    for antigen in group.antigens:
        outcome = outcomes.get(antigen)
        if outcome is None:
            continue
        served = _served(outcome)
        for selection in outcome.selections:
            for place in selection.members:
                mine = selection.best & (selection.prioritized == place) & served
                if any_of(mine):
                    found.append(Contained(antigen, outcome.candidates[place], mine))
    return found


def _served(outcome: AntigenOutcome) -> Flags:
    """The children for whom the antigen has a series that is more than a way to judge given doses."""
    served = np.zeros(len(outcome.records.count), dtype=bool)
    for candidate in outcome.candidates:
        if candidate.track.series.kind != "evaluation_only":
            served |= candidate.track.relevant
    return served


def forecast_group(
    *, history: History, outcomes: dict[int, AntigenOutcome], group: Group, valid_doses: Small | None
) -> GroupForecast:
    """Merge the forecasts of a group's best series.

    Args:
        history: the children and their doses.
        outcomes: what was found for each antigen.
        group: the vaccine group.
        valid_doses: for an independent group, the number of doses valid for any of its antigens.

    Returns:
        One row per child; status ``NOT_RELEVANT`` where the group has nothing to say.
    """
    contained = contained_in(outcomes=outcomes, group=group)
    risk = [one for one in contained if one.candidate.track.series.kind == "risk"]
    rest = [one for one in contained if one.candidate.track.series.kind != "risk"]
    for_all = _merge(history, outcomes, group, rest, valid_doses)
    if not risk:
        return for_all
    risk = [_renumbered(history, outcomes[one.antigen], one) for one in risk]
    return _choose(_merge(history, outcomes, group, risk, valid_doses), for_all)


def _choose(for_risk: GroupForecast, for_all: GroupForecast) -> GroupForecast:
    """Choose between the forecast for a risk and the one for everybody, which must not be blended.

    The introduction to chapter 9 gives a patient both; where one answer is asked for, the risk speaks as
    long as it needs a dose, and otherwise unless the forecast for everybody needs one or has more to say.
    """
    silent = np.isin(for_risk.status, (NOT_RELEVANT, AGED_OUT, NOT_RECOMMENDED))
    risk = (for_risk.status == NOT_COMPLETE) | ~(silent | (for_all.status == NOT_COMPLETE))
    risk |= for_all.status == NOT_RELEVANT
    ours, theirs = risk[for_risk.product_child], ~risk[for_all.product_child]
    return GroupForecast(
        status=np.where(risk, for_risk.status, for_all.status),
        number=np.where(risk, for_risk.number, for_all.number),
        earliest=np.where(risk, for_risk.earliest, for_all.earliest),
        recommended=np.where(risk, for_risk.recommended, for_all.recommended),
        past_due=np.where(risk, for_risk.past_due, for_all.past_due),
        latest=np.where(risk, for_risk.latest, for_all.latest),
        product_child=np.concatenate((for_risk.product_child[ours], for_all.product_child[theirs])),
        product=np.concatenate((for_risk.product[ours], for_all.product[theirs])),
    )


def _renumbered(history: History, outcome: AntigenOutcome, one: Contained) -> Contained:
    """Number the next dose of a risk series by all doses that are valid for a prioritized series.

    A series for a risk often cannot see the doses of childhood, given before its minimum age; the next dose
    is nevertheless not the first one.
    """
    child = history.child[outcome.records.position]
    valid = one.candidate.track.status == VALID
    for selection in outcome.selections:
        for place in selection.members:
            other = outcome.candidates[place]
            chosen = selection.prioritized == place
            valid = valid | (chosen[child] & (other.track.status == VALID))
    counted = np.bincount(child[valid], minlength=history.size) + 1
    forecast = one.candidate.forecast
    number = np.maximum(counted, forecast.number).astype(np.int16)
    return replace(one, candidate=replace(one.candidate, forecast=replace(forecast, number=number)))


def _merge(
    history: History,
    outcomes: dict[int, AntigenOutcome],
    group: Group,
    contained: list[Contained],
    valid_doses: Small | None,
) -> GroupForecast:
    """Tables 9-2 to 9-5 over best series of one kind."""
    side_by_side = group.independent or len(group.antigens) == 1
    if len(contained) == 1 and side_by_side:
        return _alone(history, outcomes, contained[0])
    status = _status(history, contained, side_by_side)
    due = [(one, one.mine & (one.candidate.forecast.status == NOT_COMPLETE)) for one in contained]
    dates = _Dates(history.size)
    for one, mine in due:
        dates.add(one, mine)
    earliest = dates.first_earliest
    if not side_by_side:
        given = _latest_given(history, outcomes, group)
        earliest = np.where(dates.priority, np.maximum(earliest, given), dates.last_earliest)
    open_ = status == NOT_COMPLETE
    number = dates.least if group.administer_full else dates.most
    if valid_doses is not None:
        number = valid_doses + 1
    past_due = np.where(dates.past_due < FAR, np.maximum(dates.past_due, earliest), NEVER)
    recommended = np.maximum(dates.recommended, earliest)
    rows, products = _products(history, outcomes, due, open_, recommended if side_by_side else None)
    return GroupForecast(
        status=status,
        number=np.where(open_, number, 0).astype(np.int16),
        earliest=np.where(open_, earliest, NEVER).astype(np.int32),
        recommended=np.where(open_, recommended, NEVER).astype(np.int32),
        past_due=np.where(open_, past_due, NEVER).astype(np.int32),
        latest=np.where(open_, dates.latest, NEVER).astype(np.int32),
        product_child=rows,
        product=products,
    )


def _alone(history: History, outcomes: dict[int, AntigenOutcome], one: Contained) -> GroupForecast:
    """The forecast of a group that has one best series: that of the series."""
    forecast = one.candidate.forecast
    status = np.where(one.mine, forecast.status, NOT_RELEVANT).astype(np.int8)
    open_ = status == NOT_COMPLETE
    rows, products = _products(history, outcomes, [(one, open_)], open_, None)

    def dates(column: Days) -> Days:
        return np.where(open_, column, NEVER)

    return GroupForecast(
        status=status,
        number=np.where(open_, forecast.number, 0),
        earliest=dates(forecast.earliest),
        recommended=dates(forecast.recommended),
        past_due=dates(forecast.past_due),
        latest=dates(forecast.latest),
        product_child=rows,
        product=products,
    )


def _status(history: History, contained: list[Contained], side_by_side: bool) -> Statuses:
    status = np.full(history.size, NOT_RELEVANT, dtype=np.int8)
    for wanted in reversed(_SIDE_BY_SIDE if side_by_side else _TOGETHER):
        for one in contained:
            status[one.mine & (one.candidate.forecast.status == wanted)] = wanted
    return status


class _Dates:
    """Earliest and latest of the dates of the forecasts that are added."""

    def __init__(self, size: int) -> None:
        def column(value: int) -> Days:
            return np.full(size, value, dtype=np.int32)

        self.first_earliest, self.last_earliest = column(FAR), column(NEVER)
        self.recommended, self.past_due, self.latest = column(FAR), column(FAR), column(FAR)
        self.least = np.full(size, 32767, dtype=np.int16)
        self.most = np.zeros(size, dtype=np.int16)
        self.priority = np.zeros(size, dtype=bool)

    def add(self, one: Contained, mine: Flags) -> None:
        """Take one best series' forecast in, for the children that still need a dose of it."""
        forecast = one.candidate.forecast
        np.minimum(self.first_earliest, forecast.earliest, out=self.first_earliest, where=mine)
        np.maximum(self.last_earliest, forecast.earliest, out=self.last_earliest, where=mine)
        np.minimum(self.recommended, forecast.recommended, out=self.recommended, where=mine)
        np.minimum(self.latest, forecast.latest, out=self.latest, where=mine)
        np.minimum(self.least, forecast.number, out=self.least, where=mine)
        np.maximum(self.most, forecast.number, out=self.most, where=mine)
        stated = mine & (forecast.past_due > NEVER)
        np.minimum(self.past_due, forecast.past_due, out=self.past_due, where=stated)
        self.priority |= mine & forecast.priority


def _latest_given(history: History, outcomes: dict[int, AntigenOutcome], group: Group) -> Days:
    given = np.full(history.size, NEVER, dtype=np.int32)
    for antigen in group.antigens:
        if antigen in outcomes:
            records = outcomes[antigen].records
            some = rows_where(records.count > 0)
            last = records.position[records.first[some] + records.count[some] - 1]
            given[some] = np.maximum(given[some], history.on[last])
    return given


def _products(
    history: History,
    outcomes: dict[int, AntigenOutcome],
    due: list[tuple[Contained, Flags]],
    open_: Flags,
    recommended: Days | None,
) -> tuple[Rows, Rows]:
    """FORECASTRECVAC-1 over the forecasts of a group; of courses side by side only those due first count."""
    keys: list[npt.NDArray[np.int64]] = []
    width = len(history.schedule.products)
    for one, mine in due:
        forecast = one.candidate.forecast
        wanted = mine & open_
        if recommended is not None and len(due) > 1:
            wanted &= forecast.recommended <= recommended
        if not any_of(wanted):
            continue
        barred = outcomes[one.antigen].standing.barred_products
        for place, dose in enumerate(one.candidate.track.series.doses):
            here = rows_where(wanted & (forecast.target == place))
            if not here.size:
                continue
            for rank, rule in enumerate(dose.preferable):
                if not rule.forecast:
                    continue
                begin = history.age_on(rule.begin, otherwise=NEVER)[here]
                end = history.age_on(rule.end, otherwise=FAR)[here]
                early, ideal = forecast.earliest[here], forecast.recommended[here]
                fits = ((early >= begin) & (early < end)) | ((ideal >= begin) & (ideal < end))
                fits &= history.assess[here] < end  # an overdue dose is not given with what is too late today
                if rule.product in barred:
                    fits &= ~barred[rule.product][here]
                if rule.product in history.held:
                    fits &= history.held[rule.product][here] <= ideal
                keys.append((here[fits].astype(np.int64) * _MOST_RULES + rank) * width + rule.product)
    if not keys:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    key = np.sort(np.concatenate(keys)) if len(keys) > 1 else keys[0]
    child, product = key // (_MOST_RULES * width), key % width
    if len(keys) == 1:
        return child, product
    _, first = np.unique(child * width + product, return_index=True)
    first.sort()
    return child[first].astype(np.intp), product[first].astype(np.intp)
