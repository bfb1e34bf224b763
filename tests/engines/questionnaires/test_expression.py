from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.engines.questionnaires.expression import (
    FUNCTIONS,
    Call,
    ExpressionError,
    Literal,
    Node,
    Ref,
    Self,
    parse,
    refs,
    write,
)
from mangnon.engines.questionnaires.json_form import node_from, node_tree
from mangnon.engines.questionnaires.values import Known, value_of

_OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "and", "or", "+", "-", "*", "div", "mod"]
_LEAVES = st.one_of(
    st.integers(0, 10**9).map(lambda n: Literal(float(n))),
    st.sampled_from([0.5, 2.25, 0.000001]).map(Literal),
    st.text(st.characters(exclude_characters="'", exclude_categories=["Cs"]), max_size=8).map(Literal),
    st.booleans().map(Literal),
    st.sampled_from(["a", "b_2", "_c"]).map(Ref),
    st.just(Self()),
)


def _calls(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    binary = st.tuples(st.sampled_from(_OPERATORS), inner, inner).map(lambda t: Call(t[0], (t[1], t[2])))
    functions = st.sampled_from(sorted(FUNCTIONS)).flatmap(
        lambda name: st.lists(inner, min_size=FUNCTIONS[name][0], max_size=min(FUNCTIONS[name][1], 3)).map(
            lambda args: Call(name, tuple(args))
        )
    )
    return st.one_of(binary, functions, inner.map(lambda node: Call("neg", (node,))))


NODES = st.recursive(_LEAVES, _calls, max_leaves=12)


@given(NODES)
def test_expression_when_written_and_read_again_then_the_same_tree(node: Node) -> None:
    assert parse(write(node)) == node
    assert node_from(node_tree(node)) == node


@given(st.text(max_size=60))
def test_parse_when_given_anything_then_a_tree_or_a_sentence(text: str) -> None:
    try:
        node = parse(text)
    except ExpressionError:
        return  # its sentence is what an author reads; every other error fails here
    assert parse(write(node)) == node


@given(NODES, st.dictionaries(st.sampled_from(["a", "b_2", "_c"]), st.one_of(st.floats(), st.text(), st.booleans())))
def test_value_of_when_kinds_are_mixed_at_will_then_never_an_exception(
    node: Node, values: dict[str, float | str | bool]
) -> None:
    assert isinstance(value_of(node, Known(values), own="x"), float | str | bool)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 + 2 * 3 = 7", True),
        ("not(1 > 2) and (2 < 1 or 3 != 4)", True),
        ("- 2 + 3", 1.0),
        ("7 mod 4 - 10 div 4", 0.5),
        ("-7 mod 4", -3.0),
        ("if('' = '', 'a', 'b')", "a"),
        ("coalesce('', 'x')", "x"),
        ("sum('', 2, 3)", 5.0),
        ("'' > 1", False),
        ("'' != 1", True),
        ("count-selected('a b')", 2.0),
        ("string-length('tiếng 😀')", 7.0),
    ],
)
def test_value_of_when_worked_out_then_as_xlsform_means_it(text: str, meant: object) -> None:
    assert value_of(parse(text), Known({})) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${a} = “co”", "nháy thẳng"),
        ("a = 1", r"\$\{a\}"),
        ("today() > 1", "không dùng được hàm «today»"),
        ("if(1 = 1, 2)", "cần 3 giá trị, đang có 2"),
        ("(1 + 2", "thiếu dấu «\\)»"),
        ("1 +", "dừng giữa chừng"),
        ("1 2", "không hiểu «2»"),
        ("(" * 100 + "1" + ")" * 100, "lồng nhau quá"),
        (" + ".join(["1"] * 200), "nối quá"),
        ("${tên}", "chữ không dấu"),
        ("1.2.3", "không hiểu ký tự"),
        ("1" * 30, "không hiểu ký tự"),
    ],
)
def test_parse_when_wrong_then_says_what(text: str, said: str) -> None:
    with pytest.raises(ExpressionError, match=said):
        parse(text)


def test_refs_when_used_twice_then_named_once() -> None:
    assert refs(parse("${b} + ${a} > ${b}")) == ("b", "a")
