"""The answer of the engine as Arrow tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.immunization.because import WHY, Because
from mangnon.engines.immunization.dates import FIRST_DAY, LAST_DAY, Rows, constant
from mangnon.engines.immunization.forecast import NOT_RELEVANT, STATUSES
from mangnon.engines.immunization.groups import GroupForecast
from mangnon.engines.immunization.reasons import Masks, reason_codes
from mangnon.engines.immunization.schedule import Group, Schedule
from mangnon.engines.immunization.track import DOSE_STATUSES, Statuses

_NAMES: Final = pa.dictionary(pa.int16(), pa.string())
_INT32: Final = pa.int32()
_DATE: Final = pa.date32()
_DATES: Final = ("earliest", "recommended", "past_due", "latest")

DOSE_RESULTS: Final = pa.schema(
    [
        pa.field("child", pa.int32(), nullable=False),
        pa.field("dose", pa.int32(), nullable=False),
        pa.field("group", _NAMES),
        pa.field("antigen", _NAMES),
        pa.field("status", _NAMES, nullable=False),
        pa.field("reasons", pa.list_(pa.string()), nullable=False),
    ]
)
FORECAST_RESULTS: Final = pa.schema(
    [
        pa.field("child", pa.int32(), nullable=False),
        pa.field("group", _NAMES, nullable=False),
        pa.field("status", _NAMES, nullable=False),
        pa.field("dose", pa.int16()),
        pa.field("earliest", pa.date32()),
        pa.field("recommended", pa.date32()),
        pa.field("past_due", pa.date32()),
        pa.field("latest", pa.date32()),
        pa.field("products", pa.list_(_NAMES), nullable=False),
        pa.field("status_because", _NAMES),
        pa.field("earliest_because", _NAMES),
        pa.field("recommended_because", _NAMES),
        pa.field("condition", _NAMES),
    ]
)
COURSE_RESULTS: Final = FORECAST_RESULTS.insert(2, pa.field("antigen", _NAMES, nullable=False))


Forecasted = tuple[Group, GroupForecast, Because | None]


@dataclass(frozen=True)
class DoseBlock:
    """Verdicts as columns; ``antigen`` -1 where the dose carries none that is known."""

    child: Rows
    dose: Rows
    antigen: npt.NDArray[np.int16]
    status: Statuses
    reasons: Masks

    @classmethod
    def joined(cls, blocks: list[DoseBlock]) -> DoseBlock:
        """Put blocks one after the other."""
        blocks = [block for block in blocks if len(block.child)]
        if not blocks:
            none = constant(0, 0, np.intp)
            return cls(none, none, constant(0, 0, np.int16), constant(0, 0, np.int8), constant(0, 0, np.uint32))
        if len(blocks) == 1:
            return blocks[0]
        return cls(
            child=np.concatenate([block.child for block in blocks]),
            dose=np.concatenate([block.dose for block in blocks]),
            antigen=np.concatenate([block.antigen for block in blocks]),
            status=np.concatenate([block.status for block in blocks]),
            reasons=np.concatenate([block.reasons for block in blocks]),
        )


def _named(codes: npt.NDArray[np.int16], names: tuple[str, ...]) -> pa.DictionaryArray:
    """Codes with their names; a negative code is null."""
    indices = pa.array(codes, pa.int16(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, _name_array(names))


@lru_cache(maxsize=64)
def _name_array(names: tuple[str, ...]) -> pa.Array:
    return pa.array(names, pa.string())


@lru_cache(maxsize=256)
def _reason_lists(masks: tuple[int, ...]) -> pa.Array:
    return pa.array([reason_codes(mask) for mask in masks], pa.list_(pa.string()))


def dose_table(*, schedule: Schedule, block: DoseBlock) -> pa.Table:
    """Make the table of verdicts, in the order of children, their input doses and the antigens."""
    low = int(block.child.min()) if len(block.child) else 0
    order = np.argsort(((block.child - low) << 44) + (block.dose << 12) + (block.antigen + 1))
    antigen = block.antigen[order]
    of_antigen = np.asarray([*schedule.group_of_antigen, -1], dtype=np.int16)
    masks, place = np.unique(block.reasons[order], return_inverse=True)
    lists = _reason_lists(tuple(masks.tolist()))
    return pa.Table.from_arrays(
        [
            pa.array(block.child[order].astype(np.int32)),
            pa.array(block.dose[order].astype(np.int32)),
            _named(of_antigen[antigen], schedule.group_names),
            _named(antigen, schedule.antigen_names),
            _named(block.status[order].astype(np.int16), DOSE_STATUSES),
            lists.take(pa.array(place)),
        ],
        schema=DOSE_RESULTS,
    )


def _dates(grid: npt.NDArray[np.int32]) -> list[pa.Array]:
    """Each row as a column of dates; null where blank or outside the calendar."""
    blank = (grid < FIRST_DAY) | (grid > LAST_DAY)
    return [pa.array(days, _INT32, mask=mask).view(_DATE) for days, mask in zip(grid, blank, strict=True)]


def forecast_table(*, schedule: Schedule, forecasts: list[Forecasted], offset: int) -> pa.Table:
    """Make the table of forecasts: for each child, the groups in the order of the schedule."""
    if not forecasts:
        return FORECAST_RESULTS.empty_table()
    columns, _ = _forecast_columns(schedule, forecasts, offset)
    return pa.Table.from_arrays(columns, schema=FORECAST_RESULTS)


def _forecast_columns(
    schedule: Schedule, forecasts: list[Forecasted], offset: int
) -> tuple[list[pa.Array], npt.NDArray[np.int16]]:
    """The columns of the forecasts, and the place of each row's group in the list."""
    status = np.stack([one.status for _, one, _ in forecasts], axis=1)
    present = status != NOT_RELEVANT
    child, group = np.nonzero(present)
    number = _grid(forecasts, ("number",))[:, present][0]
    dates = _dates(_grid(forecasts, _DATES)[:, present])
    place = group.astype(np.int16)
    columns = [
        pa.array((child + offset).astype(np.int32)),
        _named(place, tuple(one.name for one, _, _ in forecasts)),
        _named(status[present].astype(np.int16), STATUSES),
        pa.array(number, pa.int16(), mask=number == 0),
        *dates,
        _product_lists(schedule, forecasts, present),
        *_because_columns(schedule, forecasts, present),
    ]
    return columns, place


def _because_columns(schedule: Schedule, forecasts: list[Forecasted], present: npt.NDArray[np.bool_]) -> list[pa.Array]:
    """What each forecast rests on; null where nobody asked."""
    size = int(np.count_nonzero(present))
    given = [because for _, _, because in forecasts if because is not None]
    if len(given) < len(forecasts):
        return [pa.nulls(size, _NAMES)] * 4

    def column(name: str, names: tuple[str, ...], nothing: int) -> pa.Array:
        places = np.stack([getattr(one, name) for one in given], axis=1)[present].astype(np.int16)
        return _named(np.where(places == nothing, -1, places).astype(np.int16), names)

    return [
        *(column(name, WHY, 0) for name in ("status", "earliest", "recommended")),
        column("condition", schedule.condition_codes, -1),
    ]


def course_table(*, schedule: Schedule, courses: list[Forecasted], offset: int) -> pa.Table:
    """Make the table of forecasts per antigen: that of the forecasts, with the group each belongs to."""
    if not courses:
        return COURSE_RESULTS.empty_table()
    columns, place = _forecast_columns(schedule, courses, offset)
    of_antigen = schedule.group_of_antigen
    groups = tuple(schedule.groups[of_antigen[group.antigens[0]]].name for group, _, _ in courses)
    return pa.Table.from_arrays([columns[0], _named(place, groups), *columns[1:]], schema=COURSE_RESULTS)


def _grid(forecasts: list[Forecasted], names: tuple[str, ...]) -> npt.NDArray[np.int32]:
    """Columns of the forecasts by name, child and group."""
    size = len(forecasts[0][1].status)
    grid = np.empty((len(names), size, len(forecasts)), dtype=np.int32)
    for place, (_, one, _) in enumerate(forecasts):
        for row, name in enumerate(names):
            grid[row, :, place] = getattr(one, name)
    return grid


def _product_lists(schedule: Schedule, forecasts: list[Forecasted], present: npt.NDArray[np.bool_]) -> pa.ListArray:
    width = len(forecasts)
    cells = np.concatenate([one.product_child * width + place for place, (_, one, _) in enumerate(forecasts)])
    products = np.concatenate([one.product for _, one, _ in forecasts])
    order = np.argsort(cells, kind="stable")
    counts = np.bincount(cells, minlength=present.size)[present.ravel()]
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    values = _named(products[order].astype(np.int16), schedule.product_names)
    return pa.ListArray.from_arrays(pa.array(offsets), values)
