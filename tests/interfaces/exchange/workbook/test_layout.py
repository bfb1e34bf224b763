"""The layout a person corrects and an office keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.children import detect_children_layout, read_children
from mangnon.interfaces.exchange.workbook.layout import Column, Layout, LayoutError, Table

from .conftest import TODAY, MakeBook

HEAD = ["STT", "Họ và tên", "Ngày sinh", "Cột lạ", "Nơi nào đó"]
COLUMNS = st.builds(
    Column,
    at=st.integers(0, 400),
    header=st.text(max_size=20),
    meaning=st.sampled_from(["", "name", "dose:BCG:1"]),
    confidence=st.floats(0, 1),
)
TABLES = st.builds(
    Table,
    sheet=st.text(max_size=10),
    header_first=st.integers(0, 9),
    header_last=st.integers(0, 9),
    first_row=st.integers(1, 9),
    last_row=st.integers(1, 99),
    columns=st.lists(COLUMNS, max_size=4).map(tuple),
)


@given(
    layout=st.builds(
        Layout,
        kind=st.sampled_from(["children", "doses", "weights"]),
        tables=st.lists(TABLES, max_size=3).map(tuple),
    )
)
def test_layout_when_stored_as_json_then_it_comes_back_the_same(layout: Layout) -> None:
    assert Layout.from_json(layout.to_json()) == layout
    assert Layout.from_json(layout.to_json()).fingerprint == layout.fingerprint


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"kind": "x", "tables": []}', '{"kind": "children", "tables": [{"sheet": 1}]}', "null"],
)
def test_layout_when_the_stored_text_is_broken_then_one_sentence_says_so(text: str) -> None:
    with pytest.raises(LayoutError, match="Cách đọc cột"):
        Layout.from_json(text)


def test_layout_when_a_column_is_unknown_then_it_is_shown_with_its_letter(
    make_book: MakeBook, content: ExchangeContent
) -> None:
    table = detect_children_layout(
        make_book([HEAD, [1, "Vi Thị Ba", "1/2/2020", "Tày", "Xóm 3"]]), content=content
    ).tables[0]
    assert [(c.letter, c.header) for c in table.columns if not c.meaning] == [
        ("D", "Cột lạ"),
        ("E", "Nơi nào đó"),
    ]


def test_layout_when_a_person_corrects_it_then_the_rows_follow_and_it_is_remembered(
    make_book: MakeBook, content: ExchangeContent
) -> None:
    rows = [["Danh sách"], HEAD, [1, "Vi Thị Ba", "1/2/2020", "Tày", "Xóm 3"]]
    found = detect_children_layout(make_book(rows), content=content)
    table = found.tables[0].with_meanings({3: "ethnic", 4: "hamlet"})
    corrected = Layout(kind="children", tables=(table,))
    row = read_children(make_book(rows), content=content, today=TODAY, layout=corrected).rows[0]
    assert (row.identity.ethnic_code, row.identity.place.hamlet) == ("02", "Xóm 3")
    later = detect_children_layout(
        make_book({"Tháng 12": [HEAD, [1, "Vi Văn Tư", "1/2/2021", "Dao", "Xóm 4"]]}), content=content
    )
    again = later.remembered(corrected.chosen())
    assert [column.meaning for column in again.tables[0].columns] == [
        "order_no",
        "name",
        "birth_date",
        "ethnic",
        "hamlet",
    ]
    assert later.fingerprint == found.fingerprint
    other = detect_children_layout(
        make_book([[*HEAD, "Thêm"], [1, "Vi Văn Tư", "1/2/2021", "Dao", "Xóm 4", None]]), content=content
    )
    assert other.fingerprint != found.fingerprint
