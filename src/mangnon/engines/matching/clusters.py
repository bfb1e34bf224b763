"""Verdicts of pairs seen together: one child per row, and no chain that contradicts itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mangnon.engines.matching.rules import DIFFERENT, MAYBE, SAME, Judged, code_bit

# Codes that say "these are two children" although each pair alone may have looked sure.
_SPLITTING = ("numbers_differ", "sex_differs", "twin", "adjacent_rows", "number_but_other_child")


@dataclass(frozen=True)
class _Cluster:
    """Edges called the same that hang together, and the records they join."""

    edges: list[int]
    members: set[int]


def settle(
    *,
    left: npt.NDArray[np.integer[Any]],
    right: npt.NDArray[np.integer[Any]],
    judged: Judged,
    incoming: int,
    one_name: npt.NDArray[np.bool_],
) -> Judged:
    """Return the verdicts after looking at all pairs together.

    A cluster of sure pairs that holds two known children, or two records that some pair keeps apart, is
    undecided as a whole: its pairs become ``maybe``. Where two rows have found their children, and these are
    two, the question whether the rows are twins or one child falls away.

    Args:
        left: record number of the first of each pair, always an incoming one.
        right: record number of the second; known from ``incoming`` on.
        judged: verdicts of single pairs.
        incoming: how many records are incoming.
        one_name: the pair's names are one name.
    """
    verdict, codes = judged.verdict.copy(), judged.codes.copy()
    keeps_apart = np.zeros(len(verdict), dtype=bool)
    for code in _SPLITTING:
        keeps_apart |= (judged.codes & code_bit(code)) != 0
    keeps_apart = (verdict == DIFFERENT) | ((verdict == MAYBE) & keeps_apart)
    clusters = _clusters(left, right, np.flatnonzero(verdict == SAME))
    home = {member: at for at, cluster in enumerate(clusters) for member in cluster.members}
    torn = {home[int(left[pair])] for pair in _within(left, right, home, np.flatnonzero(keeps_apart))}
    for at, cluster in enumerate(clusters):
        crowded = sum(member >= incoming for member in cluster.members) > 1
        if crowded or at in torn:
            verdict[cluster.edges] = MAYBE
            codes[cluster.edges] |= code_bit("two_candidates" if crowded else "cluster_conflict")
    home_of = np.full(max(incoming, int(right.max(initial=-1)) + 1), -1, dtype=np.int64)
    found = (verdict == SAME) & (right >= incoming)
    home_of[left[found]] = right[found]
    known = right >= incoming
    home_of[right[known]] = right[known]
    settled = (verdict == MAYBE) & ~one_name & (home_of[left] >= 0) & (home_of[right] >= 0)
    settled &= (home_of[left] != home_of[right]) & ((judged.codes & code_bit("same_number")) == 0)
    verdict[settled] = DIFFERENT
    return Judged(verdict=verdict, codes=codes)


def _within(
    left: npt.NDArray[np.integer[Any]],
    right: npt.NDArray[np.integer[Any]],
    home: dict[int, int],
    pairs: Iterable[int],
) -> Iterable[int]:
    for pair in pairs:
        first, second = home.get(int(left[pair])), home.get(int(right[pair]))
        if first is not None and first == second:
            yield int(pair)


def _clusters(
    left: npt.NDArray[np.integer[Any]], right: npt.NDArray[np.integer[Any]], edges: npt.NDArray[np.integer[Any]]
) -> list[_Cluster]:
    parent: dict[int, int] = {}

    def root(member: int) -> int:
        parent.setdefault(member, member)
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for edge in edges:
        first, second = root(int(left[edge])), root(int(right[edge]))
        parent[max(first, second)] = min(first, second)
    grouped: dict[int, _Cluster] = defaultdict(lambda: _Cluster(edges=[], members=set()))
    for edge in edges:
        cluster = grouped[root(int(left[edge]))]
        cluster.edges.append(int(edge))
        cluster.members.update((int(left[edge]), int(right[edge])))
    return list(grouped.values())
