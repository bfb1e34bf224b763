"""Which pairs are compared, and at which level each comparison lands.

Many pairs are found by Splink on DuckDB, a few by one query; both take the blocking columns and every condition
from ``levels.py``, so the same pair gets the same levels. Splink's own ``predict`` would carry every compared
column of every pair along, and its ``compare_records`` takes 45 ms for one typed child and 200 candidates; the
query here gives the same levels, which a test holds against Splink.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.matching.levels import BLOCKING, COMPARISONS, UNKNOWN, Comparison
from mangnon.engines.matching.parameters import MatchingParameters
from mangnon.engines.matching.records import Prepared
from mangnon.vocab.errors import MangnonError

# Splink costs a quarter of a second to set up; below this many possible pairs the single query is faster.
FEW_PAIRS = 20_000

_SEALED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
    "threads": 2,
    "memory_limit": "1GiB",
    "temp_directory": "",
    "preserve_insertion_order": False,
}
_Levels = dict[str, npt.NDArray[Any]]


@dataclass
class _Here:
    """One thread's database and the statements it has parsed, by what they compare."""

    connection: Any
    statements: dict[Any, Any]


_threads = threading.local()


def _here() -> _Here:
    here: _Here | None = getattr(_threads, "here", None)
    if here is None:
        connection = duckdb.connect(":memory:", config={**_SEALED, "threads": 1})
        here = _threads.here = _Here(connection=connection, statements={})
    return here


class TooManyAlikeError(MangnonError):
    """So many records look alike that comparing them would not end."""

    code = "matching.too_many_alike"


@dataclass(frozen=True)
class ComparedPairs:
    """Pairs that were compared, in order of ``left`` then ``right`` (record numbers, left < right).

    ``levels`` maps a comparison to one level number per pair.
    """

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    levels: dict[str, npt.NDArray[np.int8]]

    def __len__(self) -> int:
        return len(self.left)

    def at(self, chosen: npt.NDArray[np.int64] | slice) -> ComparedPairs:
        """Return some of the pairs."""
        levels = {name: numbers[chosen] for name, numbers in self.levels.items()}
        return ComparedPairs(left=self.left[chosen], right=self.right[chosen], levels=levels)


def compare(*, prepared: Prepared, incoming: int, parameters: MatchingParameters) -> ComparedPairs:
    """Compare the first ``incoming`` records with each other and with all later ones.

    Args:
        prepared: incoming records followed by known ones.
        incoming: how many of them are incoming.
        parameters: the matching content.

    Raises:
        TooManyAlikeError: more candidate pairs than ``parameters.pair_limit``.
    """
    possible = incoming * prepared.table.num_rows
    if possible == 0:
        table = _no_pairs()
    elif possible <= FEW_PAIRS:
        table = _levels_of_few(prepared.table, incoming)
    else:
        table = _levels_of_many(prepared.table, incoming, parameters)
    order = np.lexsort((table["id_r"], table["id_l"]))
    return ComparedPairs(
        left=table["id_l"][order].astype(np.int32),
        right=table["id_r"][order].astype(np.int32),
        levels={c.name: table[c.name][order].astype(np.int8) for c in COMPARISONS},
    )


def levels_of(
    *, prepared: Prepared, left: npt.NDArray[np.int_], right: npt.NDArray[np.int_]
) -> dict[str, npt.NDArray[np.int8]]:
    """Return the levels of pairs chosen by the caller, blocked or not, in the order given.

    Args:
        prepared: the records.
        left: record numbers.
        right: record numbers, as many.
    """
    pairs = pa.table({"nth": np.arange(len(left)), "first": left, "second": right})
    with duckdb.connect(":memory:", config=_SEALED) as connection:
        connection.register("records", prepared.table)
        connection.register("pairs", pairs)
        sql = _levels_sql("pairs JOIN records l ON l.id = first JOIN records r ON r.id = second", also="nth")
        table = _fetched(connection, sql)
    order = np.argsort(table["nth"])
    return {c.name: np.asarray(table[c.name], dtype=np.int8)[order] for c in COMPARISONS}


def _no_pairs() -> _Levels:
    return {name: np.zeros(0, dtype=np.int64) for name in ("id_l", "id_r", *(c.name for c in COMPARISONS))}


def _fetched(connection: Any, query: Any) -> _Levels:
    # execute() plans a query once where sql() plans it twice: a third less for one typed child.
    fetched: _Levels = connection.execute(query).fetchnumpy()
    return fetched


def _levels_sql(pairs: str, *, also: str = "", compared: tuple[Comparison, ...] = COMPARISONS) -> str:
    columns = dict.fromkeys(column for comparison in compared for column in comparison.columns)
    sides = ", ".join(f"l.{c} AS {c}_l, r.{c} AS {c}_r" for c in columns)
    levels = ", ".join(f"({c.sql})::TINYINT AS {c.name}" for c in compared)
    more = f", {also}" if also else ""
    return f"SELECT id_l, id_r{more}, {levels} FROM (SELECT l.id AS id_l, r.id AS id_r{more}, {sides} FROM {pairs})"


def _levels_of_few(table: pa.Table, incoming: int) -> _Levels:
    # What no incoming record tells need not be asked of the pairs; a typed child rarely tells everything.
    told = {name for name in table.column_names if table.column(name).slice(0, incoming).null_count < incoming}
    compared = tuple(c for c in COMPARISONS if c.gate in told)
    blocking = tuple(columns for columns in BLOCKING if told.issuperset(columns))
    if not compared or not blocking:
        return _no_pairs()
    here = _here()
    statement = here.statements.get((compared, blocking))
    if statement is None:
        blocked = " OR ".join("(" + " AND ".join(f"l.{c} = r.{c}" for c in columns) + ")" for columns in blocking)
        pairs = f"records l JOIN records r ON r.id > l.id WHERE l.incoming AND ({blocked})"
        (statement,) = here.connection.extract_statements(_levels_sql(pairs, compared=compared))
        here.statements[compared, blocking] = statement
    named = dict.fromkeys(column for columns in (*(c.columns for c in compared), *blocking) for column in columns)
    here.connection.register("records", _with_incoming(table.select(["id", *named]), incoming))
    try:
        levels = _fetched(here.connection, statement)
    finally:
        here.connection.unregister("records")
    unknown = np.full(len(levels["id_l"]), UNKNOWN, dtype=np.int8)
    return {c.name: unknown for c in COMPARISONS} | levels


def _levels_of_many(table: pa.Table, incoming: int, parameters: MatchingParameters) -> _Levels:
    from splink import DuckDBAPI, Linker

    from mangnon.engines.matching.splink_model import settings

    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect(":memory:", config=_SEALED) as connection:
        connection.register("records", _with_incoming(table, incoming))
        _refuse_too_many(connection, parameters.pair_limit)
        api = DuckDBAPI(connection=connection)
        linker = Linker(api.register("records"), settings(parameters), log_level=None, validate_settings=False)
        blocked = linker.inference.compute_blocked_pairs_for_predict().physical_name
        pairs = f"{blocked} JOIN records l ON l.id = join_key_l AND l.incoming JOIN records r ON r.id = join_key_r"
        return _fetched(connection, _levels_sql(pairs))


def _with_incoming(table: pa.Table, incoming: int) -> pa.Table:
    flags = np.zeros(table.num_rows, dtype=bool)
    flags[:incoming] = True
    return table.append_column("incoming", pa.array(flags))


def _refuse_too_many(connection: Any, limit: int) -> None:
    total = 0
    for columns in BLOCKING:
        known = " AND ".join(f"{c} IS NOT NULL" for c in columns)
        ((pairs,),) = connection.sql(
            "SELECT coalesce(sum(mine * (everybody - mine) + mine * (mine - 1) // 2), 0)::BIGINT FROM"
            " (SELECT count_if(incoming)::BIGINT AS mine, count(*)::BIGINT AS everybody"
            f" FROM records WHERE {known} GROUP BY {', '.join(columns)})"
        ).fetchall()
        total += int(pairs)
    if total > limit:
        raise TooManyAlikeError(
            f"Có quá nhiều dòng giống nhau ({total} cặp phải so, giới hạn {limit}); hãy kiểm tra tệp có bị lặp dòng "
            "không, hoặc chia nhỏ tệp theo xã."
        )
