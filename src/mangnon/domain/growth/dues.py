"""When a child is to be weighed and measured."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import DueRule, add_months, age_in_months, day_number, days_of, dues_table, keys_at, no_dues

FACTS = pa.schema([("on", pa.date32()), ("id", pa.binary(16))])


def dues(*, children: pa.Table, facts: pa.Table, content: tuple[Version, ...], today: date) -> pa.Table:
    """Return the weighing owed in the calendar period of today, unless it was done.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``: each child's newest standing weighing.
        content: versions of ``growth/weighing.yaml``.
        today: the day asked about.

    Returns:
        DUES; a child whose birth month is not known is owed none, since nobody can say how often.

    Source: content ``growth/weighing.yaml``.
    """
    version = in_force(content, on=today)
    if version is None or children.num_rows == 0:
        return no_dues()
    birth = days_of(children["birth_date"])
    precision = np.asarray(children["birth_precision"].to_numpy())
    now = day_number(today)
    usable = ((precision == "day") | (precision == "month")) & (birth <= now)
    age = np.where(usable, age_in_months(np.where(usable, birth, now), now), -1)
    last = np.full(children.num_rows, -(2**31), dtype="int64")
    at = np.full(children.num_rows, -1, dtype="int64")
    rows = np.asarray(facts["child"].to_numpy())
    last[rows] = days_of(facts["on"])
    at[rows] = np.arange(len(rows))
    tables = []
    for rule in version.values["rules"]:
        first, end = _period(today, months=rule["every_months"], on_time_to_day=rule["on_time_to_day"])
        owed = usable & (age >= rule["from_month"]) & (age < rule["below_month"]) & (last < first)
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
    return pa.concat_tables(tables)


def first_day_name(today: date, months: int) -> str:
    """Return the name of the calendar period that holds the day: its first month, as in ``2026-10``."""
    start = (today.month - 1) // months * months + 1
    return f"{today.year}-{start:02d}"


def _period(today: date, *, months: int, on_time_to_day: int) -> tuple[int, int]:
    start = (today.month - 1) // months * months + 1
    first = day_number(date(today.year, start, 1))
    last_month = add_months(np.array([first]), months - 1)[0]
    return first, int(last_month) + on_time_to_day - 1
