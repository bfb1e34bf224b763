"""The vectors that server and phone share."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from mangnon.engines.growth.classify import classify
from mangnon.engines.growth.plausibility import Weighing, questions
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.schema import MEASUREMENTS
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

FOLDER = Path(__file__).resolve().parents[3] / "contracts" / "vectors" / "growth"


def vectors(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def test_zscores_when_a_vector_then_its_answer(standards: GrowthStandards, practice: Practice) -> None:
    given = vectors("zscores.json")
    assert given["input"] == MEASUREMENTS.names
    assert given["content"] == [standards.version, practice.version]
    columns = list(zip(*given["cases"], strict=True))
    width = len(given["input"])
    children = pa.table(columns[:width], schema=MEASUREMENTS)
    scores = zscores(measurements=children, standards=standards)
    classes = classify(measurements=children, scores=scores, standards=standards, practice=practice)
    answers = [scores[name].to_pylist() for name in scores.column_names]
    answers += [classes[name].to_pylist() for name in classes.column_names]
    assert len(given["cases"]) > 3000
    assert [list(row) for row in zip(*answers, strict=True)] == [case[width:] for case in given["cases"]]


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
