"""The rates of a place as an Excel workbook: by place, age, sex, kind and month, with room for a signature."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter

from mangnon.core.clock import VIETNAM
from mangnon.core.web.words import date_words
from mangnon.domain.safety.summary import Summary
from mangnon.interfaces.office.nutrition_status.workbook import Page
from mangnon.interfaces.office.safety.shown import (
    HEADINGS,
    SEXES,
    Reader,
    Row,
    age_name,
    kind_rows,
    month_rows,
    row_of,
    rows_of,
)
from mangnon.interfaces.office.task_sheet import SYNTHETIC

_WIDTHS = (34, 12, *(13, 14, 20) * 3)


def write_rates(
    *,
    summary: Summary,
    reader: Reader,
    place: str,
    days: str,
    user_name: str,
    at: datetime,
    places: Sequence[Row],
    kinds: Mapping[str, str],
) -> bytes:
    """Write the workbook.

    Args:
        summary: what is told.
        reader: how much of it may be shown.
        place, days: of what, in words.
        user_name: who takes it.
        at: when.
        places: the rows of hamlets or communes, as the page shows them.
        kinds: names of kinds by code.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    moment = at.astimezone(VIETNAM)
    page = Page(book, "Tai nạn thương tích", _WIDTHS, across=True)
    page.say("TAI NẠN, THƯƠNG TÍCH TRẺ EM", page.title)
    page.say(f"{place}, kỳ {days}", page.bold)
    page.say(f"{user_name} xuất lúc {moment:%H:%M} ngày {date_words(moment.date())}")
    if summary.synthetic:
        page.say(SYNTHETIC, page.bold)
    page.say(f"Trẻ dưới 16 tuổi trong sổ: {summary.whole.children}. Suýt bị nạn: {reader.words(summary.near_misses)}.")
    page.line += 1
    whole = [row_of(summary.whole, place, reader=reader)]
    ages = rows_of(summary.ages, names={line.key: age_name(line.key) for line in summary.ages}, reader=reader)
    for title, rows in (
        ("Chung", whole),
        ("Theo địa bàn", places),
        ("Theo tuổi", ages),
        ("Theo giới", rows_of(summary.sexes, names=SEXES, reader=reader)),
    ):
        if rows:
            _table(page, title, rows)
    page.heads(("Loại tai nạn", "Số trẻ", "Tử vong"))
    for name, hurt, dead in kind_rows(summary, names=kinds, reader=reader):
        page.row((name, hurt, dead))
    page.line += 1
    page.heads(("Tháng", "Số trẻ", "Đuối nước"))
    for name, hurt, wet, _ in month_rows(summary, reader=reader):
        page.row((name, hurt, wet))
    page.line += 1
    page.say(
        "Tỷ suất trên 100.000 trẻ và một năm; khoảng tin cậy 95 % Poisson chính xác. Mẫu số: trẻ trong sổ ngày cuối kỳ."
    )
    page.say(f"Mục tiêu: {reader.targets.basis}")
    page.line += 1
    page.sheet.write_string(page.line, 1, "Người lập biểu", page.bold)
    page.sheet.write_string(page.line, 6, f"Ngày {moment.day} tháng {moment.month} năm {moment.year}")
    page.sheet.write_string(page.line + 1, 1, "(ký, ghi rõ họ tên)")
    page.sheet.write_string(page.line + 1, 6, "Thủ trưởng đơn vị (ký, đóng dấu)", page.bold)
    book.close()
    return file.getvalue()


def _table(page: Page, title: str, rows: Sequence[Row]) -> None:
    heads = [title, "Trẻ"]
    for name in HEADINGS:
        heads += [name, "trên 100.000", "KTC 95 %"]
    page.heads(heads)
    for row in rows:
        cells = [part for cell in row.cells for part in (cell.count, cell.rate, cell.limits)]
        page.row((row.name, row.children, *cells))
    page.line += 1
