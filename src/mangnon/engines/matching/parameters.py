"""What the matching engine is told: weights, thresholds, name shares, sentences. All of it is content."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mangnon.engines.matching.levels import COMPARISONS
from mangnon.vocab.errors import MangnonError


class MatchingParametersError(MangnonError):
    """The matching content contradicts the comparisons the engine knows."""

    code = "matching.parameters"


@dataclass(frozen=True)
class LevelWeight:
    """How much one level of one comparison says.

    Args:
        m: share of pairs of the same child that fall in this level, in (0, 1].
        u: share of pairs of two different children that fall in this level, in (0, 1].
        rarity: how far ``u`` gives way to the share of people with that very name, 0 to 1.
        sentence: what a person reads, in Vietnamese.
    """

    m: float
    u: float
    rarity: float
    sentence: str

    @property
    def bits(self) -> float:
        """Return the weight in bits: log2(m / u)."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class NameShares:
    """What is known of the words in names, by ``names.word_key``.

    Args:
        surname: share of people whose name begins with it.
        middle: share of people with it in between.
        given: share of people whose name ends with it.
        default_surname: share of a surname not listed; likewise the other two.
        floor: no full name is taken for rarer than this.
        never_bare: words that carry a mark in every name, so that without one the marks were lost.
    """

    surname: Mapping[str, float]
    middle: Mapping[str, float]
    given: Mapping[str, float]
    default_surname: float
    default_middle: float
    default_given: float
    floor: float
    never_bare: frozenset[str]


@dataclass(frozen=True)
class MatchingParameters:
    """Everything reviewed that decides a verdict.

    Args:
        version: content version, kept with every verdict.
        prior: probability that two records drawn at random are one child.
        same_bits: total weight from which two records may be called the same.
        other_date_bits: total weight from which one name with another birth date is asked about.
        maybe_bits: total weight below which nobody is asked.
        adjacent_rows: rows this near each other in one sheet may be twins.
        pair_limit: more candidate pairs than this is refused.
        levels: per comparison, its levels in the engine's order.
        name_shares: how common names are.
        placeholder_patterns: regular expressions over unaccented names that are no names.
        nobody_patterns: the same for parents nobody knows.
        sentences: evidence code to Vietnamese sentence.
    """

    version: str
    prior: float
    same_bits: float
    other_date_bits: float
    maybe_bits: float
    adjacent_rows: int
    pair_limit: int
    levels: Mapping[str, Mapping[str, LevelWeight]]
    name_shares: NameShares
    placeholder_patterns: tuple[str, ...]
    nobody_patterns: tuple[str, ...]
    sentences: Mapping[str, str]

    def __post_init__(self) -> None:
        known = {comparison.name: list(comparison.level_names) for comparison in COMPARISONS}
        told = {name: list(levels) for name, levels in self.levels.items()}
        if known != told:
            raise MatchingParametersError(
                "Bảng trọng số nhận trùng không khớp với các mức so sánh; hãy kiểm tra tệp levels.csv."
            )
        for levels in self.levels.values():
            for weight in levels.values():
                if not (0 < weight.m <= 1 and 0 < weight.u <= 1 and 0 <= weight.rarity <= 1):
                    raise MatchingParametersError("Xác suất m, u trong levels.csv phải lớn hơn 0 và không quá 1.")

    @property
    def prior_bits(self) -> float:
        """Return the prior as odds in bits."""
        return math.log2(self.prior / (1 - self.prior))
