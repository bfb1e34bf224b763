"""What the levels of a pair weigh, in bits. The one place where weights are added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mangnon.engines.matching.comparing import ComparedPairs
from mangnon.engines.matching.levels import COMPARISONS
from mangnon.engines.matching.parameters import MatchingParameters


@dataclass(frozen=True)
class Weights:
    """Bits of every comparison and their sum with the prior, one entry per pair."""

    bits: dict[str, npt.NDArray[np.float64]]
    total: npt.NDArray[np.float64]


def weigh(
    *, pairs: ComparedPairs, shares: dict[str, npt.NDArray[np.float64]], parameters: MatchingParameters
) -> Weights:
    """Return log2(m / u) of every comparison; for names, u gives way to how common the commoner name is.

    Args:
        pairs: what was compared.
        shares: for each comparison of names, the share of people with each record's name.
        parameters: the matching content.

    Source: I. P. Fellegi and A. B. Sunter, "A theory for record linkage" (1969); term-frequency adjustment as in
        Splink 5, ``ComparisonLevel._tf_adjustment_sql``.
    """
    bits = {}
    for comparison in COMPARISONS:
        levels = [parameters.levels[comparison.name][level] for level in comparison.level_names][::-1]
        number = pairs.levels[comparison.name]
        # The last entry stands for the unknown level, -1, which weighs nothing.
        weight = np.array([*(level.bits for level in levels), 0.0])[number]
        if comparison.name in shares:
            share = shares[comparison.name]
            rarity = np.array([*(level.rarity for level in levels), 0.0])[number]
            usual = np.array([*(np.log2(level.u) for level in levels), 0.0])[number]
            weight = weight + rarity * (usual - np.log2(np.maximum(share[pairs.left], share[pairs.right])))
        bits[comparison.name] = weight
    # Rounded, so that the order of adding up can never decide a verdict.
    return Weights(bits=bits, total=np.round(parameters.prior_bits + sum(bits.values()), 6))
