"""What a match makes of each row: a known child, another row's child, or a new one (pure)."""

from __future__ import annotations

from dataclasses import dataclass

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
