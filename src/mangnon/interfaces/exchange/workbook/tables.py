"""What every kind of list shares: its layout over all sheets, its records, who each record is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.headers import ColumnWordsOfKind, find_tables
from mangnon.interfaces.exchange.workbook.identity import Identity, IdentityReader
from mangnon.interfaces.exchange.workbook.layout import Layout, ListKind, Table
from mangnon.interfaces.exchange.workbook.marks import MarkReader
from mangnon.interfaces.exchange.workbook.people import EthnicReader, Sex
from mangnon.interfaces.exchange.workbook.records import IgnoredRow, Record, iterate_ignored, read_records
from mangnon.interfaces.exchange.workbook.sheets import Sheet, Workbook

_TWINS_WITHIN_ROWS = 5
# By chance eight birthdays all fall on a 1st to 12th once in two thousand lists.
_SWAPPED_FROM = 8


@dataclass(frozen=True)
class IgnoredSheet:
    """A sheet that was not read: ``hidden``, ``empty`` or ``no_list``."""

    sheet: str
    why: str


@dataclass(frozen=True)
class IdentifiedRecord:
    """A record, who it is about, and what its identity says is doubtful or wrong."""

    record: Record
    identity: Identity
    warnings: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class TableRecords:
    """One table with its sheet and its records; ``title`` is all that stands above, and the sheet's name."""

    sheet: Sheet
    table: Table
    reads: tuple[IdentifiedRecord, ...]
    title: str = ""


@dataclass
class WorkbookRecords:
    """All tables of a workbook, and what is none."""

    tables: list[TableRecords] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)
    ignored_sheets: list[IgnoredSheet] = field(default_factory=list)


def detect_layout(workbook: Workbook, *, kind: ListKind, words: ColumnWordsOfKind) -> Layout:
    """Find the tables of all visible sheets; a sheet without a header may continue the one before."""
    tables: list[Table] = []
    for sheet in workbook.sheets:
        if not sheet.hidden:
            tables += find_tables(sheet, words=words, before=tables[-1] if tables else None)
    return Layout(kind=kind, tables=tuple(tables))


def collect_records(workbook: Workbook, *, layout: Layout, content: ExchangeContent, today: date) -> WorkbookRecords:
    """Read the records of all tables of a layout, who each is about, and list everything else."""
    marks = MarkReader(content.marks)
    ethnic = EthnicReader(content.ethnic)
    found = WorkbookRecords()
    for sheet in workbook.sheets:
        tables = [table for table in layout.tables if table.sheet == sheet.name]
        if not tables:
            why = "hidden" if sheet.hidden else "no_list" if sheet.rows else "empty"
            found.ignored_sheets.append(IgnoredSheet(sheet.name, why))
            continue
        ignored = list(iterate_ignored(sheet, tables))
        titles = [row.text for row in ignored if row.kind == "title"]
        context = marks.context(titles=titles, sheet_name=sheet.name)
        for table in tables:
            records, others = read_records(sheet, table, marks=content.marks)
            reader = IdentityReader(
                table,
                content=content,
                marks=marks,
                ethnic=ethnic,
                context=context,
                today=today,
                date_1904=workbook.date_1904,
                marks_one_sex=_one_sex(table, records, marks),
            )
            records = warn_of_swapped_days(records, table.column_of("birth_date"))
            reads = _mark_twins([IdentifiedRecord(record, *reader.read(record)) for record in records])
            found.tables.append(TableRecords(sheet, table, tuple(reads), "\n".join([sheet.name, *titles])))
            ignored += others
        found.ignored += sorted(ignored, key=lambda row: row.row)
    return found


def warn_of_swapped_days(records: tuple[Record, ...], column: int | None) -> tuple[Record, ...]:
    """Warn when a spreadsheet took days for months: it then kept as text just the days beyond the 12th.

    A column typed day first on a month-first computer has dates whose days are all 12 or less, and texts
    whose days are all 13 or more.
    """
    dates = [cell for record in records if isinstance(cell := record.at(column), date)]
    texts = [re.match(r"\s*(\d{1,2})[/.-]\d{1,2}[/.-]\d{4}", cell)
             for record in records if type(cell := record.at(column)) is str]  # fmt: skip
    days = [int(found[1]) for found in texts if found]
    if len(dates) < _SWAPPED_FROM or not days or min(days) <= 12 or max(day.day for day in dates) > 12:
        return records
    return tuple(
        replace(record, warnings=(*record.warnings, "date_maybe_swapped"))
        if isinstance(record.at(column), date)
        else record
        for record in records
    )


def _one_sex(table: Table, records: tuple[Record, ...], marks: MarkReader) -> Sex | None:
    """Return the sex that is ticked when a table has a column for one sex only, and it is used."""
    male, female = table.column_of("male"), table.column_of("female")
    if (male is None) == (female is None):
        return None
    column = male if male is not None else female
    if any(marks.tick(record.at(column)) for record in records):
        return "m" if male is not None else "f"
    return None


def _mark_twins(reads: list[IdentifiedRecord]) -> list[IdentifiedRecord]:
    """Mark near rows of one mother and one birthday but different names as twins."""
    groups: dict[tuple[str, date], list[int]] = {}
    for at, read in enumerate(reads):
        identity = read.identity
        mother = identity.carer("mother")
        if mother is not None and identity.birth_date is not None and identity.birth_precision == "day":
            groups.setdefault((mother.full_name.lower(), identity.birth_date), []).append(at)
    marked = list(reads)
    for members in groups.values():
        names = {reads[at].identity.full_name.lower() for at in members}
        if len(names) > 1 and max(members) - min(members) < _TWINS_WITHIN_ROWS:
            for at in members:
                marked[at] = replace(marked[at], identity=replace(marked[at].identity, twin=True))
    return marked
