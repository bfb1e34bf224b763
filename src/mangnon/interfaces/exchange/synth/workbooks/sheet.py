"""Writes one sheet from top to bottom and keeps the truth of each data row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | None
Spell = Callable[[str], str]
MARK = "DỮ LIỆU GIẢ LẬP – không có người thật trong danh sách này"
_CREATED = "2026-11-05T08:00:00"


@dataclass(frozen=True)
class RowTruth:
    """What one data row truly is: its child ("" for a stranger), facts that can be read, oddities."""

    file: str
    sheet: str
    row: int
    child_key: str
    facts: int
    oddities: tuple[str, ...]


@dataclass
class Book:
    """A workbook being written, its formats, and the truth of its rows."""

    file: str
    book: xlsxwriter.Workbook
    font: str = "Times New Roman"
    truth: list[RowTruth] = field(default_factory=list)
    formats: dict[str, Format] = field(default_factory=dict)

    def format(self, **properties: object) -> Format:
        """The format with these properties, made once."""
        name = repr(sorted({"font_name": self.font, "font_size": 12, **properties}.items()))
        if name not in self.formats:
            self.formats[name] = self.book.add_format({"font_name": self.font, "font_size": 12, **properties})
        return self.formats[name]


@dataclass
class Sheet:
    """A sheet and the row that is written next (from 0)."""

    book: Book
    sheet: Worksheet
    name: str
    width: int
    font: str
    next_row: int = 0


def open_book(path: Path) -> Book:
    """A new workbook whose bytes depend on nothing but what is written into it."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    book.set_properties({"title": "Dữ liệu giả lập", "created": datetime.fromisoformat(_CREATED)})
    return Book(path.name, book)


def add_sheet(book: Book, name: str, *, widths: Sequence[float], font: str = "Times New Roman") -> Sheet:
    """A new sheet with its columns' widths."""
    sheet = book.book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return Sheet(book, sheet, name, len(widths), font)


def merged_line(
    page: Sheet, text: str, *, first: int = 0, last: int | None = None, stay: bool = False, **look: object
) -> None:
    """A text over merged columns; ``stay`` keeps the row open for a second text beside it."""
    end = page.width - 1 if last is None else last
    look = {"align": "center", "font_name": page.font, **look}
    if end > first:
        page.sheet.merge_range(page.next_row, first, page.next_row, end, text, page.book.format(**look))
    else:
        page.sheet.write(page.next_row, first, text, page.book.format(**look))
    if not stay:
        page.next_row += 1


def line(page: Sheet, cells: Sequence[Cell], **look: object) -> int:
    """One row of cells; returns its number as a person sees it."""
    plain = page.book.format(font_name=page.font, **look)
    dates = page.book.format(font_name=page.font, num_format="dd/mm/yyyy", **look)
    for column, value in enumerate(cells):
        if value is None or value == "":
            continue
        if isinstance(value, date):
            page.sheet.write_datetime(page.next_row, column, value, dates)
        elif isinstance(value, str):
            page.sheet.write_string(page.next_row, column, value, plain)
        else:
            page.sheet.write_number(page.next_row, column, value, plain)
    page.next_row += 1
    return page.next_row


def data_line(
    page: Sheet, cells: Sequence[Cell], *, child_key: str, oddities: Sequence[str] = (), facts: int = 0
) -> None:
    """One row of data, its truth kept."""
    row = line(page, cells, border=1)
    page.book.truth.append(RowTruth(page.book.file, page.name, row, child_key, facts, tuple(oddities)))


def header(page: Sheet, rows: Sequence[Sequence[str]], *, text: Spell = str) -> None:
    """A header of several rows: a cell ``<`` belongs to its left neighbour, ``^`` to the one above."""
    look = page.book.format(font_name=page.font, bold=True, border=1, align="center", valign="vcenter", text_wrap=True)
    height, width = len(rows), len(rows[0])
    for top in range(height):
        for left in range(width):
            if rows[top][left] in {"<", "^"}:
                continue
            right, bottom = left, top
            while right + 1 < width and rows[top][right + 1] == "<":
                right += 1
            while bottom + 1 < height and rows[bottom + 1][left] == "^":
                bottom += 1
            first, last = page.next_row + top, page.next_row + bottom
            word = text(rows[top][left])
            if (right, bottom) == (left, top):
                page.sheet.write(first, left, word, look)
            else:
                page.sheet.merge_range(first, left, last, right, word, look)
    page.next_row += height


def head_of_office(page: Sheet, *, title: str, notes: Sequence[str], text: Spell = str) -> None:
    """The lines above a table: office and motto, title, notes, and the mark that all is made up."""
    half = page.width // 2
    for left, right in (
        ("ỦY BAN NHÂN DÂN XÃ ĐẠI TỪ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("TỈNH THÁI NGUYÊN", "Độc lập - Tự do - Hạnh phúc"),
    ):
        merged_line(page, text(left), last=half - 1, stay=True, bold=True)
        merged_line(page, text(right), first=half, bold=True)
    page.next_row += 1
    merged_line(page, text(title), bold=True, font_size=14)
    for note in notes:
        merged_line(page, text(note), italic=True)
    merged_line(page, text(MARK), bold=True, font_color="#C00000")
    page.next_row += 1


def signatures(page: Sheet, *, text: Spell = str) -> None:
    """The lines below a table: place and date, who made it, who signs."""
    half = page.width // 2
    page.next_row += 1
    merged_line(page, text("Đại Từ, ngày 05 tháng 11 năm 2026"), first=half, italic=True)
    merged_line(page, text("NGƯỜI LẬP BIỂU"), last=half - 1, stay=True, bold=True)
    merged_line(page, text("TM. ỦY BAN NHÂN DÂN"), first=half, bold=True)
    merged_line(page, text("(Ký, ghi rõ họ tên)"), last=half - 1, stay=True, italic=True)
    merged_line(page, text("KT. CHỦ TỊCH"), first=half, bold=True)
    merged_line(page, text("PHÓ CHỦ TỊCH"), first=half, bold=True)
