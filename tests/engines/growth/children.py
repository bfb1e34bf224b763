"""Builds measurement tables for the tests."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from mangnon.engines.growth.schema import MEASUREMENTS


def table(*rows: dict[str, Any]) -> pa.Table:
    """Make a table of ``schema.MEASUREMENTS`` from rows that name only what is known."""
    return pa.table({field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in MEASUREMENTS})
