"""Turns a table's rows into records: titles, totals, signatures and repeated headers are set apart, merged
cells and ditto marks filled, headings of groups of rows remembered.

Every row that is no data is listed with what it was taken for; no row is counted twice or lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mangnon.core.content.exchange import RowMarks
from mangnon.interfaces.exchange.workbook.headers import is_column_numbers, sheet_vote
from mangnon.interfaces.exchange.workbook.layout import Table
from mangnon.interfaces.exchange.workbook.marks import MarkReader, PlaceText
from mangnon.interfaces.exchange.workbook.meanings import NAME_MEANINGS
from mangnon.interfaces.exchange.workbook.refusals import CorruptError
from mangnon.interfaces.exchange.workbook.sheets import Sheet
from mangnon.interfaces.exchange.workbook.wording import bare
from mangnon.vocab.dates import Cell
from mangnon.vocab.legacy_encoding import UNICODE, EncodingVote, repair_text, vote_encoding

RowKind = Literal[
    "title", "header", "repeated_header", "column_numbers", "section", "total", "signature", "note",
    "blank_numbered", "continued", "other",
]  # fmt: skip

# Columns whose values speak of one child; two of them make a row data even without a name.
EVIDENCE = frozenset(
    ("birth_date", "birth_day", "birth_month", "birth_year", "sex", "male", "female", "personal_id",
     "insurance_no", "birth_certificate_no", "father_name", "mother_name", "guardian_name", "parents_names",
     "ethnic")
)  # fmt: skip
_BIRTH = frozenset(("birth_date", "birth_year", "birth_month", "birth_day"))
_NUMBER = re.compile(r"\(?\s*\d{1,6}\s*[.)/]?")
_ROMAN_OR_LETTER = re.compile(r"\(?(?:[IVXLC]{1,6}|[A-Z])[.)/:-]?")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_VOTE_SAMPLE = 3000


@dataclass(frozen=True)
class Section:
    """What the headings above a row say about it."""

    place: PlaceText = field(default_factory=PlaceText)
    text: str = ""


@dataclass(frozen=True)
class Record:
    """One data row.

    Attributes:
        row: its number as a person sees it.
        cells: the cells in Unicode, blocks and ditto marks filled, by column from 0.
        legacy: columns that came from a legacy font.
        section: the headings above.
        warnings: ``ditto_without_value``, ``text_legacy_encoding``.
    """

    row: int
    cells: tuple[Cell, ...]
    legacy: frozenset[int]
    section: Section
    warnings: tuple[str, ...] = ()

    def at(self, column: int | None) -> Cell:
        """Return a cell, None for a missing column."""
        return None if column is None or column >= len(self.cells) else self.cells[column]


@dataclass(frozen=True)
class IgnoredRow:
    """A row that is no data, and what it was taken for; ``text`` is what it says."""

    sheet: str
    row: int
    kind: RowKind
    text: str


def read_records(sheet: Sheet, table: Table, *, marks: RowMarks) -> tuple[tuple[Record, ...], tuple[IgnoredRow, ...]]:
    """Read the rows of one table.

    Args:
        sheet: the table's sheet.
        table: where it lies and what its columns mean.
        marks: words and signs of the content.

    Returns:
        The records and the other rows that are not blank, both in the sheet's order.
    """
    return _RecordReader(sheet, table, MarkReader(marks)).read()


class _RecordReader:
    """Walks one table from top to bottom; holds what the rows so far said."""

    def __init__(self, sheet: Sheet, table: Table, marks: MarkReader) -> None:
        self._sheet = sheet
        self._table = table
        self._marks = marks
        self._width = max((column.at for column in table.columns), default=-1) + 1
        self._meanings: dict[int, str] = {column.at: column.meaning for column in table.columns if column.meaning}
        self._names = tuple(at for at, meaning in self._meanings.items() if meaning in NAME_MEANINGS)
        self._order = table.column_of("order_no")
        self._evidence = tuple(at for at, meaning in self._meanings.items() if _is_evidence(meaning))
        self._births = tuple(at for at, meaning in self._meanings.items() if meaning in _BIRTH)
        self._votes = self._column_votes()
        self._header_rows = self._header_keys()
        self._header_words = {words for header in self._header_rows for words in header.values()}
        self._fills, self._joined = self._merged()
        self._section = Section()
        self._footer = False
        self._after_blank = False
        self._previous: Sequence[Cell] = ()
        self._ignored: list[IgnoredRow] = []

    def read(self) -> tuple[tuple[Record, ...], tuple[IgnoredRow, ...]]:
        records: list[Record] = []
        for row, raw in self._sheet.numbered(first=self._table.first_row, last=self._table.last_row):
            if not raw and row not in self._fills and row not in self._joined:
                self._after_blank = True
                continue
            cells, legacy = self._decoded(raw)
            if row in self._joined:
                self._join(records, cells)
                if any(cell is not None for cell in cells):
                    self._ignore(row, "continued", cells)
                continue
            if all(cell is None for cell in cells):
                self._after_blank = True
                continue
            kind = self._kind(row, cells)
            if kind is not None:
                self._ignore(row, kind, cells)
                continue
            for at, value in self._fills.get(row, ()):
                if at < len(cells) and cells[at] is None:
                    cells[at] = value
            warnings = self._ditto(cells)
            if legacy:
                warnings.append("text_legacy_encoding")
            self._previous = cells
            self._after_blank = False
            records.append(Record(row, tuple(cells), legacy, self._section, tuple(warnings)))
        return tuple(records), tuple(self._ignored)

    def _column_votes(self) -> dict[int, EncodingVote]:
        whole = sheet_vote(self._sheet)
        texts: dict[int, list[str]] = {}
        for _, cells in self._sheet.numbered(first=self._table.first_row, last=self._table.last_row):
            for at, cell in enumerate(cells):
                if type(cell) is str and not cell.isascii():
                    known = texts.setdefault(at, [])
                    if len(known) < _VOTE_SAMPLE:
                        known.append(cell)
        votes = {at: vote_encoding(known) for at, known in texts.items()}
        doubtful = whole.encoding is not None and whole.pure
        return {
            at: whole if vote == UNICODE and doubtful else vote
            for at, vote in votes.items()
            if vote.encoding is not None or doubtful
        }

    def _header_keys(self) -> list[dict[int, str]]:
        if not self._table.header_first:
            return []
        keys = []
        for _, cells in self._sheet.numbered(first=self._table.header_first, last=self._table.header_last):
            keys.append({at: bare(cell) for at, cell in enumerate(cells) if type(cell) is str})
        return [key for key in keys if key]

    def _merged(self) -> tuple[dict[int, list[tuple[int, Cell]]], set[int]]:
        """Return what merged cells give to the rows below, and the further rows of one child."""
        fills: dict[int, list[tuple[int, Cell]]] = {}
        joined: set[int] = set()
        covered = 0
        for merge in self._sheet.merges:
            if merge.first_row < self._table.first_row or merge.last_row == merge.first_row:
                continue
            if merge.first_column >= self._width:
                continue
            rows = range(merge.first_row + 1, min(merge.last_row, self._table.last_row) + 1)
            covered += len(rows)
            if covered > self._width * len(self._sheet.rows):
                raise CorruptError("Tệp có các ô gộp chồng lên nhau; hãy bỏ gộp ô rồi lưu thành tệp mới.")
            if self._names and merge.first_column <= self._names[0] <= merge.last_column:
                joined.update(rows)
                continue
            value = self._sheet.cell(merge.first_row, merge.first_column)
            vote = self._votes.get(merge.first_column)
            if type(value) is str and vote is not None:
                value = repair_text(value, vote=vote)
            for row in rows:
                if value is not None:
                    fills.setdefault(row, []).append((merge.first_column, value))
        return fills, joined

    def _decoded(self, raw: Sequence[Cell]) -> tuple[list[Cell], frozenset[int]]:
        cells: list[Cell] = list(raw[: self._width])
        legacy: set[int] = set()
        for at, cell in enumerate(cells):
            if type(cell) is not str:
                continue
            text = cell
            if not cell.isascii():
                vote = self._votes.get(at)
                text = cell if vote is None else repair_text(cell, vote=vote)
                if text != cell:
                    legacy.add(at)
                text = unicodedata.normalize("NFC", text)
            cells[at] = text.strip() or None
        cells += [None] * (self._width - len(cells))
        return cells, frozenset(legacy)

    def _join(self, records: list[Record], cells: Sequence[Cell]) -> None:
        """Add a second line of the same child (its name cell spans both) to the child's record."""
        if not records:
            return
        last = records[-1]
        merged = list(last.cells)
        for at, cell in enumerate(cells):
            if cell is None or cell == merged[at]:
                continue
            merged[at] = cell if merged[at] is None else f"{merged[at]}\n{cell}"
        records[-1] = Record(last.row, tuple(merged), last.legacy, last.section, last.warnings)
        self._previous = merged

    def _ditto(self, cells: list[Cell]) -> list[str]:
        warnings: list[str] = []
        for at, cell in enumerate(cells):
            if type(cell) is str and self._marks.is_ditto(cell):
                if at in self._names or at == self._order:
                    continue
                above = self._previous[at] if at < len(self._previous) else None
                cells[at] = above
                if above is None:
                    warnings.append("ditto_without_value")
        return warnings

    def _ignore(self, row: int, kind: RowKind, cells: Sequence[Cell]) -> None:
        text = " | ".join(str(cell) for cell in cells if cell is not None)
        self._ignored.append(IgnoredRow(self._sheet.name, row, kind, text[:500]))

    def _kind(self, row: int, cells: Sequence[Cell]) -> RowKind | None:
        """Return what a row is taken for, None for data."""
        texts = {at: cell for at, cell in enumerate(cells) if type(cell) is str}
        name = self._name_text(cells)
        named = _LETTERS.search(name) is not None
        if not named:
            shown = [str(cell) if type(cell) is not float else f"{cell:g}" for cell in cells if cell is not None]
            if is_column_numbers(shown):
                return "column_numbers"
        if (not named or bare(name) in self._header_words) and self._repeats_header(texts):
            self._footer = False
            return "repeated_header"
        numbered = self._is_numbered(cells)
        evidence = sum(cells[at] is not None for at in self._evidence)
        first = next(iter(texts.values()), "")
        if self._marks.is_total(name) or (not numbered and self._marks.is_total(first)):
            return "total"
        born = any(self._is_birthday(cells[at]) for at in self._births)
        if numbered and named and evidence:
            self._footer = False
            return None
        if not evidence and self._opens_section(row, cells, texts, numbered=numbered):
            return "section"
        return self._kind_of_rest(texts, numbered=numbered, named=named, evidence=evidence, born=born)

    def _kind_of_rest(
        self, texts: Mapping[int, str], *, numbered: bool, named: bool, evidence: int, born: bool
    ) -> RowKind | None:
        outside = not numbered and not born
        if outside and any(self._marks.is_signature(text) for text in texts.values()):
            self._footer = True
            return "signature"
        if outside and self._footer and texts:
            return "signature"
        first = next(iter(texts.values()), "")
        if outside and self._marks.is_note(first):
            return "note"
        if outside and evidence < 2 and self._marks.is_title(first):
            return "title"
        if numbered and not named and not evidence:
            return "other" if texts and any(at != self._order for at in texts) else "blank_numbered"
        if named or evidence >= 2 or (numbered and evidence):
            if named and outside and (not evidence or self._after_blank) and self._stands_alone(texts):
                return "other"
            return None
        return "other"

    def _is_birthday(self, cell: Cell) -> bool:
        """A line such as "Hóa Trung, ngày 5 tháng 6 năm 2024" may stand in the column of birthdays."""
        return cell is not None and not (type(cell) is str and self._marks.is_signature(cell))

    def _stands_alone(self, texts: Mapping[int, str]) -> bool:
        """A name without number, birthday or parents: a signer's, or no name at all."""
        name = " ".join(texts[at] for at in self._names if at in texts)
        if not 2 <= len(name.split()) <= 7 or re.search(r"[\d:;]", name):
            return True
        others = sum(at in self._meanings and at not in (*self._names, self._order) for at in texts)
        if others > self._after_blank:
            return False
        return self._order is not None or self._after_blank or not self._previous

    def _name_text(self, cells: Sequence[Cell]) -> str:
        return " ".join(str(cells[at]) for at in self._names if type(cells[at]) is str)

    def _is_numbered(self, cells: Sequence[Cell]) -> bool:
        if self._order is None:
            return False
        cell = cells[self._order]
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return True
        return type(cell) is str and _NUMBER.fullmatch(cell) is not None

    def _repeats_header(self, texts: Mapping[int, str]) -> bool:
        if not texts or not self._header_rows:
            return False
        for header in self._header_rows:
            same = sum(header.get(at) == bare(text) for at, text in texts.items() if at in header)
            if same and same >= 0.7 * len(texts) and (same >= 2 or len(header) == 1 == len(texts)):
                return True
        return False

    def _opens_section(self, row: int, cells: Sequence[Cell], texts: Mapping[int, str], *, numbered: bool) -> bool:
        """Say whether a row heads the rows below ("Xóm 3", "I. Thôn Bản Tèn"), and remember what it says."""
        body = [text for at, text in texts.items() if at != self._order or not _ROMAN_OR_LETTER.fullmatch(text)]
        if len(body) != 1:
            return False
        order = cells[self._order] if self._order is not None else None
        marked = type(order) is str and _ROMAN_OR_LETTER.fullmatch(order) is not None
        place = self._marks.section_place(body[0])
        if place is not None:
            self._section = Section(place=self._section.place.under(place), text=body[0])
            self._footer = False
            return True
        wide = any(
            merge.first_row == row == merge.last_row and merge.last_column - merge.first_column >= 2
            for merge in self._sheet.merges_of(row)
        )
        if (marked or wide) and not numbered and not self._footer and not self._marks.is_any(body[0]):
            self._section = Section(place=self._section.place, text=self._marks.without_ordinal(body[0]))
            return True
        return False


def _is_evidence(meaning: str) -> bool:
    return meaning in EVIDENCE or meaning.startswith(("dose:", "weight:", "length:"))


def iterate_ignored(sheet: Sheet, tables: Sequence[Table]) -> Iterator[IgnoredRow]:
    """Yield the rows of a sheet above its tables and its headers."""
    vote = sheet_vote(sheet)
    covered = {row for table in tables for row in range(table.first_row, table.last_row + 1)}
    headers = {row for table in tables for row in range(table.header_first, table.header_last + 1)}
    for row, cells in sheet.numbered():
        texts = [repair_text(cell, vote=vote) if type(cell) is str else str(cell) for cell in cells if cell is not None]
        if row in covered or not texts:
            continue
        yield IgnoredRow(sheet.name, row, "header" if row in headers else "title", " | ".join(texts)[:500])
