"""Select the best patient series of one antigen for many children at once.

Source: Logic Specification for ACIP Recommendations 4.6, chapter 8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, any_of, constant, rows_where
from mangnon.engines.immunization.dose_dates import last_maximum_age
from mangnon.engines.immunization.forecast import (
    COMPLETE,
    CONTRAINDICATED,
    NOT_COMPLETE,
    Forecast,
    finish_dates,
)
from mangnon.engines.immunization.history import History, Records
from mangnon.engines.immunization.track import Track

Grid = npt.NDArray[np.bool_]
Choice = npt.NDArray[np.int16]
Points = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One series with what evaluation and forecast found for it."""

    records: Records
    track: Track
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice in one series group: place of the prioritized candidate (-1: none), and is it best."""

    group: str
    members: tuple[int, ...]
    prioritized: Choice
    best: Flags


def select_series(*, history: History, candidates: list[Candidate]) -> list[Selection]:
    """Choose the prioritized series of each series group, and which of those are best.

    Args:
        history: the children.
        candidates: all series of one antigen that are relevant for at least one child.

    Returns:
        One selection per series group, in the order the groups first appear.
    """
    if len(candidates) == 1 and _stands_alone(candidates[0]):
        mine = candidates[0].track.relevant
        first = constant(history.size, 0, np.int16)
        pick = first if mine is history.everyone else np.where(mine, first, np.int16(-1))
        return [Selection(candidates[0].track.series.series_group, (0,), pick, mine)]
    groups: dict[str, list[int]] = {}
    for place, candidate in enumerate(candidates):
        groups.setdefault(candidate.track.series.series_group, []).append(place)
    chosen = {name: _prioritize(history, candidates, places) for name, places in groups.items()}
    return [
        Selection(name, tuple(places), chosen[name], _is_best(candidates, groups, chosen, name))
        for name, places in groups.items()
    ]


def _stands_alone(candidate: Candidate) -> bool:
    """Tell whether a lone series is always the best one: the default, open at every age."""
    series = candidate.track.series
    return series.default and series.kind == "standard" and series.minimum_age_to_start is None


def _prioritize(history: History, candidates: list[Candidate], places: list[int]) -> Choice:
    """Sections 8.1 to 8.7 for one series group; the result counts in the antigen's candidates."""
    members = [candidates[place] for place in places]
    pick = np.full(history.size, -1, dtype=np.int16)
    if len(members) == 1:
        pick[_scorable(history, members)[0] | _may_default(history, members)[0]] = places[0]
        return pick
    scorable = _scorable(history, members)
    default = _may_default(history, members)
    local = np.full(history.size, -1, dtype=np.int16)
    count, defaults = scorable.sum(axis=0), default.sum(axis=0)
    _take(local, (count == 0) & (defaults == 1), default)
    _take(local, count == 1, scorable)
    many = count > 1
    if any_of(many):
        _compare(history, members, local, many, scorable, default, defaults)
    found = local >= 0
    pick[found] = np.asarray(places, dtype=np.int16)[local[found]]
    return pick


def _compare(
    history: History,
    members: list[Candidate],
    local: Choice,
    many: Flags,
    scorable: Grid,
    default: Grid,
    defaults: npt.NDArray[np.int64],
) -> None:
    """Sections 8.2 to 8.7 for the children with several scorable series."""
    status = np.array([member.forecast.status for member in members])
    satisfied = np.array([member.track.valid for member in members]) > 0
    complete = scorable & (status == COMPLETE)
    in_process = scorable & (status == NOT_COMPLETE) & satisfied

    completed, started = complete.sum(axis=0), in_process.sum(axis=0)
    _take(local, many & (completed == 1), complete)
    _take(local, many & (completed == 0) & (started == 1), in_process)
    _take(local, many & (completed == 0) & (started == 0) & (defaults == 1), default)
    _score(history, members, local, many & (completed > 1), complete, _points_complete)
    _score(history, members, local, many & (completed == 0) & (started > 1), in_process, _points_in_process)
    rest = many & (local < 0)
    _score(history, members, local, rest, scorable, _points_no_valid_doses)


def _may_default(history: History, members: list[Candidate]) -> Grid:
    """Default series (SELECTB-7) of the children who are old enough to start them.

    The specification states no rule for the minimum age to start, which the supporting data gives; without
    it a vaccinated infant would be forecast the series for people of 50 years and more.
    """
    rows = []
    for member in members:
        series = member.track.series
        fits = member.track.relevant & series.default
        if series.minimum_age_to_start is not None:
            fits = fits & (history.assess >= history.age_on(series.minimum_age_to_start, otherwise=NEVER))
        rows.append(fits)
    return np.array(rows)


def _take(local: Choice, where: Flags, among: Grid) -> None:
    if any_of(where):
        local[where] = among[:, where].argmax(axis=0)


def _scorable(history: History, members: list[Candidate]) -> Grid:
    """Section 8.1: candidates (SELECTB-24) that may be scored (SELECTSCORE-2)."""
    relevant = np.array([member.track.relevant for member in members])
    candidate = relevant
    barred = np.array([member.forecast.status for member in members]) == CONTRAINDICATED
    if any_of(barred.ravel()):
        candidate = relevant & (~barred | (barred | ~relevant).all(axis=0))
    # Neither a valid dose nor a default series among the relevant ones.
    blank = history.everyone
    for member in members:
        series, track = member.track.series, member.track
        blank = blank & ~(track.relevant if series.default else track.relevant & (track.valid > 0))
    letters = np.array([[ord(member.track.series.priority[:1] or "Z")] for member in members])
    highest = np.where(relevant, letters, 255).min(axis=0)
    rows = []
    for place, member in enumerate(members):
        series, track = member.track.series, member.track
        if series.kind == "risk":
            fits = candidate[place] & (letters[place, 0] <= highest)
        elif series.kind == "standard":
            started = track.valid > 0
            if series.maximum_age_to_start is not None:
                first = track.first_valid(history=history, records=member.records)
                started &= first < history.age_on(series.maximum_age_to_start, otherwise=FAR)
            fits = candidate[place] & (started | blank)
        else:
            fits = relevant[place] & (member.forecast.status == COMPLETE)
        rows.append(fits)
    return np.array(rows)


Judge = Callable[[History, list[Candidate], npt.NDArray[np.intp], Grid], Points]


def _score(
    history: History,
    members: list[Candidate],
    local: Choice,
    where: Flags,
    among: Grid,
    points: Judge,
) -> None:
    """Sections 8.4 to 8.7: the highest score wins, the better series preference breaks a tie."""
    columns = rows_where(where)
    if not columns.size:
        return
    used = among[:, columns]
    score = points(history, members, columns, used)
    preference = np.array([[member.track.series.preference] for member in members])
    rank = np.where(used, score * 1000 - preference, np.iinfo(np.int32).min)
    local[columns] = rank.argmax(axis=0)


def _column(members: list[Candidate], columns: npt.NDArray[np.intp], name: str, of: str) -> Points:
    return np.array([getattr(getattr(member, of), name)[columns] for member in members])


def _award(true: Grid, used: Grid, weight: int) -> Points:
    """Points where a condition is true for one series only: none to either when two or more share it."""
    true = true & used
    shared = true.sum(axis=0) > 1
    return np.where(true, np.where(shared, 0, weight), -weight)


def _award_each(true: Grid, weight: int) -> Points:
    return np.where(true, weight, -weight)


def _points_complete(history: History, members: list[Candidate], columns: npt.NDArray[np.intp], used: Grid) -> Points:
    """Table 8-7."""
    valid = np.where(used, _column(members, columns, "valid", "track"), -1)
    return _award(valid == valid.max(axis=0), used, 1)


def _completable(history: History, members: list[Candidate], columns: npt.NDArray[np.intp]) -> tuple[Grid, Points]:
    finish = np.array([finish_dates(series=one.track.series, forecast=one.forecast)[columns] for one in members])
    last = np.array([last_maximum_age(history=history, series=one.track.series)[columns] for one in members])
    return finish < last, finish


def _points_in_process(history: History, members: list[Candidate], columns: npt.NDArray[np.intp], used: Grid) -> Points:
    """Table 8-9."""
    product = np.array([[member.track.series.product_path] for member in members])
    all_valid = np.array([one.track.all_valid(history=history, records=one.records)[columns] for one in members])
    completable, finish = _completable(history, members, columns)
    valid = np.where(used, _column(members, columns, "valid", "track"), -1)
    lengths = np.array([[len(member.track.series.doses)] for member in members])
    left = np.where(used, lengths - _column(members, columns, "target", "forecast"), 999)
    finish = np.where(used & completable, finish, FAR)
    earliest = completable & (finish == finish.min(axis=0))
    return (
        _award_each(product & all_valid, 2)
        + _award_each(completable, 3)
        + _award(valid == valid.max(axis=0), used, 2)
        + _award(left == left.min(axis=0), used, 2)
        + _award(earliest, used, 1)
    )


def _points_no_valid_doses(
    history: History, members: list[Candidate], columns: npt.NDArray[np.intp], used: Grid
) -> Points:
    """Table 8-11."""
    product = np.array([[member.track.series.product_path] for member in members])
    completable, _ = _completable(history, members, columns)
    start: Days = _column(members, columns, "earliest", "forecast")
    start = np.where(used & (start > NEVER), start, FAR).astype(np.int32)
    earliest = (start < FAR) & (start == start.min(axis=0))
    return _award(earliest, used, 1) + _award_each(completable, 1) - _award_each(product, 1)


def _is_best(candidates: list[Candidate], groups: dict[str, list[int]], chosen: dict[str, Choice], name: str) -> Flags:
    """Section 8.8: a prioritized series is best unless an equivalent series group has a better claim."""
    pick = chosen[name]
    best = np.zeros(len(pick), dtype=bool)
    for place in groups[name]:
        candidate = candidates[place]
        mine = pick == place
        if not any_of(mine):
            continue
        complete = candidate.forecast.status == COMPLETE
        other_complete = np.zeros(len(pick), dtype=bool)
        other_risk = np.zeros(len(pick), dtype=bool)
        for other in candidate.track.series.equivalent_groups:
            for rival in groups.get(other, ()):
                theirs = chosen[other] == rival
                other_complete |= theirs & (candidates[rival].forecast.status == COMPLETE)
                if candidates[rival].track.series.kind == "risk":
                    other_risk |= theirs
        kind = candidate.track.series.kind
        if kind == "risk":
            best |= mine & (complete | ~other_complete)
        elif kind == "standard":
            best |= mine & (complete | ~(other_complete | other_risk))
        else:
            best |= mine & complete
    return best
