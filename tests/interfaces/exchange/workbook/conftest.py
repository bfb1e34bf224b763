"""Workbooks made on the fly: rows in, an opened file or a reading out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mangnon.core.content.exchange import ExchangeContent, load_exchange_content
from mangnon.interfaces.exchange.workbook.children import ChildrenReading, ChildRow, read_children
from mangnon.interfaces.exchange.workbook.opening import open_workbook
from mangnon.interfaces.exchange.workbook.sheets import Workbook

TODAY = date(2026, 11, 24)
CONTENT = Path(__file__).parents[4] / "content" / "exchange"
HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Họ tên mẹ", "Xóm"]

Rows = Sequence[Sequence[Any]]
MakeBook = Callable[..., Workbook]
ReadRows = Callable[..., ChildrenReading]


def at(year: int, month: int, day: int) -> datetime:
    """Return a day as a spreadsheet's date cell holds it."""
    return datetime.combine(date(year, month, day), time())


def child(number: int, name: str = "Nguyễn Văn An", **cells: object) -> list[object]:
    """Return a row under HEAD."""
    line = {
        "born": "12/3/2019",
        "sex": "Nam",
        "ethnic": "Tày",
        "mother": "Lò Thị Hoa",
        "hamlet": "Xóm 3",
    } | cells
    return [number, name, line["born"], line["sex"], line["ethnic"], line["mother"], line["hamlet"]]


def rows_of(reading: ChildrenReading) -> list[int]:
    """Return the numbers of the rows that were read."""
    return [row.row for row in reading.rows]


def only(reading: ChildrenReading) -> ChildRow:
    """Return the one row that was read."""
    assert len(reading.rows) == 1
    return reading.rows[0]


@pytest.fixture(scope="session")
def content() -> ExchangeContent:
    return load_exchange_content(CONTENT)


@pytest.fixture
def make_book(tmp_path: Path, content: ExchangeContent) -> MakeBook:
    """Return a maker of opened .xlsx workbooks: rows of one sheet, or sheets by name."""

    def make(
        rows: Rows | Mapping[str, Rows],
        *,
        merges: Iterable[str] = (),
        hidden: Iterable[str] = (),
        mac: bool = False,
    ) -> Workbook:
        book = openpyxl.Workbook()
        book.remove(book.active)
        if mac:
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        for name, lines in (rows if isinstance(rows, Mapping) else {"Danh sách": rows}).items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(list(line))
            for merge in merges:
                sheet.merge_cells(merge)
            if name in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / "danh-sach.xlsx"
        book.save(path)
        return open_workbook(path, limits=content.limits)

    return make


@pytest.fixture
def read_rows(make_book: MakeBook, content: ExchangeContent) -> ReadRows:
    """Return a reader of rows as a list of children."""

    def read(rows: Rows | Mapping[str, Rows], **given: Any) -> ChildrenReading:
        return read_children(make_book(rows, **given), content=content, today=TODAY)

    return read
