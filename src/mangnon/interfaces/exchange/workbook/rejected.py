"""Writes the rejected rows of a workbook for correction: same headers, a reason column, safe to open."""

from __future__ import annotations

import math
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.headers import sheet_vote
from mangnon.interfaces.exchange.workbook.layout import Layout, Table
from mangnon.interfaces.exchange.workbook.records import IgnoredRow, read_records
from mangnon.interfaces.exchange.workbook.sheets import Sheet, Workbook
from mangnon.interfaces.exchange.workbook.verdicts import sentence_of
from mangnon.vocab.dates import Cell
from mangnon.vocab.legacy_encoding import EncodingVote, repair_text

REASON_HEADING = "Lý do bị từ chối"
ROW_HEADING = "Dòng trong tệp gốc"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MOST_CHARACTERS = 32_767
_FIRST_EXCEL_YEAR = 1900


def write_rejected(
    path: Path | str,
    *,
    workbook: Workbook,
    layout: Layout,
    rejected: Mapping[tuple[str, int], Sequence[str]],
    content: ExchangeContent,
) -> int:
    """Write the rejected rows as an .xlsx that the same reader takes back once corrected.

    Titles, headers and headings of hamlets stand above the rows as in the original; ditto marks and merged
    cells are written out. Texts that a spreadsheet could take for formulas are written as quoted text.

    Args:
        path: the target; it is written beside and renamed.
        workbook: the original, opened.
        layout: the layout it was read by.
        rejected: (sheet, row) -> reason codes.
        content: words and limits of the exchange.

    Returns:
        The number of rows written.
    """
    target = Path(path)
    handle, beside = tempfile.mkstemp(suffix=".xlsx", prefix=".", dir=target.parent)
    os.close(handle)
    try:
        count = _write(Path(beside), workbook, layout, rejected, content)
        os.replace(beside, target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return count


def _write(
    path: Path, workbook: Workbook, layout: Layout, rejected: Mapping[tuple[str, int], Sequence[str]],
    content: ExchangeContent,
) -> int:  # fmt: skip
    count = 0
    taken: set[str] = set()
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        for sheet in workbook.sheets:
            tables = [table for table in layout.tables if table.sheet == sheet.name]
            if any(name == sheet.name for name, _ in rejected):
                name = _sheet_name(sheet.name, taken)
                count += _SheetWriter(book, sheet, name, content).write(tables, rejected)
        if not count:
            book.add_worksheet("Không có dòng nào")
    return count


class _SheetWriter:
    """Writes one sheet from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet, name: str, content: ExchangeContent) -> None:
        self._out = book.add_worksheet(name)
        self._bold = book.add_format({"bold": True, "text_wrap": True})
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._quoted = book.add_format({"quote_prefix": True})
        self._sheet = sheet
        self._content = content
        self._vote = sheet_vote(sheet)
        self._row = 0

    def write(self, tables: Sequence[Table], rejected: Mapping[tuple[str, int], Sequence[str]]) -> int:
        for _, cells in self._sheet.numbered(last=min((t.header_first for t in tables), default=1) - 1):
            self._line(_unicode(cells, self._vote))
        return sum(self._table(table, rejected, header=_header_of(table)) for table in tables)

    def _table(
        self,
        table: Table,
        rejected: Mapping[tuple[str, int], Sequence[str]],
        *,
        header: Sequence[Sequence[Cell]],
    ) -> int:
        width = max(column.at for column in table.columns) + 1
        lines = header or [
            _unicode(cells, self._vote)
            for _, cells in self._sheet.numbered(first=table.header_first, last=table.header_last)
        ]
        for number, cells in enumerate(lines):
            last = number == len(lines) - 1
            self._line([*_padded(cells, width), *((REASON_HEADING, ROW_HEADING) if last else ())], bold=True)
        records, ignored = read_records(self._sheet, table, marks=self._content.marks)
        headings = iter([row for row in ignored if row.kind == "section"])
        waiting: IgnoredRow | None = next(headings, None)
        heading: IgnoredRow | None = None
        count = 0
        for record in records:
            while waiting is not None and waiting.row < record.row:
                heading, waiting = waiting, next(headings, None)
            codes = rejected.get((self._sheet.name, record.row))
            if codes is None:
                continue
            if heading is not None:
                self._line(_unicode(self._sheet.rows[heading.row - 1], self._vote))
                heading = None
            reason = " ".join(sentence_of(code, rejected=True) for code in codes)
            self._line([*_padded(record.cells, width), reason, record.row])
            count += 1
        return count

    def _line(self, cells: Iterable[Cell], *, bold: bool = False) -> None:
        for column, cell in enumerate(cells):
            self._cell(column, cell, bold=bold)
        self._row += 1

    def _cell(self, column: int, cell: Cell, *, bold: bool) -> None:
        at = (self._row, column)
        if cell is None:
            return
        if isinstance(cell, bool):
            self._out.write_boolean(*at, cell)
        elif isinstance(cell, (int, float)) and math.isfinite(cell):
            self._out.write_number(*at, cell)
        elif isinstance(cell, (datetime, date)) and cell.year >= _FIRST_EXCEL_YEAR:
            self._out.write_datetime(*at, cell, self._day)
        elif not isinstance(cell, str):
            self._out.write_string(*at, str(cell))
        else:
            form = self._quoted if cell.startswith(_FORMULA_STARTS) else self._bold if bold else None
            self._out.write_string(*at, cell[:_MOST_CHARACTERS], form)


def _unicode(cells: Sequence[Cell], vote: EncodingVote) -> list[Cell]:
    return [repair_text(cell, vote=vote) if type(cell) is str else cell for cell in cells]


def _padded(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells[:width], *([None] * (width - len(cells)))]


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that Excel allows: 31 characters, none of []:*?/\\, not there already."""
    allowed = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:28] or "Trang"
    number = 1
    chosen = allowed
    while chosen.lower() in taken:
        number += 1
        chosen = f"{allowed} {number}"
    taken.add(chosen.lower())
    return chosen


def _header_of(table: Table) -> list[list[Cell]]:
    """Return headings for a table that has none of its own; empty when it has."""
    if table.header_first:
        return []
    levels = max(column.header.count(" › ") for column in table.columns) + 1
    paths = [column.header.split(" › ") for column in table.columns]
    return [[path[level] if level < len(path) else None for path in paths] for level in range(levels)]
