"""Reads lists of children: from a workbook to one row per child, with what is doubtful and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.identity import Identity
from mangnon.interfaces.exchange.workbook.layout import Layout, Table
from mangnon.interfaces.exchange.workbook.life import SILENT, Circumstance, LifeReader, LifeReading, Poverty
from mangnon.interfaces.exchange.workbook.marks import MarkReader
from mangnon.interfaces.exchange.workbook.meanings import ChildColumns
from mangnon.interfaces.exchange.workbook.records import IgnoredRow, Record
from mangnon.interfaces.exchange.workbook.refusals import NoListError
from mangnon.interfaces.exchange.workbook.sheets import Workbook
from mangnon.interfaces.exchange.workbook.tables import (
    IdentifiedRecord,
    IgnoredSheet,
    TableRecords,
    collect_records,
    detect_layout,
)
from mangnon.interfaces.exchange.workbook.wording import cell_text
from mangnon.vocab.dates import Cell


@dataclass(frozen=True)
class ChildRow:
    """One child as a list says it.

    Attributes:
        sheet, row: where it stands, the row as a person sees it.
        identity: who it is.
        circumstances: groups of Art. 10; ``circumstances_text`` is the list's own words.
        risks: ``parents_divorced``, ``parents_away``, ``said_at_risk``.
        poverty: the household's standing, None when the list is silent.
        warnings: codes of doubts. reasons: codes of why the row can't be taken; rejected when there is one.
    """

    sheet: str
    row: int
    identity: Identity
    circumstances: tuple[Circumstance, ...] = ()
    circumstances_text: str = ""
    risks: tuple[str, ...] = ()
    poverty: Poverty | None = None
    notes: str = ""
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def at_risk(self) -> bool:
        """Whether the row says so: a poor or near-poor household, or a risk."""
        return self.poverty in ("poor", "near_poor") or bool(self.risks)


@dataclass(frozen=True)
class ChildrenReading:
    """What a workbook holds: the layout it was read by, every data row once, and what was no data."""

    layout: Layout
    rows: tuple[ChildRow, ...]
    ignored: tuple[IgnoredRow, ...]
    ignored_sheets: tuple[IgnoredSheet, ...] = ()


def detect_children_layout(workbook: Workbook, *, content: ExchangeContent) -> Layout:
    """Find where the lists of children lie and what their columns mean."""
    return detect_layout(workbook, kind="children", words=ChildColumns(content))


def read_children(
    workbook: Workbook, *, content: ExchangeContent, today: date, layout: Layout | None = None
) -> ChildrenReading:
    """Read the lists of children of a workbook.

    Args:
        workbook: an opened workbook.
        content: words and limits of the exchange.
        today: the day by which ages and future dates are judged.
        layout: a layout that a person corrected or an office chose before; found anew when absent.

    Returns:
        Every data row exactly once, in the order of the sheets.

    Raises:
        NoListError: no visible sheet holds a list of children.
    """
    chosen = layout or detect_children_layout(workbook, content=content)
    if not chosen.tables:
        raise NoListError(
            "Không tìm thấy danh sách trẻ: cần dòng tiêu đề có cột họ tên và cột ngày sinh hoặc giới tính."
        )
    found = collect_records(workbook, layout=chosen, content=content, today=today)
    life = LifeReader(content.life)
    marks = MarkReader(content.marks)
    rows = tuple(_child_row(part, read, life=life, marks=marks) for part in found.tables for read in part.reads)
    return ChildrenReading(chosen, rows, tuple(found.ignored), tuple(found.ignored_sheets))


def _child_row(part: TableRecords, read: IdentifiedRecord, *, life: LifeReader, marks: MarkReader) -> ChildRow:
    record, warnings = read.record, list(read.warnings)
    readings = list(_life_readings(part.table, record, life=life, marks=marks, warnings=warnings))
    circumstances = _circumstances(readings)
    poverty = _poverty(readings)
    if any(one.code == "10n" for one in circumstances) and poverty not in ("poor", "near_poor"):
        warnings.append("illness_needs_poverty")
        if poverty == "none":
            circumstances = tuple(one for one in circumstances if one.code != "10n")
    texts = [
        cell_text(record.at(at)) for meaning in ("circumstances", "disability") for at in part.table.columns_of(meaning)
    ]
    return ChildRow(
        sheet=part.sheet.name,
        row=record.row,
        identity=read.identity,
        circumstances=circumstances,
        circumstances_text="; ".join(text for text in texts if text),
        risks=tuple(dict.fromkeys(risk for reading in readings for risk in reading.risks)),
        poverty=poverty,
        notes="; ".join(text for at in part.table.columns_of("notes") if (text := cell_text(record.at(at)))),
        warnings=tuple(dict.fromkeys(warnings)),
        reasons=read.reasons,
    )


def _life_readings(
    table: Table, record: Record, *, life: LifeReader, marks: MarkReader, warnings: list[str]
) -> Iterator[LifeReading]:
    for column in table.columns:
        cell = record.at(column.at)
        if cell is None:
            continue
        meaning = column.meaning
        if meaning == "circumstances":
            yield _said(life.read(cell_text(cell)), warnings)
        elif meaning == "notes":
            reading = life.read(cell_text(cell))
            if reading.circumstances or reading.risks or reading.poverty:
                warnings.append("circumstance_from_notes")
                warnings += [code for code in reading.warnings if code != "circumstance_unread"]
                yield reading
        elif meaning == "poverty":
            yield _poverty_text(cell_text(cell), life=life, warnings=warnings)
        elif meaning in ("poor", "near_poor", "at_risk", "disability") or ":" in meaning:
            yield _marked(meaning, cell, life=life, marks=marks, warnings=warnings)
    if record.section.text:
        reading = life.read(record.section.text)
        if reading.circumstances or reading.risks or reading.poverty:
            warnings.append("circumstance_from_heading")
            yield reading


def _said(reading: LifeReading, warnings: list[str]) -> LifeReading:
    warnings += reading.warnings
    return reading


def _poverty_text(text: str, *, life: LifeReader, warnings: list[str]) -> LifeReading:
    if life.is_nothing(text):
        return LifeReading(poverty="none")
    short = life.poverty_word(text)
    if short is not None:
        return LifeReading(poverty=short)
    reading = life.read(text)
    if reading.poverty is None:
        warnings.append("poverty_doubtful")
    return reading


def _marked(meaning: str, cell: Cell, *, life: LifeReader, marks: MarkReader, warnings: list[str]) -> LifeReading:
    """Read a cell under the heading of one group: a cross, or words of its own."""
    tick = marks.tick(cell)
    text = cell_text(cell)
    if tick is False or life.is_nothing(text):
        return SILENT
    own = SILENT if tick else life.read(text)
    if meaning in ("poor", "near_poor"):
        if own.poverty is not None or (not tick and life.poverty_word(text) is not None):
            return own if own.poverty is not None else LifeReading(poverty=life.poverty_word(text))
        if not tick:
            warnings.append("poverty_doubtful")
            return SILENT
        return LifeReading(poverty="poor" if meaning == "poor" else "near_poor")
    if meaning == "at_risk":
        warnings += [code for code in own.warnings if code != "circumstance_unread"]
        return LifeReading(own.circumstances, own.risks or ("said_at_risk",), own.poverty)
    if meaning == "disability":
        level = life.read(f"khuyết tật {text}") if not tick else SILENT
        return LifeReading(level.circumstances or (Circumstance("10d"),))
    kind, code, *subtype = meaning.split(":")
    if not tick and own == LifeReading(warnings=own.warnings, unread=own.unread) and kind == "circumstance":
        warnings.append("circumstance_mark_unreadable" if len(text) > 40 else "circumstance_doubtful")
    if kind == "circumstance":
        levels = life.read(f"khuyết tật {text}").circumstances if code == "10d" and not tick else ()
        detail = next((one.subtype for one in levels if one.code == code), None) or (subtype[0] if subtype else None)
        others = tuple(one for one in own.circumstances if one.code != code)
        return LifeReading((Circumstance(code, detail), *others), own.risks, own.poverty)
    return LifeReading(own.circumstances, (code, *own.risks), own.poverty) if kind == "risk" else SILENT


def _circumstances(readings: list[LifeReading]) -> tuple[Circumstance, ...]:
    found: dict[str, Circumstance] = {}
    for reading in readings:
        for one in reading.circumstances:
            known = found.get(one.code)
            if known is None or known.subtype is None:
                found[one.code] = one
    return tuple(found[code] for code in sorted(found, key=_legal_order))


def _legal_order(code: str) -> int:
    return "abcdđeghiklmno".find(code[2:])


def _poverty(readings: list[LifeReading]) -> Poverty | None:
    order: tuple[Poverty | None, ...] = (None, "none", "near_poor", "poor")
    return max((reading.poverty for reading in readings), key=order.index, default=None)
