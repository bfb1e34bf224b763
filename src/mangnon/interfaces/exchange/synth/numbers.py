"""Personal numbers, birth certificates and insurance cards as offices write them, some of them wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.draw import Words
from mangnon.interfaces.exchange.synth.people import Children
from mangnon.interfaces.exchange.synth.places import CommunePlan


@dataclass(frozen=True)
class Numbers:
    """Each child's numbers; "" where there is none; ``wrong`` names an error in a personal number."""

    personal_id: Words
    wrong: Words
    birth_certificate: Words
    insurance: Words


def numbers(
    *,
    children: Children,
    plan: CommunePlan,
    seed: int,
    today: date,
    content: SynthContent,
    commune_count: int,
) -> Numbers:
    """Give the children their numbers.

    Args:
        children: the children of one commune.
        plan: the commune.
        seed: the province's seed.
        today: the day the province is made for.
        content: shares of missing and wrong numbers.
        commune_count: communes of the province; numbers interleave between them, so that none is given twice.

    Returns:
        The numbers, one row per child.
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="numbers")
    shares, count = content.child, len(children.born)
    age = draw.day_number(today) - children.born
    year = draw.years_of(children.born)
    newborn = age < 60
    missing = rng.random(count) < np.where(
        newborn, shares.personal_id_missing_under_60_days, shares.personal_id_missing.values[plan.area]
    )
    personal = _personal_ids(rng, children, year, plan, seed, content, commune_count)
    wrong = np.full(count, "", dtype=object)
    for row in np.flatnonzero((rng.random(count) < shares.personal_id_wrong) & ~missing):
        personal[row], wrong[row] = _spoiled(personal[row], int(rng.integers(3)), int(rng.integers(11)))
    personal[missing] = ""
    entry = draw.rank_within(year) + 1
    certificates = draw.objects([f"{e}/{y}" for e, y in zip(entry.tolist(), year.tolist(), strict=True)])
    certificates[(newborn & missing) | (rng.random(count) < shares.birth_certificate_missing)] = ""
    young = age < 6 * 365
    serial = draw.spread_number(
        index=np.arange(count, dtype=np.int64) * commune_count + plan.index, digits=8, seed=seed
    )
    cards = _insurance_cards(young=young, serial=serial)
    insured = rng.random(count) < np.where(young, shares.insurance_under_6, shares.insurance_from_6)
    cards[~insured | (newborn & missing)] = ""
    return Numbers(personal, wrong, certificates, cards)


def _insurance_cards(*, young: NDArray[np.bool_], serial: NDArray[np.int64]) -> Words:
    """Fifteen characters as old cards have them: group (TE1 under six, HS4 pupils), province, ten digits."""
    group = np.where(young, "TE1", "HS4").tolist()
    return draw.objects([f"{g}1919{number:08d}" for g, number in zip(group, serial.tolist(), strict=True)])


def _personal_ids(
    rng: np.random.Generator,
    children: Children,
    year: NDArray[np.int64],
    plan: CommunePlan,
    seed: int,
    content: SynthContent,
    commune_count: int,
) -> Words:
    count = len(year)
    other = rng.random(count) < content.child.personal_id_other_province
    elsewhere = draw.words(rng, content.child.other_provinces, count)
    province = np.where(other, elsewhere, plan.personal_id_prefix)
    century_and_sex = np.where(year >= 2000, 2, 0) + children.female
    serial = draw.spread_number(
        index=draw.rank_within(children.female, year) * commune_count + plan.index,
        digits=6,
        seed=seed + year * 613 + children.female * 97,
    )
    parts = zip(province, century_and_sex.tolist(), (year % 100).tolist(), serial.tolist(), strict=True)
    return draw.objects([f"{p}{c}{y:02d}{n:06d}" for p, c, y, n in parts])


def _spoiled(number: str, kind: int, place: int) -> tuple[str, str]:
    """A number with one clerk's error: the other sex, the next year, or a digit left out."""
    if kind == 0:
        return f"{number[:3]}{int(number[3]) ^ 1}{number[4:]}", "personal_id_sex"
    if kind == 1:
        return f"{number[:4]}{(int(number[4:6]) + 1) % 100:02d}{number[6:]}", "personal_id_year"
    return number[:place] + number[place + 1 :], "personal_id_short"
