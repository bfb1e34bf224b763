"""Opens an office's workbook safely: what it claims to be is checked before anything in it is parsed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from mangnon.core.content.exchange import OpeningLimits
from mangnon.interfaces.exchange.workbook import refusals
from mangnon.interfaces.exchange.workbook.delimited import read_delimited
from mangnon.interfaces.exchange.workbook.ole_guard import inspect_ole
from mangnon.interfaces.exchange.workbook.sheets import Kind, Merge, Row, Sheet, Workbook, column_letter
from mangnon.interfaces.exchange.workbook.zip_guard import inspect_zip
from mangnon.vocab.dates import Cell

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_MACRO_EXTENSIONS = frozenset((".xlsm", ".xltm", ".xlam", ".xla"))
_EXTENSIONS: dict[str, Kind] = {".xlsx": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "csv"}
_FORMULA_SIGNS = frozenset("=+-@")
_RESAVE = "hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lên"


def open_workbook(path: Path | str, *, limits: OpeningLimits, name: str | None = None) -> Workbook:
    """Open a workbook of an office.

    Args:
        path: the file.
        limits: how much is read at once (content ``exchange/limits.yaml``).
        name: the name under which a person knows the file, when ``path`` is an uploaded copy.

    Returns:
        All its worksheets, hidden ones marked.

    Raises:
        WorkbookRefusedError: with one sentence and the code of what is wrong.
    """
    file = Path(path)
    shown = Path(name).name if name else file.name
    kind = _check_kind(file, shown=shown, limits=limits)
    if kind == "csv":
        opened = read_delimited(file, limits=limits)
        _refuse_hostile_formulas(opened.sheets, limits=limits)
        return Workbook(file_name=shown, kind=kind, sheets=opened.sheets)
    if kind == "xls":
        date_1904 = inspect_ole(file, limits=limits).date_1904
        with _quiet_parser():
            sheets = _parse(file, merges={}, hidden=frozenset())
    else:
        facts = inspect_zip(file, limits=limits)
        if facts.kind != kind:
            raise _wrong_extension(shown, f"tệp .{facts.kind}")
        date_1904 = facts.date_1904
        sheets = _parse(file, merges=facts.merges, hidden=facts.hidden)
    if not any(sheet.rows for sheet in sheets):
        raise refusals.EmptyFileError("Tệp không có dữ liệu.")
    _refuse_hostile_formulas(sheets, limits=limits)
    return Workbook(file_name=shown, kind=kind, sheets=sheets, date_1904=date_1904)


def _check_kind(file: Path, *, shown: str, limits: OpeningLimits) -> Kind:
    if not file.exists():
        raise refusals.MissingFileError(f"Không tìm thấy tệp «{shown}».")
    if not file.is_file():
        raise refusals.NotAFileError(f"«{shown}» không phải là tệp; hãy chọn một tệp bảng tính.")
    extension = Path(shown).suffix.lower()
    if extension in _MACRO_EXTENSIONS:
        raise refusals.MacroError("Tệp có macro nên không được nhận; hãy lưu lại thành .xlsx không macro.")
    if extension not in _EXTENSIONS:
        raise refusals.UnknownKindError(
            f"Không đọc được loại tệp «{extension or shown}»; chỉ nhận .xlsx, .xls, .ods và .csv."
        )
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise refusals.UnreadableFileError(f"Không có quyền đọc tệp «{shown}».") from error
    if not size:
        raise refusals.EmptyFileError("Tệp rỗng, không có dữ liệu.")
    if size > limits.max_file_bytes:
        raise refusals.TooLargeError(
            f"Tệp lớn hơn {limits.max_file_bytes // 1_000_000} MB; hãy chia thành nhiều tệp nhỏ hơn."
        )
    kind = _EXTENSIONS[extension]
    _check_signature(file, head, kind=kind, shown=shown, limits=limits)
    return kind


def _check_signature(file: Path, head: bytes, *, kind: Kind, shown: str, limits: OpeningLimits) -> None:
    zipped, compound = head.startswith(_ZIP), head.startswith(_OLE)
    if kind in ("xlsx", "ods") and compound:
        inspect_ole(file, limits=limits)  # a password turns an .xlsx into a compound file: say that instead
        raise _wrong_extension(shown, _described(head))
    if (kind in ("xlsx", "ods") and not zipped) or (kind == "xls" and not compound):
        raise _wrong_extension(shown, _described(head))
    if kind == "csv" and (zipped or compound or _is_markup(head) or head[:4] in (b"%PDF", b"\x89PNG")):
        raise _wrong_extension(shown, _described(head))


def _is_markup(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return text.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta"))


def _described(head: bytes) -> str:
    if _is_markup(head):
        return "một trang web (HTML/XML)"
    if head.startswith(_ZIP):
        return "tệp .xlsx, .ods hoặc tệp nén"
    if head.startswith(_OLE):
        return "tệp .xls"
    return "loại khác"


def _wrong_extension(shown: str, found: str) -> refusals.WrongExtensionError:
    return refusals.WrongExtensionError(f"Đuôi tệp «{shown}» không đúng với nội dung ({found}); {_RESAVE}.")


@contextmanager
def _quiet_parser() -> Iterator[None]:
    """Keep the parser's own panic report off standard error: the person gets one sentence instead.

    Only a damaged .xls makes calamine panic; its Rust code writes straight to the file descriptor.
    """
    kept = os.dup(2)
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(sink)
        os.close(kept)


def _parse(file: Path, *, merges: dict[str, tuple[Merge, ...]], hidden: frozenset[str]) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_path(os.fspath(file)) as book:
            return tuple(
                _sheet(book, meta.name, at, merges=merges,
                       hidden=meta.visible != SheetVisibleEnum.Visible or meta.name in hidden)
                for at, meta in enumerate(book.sheets_metadata)
                if meta.typ == SheetTypeEnum.WorkSheet
            )  # fmt: skip
    except PasswordError as error:
        raise refusals.EncryptedError("Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại.") from error
    except (CalamineError, OSError, ValueError) as error:
        raise refusals.CorruptError(f"Tệp bị hỏng, không đọc được; {_RESAVE}.") from error
    except BaseException as error:
        # calamine's Rust panics on some damaged files; pyo3 raises them outside Exception.
        if type(error).__name__ == "PanicException":
            raise refusals.CorruptError(f"Tệp bị hỏng, không đọc được; {_RESAVE}.") from error
        raise


def _sheet(book: CalamineWorkbook, name: str, at: int, *, merges: dict[str, tuple[Merge, ...]], hidden: bool) -> Sheet:
    read = book.get_sheet_by_index(at)
    rows = [_row(cells) for cells in read.to_python(skip_empty_area=False)]
    while rows and not rows[-1]:
        rows.pop()
    blocks = merges.get(name) or tuple(
        Merge(first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in read.merged_cell_ranges or ()
    )
    return Sheet(name=name, rows=tuple(rows), merges=tuple(sorted(blocks, key=_place)), hidden=hidden)


def _refuse_hostile_formulas(sheets: tuple[Sheet, ...], *, limits: OpeningLimits) -> None:
    """Refuse texts that a spreadsheet would run once they are exported: "=cmd|...", "@SUM(...)".

    Signs alone are no formula: "-", "+84 912 ..." and ="0192" (a number kept as text) are read as data.
    """
    hostile = hostile_formula(limits.hostile_functions)
    for sheet in sheets:
        for row, cells in sheet.numbered():
            for at, cell in enumerate(cells):
                if type(cell) is str and cell.lstrip()[:1] in _FORMULA_SIGNS and hostile.match(cell):
                    where = f"Ô {column_letter(at)}{row} của trang «{sheet.name}»"
                    raise refusals.HostileFormulaError(f"{where} chứa công thức nguy hiểm nên tệp không được nhận.")


@lru_cache(maxsize=8)
def hostile_formula(functions: tuple[str, ...]) -> re.Pattern[str]:
    """Compile what makes a text a hostile formula: a call after = or @, a named function, a pipe."""
    named = "|".join(map(re.escape, functions))
    return re.compile(
        rf"\s*(?:[=@][\s=+@-]*[A-Za-z][A-Za-z0-9_.]*\(|[=+@-].*?(?:\b(?:{named})\s*\(|\|.*!|\bcmd\b.*\|))",
        re.IGNORECASE | re.DOTALL,
    )


def _place(merge: Merge) -> tuple[int, int]:
    return merge.first_row, merge.first_column


def _row(cells: list[Cell]) -> Row:
    shown = [None if cell == "" or (type(cell) is str and not cell.strip()) else cell for cell in cells]
    while shown and shown[-1] is None:
        shown.pop()
    return tuple(shown)
