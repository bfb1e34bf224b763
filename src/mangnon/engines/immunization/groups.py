"""Bring the antigens' best series together into one verdict per dose and one forecast per vaccine group.

Source: Logic Specification for ACIP Recommendations 4.6, chapter 9.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, Rows, any_of, constant, rows_where
from mangnon.engines.immunization.forecast import (
    AGED_OUT,
    COMPLETE,
    CONTRAINDICATED,
    IMMUNE,
    NOT_COMPLETE,
    NOT_RECOMMENDED,
    NOT_RELEVANT,
    Forecast,
)
from mangnon.engines.immunization.history import History
from mangnon.engines.immunization.outcome import AntigenOutcome, Contained
from mangnon.engines.immunization.reasons import Masks, Reason
from mangnon.engines.immunization.schedule import Group
from mangnon.engines.immunization.select import Candidate
from mangnon.engines.immunization.series import VaccineRule
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


@dataclass(frozen=True, slots=True)
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
    child = outcome.records.child
    if len(outcome.candidates) == 1:
        only = outcome.candidates[0].track
        if only.relevant is history.everyone:
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
    return [one for antigen in group.antigens if antigen in outcomes for one in outcomes[antigen].best]


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
    child = outcome.records.child
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
    open_ = status == NOT_COMPLETE
    if not any_of(open_):
        return _nothing_due(history, status)
    due = [(one, one.mine & (one.candidate.forecast.status == NOT_COMPLETE)) for one in contained]
    dates = _Dates(history.size)
    for one, mine in due:
        dates.add(one, mine)
    earliest = dates.first_earliest
    if not side_by_side:
        given = _latest_given(history, outcomes, group)
        earliest = np.where(dates.priority, np.maximum(earliest, given), dates.last_earliest)
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
    status = forecast.status
    if one.mine is not history.everyone:
        status = np.where(one.mine, status, np.int8(NOT_RELEVANT))
    open_ = status == NOT_COMPLETE
    if not any_of(open_):
        return _nothing_due(history, status)
    rows, products = _products(history, outcomes, [(one, open_)], open_, None)

    def dates(column: Days) -> Days:
        return np.where(open_, column, history.never)

    return GroupForecast(
        status=status,
        number=np.where(open_, forecast.number, np.int16(0)),
        earliest=dates(forecast.earliest),
        recommended=dates(forecast.recommended),
        past_due=dates(forecast.past_due),
        latest=dates(forecast.latest),
        product_child=rows,
        product=products,
    )


def _nothing_due(history: History, status: Statuses) -> GroupForecast:
    """The forecast of a group that no child needs a dose of."""
    never, nobody = history.never, constant(0, 0, np.intp)
    return GroupForecast(
        status=status,
        number=constant(history.size, 0, np.int16),
        earliest=never,
        recommended=never,
        past_due=never,
        latest=never,
        product_child=nobody,
        product=nobody,
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
    given = history.never.copy()
    for antigen in group.antigens:
        if antigen in outcomes:
            records = outcomes[antigen].records
            some = records.given
            last = records.on[records.first[some] + records.count[some] - 1]
            given[some] = np.maximum(given[some], last)
    return given


def _products(
    history: History,
    outcomes: dict[int, AntigenOutcome],
    due: list[tuple[Contained, Flags]],
    open_: Flags,
    recommended: Days | None,
) -> tuple[Rows, Rows]:
    """FORECASTRECVAC-1 over the forecasts of a group; of courses side by side only those due first count."""
    found: list[tuple[Rows, int, int]] = []
    repeated = len(due) > 1
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
            repeated |= len(dose.preferable_products) < len(dose.preferable)
            for rank, rule in enumerate(dose.preferable):
                if rule.forecast:
                    fitting = _fitting(history, rule, forecast, here)
                    if rule.product in barred:
                        fitting = fitting[~barred[rule.product][fitting]]
                    if rule.product in history.held:
                        fitting = fitting[history.held[rule.product][fitting] <= forecast.recommended[fitting]]
                    if fitting.size:
                        found.append((fitting, rank, rule.product))
    return _in_order(found, len(history.schedule.products), repeated=repeated)


def _fitting(history: History, rule: VaccineRule, forecast: Forecast, here: Rows) -> Rows:
    """The children whose dose may be of a product: at its earliest or its recommended date, and still today."""
    if rule.begin is None and rule.end is None:
        return here
    begin = history.age_on(rule.begin, otherwise=NEVER)[here]
    end = history.age_on(rule.end, otherwise=FAR)[here]
    early, ideal = forecast.earliest[here], forecast.recommended[here]
    fits = ((early >= begin) & (early < end)) | ((ideal >= begin) & (ideal < end))
    fits &= history.assess[here] < end  # an overdue dose is not given with what is too late today
    return here[fits]


def _in_order(found: list[tuple[Rows, int, int]], width: int, *, repeated: bool) -> tuple[Rows, Rows]:
    """Children and their products, by child and rank; a product that is repeated counts at its first rank."""
    if not found:
        return constant(0, 0, np.intp), constant(0, 0, np.intp)
    if len(found) == 1:
        child, _, product = found[0]
        return child, np.full(len(child), product)
    keys = [(child * _MOST_RULES + rank) * width + product for child, rank, product in found]
    key = np.concatenate(keys)
    key.sort()
    child, products = key // (_MOST_RULES * width), key % width
    if not repeated:
        return child, products
    _, first = np.unique(child * width + products, return_index=True)
    first.sort()
    return child[first], products[first]
