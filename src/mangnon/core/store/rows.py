"""Writes many rows of a model in one statement, without making an object of each.

``bulk_create`` writes rows with an array or JSON column value by value, and every other one through an object; an
import of 50,000 rows spends half its time there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

ROWS_A_STATEMENT = 10_000


def insert_columns(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], *, ignore_conflicts: bool = False
) -> None:
    """Insert rows given column by column; columns left out take what the database gives them.

    Args:
        model: whose table.
        columns: values by attribute name (``child_id``, not ``child``), all of one length.
        ignore_conflicts: leave out rows that a constraint refuses.
    """
    count = len(next(iter(columns.values()), ()))
    fields = [model._meta.get_field(name) for name in columns]
    arrays = ", ".join(f"%s::{_carried(field)}[]" for field in fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(f'w."{field.column}"::{field.db_type(connection)}' for field in fields)
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM unnest({arrays}) AS w({names})'
    sql += " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    with connection.cursor() as cursor:
        for start in range(0, count, ROWS_A_STATEMENT):
            some = slice(start, start + ROWS_A_STATEMENT)
            cursor.execute(
                sql,
                [[_value(field, each) for each in columns[name][some]] if _is_text(field) else list(columns[name][some])
                 for name, field in zip(columns, fields, strict=True)],
            )  # fmt: skip


def update_columns(model: type[models.Model], keys: Sequence[Any], columns: Mapping[str, Sequence[Any]]) -> None:
    """Change columns of rows found by their keys; ``bulk_update`` writes a branch a row and column instead.

    Args:
        model: whose table.
        keys: primary keys.
        columns: new values by attribute name, in the order of the keys; no array or JSON columns.
    """
    fields = [model._meta.get_field(name) for name in columns]
    arrays = ", ".join(["%s::uuid[]", *(f"%s::{field.db_type(connection)}[]" for field in fields)])
    sets = ", ".join(f'"{field.column}" = w."{field.column}"' for field in fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'UPDATE "{model._meta.db_table}" t SET {sets} FROM unnest({arrays}) AS w(pk, {names})'
    sql += " WHERE t.id = w.pk AND t.id = ANY(%s::uuid[])"  # the second lets the planner use the key
    with connection.cursor() as cursor:
        for start in range(0, len(keys), ROWS_A_STATEMENT):
            some = slice(start, start + ROWS_A_STATEMENT)
            given = list(keys[some])
            cursor.execute(sql, [given, *(list(values[some]) for values in columns.values()), given])


def columns_of(rows: Sequence[models.Model], names: Sequence[str]) -> dict[str, list[Any]]:
    """Return unsaved rows column by column."""
    return {name: [getattr(row, name) for row in rows] for name in names}


def _is_text(field: Any) -> bool:
    """Tell whether a column's values travel as text: an array of arrays must be a rectangle, JSON has no array."""
    return isinstance(field, ArrayField | models.JSONField)


def _carried(field: Any) -> str:
    return "text" if _is_text(field) else str(field.db_type(connection)).replace("serial", "int")


def _value(field: Any, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(field, ArrayField):
        quoted = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in value)
        return "{" + ",".join(f'"{each}"' for each in quoted) + "}"
    return json.dumps(value, ensure_ascii=False)
