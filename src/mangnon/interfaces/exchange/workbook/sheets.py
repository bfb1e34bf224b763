"""What an opened workbook is made of: sheets of rows of cells, rows numbered as a person sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from mangnon.vocab.dates import Cell

Row = tuple[Cell, ...]
Kind = Literal["xlsx", "xls", "ods", "csv"]


@dataclass(frozen=True)
class Merge:
    """A block of merged cells; rows count from 1 as on screen, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: the sheet's name; the file's stem for a .csv.
        rows: all rows from row 1 on, each as long as its last used cell; empty cells are None.
        merges: merged blocks; empty where the format has none.
        hidden: the sheet is hidden; hidden rows of a visible sheet are ordinary rows.
    """

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell in row ``row`` (from 1) and column ``column`` (from 0), None outside."""
        if not 1 <= row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column] if column < len(cells) else None

    @cached_property
    def _merges_by_first_row(self) -> dict[int, tuple[Merge, ...]]:
        found: dict[int, tuple[Merge, ...]] = {}
        for merge in self.merges:
            found[merge.first_row] = (*found.get(merge.first_row, ()), merge)
        return found

    def merges_of(self, row: int) -> tuple[Merge, ...]:
        """Return the merged blocks that begin in a row."""
        return self._merges_by_first_row.get(row, ())

    def numbered(self, *, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Row]]:
        """Yield (row number, cells) for rows ``first`` to ``last``."""
        for at in range(first - 1, len(self.rows) if last is None else min(last, len(self.rows))):
            yield at + 1, self.rows[at]


@dataclass(frozen=True)
class Workbook:
    """An opened workbook.

    Attributes:
        file_name: the bare name, without folders.
        kind: the format, told by content.
        sheets: in workbook order.
        date_1904: serial numbers count from 1904.
    """

    file_name: str
    kind: Kind
    sheets: tuple[Sheet, ...]
    date_1904: bool = field(default=False)


def column_letter(column: int) -> str:
    """Return the spreadsheet's letters for a column counted from 0."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
