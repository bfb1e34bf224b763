"""The expression language of questionnaires: the XPath subset that XLSForm uses, read into a small tree.

A tree is made of four kinds of nodes, which are also its JSON form (docs/questionnaires.md):
``["value", 3]`` a number, text or truth; ``["ref", "name"]`` an item or score; ``["self"]`` the answer a constraint
judges; ``["call", "name", ...]`` an operator or function of nodes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mangnon.vocab.errors import MangnonError

Value = float | str | bool
"""What an expression yields; an unanswered item is the empty text."""

FUNCTIONS = {
    "not": (1, 1),
    "selected": (2, 2),
    "if": (3, 3),
    "coalesce": (2, 20),
    "count-selected": (1, 1),
    "sum": (1, 100),
    "number": (1, 1),
    "string-length": (1, 1),
    "points": (1, 1),
}
"""Functions with the fewest and most arguments; ``true()`` and ``false()`` become values."""

LONGEST, DEEPEST = 4000, 60
"""Most characters of an expression, and most levels of its tree."""


@dataclass(frozen=True)
class Literal:
    """A number, text or truth."""

    value: Value


@dataclass(frozen=True)
class Ref:
    """An item or a score by its name."""

    name: str


@dataclass(frozen=True)
class Self:
    """The answer that a constraint judges."""


@dataclass(frozen=True)
class Call:
    """An operator or function of nodes."""

    name: str
    args: tuple[Node, ...]


Node = Literal | Ref | Self | Call


class ExpressionError(MangnonError):
    """An expression cannot be read or means nothing; the sentence says what, not where."""

    code = "questionnaire.expression"


_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n\xa0]+)"
    r"|(?P<number>[0-9]{1,12}(?:\.[0-9]{1,6})?(?![0-9.])|\.[0-9]{1,6}(?![0-9.]))"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<ref>\$\{[^}]*\})|(?P<name>[a-z][a-z-]*(?=[ \t]*\())|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<sign>!=|<=|>=|[=<>+*(),.-])"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)


def parse(text: str) -> Node:
    """Read an expression.

    Args:
        text: as written in a cell, such as ``${age} >= 3 and selected(${sign}, 'speech')``.

    Raises:
        ExpressionError: it is none of the language.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"biểu thức dài hơn {LONGEST} ký tự")
    tokens = _tokens(text)
    node, at = _level(tokens, 0, 0, 0)
    if tokens[at][0] != "end":
        raise ExpressionError(f"không hiểu «{tokens[at][1]}» sau phần đầu của biểu thức")
    return node


_Token = tuple[str, str]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(f"không hiểu ký tự «{text[at]}»; chữ phải nằm trong dấu nháy thẳng ' '")
        kind = match.lastgroup or ""
        if kind != "space":
            found.append((kind, match.group()))
        at = match.end()
    return [*found, ("end", "")]


def _level(tokens: list[_Token], at: int, level: int, depth: int) -> tuple[Node, int]:
    if depth > DEEPEST:
        raise ExpressionError(f"biểu thức lồng nhau quá {DEEPEST} tầng")
    if level == len(_LEVELS):
        return _unary(tokens, at, depth)
    left, at = _level(tokens, at, level + 1, depth)
    count = depth
    while tokens[at][0] in {"sign", "word", "name"} and tokens[at][1] in _LEVELS[level]:
        count += 1
        if count > DEEPEST:
            raise ExpressionError(f"biểu thức nối quá {DEEPEST} phép tính; hãy dùng sum(…) hoặc tách ra")
        right, after = _level(tokens, at + 1, level + 1, depth + 1)
        left, at = Call(tokens[at][1], (left, right)), after
    return left, at


def _unary(tokens: list[_Token], at: int, depth: int) -> tuple[Node, int]:
    kind, text = tokens[at]
    if text == "-" and kind == "sign":
        node, at = _level_of_unary(tokens, at + 1, depth + 1)
        return Call("neg", (node,)), at
    if kind == "number":
        return Literal(float(text)), at + 1
    if kind == "text":
        return Literal(text[1:-1]), at + 1
    if kind == "ref":
        return _ref(text), at + 1
    if kind == "name":
        return _call(tokens, at, depth)
    if text == ".":
        return Self(), at + 1
    if text == "(":
        node, at = _level(tokens, at + 1, 0, depth + 1)
        return node, _expect(tokens, at, ")")
    if kind == "word":
        raise ExpressionError(f"không hiểu «{text}»; tên câu hỏi viết là ${{{text}}}, chữ nằm trong dấu nháy")
    raise ExpressionError("biểu thức dừng giữa chừng" if kind == "end" else f"không chờ «{text}» ở chỗ này")


def _level_of_unary(tokens: list[_Token], at: int, depth: int) -> tuple[Node, int]:
    if depth > DEEPEST:
        raise ExpressionError(f"biểu thức lồng nhau quá {DEEPEST} tầng")
    return _unary(tokens, at, depth)


def _ref(text: str) -> Ref:
    name = text[2:-1].strip()
    if not _NAME.fullmatch(name):
        raise ExpressionError(f"tên «{name}» chỉ được gồm chữ không dấu, chữ số và dấu gạch dưới")
    return Ref(name)


def _call(tokens: list[_Token], at: int, depth: int) -> tuple[Node, int]:
    name = tokens[at][1]
    at = _expect(tokens, at + 1, "(")
    args: list[Node] = []
    while tokens[at][1] != ")" or tokens[at][0] != "sign":
        node, at = _level(tokens, at, 0, depth + 1)
        args.append(node)
        if tokens[at] == ("sign", ","):
            at += 1
        elif tokens[at] != ("sign", ")"):
            raise ExpressionError(f"thiếu dấu «)» sau {name}(…")
    if name in {"true", "false"} and not args:
        return Literal(name == "true"), at + 1
    if name not in FUNCTIONS:
        known = ", ".join(sorted([*FUNCTIONS, "true", "false"]))
        raise ExpressionError(f"không dùng được hàm «{name}»; các hàm dùng được: {known}")
    fewest, most = FUNCTIONS[name]
    if not fewest <= len(args) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} đến {most}"
        raise ExpressionError(f"{name}(…) cần {wanted} giá trị, đang có {len(args)}")
    return Call(name, tuple(args)), at + 1


def _expect(tokens: list[_Token], at: int, sign: str) -> int:
    if tokens[at] != ("sign", sign):
        raise ExpressionError(f"thiếu dấu «{sign}»")
    return at + 1


def refs(node: Node) -> tuple[str, ...]:
    """Return the names an expression refers to, in the order of writing, each once."""
    if isinstance(node, Ref):
        return (node.name,)
    if isinstance(node, Call):
        return tuple(dict.fromkeys(name for arg in node.args for name in refs(arg)))
    return ()


_INFIX = {sign: level for level, signs in enumerate(_LEVELS) for sign in signs}


def write(node: Node) -> str:
    """Return an expression as an author writes it; reading it again gives the same tree."""
    if isinstance(node, Literal):
        if isinstance(node.value, bool):
            return "true()" if node.value else "false()"
        if isinstance(node.value, str):
            quote = '"' if "'" in node.value else "'"
            return f"{quote}{node.value}{quote}"
        return _number(node.value)
    if isinstance(node, Ref):
        return f"${{{node.name}}}"
    if isinstance(node, Self):
        return "."
    if node.name == "neg":
        return f"-{_wrapped(node.args[0], len(_LEVELS))}"
    if node.name in _INFIX:
        level = _INFIX[node.name]
        return f"{_wrapped(node.args[0], level)} {node.name} {_wrapped(node.args[1], level + 1)}"
    return f"{node.name}({', '.join(write(arg) for arg in node.args)})"


def _wrapped(node: Node, level: int) -> str:
    text = write(node)
    return f"({text})" if isinstance(node, Call) and _INFIX.get(node.name, len(_LEVELS)) < level else text


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")
