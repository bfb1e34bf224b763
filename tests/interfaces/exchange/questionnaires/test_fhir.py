from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire as Resource
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse as ResponseResource

from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.evaluate import evaluate
from mangnon.engines.questionnaires.expression import parse
from mangnon.interfaces.exchange.questionnaires.fhir import enable_when, fhir_questionnaire, fhir_response
from mangnon.interfaces.exchange.questionnaires.fhirpath import fhirpath

SHIPPED = {each.code: each for each in shipped_questionnaires()}


def items(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for item in resource.get("item", []):
        found |= {item["linkId"]: item, **items(item)}
    return found


@pytest.mark.parametrize("questionnaire", SHIPPED.values(), ids=SHIPPED)
def test_fhir_questionnaire_when_validated_then_a_resource_of_r4b(questionnaire: Questionnaire) -> None:
    resource = fhir_questionnaire(questionnaire)
    Resource.model_validate_json(json.dumps(resource))
    named = items(resource)
    assert set(named) == {item.name for item in questionnaire.items} | {score.name for score in questionnaire.scores}


def test_fhir_questionnaire_when_a_condition_is_plain_then_enable_when_else_an_expression() -> None:
    young, mchat = (items(fhir_questionnaire(SHIPPED[code])) for code in ("wellbeing-10", "mchat-r"))
    assert young["now"]["enableWhen"] == [
        {"question": "self_harm", "operator": "=", "answerCoding": {"code": each}} for each in ("truoc", "gan_day")
    ]
    assert young["now"]["enableBehavior"] == "any"
    assert "enableWhen" not in mchat["second"]
    (expression,) = mchat["second"]["extension"]
    assert expression["url"].endswith("sdc-questionnaire-enableWhenExpression")
    assert mchat["item_2"]["answerOption"][0]["valueCoding"]["extension"][0]["valueDecimal"] == 1
    assert young["mood"]["_text"]["extension"][0]["extension"][0] == {"url": "lang", "valueCode": "en"}


def test_enable_when_when_and_is_mixed_with_or_then_left_to_an_expression() -> None:
    made = SHIPPED["wellbeing-10"]
    assert enable_when(parse("${hurt} = 'co' and (${talk} = 'co' or ${trust} = 'co')"), made) is None
    assert enable_when(parse("${hurt} != 'co'"), made) is None
    assert enable_when(parse("${hurt} != ''"), made) == {
        "enableWhen": [{"question": "hurt", "operator": "exists", "answerBoolean": True}]
    }


def test_fhirpath_when_nothing_is_answered_then_not_and_unequal_hold_as_in_the_questionnaire() -> None:
    made = SHIPPED["wellbeing-10"]
    path = "%resource.descendants().where(linkId = 'hurt').answer.value.code"
    assert fhirpath(parse("${hurt} != 'co'"), made) == f"iif({path} = 'co', false, true)"
    assert fhirpath(parse("not(${hurt} = 'co')"), made) == f"iif(({path} = 'co'), false, true)"
    assert fhirpath(parse("${hurt} = ''"), made) == f"({path}).empty()"


@pytest.mark.parametrize("count", [0, 3, 20])
def test_fhir_response_when_validated_then_a_resource_of_r4b(count: int) -> None:
    made = SHIPPED["mchat-r"]
    answers = {f"item_{n}": "co" for n in range(1, count + 1)} | {f"follow_{n}": "dat" for n in (2, 5, 12)}
    outcome = evaluate(questionnaire=made, answers=answers, age_days=600)
    resource = fhir_response(
        questionnaire=made, outcome=outcome, child_key="c1", on=date(2026, 11, 24), response_key="r1"
    )
    ResponseResource.model_validate_json(json.dumps(resource))
    assert resource["status"] == ("completed" if count == 20 else "in-progress")
    named = items(resource)
    assert named.keys() >= {f"item_{n}" for n in range(1, count + 1)}
    assert named.get("total", {}).get("answer") == ([{"valueDecimal": 3.0}] if count == 20 else None)
