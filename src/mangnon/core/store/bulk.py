"""Loads Arrow tables into database tables by binary COPY, as their owner.

Row-level security forbids COPY to everybody else, and triggers and constraints hold as for any other row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from mangnon.core.store.server import Purpose, uri


@contextmanager
def bulk_connection() -> Iterator[Any]:
    """Give an ADBC connection as the tables' owner, in one transaction at a time (``commit`` ends it)."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(uri(Purpose.OWNER), autocommit=False) as connection:
        yield connection


def copy_into(connection: Any, table: str, rows: pa.Table) -> None:
    """Append rows to a table; a column of 16 bytes fills a uuid column."""
    if rows.num_rows:
        with connection.cursor() as cursor:
            cursor.adbc_ingest(table, rows, mode="append")


def copy_through(connection: Any, table: str, rows: pa.Table, select: str) -> None:
    """Append rows by a query over a temporary table of them, for columns that have no Arrow form (ranges).

    Args:
        connection: of ``bulk_connection``.
        table: the target, with its columns in parentheses.
        rows: what the temporary table ``arriving`` holds.
        select: the query over it.
    """
    if not rows.num_rows:
        return
    with connection.cursor() as cursor:
        cursor.adbc_ingest("arriving", rows, mode="replace", temporary=True)
        cursor.execute(f"INSERT INTO {table} {select}")
        cursor.execute("DROP TABLE arriving")
