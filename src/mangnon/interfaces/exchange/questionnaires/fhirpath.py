"""Expressions of questionnaires in FHIRPath, for what FHIR's own ``enableWhen`` cannot say."""

from __future__ import annotations

from collections.abc import Mapping

from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.expression import Call, Literal, Node, Ref

_SIGNS = {"and": "and", "or": "or", "+": "+", "-": "-", "*": "*", "div": "/", "mod": "mod", "=": "="}
_COMPARED = frozenset({"<", "<=", ">", ">="})


def fhirpath(node: Node, questionnaire: Questionnaire, own: str = "") -> str:
    """Return an expression that means the same: what is unanswered is empty, and what is empty does not hold.

    Args:
        node: the tree.
        questionnaire: knows which items have codes.
        own: the item that ``.`` means.

    Source: HL7 FHIRPath 2.0; FHIR Structured Data Capture 3.0, "Using Expressions".
    """
    if isinstance(node, Literal):
        return _literal(node.value)
    if isinstance(node, Ref):
        return _answer(node.name, questionnaire)
    if isinstance(node, Call):
        return _call(node, questionnaire, own)
    return _answer(own, questionnaire)


def _literal(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'" if value else "{}"
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")


def _answer(name: str, questionnaire: Questionnaire) -> str:
    item = questionnaire.by_name.get(name)
    code = ".code" if item is not None and item.list else ""
    return f"{_raw(name)}{code}"


def _raw(name: str) -> str:
    return f"%resource.descendants().where(linkId = '{name}').answer.value"


def _call(node: Call, questionnaire: Questionnaire, own: str) -> str:
    name = node.name
    if name in {"=", "!="} and Literal("") in node.args:
        other = next((arg for arg in node.args if arg != Literal("")), Literal(""))
        return f"({fhirpath(other, questionnaire, own)}).{'empty' if name == '=' else 'exists'}()"
    if name == "points" and isinstance(node.args[0], Ref):
        raw = _raw(node.args[0].name)
        return f"iif({raw}.exists(), {raw}.ordinal().aggregate($this + $total, 0), {{}})"
    args = [fhirpath(arg, questionnaire, own) for arg in node.args]
    if name in _SIGNS:
        return f"({args[0]} {_SIGNS[name]} {args[1]})"
    if name in _COMPARED:
        return f"({args[0]} {name} {args[1]})"
    if name == "coalesce":
        return _first(args)
    if name == "sum":
        return "(" + " + ".join(f"iif(({arg}).exists(), {arg}, 0)" for arg in args) + ")"
    return _FORMS[name].format(*args)


def _first(args: list[str]) -> str:
    return args[0] if len(args) == 1 else f"iif(({args[0]}).exists(), {args[0]}, {_first(args[1:])})"


# What is empty counts as not holding, as in the questionnaire itself: so no plain ``not()`` and no plain ``!=``.
_FORMS: Mapping[str, str] = {
    "!=": "iif({0} = {1}, false, true)",
    "not": "iif({0}, false, true)",
    "neg": "(-1 * {0})",
    "selected": "({1} in {0})",
    "if": "iif({0}, {1}, {2})",
    "count-selected": "({0}).count()",
    "number": "({0}).toString().toDecimal()",
    "string-length": "iif(({0}).exists(), ({0}).length(), 0)",
}
