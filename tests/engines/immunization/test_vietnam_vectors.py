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


@pytest.mark.parametrize(
    ("birth", "group", "products"),
    [
        ("2019-11-25", "HEPB", ["vn:PENTA", "vn:HEXA"]),  # one day under 7 years
        ("2019-11-24", "HEPB", []),
        ("2019-11-24", "POLIO", ["vn:BOPV"]),
    ],
)
def test_vietnamese_schedule_when_a_combined_vaccine_is_for_younger_children_then_not_offered(
    birth: str, group: str, products: list[str]
) -> None:
    child = {"id": 1, "sex": "f", "birth_date": birth, "assess_on": "2026-11-24", "doses": []}
    answer = json.loads(answer_lines(lines=[json.dumps(child).encode()], schedule=load_schedule("vn")))
    (forecast,) = (one for one in answer["forecasts"] if one["group"] == group)
    assert (forecast["status"], forecast["products"]) == ("not_complete", products)


def test_vietnamese_schedule_when_a_combined_vaccine_was_given_late_then_hepatitis_b_counts() -> None:
    doses = [{"on": "2026-11-20", "product": "vn:PENTA"}]
    child = {"id": 1, "sex": "f", "birth_date": "2019-01-10", "assess_on": "2026-11-24", "doses": doses}
    answer = json.loads(answer_lines(lines=[json.dumps(child).encode()], schedule=load_schedule("vn")))
    assert {one["group"]: one["status"] for one in answer["doses"]}["HEPB"] == "valid"
