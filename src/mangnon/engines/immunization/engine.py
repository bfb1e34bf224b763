"""Evaluate doses and forecast the next ones: Arrow tables in, Arrow tables out.

The work is done in chunks of children so that memory stays bounded whatever the size of the population.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.immunization.because import explain_group
from mangnon.engines.immunization.columns import Columns, date_column, held_dates, observed_dates, read_columns
from mangnon.engines.immunization.dates import FAR, NEVER, Flags, Rows, all_of, any_of, rows_where
from mangnon.engines.immunization.evaluate import track_series
from mangnon.engines.immunization.forecast import (
    COMPLETE,
    forecast_series,
    standing_of,
)
from mangnon.engines.immunization.groups import forecast_group, judge_records
from mangnon.engines.immunization.history import History
from mangnon.engines.immunization.outcome import AntigenOutcome
from mangnon.engines.immunization.reasons import Masks, Reason
from mangnon.engines.immunization.results import (
    COURSE_RESULTS,
    DOSE_RESULTS,
    FORECAST_RESULTS,
    DoseBlock,
    Forecasted,
    course_table,
    dose_table,
    forecast_table,
)
from mangnon.engines.immunization.schedule import Group, Schedule, ScheduleVersions
from mangnon.engines.immunization.select import Candidate, select_series
from mangnon.engines.immunization.series import Series
from mangnon.engines.immunization.track import EXTRANEOUS, NOT_VALID, VALID, Small

CHUNK_CHILDREN: Final = 16_384


@dataclass(frozen=True)
class Evaluation:
    """The answer: verdicts on doses, and forecasts of the next doses.

    ``doses``: child, dose (row of the input doses), group, antigen, status, reasons (list of codes).
    ``forecasts``: child, group, status, dose (next number), earliest, recommended, past_due, latest,
    products (codes that may be given); when asked for, also what the status and the two dates rest on (codes of
    `because.WHY`) and the observation behind it. ``courses``: the same per antigen, with its group; filled when
    asked for, and what dues are made of, since a group of courses side by side (oral and injected polio) forecasts
    only the one due first. All are in the order of the children; ``child`` is the row number in the input.
    """

    doses: pa.Table
    forecasts: pa.Table
    courses: pa.Table


def evaluate(
    *,
    children: pa.Table,
    doses: pa.Table,
    observations: pa.Table | None = None,
    schedule: Schedule,
    courses: bool = False,
    because: bool = False,
) -> Evaluation:
    """Evaluate the doses of children and forecast the next ones.

    Args:
        children: one row per child (`CHILDREN_SCHEMA`); sex is ``m``, ``f`` or null.
        doses: given doses in any order (`DOSES_SCHEMA`); ``child`` is the row number in ``children``,
            ``product`` the full code. ``maker`` and ``substandard`` may be missing.
        observations: observations in any order (`OBSERVATIONS_SCHEMA`); a null date means always active.
        schedule: the schedule version that applies to all of these children.
        courses: whether to fill the table of courses too.
        because: whether to say what each forecast rests on (columns ``*_because`` and ``condition``).

    Returns:
        Verdicts per dose and antigen, forecasts per vaccine group.

    Source: Logic Specification for ACIP Recommendations 4.6, chapters 4 to 9.
    """
    columns = read_columns(children, doses, observations, schedule)
    size = len(columns.birth)
    parts = [
        _evaluate_chunk(columns, low, min(low + CHUNK_CHILDREN, size), schedule, courses=courses, because=because)
        for low in range(0, max(size, 1), CHUNK_CHILDREN)
    ]
    return _together(parts)


def _together(parts: list[Evaluation]) -> Evaluation:
    if len(parts) == 1:
        return parts[0]
    return Evaluation(
        doses=pa.concat_tables([part.doses for part in parts]),
        forecasts=pa.concat_tables([part.forecasts for part in parts]),
        courses=pa.concat_tables([part.courses for part in parts]),
    )


def versions_of(*, assess_on: pa.ChunkedArray, schedule: ScheduleVersions) -> npt.NDArray[np.int16]:
    """Find the version in force on each assessment date.

    Args:
        assess_on: assessment dates, null where unknown.
        schedule: the versions.

    Returns:
        The place of the version for each date; -1 before the first version or without a date.
    """
    days = date_column(assess_on, NEVER)
    found = np.searchsorted(schedule.first_days, days, side="right") - 1
    return np.where(days == NEVER, -1, found).astype(np.int16)


def evaluate_versions(
    *,
    children: pa.Table,
    doses: pa.Table,
    observations: pa.Table | None = None,
    schedule: ScheduleVersions,
    courses: bool = False,
    because: bool = False,
) -> Evaluation:
    """Evaluate each child under the version in force on the child's assessment date.

    Arguments and answer are those of `evaluate`; children whose birth or assessment date is null, or who are
    assessed before the first version, have no rows in the answer (`versions_of` tells which).
    """
    version = versions_of(assess_on=children["assess_on"], schedule=schedule)
    unborn = children["birth_date"].null_count > 0
    if len(children) and version.min() == version.max() >= 0 and not unborn:
        one = schedule.versions[version[0]]
        return evaluate(
            children=children, doses=doses, observations=observations, schedule=one, courses=courses, because=because
        )
    parts = [_NOTHING]
    born = np.asarray(children["birth_date"].is_valid())
    for place, one in enumerate(schedule.versions):
        rows = rows_where((version == place) & born)
        if rows.size:
            parts.append(_evaluate_rows(children, doses, observations, one, rows, courses=courses, because=because))
    found = _together(parts)
    return Evaluation(
        doses=found.doses.sort_by([("child", "ascending"), ("dose", "ascending")]),
        forecasts=found.forecasts.sort_by("child"),
        courses=found.courses.sort_by("child"),
    )


_NOTHING: Final = Evaluation(DOSE_RESULTS.empty_table(), FORECAST_RESULTS.empty_table(), COURSE_RESULTS.empty_table())


def _evaluate_rows(
    children: pa.Table,
    doses: pa.Table,
    observations: pa.Table | None,
    schedule: Schedule,
    rows: Rows,
    *,
    courses: bool,
    because: bool,
) -> Evaluation:
    """Evaluate some of the children under one version; rows keep their numbers in the whole input."""
    local = np.full(len(children), -1, dtype=np.int32)
    local[rows] = np.arange(len(rows), dtype=np.int32)
    of = rows_where(local[doses["child"].to_numpy()] >= 0)
    if observations is not None:
        seen = rows_where(local[observations["child"].to_numpy()] >= 0)
        observations = _relabelled(observations.take(seen), local)
    found = evaluate(
        children=children.take(rows),
        doses=_relabelled(doses.take(of), local),
        observations=observations,
        schedule=schedule,
        courses=courses,
        because=because,
    )
    verdicts = found.doses.set_column(
        1, DOSE_RESULTS.field("dose"), pa.array(of[found.doses["dose"].to_numpy()].astype(np.int32))
    )
    whole = rows.astype(np.int32)
    return Evaluation(
        _relabelled(verdicts, whole), _relabelled(found.forecasts, whole), _relabelled(found.courses, whole)
    )


def _relabelled(table: pa.Table, names: npt.NDArray[np.int32]) -> pa.Table:
    place = table.schema.get_field_index("child")
    return table.set_column(place, DOSE_RESULTS.field("child"), pa.array(names[table["child"].to_numpy()], pa.int32()))


def _evaluate_chunk(
    columns: Columns, low: int, high: int, schedule: Schedule, *, courses: bool, because: bool
) -> Evaluation:
    part = slice(*np.searchsorted(columns.child, (low, high)))
    child, on, product = columns.child[part] - low, columns.on[part], columns.product[part]
    birth, assess = columns.birth[low:high], columns.assess[low:high]
    left_out = np.zeros(len(child), dtype=np.uint32)
    left_out[on > assess[child]] = Reason.AFTER_ASSESSMENT
    left_out[on < birth[child]] = Reason.BEFORE_BIRTH
    left_out[on == NEVER] = Reason.NO_DATE
    left_out[product < 0] |= np.uint32(Reason.UNKNOWN_PRODUCT)
    keep = rows_where(left_out == 0)
    history = History(
        schedule=schedule,
        birth=birth,
        assess=assess,
        sex=columns.sex[low:high],
        child=child[keep],
        on=on[keep],
        product=product[keep],
        maker=None if columns.maker is None else columns.maker[part][keep],
        substandard=None if columns.substandard is None else columns.substandard[part][keep],
        source=columns.row[part][keep],
        observed=observed_dates(columns, low, high, assess),
        held=held_dates(columns, low, high, assess, schedule),
    )
    outcomes = {antigen: _antigen(history, antigen) for antigen in range(len(schedule.antigens))}
    judged, valid_in_group = _judged(history, outcomes, low)
    block = DoseBlock.joined(
        [
            _left_out_block(schedule, child, product, left_out, columns.row[part], low),
            judged,
            _without_antigen(history, outcomes, low),
        ]
    )
    forecasts: list[Forecasted] = []
    for place, group in enumerate(schedule.groups):
        if group.forecast:
            valid = _valid_doses(history, valid_in_group.get(place, [])) if group.independent else None
            forecasts.append(_forecast(history, outcomes, group, valid, because=because))
    alone = _courses(history, outcomes, forecasts, because=because) if courses else []
    return Evaluation(
        doses=dose_table(schedule=schedule, block=block),
        forecasts=forecast_table(schedule=schedule, forecasts=forecasts, offset=low),
        courses=course_table(schedule=schedule, courses=alone, offset=low) if courses else _NOTHING.courses,
    )


def _judged(history: History, outcomes: dict[int, AntigenOutcome], low: int) -> tuple[DoseBlock, dict[int, list[Rows]]]:
    """The verdicts of the antigens, and the valid doses of each independent group."""
    given = [outcome for outcome in outcomes.values() if len(outcome.records.position)]
    if not given:
        return DoseBlock.joined([]), {}
    statuses, masks = [], []
    valid_in_group: dict[int, list[Rows]] = {}
    for outcome in given:
        status, reasons = judge_records(history=history, outcome=outcome)
        statuses.append(status)
        masks.append(reasons)
        group = history.schedule.group_of_antigen[outcome.antigen]
        if group >= 0 and history.schedule.groups[group].independent:
            valid_in_group.setdefault(group, []).append(outcome.records.position[status == VALID])
    at = np.concatenate([outcome.records.position for outcome in given])
    antigens = np.array([outcome.antigen for outcome in given], dtype=np.int16)
    block = DoseBlock(
        child=history.child[at] + low,
        dose=history.source[at],
        antigen=antigens.repeat([len(outcome.records.position) for outcome in given]),
        status=np.concatenate(statuses),
        reasons=np.concatenate(masks),
    )
    return block, valid_in_group


def _forecast(
    history: History, outcomes: dict[int, AntigenOutcome], group: Group, valid: Small | None, *, because: bool
) -> Forecasted:
    merged = forecast_group(history=history, outcomes=outcomes, group=group, valid_doses=valid)
    why = explain_group(history=history, outcomes=outcomes, group=group, forecast=merged) if because else None
    return group, merged, why


def _courses(
    history: History, outcomes: dict[int, AntigenOutcome], forecasts: list[Forecasted], *, because: bool
) -> list[Forecasted]:
    """The forecast of each antigen by itself, for the groups that are forecast."""
    found = []
    for group, merged, why in forecasts:
        for alone in history.schedule.courses[group.name]:
            if len(group.antigens) == 1:
                found.append((alone, merged, why))
            else:
                found.append(_forecast(history, outcomes, alone, None, because=because))
    return found


def _antigen(history: History, antigen: int) -> AntigenOutcome:
    """Evaluate, forecast and select all series of one antigen."""
    schedule = history.schedule
    records = history.records_of(antigen)
    standing = standing_of(history=history, antigen=schedule.antigens[antigen])
    complete: dict[str, Flags] = {}
    found: dict[int, Candidate] = {}
    for place, series in schedule.series_of[antigen]:
        relevant = _relevant(history, series)
        if series.kind == "evaluation_only":
            # It speaks only when complete, which takes a dose.
            relevant = relevant & (records.count > 0)
        if not any_of(relevant):
            continue
        track = track_series(
            history=history, records=records, series=series, relevant=relevant, complete_groups=complete
        )
        forecast = forecast_series(history=history, records=records, track=track, standing=standing)
        found[place] = Candidate(records, track, forecast)
        if len(schedule.series_of[antigen]) == 1:
            break  # no other series asks whether this one is complete
        finished = forecast.status == COMPLETE
        if series.series_group in complete:
            finished = finished | complete[series.series_group]
        complete[series.series_group] = finished
    candidates = [found[place] for place in sorted(found)]
    return AntigenOutcome(antigen, records, standing, candidates, select_series(history=history, candidates=candidates))


def _relevant(history: History, series: Series) -> Flags:
    """Tables 5-4 and 5-5: the series' sex, and for a risk series an indication, must fit the child."""
    fits = history.everyone
    for place, sex in enumerate(series.sexes):
        of_sex = history.sex == sex
        fits = of_sex if place == 0 else fits | of_sex
    if series.kind != "risk":
        return history.everyone if all_of(fits) else fits
    indicated = np.zeros(history.size, dtype=bool)
    for indication in series.indications:
        if indication.code not in history.observed:
            continue
        applies = history.observes(indication.code)
        applies &= history.assess >= history.age_on(indication.begin, otherwise=NEVER)
        applies &= history.assess < history.age_on(indication.end, otherwise=FAR)
        indicated |= applies
    return fits & indicated


def _left_out_block(
    schedule: Schedule,
    child: Rows,
    product: npt.NDArray[np.int32],
    left_out: Masks,
    row: Rows,
    low: int,
) -> DoseBlock:
    """The doses that never enter the evaluation, one entry per antigen of the product."""
    parts = []
    out = left_out != 0
    if not any_of(out):
        return DoseBlock.joined([])
    late = np.uint32(Reason.AFTER_ASSESSMENT)
    for place in np.unique(product[out]):
        at = rows_where(out & (product == place))
        antigens = sorted({link.antigen for link in schedule.products[place].associations}) if place >= 0 else []
        for antigen in antigens or [-1]:
            parts.append(
                DoseBlock(
                    child=child[at] + low,
                    dose=row[at],
                    antigen=np.full(len(at), antigen, dtype=np.int16),
                    status=np.where(left_out[at] == late, EXTRANEOUS, NOT_VALID).astype(np.int8),
                    reasons=left_out[at],
                )
            )
    return DoseBlock.joined(parts)


def _without_antigen(history: History, outcomes: dict[int, AntigenOutcome], low: int) -> DoseBlock:
    """Doses of a known product that count for no antigen at the child's age."""
    counted = np.zeros(len(history.on), dtype=bool)
    for outcome in outcomes.values():
        counted[outcome.records.position] = True
    at = rows_where(~counted)
    if not at.size:
        return DoseBlock.joined([])
    return DoseBlock(
        child=history.child[at] + low,
        dose=history.source[at],
        antigen=np.full(len(at), -1, dtype=np.int16),
        status=np.full(len(at), EXTRANEOUS, dtype=np.int8),
        reasons=np.full(len(at), Reason.NO_ANTIGEN, dtype=np.uint32),
    )


def _valid_doses(history: History, parts: list[Rows]) -> npt.NDArray[np.int16]:
    valid = np.zeros(len(history.on), dtype=bool)
    for part in parts:
        valid[part] = True
    return np.bincount(history.child[valid], minlength=history.size).astype(np.int16)
