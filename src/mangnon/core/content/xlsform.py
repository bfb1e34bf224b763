"""Reads an XLSForm, ``.xlsx`` or pyxform's Markdown, into a questionnaire; names the cell that is wrong."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mangnon.engines.questionnaires.compile import compile_sheets
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.sheets import CellError, Row, Sheets
from mangnon.vocab.errors import MangnonError

STANDARD = ("survey", "choices", "settings")
OWN = ("scores", "bands", "actions")
LARGEST = 2_000_000
"""Most bytes of a file."""
MOST_UNPACKED = 20_000_000
MOST_ROWS, MOST_COLUMNS = 2_000, 60
_PARTED = re.compile(r"(?<!\\)\|")


class XlsFormError(MangnonError):
    """A file is no XLSForm that can be read."""

    code = "questionnaire.xlsform"


def read_xlsform(data: bytes, *, name: str, judged: bool = True) -> Questionnaire:
    """Read a questionnaire.

    Args:
        data: the file.
        name: what people call the file; ``.md`` is Markdown, everything else a workbook.
        judged: whether pyxform is asked too; what is shipped was judged by the tests.

    Raises:
        XlsFormError: it cannot be opened.
        CellError: a cell is wrong; the sentence names sheet, row and column.
    """
    if len(data) > LARGEST:
        raise XlsFormError(f"Tệp {name} lớn hơn {LARGEST // 1_000_000} MB, không phải một bảng hỏi.")
    sheets = _markdown_sheets(data, name) if name.endswith(".md") else _workbook_sheets(data, name)
    if judged:
        _check_with_pyxform(sheets)
    return compile_sheets(Sheets(**{sheet: sheets.get(sheet, ()) for sheet in (*STANDARD, *OWN)}))


def _markdown_sheets(data: bytes, name: str) -> dict[str, tuple[Row, ...]]:
    tables: dict[str, list[list[str]]] = {}
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise XlsFormError(f"Tệp {name} không phải văn bản UTF-8.") from error
    rows: list[list[str]] = []
    for line in lines:
        cells = [cell.replace("\\|", "|").strip() for cell in _PARTED.split(line.strip())[1:-1]]
        if cells and cells[0]:
            rows = tables.setdefault(cells[0].lower(), [])
        elif cells:
            rows.append(cells[1:])
    found = {title: _rows(title, iter(table)) for title, table in tables.items() if title in {*STANDARD, *OWN}}
    return _with_survey(found, name)


def _workbook_sheets(data: bytes, name: str) -> dict[str, tuple[Row, ...]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise XlsFormError(f"Tệp {name} bung ra quá lớn, không phải một bảng hỏi.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        found = {
            sheet.title.strip().lower(): _rows(
                sheet.title.strip().lower(),
                sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True),
            )
            for sheet in book.worksheets
            if sheet.title.strip().lower() in {*STANDARD, *OWN}
        }
        book.close()
    except MangnonError:
        raise
    except Exception as error:  # a broken workbook breaks its readers in any way
        raise XlsFormError(
            f"Không mở được tệp {name} như bảng tính .xlsx; hãy lưu lại bằng Excel hoặc LibreOffice."
        ) from error
    return _with_survey(found, name)


def _with_survey(found: dict[str, tuple[Row, ...]], name: str) -> dict[str, tuple[Row, ...]]:
    if "survey" not in found:
        raise XlsFormError(f"Tệp {name} không có trang «survey»; XLSForm cần các trang survey, choices, settings.")
    return found


def _rows(title: str, rows: Iterator[Iterable[object]]) -> tuple[Row, ...]:
    header = [_column(cell) for cell in next(rows, ())]
    double = next((name for name in header if name and header.count(name) > 1), None)
    if double:
        raise CellError(f"cột «{double}» có hai lần", sheet=title, row=1, column=double)
    found = []
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise CellError(f"có hơn {MOST_ROWS} dòng", sheet=title, row=number)
        told = {column: _text(cell) for column, cell in zip(header, cells, strict=False) if column and _text(cell)}
        if told:
            found.append(Row(title, number, told))
    return tuple(found)


def _column(cell: object) -> str:
    text = re.sub(r"\s+", " ", _text(cell))
    return {"relevance": "relevant", "list name": "list_name"}.get(text, text)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        from pyxform.xls2json_backends import xlsx_value_to_str

        cell = str(xlsx_value_to_str(cell))
    return cell.strip()[:4001]


def _check_with_pyxform(sheets: Mapping[str, tuple[Row, ...]]) -> None:
    """Let pyxform judge what is XLSForm's own; our columns and sheets it does not know."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    told: dict[str, Any] = {"sheet_names": [name for name in STANDARD if name in sheets], "fallback_form_name": "form"}
    for name in told["sheet_names"]:
        told[name] = _as_pyxform(name, sheets[name])
        told[f"{name}_header"] = [dict.fromkeys(dict.fromkeys(key for row in told[name] for key in row))]
    try:
        convert(told, warnings=[], form_name="form")
    except PyXFormError as error:
        raise _placed(str(error)) from error


def _as_pyxform(name: str, rows: tuple[Row, ...]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for row in rows:
        found += [{}] * (row.number - 2 - len(found))  # so that its row numbers are a person's
        cells = dict(row.cells)
        if name == "survey" and not any(column.startswith(("label", "hint")) for column in cells):
            cells["label::vi"] = "–"  # a slot for another's words, which are loaded later
        if name == "choices" and not any(column.startswith("label") for column in cells):
            cells["label::vi"] = "–"
        found.append(cells)
    return found


_PLACED = re.compile(r"\[row : (\d+)\]\s*(.*)", re.DOTALL)


def _placed(told: str) -> CellError:
    """Put what pyxform says into our sentence; its own words stay, in English, after the place."""
    match = _PLACED.search(told)
    words = " ".join((match.group(2) if match else told).split())
    sheet = next((name for name in ("choices", "settings") if f"'{name}'" in told), "survey")
    return CellError(f"XLSForm không nhận: {words}", sheet=sheet, row=int(match.group(1)) if match else None)
