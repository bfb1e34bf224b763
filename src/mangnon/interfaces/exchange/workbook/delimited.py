"""Reads .csv text: which encoding, which delimiter, which rows."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from pathlib import Path

from mangnon.core.content.exchange import OpeningLimits
from mangnon.interfaces.exchange.workbook import refusals
from mangnon.interfaces.exchange.workbook.sheets import Row, Sheet, Workbook
from mangnon.vocab.legacy_encoding import decode_legacy, syllable_share

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 200_000
_CELL_CHARACTERS = 32_767  # Excel's own limit for one cell


def read_delimited(path: Path, *, limits: OpeningLimits) -> Workbook:
    """Read a .csv file as a workbook of one sheet; rows count as records, as Excel shows them.

    Args:
        path: an existing file of text.
        limits: how much is read at once.

    Returns:
        The workbook; its sheet has the file's stem as name.

    Raises:
        WorkbookRefusedError: it is no text, is empty or has too many rows or columns.
    """
    text = _decode(path.read_bytes())
    if not text.strip():
        raise refusals.EmptyFileError("Tệp không có dữ liệu.")
    delimiter, body = _delimiter(text)
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, skipinitialspace=True)
    csv.field_size_limit(_CELL_CHARACTERS * 4)
    try:
        for fields in reader:
            rows.append(tuple(text if text.strip() else None for text in fields))
            if len(rows) > limits.max_rows:
                raise refusals.TooManyRowsError("Tệp có quá nhiều dòng; hãy chia thành nhiều tệp.")
            if len(fields) > limits.max_columns:
                raise refusals.TooManyColumnsError("Tệp có quá nhiều cột; hãy bỏ các cột thừa bên phải.")
    except csv.Error as error:
        raise refusals.CorruptError("Tệp .csv bị hỏng: có dấu nháy kép mở mà không đóng.") from error
    return Workbook(file_name=path.name, kind="csv", sheets=(Sheet(name=path.stem, rows=tuple(rows)),))


def _decode(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\x00" in data[:4096]:
        even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
        return _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_single_byte(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise refusals.UnreadableTextError(
            "Không nhận ra bảng mã của tệp .csv; hãy lưu lại bằng bảng mã UTF-8."
        ) from error
    return _refuse_binary(text)


def _refuse_binary(text: str) -> str:
    head = text[:4096]
    odd = sum(unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in "\r\n\t" for char in head)
    if odd > len(head) / 100:
        raise refusals.WrongExtensionError("Tệp không phải văn bản .csv; hãy lưu lại từ Excel rồi tải lên.")
    return text


def _decode_single_byte(data: bytes) -> str:
    """Choose between Windows-1258 and the legacy fonts (left as Latin letters; cells are repaired later)."""
    as_latin = _refuse_binary("".join(_latin(data)))
    try:
        as_1258 = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return as_latin
    sample = as_latin[:_SAMPLE_CHARACTERS]
    legacy = max(
        syllable_share(decode_legacy(sample, encoding="tcvn3")),
        syllable_share(decode_legacy(sample, encoding="vni")),
    )
    return as_latin if legacy > syllable_share(as_1258[:_SAMPLE_CHARACTERS]) else as_1258


def _latin(data: bytes) -> str:
    return data.decode("cp1252", errors="ignore") if _is_cp1252(data) else data.decode("latin-1")


def _is_cp1252(data: bytes) -> bool:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter and the text after a possible "sep=;" line."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    lines = text.splitlines()[:_SAMPLE_LINES]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        score = (usual - 1) * sum(width >= usual for width in widths) if usual > 1 else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best, text
