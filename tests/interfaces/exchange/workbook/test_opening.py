"""Opening workbooks: the four formats, and every hostile or broken file refused with one sentence."""

from __future__ import annotations

import base64
import unicodedata
import zipfile
import zlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook import refusals
from mangnon.interfaces.exchange.workbook.children import read_children
from mangnon.interfaces.exchange.workbook.opening import open_workbook
from mangnon.interfaces.exchange.workbook.sheets import Merge, Workbook
from mangnon.vocab.legacy_encoding import encode_legacy

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
)
ODS_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
FIXTURES = Path(__file__).parent / "fixtures"


def write_ods(path: Path, rows: str, *, extra: dict[str, str] | None = None, head: str = ODS_HEAD) -> Path:
    table = f'<table:table table:name="Trang 1">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"{head}{body}</office:document-content>",
        "META-INF/manifest.xml": ODS_MANIFEST,
    } | (extra or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["STT", "Họ và tên"])
    book.active.append([1, "Nguyễn Văn An"])
    book.save(path)
    return path


def with_parts(source: Path, target: Path, parts: dict[str, bytes]) -> Path:
    """Copy a zipped workbook with some parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, data in parts.items():
            new.writestr(name, data)
    return target


def opened(path: Path, content: ExchangeContent) -> Workbook:
    return open_workbook(path, limits=content.limits)


def test_opening_when_it_is_an_xlsx_then_rows_are_numbered_as_on_screen(
    tmp_path: Path, content: ExchangeContent
) -> None:
    book = openpyxl.Workbook()
    book.active["B3"] = "Tiêu đề"
    book.active.merge_cells("B3:E3")
    book.active["A5"] = date(2019, 3, 12)
    book.save(tmp_path / "a.xlsx")
    sheet = opened(tmp_path / "a.xlsx", content).sheets[0]
    assert sheet.cell(3, 1) == "Tiêu đề"
    assert sheet.cell(5, 0) == date(2019, 3, 12)
    assert sheet.merges == (Merge(3, 1, 3, 4),)
    assert len(sheet.rows) == 5


def test_opening_when_it_is_an_ods_then_repeated_rows_and_merges_are_known(
    tmp_path: Path, content: ExchangeContent
) -> None:
    path = write_ods(
        tmp_path / "a.ods",
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2">'
        "<text:p>Họ và tên</text:p></table:table-cell><table:covered-table-cell/>"
        '<table:table-cell office:value-type="date" office:date-value="2019-03-12"><text:p>12/3/19</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
    )
    sheet = opened(path, content).sheets[0]
    assert sheet.rows == ((), (), (), ("Họ và tên", None, date(2019, 3, 12)))
    assert sheet.merges == (Merge(4, 0, 4, 1),)


def test_opening_when_it_is_an_xls_then_it_reads_like_an_xlsx(content: ExchangeContent) -> None:
    book = opened(FIXTURES / "danh-sach.xls", content)
    assert book.kind == "xls"
    assert book.sheets[0].cell(2, 1) == "Nguyễn Văn An"
    assert book.sheets[0].cell(2, 2) == date(2019, 3, 12)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_opening_when_it_is_a_csv_then_encoding_and_delimiter_are_found(
    tmp_path: Path, content: ExchangeContent, encoding: str, delimiter: str
) -> None:
    text = "\r\n".join(
        delimiter.join(line)
        for line in (
            ["DANH SÁCH TRẺ", "", ""],
            ["STT", "Họ và tên", "Ghi chú"],
            ["1", "Nguyễn Thị Hường", '"Xóm 3, xã Hóa Trung; mới"'],
        )
    )
    if encoding == "cp1258":
        # Windows-1258 writes most tones as marks after the letter.
        text = "".join(c if _fits(c) else _with_mark(c) for c in unicodedata.normalize("NFC", text))
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    rows = opened(path, content).sheets[0].rows
    assert rows[1:] == (
        ("STT", "Họ và tên", "Ghi chú"),
        ("1", "Nguyễn Thị Hường", "Xóm 3, xã Hóa Trung; mới"),
    )


def _fits(char: str) -> bool:
    try:
        char.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


def _with_mark(char: str) -> str:
    """Return the letter as Windows-1258 writes it: the tone as a mark after it."""
    parts = unicodedata.normalize("NFD", char)
    for tone in "\u0300\u0301\u0303\u0309\u0323":
        stem = unicodedata.normalize("NFC", parts.replace(tone, ""))
        if tone in parts and _fits(stem):
            return stem + tone
    return char


@pytest.mark.parametrize("legacy", ["tcvn3", "vni"])
def test_opening_when_a_csv_is_in_a_legacy_font_then_its_bytes_stay_for_repair(
    tmp_path: Path, content: ExchangeContent, legacy: str
) -> None:
    text = "STT;Họ và tên\n1;Nguyễn Thị Hường\n2;Lò Văn Pó\n"
    coded = encode_legacy(text, encoding=legacy)  # type: ignore[arg-type]
    path = tmp_path / "a.csv"
    path.write_bytes(coded.encode("latin-1"))
    rows = opened(path, content).sheets[0].rows
    assert rows[1][1] == encode_legacy("Nguyễn Thị Hường", encoding=legacy)  # type: ignore[arg-type]


def test_opening_when_the_upload_has_another_name_then_that_name_decides(
    tmp_path: Path, content: ExchangeContent
) -> None:
    copy = write_xlsx(tmp_path / "upload.tmp.xlsx").rename(tmp_path / "upload.tmp")
    book = open_workbook(copy, limits=content.limits, name="xa/Danh sách.XLSX")
    assert book.file_name == "Danh sách.XLSX"


def test_opening_when_cells_begin_with_signs_then_they_are_text(tmp_path: Path, content: ExchangeContent) -> None:
    path = tmp_path / "a.csv"
    path.write_text('tên,số\n-,+84 912 345 678\n- nt -,"=""019219000001"""\n', encoding="utf-8")
    assert opened(path, content).sheets[0].rows[1:] == (
        ("-", "+84 912 345 678"),
        ("- nt -", '="019219000001"'),
    )


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        '=HYPERLINK("http://x","y")',
        "=WEBSERVICE(A1)",
        "=1+1+DDE(1)",
        "\t=cmd|'/c x'!A1",
    ],
)
def test_opening_when_a_text_is_a_hostile_formula_then_the_file_is_refused(
    tmp_path: Path, content: ExchangeContent, cell: str
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Họ và tên")
        sheet.write_string(1, 0, cell)
    with pytest.raises(refusals.HostileFormulaError, match="A2"):
        opened(path, content)


def test_opening_when_a_formula_reaches_outside_then_the_file_is_refused(
    tmp_path: Path, content: ExchangeContent
) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=cmd|' /C calc'!A0"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(refusals.HostileFormulaError):
        opened(tmp_path / "a.xlsx", content)


def test_opening_when_formulas_are_sums_then_their_values_are_read(tmp_path: Path, content: ExchangeContent) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=SUM(B1:B3)", None, 6)
    assert opened(tmp_path / "a.xlsx", content).sheets[0].rows == ((6,),)


def refused(path: Path, content: ExchangeContent) -> str:
    with pytest.raises(refusals.WorkbookRefusedError) as caught:
        opened(path, content)
    assert "\n" not in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    return caught.value.code


def test_opening_when_the_path_is_wrong_then_it_says_so(tmp_path: Path, content: ExchangeContent) -> None:
    (tmp_path / "thu-muc.xlsx").mkdir()
    (tmp_path / "rong.xlsx").write_bytes(b"")
    (tmp_path / "rong.csv").write_bytes(b"\xef\xbb\xbf \r\n")
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    assert refused(tmp_path / "khong-co.xlsx", content) == "workbook.missing"
    assert refused(tmp_path / "thu-muc.xlsx", content) == "workbook.not_a_file"
    assert refused(tmp_path / "rong.xlsx", content) == "workbook.empty"
    assert refused(tmp_path / "rong.csv", content) == "workbook.empty"
    assert refused(tmp_path / "a.docx", content) == "workbook.unknown_kind"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"STT,Ten\n1,An\n", "workbook.wrong_extension"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "workbook.wrong_extension"),
        ("a.xls", b"PK\x03\x04rest", "workbook.wrong_extension"),
        ("a.ods", b"\x89PNG\r\n", "workbook.wrong_extension"),
        ("a.csv", b"PK\x03\x04rest", "workbook.wrong_extension"),
        ("a.csv", b"%PDF-1.7 ...", "workbook.wrong_extension"),
        ("a.csv", bytes(range(256)) * 20, "workbook.unreadable_text"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 100, "workbook.corrupt"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 4000, "workbook.corrupt"),
        ("a.xlsm", b"PK\x03\x04", "workbook.macro"),
        ("a.csv", b'a,b\n"' + b"x" * 200000, "workbook.corrupt"),
    ],
)
def test_opening_when_content_is_not_what_the_extension_says_then_it_is_refused(
    tmp_path: Path, content: ExchangeContent, name: str, data: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name, content) == code


def test_opening_when_a_zipped_workbook_is_another_kind_then_it_is_refused(
    tmp_path: Path, content: ExchangeContent
) -> None:
    write_ods(tmp_path / "a.ods", "<table:table-row/>").rename(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    write_xlsx(tmp_path / "d.xlsx").rename(tmp_path / "d.ods")
    assert {refused(tmp_path / name, content) for name in ("b.xlsx", "c.xlsx", "d.ods")} == {"workbook.wrong_extension"}


def test_opening_when_a_workbook_is_cut_off_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx").read_bytes()
    for length in (len(whole) // 3, len(whole) // 2, len(whole) - 30):
        (tmp_path / "b.xlsx").write_bytes(whole[:length])
        assert refused(tmp_path / "b.xlsx", content) == "workbook.corrupt"
    xls = (FIXTURES / "danh-sach.xls").read_bytes()
    for length in (600, len(xls) // 2):
        (tmp_path / "b.xls").write_bytes(xls[:length])
        assert refused(tmp_path / "b.xls", content) == "workbook.corrupt"


def test_opening_when_a_part_is_broken_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    source = write_xlsx(tmp_path / "a.xlsx")
    path = with_parts(
        source,
        tmp_path / "b.xlsx",
        {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row r='1'><c r='A1'><v>1</v>"},
    )
    assert refused(path, content) == "workbook.corrupt"
    ods = write_ods(tmp_path / "a.ods", "<table:table-row>")
    assert refused(ods, content) == "workbook.corrupt"


def test_opening_when_it_carries_macros_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    source = write_xlsx(tmp_path / "a.xlsx")
    assert refused(with_parts(source, tmp_path / "b.xlsx", {"xl/vbaProject.bin": b"x"}), content) == "workbook.macro"
    types = (
        zipfile.ZipFile(source).read("[Content_Types].xml").replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    )
    assert refused(with_parts(source, tmp_path / "c.xlsx", {"[Content_Types].xml": types}), content) == "workbook.macro"
    ods = write_ods(tmp_path / "a.ods", "<table:table-row/>", extra={"Basic/Standard/Module1.xml": "<x/>"})
    assert refused(ods, content) == "workbook.macro"


def test_opening_when_it_has_a_password_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    ods = write_ods(
        tmp_path / "a.ods",
        "<table:table-row/>",
        extra={
            "META-INF/manifest.xml": ODS_MANIFEST.replace(
                "/></manifest", "><manifest:encryption-data/></manifest:file-entry></manifest"
            )
        },
    )
    assert refused(ods, content) == "workbook.encrypted"
    assert refused(FIXTURES / "mat-khau.xlsx", content) == "workbook.encrypted"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/core.xml"]
)
def test_opening_when_xml_declares_entities_then_it_is_refused(
    tmp_path: Path, content: ExchangeContent, part: str
) -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    bomb = b'<?xml version="1.0"?>' + entities + b"<worksheet>&b;</worksheet>"
    path = with_parts(write_xlsx(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", {part: bomb})
    assert refused(path, content) == "workbook.xml_entity"
    hidden = with_parts(tmp_path / "a.xlsx", tmp_path / "c.xlsx", {part: bomb.decode().encode("utf-16")})
    assert refused(hidden, content) == "workbook.corrupt"


def test_opening_when_an_ods_declares_entities_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    head = ODS_HEAD.replace("?><office", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><office')
    assert refused(write_ods(tmp_path / "a.ods", "<table:table-row/>", head=head), content) == "workbook.xml_entity"


def test_opening_when_it_unpacks_to_far_more_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    source = write_xlsx(tmp_path / "a.xlsx")
    bomb = b"<worksheet><sheetData>" + b" " * 80_000_000 + b"</sheetData></worksheet>"
    assert (
        refused(with_parts(source, tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": bomb}), content)
        == "workbook.zip_bomb"
    )
    assert (
        refused(with_parts(source, tmp_path / "c.xlsx", {"xl/media/x.bin": bytes(80_000_000)}), content)
        == "workbook.zip_bomb"
    )


def test_opening_when_a_zip_lies_about_its_sizes_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    source = write_xlsx(tmp_path / "a.xlsx")
    path = with_parts(source, tmp_path / "b.xlsx", {"xl/big.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})
    data = bytearray(path.read_bytes())
    size = (50_000_007).to_bytes(4, "little")
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
        at = data.find(size, at + 4)
    path.write_bytes(data)
    assert refused(path, content) == "workbook.corrupt"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"A1": 1, "A1048576": 2}, "workbook.too_many_rows"),
        ({"A1": 1, "XFD1": 2}, "workbook.too_many_columns"),
    ],
)
def test_opening_when_used_cells_reach_too_far_then_it_is_refused(
    tmp_path: Path, content: ExchangeContent, cells: dict[str, int], code: str
) -> None:
    book = openpyxl.Workbook()
    for address, value in cells.items():
        book.active[address] = value
    book.save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx", content) == code


def test_opening_when_only_styles_reach_far_then_it_is_read(tmp_path: Path, content: ExchangeContent) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Họ và tên"
    book.active["XFD1048576"].number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert opened(tmp_path / "a.xlsx", content).sheets[0].rows == (("Họ và tên",),)


def test_opening_when_a_csv_has_two_million_rows_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    (tmp_path / "a.csv").write_bytes(b"STT,Ten\n" + b"1,An\n" * 2_000_000)
    assert refused(tmp_path / "a.csv", content) == "workbook.too_many_rows"


def test_opening_when_an_ods_repeats_values_endlessly_then_it_is_refused(
    tmp_path: Path, content: ExchangeContent
) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    assert refused(write_ods(tmp_path / "a.ods", rows), content) == "workbook.too_many_rows"
    wide = cell.replace("/>", ' table:number-columns-repeated="16384"/>')
    assert (
        refused(write_ods(tmp_path / "b.ods", f"<table:table-row>{wide}</table:table-row>"), content)
        == "workbook.too_many_columns"
    )


def test_opening_when_many_cells_share_one_long_text_then_it_is_refused(
    tmp_path: Path, content: ExchangeContent
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        text = "x" * 32_000
        for row in range(40_000):
            sheet.write_string(row, 0, text)
    assert refused(path, content) == "workbook.zip_bomb"


def test_opening_when_all_sheets_are_empty_then_it_is_refused(tmp_path: Path, content: ExchangeContent) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx", content) == "workbook.empty"


def test_opening_when_bytes_are_random_then_no_other_error_escapes(tmp_path: Path, content: ExchangeContent) -> None:
    whole = bytearray(write_xlsx(tmp_path / "a.xlsx").read_bytes())
    xls = bytearray((FIXTURES / "danh-sach.xls").read_bytes())
    for seed in range(60):
        for name, data in (("b.xlsx", whole), ("b.xls", xls)):
            broken = bytearray(data)
            for step in range(1 + seed % 5):
                at = zlib.crc32(bytes([seed, step])) % len(broken)
                broken[at] ^= 1 << (seed % 8)
            (tmp_path / name).write_bytes(broken)
            try:
                opened(tmp_path / name, content)
            except refusals.WorkbookRefusedError:
                continue


def test_fixtures_when_decoded_then_they_are_what_their_names_say() -> None:
    assert base64.b16encode((FIXTURES / "danh-sach.xls").read_bytes()[:4]) == b"D0CF11E0"


def ods_row(cells: list[str]) -> str:
    texts = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row>{texts}</table:table-row>"


def test_formats_when_they_hold_the_same_list_then_the_same_children_are_read(
    tmp_path: Path, content: ExchangeContent
) -> None:
    lines = [
        ["STT", "Họ và tên", "Ngày sinh", "Giới tính"],
        ["1", "Nguyễn Văn An", "12/03/2019", "Nam"],
        ["2", "Vi Thị Ba", "43537", "Nữ"],
    ]
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "danh-sach.xlsx")
    write_ods(tmp_path / "danh-sach.ods", "".join(map(ods_row, lines)))
    (tmp_path / "danh-sach.csv").write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    paths = [tmp_path / f"danh-sach.{kind}" for kind in ("xlsx", "ods", "csv")] + [FIXTURES / "danh-sach.xls"]
    found = {
        tuple(
            (row.row, row.identity.full_name, row.identity.birth_date, row.identity.sex)
            for row in read_children(opened(path, content), content=content, today=date(2026, 11, 24)).rows
        )
        for path in paths
    }
    assert found == {
        ((2, "Nguyễn Văn An", date(2019, 3, 12), "m"), (3, "Vi Thị Ba", date(2019, 3, 13), "f")),
    }
