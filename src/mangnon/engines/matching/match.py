"""Which records are the same child: the one function for an import of thousands and for one typed child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mangnon.engines.matching.clusters import settle
from mangnon.engines.matching.comparing import ComparedPairs, compare
from mangnon.engines.matching.levels import BLOCKING, COMPARISONS, NAME
from mangnon.engines.matching.parameters import MatchingParameters
from mangnon.engines.matching.records import Prepared, conform, prepare
from mangnon.engines.matching.rules import CODES, DIFFERENT, ONE_NAME, VERDICTS, Judged, Pairs, judge
from mangnon.engines.matching.weights import Weights, weigh

SLICE = 500_000  # pairs judged at once

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
    pairs = compare(prepared=prepared, incoming=count, parameters=parameters)
    judged = settle(
        left=pairs.left,
        right=pairs.right,
        judged=_judged(pairs, prepared, parameters),
        incoming=count,
        one_name=NAME.reached(pairs.levels[NAME.name], *ONE_NAME),
    )
    kept = np.flatnonzero(judged.verdict != DIFFERENT)
    return MatchResult(
        pairs=_table(
            pairs=pairs.at(kept),
            judged=Judged(verdict=judged.verdict[kept], codes=judged.codes[kept]),
            weights=weigh(pairs=pairs.at(kept), shares=prepared.shares, parameters=parameters),
            incoming=count,
        ),
        content_version=parameters.version,
        compared=len(pairs),
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


def _judged(pairs: ComparedPairs, prepared: Prepared, parameters: MatchingParameters) -> Judged:
    """Judge pair by pair, in slices, for the weights of millions of pairs are not needed at once."""
    slices = [
        judge(
            pairs=_circumstances(pairs.at(slice(start, start + SLICE)), prepared, parameters),
            same_bits=parameters.same_bits,
            other_date_bits=parameters.other_date_bits,
            maybe_bits=parameters.maybe_bits,
        )
        for start in range(0, max(len(pairs), 1), SLICE)
    ]
    return Judged(
        verdict=np.concatenate([judged.verdict for judged in slices]),
        codes=np.concatenate([judged.codes for judged in slices]),
    )


def _circumstances(pairs: ComparedPairs, prepared: Prepared, parameters: MatchingParameters) -> Pairs:
    left, right = pairs.left, pairs.right
    same_sheet = (prepared.sheet[left] >= 0) & (prepared.sheet[left] == prepared.sheet[right])
    apart = np.abs(prepared.row[left] - prepared.row[right])
    return Pairs(
        levels=pairs.levels,
        weight=weigh(pairs=pairs, shares=prepared.shares, parameters=parameters).total,
        placeholder=prepared.placeholder[left] | prepared.placeholder[right],
        same_sheet=same_sheet,
        adjacent=same_sheet & (apart <= parameters.adjacent_rows),
    )


def _table(*, pairs: ComparedPairs, judged: Judged, weights: Weights, incoming: int) -> pa.Table:
    right = pairs.right
    columns = {
        "incoming": pa.array(pairs.left),
        "known": pa.array(right - np.int32(incoming), mask=right < incoming),
        "other_incoming": pa.array(right, mask=right >= incoming),
        "verdict": pa.array([VERDICTS[verdict] for verdict in judged.verdict], pa.string()),
        "weight": pa.array(weights.total),
        "codes": pa.array(
            [[code for at, code in enumerate(CODES) if bits >> at & 1] for bits in judged.codes.tolist()],
            pa.list_(pa.string()),
        ),
    }
    for comparison in COMPARISONS:
        number = pairs.levels[comparison.name].astype(np.int64)
        names = pa.array(comparison.level_names[::-1], pa.string())
        columns[f"level_{comparison.name}"] = names.take(pa.array(number, mask=number < 0))
    for comparison in COMPARISONS:
        columns[f"bits_{comparison.name}"] = pa.array(weights.bits[comparison.name])
    strongest_first = np.lexsort((right, -weights.total, pairs.left))
    return pa.table(columns, schema=PAIR).take(pa.array(strongest_first))
