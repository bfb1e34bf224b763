"""Writes households, children, caregivers, residences and enrolments as tables."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.circumstances import (
    NO_PARENTS,
    OUT_OF_SCHOOL,
    PARENTS_UNKNOWN,
    Memberships,
    in_groups,
)
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.copies import Copies
from mangnon.interfaces.exchange.synth.numbers import Numbers
from mangnon.interfaces.exchange.synth.people import (
    NEAR_POOR,
    POOR,
    Children,
    Households,
)
from mangnon.interfaces.exchange.synth.places import CommunePlan, Layout

PRECISIONS = ("day", "month", "year")
_SCHOOL_START = (9, 5)


def household_table(
    *,
    homes: Households,
    children: Children,
    members: Memberships,
    second: Copies,
    plan: CommunePlan,
    plans: Layout,
    content: SynthContent,
) -> pa.Table:
    """The households, and one more for each duplicate record."""
    count, copied = len(homes.size), len(second.child)
    parentless = np.zeros(count, dtype=bool)
    parentless[children.household[in_groups(members, content, NO_PARENTS + PARENTS_UNKNOWN, children)]] = True
    heads = np.where(parentless, homes.grandmother, homes.father)
    hamlets = np.r_[plan.first_hamlet + homes.hamlet, second.hamlet]
    poverty = np.select([homes.reason == POOR, homes.reason == NEAR_POOR], [2, 1], 0)
    codes = [f"{plan.code}-{n + 1:05d}" for n in range(count + copied)]
    return pa.Table.from_arrays(
        [
            draw.key_column(np.concatenate([homes.keys, second.household_keys])),
            pa.array(codes, type=pa.string()),
            draw.word_column(np.r_[heads, second.mother]),
            _commune_codes(plans, hamlets),
            draw.key_column(plans.hamlet_keys[hamlets]),
            draw.coded_column(np.r_[poverty, np.zeros(copied, dtype=int)], ("none", "near_poor", "poor")),
        ],
        schema=schema.HOUSEHOLDS,
    )


def child_table(
    *,
    children: Children,
    homes: Households,
    numbers: Numbers,
    second: Copies,
    plan: CommunePlan,
    plans: Layout,
    seed: int,
    today: date,
    content: SynthContent,
) -> tuple[pa.Table, list[str]]:
    """The children and the duplicate records after them.

    Returns:
        The table, and for each real child the word for what a clerk left open ("" for nothing).
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="records")
    count, shares = len(children.born), content.child
    chance = rng.random(count)
    year_only = chance < shares.year_precision
    precision = np.where(year_only, 2, np.where(chance < shares.year_precision + shares.month_precision, 1, 0))
    age = draw.day_number(today) - children.born
    precision[age < 365] = 0
    precision[children.twin >= 0] = 0
    unnamed = (age < 30) & (rng.random(count) < shares.unnamed_under_30_days) & (numbers.personal_id == "")
    names = children.names.copy()
    for row in np.flatnonzero(unnamed):
        words = content.placeholders[rng.integers(len(content.placeholders))]
        names[row] = f"{words} {homes.mother[children.household[row]]}"
    left_open = [
        "unnamed" if no_name else ("", "month_only", "year_only")[kind]
        for no_name, kind in zip(unnamed.tolist(), precision.tolist(), strict=True)
    ]
    hamlets = np.r_[plan.first_hamlet + homes.hamlet[children.household], second.hamlet]
    source = second.child
    table = pa.Table.from_arrays(
        [
            draw.key_column(np.concatenate([children.keys, second.keys])),
            draw.word_column(np.r_[names, second.names]),
            draw.day_column(np.r_[rounded_birth(children.born, precision), second.born]),
            draw.coded_column(np.r_[precision, second.precision], PRECISIONS),
            draw.coded_column(np.r_[children.female, children.female[source]], ("m", "f")),
            draw.word_column(np.r_[children.ethnic, children.ethnic[source]]),
            draw.text_column(np.r_[numbers.personal_id, second.personal_id]),
            draw.text_column(np.r_[numbers.birth_certificate, second.birth_certificate]),
            draw.text_column(np.r_[numbers.insurance, second.insurance]),
            _commune_codes(plans, hamlets),
            draw.key_column(plans.hamlet_keys[hamlets]),
            draw.key_column(np.concatenate([homes.keys[children.household], second.household_keys])),
            pa.array(np.ones(len(hamlets), dtype=bool)),
        ],
        schema=schema.CHILDREN,
    )
    return table, left_open


def rounded_birth(born: NDArray[np.int32], precision: NDArray[np.int64]) -> NDArray[np.int64]:
    """Birth days as recorded: the first of the month or of the year where no more is known."""
    days = born.astype("datetime64[D]")
    month = days.astype("datetime64[M]").astype("datetime64[D]")
    year = days.astype("datetime64[Y]").astype("datetime64[D]")
    return np.where(precision == 2, year, np.where(precision == 1, month, days)).astype(np.int64)


def residence_table(
    *,
    children: Children,
    homes: Households,
    second: Copies,
    plan: CommunePlan,
    plans: Layout,
    seed: int,
    today: date,
    content: SynthContent,
) -> pa.Table:
    """Where the children have lived: most in one place since birth, some moved here from another commune."""
    rng = draw.generator(seed=seed, commune=plan.index, topic="residences")
    count, end = len(children.born), draw.day_number(today)
    here = plan.first_hamlet + homes.hamlet[children.household]
    chance, age = rng.random(count), end - children.born
    inside = (chance < content.child.moved_between_communes) & (age > 90) & (len(plans.communes) > 1)
    outside = (chance > 1 - content.child.moved_from_outside) & (age > 90)
    moved = children.born + 30 + (rng.random(count) * np.maximum(age - 60, 1)).astype(np.int64)
    before = rng.integers(0, len(plans.hamlet_commune), count)
    inside &= plans.hamlet_commune[before] != plans.hamlet_commune[plan.first_hamlet]
    since = np.where(inside | outside, moved, children.born)
    left = np.flatnonzero(inside)
    born_copies = np.asarray(children.born[second.child], dtype=np.int64)
    hamlets = np.r_[here, before[left], second.hamlet]
    total = len(hamlets)
    ends = np.r_[np.zeros(count, dtype=np.int64), moved[left], np.zeros(len(born_copies), dtype=np.int64)]
    return pa.Table.from_arrays(
        [
            draw.key_column(draw.keys(seed=seed, table="residences", commune=plan.index, count=total, today=today)),
            draw.key_column(np.concatenate([children.keys, children.keys[left], second.keys])),
            _commune_codes(plans, hamlets),
            draw.key_column(plans.hamlet_keys[hamlets]),
            draw.day_column(np.r_[since, children.born[left], born_copies]),
            draw.day_column(ends, mask=ends == 0),
        ],
        schema=schema.RESIDENCES,
    )


def enrolment_table(
    *,
    children: Children,
    members: Memberships,
    plan: CommunePlan,
    plans: Layout,
    seed: int,
    today: date,
    content: SynthContent,
) -> pa.Table:
    """Which school of the commune a child goes to since which September."""
    rng = draw.generator(seed=seed, commune=plan.index, topic="enrolments")
    count = len(children.born)
    school_year = today.year if (today.month, today.day) >= _SCHOOL_START else today.year - 1
    grown = school_year - draw.years_of(children.born)
    kind = np.select([grown < 1, grown <= 5, grown <= 10, grown <= 14], [-1, 0, 1, 2], -1)
    chance = np.select([grown <= 2, grown <= 5], [0.35, 0.95], 0.985)
    goes = (kind >= 0) & (rng.random(count) < chance) & ~in_groups(members, content, OUT_OF_SCHOOL, children)
    child = np.flatnonzero(goes)
    kind = kind[child]
    first = np.r_[0, np.cumsum(plan.facilities)[:-1]] + plan.first_facility
    # Hamlets near each other send their children to the same school.
    nearness = (children.household[child] / (children.household.max(initial=0) + 1)) * np.array(plan.facilities)[kind]
    school = first[kind] + nearness.astype(np.int64)
    first_grown = np.where(kind == 0, np.where(grown[child] <= 2, grown[child], 3), np.where(kind == 1, 6, 11))
    start_year = school_year - (grown[child] - first_grown)
    starts = {year: draw.day_number(date(year, *_SCHOOL_START)) for year in sorted(set(start_year.tolist()))}
    since = np.array([starts[year] for year in start_year.tolist()], dtype=np.int64)
    return pa.Table.from_arrays(
        [
            draw.key_column(
                draw.keys(seed=seed, table="enrolments", commune=plan.index, count=len(child), today=today)
            ),
            draw.key_column(children.keys[child]),
            draw.key_column(plans.facility_keys[school]),
            draw.day_column(since),
            pa.nulls(len(child), type=pa.date32()),
        ],
        schema=schema.ENROLMENTS,
    )


def twin_table(*, children: Children) -> pa.Table:
    """The pairs of twins, each once."""
    first = np.flatnonzero(children.twin > np.arange(len(children.twin)))
    return pa.Table.from_arrays(
        [draw.key_column(children.keys[first]), draw.key_column(children.keys[children.twin[first]])],
        schema=schema.TWINS,
    )


def duplicate_table(*, children: Children, second: Copies) -> pa.Table:
    """Which record is a second one of which child, and what differs."""
    return pa.Table.from_arrays(
        [
            draw.key_column(children.keys[second.child]),
            draw.key_column(second.keys),
            draw.word_column(second.kinds),
        ],
        schema=schema.DUPLICATES,
    )


def _commune_codes(plans: Layout, hamlets: NDArray[np.int64]) -> pa.Array:
    return draw.coded_column(plans.hamlet_commune[hamlets], [plan.code for plan in plans.communes])
