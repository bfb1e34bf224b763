"""The list of tasks as rows for paper and for a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

import xlsxwriter

from mangnon.core.clock import VIETNAM
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import age_words, birth_words, date_words, delay_words
from mangnon.domain.worklist.queries import HouseholdTask, steps_on
from mangnon.interfaces.office.due_lines import NAMELESS, NO_CARER, People
from mangnon.interfaces.office.due_words import due_words
from mangnon.interfaces.office.standing_words import line_of

SYNTHETIC = "Dữ liệu giả lập: không có trẻ em thật nào trong tệp này."
HEADINGS = (
    "Xóm", "Hộ (người chăm sóc)", "Họ tên trẻ", "Ngày sinh", "Tuổi", "Việc cần làm", "Từ ngày", "Đến ngày",
    "Tình trạng", "Người làm", "Căn cứ", "Nhóm", "Điểm ưu tiên của hộ", "Vì sao hộ đứng đây",
)  # fmt: skip
WIDTHS = (16, 26, 26, 12, 14, 30, 12, 12, 16, 22, 44, 12, 12, 44)
# What a spreadsheet could take for a formula is written as text with a sign before it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class SheetRow:
    """One due of one child with the household and the person."""

    hamlet: str
    carer: str
    child: str
    birth: str
    age: str
    what: str
    window_from: date
    window_to: date
    delay: str
    worker: str
    basis: str
    step: str
    points: int | None
    standing: str
    tone: Tone
    synthetic: bool
    first_of_household: bool
    first_of_step: bool


def sheet_rows(*, tasks: Iterable[HouseholdTask], people: People, today: date) -> list[SheetRow]:
    """Return the dues of these tasks in the order of the screen, a row each."""
    titles = {step.code: step.title for step in steps_on(today)}
    rows: list[SheetRow] = []
    before = ""
    for task in tasks:
        line = line_of(task, on=today)
        for at, (child, due) in enumerate(task.lines):
            rows.append(
                SheetRow(
                    hamlet=task.hamlet,
                    carer=task.carer or NO_CARER,
                    child=child.full_name or NAMELESS,
                    birth=birth_words(child.birth_date, precision=child.birth_precision),  # type: ignore[arg-type]
                    age=age_words(child.birth_date, on=today, precision=child.birth_precision),  # type: ignore[arg-type]
                    what=due_words(due.kind, due.code),
                    window_from=due.window_from,
                    window_to=due.window_to,
                    delay=delay_words(due.window_from, due.window_to, today=today),
                    worker=people.of(task),
                    basis=f"{due.basis} ({due.content_version})",
                    step=titles.get(task.step, ""),
                    points=task.standing.points if task.standing else None,
                    standing=line,
                    tone=due.tone(today),
                    synthetic=child.synthetic,
                    first_of_household=not at,
                    first_of_step=not at and task.step != before,
                )
            )
        before = task.step
    return rows


def write_sheet(*, rows: Sequence[SheetRow], place: str, user_name: str, at: datetime, on: date) -> bytes:
    """Write the rows as an .xlsx file, a row at a time in constant memory.

    Args:
        rows: in the order of the list.
        place: what the list was narrowed to, in words.
        user_name: who takes it out.
        at, on: when, and the day the list is of.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet("Việc cần làm")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"Việc cần làm cho trẻ ngày {date_words(on)}", bold)
    sheet.write_string(1, 0, _safe(place))
    moment = at.astimezone(VIETNAM)
    sheet.write_string(2, 0, _safe(f"{user_name} xuất lúc {moment:%H:%M} ngày {moment:%d/%m/%Y}"))
    if any(row.synthetic for row in rows):
        sheet.write_string(3, 0, SYNTHETIC, bold)
    for column, words in enumerate(HEADINGS):
        sheet.write_string(5, column, words, heading)
    for line, row in enumerate(rows, start=6):
        for column, value in enumerate(astuple(row)[: len(HEADINGS)]):
            if isinstance(value, date):
                sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 -- Excel has no zones
            elif isinstance(value, int):
                sheet.write_number(line, column, value)
            else:
                sheet.write_string(line, column, _safe(value or ""))
    sheet.freeze_panes(6, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(5)
    book.close()
    return file.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
