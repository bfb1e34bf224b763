"""Small tables of children and facts for tests of dues functions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from mangnon.vocab.due import CHILDREN


def children(*rows: dict[str, Any]) -> pa.Table:
    """Return a children's table; what a row leaves out is a boy born on a known day with all papers."""
    usual = {
        "key": b"\0" * 16,
        "birth_date": date(2024, 1, 1),
        "birth_precision": "day",
        "sex": "m",
        "has_personal_id": True,
        "has_birth_certificate": True,
        "has_insurance": True,
        "commune_code": "05830",
    }
    return pa.Table.from_pylist(
        [{**usual, "key": bytes([n]) * 16, **row} for n, row in enumerate(rows)], schema=CHILDREN
    )


def facts(schema: pa.Schema, *rows: dict[str, Any]) -> pa.Table:
    """Return a facts table with the child's row number first."""
    return pa.Table.from_pylist(list(rows), schema=pa.schema([pa.field("child", pa.int32()), *schema]))


def told(dues: pa.Table) -> list[tuple[Any, ...]]:
    """Return dues as (child, kind, code, from, to), sorted."""
    names = ("child", "kind", "code", "window_from", "window_to")
    return sorted(zip(*(dues[name].to_pylist() for name in names), strict=True))
