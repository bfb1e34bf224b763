"""Reads a comma-separated UTF-8 file of any size in blocks of text columns and constant memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from mangnon.vocab.errors import UnreadableInputError, reason_of

BLOCK_BYTES = 2 << 20
LONGEST_LINE_BYTES = 16 << 20
BLOCK_ROWS = 16_384
BLOCK_CHARACTERS = 8 << 20
_MARK = b"\xef\xbb\xbf"  # the byte-order mark
_QUOTE, _COMMA, _LINE_FEED, _RETURN = b'",\n\r'


class CsvError(UnreadableInputError):
    """The file is not comma-separated UTF-8 text."""

    code = "csv.unreadable"


@dataclass(frozen=True)
class Rows:
    """Some rows of the file.

    Attributes:
        columns: one text column for each wanted name, a missing cell being empty.
        short: rows with fewer cells than the header.
        long: rows with more cells than the header, so that their cells may stand in the wrong columns.
    """

    columns: pa.Table
    short: NDArray[np.bool_]
    long: NDArray[np.bool_]


class _Tape(io.RawIOBase):
    """The file as bytes that can be pushed back; refuses binary files and counts what was read."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._pushed = b""
        self.taken = 0

    def readable(self) -> bool:
        return True

    def push(self, data: bytes) -> None:
        self._pushed = data + self._pushed

    def take(self, size: int) -> bytes:
        if self._pushed:
            data, self._pushed = self._pushed[:size], self._pushed[size:]
            return data
        try:
            data = self._stream.read(size)
        except OSError as error:
            raise CsvError(f"Không đọc được tệp: {reason_of(error)}.") from error
        self.taken += len(data)
        if b"\0" in data:
            raise CsvError("Tệp này không phải văn bản (có byte 0); hãy lưu lại dạng CSV mã UTF-8.")
        return data

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.take(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class CsvRows:
    """An open file: its header, and its rows block by block."""

    def __init__(self, stream: BinaryIO) -> None:
        """Open the file and read its header.

        Args:
            stream: the file, opened for reading bytes; a pipe will do.

        Raises:
            CsvError: the file is empty, binary or not UTF-8.
        """
        self._tape = _Tape(stream)
        self.header = self._read_header()

    @property
    def bytes_read(self) -> int:
        """How many bytes were read so far, for a progress bar."""
        return self._tape.taken

    def _read_header(self) -> list[str]:
        lines = b""
        data = self._tape.take(BLOCK_BYTES).removeprefix(_MARK)
        while data:
            lines += data
            found = _first_record(lines)
            if found is not None:
                self._tape.push(lines[found:])
                return [name.strip() for name in _split(_decoded(lines[:found]))]
            if len(lines) > LONGEST_LINE_BYTES:
                raise CsvError("Dòng tiêu đề dài quá 16 MB; tệp này không phải CSV ngăn cách bằng dấu phẩy.")
            data = self._tape.take(BLOCK_BYTES)
        if not lines.strip():
            raise CsvError("Tệp trống; cần một dòng tiêu đề và các dòng số liệu.")
        return [name.strip() for name in _split(_decoded(lines))]

    def blocks(self, wanted: Sequence[int]) -> Iterator[Rows]:
        """Yield the rows in order; blank lines are no rows.

        Args:
            wanted: places of the wanted columns in the header.

        Yields:
            Blocks of some thousand rows, columns named by their place (``"0"``, ``"3"``).

        Raises:
            CsvError: the file is binary, not UTF-8, or its quotes do not match.
        """
        carried = b""
        while data := self._tape.take(BLOCK_BYTES):
            data = carried + data
            cut = data.rfind(b"\n") + 1
            carried = data[cut:]
            block = _plain(data[:cut])
            if block is None or (not cut and b"\r" in data):
                self._tape.push(data)
                yield from self._careful(self._tape, wanted)
                return
            if len(carried) > LONGEST_LINE_BYTES:
                raise CsvError("Có dòng dài quá 16 MB; tệp này không phải CSV ngăn cách bằng dấu phẩy.")
            yield from self._quick(block, wanted)
        last = _plain(carried + b"\n")
        if last is None:
            yield from self._careful(io.BytesIO(carried), wanted)
        else:
            yield from self._quick(last, wanted)

    def _quick(self, block: bytes, wanted: Sequence[int]) -> Iterator[Rows]:
        """Read whole lines without quotes through Arrow; uneven ones go the careful way."""
        if not block.strip(b"\r\n"):
            return
        _decoded(block)
        if block.startswith(_MARK):  # within the file it is text, but Arrow takes it off every block
            yield from self._careful(io.BytesIO(block), wanted)
            return
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(block),
                read_options=arrow_csv.ReadOptions(
                    use_threads=False,
                    block_size=len(block) + 1,
                    column_names=[str(place) for place in range(len(self.header))],
                ),
                parse_options=arrow_csv.ParseOptions(quote_char=False),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=[str(place) for place in wanted],
                    column_types={str(place): pa.string() for place in wanted},
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:
            yield from self._careful(io.BytesIO(block), wanted)
            return
        even = np.zeros(table.num_rows, dtype=np.bool_)
        yield Rows(columns=table.combine_chunks(), short=even, long=even)

    def _careful(self, stream: io.RawIOBase | io.BytesIO, wanted: Sequence[int]) -> Iterator[Rows]:
        """Read through Python's csv module: quotes, line breaks within cells, uneven rows."""
        buffered = io.BufferedReader(stream, BLOCK_BYTES) if isinstance(stream, io.RawIOBase) else stream
        reader = csv.reader(io.TextIOWrapper(buffered, encoding="utf-8", newline=""), strict=True)
        rows: list[list[str]] = []
        characters = 0
        try:
            for row in reader:
                if not row:
                    continue
                rows.append(row)
                characters += sum(map(len, row))
                if len(rows) >= BLOCK_ROWS or characters >= BLOCK_CHARACTERS:
                    yield _columns(rows=rows, width=len(self.header), wanted=wanted)
                    rows, characters = [], 0
        except UnicodeDecodeError as error:
            raise CsvError(_NOT_UTF8) from error
        except csv.Error as error:
            raise CsvError(
                f"Dấu ngoặc kép hoặc ô quá dài gần dòng {reader.line_num} làm tệp không đọc được; "
                "hãy sửa dòng đó rồi chạy lại."
            ) from error
        if rows:
            yield _columns(rows=rows, width=len(self.header), wanted=wanted)


_NOT_UTF8 = "Tệp không ở mã UTF-8; hãy lưu lại dạng CSV UTF-8 rồi chạy lại."


def _plain(block: bytes) -> bytes | None:
    """Take the quotes off whole lines; None where that would change a cell and the csv module must read.

    A pair of quotes may go when it encloses a whole cell without commas, line breaks and quotes. Lone
    carriage returns, the line ends of old files, need the csv module too.
    """
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return None
    if b'"' not in block:
        return block
    letters = np.frombuffer(block, dtype=np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    if quotes.size % 2:
        return None
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, letters[opening - 1], _LINE_FEED)
    after = letters[closing + 1]  # whole lines: a quote is never the last byte
    starts_line = before == _LINE_FEED
    ends_line = (after == _LINE_FEED) | (after == _RETURN)
    edges = np.flatnonzero((letters == _COMMA) | (letters == _LINE_FEED) | (letters == _RETURN))
    whole = (
        (starts_line | (before == _COMMA))
        & (ends_line | (after == _COMMA))
        & (np.searchsorted(edges, opening) == np.searchsorted(edges, closing))
        & ~(starts_line & ends_line)  # a line of one empty quoted cell is a row, a blank line is none
    )
    return letters[letters != _QUOTE].tobytes() if whole.all() else None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CsvError(_NOT_UTF8) from error


def _first_record(data: bytes) -> int | None:
    """Find the end of the first line that is not blank and does not end within quotes."""
    start = len(data) - len(data.lstrip(b"\r\n"))
    at = start
    while True:
        ends = [place for place in (data.find(b"\n", at), data.find(b"\r", at)) if place >= 0]
        if not ends:
            return None
        end = min(ends)
        if data[end : end + 2] == b"\r\n":
            end += 1
        elif data[end : end + 1] == b"\r" and end + 1 == len(data):
            return None
        if data.count(b'"', start, end) % 2 == 0:
            return end + 1
        at = end + 1


def _split(line: str) -> list[str]:
    try:
        return next((row for row in csv.reader(io.StringIO(line, newline=""), strict=True) if row), [])
    except csv.Error as error:
        raise CsvError("Dòng tiêu đề có dấu ngoặc kép không khớp; hãy sửa rồi chạy lại.") from error


def _columns(*, rows: list[list[str]], width: int, wanted: Sequence[int]) -> Rows:
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    long = lengths > width
    for at in np.flatnonzero(long):
        long[at] = any(rows[at][width:])
    short = lengths < width
    if short.any():
        rows = [row + [""] * (width - len(row)) if len(row) < width else row for row in rows]
    table = pa.table({str(place): pa.array([row[place] for row in rows], pa.string()) for place in wanted})
    return Rows(columns=table, short=short, long=long)
