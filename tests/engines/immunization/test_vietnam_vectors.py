"""The vectors of the Vietnamese schedule, which the phone's own preview is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mangnon.core.content.immunization import load_schedule
from mangnon.interfaces.commands.immunize_lines import answer_lines

VECTORS = json.loads(
    (Path(__file__).parents[3] / "contracts/vectors/immunization/vietnam.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vietnamese_schedule_when_given_a_vector_then_answers_it(vector: dict[str, Any]) -> None:
    line = json.dumps(vector["input"]).encode()
    answer = json.loads(answer_lines(lines=[line], schedule=load_schedule(vector["schedule"])))
    expected = vector["expected"]

    for dose in expected["doses"]:
        if dose["status"] is None:
            continue
        (verdict,) = (
            one for one in answer["doses"] if one["index"] == dose["index"] and one["antigen"] == expected["antigen"]
        )
        assert (verdict["status"], verdict["group"]) == (dose["status"], expected["group"])
        assert verdict["reasons"] == dose["reasons"]
    forecast = next((one for one in answer["forecasts"] if one["group"] == expected["group"]), None)
    if expected["status"] is not None:
        assert (forecast["status"] if forecast else "absent") == expected["status"]
    for key, value in (expected["forecast"] or {}).items():
        assert forecast is not None
        assert (key, forecast[key]) == (key, value)


@pytest.mark.parametrize(
    "kind",
    ["on time", "late", "out of order", "one day early", "interval one day short", "at the maximum age"],
)
def test_vectors_when_listed_then_every_kind_is_there(kind: str) -> None:
    assert any(kind in vector["name"] for vector in VECTORS)
