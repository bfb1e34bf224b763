"""How often the verdicts are right on families whose truth is known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pytest
from tests.engines.matching.families import Files, Row, make_files, table

from mangnon.engines.matching.match import match
from mangnon.engines.matching.parameters import MatchingParameters


@dataclass(frozen=True)
class Quality:
    same: int
    wrong: int
    precision: float
    recall: float
    seen: float
    twins_merged: int
    placeholders_merged: int
    questions_per_row: float


def quality_of(files: Files, parameters: MatchingParameters) -> Quality:
    pairs = match(incoming=table(files.incoming), known=table(files.known), parameters=parameters).pairs
    found: dict[str, list[tuple[Row, Row]]] = {"same": [], "maybe": []}
    for pair in pairs.select(["incoming", "known", "other_incoming", "verdict"]).to_pylist():
        other = files.known[pair["known"]] if pair["known"] is not None else files.incoming[pair["other_incoming"]]
        found[pair["verdict"]].append((files.incoming[pair["incoming"]], other))
    right = {verdict: sum(a.truth == b.truth for a, b in rows) for verdict, rows in found.items()}
    wrong = len(found["same"]) - right["same"]
    true_pairs = _true_pairs(files)
    names = {"Bé", "Bé trai", "", "Chưa đặt tên"}
    return Quality(
        same=len(found["same"]),
        wrong=wrong,
        precision=right["same"] / len(found["same"]),
        recall=right["same"] / true_pairs,
        seen=(right["same"] + right["maybe"]) / true_pairs,
        twins_merged=sum(frozenset((a.truth, b.truth)) in files.twins for a, b in found["same"]),
        placeholders_merged=sum(a.full_name in names or b.full_name in names for a, b in found["same"]),
        questions_per_row=len(found["maybe"]) / len(files.incoming),
    )


def _true_pairs(files: Files) -> int:
    known = {row.truth for row in files.known}
    listed: dict[int, int] = defaultdict(int)
    for row in files.incoming:
        listed[row.truth] += 1
    return sum(n * (truth in known) + n * (n - 1) // 2 for truth, n in listed.items())


@pytest.mark.parametrize("seed", [1, 2])
def test_match_when_offices_write_families_badly_then_it_is_right(parameters: MatchingParameters, seed: int) -> None:
    quality = quality_of(make_files(known=20_000, incoming=4_000, seed=seed), parameters)
    assert quality.precision >= 0.999, quality
    assert quality.twins_merged == quality.placeholders_merged == 0, quality
    assert quality.recall >= 0.95, quality
    assert quality.seen >= 0.998, quality
    assert quality.questions_per_row <= 0.06, quality


def test_match_when_every_child_lives_in_one_commune_then_no_twin_is_merged(parameters: MatchingParameters) -> None:
    quality = quality_of(make_files(known=3_600, incoming=3_600, seed=3, communes=1), parameters)
    assert quality.precision >= 0.999, quality
    assert quality.twins_merged == quality.placeholders_merged == 0, quality
