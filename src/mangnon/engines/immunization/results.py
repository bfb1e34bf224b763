"""The answer of the engine as Arrow tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.immunization.because import WHY, Because
from mangnon.engines.immunization.dates import FIRST_DAY, LAST_DAY, Rows, any_of, constant
from mangnon.engines.immunization.forecast import NOT_RELEVANT, STATUSES
from mangnon.engines.immunization.groups import GroupForecast
from mangnon.engines.immunization.reasons import Masks, reason_codes
from mangnon.engines.immunization.schedule import Group, Schedule
from mangnon.engines.immunization.track import DOSE_STATUSES, Statuses

_NAMES: Final = pa.dictionary(pa.int16(), pa.string())
_INT16: Final = pa.int16()
_INT32: Final = pa.int32()
_DATE: Final = pa.date32()
_REASONS: Final = pa.list_(pa.string())
_SHORT: Final = 256

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

_NONE: Final = constant(0, 0, np.intp)
Forecasted = tuple[Group, GroupForecast, Because | None]


@dataclass(frozen=True, slots=True)
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
    blank = codes < 0
    indices = pa.array(codes, _INT16, mask=blank if any_of(blank) else None)
    return pa.DictionaryArray.from_arrays(indices, _name_array(names))


@lru_cache(maxsize=64)
def _name_array(names: tuple[str, ...]) -> pa.Array:
    return pa.array(names, pa.string())


def _reason_lists(reasons: Masks) -> pa.Array:
    """The codes of each mask as a list; in a long column the masks that occur are spelled out once."""
    if len(reasons) <= _SHORT:
        return pa.array([_codes_of(mask) for mask in reasons.tolist()], _REASONS)
    masks, place = np.unique(reasons, return_inverse=True)
    return pa.array([_codes_of(mask) for mask in masks.tolist()], _REASONS).take(pa.array(place))


@lru_cache(maxsize=1024)
def _codes_of(mask: int) -> list[str]:
    return reason_codes(mask)


def dose_table(*, schedule: Schedule, block: DoseBlock) -> pa.Table:
    """Make the table of verdicts, in the order of children, their input doses and the antigens."""
    low = int(block.child.min()) if len(block.child) else 0
    order = (((block.child - low) << 44) + (block.dose << 12) + (block.antigen + 1)).argsort()
    antigen = block.antigen[order]
    of_antigen = np.asarray([*schedule.group_of_antigen, -1], dtype=np.int16)
    return pa.Table.from_arrays(
        [
            pa.array(block.child[order].astype(np.int32)),
            pa.array(block.dose[order].astype(np.int32)),
            _named(of_antigen[antigen], schedule.group_names),
            _named(antigen, schedule.antigen_names),
            _named(block.status[order].astype(np.int16), DOSE_STATUSES),
            _reason_lists(block.reasons[order]),
        ],
        schema=DOSE_RESULTS,
    )


def _dates(grid: npt.NDArray[np.int32]) -> list[pa.Array]:
    """Each row as a column of dates; null where blank or outside the calendar."""
    rows, length = grid.shape
    days = grid.ravel()
    column = pa.array(days, _INT32, mask=(days < FIRST_DAY) | (days > LAST_DAY)).view(_DATE)
    return [column.slice(row * length, length) for row in range(rows)]


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
    grid = _grid(forecasts)
    present = grid[0] != NOT_RELEVANT
    child, group = present.nonzero()
    columns_of = grid[:, present]
    status, number = columns_of[:2].astype(np.int16)
    place = group.astype(np.int16)
    columns = [
        pa.array((child + offset).astype(np.int32)),
        _named(place, tuple(one.name for one, _, _ in forecasts)),
        _named(status, STATUSES),
        pa.array(number, _INT16, mask=number == 0),
        *_dates(columns_of[2:]),
        _product_lists(schedule, forecasts, present),
        *_because_columns(schedule, forecasts, present),
    ]
    return columns, place


def _because_columns(schedule: Schedule, forecasts: list[Forecasted], present: npt.NDArray[np.bool_]) -> list[pa.Array]:
    """What each forecast rests on; null where nobody asked."""
    given = [because for _, _, because in forecasts if because is not None]
    if len(given) < len(forecasts):
        return [pa.nulls(int(np.count_nonzero(present)), _NAMES)] * 4

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


def _grid(forecasts: list[Forecasted]) -> npt.NDArray[np.int32]:
    """Status, number and the four dates of the forecasts, by child and group."""
    size = len(forecasts[0][1].status)
    grid = np.empty((6, size, len(forecasts)), dtype=np.int32)
    for place, (_, one, _) in enumerate(forecasts):
        columns: tuple[npt.NDArray[np.integer], ...] = (
            one.status,
            one.number,
            one.earliest,
            one.recommended,
            one.past_due,
            one.latest,
        )
        for row, column in enumerate(columns):
            grid[row, :, place] = column
    return grid


def _product_lists(schedule: Schedule, forecasts: list[Forecasted], present: npt.NDArray[np.bool_]) -> pa.ListArray:
    width = len(forecasts)
    named = [(place, one) for place, (_, one, _) in enumerate(forecasts) if len(one.product)]
    cells = np.concatenate([_NONE, *(one.product_child * width + place for place, one in named)])
    products = np.concatenate([_NONE, *(one.product for _, one in named)])
    order = cells.argsort(kind="stable")
    counts = np.bincount(cells, minlength=present.size)[present.ravel()]
    offsets = np.zeros(len(counts) + 1, dtype=np.int32)
    counts.cumsum(out=offsets[1:])
    values = _named(products[order].astype(np.int16), schedule.product_names)
    return pa.ListArray.from_arrays(pa.array(offsets), values)
