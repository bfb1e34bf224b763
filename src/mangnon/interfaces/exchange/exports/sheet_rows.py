"""The rows of a large worksheet, written as XML into a workbook made without them.

XlsxWriter takes 40 s for 330,000 rows; all but the rows (styles, headings, widths, the filter) is still its work.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
_END_OF_ROWS = b"</sheetData>"
_ROWS_A_BLOCK = 2000
# What XML cannot hold, and what would read as an escaped sign (ECMA-376-1, 22.9.2.19, ST_Xstring).
_ODD = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_x": "_x005F_x"}


def row_xml(*, number: int, columns: Sequence[str], cells: Sequence[str], style: str) -> str:
    """Return a row whose cells are text and nothing else: no formula, number or link can come of it.

    Args:
        number: the row as a person sees it, from 1.
        columns: letters of the columns.
        cells: one text a column; an empty one is left out.
        style: number of the cells' format in the workbook.
    """
    told = [
        f'<c r="{column}{number}" s="{style}" t="inlineStr"><is><t>{_escaped(cell) if _ODD.search(cell) else cell}'
        "</t></is></c>"
        for column, cell in zip(columns, cells, strict=True)
        if cell
    ]
    return f'<row r="{number}">{"".join(told)}</row>'


def add_rows(*, frame: Path, target: Path, rows: Iterable[str]) -> None:
    """Write a workbook that is the frame with these rows below its own; memory stays constant.

    Args:
        frame: a workbook whose first sheet holds the headings only.
        target: the workbook to write.
        rows: as ``row_xml`` makes them, numbered after the frame's.
    """
    with (
        zipfile.ZipFile(frame) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as made,
    ):
        for part in given.infolist():
            content = given.read(part)
            if part.filename != SHEET:
                made.writestr(part, content)
                continue
            head, end, tail = content.partition(_END_OF_ROWS)
            # The extent in the head is the frame's; it may be left out, and readers then look for themselves.
            head = re.sub(rb"<dimension [^>]*/>", b"", head)
            with made.open(SHEET, "w", force_zip64=True) as sheet:
                sheet.write(head)
                for block in _blocks(rows):
                    sheet.write(block)
                sheet.write(end + tail)


def _blocks(rows: Iterable[str]) -> Iterator[bytes]:
    block: list[str] = []
    for row in rows:
        block.append(row)
        if len(block) == _ROWS_A_BLOCK:
            yield "".join(block).encode()
            block.clear()
    yield "".join(block).encode()


def _escaped(text: str) -> str:
    return _ODD.sub(lambda odd: _ENTITIES.get(odd[0]) or f"_x{ord(odd[0]):04X}_", text)
