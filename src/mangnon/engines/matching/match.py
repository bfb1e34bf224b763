"""Which records are the same child: the one function for an import of thousands and for one typed child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.matching.clusters import settle
from mangnon.engines.matching.levels import BLOCKING, COMPARISONS, NAME
from mangnon.engines.matching.parameters import MatchingParameters
from mangnon.engines.matching.records import Prepared, conform, prepare
from mangnon.engines.matching.rules import CODES, DIFFERENT, ONE_NAME, VERDICTS, Pairs, judge
from mangnon.engines.matching.scoring import ScoredPairs, score

PAIR = pa.schema(
    [
        pa.field("incoming", pa.int32(), nullable=False),  # row of the incoming table
        pa.field("known", pa.int32()),  # row of the known table, or null
        pa.field("other_incoming", pa.int32()),  # a later row of the incoming table, or null
        pa.field("verdict", pa.string(), nullable=False),  # same or maybe; a pair not listed is different
        pa.field("weight", pa.float64(), nullable=False),  # bits, prior included
        pa.field("codes", pa.list_(pa.string()), nullable=False),
        *(pa.field(f"level_{c.name}", pa.string()) for c in COMPARISONS),  # null: not comparable
        *(pa.field(f"bits_{c.name}", pa.float64()) for c in COMPARISONS),
    ]
)


@dataclass(frozen=True)
class MatchResult:
    """Pairs that are the same child or may be, by incoming row, strongest first.

    Args:
        pairs: ``PAIR`` rows.
        content_version: version of the matching content.
        compared: how many pairs were looked at.
    """

    pairs: pa.Table
    content_version: str
    compared: int


def match(*, incoming: pa.Table, known: pa.Table, parameters: MatchingParameters) -> MatchResult:
    """Say which incoming records are the same child as a known one or as another incoming one.

    One typed child against candidates is ``incoming`` of one row; the answer is the one an import would give.

    Args:
        incoming: ``RECORD`` rows, in the order of the file.
        known: ``RECORD`` rows of children already known, each known once.
        parameters: the matching content.

    Returns:
        Pairs called ``same`` or ``maybe``; every other pair is different.

    Raises:
        RecordShapeError: a column has a wrong type.
        TooManyAlikeError: so many rows look alike that they cannot be compared.
    """
    count = incoming.num_rows
    prepared = prepare(records=pa.concat_tables([conform(incoming), conform(known)]), parameters=parameters)
    scored = score(prepared=prepared, incoming=count, parameters=parameters)
    judged = judge(
        pairs=_pairs(scored, prepared, parameters),
        same_bits=parameters.same_bits,
        other_date_bits=parameters.other_date_bits,
        maybe_bits=parameters.maybe_bits,
    )
    settled = settle(
        left=scored.left,
        right=scored.right,
        judged=judged,
        incoming=count,
        one_name=np.isin(scored.levels["name"], NAME.numbers(*ONE_NAME)),
    )
    return MatchResult(
        pairs=_table(scored, settled.verdict, settled.codes, count),
        content_version=parameters.version,
        compared=len(scored.left),
    )


def candidate_keys(*, records: pa.Table, parameters: MatchingParameters) -> list[list[str]]:
    """Return, per record, the keys of which a child it could be shares at least one.

    Store them beside each child to fetch the candidates of a typed child with one indexed query.

    Args:
        records: ``RECORD`` rows.
        parameters: the matching content.
    """
    table = prepare(records=records, parameters=parameters).table
    keys: list[list[str]] = [[] for _ in range(table.num_rows)]
    for number, columns in enumerate(BLOCKING):
        for at, values in enumerate(zip(*(table.column(c).to_pylist() for c in columns), strict=True)):
            if None not in values:
                keys[at].append("|".join((str(number), *map(str, values))))
    return keys


def _pairs(scored: ScoredPairs, prepared: Prepared, parameters: MatchingParameters) -> Pairs:
    left, right = scored.left, scored.right
    same_sheet = (prepared.sheet[left] >= 0) & (prepared.sheet[left] == prepared.sheet[right])
    apart = np.abs(prepared.row[left] - prepared.row[right])
    return Pairs(
        levels=scored.levels,
        weight=scored.weight,
        placeholder=prepared.placeholder[left] | prepared.placeholder[right],
        same_sheet=same_sheet,
        adjacent=same_sheet & (apart <= parameters.adjacent_rows),
    )


def _table(
    scored: ScoredPairs,
    verdict: npt.NDArray[np.int8],
    codes: npt.NDArray[np.uint32],
    incoming: int,
) -> pa.Table:
    kept = np.flatnonzero(verdict != DIFFERENT)
    kept = kept[np.lexsort((scored.right[kept], -scored.weight[kept], scored.left[kept]))]
    right = scored.right[kept]
    columns = {
        "incoming": pa.array(scored.left[kept].astype(np.int32)),
        "known": pa.array((right - incoming).astype(np.int32), mask=right < incoming),
        "other_incoming": pa.array(right.astype(np.int32), mask=right >= incoming),
        "verdict": pa.array([VERDICTS[v] for v in verdict[kept]], pa.string()),
        "weight": pa.array(scored.weight[kept]),
        "codes": pa.array(
            [[code for at, code in enumerate(CODES) if bits >> at & 1] for bits in codes[kept].tolist()],
            pa.list_(pa.string()),
        ),
    }
    for comparison in COMPARISONS:
        number = scored.levels[comparison.name][kept].astype(np.int64)
        names = pa.array(comparison.level_names[::-1], pa.string())
        columns[f"level_{comparison.name}"] = names.take(pa.array(number, mask=number < 0))
    for comparison in COMPARISONS:
        columns[f"bits_{comparison.name}"] = pa.array(scored.bits[comparison.name][kept])
    return pa.table(columns, schema=PAIR)
