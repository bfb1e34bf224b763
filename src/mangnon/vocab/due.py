"""The shape every dues function shares: children in, dues out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

# One row a living child under 16 who lives in the province; the row's place is the child's number below.
CHILDREN = pa.schema(
    [
        ("key", pa.binary(16)),
        ("birth_date", pa.date32()),
        ("birth_precision", pa.string()),  # day, month, year or unknown
        ("sex", pa.string()),  # m, f or empty
        ("has_personal_id", pa.bool_()),
        ("has_birth_certificate", pa.bool_()),
        ("has_insurance", pa.bool_()),
        ("commune_code", pa.string()),
    ]
)

_WORD = pa.dictionary(pa.int16(), pa.string())
DUES = pa.schema(
    [
        ("child", pa.int32()),  # row of the children's table
        ("kind", _WORD),
        ("code", pa.string()),  # what is owed, unique for a child and kind
        ("window_from", pa.date32()),
        ("window_to", pa.date32()),  # last day on time
        ("record_class", _WORD),
        ("rule", _WORD),
        ("basis", _WORD),  # law or guidance
        ("content_version", _WORD),
        ("last_fact", pa.binary(16)),  # the newest fact it was derived from; null when from none
    ]
)

# Dues are worked out for windows that open up to this many days ahead, so that the next sessions can be planned.
HORIZON_DAYS = 45


@dataclass(frozen=True)
class DueRule:
    """One rule's words: its code, legal basis, and the version of the content that holds it."""

    code: str
    basis: str
    version: str


@dataclass(frozen=True)
class Derivation:
    """How one capability's dues come about.

    Args:
        capability: the room's name.
        facts_sql: a query of the facts it reads; ``{children}`` stands for a query of child keys, ``{today}``
            for the day asked about; its first column is the child's key as bytes.
        facts_schema: the query's columns after ``child``.
        dues: ``dues(*, children, facts, content, today) -> DUES table``, pure; ``facts`` has an int32 column
            ``child`` (row of the children's table) in place of the key.
        load_content: reads the content it needs; called once a process.
    """

    capability: str
    facts_sql: str
    facts_schema: pa.Schema
    dues: Callable[..., pa.Table]
    load_content: Callable[[], Any]


def dues_table(
    *,
    child: np.ndarray,
    kind: str,
    code: np.ndarray | list[str] | str,
    window_from: np.ndarray,
    window_to: np.ndarray,
    rule: DueRule,
    record_class: str | np.ndarray = "ordinary",
    last_fact: pa.Array | None = None,
) -> pa.Table:
    """Build a table of dues of one rule.

    Args:
        child: rows of the children's table, shape (n,).
        kind: the kind of all.
        code: one for all, or n.
        window_from, window_to: days since 1970-01-01, shape (n,).
        rule: its words.
        record_class: one for all, or n.
        last_fact: n keys or nulls; none when absent.
    """
    n = len(child)
    return pa.table(
        [
            pa.array(child, pa.int32()),
            _word(kind, n),
            pa.array([code] * n if isinstance(code, str) else code, pa.string()),
            pa.array(np.asarray(window_from, dtype="int32")).cast(pa.date32()),
            pa.array(np.asarray(window_to, dtype="int32")).cast(pa.date32()),
            _word(record_class, n) if isinstance(record_class, str) else pa.array(record_class).cast(_WORD),
            _word(rule.code, n),
            _word(rule.basis, n),
            _word(rule.version, n),
            last_fact if last_fact is not None else pa.nulls(n, pa.binary(16)),
        ],
        schema=DUES,
    )


def no_dues() -> pa.Table:
    """Return a table of no dues."""
    return DUES.empty_table()


def _word(word: str, n: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.zeros(n, dtype="int16"), pa.array([word]))


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def day_of(number: int) -> date:
    """Return the day that is so many days after 1970-01-01."""
    return date(1970, 1, 1) + timedelta(days=int(number))


def days_of(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Return a date column as days since 1970-01-01, int64; unknown dates become -2**31."""
    filled = column.cast(pa.int32()).fill_null(-(2**31))
    return np.asarray(
        filled.to_numpy(zero_copy_only=False) if isinstance(filled, pa.Array) else filled.to_numpy()
    ).astype("int64")


def keys_at(keys: pa.ChunkedArray | pa.Array, at: np.ndarray) -> pa.Array:
    """Return the keys at these rows; null where a row is negative.

    Args:
        keys: binary(16).
        at: rows, shape (n,).
    """
    taken = keys.take(pa.array(at, pa.int64(), mask=at < 0))
    whole = taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken
    return whole.cast(pa.binary(16))


def add_months(days: np.ndarray, months: int | np.ndarray) -> np.ndarray:
    """Return days moved by whole months; a day that the month lacks becomes its last day.

    Args:
        days: since 1970-01-01, shape (n,).
        months: one number, or n.
    """
    start = days.astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    into = (start - month.astype("datetime64[D]")).astype("int64")
    target = month + np.asarray(months).astype("timedelta64[M]")
    first = target.astype("datetime64[D]").astype("int64")
    length = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype("int64") - first
    return np.asarray(first + np.minimum(into, length - 1))


def age_in_months(birth: np.ndarray, on: int) -> np.ndarray:
    """Return completed months of age on a day; negative before birth.

    Args:
        birth: days since 1970-01-01, shape (n,).
        on: days since 1970-01-01.
    """
    born = birth.astype("datetime64[D]")
    day = np.datetime64(on, "D")
    months = (day.astype("datetime64[M]") - born.astype("datetime64[M]")).astype("int64")
    born_into = (born - born.astype("datetime64[M]").astype("datetime64[D]")).astype("int64")
    day_into = int((day - day.astype("datetime64[M]").astype("datetime64[D]")).astype("int64"))
    return np.asarray(months - (born_into > day_into))


Contents = Mapping[str, Any]
