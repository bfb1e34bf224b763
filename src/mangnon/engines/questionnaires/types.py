"""What kind of value an expression yields, checked when a questionnaire is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from mangnon.engines.questionnaires.definition import Choice, Item
from mangnon.engines.questionnaires.expression import Call, ExpressionError, Literal, Node, Ref, Self

Kind = OneOf["number", "text", "bool", "choice", "choices", "date", "nothing"]
"""``nothing`` is the empty text, which may stand beside any kind: the sign of a missing answer."""

KIND_WORDS: dict[str, str] = {
    "number": "số", "text": "chữ", "bool": "đúng/sai", "choice": "một lựa chọn", "choices": "nhiều lựa chọn",
    "date": "ngày", "nothing": "trống",
}  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """A kind of value; for choices also which there are."""

    kind: Kind
    choices: tuple[str, ...] = ()

    @property
    def countable(self) -> bool:
        """Numbers, and choices whose names are all numbers."""
        return self.kind == "number" or (
            self.kind == "choice" and bool(self.choices) and all(name.isdecimal() for name in self.choices)
        )


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER, TEXT, BOOL = Typed("number"), Typed("text"), Typed("bool")


def kinds_of(items: Iterable[Item], lists: Mapping[str, tuple[Choice, ...]]) -> dict[str, Typed]:
    """Return the kinds of items; of calculations those that are read already, in their order.

    Args:
        items: in the order of the sheet.
        lists: of choices by name.
    """
    kinds: dict[str, Typed] = {}
    for item in items:
        names = tuple(choice.name for choice in lists.get(item.list, ()))
        if item.type == "select_one":
            kinds[item.name] = Typed("choice", names)
        elif item.type == "select_multiple":
            kinds[item.name] = Typed("choices", names)
        elif item.type in {"integer", "decimal", "given"}:
            kinds[item.name] = NUMBER
        elif item.type in {"date", "text"}:
            kinds[item.name] = Typed("date") if item.type == "date" else TEXT
    for item in items:
        if item.calculation is not None:
            kinds[item.name] = type_of(item.calculation, kinds)
    return kinds


def type_of(node: Node, known: Mapping[str, Typed], own: Typed | None = None) -> Typed:
    """Return what an expression yields.

    Args:
        node: the tree.
        known: kinds of the names it may use.
        own: of the answer that ``.`` means; None where there is none.

    Raises:
        ExpressionError: a name is unknown or an operator meets what it cannot take.
    """
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, Ref):
        if node.name not in known:
            raise ExpressionError(
                f"không có câu hỏi hoặc điểm nào tên «{node.name}» (phép tính phải đứng trên chỗ dùng nó)"
            )
        return known[node.name]
    if isinstance(node, Self):
        if own is None:
            raise ExpressionError("dấu chấm «.» chỉ dùng trong cột constraint")
        return own
    return _call(node, [type_of(arg, known, own) for arg in node.args])


def _literal(node: Literal) -> Typed:
    if isinstance(node.value, bool):
        return BOOL
    if isinstance(node.value, str):
        return TEXT if node.value else Typed("nothing")
    return NUMBER


def _call(node: Call, kinds: list[Typed]) -> Typed:
    name = node.name
    if name in {"and", "or", "not"}:
        _all(name, kinds, lambda typed: typed.kind == "bool", "đúng/sai")
        return BOOL
    if name in {"+", "-", "*", "div", "mod", "neg", "sum"}:
        _all(name, kinds, lambda typed: typed.countable, "số")
        return NUMBER
    if name in {"<", "<=", ">", ">="}:
        _all(name, kinds, lambda typed: typed.countable, "số")
        return BOOL
    if name in {"=", "!="}:
        _comparable(node, kinds)
        return BOOL
    if name in {"if", "coalesce"}:
        return _either(node, kinds)
    return _function(node, kinds)


def _function(node: Call, kinds: list[Typed]) -> Typed:
    name, first = node.name, kinds[0]
    if name == "selected":
        _need(name, first, first.kind in {"choice", "choices"}, "câu hỏi có lựa chọn")
        _among(node.args[1], first)
        return BOOL
    if name == "count-selected":
        _need(name, first, first.kind in {"choice", "choices"}, "câu hỏi có lựa chọn")
        return NUMBER
    if name == "points":
        _need(name, first, first.kind in {"choice", "choices"} and isinstance(node.args[0], Ref), "câu hỏi có lựa chọn")
        return NUMBER
    if name == "number":
        _need(name, first, first.kind in {"number", "text", "bool", "nothing"} or first.countable, "số hoặc chữ")
        return NUMBER
    _need(name, first, first.kind in {"text", "nothing"}, "chữ")  # string-length
    return NUMBER


def _comparable(node: Call, kinds: list[Typed]) -> None:
    one, other = kinds
    if "nothing" in (one.kind, other.kind):
        return
    if "choices" in (one.kind, other.kind):
        raise ExpressionError("câu hỏi chọn nhiều phải so bằng selected(…, '…'), không bằng dấu =")
    for typed, node_of_other, kind in ((one, node.args[1], other.kind), (other, node.args[0], one.kind)):
        if typed.kind == "choice" and kind == "text":
            _among(node_of_other, typed)
            return
    for typed, node_of_other in ((one, node.args[1]), (other, node.args[0])):
        if typed.kind == "date" and isinstance(node_of_other, Literal) and _DAY.fullmatch(str(node_of_other.value)):
            return
    if one.kind == other.kind or (one.countable and other.countable):
        return
    raise ExpressionError(f"không so được {KIND_WORDS[one.kind]} với {KIND_WORDS[other.kind]}")


def _among(node: Node, typed: Typed) -> None:
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        raise ExpressionError("lựa chọn phải viết trong dấu nháy, như 'co'")
    if node.value not in typed.choices:
        raise ExpressionError(f"không có lựa chọn «{node.value}»; chỉ có: {', '.join(typed.choices)}")


def _either(node: Call, kinds: list[Typed]) -> Typed:
    if node.name == "if":
        _need("if", kinds[0], kinds[0].kind == "bool", "đúng/sai")
        kinds = kinds[1:]
    told = [typed for typed in kinds if typed.kind != "nothing"]
    plain = [NUMBER if typed.countable else typed for typed in told]
    if not plain:
        return Typed("nothing")
    if any(typed.kind != plain[0].kind for typed in plain):
        words = " và ".join(dict.fromkeys(KIND_WORDS[typed.kind] for typed in plain))
        raise ExpressionError(f"các giá trị của {node.name}(…) phải cùng loại, đang là {words}")
    return plain[0]


def _all(name: str, kinds: list[Typed], good: Callable[[Typed], bool], wanted: str) -> None:
    for typed in kinds:
        _need(name, typed, good(typed), wanted)


def _need(name: str, typed: Typed, good: bool, wanted: str) -> None:
    if not good:
        sign = "dấu trừ" if name == "neg" else name
        raise ExpressionError(f"«{sign}» cần {wanted}, đang gặp {KIND_WORDS[typed.kind]}")
