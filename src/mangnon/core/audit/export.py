"""The audit log as a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from mangnon.core.audit.queries import AuditRow

HEADINGS = ("Lúc", "Người làm", "Việc", "Loại hồ sơ", "Mã trẻ", "Nơi", "Chi tiết", "Mã dòng")


def audit_workbook(rows: Iterable[AuditRow], *, title: str) -> bytes:
    """Return a workbook of entries; every cell is text, so that nothing in it is taken for a formula.

    Args:
        rows: the entries in order.
        title: the line above the headings: who exported what, when.
    """
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Nhật ký")
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 7, 28)
    sheet.write_string(0, 0, title)
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(2, column, heading, bold)
    for number, row in enumerate(rows, start=3):
        cells = (
            f"{row.at:%d/%m/%Y %H:%M:%S}", row.user, row.action, row.record_class,
            " ".join(map(str, row.children)), row.place, row.detail, str(row.id),
        )  # fmt: skip
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text[:32000])
    sheet.freeze_panes(3, 0)
    book.close()
    return held.getvalue()
