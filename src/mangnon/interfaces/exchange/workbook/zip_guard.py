"""Looks into zipped workbooks (.xlsx, .ods) before they are parsed, so that none can fill the memory.

Every part is unpacked once in small pieces: real sizes, document types, and how far the used cells reach.
"""

from __future__ import annotations

import html
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from xml.parsers import expat

from mangnon.core.content.exchange import OpeningLimits
from mangnon.interfaces.exchange.workbook import refusals
from mangnon.interfaces.exchange.workbook.sheets import Kind, Merge

_PIECE = 1 << 20
# All that zipfile is seen to raise for damaged bytes; a seek to a negative place is an OSError.
_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError,
    ValueError, NotImplementedError,
)  # fmt: skip
_TAIL = 2048
_XML_LIKE = (".xml", ".rels", ".vml")
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?(?:v|f|is)\b')
_UNADDRESSED = re.compile(rb"<(?:\w+:)?c(?:\s(?:(?!\br=)[^>])*)?>\s*<(?:\w+:)?(?:v|is)\b")
_ROW_START = re.compile(rb"<(?:\w+:)?row\b")
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s>]")
_SHARED_REF = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>(\d+)<')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]+)<")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DATE_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"')
_STRING_ITEM = re.compile(rb"<(?:\w+:)?si\b")
_MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("xl/macrosheets/", "basic/", "scripts/")


@dataclass
class _Reach:
    """How far the used cells of the sheets reach."""

    rows: int = 0
    cells: int = 0


@dataclass(frozen=True)
class ZipFacts:
    """What was seen in a zipped workbook: dates from 1904, an .ods's merged blocks and hidden sheets."""

    kind: Kind
    date_1904: bool = False
    merges: dict[str, tuple[Merge, ...]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def inspect_zip(path: Path, *, limits: OpeningLimits) -> ZipFacts:
    """Check a zipped workbook.

    Args:
        path: an existing file that begins like a zip archive.
        limits: how much is read at once.

    Returns:
        Its kind and what calamine does not tell about it.

    Raises:
        WorkbookRefusedError: the archive is no workbook, carries macros or a password, or is hostile.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            kind = _kind(archive)
            _check_sizes(archive, limits=limits)
            if kind == "ods":
                return _inspect_ods(archive, limits=limits)
            return _inspect_xlsx(archive, limits=limits)
    except _DAMAGED as error:
        raise refusals.CorruptError(
            "Tệp bị hỏng hoặc bị cắt cụt; hãy mở lại bằng Excel và lưu thành tệp mới."
        ) from error
    except RuntimeError as error:  # zipfile says so for an encrypted member
        raise refusals.EncryptedError("Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại.") from error


def _kind(archive: zipfile.ZipFile) -> Kind:
    names = [entry.filename for entry in archive.infolist()]
    lowered = {name.lower() for name in names}
    if len(lowered) != len(names):
        raise refusals.CorruptError("Tệp nén có các phần trùng tên; hãy mở lại bằng Excel và lưu thành tệp mới.")
    if any(name.endswith(_MACRO_FILES) or name.startswith(_MACRO_FOLDERS) for name in lowered):
        raise refusals.MacroError("Tệp có macro nên không được nhận; hãy lưu lại thành .xlsx không macro.")
    if "xl/workbook.xml" in lowered and "[content_types].xml" in lowered:
        types = _read_small(archive, "[Content_Types].xml")
        if b"macroenabled" in types.lower():
            raise refusals.MacroError("Tệp có macro nên không được nhận; hãy lưu lại thành .xlsx không macro.")
        return "xlsx"
    if "content.xml" in lowered and _read_small(archive, "mimetype").startswith(
        b"application/vnd.oasis.opendocument.spreadsheet"
    ):
        return "ods"
    raise refusals.WrongExtensionError(
        "Nội dung tệp không phải bảng tính Excel hay OpenDocument; hãy lưu lại thành .xlsx rồi tải lên."
    )


def _read_small(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(_PIECE)
    except KeyError:
        return b""


def _check_sizes(archive: zipfile.ZipFile, *, limits: OpeningLimits) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > limits.max_parts or unpacked > limits.max_unpacked_bytes:
        raise _bomb()
    if unpacked > limits.ratio_from_bytes and unpacked > packed * limits.max_ratio:
        raise _bomb()
    for entry in entries:
        big = entry.file_size > limits.ratio_from_bytes
        if big and entry.file_size > max(entry.compress_size, 1) * limits.max_ratio:
            raise _bomb()


def _bomb() -> refusals.ZipBombError:
    return refusals.ZipBombError("Tệp nén phình ra lớn bất thường khi mở nên không được nhận.")


def _pieces(
    archive: zipfile.ZipFile, name: str, *, spent: list[int], limits: OpeningLimits
) -> Iterator[tuple[bytes, bytes]]:
    """Yield a part as (end of the piece before, piece), counting what is really unpacked."""
    tail = b""
    with archive.open(name) as part:
        first = True
        while piece := part.read(_PIECE):
            spent[0] += len(piece)
            if spent[0] > limits.max_unpacked_bytes:
                raise _bomb()
            if first and name.lower().endswith(_XML_LIKE):
                _check_plain_utf8(piece)
            first = False
            yield tail, piece
            tail = piece[-_TAIL:]


def _check_plain_utf8(head: bytes) -> None:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:200]:
        raise refusals.CorruptError("Tệp dùng bảng mã lạ bên trong; hãy mở lại bằng Excel và lưu thành tệp mới.")


def _refuse_entities(piece: bytes) -> None:
    if _ENTITY.search(piece):
        raise refusals.XmlEntityError("Tệp chứa khai báo thực thể XML nguy hiểm nên không được nhận.")


def _inspect_xlsx(archive: zipfile.ZipFile, *, limits: OpeningLimits) -> ZipFacts:
    spent = [0]
    reach = _Reach()
    date_1904 = False
    string_sizes: list[int] = []
    uses: list[tuple[str, int]] = []
    for entry in archive.infolist():
        name = entry.filename.lower()
        if not name.endswith(_XML_LIKE):
            for _ in _pieces(archive, entry.filename, spent=spent, limits=limits):
                pass
            continue
        sheet = _SheetReach()
        for tail, new in _pieces(archive, entry.filename, spent=spent, limits=limits):
            piece = tail + new
            _refuse_entities(piece)
            if name.startswith("xl/worksheets/"):
                sheet.look(piece, limits=limits)
                _refuse_formulas(_FORMULA.findall(piece), limits=limits)
            elif name == "xl/workbook.xml":
                date_1904 = date_1904 or _DATE_1904.search(piece) is not None
            elif name == "xl/sharedstrings.xml":
                string_sizes.append(_longest_string(piece))
        if sheet.last_row:
            _add_reach(reach, rows=sheet.last_row, columns=sheet.columns, limits=limits)
            uses.append((entry.filename, sheet.found))
    _check_strings(archive, string_sizes=string_sizes, cells=sum(found for _, found in uses), limits=limits)
    return ZipFacts(kind="xlsx", date_1904=date_1904)


def _refuse_formulas(formulas: list[bytes], *, limits: OpeningLimits) -> None:
    """Refuse formulas that run programs or fetch from outside; sums and dates are an office's daily bread."""
    for formula in set(formulas):
        text = "=" + html.unescape(formula.decode("utf-8", errors="replace"))
        if outward_formula(limits.hostile_functions).search(text):
            raise refusals.HostileFormulaError(
                "Tệp chứa công thức nguy hiểm (gọi chương trình hoặc liên kết ra ngoài) nên không được nhận."
            )


@lru_cache(maxsize=8)
def outward_formula(functions: tuple[str, ...]) -> re.Pattern[str]:
    """Compile the formulas that reach outside the file."""
    named = "|".join(map(re.escape, functions))
    return re.compile(rf"\b(?:{named})\s*\(|\|\s*'|\bcmd\b.*\|", re.IGNORECASE | re.DOTALL)


class _SheetReach:
    """Follows the addresses of one sheet's used cells through its pieces."""

    def __init__(self) -> None:
        self.last_row = 0
        self.columns = 0
        self.found = 0

    def look(self, piece: bytes, *, limits: OpeningLimits) -> None:
        if _UNADDRESSED.search(piece):
            rows = _ROW_START.split(piece)
            self.last_row += len(rows)
            self.columns = max(self.columns, *(len(_CELL_START.findall(row)) for row in rows))
        cells = _CELL.findall(piece)
        self.found += len(cells)
        if cells:
            self.last_row = max(self.last_row, *map(int, {row for _, row in cells}))
            self.columns = max(self.columns, *map(_column_number, {letters for letters, _ in cells}))
        if self.last_row > limits.max_rows:
            raise _too_many_rows(limits)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_many_rows(limits: OpeningLimits) -> refusals.TooManyRowsError:
    most = f"{limits.max_rows:,}".replace(",", ".")
    return refusals.TooManyRowsError(f"Tệp có quá nhiều dòng (nhận nhiều nhất {most} dòng); hãy chia thành nhiều tệp.")


def _add_reach(reach: _Reach, *, rows: int, columns: int, limits: OpeningLimits) -> None:
    if columns > limits.max_columns:
        raise refusals.TooManyColumnsError(
            f"Tệp có quá nhiều cột (nhận nhiều nhất {limits.max_columns} cột); hãy bỏ các cột thừa bên phải."
        )
    reach.rows += rows
    reach.cells += rows * columns
    if reach.rows > limits.max_rows:
        raise _too_many_rows(limits)
    if reach.cells > limits.max_cells:
        raise refusals.TooLargeError("Tệp có quá nhiều ô; hãy chia thành nhiều tệp nhỏ hơn.")


def _longest_string(piece: bytes) -> int:
    """Return the longest distance between two shared strings in a piece (the piece itself if it has none)."""
    starts = [found.start() for found in _STRING_ITEM.finditer(piece)]
    edges = [0, *starts, len(piece)]
    return max(later - earlier for earlier, later in pairwise(edges))


def _check_strings(archive: zipfile.ZipFile, *, string_sizes: list[int], cells: int, limits: OpeningLimits) -> None:
    """Refuse a few huge shared strings used by many cells: each use is a copy in memory."""
    if not string_sizes:
        return
    if max(string_sizes) > limits.max_string_bytes:
        raise refusals.TooLargeError("Tệp có ô chứa đoạn chữ quá dài; hãy rút ngắn rồi tải lên lại.")
    if max(string_sizes) * cells <= limits.max_unpacked_bytes:
        return
    names = {entry.filename.lower(): entry.filename for entry in archive.infolist()}
    text = archive.read(names["xl/sharedstrings.xml"])
    starts = [found.start() for found in _STRING_ITEM.finditer(text)]
    sizes = [later - earlier for earlier, later in zip(starts, [*starts[1:], len(text)], strict=True)]
    total = 0
    for lowered, name in names.items():
        if lowered.startswith("xl/worksheets/") and lowered.endswith(".xml"):
            for ref in _SHARED_REF.findall(archive.read(name)):
                at = int(ref)
                total += sizes[at] if at < len(sizes) else 0
    if total > limits.max_unpacked_bytes:
        raise _bomb()


class _OdsWalk:
    """Walks an .ods content part: reach of the used cells, merged blocks, hidden sheets."""

    def __init__(self, limits: OpeningLimits) -> None:
        self.limits = limits
        self.reach = _Reach()
        self.merges: dict[str, tuple[Merge, ...]] = {}
        self.hidden_styles: set[str] = set()
        self.hidden: set[str] = set()
        self.style = ""
        self.table = ""
        self.found: list[Merge] = []
        self.row = self.row_repeat = self.column = 0
        self.row_used = 0
        self.last_row = self.last_column = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style:style":
            self.style = given.get("style:name", "")
        elif tag == "style:table-properties" and given.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table:table":
            self.table = given.get("table:name", "")
            self.found = []
            self.row = self.last_row = self.last_column = 0
            if given.get("table:style-name") in self.hidden_styles:
                self.hidden.add(self.table)
        elif tag == "table:table-row":
            self.row_repeat = _repeat(given, "table:number-rows-repeated")
            self.column = self.row_used = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(given)

    def _cell(self, given: dict[str, str]) -> None:
        repeat = _repeat(given, "table:number-columns-repeated")
        rows = _repeat(given, "table:number-rows-spanned")
        columns = _repeat(given, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            self.found.append(Merge(self.row + 1, self.column, self.row + rows, self.column + columns - 1))
        self.column += repeat
        formula = given.get("table:formula")
        if formula is not None:
            _refuse_formulas([formula.encode()], limits=self.limits)
        if "office:value-type" in given or formula is not None:
            self.row_used = self.column

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.row += self.row_repeat
            if self.row_used:
                self.last_row = self.row
                self.last_column = max(self.last_column, self.row_used)
        elif tag == "table:table":
            self.merges[self.table] = tuple(self.found)
            if self.last_row:
                _add_reach(self.reach, rows=self.last_row, columns=self.last_column, limits=self.limits)


def _repeat(given: dict[str, str], name: str) -> int:
    text = given.get(name, "1")
    return int(text) if text.isdigit() else 1


def _inspect_ods(archive: zipfile.ZipFile, *, limits: OpeningLimits) -> ZipFacts:
    if b"encryption-data" in _read_small(archive, "META-INF/manifest.xml"):
        raise refusals.EncryptedError("Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại.")
    spent = [0]
    walk = _OdsWalk(limits)
    for entry in archive.infolist():
        xml = entry.filename.lower().endswith(_XML_LIKE)
        parser = _ods_parser(walk) if entry.filename == "content.xml" else None
        for tail, piece in _pieces(archive, entry.filename, spent=spent, limits=limits):
            if xml:
                _refuse_entities(tail + piece)
            if parser is not None:
                _feed(parser, piece)
        if parser is not None:
            _feed(parser, b"", final=True)
    return ZipFacts(kind="ods", merges=walk.merges, hidden=frozenset(walk.hidden))


def _ods_parser(walk: _OdsWalk) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    return parser


def _feed(parser: expat.XMLParserType, piece: bytes, *, final: bool = False) -> None:
    try:
        parser.Parse(piece, final)
    except expat.ExpatError as error:
        raise refusals.CorruptError("Tệp bị hỏng; hãy mở lại và lưu thành tệp mới.") from error
