"""Who cares for each child: mother, father, grandmother; here, away or dead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.circumstances import (
    NO_PARENTS,
    PARENTS_UNKNOWN,
    Memberships,
    in_groups,
)
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.copies import Copies
from mangnon.interfaces.exchange.synth.people import AWAY, DIVORCED, Children, Households
from mangnon.interfaces.exchange.synth.places import CommunePlan

RELATIONS = ("mother", "father", "guardian")
STATES = ("here", "away", "dead")
_MOTHER, _FATHER, _GUARDIAN = range(3)
_HERE, _GONE, _DEAD = range(3)
_GENERATION_YEARS = 24


@dataclass(frozen=True)
class _Parents:
    """Of each household: whether mother and father are known, and where they are (rows of ``STATES``)."""

    known: NDArray[np.bool_]  # shape (2, households)
    state: NDArray[np.int64]
    elder: NDArray[np.bool_]  # a grandmother looks after the children


def caregiver_table(
    *,
    children: Children,
    homes: Households,
    members: Memberships,
    second: Copies,
    plan: CommunePlan,
    seed: int,
    today: date,
    content: SynthContent,
) -> pa.Table:
    """The caregivers; siblings have the same parents, a duplicate record names only the mother."""
    rng = draw.generator(seed=seed, commune=plan.index, topic="caregivers")
    parents = _parents(rng, homes, content)
    orphan = in_groups(members, content, NO_PARENTS, children)
    foundling = in_groups(members, content, PARENTS_UNKNOWN, children)
    home = children.household
    known = parents.known[:, home] & ~foundling
    child, relation = np.nonzero(np.stack([*known, parents.elder[home] | orphan | foundling], axis=1))
    row = home[child]
    state = np.choose(relation, [*parents.state[:, row], _HERE])
    state = np.where(orphan[child] & (relation != _GUARDIAN), _DEAD, state)
    names = np.choose(relation, [homes.mother[row], homes.father[row], homes.grandmother[row]])
    mother_born, father_born = parents_born(homes=homes, children=children)
    born = np.choose(relation, [mother_born[row], father_born[row], mother_born[row] - _GENERATION_YEARS])
    silent = rng.random((3, len(homes.size)))[relation, row] >= content.caregiver.phone
    phone = np.choose(relation, [homes.mother_phone[row], homes.father_phone[row], ""])
    phone = np.where(silent | (state == _DEAD), "", phone)
    copied = len(second.child)
    total = len(child) + copied
    return pa.Table.from_arrays(
        [
            draw.key_column(draw.keys(seed=seed, table="caregivers", commune=plan.index, count=total, today=today)),
            draw.key_column(np.concatenate([children.keys[child], second.keys])),
            draw.coded_column(np.r_[relation, np.full(copied, _MOTHER)], RELATIONS),
            draw.word_column(np.r_[names, second.mother]),
            pa.array(np.r_[born, np.zeros(copied)].astype(np.int16), mask=np.arange(total) >= len(child)),
            draw.text_column(np.r_[phone, second.phone]),
            draw.coded_column(np.r_[state, np.full(copied, _HERE)], STATES),
        ],
        schema=schema.CAREGIVERS,
    )


def _parents(rng: np.random.Generator, homes: Households, content: SynthContent) -> _Parents:
    shares, count = content.caregiver, len(homes.size)
    away = (homes.reason == AWAY) | (homes.second_reason == AWAY)
    apart = (homes.reason == DIVORCED) | (homes.second_reason == DIVORCED)
    dead = rng.random((2, count)) < [[shares.mother_dead], [shares.father_dead]]
    state = np.where(dead, _DEAD, np.where(np.stack([away, away | apart]), _GONE, _HERE))
    known = rng.random((2, count)) >= [[shares.mother_unknown], [shares.father_unknown]]
    nobody = ~(known & (state == _HERE)).any(axis=0)
    return _Parents(known, state, nobody | (rng.random(count) < shares.grandparent))


def parents_born(*, homes: Households, children: Children) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Birth years of the mothers and the fathers, one per household.

    Args:
        homes: the households.
        children: their children.

    Returns:
        Calendar years; a mother is at least 16 at her eldest child's birth, a father 17.
    """
    years = draw.years_of(children.born)
    count = np.bincount(children.household, minlength=len(homes.size))
    middle = np.bincount(children.household, weights=years, minlength=len(homes.size)) / np.maximum(count, 1)
    eldest = np.full(len(homes.size), 9999)
    np.minimum.at(eldest, children.household, years)
    mother = np.minimum(np.round(middle).astype(np.int64) - homes.mother_age, eldest - 16)
    return mother, np.minimum(mother - homes.father_older, eldest - 17)
