"""What the columns' page shows: each column with samples and choices, and the first rows as they will be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mangnon.core.content.exchange import ExchangeContent
from mangnon.core.web.parts import MappedColumn, Option
from mangnon.core.web.words import date_words
from mangnon.interfaces.exchange.workbook.children import ChildrenReading, ChildRow, read_children
from mangnon.interfaces.exchange.workbook.doses import DoseRow, DosesReading, read_doses
from mangnon.interfaces.exchange.workbook.identity import Identity
from mangnon.interfaces.exchange.workbook.layout import Layout, Table
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
SHOWN = 6


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
    """The first rows, how many there are, and which sheets hold no list."""

    rows: tuple[PreviewRow, ...]
    count: int
    ignored: tuple[str, ...]


def mapped_tables(*, workbook: Workbook, layout: Layout, content: ExchangeContent) -> list[MappedTable]:
    """Return every table's columns with what they may mean."""
    labels = _labels(layout, content)
    return [
        MappedTable(
            title=f"{table.sheet} (dòng {table.first_row} đến {table.last_row})",
            columns=tuple(_column(workbook, table, number, at, labels) for at in range(len(table.columns))),
            doubtful=sum(0 < column.confidence < SURE for column in table.columns if column.meaning),
        )
        for number, table in enumerate(layout.tables)
    ]


def _labels(layout: Layout, content: ExchangeContent) -> dict[str, str]:
    labels = {column.code: column.label for column in content.columns}
    vaccines = {vaccine.product: vaccine.label for vaccine in content.register.vaccines}
    for table in layout.tables:
        for column in table.columns:
            labels.setdefault(column.meaning, _own_label(column.meaning, vaccines))
    for vaccine in content.register.vaccines if layout.kind == "doses" else ():
        for dose in range(1, vaccine.doses + 1):
            labels.setdefault(f"dose:{vaccine.product}:{dose}", f"{vaccine.label}, mũi {dose}")
    return labels


def _own_label(meaning: str, vaccines: dict[str, str]) -> str:
    kind, _, rest = meaning.partition(":")
    if kind == "dose":
        product, _, number = rest.partition(":")
        return f"{vaccines.get(product, product)}, mũi {number}"
    words = {
        "circumstance": "Nhóm hoàn cảnh",
        "risk": "Nguy cơ",
        "weight": "Cân nặng",
        "length": "Chiều cao",
        "head": "Vòng đầu",
        "arm": "Vòng cánh tay",
        "on": "Ngày cân đo",
    }
    return f"{words.get(kind, kind)} {rest}".strip() or "Không dùng"


def _column(workbook: Workbook, table: Table, number: int, at: int, labels: dict[str, str]) -> MappedColumn:
    column = table.columns[at]
    sheet = next(each for each in workbook.sheets if each.name == table.sheet)
    samples = []
    for _, cells in sheet.numbered(first=table.first_row, last=table.last_row):
        if column.at < len(cells) and cells[column.at] is not None:
            samples.append(cell_text(cells[column.at])[:40])
        if len(samples) == SAMPLES:
            break
    sure = column.meaning and column.confidence >= SURE
    options = [Option(value="", label="Không dùng cột này", chosen=not column.meaning)]
    options += [
        Option(value=code, label=label, chosen=code == column.meaning) for code, label in labels.items() if code
    ]
    note = "" if sure else ("Chưa chắc, xin xem lại" if column.meaning else "Không nhận ra, sẽ không đọc")
    return MappedColumn(
        key=f"cot-{number}-{column.at}",
        heading=f"{column.letter}: {column.header or '(không có tiêu đề)'}",
        samples=tuple(samples),
        options=tuple(options),
        note=note,
        tone="done" if sure else "soon" if column.meaning else "calm",
    )


def preview(*, workbook: Workbook, layout: Layout, content: ExchangeContent, today: date) -> Preview:
    """Return the first rows as the import will read them."""
    reading = _READ[layout.kind](workbook, content=content, today=today, layout=layout)
    return Preview(
        rows=tuple(_row(row) for row in reading.rows[:SHOWN]),
        count=len(reading.rows),
        ignored=tuple(sheet.sheet for sheet in reading.ignored_sheets),
    )


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
