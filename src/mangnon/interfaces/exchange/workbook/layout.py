"""The layout of a workbook: where each table's header lies and what each column means.

A person can correct it; it is stored as JSON, and a header met before is known by its fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Literal

from mangnon.interfaces.exchange.workbook.sheets import column_letter
from mangnon.interfaces.exchange.workbook.wording import bare
from mangnon.vocab.errors import UnreadableInputError

ListKind = Literal["children", "doses", "weights"]
UNKNOWN = ""


class LayoutError(UnreadableInputError):
    """A stored layout can't be read."""

    code = "workbook.layout"


@dataclass(frozen=True)
class Column:
    """What one column means.

    Attributes:
        at: the column, counted from 0.
        header: its heading, levels joined by " › "; empty when it has none.
        meaning: a code of ``columns.yaml``, or "circumstance:10a", "circumstance:10d:severe",
            "risk:parents_away", "dose:PENTA:2", "weight:2026-03"; empty when unknown.
        confidence: 1 known words, below 0.8 a person should look, 0 unknown.
    """

    at: int
    header: str
    meaning: str
    confidence: float

    @property
    def letter(self) -> str:
        """The column's letters on screen."""
        return column_letter(self.at)


@dataclass(frozen=True)
class Table:
    """One table of a sheet.

    Attributes:
        sheet: the sheet's name.
        header_first: first row of the header, 0 when the table continues one of an earlier sheet.
        header_last: last row of the header, 0 likewise.
        first_row: first row below the header.
        last_row: last row of the table.
        columns: every used column, left to right.
    """

    sheet: str
    header_first: int
    header_last: int
    first_row: int
    last_row: int
    columns: tuple[Column, ...]

    @property
    def fingerprint(self) -> str:
        """Equal for tables whose headings read the same, whatever the sheet is called."""
        headings = "\n".join(bare(column.header) for column in self.columns)
        return hashlib.sha256(headings.encode()).hexdigest()[:32]

    def column_of(self, meaning: str) -> int | None:
        """Return the first column with a meaning."""
        return next((column.at for column in self.columns if column.meaning == meaning), None)

    def columns_of(self, meaning: str) -> tuple[int, ...]:
        """Return all columns with a meaning, left to right."""
        return tuple(column.at for column in self.columns if column.meaning == meaning)

    def with_meanings(self, meanings: Mapping[int, str]) -> Table:
        """Return the table as a person corrected it: column -> meaning."""
        return replace(
            self,
            columns=tuple(
                replace(column, meaning=meanings[column.at], confidence=1.0) if column.at in meanings else column
                for column in self.columns
            ),
        )


@dataclass(frozen=True)
class Layout:
    """The tables of a workbook, in reading order."""

    kind: ListKind
    tables: tuple[Table, ...]

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the first table's header; empty when there is none."""
        return self.tables[0].fingerprint if self.tables else ""

    def to_json(self) -> str:
        """Return the layout as JSON, the same text for the same layout."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Layout:
        """Read what ``to_json`` wrote.

        Raises:
            LayoutError: the text is no stored layout.
        """
        try:
            given = json.loads(text)
            tables = tuple(
                Table(**{**table, "columns": tuple(Column(**column) for column in table["columns"])})
                for table in given["tables"]
            )
            if given["kind"] not in ("children", "doses", "weights"):
                raise ValueError(given["kind"])
            return Layout(kind=given["kind"], tables=tables)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise LayoutError("Cách đọc cột đã lưu không dùng được; hãy chọn lại nghĩa của các cột.") from error

    def remembered(self, meanings: Mapping[str, Mapping[int, str]]) -> Layout:
        """Return the layout with what an office chose before: header fingerprint -> column -> meaning."""
        return replace(
            self,
            tables=tuple(
                table.with_meanings(meanings[table.fingerprint]) if table.fingerprint in meanings else table
                for table in self.tables
            ),
        )

    def chosen(self) -> dict[str, dict[int, str]]:
        """Return what ``remembered`` takes: the meanings of this layout by header fingerprint."""
        return {table.fingerprint: {c.at: c.meaning for c in table.columns} for table in self.tables}
