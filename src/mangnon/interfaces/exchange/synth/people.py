"""Households, their parents and their children, as arrays; the tables are written from these arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.draw import Days, Keys, Words
from mangnon.interfaces.exchange.synth.names import adult_names, child_names, phone_numbers
from mangnon.interfaces.exchange.synth.places import CommunePlan

OLDEST_DAYS = 5_842  # a day short of sixteen years
_WIDEST_GAP_DAYS = 1_650  # four siblings still fit into sixteen years
POOR, NEAR_POOR, DIVORCED, AWAY = 1, 2, 3, 4
RISK_CODES = ("", "poor_household", "near_poor_household", "divorced_parents", "parents_away", "other")


@dataclass(frozen=True)
class Households:
    """One row per household; the parents belong to all its children."""

    keys: Keys
    size: NDArray[np.int64]
    hamlet: NDArray[np.int64]  # within the commune
    ethnic: Words
    mother: Words
    father: Words
    grandmother: Words
    mother_age: NDArray[np.int64]  # years, at the birth of the middle child
    father_older: NDArray[np.int64]  # years
    mother_phone: Words
    father_phone: Words
    reason: NDArray[np.int8]  # why its children are at risk, 0 for not
    second_reason: NDArray[np.int8]


@dataclass(frozen=True)
class Children:
    """One row per real child."""

    keys: Keys
    household: NDArray[np.int64]
    born: Days
    female: NDArray[np.int8]
    ethnic: Words
    names: Words
    twin: NDArray[np.int64]  # row of the twin, -1 for none


def households(
    *, plan: CommunePlan, children: int, seed: int, today: date, content: SynthContent, commune_count: int
) -> Households:
    """Make the households of a commune for so many children.

    Args:
        plan: the commune.
        children: real children to house.
        seed: the province's seed.
        today: the day the province is made for.
        content: names and shares.
        commune_count: communes of the province; telephone numbers interleave between them.

    Returns:
        The households; their sizes add up to ``children``.
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="households")
    size = _sizes(rng, children, content)
    count = len(size)
    ethnic = draw.words(rng, content.ethnic[plan.area], count)
    mixed = rng.random(count) < content.mixed_household
    mother_ethnic = np.where(mixed, draw.words(rng, content.ethnic[plan.area], count), ethnic)
    hamlet_weight = rng.uniform(0.5, 1.5, plan.hamlets)
    hamlet = np.sort(rng.choice(plan.hamlets, size=count, p=hamlet_weight / hamlet_weight.sum()))
    male, female = np.zeros(count, dtype=np.int8), np.ones(count, dtype=np.int8)
    serial = (np.arange(count, dtype=np.int64) * 2) * commune_count + plan.index
    mother_age, father_older = _parents_ages(rng, count, content)
    reason, second = _reasons(rng, size, plan, content)
    return Households(
        keys=draw.keys(seed=seed, table="households", commune=plan.index, count=count, today=today),
        size=size,
        hamlet=hamlet,
        ethnic=ethnic,
        mother=adult_names(rng=rng, ethnic=mother_ethnic, female=female, content=content),
        father=adult_names(rng=rng, ethnic=ethnic, female=male, content=content),
        grandmother=adult_names(rng=rng, ethnic=ethnic, female=female, content=content),
        mother_age=mother_age,
        father_older=father_older,
        mother_phone=phone_numbers(serial=serial, seed=seed, content=content),
        father_phone=phone_numbers(serial=serial + commune_count, seed=seed, content=content),
        reason=reason,
        second_reason=second,
    )


def _sizes(rng: np.random.Generator, children: int, content: SynthContent) -> NDArray[np.int64]:
    drawn = np.array([int(word) for word in draw.words(rng, content.household.children, children)], dtype=np.int64)
    size = drawn[: int(np.searchsorted(np.cumsum(drawn), children)) + 1].copy()
    if children:
        size[-1] -= int(size.sum()) - children
    return size[:children]


def _parents_ages(
    rng: np.random.Generator, count: int, content: SynthContent
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    mean, spread = content.caregiver.mother_age_at_birth
    older, older_spread = content.caregiver.father_older_years
    age = np.clip(np.round(rng.normal(mean, spread, count)), 17, 42).astype(np.int64)
    father = np.clip(np.round(rng.normal(older, older_spread, count)), -5, 15).astype(np.int64)
    return age, father


def _reasons(
    rng: np.random.Generator, size: NDArray[np.int64], plan: CommunePlan, content: SynthContent
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Households drawn until their children are as many as the plan says, each with one or two reasons."""
    shares = content.risk
    kinds = np.array(
        [
            shares.poor_household,
            shares.near_poor_household,
            shares.divorced_parents,
            shares.parents_away,
            shares.other,
        ]
    )
    order = rng.permutation(len(size))
    chosen = order[np.cumsum(size[order]) <= plan.at_risk]
    reason, second = np.zeros(len(size), dtype=np.int8), np.zeros(len(size), dtype=np.int8)
    reason[chosen] = rng.choice(5, size=len(chosen), p=kinds / kinds.sum()) + 1
    also = chosen[(rng.random(len(chosen)) < shares.second_risk) & (reason[chosen] < DIVORCED)]
    second[also] = rng.choice([DIVORCED, AWAY], size=len(also))
    return reason, second


def children_of(*, homes: Households, plan: CommunePlan, seed: int, today: date, content: SynthContent) -> Children:
    """Make the children of the households: siblings well apart, some twins, names by ethnic group.

    Args:
        homes: the households of the commune.
        plan: the commune.
        seed: the province's seed.
        today: the day the province is made for; nobody is born after it or has turned sixteen by it.
        content: names and shares.

    Returns:
        The children, household by household, the eldest first.
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="children")
    household = np.repeat(np.arange(len(homes.size)), homes.size)
    age, twin = _ages(rng, homes.size, household, content)
    count = len(household)
    female = (rng.random(count) < 0.475).astype(np.int8)
    ethnic = homes.ethnic[household]
    family = draw.objects([name.split(" ", 1)[0] for name in homes.father])
    mothers_family = draw.objects([name.split(" ", 1)[0] for name in homes.mother])
    by_mother = rng.random(len(homes.size)) < content.mother_surname
    names = child_names(
        rng=rng,
        family=np.where(by_mother, mothers_family, family)[household],
        ethnic=ethnic,
        female=female,
        content=content,
    )
    return Children(
        keys=draw.keys(seed=seed, table="children", commune=plan.index, count=count, today=today),
        household=household,
        born=(draw.day_number(today) - age).astype(np.int32),
        female=female,
        ethnic=ethnic,
        names=_own_within_household(names, household),
        twin=twin,
    )


def _ages(
    rng: np.random.Generator, size: NDArray[np.int64], household: NDArray[np.int64], content: SynthContent
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ages in days, falling within a household, and each child's twin (-1 for none).

    A household's births lie on a circle of sixteen years at a random turn, so that every age is equally
    frequent and siblings stay apart.
    """
    count = len(household)
    first = np.cumsum(size) - size
    gap = np.minimum(400 + rng.gamma(2.2, 420.0, count).astype(np.int64), _WIDEST_GAP_DAYS)
    gap[first] = 0
    twins = rng.random(len(size)) < content.household.twin_households
    pair = (first + size - 1)[twins & (size >= 2)]
    gap[pair] = 0
    since = np.cumsum(gap)
    turn = rng.integers(0, OLDEST_DAYS + 1, len(size))
    age = (turn[household] + since - since[first][household]) % (OLDEST_DAYS + 1)
    order = np.lexsort((-age, household))
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    twin = np.full(count, -1, dtype=np.int64)
    twin[place[pair]], twin[place[pair - 1]] = place[pair - 1], place[pair]
    return age[order], twin


def _own_within_household(names: Words, household: NDArray[np.int64]) -> Words:
    """Two siblings never carry the same name: the later one gets a further syllable."""
    taken: set[tuple[int, str]] = set()
    names = names.copy()
    for row, home in enumerate(household.tolist()):
        while (home, names[row]) in taken:
            family, _, rest = names[row].partition(" ")
            names[row] = f"{family} Bảo {rest}"
        taken.add((home, names[row]))
    return names
