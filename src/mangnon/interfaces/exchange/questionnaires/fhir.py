"""Questionnaires and responses as FHIR R4B resources, with the extensions of Structured Data Capture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mangnon.engines.questionnaires.definition import Choice, Item, Questionnaire, Score, Words
from mangnon.engines.questionnaires.evaluate import Outcome
from mangnon.engines.questionnaires.expression import Call, Literal, Node, Ref
from mangnon.engines.questionnaires.types import Typed, kinds_of
from mangnon.interfaces.exchange.questionnaires.fhirpath import fhirpath

_STRUCTURE = "http://hl7.org/fhir/StructureDefinition"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
_TYPES = {
    "select_one": "choice", "select_multiple": "choice", "integer": "integer", "decimal": "decimal", "date": "date",
    "text": "text", "note": "display", "group": "group", "given": "decimal",
}  # fmt: skip
_OPERATORS = frozenset({"=", "<", "<=", ">", ">="})


def canonical(questionnaire: Questionnaire) -> str:
    """Return the name by which resources refer to a questionnaire, whatever its version."""
    return f"urn:mangnon:questionnaire:{questionnaire.code}"


def fhir_questionnaire(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the resource; what is to be done about an outcome has no place in it and is left out.

    Args:
        questionnaire: any version.

    Source: HL7 FHIR R4B, Questionnaire; FHIR Structured Data Capture 3.0.
    """
    q = questionnaire
    period = {"start": q.valid_from.isoformat(), **({"end": q.valid_to.isoformat()} if q.valid_to else {})}
    kinds = kinds_of(q.items, q.lists)
    scores = [_score(score, q) for score in q.scores]
    return {
        "resourceType": "Questionnaire",
        "id": q.code,
        "language": "vi",
        "url": canonical(q),
        "version": q.version,
        "name": q.code.replace("-", "_"),
        **_text("title", q.title),
        "status": "draft" if q.wordless else "active",
        "subjectType": ["Patient"],
        "date": q.valid_from.isoformat(),
        **({"description": q.lead.vi} if q.lead.vi else {}),
        "purpose": q.source,
        "copyright": q.licence,
        "effectivePeriod": period,
        "item": [*_items("", q, kinds), *scores],
    }


def fhir_response(
    *, questionnaire: Questionnaire, outcome: Outcome, child_key: str, on: date, response_key: str
) -> dict[str, Any]:
    """Return answers as a resource: what was shown and counts, with scores.

    Args:
        questionnaire: the version that was filled in.
        outcome: what its answers say.
        child_key: of the child; no name is told.
        on: the day of answering.
        response_key: of the response.
    """
    scores = [
        {"linkId": score.name, "text": questionnaire.score_of[score.name].label.vi or score.name, "answer": [
            {"valueDecimal": score.value}
        ]}
        for score in outcome.scores
        if score.value is not None
    ]  # fmt: skip
    return {
        "resourceType": "QuestionnaireResponse",
        "id": response_key,
        "questionnaire": f"{canonical(questionnaire)}|{questionnaire.version}",
        "status": "completed" if outcome.complete else "in-progress",
        "subject": {"reference": f"Patient/{child_key}"},
        "authored": on.isoformat(),
        "item": [*_told("", questionnaire, outcome), *scores],
    }


def _items(group: str, q: Questionnaire, kinds: Mapping[str, Typed]) -> list[dict[str, Any]]:
    return [_item(item, q, kinds) for item in q.items if item.group == group]


def _item(item: Item, q: Questionnaire, kinds: Mapping[str, Typed]) -> dict[str, Any]:
    found: dict[str, Any] = {"linkId": item.name, **_text("text", item.label)}
    extensions = _extensions(item, q)
    if item.type == "calculate":
        kind = kinds[item.name].kind
        found["type"] = {"bool": "boolean", "text": "string", "nothing": "string"}.get(kind, "decimal")
    else:
        found["type"] = _TYPES[item.type]
    if item.relevant is not None:
        plain = enable_when(item.relevant, q)
        if plain is None:
            extensions.append(_expression(f"{_SDC}/sdc-questionnaire-enableWhenExpression", item.relevant, q))
        else:
            found.update(plain)
    if extensions:
        found["extension"] = extensions
    if item.required == Literal(True):
        found["required"] = True
    if item.type == "select_multiple":
        found["repeats"] = True
    if item.type in {"calculate", "given"}:
        found["readOnly"] = True
    if item.list:
        found["answerOption"] = [_option(choice, q) for choice in q.choices(item)]
    inner = _items(item.name, q, kinds) if item.type == "group" else []
    return {**found, **({"item": inner} if inner else {})}


def _extensions(item: Item, q: Questionnaire) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if item.type in {"calculate", "given"}:
        found.append(_hidden())
    if item.calculation is not None:
        found.append(_expression(f"{_SDC}/sdc-questionnaire-calculatedExpression", item.calculation, q))
    if item.constraint is not None:
        said = item.constraint_message.vi or "Câu trả lời không hợp lệ."
        own = Call("or", (Call("=", (Ref(item.name), Literal(""))), item.constraint))
        found.append(_constraint(item, "answer", said, fhirpath(own, q, item.name)))
    if item.required is not None and item.required != Literal(True):
        must = Call("or", (Call("not", (item.required,)), Call("!=", (Ref(item.name), Literal("")))))
        found.append(_constraint(item, "required", "Cần trả lời câu này.", fhirpath(must, q, item.name)))
    return found


def _constraint(item: Item, key: str, said: str, expression: str) -> dict[str, Any]:
    parts = [
        {"url": "key", "valueId": f"{item.name.replace('_', '-')}-{key}"},
        {"url": "severity", "valueCode": "error"},
        {"url": "expression", "valueString": expression},
        {"url": "human", "valueString": said},
    ]
    return {"url": f"{_STRUCTURE}/questionnaire-constraint", "extension": parts}


def _score(score: Score, q: Questionnaire) -> dict[str, Any]:
    calculated = _expression(f"{_SDC}/sdc-questionnaire-calculatedExpression", score.expression, q)
    return {
        "linkId": score.name,
        **_text("text", score.label if score.label.vi else Words(score.name)),
        "type": "decimal",
        "readOnly": True,
        "extension": [_hidden(), calculated],
    }


def _hidden() -> dict[str, Any]:
    return {"url": f"{_STRUCTURE}/questionnaire-hidden", "valueBoolean": True}


def _expression(url: str, node: Node, q: Questionnaire) -> dict[str, Any]:
    return {"url": url, "valueExpression": {"language": "text/fhirpath", "expression": fhirpath(node, q)}}


def _option(choice: Choice, q: Questionnaire) -> dict[str, Any]:
    coding: dict[str, Any] = {"code": choice.name, **_text("display", choice.label)}
    if choice.points is not None:
        coding["extension"] = [{"url": f"{_STRUCTURE}/ordinalValue", "valueDecimal": choice.points}]
    return {"valueCoding": coding}


def _text(name: str, words: Words) -> dict[str, Any]:
    """Return a text with its English translation beside it; nothing where there is no text."""
    if not words.vi:
        return {}
    if not words.en:
        return {name: words.vi}
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": words.en}]
    return {name: words.vi, f"_{name}": {"extension": [{"url": f"{_STRUCTURE}/translation", "extension": parts}]}}


def enable_when(node: Node, q: Questionnaire) -> dict[str, Any] | None:
    """Return FHIR's own conditions where they say the same: comparisons joined by only ``and`` or only ``or``."""
    joined = node.name if isinstance(node, Call) and node.name in {"and", "or"} else "and"
    conditions = [_condition(part, q) for part in _parts(node, joined)]
    if any(each is None for each in conditions):
        return None
    behavior = {"enableBehavior": "all" if joined == "and" else "any"} if len(conditions) > 1 else {}
    return {"enableWhen": conditions, **behavior}


def _parts(node: Node, joined: str) -> list[Node]:
    if isinstance(node, Call) and node.name == joined:
        return [part for arg in node.args for part in _parts(arg, joined)]
    return [node]


def _condition(node: Node, q: Questionnaire) -> dict[str, Any] | None:
    if not isinstance(node, Call) or len(node.args) != 2 or not isinstance(node.args[0], Ref):
        return None
    name, literal = node.args[0].name, node.args[1]
    item = q.by_name.get(name)
    if not isinstance(literal, Literal) or item is None or item.type in {"calculate", "given"}:
        return None
    if node.name in {"=", "!="} and literal.value == "":
        return {"question": name, "operator": "exists", "answerBoolean": node.name == "!="}
    if item.list and isinstance(literal.value, str) and node.name in {"=", "selected"}:
        return {"question": name, "operator": "=", "answerCoding": {"code": literal.value}}
    if item.type in {"integer", "decimal"} and isinstance(literal.value, float) and node.name in _OPERATORS:
        whole = item.type == "integer" and literal.value == int(literal.value)
        answer = {"answerInteger": int(literal.value)} if whole else {"answerDecimal": literal.value}
        return {"question": name, "operator": node.name, **answer}
    return None


def _told(group: str, q: Questionnaire, outcome: Outcome) -> list[dict[str, Any]]:
    found = []
    for item in q.items:
        if item.group != group or item.name not in outcome.visible:
            continue
        inner = _told(item.name, q, outcome) if item.type == "group" else []
        answers = _answers(item, q, outcome)
        if inner or answers:
            told = {"linkId": item.name, **_text("text", item.label)}
            found.append({**told, **({"item": inner} if inner else {}), **({"answer": answers} if answers else {})})
    return found


def _answers(item: Item, q: Questionnaire, outcome: Outcome) -> list[dict[str, Any]]:
    value = outcome.values.get(item.name)
    if value is None:
        return []
    if item.list:
        chosen = str(value).split(" ")
        return [
            {"valueCoding": {"code": each.name, **_text("display", each.label)}}
            for each in q.choices(item)
            if each.name in chosen
        ]
    if isinstance(value, float):
        return [{"valueInteger": int(value)} if item.type == "integer" else {"valueDecimal": value}]
    return [{"valueDate" if item.type == "date" else "valueString": value}]
