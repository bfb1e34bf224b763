"""The vectors that server and phone share."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from mangnon.engines.growth.classify import CLASSES, classify
from mangnon.engines.growth.plausibility import Weighing, questions
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.schema import MEASUREMENTS, SCORES
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

FOLDER = Path(__file__).resolve().parents[3] / "contracts" / "vectors" / "growth"


def vectors(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def children_of(given: dict[str, Any]) -> pa.Table:
    """Read the cases' inputs; what JSON has no number for stands as a word."""
    cells = [
        [cell if cell is None or pa.types.is_string(field.type) else float(cell) for cell in column]
        for field, column in zip(MEASUREMENTS, zip(*given["cases"], strict=True), strict=False)
    ]
    return pa.table([pa.array(one, field.type) for field, one in zip(MEASUREMENTS, cells, strict=True)], MEASUREMENTS)


def test_zscores_when_a_vector_then_its_answer(standards: GrowthStandards, practice: Practice) -> None:
    given = vectors("zscores.json")
    assert given["input"] == MEASUREMENTS.names
    assert given["output"] == [*SCORES, "flags", "problem", *CLASSES.names]
    assert given["content"] == [standards.version, practice.version]
    children = children_of(given)
    scores = zscores(measurements=children, standards=standards)
    classes = classify(measurements=children, scores=scores, standards=standards, practice=practice)
    flags = [
        sum(1 << place for place, flag in enumerate(row) if flag)
        for row in zip(*(scores[f"{name}_flag"].to_pylist() for name in SCORES), strict=True)
    ]
    answers = [scores[name].to_pylist() for name in SCORES] + [flags, scores["problem"].to_pylist()]
    answers += [classes[name].to_pylist() for name in classes.column_names]
    assert len(given["cases"]) > 7000
    for row, case in zip(zip(*answers, strict=True), given["cases"], strict=True):
        assert list(row) == case[len(MEASUREMENTS) :], case


def test_zscores_when_made_up_to_lie_on_an_edge_then_one_of_the_two_roundings(standards: GrowthStandards) -> None:
    given = vectors("edges.json")
    scores = zscores(measurements=children_of(given), standards=standards).to_pylist()
    for row, case in zip(scores, given["cases"], strict=True):
        name, *either = case[len(MEASUREMENTS) :]
        assert row[name] in either, case


def test_questions_when_a_vector_then_its_answer(practice: Practice) -> None:
    start = date(2026, 1, 1)
    for days, last, new, expected in vectors("questions.json")["cases"]:
        now = new | {"flagged": tuple(new.get("flagged", ()))}
        asked = questions(
            new=Weighing(on=start + timedelta(days), **now),
            last=Weighing(on=start, **last),
            practice=practice,
        )
        assert [[one.code, one.measure_again] for one in asked] == expected
