from __future__ import annotations

import json
from pathlib import Path

import pytest

from mangnon.engines.questionnaires.evaluate import evaluate
from mangnon.engines.questionnaires.json_form import from_json, outcome_tree, to_json

FILES = sorted((Path(__file__).parents[3] / "contracts" / "vectors" / "questionnaires").glob("*.json"))


def test_vectors_when_looked_for_then_there_are_thousands() -> None:
    assert sum(len(json.loads(file.read_text("utf-8"))["cases"]) for file in FILES) > 2000


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_outcome_when_judged_again_then_it_is_the_vectors(file: Path) -> None:
    vectors = json.loads(file.read_text("utf-8"))
    questionnaire = from_json(json.dumps(vectors["definition"]))
    assert json.loads(to_json(questionnaire)) == vectors["definition"]
    for case in vectors["cases"]:
        outcome = evaluate(questionnaire=questionnaire, answers=case["answers"], age_days=case["age_days"])
        assert outcome_tree(outcome) == case["outcome"], case["answers"]
