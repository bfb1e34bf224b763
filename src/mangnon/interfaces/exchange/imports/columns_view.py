"""What the columns' page shows: each column with samples and choices, and the first rows as they will be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from mangnon.core.content.exchange import ExchangeContent
from mangnon.core.web.parts import MappedColumn, Option
from mangnon.core.web.words import date_words
from mangnon.interfaces.exchange.workbook.children import ChildrenReading, ChildRow, read_children
from mangnon.interfaces.exchange.workbook.doses import DoseRow, DosesReading, read_doses
from mangnon.interfaces.exchange.workbook.identity import Identity
from mangnon.interfaces.exchange.workbook.layout import Column, Layout, Table
from mangnon.interfaces.exchange.workbook.records import Record, read_records
from mangnon.interfaces.exchange.workbook.sheets import Workbook
from mangnon.interfaces.exchange.workbook.weights import WeightRow, WeightsReading, read_weights
from mangnon.interfaces.exchange.workbook.wording import cell_text

_READ: dict[str, Callable[..., ChildrenReading | DosesReading | WeightsReading]] = {
    "children": read_children,
    "doses": read_doses,
    "weights": read_weights,
}
SAMPLES = 3
SURE = 0.8
# Rows shown beforehand: so many in all, but some of every table.
SHOWN, FEWEST, MOST_SHOWN = 6, 2, 24
# Rows of each sheet that the columns' page reads.
MOST_READ = 5000


@dataclass(frozen=True)
class MappedTable:
    """One table of the file with its columns."""

    title: str
    columns: tuple[MappedColumn, ...]
    doubtful: int


@dataclass(frozen=True)
class PreviewRow:
    """A row as it will be read."""

    where: str
    name: str
    born: str
    sex: str
    carer: str
    more: str


@dataclass(frozen=True)
class Preview:
    """The first rows, how many there are (``about``, where the file is long), and which sheets hold no list."""

    rows: tuple[PreviewRow, ...]
    count: int
    about: bool
    ignored: tuple[str, ...]


def beginning(workbook: Workbook) -> Workbook:
    """Return a workbook cut to the first rows of each sheet: nobody waits for a whole province to see its columns."""
    return replace(workbook, sheets=tuple(replace(each, rows=each.rows[:MOST_READ]) for each in workbook.sheets))


def mapped_tables(*, workbook: Workbook, layout: Layout, content: ExchangeContent) -> list[MappedTable]:
    """Return every table's columns with what they may mean; samples are from rows of data, as they will be read."""
    labels = meaning_labels(layout, content)
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    records = [read_records(sheets[table.sheet], table, marks=content.marks)[0] for table in layout.tables]
    return [
        MappedTable(
            title=f"{table.sheet} (dòng {table.first_row} đến {table.last_row})",
            columns=tuple(
                _column(records[number], table.columns[at], number, labels) for at in range(len(table.columns))
            ),
            doubtful=sum(0 < column.confidence < SURE for column in table.columns if column.meaning),
        )
        for number, table in enumerate(layout.tables)
    ]


def meaning_labels(layout: Layout, content: ExchangeContent) -> dict[str, str]:
    """Return what columns of this kind of list may mean: meaning -> words."""
    labels = {column.code: column.label for column in content.columns}
    vaccines = {vaccine.product: vaccine.label for vaccine in content.register.vaccines}
    own = [column.meaning for table in layout.tables for column in table.columns if column.meaning]
    periods = dict.fromkeys(meaning.partition(":")[2] for meaning in own if meaning.partition(":")[0] in _MEASURES)
    if layout.kind == "weights":
        own += [f"{measure}:{period}" for period in periods for measure in _MEASURES]
    if layout.kind == "doses":
        vaccines_of = content.register.vaccines
        own += [f"dose:{each.product}:{dose}" for each in vaccines_of for dose in range(1, each.doses + 1)]
    for meaning in own:
        labels.setdefault(meaning, _own_label(meaning, vaccines))
    return labels


_MEASURES = {
    "weight": "Cân nặng",
    "length": "Chiều cao",
    "both": "Cân nặng và chiều cao",
    "head": "Vòng đầu",
    "arm": "Vòng cánh tay",
    "day": "Ngày cân đo",
}
_RISKS = {
    "parents_divorced": "cha mẹ ly hôn",
    "parents_away": "cha mẹ đi làm ăn xa",
    "said_at_risk": "sổ ghi là có nguy cơ",
}


def _own_label(meaning: str, vaccines: dict[str, str]) -> str:
    kind, _, rest = meaning.partition(":")
    if kind == "dose":
        product, _, number = rest.partition(":")
        return f"{vaccines.get(product, product)}, mũi {number or 'chưa rõ số'}"
    if kind in _MEASURES:
        return f"{_MEASURES[kind]}, {_period_words(rest)}" if rest else _MEASURES[kind]
    if kind == "risk":
        return f"Nguy cơ: {_RISKS.get(rest, rest)}"
    code, _, subtype = rest.partition(":")
    return f"Hoàn cảnh nhóm {code}" + (", có phân nhóm" if subtype else "")


def _period_words(period: str) -> str:
    if period.startswith("r"):
        return f"lần {period[1:]}"
    year, _, month = period.partition("-")
    return f"tháng {month.lstrip('0')}" + (f"/{year}" if year.isdigit() else " (chưa rõ năm)")


def _column(records: Sequence[Record], column: Column, number: int, labels: dict[str, str]) -> MappedColumn:
    cells = (record.at(column.at) for record in records)
    told = (date_words(cell) if isinstance(cell, date) else cell_text(cell)[:40] for cell in cells if cell is not None)
    samples = tuple(islice((text for text in told if text), SAMPLES))
    sure = column.meaning and column.confidence >= SURE
    options = [Option(value="", label="Không dùng cột này", chosen=not column.meaning)]
    options += [
        Option(value=code, label=label, chosen=code == column.meaning) for code, label in labels.items() if code
    ]
    note = "" if sure else ("Chưa chắc, xin xem lại" if column.meaning else "Không nhận ra, sẽ không đọc")
    return MappedColumn(
        key=f"cot-{number}-{column.at}",
        heading=f"{column.letter}: {column.header or '(không có tiêu đề)'}",
        samples=samples,
        options=tuple(options),
        note=note,
        tone="done" if sure else "soon" if column.meaning else "calm",
    )


def preview(*, workbook: Workbook, layout: Layout, content: ExchangeContent, today: date) -> Preview:
    """Return the first rows of every table as the import will read them.

    Args:
        workbook: whole, or cut by ``beginning``.
        layout: of the whole workbook.
        content: the words of the exchange.
        today: the day of reading.
    """
    reading = _READ[layout.kind](workbook, content=content, today=today, layout=layout)
    lengths = {sheet.name: len(sheet.rows) for sheet in workbook.sheets}
    cut = any(table.last_row > lengths.get(table.sheet, 0) for table in layout.tables)
    each = max(SHOWN // max(len(layout.tables), 1), FEWEST)
    first = [
        row for table in layout.tables for row in islice((row for row in reading.rows if _is_in(table, row)), each)
    ]
    return Preview(
        rows=tuple(_row(row) for row in first[:MOST_SHOWN]),
        count=sum(table.last_row - table.first_row + 1 for table in layout.tables) if cut else len(reading.rows),
        about=cut,
        ignored=tuple(sheet.sheet for sheet in reading.ignored_sheets),
    )


def _is_in(table: Table, row: ChildRow | DoseRow | WeightRow) -> bool:
    return row.sheet == table.sheet and table.first_row <= row.row <= table.last_row


def _row(row: ChildRow | DoseRow | WeightRow) -> PreviewRow:
    who = row.identity
    carers = ", ".join(carer.full_name for carer in who.carers[:2])
    sex = {"m": "nam", "f": "nữ"}.get(who.sex or "", "")
    return PreviewRow(f"{row.sheet}, dòng {row.row}", who.full_name, _born(who), sex, carers, _more(row))


def _born(who: Identity) -> str:
    if who.birth_date is None:
        return ""
    if who.birth_precision == "year":
        return f"năm {who.birth_date.year}"
    return f"{who.birth_date:%m/%Y}" if who.birth_precision == "month" else date_words(who.birth_date)


def _more(row: ChildRow | DoseRow | WeightRow) -> str:
    if isinstance(row, ChildRow):
        place = ", ".join(part for part in (row.identity.place.hamlet, row.identity.place.commune) if part)
        return "; ".join(part for part in (place or row.identity.place.address, row.circumstances_text) if part)
    if isinstance(row, DoseRow):
        return f"{sum(dose.state == 'given' for dose in row.doses)} mũi đã tiêm"
    return f"{sum(bool(cell.weight_g or cell.length_mm) for cell in row.weights)} lần cân đo"
