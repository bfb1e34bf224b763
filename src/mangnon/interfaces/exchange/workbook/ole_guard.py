"""Looks into compound files (.xls) before they are parsed: password, macros, how far the cells reach.

Only what those questions need of [MS-CFB] and [MS-XLS] is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mangnon.core.content.exchange import OpeningLimits
from mangnon.interfaces.exchange.workbook import refusals

_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_FREE = 0xFFFFFFFA
_BOF, _EOF, _FILEPASS, _DATEMODE = 0x0809, 0x000A, 0x002F, 0x0022
# Cell records that carry a value, and how many columns one record may span.
_CELL_RECORDS = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00D6, 0x00FD, 0x027E))
_MULTIPLE_RK = 0x00BD
_CORRUPT = "Tệp .xls bị hỏng hoặc bị cắt cụt; hãy mở lại bằng Excel và lưu thành .xlsx."


@dataclass(frozen=True)
class OleFacts:
    """What was seen in an .xls file."""

    date_1904: bool


def inspect_ole(path: Path, *, limits: OpeningLimits) -> OleFacts:
    """Check an .xls file.

    Args:
        path: an existing file that begins like a compound file.
        limits: how much is read at once.

    Returns:
        What calamine does not tell about it.

    Raises:
        WorkbookRefusedError: it is protected, carries macros, is no workbook, is damaged or too big.
    """
    try:
        streams = _streams(path.read_bytes())
    except (struct.error, IndexError, ValueError) as error:
        raise refusals.CorruptError(_CORRUPT) from error
    names = {name.lower() for name in streams}
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise refusals.EncryptedError("Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại.")
    if names & {"_vba_project_cur", "_vba_project", "macros", "vba"}:
        raise refusals.MacroError("Tệp có macro nên không được nhận; hãy lưu lại thành .xlsx không macro.")
    book = next((streams[name] for name in streams if name.lower() in ("workbook", "book")), None)
    if book is None:
        raise refusals.WrongExtensionError(
            "Nội dung tệp không phải bảng tính Excel; hãy lưu lại thành .xlsx rồi tải lên."
        )
    return _inspect_records(book, limits=limits)


def _streams(data: bytes) -> dict[str, bytes]:
    """Return the compound file's entries by name; storages have no bytes."""
    if data[:8] != _SIGNATURE or len(data) < 1536:
        raise ValueError("not a compound file")
    sector_size = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector_size not in (512, 4096):
        raise ValueError("sector size")
    directory_start, small_limit, small_fat_start = struct.unpack_from("<I4xII", data, 48)
    table = _allocation_table(data, sector_size=sector_size)

    def sectors(start: int) -> bytes:
        return b"".join(_chain(data, table, start=start, size=sector_size))

    directory = sectors(directory_start)
    small_table = list(struct.iter_unpack("<I", sectors(small_fat_start)))
    entries = [_entry(directory, at) for at in range(0, len(directory) - 127, 128)]
    root = next((start for _, kind, start, _ in entries if kind == 5), _FREE)
    small_data = sectors(root)
    found: dict[str, bytes] = {}
    for name, kind, start, size in entries:
        if kind == 2 and name.lower() in ("workbook", "book"):
            if size >= small_limit:
                found[name] = sectors(start)[:size]
            else:
                links = [link for (link,) in small_table]
                found[name] = b"".join(_small_chain(small_data, links, start=start))[:size]
        elif kind in (1, 2):
            found[name] = b""
    return found


def _allocation_table(data: bytes, *, sector_size: int) -> list[int]:
    listed = [*struct.unpack_from("<109I", data, 76)]
    extra, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // sector_size)):
        if extra >= _FREE:
            break
        block = struct.unpack_from(f"<{sector_size // 4}I", data, (extra + 1) * sector_size)
        listed += block[:-1]
        extra = block[-1]
    table: list[int] = []
    for sector in listed:
        if sector < _FREE:
            table += struct.unpack_from(f"<{sector_size // 4}I", data, (sector + 1) * sector_size)
    return table


def _chain(data: bytes, table: list[int], *, start: int, size: int) -> Iterator[bytes]:
    steps = 0
    while start < _FREE:
        steps += 1
        if steps > len(table):
            raise ValueError("a chain of sectors runs in a circle")
        yield data[(start + 1) * size : (start + 2) * size]
        start = table[start]


def _small_chain(data: bytes, table: list[int], *, start: int) -> Iterator[bytes]:
    steps = 0
    while start < _FREE:
        steps += 1
        if steps > len(table):
            raise ValueError("a chain of sectors runs in a circle")
        yield data[start * 64 : (start + 1) * 64]
        start = table[start]


def _entry(directory: bytes, at: int) -> tuple[str, int, int, int]:
    length, kind = struct.unpack_from("<HB", directory, at + 64)
    start, size = struct.unpack_from("<II", directory, at + 116)
    name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")
    return name, kind, start, size


def _inspect_records(book: bytes, *, limits: OpeningLimits) -> OleFacts:
    at = rows = columns = total_rows = total_cells = 0
    date_1904 = False
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        at += 4
        if at + length > len(book):
            raise refusals.CorruptError(_CORRUPT)
        if kind in _CELL_RECORDS and length >= 6:
            row, column = struct.unpack_from("<HH", book, at)
            if kind == _MULTIPLE_RK:
                column = struct.unpack_from("<H", book, at + length - 2)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _FILEPASS:
            raise refusals.EncryptedError("Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại.")
        elif kind == _DATEMODE and length >= 2:
            date_1904 = book[at] == 1
        elif kind in (_BOF, _EOF):
            total_rows += rows
            total_cells += rows * columns
            rows = columns = 0
            if total_rows > limits.max_rows:
                raise refusals.TooManyRowsError("Tệp có quá nhiều dòng; hãy chia thành nhiều tệp.")
            if total_cells > limits.max_cells:
                raise refusals.TooLargeError("Tệp có quá nhiều ô; hãy chia thành nhiều tệp nhỏ hơn.")
        at += length
    return OleFacts(date_1904=date_1904)
