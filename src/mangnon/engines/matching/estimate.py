"""Measure the weights from records whose children are known. What comes out is reviewed before it is content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.matching.comparing import levels_of
from mangnon.engines.matching.levels import COMPARISONS
from mangnon.engines.matching.parameters import LevelWeight, MatchingParameters
from mangnon.engines.matching.records import prepare

STRANGERS = 200_000
"""How many pairs of different children are looked at."""


def estimate_weights(
    *, records: pa.Table, children: npt.NDArray[np.int64], parameters: MatchingParameters
) -> Mapping[str, Mapping[str, LevelWeight]]:
    """Return the share of each level among pairs of one child (m) and among pairs of two children (u).

    Pairs that cannot be compared do not count. One is added to every level, so that a level nobody met keeps
    a small share instead of none. Pairs of two children are taken at even distances, not at random, so the same
    records give the same weights.

    Args:
        records: ``RECORD`` rows.
        children: which child each row is, as a number.
        parameters: content whose rarity and sentences are kept.
    """
    prepared = prepare(records=records, parameters=parameters)
    same = levels_of(prepared=prepared, **_pairs_of_one_child(children))
    strange = levels_of(prepared=prepared, **_pairs_of_two_children(children))
    return {
        comparison.name: {
            level: replace(
                parameters.levels[comparison.name][level],
                m=_share(same[comparison.name], comparison.number(level), len(comparison.levels)),
                u=_share(strange[comparison.name], comparison.number(level), len(comparison.levels)),
            )
            for level in comparison.level_names
        }
        for comparison in COMPARISONS
    }


def _share(numbers: npt.NDArray[np.int8], number: int, levels: int) -> float:
    return float((np.sum(numbers == number) + 1) / (np.sum(numbers >= 0) + levels))


def _pairs_of_one_child(children: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.int64]]:
    order = np.argsort(children, kind="stable")
    again = np.flatnonzero(children[order][1:] == children[order][:-1])
    return {"left": order[again], "right": order[again + 1]}


def _pairs_of_two_children(children: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.int64]]:
    count = len(children)
    left = np.arange(min(STRANGERS, count * max(count - 1, 0)), dtype=np.int64)
    # Neighbours often are one family, so the partner stands a changing, odd distance away.
    right = (left * 7919 + 104_729) % max(count, 1)
    left = left % max(count, 1)
    apart = children[left] != children[right]
    return {"left": left[apart], "right": right[apart]}
