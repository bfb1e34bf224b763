"""Reads weighing books: a row per child, weight and height columns per month or per round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from mangnon.core.content.exchange import ExchangeContent, ValueLimits, WeighingWords
from mangnon.interfaces.exchange.workbook.identity import Identity
from mangnon.interfaces.exchange.workbook.layout import Column, Layout, Table
from mangnon.interfaces.exchange.workbook.meanings import (
    NAME_MEANINGS,
    NOTHING,
    ChildColumns,
    Meaning,
    settle,
)
from mangnon.interfaces.exchange.workbook.quantities import (
    Position,
    read_grams,
    read_millimetres,
    read_pair,
    read_position,
)
from mangnon.interfaces.exchange.workbook.records import IgnoredRow, Record
from mangnon.interfaces.exchange.workbook.refusals import NoListError
from mangnon.interfaces.exchange.workbook.sheets import Workbook, column_letter
from mangnon.interfaces.exchange.workbook.tables import (
    IdentifiedRecord,
    IgnoredSheet,
    TableRecords,
    collect_records,
    detect_layout,
)
from mangnon.interfaces.exchange.workbook.wording import WordTable, bare, cell_text, header_text
from mangnon.vocab.dates import Cell, DateReading, Precision, read_date

MEASURES = ("weight", "length", "head", "arm", "both")
_REASONS_NOT_HELD = frozenset(("age_over_16",))
_MONTH = re.compile(r"\b(?:thang|thg|th|t)\s?(\d{1,2})(?:\s?(?:nam\s)?(20\d\d|\d\d)\b)?|\b(\d{1,2})\s(20\d\d)\b")
_ROUND = re.compile(r"\b(?:lan|dot|lan can|quy|vong)\s?(\d{1,2}|[ivx]+)\b")
_MONTH_PERIOD = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True)
class WeightCell:
    """One weighing of one child.

    Attributes:
        on: the day, the first of the month when ``precision`` is "month"; None when nothing says when.
        weight_g, length_mm, head_mm, arm_mm: grams and millimetres, None when not measured or doubtful.
        position: "l" lying, "h" standing, None when the heading does not say.
        text: the cells as written. columns: their letters.
    """

    on: date | None
    precision: Precision | None
    weight_g: int | None = None
    length_mm: int | None = None
    head_mm: int | None = None
    arm_mm: int | None = None
    position: Position | None = None
    text: str = ""
    columns: str = ""


@dataclass(frozen=True)
class WeightRow:
    """One child's row of a weighing book; rejected when there are reasons."""

    sheet: str
    row: int
    identity: Identity
    weights: tuple[WeightCell, ...] = ()
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeightsReading:
    """What a weighing book holds: the layout it was read by, every data row once, and what was no data."""

    layout: Layout
    rows: tuple[WeightRow, ...]
    ignored: tuple[IgnoredRow, ...]
    ignored_sheets: tuple[IgnoredSheet, ...] = ()


class WeighingColumns(ChildColumns):
    """Gives meanings to the columns of a weighing book: who the child is, and "weight:2026-03", "day:r2"."""

    def __init__(self, content: ExchangeContent) -> None:
        super().__init__(content)
        self._measures = WordTable(content.weighing.measures)

    def meaning_of(self, path: tuple[str, ...]) -> Meaning:
        """Return (meaning, confidence) of a heading, its levels from the top down."""
        if not path:
            return NOTHING
        child = super().meaning_of(path)
        if child[1] >= 0.8 and child[0] not in (
            "unused",
            "school_class",
            "age",
            "birth_day",
            "birth_month",
            "notes",
        ):
            return child
        if child == ("unused", 1.0) and self._measures.find(header_text(path[-1])) is None:
            return child
        period = _period(path)
        measure = self._measure(path)
        if measure == "unused" or (measure is None and child[0] and period is None):
            return child if child[0] else ("unused", 0.9)
        if measure is not None:
            return f"{measure}:{period or ''}", 0.95
        return (f"both:{period}", 0.6) if period is not None else child

    def _measure(self, path: tuple[str, ...]) -> str | None:
        for part in reversed(path):
            found = self._measures.find(header_text(part)) or self._measures.find(_without_period(part))
            if (found is not None and found[0].split("|")[0] != "day") or (found is not None and len(path) > 1):
                return found[0].split("|")[0]
            if found is not None and bare(part).startswith("ngay "):
                return "day"
        inside = self._measures.inside(" ".join(path))
        return inside[0] if inside is not None else None

    @staticmethod
    def finish(columns: Sequence[Column], *, title: str) -> tuple[Column, ...]:
        """Add what the title says: the year of "T1" to "T12", or the month of the whole book."""
        words = bare(title)
        years = set(_YEAR.findall(words))
        year = years.pop() if len(years) == 1 else None
        month = _period((title,)) if not any("-" in c.meaning.partition(":")[2] for c in columns) else None
        finished: list[Column] = []
        only_weight = "can nang" in words and not re.search(r"\bchieu (?:cao|dai)\b|\bcan do\b", words)
        for column in settle(columns):
            measure, colon, period = column.meaning.partition(":")
            measure = "weight" if measure == "both" and only_weight else measure
            if not colon or measure not in (*MEASURES, "day"):
                finished.append(column)
                continue
            if period.startswith("?-") and year is not None:
                period = f"{year}{period[1:]}"
            elif not period and month is not None and not month.startswith(("?", "r")):
                period = month
            finished.append(replace(column, meaning=f"{measure}:{period}"))
        return tuple(finished)

    @staticmethod
    def is_list(columns: Sequence[Column]) -> bool:
        """Say whether columns can be a weighing book: a name and a measure."""
        meanings = {column.meaning for column in columns}
        measured = any(meaning.partition(":")[0] in MEASURES and ":" in meaning for meaning in meanings)
        return bool(meanings & set(NAME_MEANINGS)) and measured


def detect_weights_layout(workbook: Workbook, *, content: ExchangeContent) -> Layout:
    """Find where the weighing books lie and what their columns mean."""
    return detect_layout(workbook, kind="weights", words=WeighingColumns(content))


def read_weights(
    workbook: Workbook, *, content: ExchangeContent, today: date, layout: Layout | None = None
) -> WeightsReading:
    """Read the weighing books of a workbook.

    Args:
        workbook: an opened workbook.
        content: words and limits of the exchange.
        today: the day by which future dates are judged.
        layout: a layout that a person corrected or an office chose before; found anew when absent.

    Returns:
        Every data row exactly once, in the order of the sheets.

    Raises:
        NoListError: no visible sheet holds a weighing book.
    """
    chosen = layout or detect_weights_layout(workbook, content=content)
    if not chosen.tables:
        raise NoListError("Không tìm thấy sổ cân đo: cần một dòng tiêu đề có cột họ tên trẻ và cột cân nặng.")
    found = collect_records(workbook, layout=chosen, content=content, today=today)
    rows = tuple(
        _weight_row(part, read, content=content, today=today, date_1904=workbook.date_1904)
        for part in found.tables
        for read in part.reads
    )
    return WeightsReading(chosen, rows, tuple(found.ignored), tuple(found.ignored_sheets))


def _period(path: tuple[str, ...]) -> str | None:
    """Return "2026-03", "?-03" without a year, "r2" for a second round, None when no level says when."""
    year = None
    for part in reversed(path):
        words = bare(part)
        found = _MONTH.search(words)
        if found:
            month = int(found[1] or found[3])
            said = found[2] or found[4] or year
            if 1 <= month <= 12:
                rest = next((y for p in path for y in _YEAR.findall(bare(p))), None)
                full = said or rest
                return f"{_full_year(full)}-{month:02d}" if full else f"?-{month:02d}"
        in_round = _ROUND.search(words)
        if in_round:
            return f"r{in_round[1]}"
    return None


@lru_cache(maxsize=256)
def _usual_day(title: str, words: WeighingWords) -> int | None:
    """Read the day on which a book says it always weighs ("Cân vào ngày 05 hằng tháng")."""
    before, after = ("|".join(map(bare, given)) for given in (words.day_before, words.day_after))
    found = re.search(rf"\b(?:{before}) (\d{{1,2}}) (?:{after})\b", bare(title))
    return int(found[1]) if found and 1 <= int(found[1]) <= 28 else None


def _full_year(text: str) -> str:
    return text if len(text) == 4 else f"20{text}"


def _without_period(part: str) -> str:
    return " ".join(_ROUND.sub(" ", _MONTH.sub(" ", bare(header_text(part)))).split())


def _weight_row(
    part: TableRecords, read: IdentifiedRecord, *, content: ExchangeContent, today: date, date_1904: bool
) -> WeightRow:
    warnings = list(read.warnings)
    weights: list[WeightCell] = []
    absent = frozenset(content.weighing.absent)
    usual_day = _usual_day(part.title, content.weighing)
    for period, columns in _periods(part.table).items():
        weighing = _weighing(read.record, columns, absent=absent, limits=content.values, warnings=warnings)
        if weighing is None:
            continue
        day = next((read.record.at(c.at) for c in columns if c.meaning.startswith("day:")), None)
        reading = _day(period, day, today=today, date_1904=date_1904)
        if reading.precision == "month" and usual_day is not None:
            reading = _on_usual_day(reading, usual_day, read.identity, warnings=warnings)
        weights.append(_dated(weighing, reading, read.identity, today=today, warnings=warnings))
    return WeightRow(
        sheet=part.sheet.name,
        row=read.record.row,
        identity=read.identity,
        weights=tuple(weights),
        warnings=tuple(dict.fromkeys(warnings)),
        reasons=tuple(reason for reason in read.reasons if reason not in _REASONS_NOT_HELD),
    )


def _periods(table: Table) -> dict[str, list[Column]]:
    found: dict[str, list[Column]] = {}
    for column in table.columns:
        measure, colon, period = column.meaning.partition(":")
        if colon and measure in (*MEASURES, "day"):
            found.setdefault(period, []).append(column)
    return found


def _weighing(
    record: Record,
    columns: Sequence[Column],
    *,
    absent: frozenset[str],
    limits: ValueLimits,
    warnings: list[str],
) -> WeightCell | None:
    """Put the measures of one period together; None when nothing was measured."""
    values: dict[str, int | None] = {}
    texts, letters = [], []
    position: Position | None = None
    for column in columns:
        cell = record.at(column.at)
        measure = column.meaning.partition(":")[0]
        text = cell_text(cell)
        if measure == "day" or not text or text.lower() in absent:
            continue
        texts.append(text)
        letters.append(column_letter(column.at))
        if measure == "both":
            values |= read_pair(cell, column.header, limits=limits, warnings=warnings)
        elif measure == "weight":
            values["weight"] = read_grams(cell, column.header, limits=limits, warnings=warnings)
        else:
            values[measure] = read_millimetres(cell, column.header, limits=limits, warnings=warnings)
            position = read_position(column.header) if measure == "length" else position
    if not texts:
        return None
    return WeightCell(
        on=None,
        precision=None,
        weight_g=values.get("weight"),
        length_mm=values.get("length"),
        head_mm=values.get("head"),
        arm_mm=values.get("arm"),
        position=position,
        text=" | ".join(texts),
        columns=",".join(letters),
    )


def _day(period: str, cell: Cell, *, today: date, date_1904: bool) -> DateReading:
    """Read when a weighing was: its own date cell, a day number within the month, or the month alone."""
    month = _MONTH_PERIOD.fullmatch(period)
    if cell is not None and month is not None:
        text = cell_text(cell)
        if re.fullmatch(r"\d{1,2}", text):
            return read_date(f"{text}/{month[2]}/{month[1]}", today=today)
        if re.fullmatch(r"\d{1,2}\s*[/.-]\s*\d{1,2}", text):
            return read_date(f"{text}/{month[1]}", today=today)
    if cell is not None:
        return read_date(cell, today=today, date_1904=date_1904)
    if month is None:
        return DateReading()
    return DateReading(on=date(int(month[1]), int(month[2]), 1), precision="month")


def _dated(
    weighing: WeightCell, reading: DateReading, identity: Identity, *, today: date, warnings: list[str]
) -> WeightCell:
    warnings += reading.warnings
    born = identity.birth_date
    if reading.problem is not None:
        warnings.append("measure_date_unreadable")
        return weighing
    if reading.on is None:
        warnings.append("measure_undated")
        return weighing
    if reading.on > today:
        warnings.append("measure_future")
        return weighing
    if born is not None and _before(reading, born):
        warnings.append("measure_before_birth")
        return weighing
    if reading.precision != "day":
        warnings.append("measure_day_unknown")
    return replace(weighing, on=reading.on, precision=reading.precision)


def _on_usual_day(month: DateReading, day: int, identity: Identity, *, warnings: list[str]) -> DateReading:
    """Put a month's weighing on the book's usual day, but not before the child was born."""
    exact = month if month.on is None else DateReading(on=month.on.replace(day=day), precision="day")
    if identity.birth_date is not None and _before(exact, identity.birth_date):
        return month
    warnings.append("measure_day_from_title")
    return exact


def _before(reading: DateReading, born: date) -> bool:
    if reading.on is None:
        return False
    if reading.precision == "month":
        return (reading.on.year, reading.on.month) < (born.year, born.month)
    return reading.on < born if reading.precision == "day" else reading.on.year < born.year
