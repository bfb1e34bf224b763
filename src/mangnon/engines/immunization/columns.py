"""The engine's input: Arrow tables read into sorted NumPy columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.immunization.dates import FAR, FIRST_DAY, NEVER, Days, Flags, Rows, rows_where, shift
from mangnon.engines.immunization.schedule import Schedule

CHILDREN_SCHEMA: Final = pa.schema(
    [
        pa.field("birth_date", pa.date32(), nullable=False),
        pa.field("assess_on", pa.date32(), nullable=False),
        pa.field("sex", pa.string()),
    ]
)
DOSES_SCHEMA: Final = pa.schema(
    [
        pa.field("child", pa.int32(), nullable=False),
        pa.field("on", pa.date32()),
        pa.field("product", pa.string()),
        pa.field("maker", pa.string()),
        pa.field("substandard", pa.bool_()),
    ]
)
OBSERVATIONS_SCHEMA: Final = pa.schema(
    [
        pa.field("child", pa.int32(), nullable=False),
        pa.field("code", pa.string()),
        pa.field("on", pa.date32()),
        pa.field("until", pa.date32()),
    ]
)

_SHORT: Final = 64


@dataclass(frozen=True)
class Columns:
    """The input as NumPy columns, doses grouped by child."""

    birth: Days
    assess: Days
    sex: npt.NDArray[np.object_]
    child: Rows
    on: Days
    product: npt.NDArray[np.int32]
    maker: npt.NDArray[np.object_] | None
    substandard: Flags | None
    row: Rows
    observed_child: Rows
    observed_code: npt.NDArray[np.object_]
    observed_on: Days
    observed_until: Days


def date_column(column: pa.ChunkedArray, missing: int) -> Days:
    """Return a date column as days since 1970-01-01, ``missing`` where it is null."""
    days = column if column.type == pa.date32() else column.cast(pa.date32())
    days = _one_chunk(days).view(pa.int32())
    if days.null_count:
        days = pc.fill_null(days, missing)
    return np.asarray(days.to_numpy())


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def read_columns(children: pa.Table, doses: pa.Table, observations: pa.Table | None, schedule: Schedule) -> Columns:
    """Read the tables of a batch into arrays, doses in the order in which they count.

    Args:
        children: one row a child.
        doses: one row a given dose; ``child`` is the row of ``children``.
        observations: one row an observation, or None.
        schedule: whose products and codes are numbered.
    """
    child = doses["child"].to_numpy().astype(np.intp)
    on = date_column(doses["on"], NEVER)
    product = _product_places(doses["product"], schedule)
    maker = None
    if "maker" in doses.column_names and doses["maker"].null_count < len(doses):
        maker = np.asarray(pc.fill_null(doses["maker"].cast(pa.string()), "").to_pylist(), dtype=object)
    substandard = None
    if "substandard" in doses.column_names and pc.any(doses["substandard"]).as_py():
        substandard = np.asarray(pc.fill_null(doses["substandard"], False).to_numpy(zero_copy_only=False))
    order = _order(child, on, product, maker)
    if observations is None or not len(observations):
        seen, code, when = np.zeros(0, np.intp), np.zeros(0, object), np.zeros(0, np.int32)
        until = when
    else:
        seen = observations["child"].to_numpy().astype(np.intp)
        aliases = dict(schedule.observation_aliases)
        codes = [aliases.get(one, one) for one in observations["code"].to_pylist()]
        code = np.asarray(codes, dtype=object)
        when = date_column(observations["on"], FAR)
        until = np.full(len(when), FAR, dtype=np.int32)
        if "until" in observations.column_names:
            until = date_column(observations["until"], FAR)
        by_child = np.argsort(seen, kind="stable")
        seen, code, when, until = seen[by_child], code[by_child], when[by_child], until[by_child]
    sex = children["sex"].to_pylist() if "sex" in children.column_names else [None] * len(children)
    return Columns(
        birth=date_column(children["birth_date"], 0),
        assess=date_column(children["assess_on"], 0),
        sex=np.asarray([one or "" for one in sex], dtype=object),
        child=child[order],
        on=on[order],
        product=product[order],
        maker=None if maker is None else maker[order],
        substandard=None if substandard is None else substandard[order],
        row=order,
        observed_child=seen,
        observed_code=code,
        observed_on=when,
        observed_until=until,
    )


def _order(child: Rows, on: Days, product: npt.NDArray[np.int32], maker: npt.NDArray[np.object_] | None) -> Rows:
    """Order doses by child, date, product, maker and place in the input.

    The first three make one sortable number; the few doses that share it are put in order by the rest.
    """
    key = (child.astype(np.int64) << 38) + ((on.astype(np.int64) - FIRST_DAY).clip(0) << 14) + (product + 1)
    if (key[1:] > key[:-1]).all():
        return np.arange(len(key))
    order = np.argsort(key)
    same = rows_where(key[order[1:]] == key[order[:-1]])
    if same.size:
        tied = np.unique(np.concatenate((same, same + 1)))
        rows = order[tied]
        makers = np.zeros(len(rows)) if maker is None else np.unique(maker[rows], return_inverse=True)[1]
        order[tied] = rows[np.lexsort((rows, makers, key[rows]))]
    return order


def _product_places(column: pa.ChunkedArray, schedule: Schedule) -> npt.NDArray[np.int32]:
    """The place of each product in the schedule, -1 for an unknown one."""
    if len(column) <= _SHORT:
        # Arrow makes a table of the value set first, which costs more than a short column's look-ups.
        known = schedule.product_index
        return np.array([known.get(code, -1) for code in column.to_pylist()], dtype=np.int32)
    codes = column if column.type == pa.string() else column.cast(pa.string())
    places = pc.index_in(codes, value_set=schedule.product_codes, skip_nulls=True)
    if places.null_count:
        places = pc.fill_null(places, -1)
    return np.asarray(places.to_numpy()).astype(np.int32, copy=False)


def observed_dates(columns: Columns, low: int, high: int, assess: Days) -> dict[str, Days]:
    """The latest date of each observed code per child; ``FAR`` for an undated one, ``NEVER`` for none.

    An observation dated after the assessment is not active yet, one that ended on or before it no longer.
    """
    found: dict[str, Days] = {}
    if not len(columns.observed_child):
        return found
    child, codes, on, _ = _active(columns, low, high, assess)
    for code in set(codes):
        mine = codes == code
        dates = np.full(high - low, NEVER, dtype=np.int32)
        dated = mine & (on != FAR)
        np.maximum.at(dates, child[dated], on[dated])
        undated = child[mine & (on == FAR)]
        dates[undated[dates[undated] == NEVER]] = FAR
        found[code] = dates
    return found


def held_dates(columns: Columns, low: int, high: int, assess: Days, schedule: Schedule) -> dict[int, Days]:
    """Until when each product that is postponed for somebody is; ``FAR`` without an end, ``NEVER`` for none."""
    found: dict[int, Days] = {}
    if not schedule.holds or not len(columns.observed_child):
        return found
    child, codes, on, until = _active(columns, low, high, assess)
    for hold in schedule.holds:
        mine = rows_where(codes == hold.code)
        if not mine.size:
            continue
        ends = until[mine]
        if hold.length is not None:
            dated = (ends == FAR) & (on[mine] != FAR)
            ends = np.where(dated, shift(on[mine], hold.length), ends)
        for product in hold.products:
            dates = found.setdefault(product, np.full(high - low, NEVER, dtype=np.int32))
            np.maximum.at(dates, child[mine], ends)
    return found


def _active(columns: Columns, low: int, high: int, assess: Days) -> tuple[Rows, npt.NDArray[np.object_], Days, Days]:
    """The observations of some children that are active on their assessment date: child, code, date, end."""
    part = slice(*np.searchsorted(columns.observed_child, (low, high)))
    child, on, until = columns.observed_child[part] - low, columns.observed_on[part], columns.observed_until[part]
    active = rows_where(((on == FAR) | (on <= assess[child])) & (until > assess[child]))
    return child[active], columns.observed_code[part][active], on[active], until[active]
