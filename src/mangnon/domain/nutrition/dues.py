"""Vitamin A and deworming owed in the rounds of June and December."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import HORIZON_DAYS, DueRule, age_in_months, day_number, days_of, dues_table, no_dues

FACTS = pa.schema([("on", pa.date32()), ("kind", pa.string()), ("id", pa.binary(16))])


def dues(*, children: pa.Table, facts: pa.Table, content: tuple[Version, ...], today: date) -> pa.Table:
    """Return what is owed in the round that is open or opens within the horizon.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``: what each child took in the last year.
        content: versions of ``nutrition/rounds.yaml``.
        today: the day asked about.

    Source: content ``nutrition/rounds.yaml``.
    """
    tables = [no_dues()]
    for year in (today.year, today.year + 1):
        version = in_force(content, on=date(year, 1, 1)) if year > today.year else in_force(content, on=today)
        if version is None:
            continue
        for each in version.values["rounds"]:
            first, last = date(year, each["month"], each["from_day"]), date(year, each["month"], each["to_day"])
            if day_number(first) <= day_number(today) + HORIZON_DAYS and today <= last:
                tables += _round(children, facts, version, first, last)
    return pa.concat_tables(tables)


def _round(children: pa.Table, facts: pa.Table, version: Version, first: date, last: date) -> list[pa.Table]:
    birth = days_of(children["birth_date"])
    precision = np.asarray(children["birth_precision"].to_numpy())
    usable = (precision == "day") | (precision == "month")
    opening = day_number(first)
    age = np.where(usable, age_in_months(np.where(usable, birth, opening), opening), -1)
    vitamin, deworming = version.values["vitamin_a"], version.values["deworming"]
    below = np.where(
        np.isin(np.asarray(children["commune_code"].to_numpy()), vitamin["high_stunting_communes"]),
        vitamin["below_month_high_stunting"],
        vitamin["below_month"],
    )
    wanted: list[tuple[str, np.ndarray, int]] = [
        ("vitamin_a", (age >= vitamin["from_month"]) & (age < below), opening - vitamin["gap_days"]),
        ("deworming", (age >= deworming["from_month"]) & (age < deworming["below_month"]), opening),
    ]
    return [
        _owed(facts, version, kind=kind, eligible=eligible, since=since, first=first, last=last)
        for kind, eligible, since in wanted
    ]


def _owed(
    facts: pa.Table, version: Version, *, kind: str, eligible: np.ndarray, since: int, first: date, last: date
) -> pa.Table:
    taken = (np.asarray(facts["kind"].to_numpy()) == kind) & (days_of(facts["on"]) >= since)
    done = np.zeros(len(eligible), dtype=bool)
    done[np.asarray(facts["child"].to_numpy())[taken]] = True
    rows = np.flatnonzero(eligible & ~done)
    return dues_table(
        child=rows,
        kind="supplement",
        code=f"{kind}:{first:%Y-%m}",
        window_from=np.full(len(rows), day_number(first)),
        window_to=np.full(len(rows), day_number(last)),
        rule=DueRule(f"nutrition.{kind}", str(version.values["basis"]), version.name),
        record_class="health",
    )
