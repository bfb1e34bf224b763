"""What speaks for and against two records being one child, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mangnon.engines.matching.levels import COMPARISONS
from mangnon.engines.matching.parameters import MatchingParameters


@dataclass(frozen=True)
class Evidence:
    """One reason.

    Args:
        field: what was compared, or "rule" for a rule that held.
        level: the level reached, or the code of the rule.
        bits: weight in bits, above 0 for "the same child", below for "two children"; 0 for rules.
        sentence: the reason in Vietnamese.
    """

    field: str
    level: str
    bits: float
    sentence: str


def explain(*, pair: Mapping[str, Any], parameters: MatchingParameters) -> list[Evidence]:
    """Return the reasons of one pair: rules first, then levels from the heaviest to the lightest.

    Args:
        pair: one row of ``PAIR``.
        parameters: the matching content the pair was judged with.
    """
    rules = [Evidence("rule", code, 0.0, parameters.sentences[code]) for code in pair["codes"]]
    levels = [
        Evidence(comparison.name, level, bits, parameters.levels[comparison.name][level].sentence)
        for comparison in COMPARISONS
        if (level := pair[f"level_{comparison.name}"]) is not None
        for bits in [float(pair[f"bits_{comparison.name}"])]
    ]
    return rules + sorted(levels, key=lambda evidence: -abs(evidence.bits))
