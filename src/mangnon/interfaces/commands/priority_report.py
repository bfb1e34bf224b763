"""``mangnon priority-report --out OUT.xlsx|OUT.json|-``: groups of the province compared by priority, counts only."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mangnon.vocab.errors import UsageError

if TYPE_CHECKING:
    from mangnon.domain.worklist.counts import FairnessOfDay

STANDARD_OUTPUT = "-"
HEADINGS = (
    "Theo", "Nhóm", "Trẻ", "Điểm trung bình", "Trong nhóm đứng đầu", "So với toàn tỉnh", "Cùng việc, so với trẻ khác",
    "Khoảng tin cậy 95 %", "Lần gặp gần nhất (trung vị)", "Chưa ai gặp", "Kết luận",
)  # fmt: skip
WIDTHS = (24, 34, 10, 14, 24, 14, 16, 24, 16, 12, 24)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument(
        "--out", metavar="OUT.xlsx|OUT.json|-", required=True, help="where to write; - is JSON on screen"
    )
    parser.add_argument("--quiet", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Compare the groups by the priorities that stand, keep the comparison, and write it."""
    from mangnon.core.clock import today
    from mangnon.core.scope.scope import system_scope
    from mangnon.domain.worklist.queries import read_fairness
    from mangnon.domain.worklist.services import recount_fairness
    from mangnon.interfaces.commands.output import check_writable, store_failure_told, write_whole

    target = None if args.out == STANDARD_OUTPUT else Path(args.out)
    if target and target.suffix not in {".xlsx", ".json"}:
        raise UsageError(f"Tệp ra «{target.name}» phải có đuôi .xlsx hoặc .json, hoặc viết - để in ra màn hình.")
    check_writable(target)
    with store_failure_told():
        recount_fairness(on=today())
        found = read_fairness(scope=system_scope(today()))
    if found is None:
        raise UsageError("Chưa có điểm ưu tiên nào để so; hãy chạy mangnon dues trước.")
    content = as_workbook(found) if target and target.suffix == ".xlsx" else as_json_text(found)
    if target is None:
        sys.stdout.write(content.decode())
        return 0
    write_whole(target, content)
    if not args.quiet:
        print(f"{found.fairness.children} trẻ, {len(found.fairness.groups)} nhóm; đã ghi «{target}».")
    return 0


def as_json_text(found: FairnessOfDay) -> bytes:
    """Write the comparison as JSON: the whole, its groups, and the verdicts in words."""
    from mangnon.domain.worklist.fairness import as_json
    from mangnon.interfaces.office.fairness_words import verdicts

    told = {"on": found.on.isoformat(), **as_json(found.fairness), "verdicts": list(verdicts(found.fairness))}
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def as_workbook(found: FairnessOfDay) -> bytes:
    """Write the comparison as a workbook: verdicts on top, a row a group."""
    import xlsxwriter

    from mangnon.core.content.priority import priority_weights
    from mangnon.core.web.words import date_words
    from mangnon.interfaces.office.fairness_words import METHOD, axis_tables, verdicts, whole_words

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Công bằng")
    bold = book.add_format({"bold": True})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    told = verdicts(found.fairness) or ("Không nhóm nào đứng thấp hơn trẻ khác có cùng việc cần làm.",)
    terms = priority_weights(found.on).fairness
    top = [f"Thứ tự ưu tiên ngày {date_words(found.on)}", whole_words(found.fairness, terms), METHOD, *told]
    for line, words in enumerate(top):
        sheet.write_string(line, 0, words, bold if line == 0 else None)
    line = len(top) + 1
    for column, words in enumerate(HEADINGS):
        sheet.write_string(line, column, words, heading)
    sheet.freeze_panes(line + 1, 0)
    for table in axis_tables(found.fairness):
        for row in table.rows:
            line += 1
            cells = (
                table.axis, row.group, row.children, row.mean, row.top, row.ratio, row.same_need, row.interval,
                row.days, row.never, row.verdict,
            )  # fmt: skip
            for column, words in enumerate(cells):
                sheet.write_string(line, column, words)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()
