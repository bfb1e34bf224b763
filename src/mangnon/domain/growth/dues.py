"""When a child is to be weighed and measured, and what a measurement itself asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.domain.growth.follow_up import findings
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import (
    DueRule,
    add_months,
    age_in_months,
    day_number,
    day_of,
    days_of,
    dues_table,
    keys_at,
    no_dues,
)

NEVER = -(2**31)
FACTS = pa.schema(
    [
        ("on", pa.date32()),
        ("id", pa.binary(16)),
        ("weight_g", pa.int32()),
        ("length_mm", pa.int32()),
        ("position", pa.string()),
        ("arm_mm", pa.int32()),
        ("oedema", pa.bool_()),
        ("recorded", pa.int64()),  # seconds; decides between measurements of one day
    ]
)


@dataclass(frozen=True)
class WeighingContent:
    """What the dues of growth rest on.

    Attributes:
        weighing: versions of ``growth/weighing.yaml``.
        standards: WHO's tables.
        practice: versions of ``growth/practice.yaml``, each with the thresholds it holds.
    """

    weighing: tuple[Version, ...]
    standards: GrowthStandards
    practice: tuple[tuple[Version, Practice], ...]


def dues(*, children: pa.Table, facts: pa.Table, content: WeighingContent, today: date) -> pa.Table:
    """Return the weighing owed in the calendar period of today unless it was done, and what a measurement asks for.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``: the standing measurements of the last months, any order.
        content: rhythm, follow-up and thresholds.
        today: the day asked about; later measurements count for nothing.

    Returns:
        DUES; a child whose birth month is not known is owed no weighing, since nobody can say how often. Kind
        ``visit`` with a code ``severe:<day>`` or ``faltering:<day>`` asks for the child to be brought to the station.

    Source: content ``growth/weighing.yaml`` and ``growth/practice.yaml``.
    """
    version = in_force(content.weighing, on=today)
    if version is None or children.num_rows == 0:
        return no_dues()
    facts = facts.filter(pa.array(days_of(facts["on"]) <= day_number(today)))
    asked, followed = _follow_up(children=children, facts=facts, content=content, version=version, today=today)
    return pa.concat_tables([*_periodic(children, facts, version, today, followed), *asked])


def _periodic(
    children: pa.Table, facts: pa.Table, version: Version, today: date, followed: np.ndarray
) -> list[pa.Table]:
    """Return the weighings of the period, of all but those who are followed more closely."""
    birth = days_of(children["birth_date"])
    precision = np.asarray(children["birth_precision"].to_numpy())
    now = day_number(today)
    usable = ((precision == "day") | (precision == "month")) & (birth <= now)
    age = np.where(usable, age_in_months(np.where(usable, birth, now), now), -1)
    last, at = _newest(facts, rows=children.num_rows, known=facts["weight_g"].is_valid().to_numpy())
    tables = []
    for rule in version.values["rules"]:
        first, end = _period(today, months=rule["every_months"], on_time_to_day=rule["on_time_to_day"])
        owed = usable & ~followed & (age >= rule["from_month"]) & (age < rule["below_month"]) & (last < first)
        found = np.flatnonzero(owed)
        tables.append(
            dues_table(
                child=found,
                kind="weighing",
                code=f"{rule['code']}:{first_day_name(today, rule['every_months'])}",
                # A newborn of this period is owed it from birth on.
                window_from=np.maximum(first, birth[found]),
                window_to=np.maximum(end, birth[found] + 14),
                rule=DueRule(f"growth.{rule['code']}", version.values["basis"], version.name),
                record_class="health",
                last_fact=keys_at(facts["id"], at[found]),
            )
        )
    return tables


def _follow_up(
    *, children: pa.Table, facts: pa.Table, content: WeighingContent, version: Version, today: date
) -> tuple[list[pa.Table], np.ndarray]:
    """Return what the newest measurements ask for, and which children are to be weighed again because of it."""
    settled = {kind: np.zeros(children.num_rows, dtype=np.bool_) for kind in ("visit", "weighing")}
    settings: Mapping[str, Any] | None = version.values.get("follow_up")
    practice = next((held for each, held in content.practice if in_force((each,), on=today)), None)
    if settings is None or practice is None or facts.num_rows == 0:
        return [], settled["weighing"]
    found = findings(children=children, facts=facts, standards=content.standards, practice=practice)
    day, at = _newest(facts, rows=children.num_rows)
    age = age_in_months(np.where(day > NEVER, days_of(children["birth_date"]), 0), day_number(today))
    stands = (day > day_number(today) - settings["stands_days"]) & (age < settings["below_month"])
    tables = []
    for rule in settings["rules"]:
        asked = np.zeros(children.num_rows, dtype=np.bool_)
        asked[stands] = found[rule["when"]][at[stands]]
        # A child is examined once and weighed again once, by the gravest finding: rules stand in that order.
        rows = np.flatnonzero(asked & ~settled[rule["kind"]])
        settled[rule["kind"]][rows] = True
        name = "again" if rule["kind"] == "weighing" else "examine"
        tables.append(
            dues_table(
                child=rows,
                kind=rule["kind"],
                code=[f"{rule['when']}:{day_of(each)}" for each in day[rows]],
                window_from=day[rows] + rule["from_days"],
                window_to=day[rows] + rule["to_days"],
                rule=DueRule(f"growth.{name}_{rule['when']}", settings["basis"], version.name),
                record_class="health",
                last_fact=keys_at(facts["id"], at[rows]),
            )
        )
    return tables, settled["weighing"]


def _newest(facts: pa.Table, *, rows: int, known: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return each child's newest day (``NEVER`` without) and its row among the facts (-1 without).

    Args:
        rows: how many children.
        known: which facts count; all when absent.
    """
    day = np.full(rows, NEVER, dtype=np.int64)
    at = np.full(rows, -1, dtype=np.int64)
    order = _in_order(facts)
    if known is not None:
        order = order[known[order]]
    owner = np.asarray(facts["child"].to_numpy())[order]
    day[owner] = days_of(facts["on"])[order]  # the last one written stays: the newest
    at[owner] = order
    return day, at


def _in_order(facts: pa.Table) -> np.ndarray:
    """Return the rows by child, day and hour of writing; a key decides between equals, so that input order does not."""
    keys = facts["id"].cast(pa.binary()).combine_chunks()
    by_key = pc.rank(keys, tiebreaker="dense").to_numpy()
    recorded = facts["recorded"].fill_null(0).to_numpy()
    return np.lexsort((by_key, recorded, days_of(facts["on"]), np.asarray(facts["child"].to_numpy())))


def first_day_name(today: date, months: int) -> str:
    """Return the name of the calendar period that holds the day: its first month, as in ``2026-10``."""
    start = (today.month - 1) // months * months + 1
    return f"{today.year}-{start:02d}"


def _period(today: date, *, months: int, on_time_to_day: int) -> tuple[int, int]:
    start = (today.month - 1) // months * months + 1
    first = day_number(date(today.year, start, 1))
    last_month = add_months(np.array([first]), months - 1)[0]
    return first, int(last_month) + on_time_to_day - 1
