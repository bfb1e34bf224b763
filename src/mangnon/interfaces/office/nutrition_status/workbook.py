"""The nutrition of a place as an Excel workbook: rates, places, quality, with room for a signature."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from mangnon.core.clock import VIETNAM
from mangnon.core.web.words import date_words
from mangnon.domain.growth.survey import Rate
from mangnon.interfaces.office.nutrition_status.quality_words import VERDICT_WORDS, quality_lines
from mangnon.interfaces.office.nutrition_status.shown import MEANT, NAMES, SEXES, hidden_of
from mangnon.interfaces.office.nutrition_status.status import Status
from mangnon.interfaces.office.task_sheet import SYNTHETIC

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Page:
    """One sheet that is written from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, widths: Sequence[int], *, across: bool = False) -> None:
        self.sheet = book.add_worksheet(name)
        self.line = 0
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "valign": "top", "bg_color": "#ECE8DD"}
        )
        self.text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        self.whole = book.add_format({"border": 1, "num_format": "#,##0"})
        self.share = book.add_format({"border": 1, "num_format": "0.0"})
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        if across:
            self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def say(self, words: str, form: Any = None) -> None:
        """Write a line of text."""
        self.sheet.write_string(self.line, 0, _safe(words), form)
        self.line += 1

    def heads(self, words: Sequence[str]) -> None:
        """Write a table's heading."""
        for column, each in enumerate(words):
            self.sheet.write_string(self.line, column, each, self.head)
        self.line += 1

    def row(self, cells: Sequence[str | int | float | None]) -> None:
        """Write a table's row; whole numbers as counts, others as shares, None as a dash."""
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self.sheet.write_number(self.line, column, cell, self.whole)
            elif isinstance(cell, float):
                self.sheet.write_number(self.line, column, cell, self.share)
            else:
                self.sheet.write_string(self.line, column, _safe(cell or "–"), self.text)
        self.line += 1


def write_status(*, status: Status, place: str, days: str, ages: str, user_name: str, at: datetime) -> bytes:
    """Write the workbook.

    Args:
        status: what is told.
        place, days, ages: of what, in words.
        user_name: who takes it.
        at: when.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    moment = at.astimezone(VIETNAM)
    first = Page(book, "Tình trạng dinh dưỡng", (30, 12, 11, 10, 10, 10, 11, 10, 10, 10), across=True)
    first.say("TÌNH TRẠNG DINH DƯỠNG TRẺ EM", first.title)
    first.say(f"{place}, trẻ {ages}, kỳ {days}", first.bold)
    first.say(f"{user_name} xuất lúc {moment:%H:%M} ngày {date_words(moment.date())}")
    if status.synthetic:
        first.say(SYNTHETIC, first.bold)
    first.say(f"Được cân đo: {status.measured} trong {status.children} trẻ.")
    first.line += 1
    _rates(first, status)
    title = f"{place}, trẻ {ages}, kỳ {days}"
    _places(book, status, title)
    _quality(book, status, title)
    first.line += 1
    first.say(
        "Tỷ lệ và khoảng tin cậy 95 % tính như công cụ khảo sát của WHO; số đo ngoài giới hạn tin được bị loại; phù"
    )
    first.say("được tính là dưới −3 SD ở các chỉ số có cân nặng. Chuẩn: WHO 2006.")
    first.line += 1
    first.sheet.write_string(first.line, 1, "Người lập biểu", first.bold)
    first.sheet.write_string(first.line, 6, f"Ngày {moment.day} tháng {moment.month} năm {moment.year}")
    first.sheet.write_string(first.line + 1, 1, "(ký, ghi rõ họ tên)")
    first.sheet.write_string(first.line + 1, 6, "Thủ trưởng đơn vị (ký, đóng dấu)", first.bold)
    book.close()
    return file.getvalue()


def _rates(page: Page, status: Status) -> None:
    page.heads(("Chỉ số", "Trẻ tính được", "Vừa và nặng", "%", "KTC 95 % từ", "đến", "Nặng", "%", "KTC 95 % từ", "đến"))
    whole = status.groups.get("all")
    for name, (_, title, _) in NAMES.items() if whole else ():
        assert whole is not None
        both, grave = whole.moderate[name], whole.severe[name]
        page.row((f"{title} ({MEANT[name]})", both.children, *_four(both, status), *_four(grave, status)))
    page.line += 1
    page.heads(("Tuổi, giới", "Chỉ số", "Trẻ tính được", "Vừa và nặng", "%", "KTC 95 % từ", "đến"))
    for prefix in ("age:", "sex:"):
        keys = [key for key in status.groups if key.startswith(prefix)]
        for name, (_, title, _) in NAMES.items():
            rates = [status.groups[key].moderate[name] for key in keys]
            hidden = hidden_of([rate.count for rate in rates], status=status)
            for key, rate, hide in zip(keys, rates, hidden, strict=True):
                words = SEXES.get(key) or f"{key.removeprefix('age:').replace('-', ' đến ')} tháng"
                page.row((words, title, rate.children, *_four(rate, status, hidden=hide)))


def _places(book: xlsxwriter.Workbook, status: Status, title: str) -> None:
    if not status.places:
        return
    page = Page(book, "Theo địa bàn", (28, 10, 10, *(9 for _ in range(4 * len(NAMES))), 20), across=True)
    _marked(page, title, status)
    heads = ["Địa bàn", "Trẻ", "Được cân đo"]
    for _, title, _ in NAMES.values():
        heads += [title, "%", "KTC từ", "đến"]
    page.heads([*heads, "Chất lượng số đo"])
    none = Rate(0, 0, None, None, None)
    columns = {name: [each.rates.moderate[name] if each.rates else none for each in status.places] for name in NAMES}
    hidden = {name: hidden_of([rate.count for rate in held], status=status) for name, held in columns.items()}
    for at, place in enumerate(status.places):
        cells = [cell for name in NAMES for cell in _four(columns[name][at], status, hidden=hidden[name][at])]
        page.row((place.name, place.children, place.measured, *cells, VERDICT_WORDS[place.quality]))
    page.sheet.freeze_panes(page.line - len(status.places), 1)
    page.sheet.repeat_rows(page.line - len(status.places) - 1)


def _marked(page: Page, title: str, status: Status) -> None:
    """Say on every sheet what it is of, and that its children are made up."""
    page.say(title, page.bold)
    if status.synthetic:
        page.say(SYNTHETIC, page.bold)


def _quality(book: xlsxwriter.Workbook, status: Status, title: str) -> None:
    page = Page(book, "Chất lượng số đo", (26, 26, 90), across=True)
    _marked(page, title, status)
    page.heads(("Của ai", "Đánh giá", "Nhận xét"))
    for line in quality_lines(findings=list(status.findings), practice=status.rules):
        page.row(("Cả đợt", line.verdict, line.text))
    for weigher in status.weighers:
        page.row((weigher.name, VERDICT_WORDS[weigher.quality], f"{weigher.children} trẻ"))
        for line in quality_lines(findings=list(weigher.findings), practice=status.rules):
            page.row((weigher.name, line.verdict, line.text))


def _four(rate: Rate, status: Status, *, hidden: bool = False) -> tuple[int | float | str | None, ...]:
    if hidden:
        return ("–", None, None, None)
    few = not status.sees and 0 < rate.count < status.rules.reporting.fewest
    if few:
        return (f"dưới {status.rules.reporting.fewest}", None, None, None)
    width = rate.low is not None and rate.high is not None and rate.low < rate.high
    shares = (rate.percent, rate.low if width else None, rate.high if width else None)
    return (rate.count, *(None if share is None else float(share) for share in shares))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
