"""When a child in special circumstances is to be seen at home."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import HORIZON_DAYS, DueRule, add_months, day_number, days_of, dues_table, keys_at, no_dues

# One row a child in any group today: since when, whether only sensitive groups hold it, and the newest visit.
FACTS = pa.schema(
    [
        ("since", pa.date32()),
        ("sensitive", pa.bool_()),
        ("visited", pa.date32()),
        ("visit_id", pa.binary(16)),
    ]
)


def dues(*, children: pa.Table, facts: pa.Table, content: tuple[Version, ...], today: date) -> pa.Table:
    """Return the next visit owed to each child in special circumstances.

    A child whose only groups are sensitive ones is owed a visit that only those who may know see.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``.
        content: versions of ``outreach/visits.yaml``.
        today: the day asked about.

    Source: Decree 56/2017; content ``outreach/visits.yaml``.
    """
    version = in_force(content, on=today)
    if version is None or facts.num_rows == 0:
        return no_dues()
    since, visited = days_of(facts["since"]), days_of(facts["visited"])
    seen = visited >= since
    months = version.values["every_months"]
    due_by = np.where(
        seen, add_months(np.where(seen, visited, since), months), since + version.values["first_within_days"]
    )
    opens = np.where(seen, add_months(np.where(seen, visited, since), months - 1), since)
    at = np.flatnonzero(opens <= day_number(today) + HORIZON_DAYS)
    sensitive = np.asarray(facts["sensitive"].to_numpy(), dtype=bool)
    return dues_table(
        child=np.asarray(facts["child"].to_numpy())[at],
        kind="visit",
        code="follow_up",
        window_from=opens[at],
        window_to=due_by[at],
        rule=DueRule("outreach.follow_up", version.values["basis"], version.name),
        record_class=np.where(sensitive[at], "sensitive", "ordinary"),
        last_fact=keys_at(facts["visit_id"], np.where(seen[at], at, -1)),
    )
