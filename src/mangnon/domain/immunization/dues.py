"""Doses a child is owed: the engine's forecasts, put together by the vaccine that gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.immunization import (
    DOSES_SCHEMA,
    OBSERVATIONS_SCHEMA,
    ScheduleVersions,
    evaluate_versions,
    versions_of,
)
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

FACTS = pa.schema(
    [
        ("on", pa.date32()),
        ("product", pa.string()),
        ("maker", pa.string()),
        ("id", pa.binary(16)),
        ("code", pa.string()),
        ("until", pa.date32()),
    ]
)


@dataclass(frozen=True)
class DoseContent:
    """The schedule's versions, and until what age a missed dose is asked for."""

    schedule: ScheduleVersions
    catch_up: tuple[Version, ...]


def dues(*, children: pa.Table, facts: pa.Table, content: DoseContent, today: date) -> pa.Table:
    """Return the next dose of every vaccine that is owed now or within the horizon.

    One due a vaccine: the courses that a combined vaccine serves are one injection. Its code names the vaccine,
    then each course with the number of its dose: ``PENTA:DPT2,HEPB3,HIB2``.

    Args:
        children: CHILDREN; only those with a full birth date can be forecast.
        facts: FACTS with ``child``: standing doses, and standing observations, which have a ``code``.
        content: the schedule, and ``immunization/catch_up.yaml``.
        today: the day asked about.

    Source: content ``immunization/vietnam.yaml``; CDSi logic specification 4.6 (forecasting).
    """
    known = np.flatnonzero(
        (np.asarray(children["birth_precision"].to_numpy()) == "day")
        & (days_of(children["birth_date"]) <= day_number(today))
    )
    if not len(known):
        return no_dues()
    asked = _asked(children, known, today)
    version = _version_name(asked, content.schedule)
    catch_up = in_force(content.catch_up, on=today)
    if version is None or catch_up is None:
        return no_dues()
    place = np.full(children.num_rows, -1)
    place[known] = np.arange(len(known))
    seen = facts["code"].is_valid()
    doses, rows = _doses(facts, place, ~np.asarray(seen))
    observations = _observations(facts.filter(seen), place) if facts["code"].null_count < len(facts) else None
    found = evaluate_versions(
        children=asked, doses=doses, observations=observations, schedule=content.schedule, courses=True
    )
    courses = found.courses
    if courses is None:
        return no_dues()
    open_ = courses.filter(
        pc.and_(
            pc.equal(courses["status"].cast(pa.string()), "not_complete"),
            pc.less_equal(courses["recommended"].cast(pa.int32()), day_number(today) + HORIZON_DAYS),
        )
    )
    open_ = open_.filter(pc.greater(pc.list_value_length(open_["products"]), 0))
    open_ = open_.filter(pa.array(_still_asked(open_, asked, catch_up, today)))
    if not open_.num_rows:
        return no_dues()
    owed = np.zeros(len(known), dtype=bool)
    owed[np.asarray(open_["child"].to_numpy())] = True
    judged = found.doses.filter(pa.array(owed[np.asarray(found.doses["child"].to_numpy())]))
    return _by_vaccine(open_, known, _newest_fact(judged, doses, facts["id"], rows), version, catch_up)


def _asked(children: pa.Table, known: np.ndarray, today: date) -> pa.Table:
    taken = children.take(pa.array(known))
    return pa.table(
        {
            "birth_date": taken["birth_date"],
            "assess_on": pa.repeat(pa.scalar(today, pa.date32()), len(known)),
            "sex": pc.if_else(pc.equal(taken["sex"], ""), pa.scalar(None, pa.string()), taken["sex"]),
        }
    )


def _still_asked(forecasts: pa.Table, asked: pa.Table, catch_up: Version, today: date) -> np.ndarray:
    child = np.asarray(forecasts["child"].to_numpy())
    birth = days_of(asked["birth_date"])[child]
    opens = days_of(forecasts["recommended"])
    early_until = add_months(birth, catch_up.values["early_until_month"])
    until = np.where(opens < early_until, early_until, add_months(opens, catch_up.values["later_for_months"]))
    return np.asarray(day_number(today) < until)


def _version_name(asked: pa.Table, content: ScheduleVersions) -> str | None:
    place = int(versions_of(assess_on=asked["assess_on"].slice(0, 1), schedule=content)[0])
    return content.versions[place].name if place >= 0 else None


def _observations(facts: pa.Table, place: np.ndarray) -> pa.Table:
    whose = place[np.asarray(facts["child"].to_numpy())]
    kept = facts.filter(pa.array(whose >= 0))
    table = {
        "child": pa.array(whose[whose >= 0], pa.int32()),
        "code": kept["code"],
        "on": kept["on"],
        "until": kept["until"],
    }
    return pa.table(table).cast(OBSERVATIONS_SCHEMA)


def _doses(facts: pa.Table, place: np.ndarray, given: np.ndarray) -> tuple[pa.Table, np.ndarray]:
    whose = place[np.asarray(facts["child"].to_numpy())]
    rows = np.flatnonzero((whose >= 0) & given)
    kept = facts.take(pa.array(rows))
    table = pa.table(
        {
            "child": pa.array(whose[rows], pa.int32()),
            "on": kept["on"],
            "product": kept["product"],
            "maker": kept["maker"],
        }
    )
    return table.cast(pa.schema([DOSES_SCHEMA.field(name) for name in table.schema.names])), rows


def _newest_fact(
    judged: pa.Table, doses: pa.Table, keys: pa.ChunkedArray, rows: np.ndarray
) -> dict[str, tuple[np.ndarray, pa.Array]]:
    """Return for each antigen: sorted child rows, and the key of each one's newest dose that carries it."""
    newest = {}
    antigens = judged["antigen"].cast(pa.string())
    on = days_of(doses["on"]).astype(np.int64)
    for antigen in pc.unique(antigens).drop_null().to_pylist():
        mine = judged.filter(pc.equal(antigens, antigen))
        child, dose = np.asarray(mine["child"].to_numpy()), np.asarray(mine["dose"].to_numpy())
        # They mostly come in this order, which a stable sort of one number makes use of.
        order = np.argsort((child.astype(np.int64) << 32) + on[dose], kind="stable")
        child, dose = child[order], dose[order]
        last = np.flatnonzero(np.append(child[1:] != child[:-1], True))
        newest[antigen] = (child[last], keys_at(keys, rows[dose[last]]))
    return newest


def _by_vaccine(
    forecasts: pa.Table,
    known: np.ndarray,
    newest: dict[str, tuple[np.ndarray, pa.Array]],
    version: str,
    catch_up: Version,
) -> pa.Table:
    child = np.asarray(forecasts["child"].to_numpy())
    antigen = np.asarray(forecasts["antigen"].cast(pa.string()).to_numpy())
    names, product = _chosen(forecasts, child)
    number = np.asarray(forecasts["dose"].to_numpy())
    opens = days_of(forecasts["recommended"])
    ends = days_of(forecasts["past_due"])
    ends = np.where(ends > -(2**31), ends - 1, opens + 30)
    # Forecasts of one child and vaccine are one injection; they stand side by side after sorting.
    order = np.lexsort((np.arange(len(child)), product, child))
    first = np.flatnonzero(
        np.append(True, (child[order][1:] != child[order][:-1]) | (product[order][1:] != product[order][:-1]))
    )
    served = np.char.add(antigen[order].astype(str), number[order].astype(str))
    spans = np.append(first, len(order))
    codes = [
        f"{names[product[order[start]]].removeprefix('vn:')}:{','.join(served[start:stop])}"
        for start, stop in pairwise(spans)
    ]
    owner = child[order[first]]
    return dues_table(
        child=known[owner],
        kind="dose",
        code=codes,
        window_from=np.minimum.reduceat(opens[order], first),
        window_to=np.minimum.reduceat(ends[order], first),
        rule=DueRule("immunization.dose", str(catch_up.values["basis"]), version),
        record_class="health",
        last_fact=_last_facts(owner, antigen[order[first]], newest),
    )


def _chosen(forecasts: pa.Table, child: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return the vaccines' names in their order, and the place of one of them for each course.

    It is, of those that some course of the child asks for first, the one that serves most.

    A child on the six-in-one course needs it for polio; the same injection then serves diphtheria and the rest. A
    vaccine that no course asks for first is never chosen.
    """
    lists = forecasts["products"].combine_chunks()
    owner = np.asarray(pc.list_parent_indices(lists).to_numpy())
    names, offered = _numbered(lists.flatten().cast(pa.string()))
    first = np.append(True, owner[1:] != owner[:-1])  # the course's own first choice
    pair = child[owner].astype(np.int64) * len(names) + offered
    served, place = np.unique(pair, return_inverse=True)
    counts = np.bincount(place, minlength=len(served))
    asked = np.zeros(len(served), dtype=bool)
    asked[place[first]] = True
    score = np.where(asked[place], counts[place], -1)
    best = np.lexsort((np.arange(len(owner)), -score, owner))
    kept = best[np.append(True, owner[best][1:] != owner[best][:-1])]
    return names, offered[kept]


def _numbered(words: pa.Array) -> tuple[list[str], np.ndarray]:
    """Return the words that occur in their order, and the place of each word among them."""
    found = words.dictionary_encode()
    names = found.dictionary.to_pylist()
    places = np.argsort(np.argsort(names))
    return sorted(names), places[np.asarray(found.indices.to_numpy())]


def _last_facts(owner: np.ndarray, antigen: np.ndarray, newest: dict[str, tuple[np.ndarray, pa.Array]]) -> pa.Array:
    found: pa.Array = pa.nulls(len(owner), pa.binary(16))
    for name, (children, keys) in newest.items():
        mine = antigen == name
        at = np.searchsorted(children, owner)
        hit = mine & (at < len(children)) & (children[np.minimum(at, len(children) - 1)] == owner)
        found = pc.if_else(pa.array(hit), keys_at(keys, np.where(hit, at, -1)), found)
    return found
