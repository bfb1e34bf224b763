"""Screening owed: first tests of newborns, yearly checks, the next step of every open path, counselling of families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
from mangnon.vocab.screening import ScreeningPaths, ScreeningTest, Yearly, class_word

FACTS = pa.schema(
    [
        ("on", pa.date32()),
        ("kind", pa.string()),
        ("state", pa.string()),
        ("refer_by", pa.date32()),
        ("path", pa.string()),  # how a sample was taken; empty where nobody said
        ("findings", pa.string()),  # codes with commas between
        ("id", pa.binary(16)),
    ]
)
# A family that refused, or that nobody finds, is not owed the round itself beside the talk with it.
_NOT_DONE = frozenset({"refused", "lost"})


def dues(*, children: pa.Table, facts: pa.Table, content: tuple[ScreeningPaths, ...], today: date) -> pa.Table:
    """Return tests not yet done at their age, and the next step where a path stands open.

    Args:
        children: CHILDREN.
        facts: FACTS with ``child``: each child's newest standing step of each test.
        content: all versions of the paths.
        today: the day asked about.

    Source: Decision 3845/QD-BYT (2021); Decision 1807/QD-BYT (2020); Circular 23/2017/TT-BYT; content ``screening``.
    """
    held = [paths for paths in content if paths.holds(today)]
    if children.num_rows == 0 or not held:
        return no_dues()
    seen = _Seen(
        birth=days_of(children["birth_date"]),
        exact=np.asarray(children["birth_precision"].to_numpy()) == "day",
        now=day_number(today),
        owner=np.asarray(facts["child"].to_numpy()),
        on=days_of(facts["on"]),
        facts=facts,
        words={name: pc.dictionary_encode(facts[name]).combine_chunks() for name in ("kind", "state", "path")},
    )
    tables = [no_dues()]
    # A round is named on its own only where the round it goes with is not owed: that one names both.
    rounds: dict[str, np.ndarray] = {}
    for paths in held:
        for test in paths.tests:
            tables += _next_steps(seen, paths, test)
            if test.first:
                tables.append(_first_time(seen, paths, test))
            if test.yearly:
                tables.append(_round(seen, paths, test, test.yearly, rounds))
            if test.after:
                tables.append(_family(seen, paths, test, held))
    return pa.concat_tables(tables)


@dataclass(frozen=True)
class _Seen:
    """Children and facts as arrays: days since 1970-01-01, rows of the children's table, dictionary words."""

    birth: np.ndarray
    exact: np.ndarray
    now: int
    owner: np.ndarray
    on: np.ndarray
    facts: pa.Table
    words: Mapping[str, pa.DictionaryArray]

    def where(self, name: str, word: str) -> np.ndarray:
        """Tell of each fact whether a column says this word."""
        column = self.words[name]
        at = column.dictionary.index(word).as_py()
        return np.asarray(np.asarray(column.indices.to_numpy(zero_copy_only=False)) == at)

    def rows(self, kind: str, state: str) -> np.ndarray:
        """Return the rows of facts of a test that stand at a step."""
        return np.flatnonzero(self.where("kind", kind) & self.where("state", state))


def _rule(name: str, paths: ScreeningPaths) -> DueRule:
    return DueRule(f"screening.{name}", paths.basis, paths.name)


def _first_time(seen: _Seen, paths: ScreeningPaths, test: ScreeningTest) -> pa.Table:
    first = test.first
    assert first is not None
    begun = np.zeros(len(seen.birth), dtype=bool)
    begun[seen.owner[seen.where("kind", test.kind)]] = True
    age = seen.now - seen.birth
    rows = np.flatnonzero(seen.exact & ~begun & (age >= 0) & (age <= first.until_day))
    return dues_table(
        child=rows,
        kind="screening",
        code=test.kind,
        window_from=seen.birth[rows] + first.from_day,
        window_to=seen.birth[rows] + first.to_day,
        rule=_rule(test.kind, paths),
        record_class=class_word(test.kind),
    )


def _round(
    seen: _Seen, paths: ScreeningPaths, test: ScreeningTest, yearly: Yearly, rounds: dict[str, np.ndarray]
) -> pa.Table:
    """Return the round whose day has come or comes soon and that no check of its year answers."""
    birth = np.where(seen.exact, seen.birth, seen.now)
    since = age_in_months(birth, seen.now + HORIZON_DAYS) - yearly.from_month
    month = yearly.from_month + since // 12 * 12
    opens = add_months(birth, month)
    mine = seen.where("kind", test.kind)
    newest = np.full(len(birth), -(2**31), dtype="int64")
    newest[seen.owner[mine]] = seen.on[mine]
    asked = np.ones(len(birth), dtype=bool)
    for state in _NOT_DONE:
        asked[seen.owner[seen.rows(test.kind, state)]] = False
    owed = (
        seen.exact
        & asked
        & (since >= 0)
        & (month < yearly.below_month)
        & (seen.now <= opens + yearly.until_days)
        & (newest < opens - yearly.counts_days)
    )
    rounds[test.kind] = owed
    if yearly.with_kind in rounds:
        owed = owed & ~rounds[yearly.with_kind]
    rows = np.flatnonzero(owed)
    years = opens[rows].astype("datetime64[D]").astype("datetime64[Y]").astype(str)
    return dues_table(
        child=rows,
        kind="screening",
        code=[f"{test.kind}:{year}" for year in years],
        window_from=opens[rows],
        window_to=opens[rows] + yearly.to_days,
        rule=_rule(f"{test.kind}.yearly", paths),
        record_class=class_word(test.kind),
    )


def _next_steps(seen: _Seen, paths: ScreeningPaths, test: ScreeningTest) -> list[pa.Table]:
    found = []
    for state, step in test.steps.items():
        due = step.due
        rows = seen.rows(test.kind, state) if due else np.zeros(0, dtype="int64")
        if due is None or len(rows) == 0:
            continue
        birth = seen.birth[seen.owner[rows]]
        exact = seen.exact[seen.owner[rows]]
        if due.below_day is not None:
            suspected = np.asarray(seen.facts["findings"].take(rows).to_numpy()) != ""
            kept = suspected | ~exact | (seen.now - birth < due.below_day)
            rows, birth, exact = rows[kept], birth[kept], exact[kept]
        start, end = np.full(len(rows), due.from_days), np.full(len(rows), due.to_days)
        for path, (earliest, latest) in due.paths.items():
            on_path = seen.where("path", path)[rows]
            start, end = np.where(on_path, earliest, start), np.where(on_path, latest, end)
        on = seen.on[rows]
        last = on + end
        if due.age_days is not None:  # whoever is past that age already still has the days of the step
            last = np.where(exact & (birth + due.age_days >= on), np.minimum(last, birth + due.age_days), last)
        if state == "referred":
            agreed = days_of(seen.facts["refer_by"].take(rows))
            last = np.where(agreed >= on, agreed, last)
        found.append(
            dues_table(
                child=seen.owner[rows],
                kind="screening",
                code=f"{test.kind}:{state}",
                window_from=np.minimum(on + start, last),
                window_to=last,
                rule=_rule(f"{test.kind}.after_{state}", paths),
                record_class=class_word(test.kind),
                last_fact=keys_at(seen.facts["id"], rows),
            )
        )
    return found


def _family(seen: _Seen, paths: ScreeningPaths, test: ScreeningTest, held: list[ScreeningPaths]) -> pa.Table:
    """Return counselling owed to the families of children with an inherited disease, on the sick child's own page.

    Not on the brothers' and sisters': a school that knows only these must not learn of it.
    """
    after = test.after
    assert after is not None
    codes = {each.code for other in held for known in other.tests for each in known.findings if each.inherited}
    kinds = {known.kind for other in held for known in other.tests if any(each.inherited for each in known.findings)}
    told = pc.binary_join_element_wise("", seen.facts["findings"], "", ",")
    inherited = np.zeros(len(seen.owner), dtype=bool)
    for code in sorted(codes):
        inherited |= np.asarray(pc.match_substring(told, f",{code},").to_numpy(), dtype=bool)
    of_test = np.zeros(len(seen.owner), dtype=bool)
    for kind in kinds:
        of_test |= seen.where("kind", kind)
    reached = np.zeros(len(seen.owner), dtype=bool)
    for state in after.states:
        reached |= seen.where("state", state)
    begun = np.zeros(len(seen.birth), dtype=bool)
    begun[seen.owner[seen.where("kind", test.kind)]] = True
    rows = np.flatnonzero(inherited & of_test & reached & ~begun[seen.owner])
    _, first = np.unique(seen.owner[rows], return_index=True)  # a child may have two such diseases
    rows = rows[first]
    return dues_table(
        child=seen.owner[rows],
        kind="screening",
        code=f"{test.kind}:family",
        window_from=seen.on[rows],
        window_to=seen.on[rows] + after.to_days,
        rule=_rule(f"{test.kind}.family", paths),
        record_class=class_word(test.kind),
        last_fact=keys_at(seen.facts["id"], rows),
    )
