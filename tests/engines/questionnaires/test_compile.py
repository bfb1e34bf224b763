from __future__ import annotations

import pytest
from tests.engines.questionnaires.sheets_of import questionnaire

from mangnon.engines.questionnaires.sheets import CellError

YES = {"type": "select_one yn", "name": "a"}
NUMBER = {"type": "integer", "name": "n"}
ACT = {"code": "x", "action": "advise", "severity": "low", "words::vi": "Dặn"}


@pytest.mark.parametrize(
    ("survey", "column", "said"),
    [
        ([{"type": "begin repeat", "name": "r"}], "type", "nhóm lặp"),
        ([{"type": "geopoint", "name": "g"}], "type", "chưa dùng được kiểu «geopoint»"),
        ([{"type": "select_one nope", "name": "g"}], "type", "không có danh sách «nope»"),
        ([YES, {**YES}], "name", "đã dùng"),
        ([{"type": "text", "name": "câu"}], "name", "chữ không dấu"),
        ([{"type": "text", "name": "age_days"}], "name", "hidden"),
        ([{"type": "begin group", "name": "g"}, YES], "type", "chưa được đóng"),
        ([YES, {"type": "end group"}], "type", "chưa được mở"),
        ([YES, {**NUMBER, "relevant": "${a} = 'có'"}], "relevant", "không có lựa chọn «có»; chỉ có: co, khong"),
        ([YES, {**NUMBER, "relevant": "${b} = 1"}], "relevant", "tên «b»"),
        ([YES, {**NUMBER, "relevant": "${a} + 1 > 0"}], "relevant", "cần số, đang gặp một lựa chọn"),
        ([YES, {**NUMBER, "relevant": "${a}"}], "relevant", "đúng/sai"),
        ([YES, {**NUMBER, "constraint": ". = 'x'"}], "constraint", "không so được số với chữ"),
        ([NUMBER, {**YES, "relevant": ". > 1"}], "relevant", "chỉ dùng trong cột constraint"),
        ([{"type": "calculate", "name": "c"}], "calculation", "thiếu phép tính"),
        ([{"type": "select_multiple yn", "name": "m", "constraint": ". = 'co'"}], "constraint", "selected"),
        (
            [NUMBER, {"type": "calculate", "name": "c", "calculation": "if(${n} > 1, 'a', 2)"}],
            "calculation",
            "cùng loại",
        ),
    ],
)
def test_compile_when_a_cell_is_wrong_then_its_sheet_row_and_column_are_named(
    survey: list[dict[str, str]], column: str, said: str
) -> None:
    with pytest.raises(CellError, match=said) as refused:
        questionnaire(*survey)
    assert (refused.value.sheet, refused.value.column) == ("survey", column)
    assert refused.value.sentence.startswith(f"Trang «survey», dòng {refused.value.row}, cột {column}: ")


def test_compile_when_two_items_wait_for_one_another_then_refused() -> None:
    with pytest.raises(CellError, match="chờ lẫn nhau"):
        questionnaire({**YES, "relevant": "${n} = 1"}, {**NUMBER, "relevant": "${a} = 'co'"})


@pytest.mark.parametrize(
    ("sheet", "cells", "column"),
    [
        ("scores", {"name": "a", "expression": "1"}, "name"),
        ("scores", {"name": "s", "expression": "${a} = 'co'"}, "expression"),
        ("bands", {"score": "s", "code": "low", "from": "0"}, "score"),
        ("actions", {**ACT, "when": "${a} = 'co'", "action": "call"}, "action"),
        ("actions", {**ACT, "when": "${a} = 'co'", "severity": "bad"}, "severity"),
        ("actions", {**ACT, "when": "${a} = 'co'", "words::vi": ""}, "words::vi"),
        ("actions", {**ACT, "when": "${s} > 1"}, "when"),
        ("actions", {**ACT, "when": "${a} = 'co'", "hours": "1.5"}, "hours"),
    ],
)
def test_compile_when_a_sheet_of_ours_is_wrong_then_the_cell_is_named(
    sheet: str, cells: dict[str, str], column: str
) -> None:
    with pytest.raises(CellError) as refused:
        questionnaire(YES, **{sheet: (cells,)})  # type: ignore[arg-type]
    assert (refused.value.sheet, refused.value.row, refused.value.column) == (sheet, 2, column)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("form_id", "Có dấu"), ("version", ""), ("valid_from", "1/1/2026"), ("record_class", "case"), ("source", ""),
        ("answered_by", "dog"), ("age_from_months", "13"),
    ],
)  # fmt: skip
def test_compile_when_a_setting_is_wrong_then_the_cell_is_named(column: str, value: str) -> None:
    with pytest.raises(CellError) as refused:
        questionnaire(YES, **{column: value})
    assert (refused.value.sheet, refused.value.column) == ("settings", column)


def test_compile_when_relevance_looks_down_then_worked_out_in_its_order() -> None:
    made = questionnaire({**NUMBER, "relevant": "${a} = 'co'"}, YES)
    assert made.order == ("a", "n")
    assert [item.name for item in made.items] == ["n", "a"]
