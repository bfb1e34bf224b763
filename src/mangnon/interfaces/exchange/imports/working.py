"""Who works on an import right now: a lock that the database lets go by itself when a worker dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

_HELD_SQL = """
SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def working_on(run_id: UUID) -> Iterator[bool]:
    """Hold an import while inside, beyond single transactions; gives whether nobody else held it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_key(run_id)])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(run_id)])


def is_worked_on(run_id: UUID) -> bool:
    """Tell whether a living worker holds an import."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD_SQL)
        return _key(run_id) in {row[0] for row in cursor.fetchall()}


def _key(run_id: UUID) -> int:
    # The random half of the key, as a signed number of 64 bits.
    return int.from_bytes(run_id.bytes[8:], signed=True)
