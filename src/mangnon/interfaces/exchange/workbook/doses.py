"""Reads immunization registers: a row per child, a column per vaccine and dose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from mangnon.core.content.exchange import ExchangeContent, RegisterWords
from mangnon.interfaces.exchange.workbook.identity import Identity
from mangnon.interfaces.exchange.workbook.layout import Column, Layout
from mangnon.interfaces.exchange.workbook.marks import MarkReader
from mangnon.interfaces.exchange.workbook.meanings import (
    NAME_MEANINGS,
    NOTHING,
    ChildColumns,
    Meaning,
    settle,
)
from mangnon.interfaces.exchange.workbook.records import IgnoredRow
from mangnon.interfaces.exchange.workbook.refusals import NoListError
from mangnon.interfaces.exchange.workbook.sheets import Workbook, column_letter
from mangnon.interfaces.exchange.workbook.tables import (
    IdentifiedRecord,
    IgnoredSheet,
    TableRecords,
    collect_records,
    detect_layout,
)
from mangnon.interfaces.exchange.workbook.wording import bare, cell_text
from mangnon.vocab.dates import Cell, DateReading, Precision, read_date

DoseState = Literal["given", "given_undated", "postponed", "contraindicated", "refused", "unreadable"]

# An old list may name people who have grown up since; their doses are facts all the same.
_REASONS_NOT_HELD = frozenset(("age_over_16",))
_GLUE = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_AT_BIRTH = re.compile(r" (?:so sinh|ss|24 h|24 gio) ")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_A_DATE = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}")


@dataclass(frozen=True)
class DoseCell:
    """What one cell says about one dose.

    Attributes:
        product: "vn:PENTA" and so on. number: the dose's number by the heading, None when it says none.
        on, precision: the day it was given; None without a day.
        state: what the cell says. text: the cell as written. column: its letters.
    """

    product: str
    number: int | None
    on: date | None
    precision: Precision | None
    state: DoseState
    text: str
    column: str


@dataclass(frozen=True)
class DoseRow:
    """One child's row of a register; rejected when there are reasons."""

    sheet: str
    row: int
    identity: Identity
    doses: tuple[DoseCell, ...] = ()
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class DosesReading:
    """What a register holds: the layout it was read by, every data row once, and what was no data."""

    layout: Layout
    rows: tuple[DoseRow, ...]
    ignored: tuple[IgnoredRow, ...]
    ignored_sheets: tuple[IgnoredSheet, ...] = ()


class RegisterColumns(ChildColumns):
    """Gives meanings to the columns of a register: who the child is, and "dose:PRODUCT:NUMBER"."""

    def __init__(self, content: ExchangeContent) -> None:
        super().__init__(content)
        self._vaccines = _vaccine_words(content.register)
        self._single = {vaccine.product for vaccine in content.register.vaccines if vaccine.doses == 1}
        self._beside = {bare(word) for word in content.register.beside}

    def meaning_of(self, path: tuple[str, ...]) -> Meaning:
        """Return (meaning, confidence) of a heading, its levels from the top down."""
        if not path:
            return NOTHING
        child = super().meaning_of(path)
        if child[0] in NAME_MEANINGS or child[0] == "order_no":
            return child
        vaccine = self._vaccine(path)
        if vaccine is not None and (child[1] < 1.0 or self._vaccine(path[:-1]) is not None):
            return ("unused", 1.0) if len(path) > 1 and bare(path[-1]) in self._beside else vaccine
        return child

    def _vaccine(self, path: tuple[str, ...]) -> Meaning | None:
        """Find the product in the lowest heading that names one ("Bại liệt › IPV" is IPV), then the dose."""
        whole = f" {_unglued(' '.join(path))} "
        for text in (*(f" {_unglued(part)} " for part in reversed(path)), whole):
            for word, product in self._vaccines:
                if f" {word} " in text:
                    return f"dose:{product}:{self._number(whole, word, product) or ''}", 0.95
        return None

    def _number(self, heading: str, word: str, product: str) -> int | None:
        if _AT_BIRTH.search(heading) or product in self._single:
            return 1
        return _dose_number(heading.replace(f" {word} ", " ", 1))

    @staticmethod
    def finish(columns: Sequence[Column], *, title: str) -> tuple[Column, ...]:
        """Number the doses of a product whose headings do not."""
        del title
        numbered: list[Column] = []
        last: dict[str, int] = {}
        for column in settle(columns):
            if not column.meaning.startswith("dose:"):
                numbered.append(column)
                continue
            _, product, number = column.meaning.split(":")
            last[product] = int(number) if number else last.get(product, 0) + 1
            sure = column.confidence if number else 0.7
            numbered.append(replace(column, meaning=f"dose:{product}:{last[product]}", confidence=sure))
        return tuple(numbered)

    @staticmethod
    def is_list(columns: Sequence[Column]) -> bool:
        """Say whether columns can be a register: a name and a dose."""
        meanings = {column.meaning for column in columns}
        return bool(meanings & set(NAME_MEANINGS)) and any(m.startswith("dose:") for m in meanings)


def detect_doses_layout(workbook: Workbook, *, content: ExchangeContent) -> Layout:
    """Find where the registers lie and what their columns mean."""
    return detect_layout(workbook, kind="doses", words=RegisterColumns(content))


def read_doses(
    workbook: Workbook, *, content: ExchangeContent, today: date, layout: Layout | None = None
) -> DosesReading:
    """Read the immunization registers of a workbook.

    Args:
        workbook: an opened workbook.
        content: words and limits of the exchange.
        today: the day by which future dates are judged.
        layout: a layout that a person corrected or an office chose before; found anew when absent.

    Returns:
        Every data row exactly once, in the order of the sheets.

    Raises:
        NoListError: no visible sheet holds a register.
    """
    chosen = layout or detect_doses_layout(workbook, content=content)
    if not chosen.tables:
        raise NoListError("Không tìm thấy sổ tiêm chủng: cần một dòng tiêu đề có cột họ tên trẻ và các cột vắc xin.")
    found = collect_records(workbook, layout=chosen, content=content, today=today)
    reader = _CellReader(content, today=today, date_1904=workbook.date_1904)
    rows = tuple(_dose_row(part, read, reader) for part in found.tables for read in part.reads)
    return DosesReading(chosen, rows, tuple(found.ignored), tuple(found.ignored_sheets))


def _vaccine_words(register: RegisterWords) -> list[tuple[str, str]]:
    words = {_unglued(word): vaccine.product for vaccine in reversed(register.vaccines) for word in vaccine.words}
    return sorted(words.items(), key=lambda item: -len(item[0]))


def _unglued(text: str) -> str:
    """Return the words of a heading with letters and digits apart: "OPV1" and "OPV 1" are one."""
    return " ".join(_GLUE.sub(" ", bare(text)).split())


def _dose_number(rest: str) -> int | None:
    numbered = re.search(r"\b(?:mui|lan|lieu|m|l|dose|d|thu|so|nhac lai)\s(\d)\b", rest) or re.search(
        r"\b([1-6])\b", rest
    )
    if numbered:
        return int(numbered[1])
    roman = re.search(r"\b(i{1,3}|iv|v)\b", rest)
    return _ROMAN[roman[1]] if roman else None


class _CellReader:
    """Reads the cells under the headings of doses."""

    def __init__(self, content: ExchangeContent, *, today: date, date_1904: bool) -> None:
        self._marks = MarkReader(content.marks)
        self._states = {bare(word): state for state, words in content.register.states for word in words}
        self.today = today
        self._date_1904 = date_1904

    def read(self, value: Cell) -> tuple[DoseState | None, DateReading]:
        """Return what a cell says: no state for an empty cell or a dose still to come."""
        none = DateReading()
        tick = self._marks.tick(value)
        if tick is not None:
            return ("given_undated" if tick else None), none
        state = self._states.get(bare(value)) if type(value) is str else None
        if state is not None:
            return _STATES[state], none
        reading = read_date(value, today=self.today, date_1904=self._date_1904)
        if reading.on is not None:
            return "given", reading
        if type(value) is str:
            return self._with_words(value)
        return "unreadable", reading

    def _with_words(self, text: str) -> tuple[DoseState, DateReading]:
        """Read "12/3/2019 (TDV)" and "đã tiêm 12/3/2019": one date among known or short words."""
        dates = _A_DATE.findall(text)
        if len(dates) != 1:
            return "unreadable", DateReading(problem="date_unreadable")
        reading = read_date(dates[0], today=self.today)
        words = bare(_A_DATE.sub(" ", text))
        state = self._states.get(words, "given")
        if state != "given" or reading.on is None:
            return (_STATES[state] or "unreadable") if reading.on is not None else "unreadable", reading
        return "given", reading


_STATES: dict[str, DoseState | None] = {
    "given": "given_undated",
    "postponed": "postponed",
    "contraindicated": "contraindicated",
    "refused": "refused",
    "waiting": None,
}


def _dose_row(part: TableRecords, read: IdentifiedRecord, reader: _CellReader) -> DoseRow:
    warnings = list(read.warnings)
    doses = tuple(_cells(part, read, reader, warnings))
    warnings += _disorder(doses)
    return DoseRow(
        sheet=part.sheet.name,
        row=read.record.row,
        identity=read.identity,
        doses=doses,
        warnings=tuple(dict.fromkeys(warnings)),
        reasons=tuple(reason for reason in read.reasons if reason not in _REASONS_NOT_HELD),
    )


def _cells(part: TableRecords, read: IdentifiedRecord, reader: _CellReader, warnings: list[str]) -> Iterator[DoseCell]:
    for column in part.table.columns:
        cell = read.record.at(column.at)
        if cell is None or not column.meaning.startswith("dose:"):
            continue
        _, product, number = column.meaning.split(":")
        state, reading = reader.read(cell)
        if state is None:
            continue
        doubt = _doubt(state, reading, read.identity, today=reader.today)
        warnings += [*reading.warnings, *([doubt] if doubt else [])]
        refused = doubt in ("dose_future", "dose_before_birth")
        yield DoseCell(
            product=f"vn:{product}",
            number=int(number) if number else None,
            on=None if refused else reading.on,
            precision=None if refused else reading.precision,
            state="unreadable" if refused else state,
            text=cell_text(cell),
            column=column_letter(column.at),
        )


def _doubt(state: DoseState, reading: DateReading, identity: Identity, *, today: date) -> str | None:
    if state == "unreadable":
        return "dose_date_impossible" if reading.problem == "date_impossible" else "dose_date_unreadable"
    if state == "given_undated":
        return "dose_undated"
    if reading.on is None:
        return None
    if reading.on > today:
        return "dose_future"
    if identity.birth_date is not None and reading.on < identity.birth_date and reading.precision == "day":
        return "dose_before_birth"
    return "dose_imprecise" if state == "given" and reading.precision != "day" else None


def _disorder(doses: Sequence[DoseCell]) -> list[str]:
    """Warn when a later dose of a product was given before an earlier one."""
    by_product: dict[str, list[tuple[int, date]]] = {}
    for dose in doses:
        if dose.on is not None and dose.number is not None and dose.state == "given":
            by_product.setdefault(dose.product, []).append((dose.number, dose.on))
    ordered = (sorted(given) for given in by_product.values())
    return ["dose_order"] if any([on for _, on in g] != sorted(on for _, on in g) for g in ordered) else []
