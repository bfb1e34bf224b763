"""What an expression yields: total, never an exception. A missing answer is the empty text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mangnon.engines.questionnaires.expression import Call, Literal, Node, Ref, Value

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
BLANK = " \t\r\n"
"""What is cut from both ends of a text."""
NAN = math.nan


@dataclass(frozen=True)
class Known:
    """What an expression may look up.

    Attributes:
        values: of items and scores by name; an item not shown or not answered is missing.
        points: of choices, by item and choice.
    """

    values: Mapping[str, Value]
    points: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def value_of(node: Node, known: Known, own: Value = "") -> Value:
    """Work out an expression.

    Args:
        node: the tree.
        known: what its names mean.
        own: the answer that ``.`` means.
    """
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Ref):
        return known.values.get(node.name, "")
    if isinstance(node, Call):
        return _called(node, known, own)
    return own


def _called(node: Call, known: Known, own: Value) -> Value:
    name = node.name
    if name == "if":
        return value_of(node.args[1 if truth(value_of(node.args[0], known, own)) else 2], known, own)
    if name == "points":
        return _points(node.args[0], known)
    args = [value_of(arg, known, own) for arg in node.args]
    if name in _COMPARED:
        return _compare(name, args[0], args[1])
    if name in _COUNTED:
        return _count(name, [number(arg) for arg in args])
    return _function(name, args)


_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">="})
_COUNTED = frozenset({"+", "-", "*", "div", "mod", "neg"})


def _function(name: str, args: list[Value]) -> Value:
    if name == "and":
        return truth(args[0]) and truth(args[1])
    if name == "or":
        return truth(args[0]) or truth(args[1])
    if name == "not":
        return not truth(args[0])
    if name == "selected":
        return words_of(args[1]) in chosen(args[0])
    if name == "count-selected":
        return float(len(chosen(args[0])))
    if name == "coalesce":
        return next((arg for arg in args if not missing(arg)), "")
    if name == "sum":
        return _sum([0.0 if arg == "" else number(arg) for arg in args])
    if name == "number":
        return number(args[0])
    return float(len(words_of(args[0])))  # string-length


def _sum(numbers: list[float]) -> float:
    total = 0.0
    for each in numbers:
        total += each
    return total


def _count(name: str, args: list[float]) -> float:
    one = args[0]
    if name == "neg":
        return -one
    other = args[1]
    if name == "+":
        return one + other
    if name == "-":
        return one - other
    if name == "*":
        return one * other
    if name == "mod":
        return math.fmod(one, other) if other != 0 and math.isfinite(one) and other == other else NAN
    return _divide(one, other)


def _divide(one: float, other: float) -> float:
    if other != 0:
        return one / other
    if one == 0 or one != one:
        return NAN
    return math.copysign(math.inf, one) * math.copysign(1.0, other)


def _compare(name: str, one: Value, other: Value) -> bool:
    if name in {"=", "!="}:
        return _equal(one, other) is (name == "=")
    left, right = number(one), number(other)
    if name == "<":
        return left < right
    if name == "<=":
        return left <= right
    return left > right if name == ">" else left >= right


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return truth(one) is truth(other)
    if isinstance(one, float) or isinstance(other, float):
        return number(one) == number(other)
    return one == other


def _points(node: Node, known: Known) -> Value:
    if not isinstance(node, Ref):
        return ""
    told = chosen(known.values.get(node.name, ""))
    points = known.points.get(node.name, {})
    return _sum([points.get(choice, 0.0) for choice in told]) if told else ""


def number(value: Value) -> float:
    """Return a value as a number; not-a-number where it is none."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        text = value.strip(BLANK)
        return float(text) if _NUMBER.fullmatch(text) else NAN
    return value


def truth(value: Value) -> bool:
    """Return a value as a truth: a number other than zero, a text that is not empty."""
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)


def missing(value: Value) -> bool:
    """Tell whether a value says nothing: the empty text, or not-a-number."""
    return value == "" if isinstance(value, str) else value != value


def chosen(value: Value) -> list[str]:
    """Return the choices that a value names."""
    return value.split(" ") if isinstance(value, str) and value else []


def words_of(value: Value) -> str:
    """Return a value as text; numbers and truths have none here (the types forbid the question)."""
    return value if isinstance(value, str) else ""
