"""Who is in special circumstances, who is at risk, and who is visited because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.people import NEAR_POOR, RISK_CODES, Children, Households
from mangnon.interfaces.exchange.synth.places import CommunePlan

NO_PARENTS = ("10a",)
PARENTS_UNKNOWN = ("10b",)
OUT_OF_SCHOOL = ("10h",)
_POOR_ONLY = ("10n",)


@dataclass(frozen=True)
class Memberships:
    """Who belongs to which group: rows of children and of ``content.circumstances``; since which day."""

    child: NDArray[np.int64]
    group: NDArray[np.int64]
    since: NDArray[np.int64]


def memberships(
    *, children: Children, homes: Households, plan: CommunePlan, seed: int, today: date, content: SynthContent
) -> Memberships:
    """Draw the children in special circumstances, the planned number of them where the commune has enough.

    Args:
        children: the children of the commune.
        homes: their households; serious illness counts only in poor and near-poor ones.
        plan: the commune, with the number of children to draw.
        seed: the province's seed.
        today: the day the province is made for.
        content: groups, shares and youngest ages.

    Returns:
        Memberships that are valid today, sorted by child.
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="circumstances")
    groups = content.circumstances
    age_years = (draw.day_number(today) - children.born) / 365.25
    poor = (homes.reason[children.household] >= 1) & (homes.reason[children.household] <= NEAR_POOR)
    shares = np.array([group.share for group in groups])
    wanted = rng.multinomial(plan.special, shares / shares.sum())
    free = np.ones(len(children.born), dtype=bool)
    rows, codes = [], []
    # The narrowest groups choose first, so that the wide ones don't take their children.
    for number in sorted(range(len(groups)), key=lambda n: (groups[n].code not in _POOR_ONLY, -groups[n].from_age)):
        fits = free & (age_years >= groups[number].from_age)
        if groups[number].code in _POOR_ONLY:
            fits &= poor
        candidates = np.flatnonzero(fits)
        chosen = rng.choice(candidates, size=min(len(candidates), int(wanted[number])), replace=False)
        free[chosen] = False
        rows.append(chosen)
        codes.append(np.full(len(chosen), number))
    child, group = np.concatenate(rows).astype(np.int64), np.concatenate(codes)
    disabled = next(n for n, g in enumerate(groups) if g.code == "10d")
    again = (rng.random(len(child)) < content.second_group) & (group != disabled)
    child = np.r_[child, child[again]]
    group = np.r_[group, np.full(int(again.sum()), disabled)]
    order = np.lexsort((group, child))
    child, group = child[order], group[order]
    youngest = np.array([g.from_age for g in groups])[group] * 365.25
    lived = np.maximum(age_years[child] * 365.25 - youngest, 0)
    since = children.born[child] + youngest + lived * rng.random(len(child))
    return Memberships(child, group, np.minimum(since, draw.day_number(today)).astype(np.int64))


def circumstance_table(
    *,
    members: Memberships,
    children: Children,
    plan: CommunePlan,
    seed: int,
    today: date,
    content: SynthContent,
) -> pa.Table:
    """The memberships as a table, each with its sub-type and deciding document."""
    rng = draw.generator(seed=seed, commune=plan.index, topic="circumstance documents")
    count = len(members.child)
    subtype = np.empty(count, dtype=object)
    for number, group in enumerate(content.circumstances):
        here = np.flatnonzero(members.group == number)
        subtype[here] = draw.words(rng, group.subtypes, len(here))
    decided = rng.integers(1, 400, size=count).tolist()
    years = draw.years_of(members.since.astype(np.int32)).tolist()
    codes = [content.circumstances[n].code for n in members.group.tolist()]
    documents = [
        f"Giấy xác nhận khuyết tật số {n}/{y}" if code == "10d" else f"Quyết định số {n}/QĐ-UBND năm {y}"
        for n, y, code in zip(decided, years, codes, strict=True)
    ]
    return pa.Table.from_arrays(
        [
            draw.key_column(draw.keys(seed=seed, table="circumstances", commune=plan.index, count=count, today=today)),
            draw.key_column(children.keys[members.child]),
            pa.array(codes, type=pa.string()),
            draw.word_column(subtype),
            pa.array(documents, type=pa.string()),
            draw.day_column(members.since),
            pa.nulls(count, type=pa.date32()),
        ],
        schema=schema.CIRCUMSTANCES,
    )


def risk_table(*, children: Children, homes: Households, plan: CommunePlan, seed: int, today: date) -> pa.Table:
    """The reasons for which children are at risk, one row each."""
    rng = draw.generator(seed=seed, commune=plan.index, topic="risk")
    first, second = homes.reason[children.household], homes.second_reason[children.household]
    child = np.r_[np.flatnonzero(first), np.flatnonzero(second)]
    code = np.r_[first[first > 0], second[second > 0]]
    order = np.lexsort((code, child))
    child, code = child[order], code[order]
    end = draw.day_number(today)
    since = np.maximum(children.born[child], end - rng.integers(0, 1_400, size=len(child)))
    count = len(child)
    return pa.Table.from_arrays(
        [
            draw.key_column(draw.keys(seed=seed, table="risk_factors", commune=plan.index, count=count, today=today)),
            draw.key_column(children.keys[child]),
            draw.coded_column(code, RISK_CODES),
            draw.day_column(since),
            pa.nulls(count, type=pa.date32()),
        ],
        schema=schema.RISK_FACTORS,
    )


def visit_table(
    *,
    members: Memberships,
    children: Children,
    plan: CommunePlan,
    seed: int,
    today: date,
    content: SynthContent,
) -> pa.Table:
    """Visits of the last years to children in special circumstances, none before their membership began."""
    rng = draw.generator(seed=seed, commune=plan.index, topic="visits")
    shares = content.visit
    end = draw.day_number(today)
    child, first = np.unique(members.child, return_index=True)
    start = np.maximum(members.since[first], end - 365 * shares.years)
    times = rng.poisson((end - start) / 365 * shares.per_year)
    row = np.repeat(np.arange(len(child)), times)
    on = start[row] + (rng.random(len(row)) * (end - start[row] + 1)).astype(np.int64)
    order = np.lexsort((on, row))
    row, on = row[order], on[order]
    return pa.Table.from_arrays(
        [
            draw.key_column(draw.keys(seed=seed, table="visits", commune=plan.index, count=len(row), today=today)),
            draw.key_column(children.keys[child[row]]),
            draw.day_column(on),
            draw.coded_column(draw.picks(rng, shares.purposes, len(row)), shares.purposes.values),
        ],
        schema=schema.VISITS,
    )


def in_groups(
    members: Memberships, content: SynthContent, codes: tuple[str, ...], children: Children
) -> NDArray[np.bool_]:
    """Which children are in one of the groups."""
    wanted = [number for number, group in enumerate(content.circumstances) if group.code in codes]
    inside = np.zeros(len(children.born), dtype=bool)
    inside[members.child[np.isin(members.group, wanted)]] = True
    return inside
