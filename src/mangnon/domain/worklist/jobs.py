"""The night run: all dues of all children, a batch of communes at a time, only what changed written back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import pyarrow as pa
from procrastinate.contrib.django import app

from mangnon.core import clock
from mangnon.core.scope.scope import system_scope
from mangnon.core.store.server import Purpose, uri
from mangnon.domain.children.services import end_those_grown_up
from mangnon.domain.worklist.batches import CHILDREN_A_BATCH, in_batches, reader_of
from mangnon.domain.worklist.cost import peak_rss_mb
from mangnon.domain.worklist.derive import Deriving, derive, stored_form
from mangnon.domain.worklist.priority import STANDING_SQL as STANDING_PRIORITIES_SQL
from mangnon.domain.worklist.priority import prioritize
from mangnon.domain.worklist.services import DERIVING, LOTS, recount_fairness, recount_places
from mangnon.domain.worklist.upward import begin_day

AT_ONCE = 2
_COLUMNS = (
    "child_id", "commune_id", "hamlet_id", "kind", "code", "window_from", "window_to", "record_class", "rule", "basis",
    "content_version", "last_fact",
)  # fmt: skip
_STANDING_SQL = """
SELECT uuid_send(child_id), uuid_send(commune_id), uuid_send(hamlet_id), kind, code, window_from, window_to,
       record_class, rule, basis, content_version, uuid_send(last_fact), id
FROM worklist_due WHERE child_id IN ({children})
"""
_NO_KEY, _NO_DAY = b"\0" * 16, date(1, 1, 1)


@dataclass(frozen=True)
class NightRun:
    """What a run did and cost."""

    children: int
    dues: int
    written: int
    removed: int
    scored: int  # priorities written
    seconds: float
    peak_rss_mb: float

    @property
    def children_per_second(self) -> float:
        """How many children a second."""
        return self.children / self.seconds if self.seconds else 0.0


def derive_all(
    *,
    today: date,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
    by: Deriving | None = None,
) -> NightRun:
    """Derive the dues of every child and write back what changed.

    Args:
        today: the day asked about.
        at: when, for the rows written.
        progress: told (children done, children in all) after each batch.
        by: what makes dues of what was read of a batch; ``derive_snapshot`` when absent.
    """
    from adbc_driver_postgresql import dbapi

    started = time.perf_counter()
    children = dues = written = removed = scored = 0
    with dbapi.connect(uri(Purpose.OWNER), autocommit=False) as connection:
        lots = _lots(connection)
        connection.commit()
        total = sum(batch.children for lot in lots for batch in lot)
        # While one lot waits for the database, the other computes.
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told: SimpleQueue[_Done | None] = SimpleQueue()
            running = [pool.submit(_derive_lot, lot, today, at, told.put, by) for lot in lots]
            for each in running:
                each.add_done_callback(lambda _: told.put(None))
            ended = 0
            while ended < len(running):
                done = told.get()
                if done is None:
                    ended += 1
                    continue
                children, dues = children + done.children, dues + done.dues
                written, removed, scored = written + done.written, removed + done.removed, scored + done.scored
                if progress:
                    progress(min(children, total), total)
            for each in running:
                each.result()
        _remove_of_ended(connection)
        connection.commit()
    return NightRun(
        children=children,
        dues=dues,
        written=written,
        removed=removed,
        scored=scored,
        seconds=time.perf_counter() - started,
        peak_rss_mb=peak_rss_mb(),
    )


def _derive_lot(
    batches: list[_Batch], today: date, at: datetime, tell: Callable[[_Done], None], by: Deriving | None
) -> None:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(uri(Purpose.OWNER), autocommit=False) as connection:
        for batch in batches:
            keys = f"SELECT id FROM children_child WHERE {_lives_in(batch.communes)}"
            tell(_derive_batch(connection, keys, [batch.lot], today, at, by))


@app.periodic(cron="0 18 * * *", periodic_id="worklist.night_run")  # 01:00 in Vietnam
@app.task(name="worklist.night_run", queueing_lock="worklist.night_run", pass_context=False)
def night_run(timestamp: int) -> None:
    """Every night: places change as decided, who turned 16 is no longer owed anything, then all dues are derived."""
    del timestamp
    on = clock.today()
    begin_day(on)
    end_those_grown_up(scope=system_scope(on))
    derive_all(today=on, at=clock.now())
    recount_places(on=on)
    recount_fairness(on=on)


def derive_children(*, child_ids: Iterable[UUID], today: date, at: datetime) -> None:
    """Derive the dues of many children, as after a large import, a batch at a time."""
    from adbc_driver_postgresql import dbapi

    wanted = sorted(set(child_ids))
    with dbapi.connect(uri(Purpose.OWNER), autocommit=False) as connection:
        for start in range(0, len(wanted), CHILDREN_A_BATCH):
            keys = pa.table({"key": pa.array([key.bytes for key in wanted[start : start + CHILDREN_A_BATCH]])})
            with connection.cursor() as cursor:
                cursor.adbc_ingest("arriving_keys", keys, mode="replace", temporary=True)
                cursor.execute("DROP TABLE IF EXISTS moved")
                cursor.execute(
                    "CREATE TEMPORARY TABLE moved AS SELECT encode(key, 'hex')::uuid AS id FROM arriving_keys"
                )
                cursor.execute("ANALYZE moved")
            _derive_batch(connection, "SELECT id FROM moved", range(LOTS), today, at)


@dataclass(frozen=True)
class _Batch:
    """Communes of one lot, as many as are derived together; the empty word stands for the undecided."""

    lot: int
    communes: tuple[str, ...]
    children: int


@dataclass(frozen=True)
class _Done:
    children: int
    dues: int
    written: int
    removed: int
    scored: int


def _lots(connection: object) -> list[list[_Batch]]:
    """Return each lot's batches; a commune is in the same lot every night."""
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT coalesce(commune_id::text, ''), count(*) FROM children_child"
            " WHERE end_reason = '' GROUP BY 1 ORDER BY 1"
        )
        rows = cursor.fetchall()
    lots: list[list[tuple[str, int]]] = [[] for _ in range(LOTS)]
    for commune, count in rows:
        lots[UUID(commune).int % LOTS if commune else 0].append((commune, count))
    return [[_Batch(lot, *batch) for batch in in_batches(held)] for lot, held in enumerate(lots) if held]


def _derive_batch(
    connection: object, keys: str, lots: Iterable[int], today: date, at: datetime, by: Deriving | None = None
) -> _Done:
    """Derive the dues of the children whose keys a query returns, alone in these lots."""
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        read = reader_of(cursor)
        for lot in lots:
            cursor.execute(f"SELECT pg_advisory_xact_lock({DERIVING + lot})")
            cursor.fetchall()
        derived = derive(reader=read, children_sql=keys, today=today, by=by)
        wanted = stored_form(derived).select(list(_COLUMNS))
        new, gone = _difference(wanted, read(_STANDING_SQL.replace("{children}", keys), _with_id(wanted.schema)))
        if gone:
            cursor.execute(f"DELETE FROM worklist_due WHERE id IN ({', '.join(map(str, gone))})")
        if new.num_rows:
            stamped = new.append_column("computed_at", pa.array([at] * new.num_rows, pa.timestamp("us", "UTC")))
            cursor.adbc_ingest("worklist_due", stamped, mode="append")
        scores = prioritize(reader=read, children_sql=keys, derived=derived, today=today)
        standing = read(STANDING_PRIORITIES_SQL.replace("{children}", keys), _with_id(scores.schema))
        moved = _replace_priorities(cursor, wanted=scores, standing=standing)
    connection.commit()  # type: ignore[attr-defined]
    return _Done(derived.children.num_rows, wanted.num_rows, new.num_rows, len(gone), moved)


def _replace_priorities(cursor: Any, *, wanted: pa.Table, standing: pa.Table) -> int:
    """Write the priorities that changed; return how many."""
    new, gone = _difference(wanted, standing)
    if gone:
        cursor.execute(f"DELETE FROM worklist_priority WHERE id IN ({', '.join(map(str, gone))})")
    if new.num_rows:
        cursor.adbc_ingest("worklist_priority", new, mode="append")
    return new.num_rows


def _with_id(schema: pa.Schema) -> pa.Schema:
    return pa.schema([*schema, pa.field("id", pa.int64())])


def _lives_in(communes: Sequence[str]) -> str:
    # The empty word stands for children whose commune is not decided.
    decided = ", ".join(f"'{commune}'::uuid" for commune in communes if commune)
    either = [f"commune_id IN ({decided})"] if decided else []
    return " OR ".join([*either, "commune_id IS NULL"] if "" in communes else either)


def _difference(wanted: pa.Table, standing: pa.Table) -> tuple[pa.Table, list[int]]:
    """Return the rows to write, and the numbers of the stored rows to remove."""
    if standing.num_rows == 0:
        return wanted, []
    names = wanted.column_names
    filled_wanted, filled_standing = _no_nulls(wanted), _no_nulls(standing)
    numbered = filled_wanted.append_column("row", pa.array(range(wanted.num_rows), pa.int64()))
    new = numbered.join(filled_standing.select(names), names, join_type="left anti")["row"]
    gone = filled_standing.join(filled_wanted, names, join_type="left anti")["id"]
    return wanted.take(new), gone.to_pylist()


def _no_nulls(table: pa.Table) -> pa.Table:
    # A join finds no equal of a null.
    for name in ("commune_id", "hamlet_id", "last_fact", "contacted_on"):
        place = table.schema.get_field_index(name)
        if place < 0:
            continue
        column = table[name]
        filled = column.fill_null(_NO_DAY) if name == "contacted_on" else column.cast(pa.binary()).fill_null(_NO_KEY)
        table = table.set_column(place, name, filled)
    return table


def _remove_of_ended(connection: object) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        for table in ("worklist_due", "worklist_priority"):
            cursor.execute(
                f"DELETE FROM {table} d USING children_child c WHERE c.id = d.child_id AND c.end_reason <> ''"
            )
