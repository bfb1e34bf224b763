"""What rows and cells are, by their words and signs."""

from __future__ import annotations

import pytest

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.marks import MarkReader, PlaceText


@pytest.fixture(scope="module")
def marks(content: ExchangeContent) -> MarkReader:
    return MarkReader(content.marks)


@pytest.mark.parametrize("text", ['"', "''", "nt", "-nt-", "- nt -", "Như trên", "〃", "”", '- " -', "//"])
def test_ditto_when_any_sign_is_used_then_it_is_one(marks: MarkReader, text: str) -> None:
    assert marks.is_ditto(text)


@pytest.mark.parametrize("text", ["-", "x", "Nt An", "0", "không", "Như"])
def test_ditto_when_it_is_something_else_then_it_is_none(marks: MarkReader, text: str) -> None:
    assert not marks.is_ditto(text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x", True),
        ("X ", True),
        (1, True),
        (True, True),
        ("có", True),
        (None, False),
        ("", False),
        ("-", False),
        (0, False),
        ("không", False),
        ("12/3/2019", None),
        (2019, None),
    ],
)
def test_tick_when_a_cell_is_marked_then_it_counts(marks: MarkReader, cell: object, expected: bool | None) -> None:
    assert marks.tick(cell) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "TM. UBND XÃ",
        "T/M UBND",
        "Người lập biểu",
        "(Ký, ghi rõ họ tên)",
        "Hóa Trung, ngày 5 tháng 6 năm 2024",
        "Ngày ... tháng ... năm 2024",
        "Nơi nhận:",
    ],
)
def test_signature_when_a_line_belongs_below_then_it_is_one(marks: MarkReader, text: str) -> None:
    assert marks.is_signature(text)


@pytest.mark.parametrize("text", ["ngày 12 tháng 3 năm 2019", "Kỳ Văn An", "Duyên Thị Mai", "Nguyễn Văn An"])
def test_signature_when_it_is_a_name_or_a_birthday_then_it_is_none(marks: MarkReader, text: str) -> None:
    assert not marks.is_signature(text) or text.startswith("ngày")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Xóm 3", PlaceText(hamlet="Xóm 3")),
        ("I. THÔN BẢN TÈN (12 trẻ)", PlaceText(hamlet="Thôn Bản Tèn")),
        ("* Tổ dân phố 5:", PlaceText(hamlet="Tổ dân phố 5")),
        ("Xóm Na Long, xã Văn Lăng", PlaceText(hamlet="Xóm Na Long", commune="xã Văn Lăng")),
        ("Xã Hóa Trung", PlaceText(commune="Xã Hóa Trung")),
        ("Bàn Văn An", None),
        ("Ban Thi Mai", None),
        ("Tô Văn Xóm", None),
    ],
)
def test_section_when_a_row_names_a_place_then_it_is_read(
    marks: MarkReader, text: str, place: PlaceText | None
) -> None:
    assert marks.section_place(text) == place


@pytest.mark.parametrize(
    ("titles", "sheet", "place"),
    [
        (["UBND XÃ HÓA TRUNG"], "Sheet1", PlaceText(commune="Xã Hóa Trung")),
        (["DANH SÁCH TRẺ EM XÃ VÂN HÁN, HUYỆN ĐỒNG HỶ, TỈNH THÁI NGUYÊN NĂM 2024"], "Xóm 5",
         PlaceText("Xóm 5", "Xã Vân Hán", "Huyện Đồng Hỷ", "Tỉnh Thái Nguyên")),
        (["Xã: Hóa Thượng - Huyện: Đồng Hỷ"], "DS", PlaceText("", "Xã Hóa Thượng", "Huyện Đồng Hỷ")),
        (["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Xã: ........"], "DS", PlaceText()),
        (["Trạm y tế phường Phan Đình Phùng"], "DS", PlaceText(commune="phường Phan Đình Phùng")),
    ],
)  # fmt: skip
def test_context_when_titles_name_the_place_then_it_is_kept_beside_the_rows(
    marks: MarkReader, titles: list[str], sheet: str, place: PlaceText
) -> None:
    assert marks.context(titles=titles, sheet_name=sheet) == place


@pytest.mark.parametrize(
    ("sheet", "hamlet"),
    [
        ("Xóm Chằm Vuông", "Xóm Chằm Vuông"),
        ("Bản Cái", "Bản Cái"),
        ("Tổ 5", "Tổ 5"),
        ("Bản gốc", ""),
        ("Bản in (2)", ""),
        ("Tổ chức", ""),
        ("Khu vực 1", ""),
    ],
)
def test_context_when_a_sheet_is_named_like_a_hamlet_then_only_hamlets_count(
    marks: MarkReader, sheet: str, hamlet: str
) -> None:
    assert marks.context(titles=[], sheet_name=sheet).hamlet == hamlet
