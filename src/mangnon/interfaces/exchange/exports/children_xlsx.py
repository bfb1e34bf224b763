"""The children as an Excel workbook, row by row in constant memory."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from typing import Any
from uuid import UUID

import psycopg
import xlsxwriter

from mangnon.core.scope.scope import Reach
from mangnon.core.store.server import Purpose, uri
from mangnon.interfaces.exchange.exports.sheet_rows import SHEET, add_rows, row_xml

# The headings' row, from 0: below who took the file, and a blank one.
HEADING_ROW = 2

HEADINGS = (
    ("Mã trẻ", 38), ("Họ tên", 26), ("Ngày sinh", 12), ("Mức rõ của ngày sinh", 12), ("Giới tính", 9), ("Dân tộc", 8),
    ("Mã xã", 8), ("Xóm, tổ", 20), ("Số định danh", 15), ("Họ tên mẹ", 24), ("Họ tên cha", 24), ("Nhóm hoàn cảnh", 14),
    ("Có nguy cơ", 10),
)  # fmt: skip
_WORDS = {
    3: {"day": "đủ ngày", "month": "chỉ tháng", "year": "chỉ năm", "": "chưa rõ"},
    4: {"m": "nam", "f": "nữ"},
    12: {"y": "có", "n": "không"},
}
_STANDING = "c.merged_into_id IS NULL AND c.end_reason = ''"
_SQL = """
COPY (
  SELECT c.id, c.full_name,
         to_char(c.birth_date, CASE c.birth_precision
           WHEN 'year' THEN 'YYYY' WHEN 'month' THEN 'MM/YYYY' ELSE 'DD/MM/YYYY' END),
         nullif(c.birth_precision, 'unknown'), c.sex, c.ethnic_code, p.code,
         coalesce(upper(left(h.kind, 1)) || substr(h.kind, 2) || ' ' || h.name, c.hamlet_text), c.personal_id,
         k.mother_name, k.father_name, g.circumstances,
         CASE WHEN r.child_id IS NOT NULL OR w.poverty IN ('poor', 'near_poor') THEN 'y' ELSE 'n' END
  FROM children_child c
  LEFT JOIN places_place p ON p.id = c.commune_id
  LEFT JOIN places_placeversion h ON h.place_id = c.hamlet_id AND h.valid @> {on}
  LEFT JOIN children_household w ON w.id = c.household_id
  LEFT JOIN (
    SELECT child_id, min(full_name) FILTER (WHERE relation = 'mother') AS mother_name,
           min(full_name) FILTER (WHERE relation = 'father') AS father_name
    FROM children_caregiver GROUP BY child_id
  ) k ON k.child_id = c.id
  LEFT JOIN (
    SELECT m.child_id, string_agg(DISTINCT m.group_code, ';' ORDER BY m.group_code) AS circumstances
    FROM children_circumstance m JOIN children_child o ON o.id = m.child_id
    WHERE m.valid @> {on} AND (NOT m.sensitive OR {sensitive}) GROUP BY m.child_id
  ) g ON g.child_id = c.id
  LEFT JOIN (SELECT DISTINCT child_id FROM children_riskfactor WHERE valid @> {on}) r ON r.child_id = c.id
  WHERE {standing} AND {ordinary}
  ORDER BY p.code, h.name, c.full_name
) TO STDOUT WITH (FORMAT csv, NULL '', ENCODING 'UTF8')
"""


@dataclass(frozen=True)
class Heading:
    """What stands above the table: who took it, when, and whether the children are made up."""

    taken_by: str
    taken_on: str
    synthetic: bool


def write_children_xlsx(
    *,
    target: Path,
    ordinary: Reach,
    sensitive: Reach,
    on: date,
    heading: Heading,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the living children within reach, with a line that says who took them and when.

    Every cell is written as text, never as a formula or a link.

    Args:
        target: the file.
        ordinary: where the taker may export ordinary data.
        sensitive: where sensitive groups too; elsewhere they are left out.
        on: the day asked about: circumstances, risks and hamlets as of then.
        heading: what stands above.
        progress: told how many rows are written.

    Returns:
        How many children.
    """
    with psycopg.connect(uri(Purpose.SERVICE)) as connection, tempfile.TemporaryDirectory(dir=target.parent) as folder:
        # The filter above the rows needs their number first; what is read later must agree with it.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        wanted = _sql(ordinary, sensitive, on)
        count = _count(connection, ordinary)
        frame = Path(folder) / "frame.xlsx"
        style = _write_frame(frame, heading, count)
        add_rows(frame=frame, target=target, rows=_sheet_rows(connection, wanted, style, progress))
    return count


def _write_frame(frame: Path, heading: Heading, count: int) -> str:
    """Write the workbook without its rows; returns the number of the format that keeps cells text."""
    with xlsxwriter.Workbook(str(frame), {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#ECE8DD", "border": 1})
        sheet = book.add_worksheet("Trẻ em")
        for at, (_, width) in enumerate(HEADINGS):
            sheet.set_column(at, at, width, text)
        mark = " · DỮ LIỆU GIẢ LẬP" if heading.synthetic else ""
        sheet.write_string(0, 0, f"Măng Non · {heading.taken_by} xuất ngày {heading.taken_on}{mark}", bold)
        for at, (words, _) in enumerate(HEADINGS):
            sheet.write_string(HEADING_ROW, at, words, bold)
        sheet.freeze_panes(HEADING_ROW + 1, 2)
        sheet.autofilter(HEADING_ROW, 0, HEADING_ROW + max(count, 1), len(HEADINGS) - 1)
    with zipfile.ZipFile(frame) as made:
        found = re.search(rb'<col [^>]*style="(\d+)"', made.read(SHEET))
    return found[1].decode() if found else "0"


def _sheet_rows(
    connection: psycopg.Connection[Any], wanted: str, style: str, progress: Callable[[int], None] | None
) -> Iterator[str]:
    columns = ascii_uppercase[: len(HEADINGS)]
    with connection.cursor() as cursor, cursor.copy(wanted.encode()) as copy:
        for number, row in enumerate(csv.reader(_lines(copy)), start=1):
            for at, words in _WORDS.items():
                row[at] = words.get(row[at], row[at])
            yield row_xml(number=HEADING_ROW + 1 + number, columns=columns, cells=row, style=style)
            if progress and number % 5000 == 0:
                progress(number)


def _sql(ordinary: Reach, sensitive: Reach, on: date) -> str:
    return (
        _SQL.replace("{standing}", _STANDING)
        .replace("{ordinary}", _within("c", ordinary))
        .replace("{sensitive}", _within("o", sensitive))
        .replace("{on}", f"DATE '{on.isoformat()}'")
    )


def _count(connection: psycopg.Connection[Any], ordinary: Reach) -> int:
    found = connection.execute(
        f"SELECT count(*) FROM children_child c WHERE {_STANDING} AND {_within('c', ordinary)}".encode()
    ).fetchone()
    return int(found[0]) if found else 0


def _lines(copy: psycopg.Copy) -> Iterator[str]:
    # PostgreSQL sends whole rows; a line break inside a cell stays within its quotes.
    for block in copy:
        yield from io.StringIO(bytes(block).decode(), newline="")


def _within(table: str, reach: Reach) -> str:
    if reach.everywhere:
        return "true"
    communes, hamlets = _listed(reach.communes), _listed(reach.hamlets)
    either = (
        f"{table}.commune_id = ANY ({communes})",
        f"{table}.hamlet_id = ANY ({hamlets})",
        f"{table}.open_communes && {communes}",
    )
    return f"({' OR '.join(either)})"


def _listed(keys: frozenset[UUID]) -> str:
    return f"ARRAY[{', '.join(repr(str(key)) for key in sorted(keys))}]::uuid[]"
