"""Newborn screening owed, and the next step after a result that asks for one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import DueRule, day_number, days_of, dues_table, keys_at, no_dues
from mangnon.vocab.screening import NEED_TO_KNOW

FACTS = pa.schema([("on", pa.date32()), ("kind", pa.string()), ("state", pa.string()), ("id", pa.binary(16))])


def dues(*, children: pa.Table, facts: pa.Table, content: tuple[Version, ...], today: date) -> pa.Table:
    """Return tests not yet done on newborns, and the next step where the newest state asks for one.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``: each child's newest standing state of each test.
        content: versions of ``screening/newborn.yaml``.
        today: the day asked about.

    Source: Decision 3845/QD-BYT (2021); Decision 1807/QD-BYT (2020); content ``screening/newborn.yaml``.
    """
    version = in_force(content, on=today)
    if version is None or children.num_rows == 0:
        return no_dues()
    birth = days_of(children["birth_date"])
    exact = np.asarray(children["birth_precision"].to_numpy()) == "day"
    now = day_number(today)
    kinds = np.asarray(facts["kind"].to_numpy())
    owner = np.asarray(facts["child"].to_numpy())
    tables = [_next_steps(facts, version, kinds, owner)]
    for test in version.values["tests"]:
        seen = np.zeros(children.num_rows, dtype=bool)
        seen[owner[kinds == test["kind"]]] = True
        age = now - birth
        rows = np.flatnonzero(exact & ~seen & (age >= 0) & (age <= test["until_day"]))
        tables.append(
            dues_table(
                child=rows,
                kind="screening",
                code=test["kind"],
                window_from=birth[rows] + test["from_day"],
                window_to=birth[rows] + test["to_day"],
                rule=DueRule(f"screening.{test['kind']}", version.values["basis"], version.name),
                record_class="health",
            )
        )
    return pa.concat_tables(tables)


def _next_steps(facts: pa.Table, version: Version, kinds: np.ndarray, owner: np.ndarray) -> pa.Table:
    states = np.asarray(facts["state"].to_numpy())
    on = days_of(facts["on"])
    tables = [no_dues()]
    for step in version.values["follow_up"]:
        at = np.flatnonzero(states == step["state"])
        tables.append(
            dues_table(
                child=owner[at],
                kind="screening",
                code=[f"{kinds[i]}:{step['state']}" for i in at],
                window_from=on[at],
                window_to=on[at] + step["to_days"],
                rule=DueRule(f"screening.after_{step['state']}", version.values["basis"], version.name),
                record_class=np.where(np.isin(kinds[at], sorted(NEED_TO_KNOW)), "sensitive", "health"),
                last_fact=keys_at(facts["id"], at),
            )
        )
    return pa.concat_tables(tables)
