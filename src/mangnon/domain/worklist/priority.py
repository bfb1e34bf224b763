"""Priorities of children beside their dues: one function for one child in a request and for all by night."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.core.content.priority import priority_weights
from mangnon.domain.worklist.derive import Derived
from mangnon.domain.worklist.snapshot import Reader
from mangnon.domain.worklist.terms import CLOSED, OPEN
from mangnon.engines.priority import CHILDREN, DUES, Scores, Weights, score

STORED = pa.schema(
    [
        ("child_id", pa.binary(16)),
        ("commune_id", pa.binary(16)),
        ("hamlet_id", pa.binary(16)),
        ("record_class", pa.string()),
        ("points", pa.int32()),
        ("parts", pa.string()),
        ("contacted_on", pa.date32()),
        ("content_version", pa.string()),
    ]
)
STANDING_SQL = """
SELECT uuid_send(child_id), uuid_send(commune_id), uuid_send(hamlet_id), record_class, points, parts, contacted_on,
       content_version, id
FROM worklist_priority WHERE child_id IN ({children})
"""
_FACTS = pa.schema(
    [
        ("child", pa.binary(16)),
        ("gestation_weeks", pa.int16()),
        ("poverty", pa.string()),
        ("open", pa.bool_()),  # in special circumstances that are no secret
        ("closed", pa.bool_()),  # in special circumstances of the sensitive class
        ("contacted_on", pa.date32()),
    ]
)
_FACTS_SQL = """
SELECT uuid_send(c.id), c.gestation_weeks, coalesce(h.poverty, ''), coalesce(held.open, false),
       coalesce(held.closed, false), greatest({contacts})
FROM children_child c
LEFT JOIN children_household h ON h.id = c.household_id
LEFT JOIN (
  SELECT child_id, bool_or(NOT sensitive) AS open, bool_or(sensitive) AS closed FROM children_circumstance
  WHERE child_id IN ({children}) AND valid @> DATE '{today}' GROUP BY child_id
) held ON held.child_id = c.id
WHERE c.id IN ({children})
"""
# The newest fact is one step into the index of each table, where a maximum over all of them would read every fact.
_CONTACT_SQL = """(SELECT "on" FROM {table} WHERE child_id = c.id AND superseded_at IS NULL AND {open}
   AND "on" <= DATE '{today}' ORDER BY "on" DESC LIMIT 1)"""
_NO_CONTACT_SQL = "NULL::date"

_contacts: list[tuple[str, str]] = []


def tell_contacts(tables: tuple[tuple[str, str], ...]) -> None:
    """Set the tables of facts that say that somebody met the child, each with which rows are open (config/wiring.py).

    A sensitive fact is left out: its day would tell others that there was one.
    """
    _contacts[:] = tables


def prioritize(*, reader: Reader, children_sql: str, derived: Derived, today: date) -> pa.Table:
    """Score children by the dues just derived for them.

    Args:
        reader: runs a query and returns its rows as a table.
        children_sql: the query of child keys that the dues were derived for.
        derived: the children and their dues.
        today: the day asked about.

    Returns:
        STORED; one row a child, and one more for each about whom there is something sensitive.
    """
    children = derived.children
    if not children.num_rows:
        return STORED.empty_table()
    facts = reader(_filled(children_sql, today), _FACTS)
    facts = facts.take(pc.index_in(children["key"], value_set=facts["child"].combine_chunks()))
    weights = priority_weights(today)
    classes = derived.dues["record_class"].cast(pa.string())
    shown = pc.not_equal(classes, CLOSED)
    asked = _asked(children, facts, facts["open"])
    table = _stored(children, facts, OPEN, score(
        children=asked, dues=_owed(derived.dues.filter(shown)), weights=weights, today=today
    ), weights)  # fmt: skip
    closed = _among(derived.dues.filter(pc.invert(shown)), facts["closed"])
    if not len(closed):
        return table
    mine = pa.array(closed)
    dues = derived.dues.filter(pc.is_in(derived.dues["child"], value_set=pa.array(closed, pa.int32())))
    place = np.searchsorted(closed, np.asarray(dues["child"].to_numpy()))
    whole = score(
        children=_asked(children, facts, pc.or_(facts["open"], facts["closed"])).take(mine),
        dues=_owed(dues.set_column(0, "child", pa.array(place, pa.int32()))),
        weights=weights,
        today=today,
    )
    return pa.concat_tables([table, _stored(children.take(mine), facts.take(mine), CLOSED, whole, weights)])


def _filled(children_sql: str, today: date) -> str:
    each = [_CONTACT_SQL.replace("{table}", table).replace("{open}", open_) for table, open_ in _contacts]
    sql = _FACTS_SQL.replace("{contacts}", ",\n  ".join(each or [_NO_CONTACT_SQL]))
    return sql.replace("{children}", children_sql).replace("{today}", today.isoformat())


def _asked(children: pa.Table, facts: pa.Table, held: pa.ChunkedArray) -> pa.Table:
    return pa.table(
        [
            children["birth_date"], children["birth_precision"], facts["gestation_weeks"], facts["poverty"], held,
            facts["contacted_on"],
        ],
        schema=CHILDREN,
    )  # fmt: skip


def _owed(dues: pa.Table) -> pa.Table:
    return dues.select(DUES.names).cast(DUES)


def _among(dues: pa.Table, closed: pa.ChunkedArray) -> np.ndarray:
    """Return the rows of children about whom there is anything sensitive, rising."""
    held = np.flatnonzero(np.asarray(closed.to_numpy(), dtype=bool))
    return np.union1d(held, np.asarray(dues["child"].to_numpy()).astype("int64"))


def _stored(children: pa.Table, facts: pa.Table, record_class: str, scores: Scores, weights: Weights) -> pa.Table:
    count = children.num_rows
    return pa.table(
        [
            children["key"], children["commune"], children["hamlet"],
            pa.array([record_class] * count, pa.string()), pa.array(scores.points), parts_text(scores.parts, count),
            facts["contacted_on"], pa.array([weights.version] * count, pa.string()),
        ],
        schema=STORED,
    )  # fmt: skip


def parts_text(parts: pa.Table, children: int) -> pa.Array:
    """Write the parts of each child as JSON: a list of [part, kind, code, band, base, times].

    Args:
        parts: PARTS, by child.
        children: how many there are.
    """
    quoted = [_quoted(parts[name]) for name in ("part", "kind", "code", "band")]
    numbers = [parts[name].cast(pa.string()) for name in ("base", "times")]
    each = pc.binary_join_element_wise(*quoted, *numbers, ",")
    each = pc.binary_join_element_wise("[", each, "]", "")
    ends = np.searchsorted(np.asarray(parts["child"].to_numpy()), np.arange(children + 1))
    flat = each.combine_chunks() if isinstance(each, pa.ChunkedArray) else each
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(ends, pa.int32()), flat), ",")
    return pc.binary_join_element_wise("[", joined, "]", "")


def _quoted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    plain = pc.replace_substring(pc.replace_substring(column, "\\", "\\\\"), '"', '\\"')
    return pc.binary_join_element_wise('"', plain, '"', "")
