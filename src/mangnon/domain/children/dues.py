"""Papers a child is owed: birth registration, personal number, insurance card, a full birth date."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import HORIZON_DAYS, DueRule, age_in_months, day_number, days_of, dues_table, no_dues


def dues(*, children: pa.Table, facts: pa.Table, content: tuple[Version, ...], today: date) -> pa.Table:
    """Return the papers that are missing.

    Args:
        children: CHILDREN.
        facts: not used; papers stand in the children's table.
        content: versions of ``children/papers.yaml``.
        today: the day asked about.

    Returns:
        DUES; nothing where no version holds on the day.

    Source: Law on Civil Status 2014, Articles 14-15; Decree 63/2024; content ``children/papers.yaml``.
    """
    version = in_force(content, on=today)
    if version is None or children.num_rows == 0:
        return no_dues()
    birth = days_of(children["birth_date"])
    known = birth > -(2**31)
    now = day_number(today)
    # A child whose birth day is unknown is owed papers from today on: nobody can say since when.
    age = np.where(known, age_in_months(np.where(known, birth, now), now), 0)
    missing = _missing(children)
    tables = []
    for paper in version.values["papers"]:
        first = np.where(known, birth + paper["from_day"], now)
        last = np.where(known, birth + paper["to_day"], now + paper["to_day"])
        owed = missing[paper["missing"]] & (age < paper["below_month"]) & (first <= now + HORIZON_DAYS)
        rows = np.flatnonzero(owed)
        tables.append(
            dues_table(
                child=rows,
                kind="card",
                code=paper["code"],
                window_from=first[rows],
                window_to=last[rows],
                rule=DueRule(f"children.{paper['code']}", paper["basis"], version.name),
            )
        )
    return pa.concat_tables(tables)


def _missing(children: pa.Table) -> dict[str, np.ndarray]:
    personal = _flags(children["has_personal_id"])
    return {
        "birth_certificate": ~(_flags(children["has_birth_certificate"]) | personal),
        "personal_id": ~personal,
        "insurance": ~_flags(children["has_insurance"]),
        "birth_date": np.asarray(children["birth_precision"].to_numpy()) != "day",
    }


def _flags(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_numpy(), dtype=bool)
