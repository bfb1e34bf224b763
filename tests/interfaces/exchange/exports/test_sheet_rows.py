"""Rows written as XML read back as the very text that was given."""

from __future__ import annotations

import tempfile
from pathlib import Path

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from mangnon.interfaces.exchange.exports.sheet_rows import add_rows, row_xml


def _written(folder: Path, texts: list[str]) -> Path:
    frame, target = folder / "frame.xlsx", folder / "made.xlsx"
    with xlsxwriter.Workbook(str(frame)) as book:
        book.add_worksheet().write_string(0, 0, "Họ tên")
    rows = (row_xml(number=at, columns="A", cells=[text], style="0") for at, text in enumerate(texts, start=2))
    add_rows(frame=frame, target=target, rows=rows)
    return target


# openpyxl leaves escaped signs as they are written.
_WRITABLE = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="_\ufffe\uffff")


@given(st.lists(st.text(_WRITABLE, min_size=1), max_size=4))
def test_cells_when_read_back_then_the_text_that_was_given(texts: list[str]) -> None:
    bare = [text for text in texts if text == text.strip()]
    with tempfile.TemporaryDirectory() as folder:
        path = _written(Path(folder), bare)
        sheet = load_workbook(path).active
        assert sheet is not None
        read = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row]
    assert read == bare


def test_cells_when_they_look_like_formulas_or_numbers_then_they_stay_text(tmp_path: Path) -> None:
    texts = ["=1+1", "+84", "@SUM(A1)", "0123", "a<b & c>d", "_x0041_", "x\x07y", "\ufffe"]
    sheet = load_workbook(_written(tmp_path, texts)).active
    assert sheet is not None
    assert [cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row] == ["s"] * len(texts)
    assert CalamineWorkbook.from_path(str(tmp_path / "made.xlsx")).get_sheet_by_index(0).to_python()[4] == ["0123"]


def test_cells_when_unknown_then_left_out() -> None:
    told = row_xml(number=4, columns="ABC", cells=["Lý", "", "Na"], style="1")
    assert 'r="B4"' not in told
    assert told.startswith('<row r="4"><c r="A4" s="1" t="inlineStr">')
