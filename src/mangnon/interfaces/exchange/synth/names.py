"""Draws people's names by ethnic group, and their telephone numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw
from mangnon.interfaces.exchange.synth.content import NameTable, SynthContent
from mangnon.interfaces.exchange.synth.draw import Words


def name_table(content: SynthContent, ethnic_code: str) -> NameTable:
    """The names of a group; groups without a table of their own are called as the Kinh are."""
    return content.names.get(ethnic_code) or content.names["01"]


def surnames(*, rng: np.random.Generator, ethnic: Words, content: SynthContent) -> Words:
    """One surname per person, by the person's ethnic code."""
    family = np.empty(len(ethnic), dtype=object)
    for code in sorted(set(ethnic)):
        here = np.flatnonzero(ethnic == code)
        family[here] = draw.words(rng, name_table(content, code).surnames, len(here))
    return family


def adult_names(*, rng: np.random.Generator, ethnic: Words, female: NDArray[np.int8], content: SynthContent) -> Words:
    """Full names of adults, by ethnic code and sex (1 female)."""
    family = surnames(rng=rng, ethnic=ethnic, content=content)
    return _joined(family, _middle_and_given(rng, ethnic, female, content, adult=True))


def child_names(
    *, rng: np.random.Generator, family: Words, ethnic: Words, female: NDArray[np.int8], content: SynthContent
) -> Words:
    """Full names of children who carry the given surnames, by ethnic code and sex (1 girl)."""
    return _joined(family, _middle_and_given(rng, ethnic, female, content, adult=False))


def phone_numbers(*, serial: NDArray[np.int64], seed: int, content: SynthContent) -> Words:
    """Ten-digit numbers nobody has, one per serial number."""
    digits = draw.spread_number(index=serial, digits=7, seed=seed)
    return draw.objects([f"{content.caregiver.phone_prefix}{number:07d}" for number in digits.tolist()])


def _middle_and_given(
    rng: np.random.Generator, ethnic: Words, female: NDArray[np.int8], content: SynthContent, *, adult: bool
) -> Words:
    middle, given = (np.empty(len(ethnic), dtype=object) for _ in range(2))
    for code in sorted(set(ethnic)):
        table = name_table(content, code)
        for sex in (0, 1):
            here = np.flatnonzero((ethnic == code) & (female == sex))
            source = table.adult_middle if adult else table.child_middle
            middle[here] = draw.words(rng, source[sex], len(here))
            given[here] = _unlike(rng, middle[here], table, sex)
    return _joined(middle, given)


def _unlike(rng: np.random.Generator, middle: Words, table: NameTable, sex: int) -> Words:
    """Given names, drawn again once where they would repeat the middle name (``Anh Anh``)."""
    given = draw.words(rng, table.given[sex], len(middle))
    again = draw.words(rng, table.given[sex], len(middle))
    return np.where(middle == given, again, given).astype(object)


def _joined(left: Words, right: Words) -> Words:
    return draw.objects([f"{a} {b}" for a, b in zip(left, right, strict=True)])
