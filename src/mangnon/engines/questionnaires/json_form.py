"""The JSON form of a questionnaire, which the database keeps and the phone loads (docs/questionnaires.md)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from mangnon.engines.questionnaires.definition import Action, Band, Choice, Item, Questionnaire, Score, Words
from mangnon.engines.questionnaires.evaluate import Outcome
from mangnon.engines.questionnaires.expression import Call, Literal, Node, Ref, Self
from mangnon.vocab.errors import MangnonError

FORMAT = 1


class FormError(MangnonError):
    """A stored questionnaire cannot be read."""

    code = "questionnaire.form"


def to_json(questionnaire: Questionnaire) -> str:
    """Return the canonical text: the same questionnaire always gives the same."""
    return json.dumps(tree_of(questionnaire), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Questionnaire:
    """Read what ``to_json`` wrote.

    Raises:
        FormError: it is none, or of a newer format.
    """
    try:
        tree = json.loads(text)
        if tree["format"] != FORMAT:
            raise ValueError(tree["format"])
        return _questionnaire(tree)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormError(f"Bảng hỏi đã lưu không đọc được ({error!r}); hãy nạp lại từ tệp XLSForm.") from error


def tree_of(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the JSON form as lists and mappings; what is empty is left out."""
    q = questionnaire
    return _without_empty(
        {
            "format": FORMAT,
            "code": q.code,
            "version": q.version,
            "title": _words(q.title),
            "valid_from": q.valid_from.isoformat(),
            "valid_to": q.valid_to.isoformat() if q.valid_to else None,
            "source": q.source,
            "verified": q.verified,
            "licence": q.licence,
            "restricted": q.restricted,
            "age_from_months": q.age_from_months,
            "age_to_months": q.age_to_months,
            "record_class": q.record_class,
            "screening_kind": q.screening_kind,
            "answered_by": list(q.answered_by),
            "lead": _words(q.lead),
            "items": [_item(item) for item in q.items],
            "lists": {
                name: [
                    _without_empty({"name": c.name, "label": _words(c.label), "points": _plain(c.points)})
                    for c in choices
                ]
                for name, choices in q.lists.items()
            },
            "scores": [
                {
                    "name": s.name,
                    "label": _words(s.label),
                    "expression": node_tree(s.expression),
                    "needs": list(s.needs),
                    "bands": [{"code": b.code, "from": _plain(b.start), "label": _words(b.label)} for b in s.bands],
                }
                for s in q.scores
            ],
            "actions": [
                _without_empty(
                    {
                        "code": a.code,
                        "action": a.kind,
                        "severity": a.severity,
                        "when": node_tree(a.when),
                        "words": _words(a.words),
                        "hours": a.hours,
                        "days": a.days,
                    }
                )
                for a in q.actions
            ],
            "order": list(q.order),
        }
    )


def node_tree(node: Node) -> list[Any]:
    """Return an expression's JSON form."""
    if isinstance(node, Literal):
        return ["value", _plain(node.value)]
    if isinstance(node, Ref):
        return ["ref", node.name]
    if isinstance(node, Call):
        return ["call", node.name, *(node_tree(arg) for arg in node.args)]
    return ["self"]


def node_from(tree: list[Any]) -> Node:
    """Read an expression's JSON form."""
    kind = tree[0]
    if kind == "value":
        value = tree[1]
        return Literal(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)
    if kind == "ref":
        return Ref(tree[1])
    if kind == "call":
        return Call(tree[1], tuple(node_from(arg) for arg in tree[2:]))
    if kind == "self":
        return Self()
    raise ValueError(kind)


def outcome_tree(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome's JSON form."""
    return {
        "visible": list(outcome.visible),
        "ignored": list(outcome.ignored),
        "problems": [[problem.item, problem.code] for problem in outcome.problems],
        "values": {name: _plain(value) for name, value in outcome.values.items()},
        "calculated": {name: _plain(value) for name, value in outcome.calculated.items()},
        "scores": {score.name: {"value": _plain(score.value), "band": score.band} for score in outcome.scores},
        "actions": [{"code": fired.code, "because": list(fired.because)} for fired in outcome.actions],
        "complete": outcome.complete,
    }


def _item(item: Item) -> dict[str, Any]:
    expressions = {
        "relevant": item.relevant,
        "required": item.required,
        "constraint": item.constraint,
        "calculation": item.calculation,
    }
    return _without_empty(
        {
            "name": item.name,
            "type": item.type,
            "label": _words(item.label),
            "hint": _words(item.hint),
            "group": item.group,
            "list": item.list,
            "constraint_message": _words(item.constraint_message),
            "appearance": item.appearance,
            **{name: node_tree(node) for name, node in expressions.items() if node is not None},
        }
    )


def _words(words: Words) -> dict[str, str]:
    return {language: text for language, text in (("vi", words.vi), ("en", words.en)) if text}


def _without_empty(tree: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if value is not None and value != "" and value != {}}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value


def _read_words(tree: dict[str, Any], name: str) -> Words:
    told = tree.get(name, {})
    return Words(told.get("vi", ""), told.get("en", ""))


def _optional(tree: dict[str, Any], name: str) -> Node | None:
    return node_from(tree[name]) if name in tree else None


def _questionnaire(tree: dict[str, Any]) -> Questionnaire:
    return Questionnaire(
        code=tree["code"],
        version=tree["version"],
        title=_read_words(tree, "title"),
        valid_from=date.fromisoformat(tree["valid_from"]),
        valid_to=date.fromisoformat(tree["valid_to"]) if "valid_to" in tree else None,
        source=tree["source"],
        verified=tree["verified"],
        licence=tree["licence"],
        restricted=tree["restricted"],
        age_from_months=tree["age_from_months"],
        age_to_months=tree["age_to_months"],
        record_class=tree["record_class"],
        screening_kind=tree.get("screening_kind", ""),
        answered_by=tuple(tree["answered_by"]),
        lead=_read_words(tree, "lead"),
        items=tuple(_read_item(each) for each in tree["items"]),
        lists={
            name: tuple(Choice(c["name"], _read_words(c, "label"), _float(c.get("points"))) for c in choices)
            for name, choices in tree.get("lists", {}).items()
        },
        scores=tuple(_read_score(each) for each in tree["scores"]),
        actions=tuple(_read_action(each) for each in tree["actions"]),
        order=tuple(tree["order"]),
    )


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _read_item(tree: dict[str, Any]) -> Item:
    return Item(
        name=tree["name"],
        type=tree["type"],
        label=_read_words(tree, "label"),
        hint=_read_words(tree, "hint"),
        group=tree.get("group", ""),
        list=tree.get("list", ""),
        relevant=_optional(tree, "relevant"),
        required=_optional(tree, "required"),
        constraint=_optional(tree, "constraint"),
        constraint_message=_read_words(tree, "constraint_message"),
        calculation=_optional(tree, "calculation"),
        appearance=tree.get("appearance", ""),
    )


def _read_score(tree: dict[str, Any]) -> Score:
    bands = tuple(Band(b["code"], float(b["from"]), _read_words(b, "label")) for b in tree["bands"])
    return Score(tree["name"], _read_words(tree, "label"), node_from(tree["expression"]), tuple(tree["needs"]), bands)


def _read_action(tree: dict[str, Any]) -> Action:
    words, when = _read_words(tree, "words"), node_from(tree["when"])
    return Action(tree["code"], tree["action"], tree["severity"], when, words, tree.get("hours"), tree.get("days"))
