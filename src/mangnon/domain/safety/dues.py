"""When a home with small children is to be looked at."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import (
    HORIZON_DAYS,
    DueRule,
    add_months,
    age_in_months,
    day_number,
    days_of,
    dues_table,
    keys_at,
    no_dues,
)

# One row a household, its youngest child: when the home was last looked at.
FACTS = pa.schema([("checked", pa.date32()), ("check_id", pa.binary(16))])


def dues(*, children: pa.Table, facts: pa.Table, content: tuple[Version, ...], today: date) -> pa.Table:
    """Return the next look at each home with a small child, owed to the youngest there.

    A home that was never looked at is owed it within one interval from the rule's first day or from the age at
    which homes are looked at, whichever is later: no home is late on the first day.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``.
        content: versions of ``safety/home_visits.yaml``.
        today: the day asked about.

    Source: content ``safety/home_visits.yaml``.
    """
    version = in_force(content, on=today)
    if version is None or facts.num_rows == 0:
        return no_dues()
    told = version.values
    rows = np.asarray(facts["child"].to_numpy())
    births = days_of(children["birth_date"].take(pa.array(rows)))
    months = age_in_months(births, day_number(today))
    checked = days_of(facts["checked"])
    seen = checked > -(2**31)
    begins = np.maximum(add_months(births, told["from_months"]), day_number(version.valid_from))
    by = add_months(np.where(seen, checked, begins), told["every_months"])
    opens = add_months(by, -told["open_months"])
    wanted = (births > -(2**31)) & (months < told["below_months"]) & (opens <= day_number(today) + HORIZON_DAYS)
    at = np.flatnonzero(wanted)
    return dues_table(
        child=rows[at],
        kind="visit",
        code="home_safety",
        window_from=opens[at],
        window_to=by[at],
        rule=DueRule("safety.home_safety", told["basis"], version.name),
        last_fact=keys_at(facts["check_id"], np.where(seen[at], at, -1)),
    )
