"""What a match makes of each row: a known child, another row's child, or a new one (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa


@dataclass(frozen=True)
class Settled:
    """One row's fate.

    Args:
        known: the known child it is, by row of the known table.
        first: the earlier row of the file that is the same child.
        maybe_known: known children it may be, with weights in bits and evidence codes.
        maybe_rows: other rows it may be, likewise.
    """

    known: int | None = None
    first: int | None = None
    maybe_known: tuple[tuple[int, float, tuple[str, ...]], ...] = ()
    maybe_rows: tuple[tuple[int, float, tuple[str, ...]], ...] = ()


def settle_rows(*, pairs: pa.Table, count: int) -> list[Settled]:
    """Settle each incoming row by the pairs that the matching engine lists.

    Args:
        pairs: PAIR rows: ``same`` and ``maybe``.
        count: how many rows came in.

    Returns:
        One fate a row. Rows that are the same child as one another share the known child of any of them; the
        first of them stands for the rest.
    """
    leader = list(range(count))

    def find(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    known: dict[int, int] = {}
    maybe_known: dict[int, list[tuple[int, float, tuple[str, ...]]]] = {}
    maybe_rows: dict[int, list[tuple[int, float, tuple[str, ...]]]] = {}
    rows = zip(
        *(pairs[name].to_pylist() for name in ("incoming", "known", "other_incoming", "verdict", "weight", "codes")),
        strict=True,
    )
    for incoming, known_row, other, verdict, weight, codes in rows:
        if verdict == "same" and known_row is not None:
            known[incoming] = known_row
        elif verdict == "same":
            one, two = sorted((find(incoming), find(other)))
            leader[two] = one
        elif known_row is not None:
            maybe_known.setdefault(incoming, []).append((known_row, weight, tuple(codes)))
        else:
            maybe_rows.setdefault(incoming, []).append((other, weight, tuple(codes)))
    of_group: dict[int, int] = {}
    for row, child in known.items():
        of_group.setdefault(find(row), child)
    return [
        Settled(
            known=known.get(row, of_group.get(find(row))),
            first=find(row) if find(row) != row else None,
            maybe_known=tuple(maybe_known.get(row, ())),
            maybe_rows=tuple(maybe_rows.get(row, ())),
        )
        for row in range(count)
    ]


def settle_copies(*, settled: Sequence[Settled], copies: Sequence[int]) -> list[Settled]:
    """Give rows that say the same as an earlier one the fate of that row, and every fate the file's row numbers.

    Args:
        settled: the fates of the distinct rows, in the order of the file, by their numbers among themselves.
        copies: for each row of the file, the first row that says the same; itself where there is none before.
    """
    distinct = [row for row, first in enumerate(copies) if row == first]
    fates = {
        row: replace(
            fate,
            first=None if fate.first is None else distinct[fate.first],
            maybe_rows=tuple((distinct[other], weight, codes) for other, weight, codes in fate.maybe_rows),
        )
        for row, fate in zip(distinct, settled, strict=True)
    }
    return [
        fates[row]
        if row == first
        else Settled(known=fates[first].known, first=first if fates[first].first is None else fates[first].first)
        for row, first in enumerate(copies)
    ]
