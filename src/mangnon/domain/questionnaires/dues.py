"""Questionnaires owed at their age or again, and children who must be met because an answer showed danger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.due import (
    HORIZON_DAYS,
    DueRule,
    add_months,
    day_number,
    days_of,
    dues_table,
    keys_at,
    no_dues,
)

# The newest whole response of each questionnaire (``safety_hours`` null), and each danger not yet settled.
FACTS = pa.schema(
    [
        ("on", pa.date32()),
        ("code", pa.string()),
        ("repeat_days", pa.int32()),
        ("safety_hours", pa.int32()),
        ("record_class", pa.string()),
        ("id", pa.binary(16)),
    ]
)
SAFETY = "safety"
ASKED = "questionnaire"


@dataclass(frozen=True)
class QuestionnaireContent:
    """The shipped questionnaires, and versions of what is owed (``questionnaires/owed.yaml``)."""

    questionnaires: tuple[Questionnaire, ...]
    owed: tuple[Version, ...]


def dues(*, children: pa.Table, facts: pa.Table, content: QuestionnaireContent, today: date) -> pa.Table:
    """Return questionnaires owed at their age or again, and children to be met.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``.
        content: what is asked and what is owed.
        today: the day asked about.

    Source: content ``questionnaires``.
    """
    if children.num_rows == 0:
        return no_dues()
    newest = facts.filter(facts["safety_hours"].is_null())
    danger = facts.filter(facts["safety_hours"].is_valid())
    held = in_force(content.owed, on=today)
    # Danger is owed whatever the day: with no version in force the oldest speaks.
    tables = [no_dues(), _to_meet(danger, held or content.owed[0])]
    if held is not None:
        tables += _by_age(children, newest, content, held, today)
        tables += _again(newest, held, today)
    return pa.concat_tables(tables)


def _to_meet(danger: pa.Table, held: Version) -> pa.Table:
    owner, on = np.asarray(danger["child"].to_numpy()), days_of(danger["on"])
    hours = np.asarray(danger["safety_hours"].to_numpy()).astype("int64")
    until = on + np.maximum(1, -(-hours // 24)) if len(on) else on
    order = np.lexsort((until, owner))
    _, first = np.unique(owner[order], return_index=True)  # one child is met once, by the earliest hour
    rows = order[first]
    return dues_table(
        child=owner[rows],
        kind="visit",
        code=SAFETY,
        window_from=on[rows],
        window_to=until[rows],
        rule=DueRule("questionnaires.safety", str(held.values["safety_basis"]), held.name),
        record_class=np.asarray(danger["record_class"].to_numpy(zero_copy_only=False), dtype=object)[rows],
        last_fact=keys_at(danger["id"], rows),
    )


def _by_age(
    children: pa.Table, newest: pa.Table, content: QuestionnaireContent, held: Version, today: date
) -> list[pa.Table]:
    birth = days_of(children["birth_date"])
    precision = np.asarray(children["birth_precision"].to_numpy(zero_copy_only=False))
    known = (precision == "day") | (precision == "month")
    birth = np.where(known, birth, 0)
    now = day_number(today)
    asked = np.asarray(newest["code"].to_numpy(zero_copy_only=False))
    owner = np.asarray(newest["child"].to_numpy())
    found = []
    for code in held.values["codes"]:
        form = _in_force(content, code, today)
        if form is None:
            continue
        opens, ends = add_months(birth, form.age_from_months), add_months(birth, form.age_to_months)
        done = np.zeros(len(birth), dtype=bool)
        done[owner[asked == form.code]] = True
        rows = np.flatnonzero(known & ~done & (opens <= now + HORIZON_DAYS) & (now < ends))
        found.append(
            dues_table(
                child=rows,
                kind="screening",
                code=f"{ASKED}:{form.code}",
                window_from=opens[rows],
                window_to=np.minimum(opens[rows] + held.values["on_time_days"], ends[rows] - 1),
                rule=DueRule("questionnaires.by_age", str(held.values["basis"]), held.name),
                record_class=form.record_class,
            )
        )
    return found


def _again(newest: pa.Table, held: Version, today: date) -> list[pa.Table]:
    waiting = newest.filter(newest["repeat_days"].is_valid())
    if waiting.num_rows == 0:
        return []
    owner, on = np.asarray(waiting["child"].to_numpy()), days_of(waiting["on"])
    opens = on + np.asarray(waiting["repeat_days"].to_numpy()).astype("int64")
    codes = np.asarray(waiting["code"].to_numpy(zero_copy_only=False))
    classes = np.asarray(waiting["record_class"].to_numpy(zero_copy_only=False), dtype=object)
    found = []
    for code in sorted(set(codes)):
        rows = np.flatnonzero((codes == code) & (opens <= day_number(today) + HORIZON_DAYS))
        found.append(
            dues_table(
                child=owner[rows],
                kind="screening",
                code=f"{ASKED}:{code}",
                window_from=opens[rows],
                window_to=opens[rows] + held.values["repeat_on_time_days"],
                rule=DueRule("questionnaires.again", str(held.values["basis"]), held.name),
                record_class=classes[rows],
                last_fact=keys_at(waiting["id"], rows),
            )
        )
    return found


def _in_force(content: QuestionnaireContent, code: str, today: date) -> Questionnaire | None:
    held = [
        each
        for each in content.questionnaires
        if each.code == code and each.valid_from <= today and (each.valid_to is None or today < each.valid_to)
    ]
    return max(held, key=lambda each: each.valid_from, default=None)
