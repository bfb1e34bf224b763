"""The hard rules: what a pair's levels and weight make of it. Pure, on whole columns of pairs.

A weight alone never merges two children. Brothers and sisters agree on mother, father, house, phone and
surname; twins on the birth date too. So the child's own name and birth date must both speak for it, and
everything that smells of twins, of a name not yet given or of a wrong number goes to a person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mangnon.engines.matching.levels import (
    BIRTH,
    CERTIFICATE,
    FATHER,
    HOUSEHOLD,
    INSURANCE,
    MOTHER,
    NAME,
    PERSONAL,
    PHONE,
    PLACE,
    SEX,
    Comparison,
)

DIFFERENT, MAYBE, SAME = 0, 1, 2
VERDICTS = ("different", "maybe", "same")

CODES = (
    "same_number",
    "number_but_other_child",
    "numbers_differ",
    "sex_differs",
    "twin",
    "adjacent_rows",
    "placeholder",
    "year_only",
    "parents_differ",
    "weak",
    "two_candidates",
    "cluster_conflict",
)
"""Evidence codes, in the order of their bits in ``Judged.codes``."""

Flags = npt.NDArray[np.bool_]

ONE_NAME = ("exact", "toneless", "spaced", "rotated", "slip")
_LIKE_NAME = (*ONE_NAME, "tones_differ", "reordered", "typo", "part")
_ONE_BIRTH = ("day", "swapped", "near")
_LIKE_BIRTH = (*_ONE_BIRTH, "month", "year", "part")


@dataclass(frozen=True)
class Pairs:
    """Levels and circumstances of pairs, one entry each.

    Args:
        levels: comparison name to level numbers.
        weight: total bits, prior included.
        placeholder: one of the two has no name yet.
        same_sheet: both stand on one sheet.
        adjacent: both stand on one sheet, within ``adjacent_rows`` of each other.
    """

    levels: dict[str, npt.NDArray[np.int8]]
    weight: npt.NDArray[np.float64]
    placeholder: Flags
    same_sheet: Flags
    adjacent: Flags


@dataclass(frozen=True)
class Judged:
    """A verdict (index into ``VERDICTS``) and the codes that held, as bits in the order of ``CODES``."""

    verdict: npt.NDArray[np.int8]
    codes: npt.NDArray[np.uint32]


def code_bit(code: str) -> np.uint32:
    """Return the bit of an evidence code."""
    return np.uint32(1 << CODES.index(code))


def judge(*, pairs: Pairs, same_bits: float, other_date_bits: float, maybe_bits: float) -> Judged:
    """Return verdict and evidence codes of every pair.

    Args:
        pairs: what is known of them.
        same_bits: weight from which a pair without a shared number may be the same.
        other_date_bits: weight from which one name with another birth date is asked about.
        maybe_bits: weight below which nobody is asked.
    """
    facts = _facts(pairs)
    held = {
        "same_number": facts.same_number,
        "number_but_other_child": facts.same_number & facts.other_child,
        "numbers_differ": facts.numbers_differ,
        "sex_differs": facts.sex_differs,
        "twin": facts.twin,
        "adjacent_rows": pairs.adjacent,
        "placeholder": pairs.placeholder,
        "year_only": facts.year_only,
        "parents_differ": facts.parents_differ,
    }
    sure = _by_number(pairs, facts) | _by_likeness(pairs, facts, same_bits)
    same = sure & ~_guarded(pairs, facts)
    maybe = ~same & (sure | _worth_asking(pairs, facts, maybe_bits, other_date_bits))
    held["weak"] = maybe & ~sure & (pairs.weight < same_bits)
    codes = np.zeros(len(pairs.weight), dtype=np.uint32)
    for code, flags in held.items():
        codes[flags] |= code_bit(code)
    verdict = np.where(same, SAME, np.where(maybe, MAYBE, DIFFERENT)).astype(np.int8)
    return Judged(verdict=verdict, codes=codes)


@dataclass(frozen=True)
class _Facts:
    one_name: Flags
    like_name: Flags
    one_birth: Flags
    like_birth: Flags
    year_only: Flags
    undated: Flags
    other_child: Flags
    same_number: Flags
    same_personal: Flags
    numbers_differ: Flags
    sex_differs: Flags
    one_parent: Flags
    parents_differ: Flags
    corroborated: Flags
    twin: Flags


def _at(pairs: Pairs, comparison: Comparison, *levels: str) -> Flags:
    return comparison.reached(pairs.levels[comparison.name], *levels)


def _facts(pairs: Pairs) -> _Facts:
    one_name = _at(pairs, NAME, *ONE_NAME)
    one_birth = _at(pairs, BIRTH, *_ONE_BIRTH)
    one_mother = _at(pairs, MOTHER, *_LIKE_NAME)
    same_personal = _at(pairs, PERSONAL, "equal")
    one_parent = _at(pairs, MOTHER, *ONE_NAME) | _at(pairs, FATHER, *ONE_NAME)
    like_name, like_birth = _at(pairs, NAME, *_LIKE_NAME), _at(pairs, BIRTH, *_LIKE_BIRTH)
    undated = pairs.levels[BIRTH.name] < 0
    one_place = _at(pairs, PLACE, "hamlet", "commune", "lineage")
    unsure_name = ~one_name & ~(same_personal & _at(pairs, NAME, "part"))
    return _Facts(
        one_name=one_name,
        like_name=like_name,
        one_birth=one_birth,
        like_birth=like_birth,
        year_only=_at(pairs, BIRTH, "year"),
        undated=undated,
        other_child=(~like_name & (pairs.levels[NAME.name] >= 0)) | (~like_birth & ~undated),
        same_number=same_personal | _at(pairs, INSURANCE, "equal"),
        same_personal=same_personal,
        numbers_differ=_at(pairs, PERSONAL, "near", "differ"),
        sex_differs=_at(pairs, SEX, "differ"),
        one_parent=one_parent,
        parents_differ=_at(pairs, MOTHER, "differ") | (_at(pairs, FATHER, "differ") & ~one_place),
        corroborated=one_parent
        | one_place
        | _at(pairs, CERTIFICATE, "equal")
        | _at(pairs, PHONE, "equal")
        | _at(pairs, HOUSEHOLD, "equal"),
        twin=(one_mother | _at(pairs, HOUSEHOLD, "equal"))
        & _at(pairs, BIRTH, "day", "near")
        & (unsure_name | _at(pairs, SEX, "differ")),
    )


def _by_number(pairs: Pairs, facts: _Facts) -> Flags:
    """Same valid number, and neither name nor birth date says otherwise."""
    dated = facts.like_birth | facts.undated
    return (facts.same_personal & facts.like_name & dated) | (facts.same_number & facts.one_name & facts.like_birth)


def _by_likeness(pairs: Pairs, facts: _Facts, same_bits: float) -> Flags:
    """One name, one birth date (or one month, with a parent), something of the family, and enough weight."""
    dated = facts.one_birth | (_at(pairs, BIRTH, "month") & facts.one_parent)
    return facts.one_name & dated & facts.corroborated & (pairs.weight >= same_bits)


def _guarded(pairs: Pairs, facts: _Facts) -> Flags:
    """What only a person may decide, whatever the weight."""
    twice_listed = facts.same_personal & _at(pairs, NAME, "exact") & _at(pairs, BIRTH, "day")
    return (
        pairs.placeholder
        | facts.sex_differs
        | facts.numbers_differ
        | facts.twin
        | (facts.parents_differ & ~facts.same_personal)
        | (pairs.adjacent & ~twice_listed)
    )


def _worth_asking(pairs: Pairs, facts: _Facts, maybe_bits: float, other_date_bits: float) -> Flags:
    """What a person should look at although it is not sure."""
    enough = pairs.weight >= maybe_bits
    named = _at(pairs, NAME, "exact", "toneless", "spaced", "rotated")
    # One name, and a date that agrees as far as it goes or is one slip away.
    by_name = facts.like_name & (facts.like_birth | facts.undated) & enough
    # One name and another date: a date may be wrong, but two families may share two names.
    by_family = named & ~facts.like_birth & facts.one_parent & (pairs.weight >= other_date_bits)
    # Another name and one date: a child renamed, or a twin. Two rows of one sheet are two children.
    renamed = facts.twin & ~facts.like_name & ~pairs.placeholder & ~pairs.same_sheet & enough
    asked = by_name | by_family | renamed | _unnamed(pairs, facts) & enough | _by_year(pairs, facts, named)
    # Two numbers or two sexes: a slip is thought of only when everything else is one child's.
    one_child = facts.one_name & facts.one_birth
    nearly = facts.one_name & facts.like_birth & _at(pairs, PERSONAL, "near")
    contradicted = (facts.sex_differs & ~one_child) | (facts.numbers_differ & ~one_child & ~nearly)
    return facts.same_number | (asked & ~contradicted)


def _unnamed(pairs: Pairs, facts: _Facts) -> Flags:
    """No name yet: the birth date and the mother agree, or the place where no mother is known."""
    dated = facts.one_birth | _at(pairs, BIRTH, "month")
    motherless = (pairs.levels[MOTHER.name] < 0) & _at(pairs, PLACE, "hamlet", "commune")
    return pairs.placeholder & dated & (facts.one_parent | _at(pairs, HOUSEHOLD, "equal") | motherless)


def _by_year(pairs: Pairs, facts: _Facts, named: Flags) -> Flags:
    """One name and one year, nothing more known and nothing against it, however common the name."""
    against = facts.parents_differ | _at(pairs, FATHER, "differ") | _at(pairs, PLACE, "differ")
    return named & facts.year_only & ~against
