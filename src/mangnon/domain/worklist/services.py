"""Keeps the table of dues equal to what the rules derive, one child at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db import connection

from mangnon.core.audit.services import record
from mangnon.core.clock import now, today
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.worklist.derive import derive, stored_form
from mangnon.domain.worklist.fairness import as_json, compare_groups
from mangnon.domain.worklist.models import Due, FairnessReport, PlaceCount, Priority, TaskAssignment
from mangnon.domain.worklist.priority import STORED, prioritize
from mangnon.domain.worklist.queries import SOON_DAYS

# The communes are parted into so many lots. Who derives a lot in bulk holds its lock (the first number and the lot)
# alone while a batch is read and written; a request that derives holds the locks of all lots, shared.
DERIVING, LOTS = 7020393720300, 8
LOCK_ALL_SQL = f"SELECT pg_advisory_xact_lock_shared(lot) FROM generate_series({DERIVING}, {DERIVING + LOTS - 1}) lot"
# Held by the one who counts the places; others show the counts that stand.
COUNTING = 7020393720203
LONG_LATE_DAYS = 30
_COUNT_SQL = """
INSERT INTO worklist_placecount (commune_id, "on", counted_at, children, late, long_late, week, later)
SELECT c.commune_id, %(on)s, %(at)s, c.children, coalesce(d.late, 0), coalesce(d.long_late, 0), coalesce(d.week, 0),
       coalesce(d.later, 0)
FROM (
  SELECT commune_id, count(*) AS children FROM children_child
  WHERE end_reason = '' AND merged_into_id IS NULL GROUP BY commune_id
) c
LEFT JOIN (
  SELECT commune_id, count(*) FILTER (WHERE late) AS late, count(*) FILTER (WHERE long_late) AS long_late,
         count(*) FILTER (WHERE week) AS week, count(*) FILTER (WHERE later) AS later
  FROM (
    SELECT commune_id, child_id, bool_or(window_to < %(on)s) AS late,
           bool_or(window_to < %(on)s::date - %(long)s) AS long_late,
           bool_or(window_to >= %(on)s AND window_from <= %(soon)s) AS week, bool_or(window_from > %(soon)s) AS later
    FROM worklist_due GROUP BY commune_id, child_id
  ) each_child GROUP BY commune_id
) d ON d.commune_id IS NOT DISTINCT FROM c.commune_id
"""
_KEY = ("child_id", "kind", "code")
_VALUES = (
    "commune_id",
    "hamlet_id",
    "window_from",
    "window_to",
    "record_class",
    "rule",
    "basis",
    "content_version",
    "last_fact",
)


def refresh_dues(*, child_ids: Iterable[UUID], on: date | None = None) -> None:
    """Derive these children's dues again, in the transaction of the fact that moved them.

    Args:
        child_ids: whose; each is locked until the transaction ends.
        on: the day to derive for; today when absent.
    """
    keys = sorted(set(child_ids))
    if not keys:
        return
    with as_service():
        with connection.cursor() as cursor:
            cursor.execute(LOCK_ALL_SQL)
            cursor.execute("SELECT 1 FROM children_child WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [keys])
        listed, day = ", ".join(f"'{key}'::uuid" for key in keys), on or today()
        children_sql = f"SELECT unnest(ARRAY[{listed}])"
        derived = derive(reader=_read, children_sql=children_sql, today=day)
        wanted = {tuple(row[name] for name in _KEY): row for row in _rows(stored_form(derived))}
        standing = {tuple(row[name] for name in _KEY): row for row in Due.objects.filter(child_id__in=keys).values()}
        gone = [row["id"] for key, row in standing.items() if not _same(row, wanted.get(key))]
        Due.objects.filter(pk__in=gone).delete()
        at = now()
        Due.objects.bulk_create(
            [Due(computed_at=at, **row) for key, row in wanted.items() if not _same(standing.get(key), row)]
        )
        _replace_priorities(keys, prioritize(reader=_read, children_sql=children_sql, derived=derived, today=day))


def _replace_priorities(keys: list[UUID], table: pa.Table) -> None:
    wanted = {(row["child_id"], row["record_class"]): row for row in _rows(table)}
    standing = {
        (row["child_id"], row["record_class"]): row for row in Priority.objects.filter(child_id__in=keys).values()
    }
    gone = [row["id"] for key, row in standing.items() if not _same(row, wanted.get(key), STORED.names)]
    Priority.objects.filter(pk__in=gone).delete()
    Priority.objects.bulk_create(
        [Priority(**row) for key, row in wanted.items() if not _same(standing.get(key), row, STORED.names)]
    )


def recount_places(*, on: date, older_than: timedelta | None = None) -> None:
    """Count each commune's children and their dues anew.

    Args:
        on: the day asked about.
        older_than: leave counts alone that are of that day and younger than this; two requests never count at once.
    """
    at = now()
    with as_service(), connection.cursor() as cursor:
        if older_than is not None:
            if PlaceCount.objects.filter(on=on, counted_at__gt=at - older_than).exists():
                return
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [COUNTING])
            if not cursor.fetchone()[0]:
                return
        cursor.execute("DELETE FROM worklist_placecount")
        cursor.execute(_COUNT_SQL, {"on": on, "at": at, "soon": on + timedelta(days=SOON_DAYS), "long": LONG_LATE_DAYS})


def recount_fairness(*, on: date) -> None:
    """Compare the province's groups anew, by the priorities that stand, and keep the comparison of that day."""
    with as_service():
        found = as_json(compare_groups(on))
        FairnessReport.objects.update_or_create(on=on, defaults={"counted_at": now(), "report": found})


def assign_tasks(*, scope: Scope, child_ids: Iterable[UUID], worker_id: UUID, kind: str = "") -> int:
    """Give the work of some children to a named worker, in place of whoever had it.

    Args:
        scope: of who gives it; must be able to write ordinary data of each child's place.
        child_ids: whose work.
        worker_id: to whom.
        kind: one kind of dues, or all when empty.

    Returns:
        How many children.

    Raises:
        NotYoursError: a child is outside the scope.
    """
    from mangnon.domain.children.queries import list_homes

    homes = list_homes(scope=scope, child_ids=child_ids)
    with as_service():
        at = now()
        for home in homes:
            scope.require(Action.WRITE, RecordClass.ORDINARY, commune_id=home.commune_id, hamlet_id=home.hamlet_id)
        keys = [home.child_id for home in homes]
        TaskAssignment.objects.filter(child_id__in=keys, kind=kind, ended_at__isnull=True).update(ended_at=at)
        TaskAssignment.objects.bulk_create(
            [TaskAssignment(child_id=key, kind=kind, worker_id=worker_id, at=at, by=scope.user_id) for key in keys]
        )
        record(
            scope=scope, action="worklist.assign_tasks", record_class=RecordClass.ORDINARY, subjects=keys,
            detail={"worker": str(worker_id), "kind": kind},
        )  # fmt: skip
    return len(keys)


def _read(sql: str, schema: pa.Schema) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [
            pa.array([_value(cell) for cell in column], field.type)
            for column, field in zip(columns, schema, strict=True)
        ],
        schema=schema,
    )


def _value(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows = table.to_pylist()
    for row in rows:
        for name in ("child_id", "commune_id", "hamlet_id", "last_fact"):
            if row.get(name) is not None:
                row[name] = uuid.UUID(bytes=row[name])
    return rows


def _same(one: dict[str, Any] | None, other: dict[str, Any] | None, names: Sequence[str] = _VALUES) -> bool:
    return one is not None and other is not None and all(one[name] == other[name] for name in names)
