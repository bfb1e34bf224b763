"""How bodies answer, as an Excel workbook: texts as the page shows them, no child named."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

import xlsxwriter

from mangnon.core.clock import VIETNAM
from mangnon.core.web.words import date_words
from mangnon.interfaces.office.referrals.figures import CalledLine, FigureLine

HEADS = (
    "Đã gửi", "Đang chờ", "Đang trễ", "Từng trễ", "Bị trả lại", "Trả lời: một nửa trong", "Trả lời: 9 phần 10 trong",
    "Kết quả: một nửa trong", "Kết quả: 9 phần 10 trong",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_figures(
    *, bodies: Sequence[FigureLine], kinds: Sequence[FigureLine], called: Sequence[CalledLine], place: str,
    period: str, user_name: str, at: datetime,
) -> bytes:  # fmt: skip
    """Write the workbook.

    Args:
        bodies, kinds, called: the lines of the page.
        place, period: of what, in words.
        user_name: who takes it.
        at: when.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    moment = at.astimezone(VIETNAM)
    lead = (
        f"CHUYỂN GỬI GIỮA CÁC NGÀNH, {place}, {period}",
        f"{user_name} xuất lúc {moment:%H:%M} ngày {date_words(moment.date())}",
    )
    _sheet(book, "Theo cơ quan", lead, ("Cơ quan", *HEADS), [astuple(each) for each in bodies])
    _sheet(book, "Theo việc", lead, ("Việc", *HEADS), [astuple(each) for each in kinds])
    if called:
        heads = ("Cơ quan", "Xã, phường", "Việc", "Số việc", "Trễ lâu nhất (ngày)")
        _sheet(book, "Trễ quá mức", lead, heads, [astuple(each) for each in called])
    book.close()
    return file.getvalue()


def _sheet(
    book: xlsxwriter.Workbook, name: str, lead: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top", "bg_color": "#ECE8DD"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, len(heads) - 1, 16)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for line, words in enumerate(lead):
        sheet.write_string(line, 0, _safe(words), bold)
    start = len(lead) + 1
    for column, words in enumerate(heads):
        sheet.write_string(start, column, words, head)
    for number, row in enumerate(rows, start=start + 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, _safe(text), cell)
    sheet.freeze_panes(start + 1, 1)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
