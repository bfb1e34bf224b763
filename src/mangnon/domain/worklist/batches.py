"""Communes whose children are read and derived together, and the reader of their rows in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from mangnon.domain.worklist.snapshot import Reader

CHILDREN_A_BATCH = 25_000


def in_batches(held: Iterable[tuple[str, int]], most: int = CHILDREN_A_BATCH) -> list[tuple[tuple[str, ...], int]]:
    """Put communes together in their order.

    Args:
        held: communes, and how many children each has.
        most: how many children a batch may hold; a larger commune is a batch of its own.

    Returns:
        The communes of each batch, and its children.
    """
    batches: list[tuple[tuple[str, ...], int]] = []
    communes: list[str] = []
    count = 0
    for commune, living in held:
        if communes and count + living > most:
            batches.append((tuple(communes), count))
            communes, count = [], 0
        communes.append(commune)
        count += living
    return [*batches, (tuple(communes), count)] if communes else batches


def reader_of(cursor: Any) -> Reader:
    """Return the reader that asks by an ADBC cursor."""

    def read(sql: str, schema: pa.Schema) -> pa.Table:
        cursor.execute(sql)
        found = cursor.fetch_arrow_table()
        columns = [_as(found.column(place), field.type) for place, field in enumerate(schema)]
        return pa.table(columns, schema=schema)

    return read


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    return column if column.type == kind else column.cast(kind)
