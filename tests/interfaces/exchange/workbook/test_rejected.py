"""The workbook of rejected rows: correctable, safe, and read again by the same reader."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.children import ChildrenReading, read_children
from mangnon.interfaces.exchange.workbook.opening import open_workbook
from mangnon.interfaces.exchange.workbook.rejected import REASON_HEADING, write_rejected
from mangnon.interfaces.exchange.workbook.sheets import Workbook

from .conftest import TODAY, MakeBook

LIST = [
    ["UBND XÃ HÓA TRUNG"],
    ["DANH SÁCH TRẺ EM"],
    ["STT", "Họ và tên", "Ngày sinh", None, "Họ tên mẹ", "Ghi chú"],
    [None, None, "Nam", "Nữ", None, None],
    ["I", "Xóm 1"],
    [1, "Nguyễn Văn An", "12/3/2019", None, "Lò Thị Hoa", None],
    ["II", "Xóm 2"],
    [2, "Vi Thị Ba", None, "31/2/2020", "Vi Thị Tư", "-5 điểm"],
    [3, "Vi Thị Năm", None, "1/1/2030", '"', None],
    ["Tổng cộng: 3"],
]


def write(path: Path, book: Workbook, content: ExchangeContent) -> ChildrenReading:
    reading = read_children(book, content=content, today=TODAY)
    rejected = {(row.sheet, row.row): row.reasons for row in reading.rows if row.reasons}
    assert write_rejected(path, workbook=book, layout=reading.layout, rejected=rejected, content=content) == len(
        rejected
    )
    return reading


def test_rejected_when_written_then_the_same_reader_finds_the_same_rows(
    tmp_path: Path, make_book: MakeBook, content: ExchangeContent
) -> None:
    first = write(tmp_path / "sai.xlsx", make_book(LIST, merges=["C3:D3", "A3:A4", "B3:B4"]), content)
    again = read_children(open_workbook(tmp_path / "sai.xlsx", limits=content.limits), content=content, today=TODAY)
    wrong = [row for row in first.rows if row.reasons]
    assert (
        [row.reasons for row in again.rows]
        == [row.reasons for row in wrong]
        == [("date_impossible",), ("birth_future",)]
    )
    assert [row.identity.full_name for row in again.rows] == ["Vi Thị Ba", "Vi Thị Năm"]
    assert [row.identity.place.hamlet for row in again.rows] == ["Xóm 2", "Xóm 2"]
    assert [row.identity.carers[0].full_name for row in again.rows] == ["Vi Thị Tư", "Vi Thị Tư"]
    assert {row.identity.context.commune for row in again.rows} == {"Xã Hóa Trung"}


def test_rejected_when_opened_then_each_row_says_why_and_no_text_is_a_formula(
    tmp_path: Path, make_book: MakeBook, content: ExchangeContent
) -> None:
    write(tmp_path / "sai.xlsx", make_book(LIST), content)
    sheet = openpyxl.load_workbook(tmp_path / "sai.xlsx").active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(REASON_HEADING in line for line in lines)
    assert ["Ngày sinh không có trên lịch; hãy sửa lại.", 8] in [line[-2:] for line in lines]
    quoted = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("-")]
    assert [
        (cell.data_type, cell.style.quotePrefix if hasattr(cell.style, "quotePrefix") else cell.quotePrefix)
        for cell in quoted
    ] == [("s", True)]


def test_rejected_when_corrected_then_nothing_is_rejected_any_more(
    tmp_path: Path, make_book: MakeBook, content: ExchangeContent
) -> None:
    write(tmp_path / "sai.xlsx", make_book(LIST), content)
    book = openpyxl.load_workbook(tmp_path / "sai.xlsx")
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value in ("31/2/2020", "1/1/2030"):
                cell.value = "1/2/2020"
    book.save(tmp_path / "dung.xlsx")
    again = read_children(open_workbook(tmp_path / "dung.xlsx", limits=content.limits), content=content, today=TODAY)
    assert [row.reasons for row in again.rows] == [(), ()]


def test_rejected_when_writing_fails_then_no_file_is_left(
    tmp_path: Path, make_book: MakeBook, content: ExchangeContent
) -> None:
    book = make_book(LIST)
    reading = read_children(book, content=content, today=TODAY)
    (tmp_path / "sai.xlsx").mkdir()
    before = {path.name for path in tmp_path.iterdir()}
    try:
        write_rejected(
            tmp_path / "sai.xlsx",
            workbook=book,
            layout=reading.layout,
            rejected={("Danh sách", 8): ("x",)},
            content=content,
        )
    except OSError:
        assert {path.name for path in tmp_path.iterdir()} == before
    else:
        raise AssertionError("a folder was replaced")
