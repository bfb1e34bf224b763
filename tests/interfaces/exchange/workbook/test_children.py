"""Lists of children as offices keep them: headers, sheets and what surrounds the rows."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from mangnon.vocab.legacy_encoding import encode_legacy

from .conftest import HEAD, ReadRows, at, child, only, rows_of


def test_children_when_the_list_is_clean_then_every_field_is_read_without_a_warning(
    read_rows: ReadRows,
) -> None:
    row = only(read_rows([HEAD, child(1)]))
    who = row.identity
    assert (row.sheet, row.row, row.warnings, row.reasons) == ("Danh sách", 2, (), ())
    assert (who.full_name, who.birth_date, who.birth_precision) == ("Nguyễn Văn An", date(2019, 3, 12), "day")
    assert (who.sex, who.ethnic_code, who.place.hamlet) == ("m", "02", "Xóm 3")
    assert who.carers[0].relation == "mother"
    assert who.carers[0].full_name == "Lò Thị Hoa"


def test_children_when_titles_totals_and_signatures_surround_the_list_then_only_children_count(
    read_rows: ReadRows,
) -> None:
    reading = read_rows(
        [
            ["UBND XÃ HÓA TRUNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            [None, None, None, "Độc lập - Tự do - Hạnh phúc"],
            [],
            ["DANH SÁCH TRẺ EM DƯỚI 16 TUỔI NĂM 2026"],
            ["(Kèm theo Công văn số 12/UBND ngày 5 tháng 6 năm 2026)"],
            [],
            HEAD,
            child(1),
            child(2, "Trần Thị Bình", sex="Nữ"),
            ["Tổng cộng: 2 trẻ"],
            [None, "Trong đó: nam 1, nữ 1"],
            [],
            [None, None, None, None, "Hóa Trung, ngày 5 tháng 6 năm 2026"],
            [None, "NGƯỜI LẬP BIỂU", None, None, None, "TM. ỦY BAN NHÂN DÂN"],
            [None, "(Ký, ghi rõ họ tên)", None, None, None, "CHỦ TỊCH"],
            [],
            [None, "Nguyễn Văn Bảy", None, None, None, "Trần Văn Tám"],
        ]
    )
    assert rows_of(reading) == [8, 9]
    assert {row.kind for row in reading.ignored if row.row > 9} == {"total", "signature"}
    assert reading.rows[0].identity.context.commune == "Xã Hóa Trung"


@pytest.mark.parametrize(
    "total",
    [
        ["Tổng cộng", None, None, 18],
        [None, "Tổng cộng: 36 trẻ"],
        [None, "TỔNG SỐ", 36],
        [None, "Cộng", 18, 18],
        ["Cộng xóm 3:", None, 12],
        [36, "Tổng cộng"],
        [None, "Tổng", "36"],
        ["Tong cong", None, 3],
        [None, "(Danh sách này có 36 trẻ em)"],
        ["Danh sách có 36 trẻ./."],
    ],
)
def test_children_when_a_row_is_a_total_then_it_is_no_child(read_rows: ReadRows, total: list[object]) -> None:
    reading = read_rows([HEAD, child(1), total, child(2)])
    assert rows_of(reading) == [2, 4]
    assert [row.kind for row in reading.ignored if row.row == 3] == ["total"]


@pytest.mark.parametrize(
    "name", ["Tống Văn An", "Tô Thị Cộng", "Bàn Thị Mai", "Xa Thị Mây", "Kỳ Văn Duyệt", "Bế Thị Tổng"]
)
def test_children_when_a_name_looks_like_a_mark_then_it_is_still_a_child(read_rows: ReadRows, name: str) -> None:
    assert only(read_rows([HEAD, child(1, name)])).identity.full_name == name


def test_children_when_hamlets_head_groups_of_rows_then_rows_get_their_hamlet(read_rows: ReadRows) -> None:
    head = HEAD[:-1]
    reading = read_rows(
        [
            head,
            ["I", "Xóm 3"],
            child(1)[:-1],
            ["II", "THÔN BẢN TÈN (2 trẻ)"],
            child(1)[:-1],
            child(2)[:-1],
            ["Xóm Na Long"],
            child(4)[:-1],
        ]
    )
    assert [row.identity.place.hamlet for row in reading.rows] == [
        "Xóm 3",
        "Thôn Bản Tèn",
        "Thôn Bản Tèn",
        "Xóm Na Long",
    ]
    assert rows_of(reading) == [3, 5, 6, 8]


def test_children_when_the_header_is_repeated_then_it_is_no_child(read_rows: ReadRows) -> None:
    reading = read_rows([HEAD, child(1), HEAD, child(2), [], HEAD, child(3)])
    assert rows_of(reading) == [2, 4, 7]


def test_children_when_columns_are_numbered_then_that_row_is_no_child(read_rows: ReadRows) -> None:
    reading = read_rows(
        [HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"], child(1), [1, 2, 3, 4, 5, 6, 7], child(2)]
    )
    assert rows_of(reading) == [3, 5]


def test_children_when_blank_rows_lie_between_then_row_numbers_are_those_on_screen(
    read_rows: ReadRows,
) -> None:
    reading = read_rows([[], [], HEAD, [], child(1), [], [], child(2), [3, None, None], [4]])
    assert rows_of(reading) == [5, 8]


def test_children_when_birthdays_stand_under_the_sexes_then_both_are_read(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            ["STT", "Họ và tên", "Ngày tháng năm sinh", None, "Dân tộc"],
            [None, None, "Nam", "Nữ", None],
            [1, "Nguyễn Văn An", "12/3/2019", None, "Tày"],
            [2, "Trần Thị Bình", None, at(2020, 5, 6), "Kinh"],
            [3, "Lý Mùi Khé", None, 2021, "Dao"],
        ],
        merges=["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
    )
    assert [(r.identity.sex, r.identity.birth_date, r.identity.birth_precision) for r in reading.rows] == [
        ("m", date(2019, 3, 12), "day"),
        ("f", date(2020, 5, 6), "day"),
        ("f", date(2021, 1, 1), "year"),
    ]


def test_children_when_wide_headings_are_not_merged_then_they_still_reach_over_their_columns(
    read_rows: ReadRows,
) -> None:
    reading = read_rows(
        [
            ["STT", "Họ và tên", "Giới tính", None, "Ngày sinh", None, None, "Mẹ", None],
            [None, None, "Nam", "Nữ", "Ngày", "Tháng", "Năm", "Họ tên", "SĐT"],
            [1, "Nguyễn Văn An", "x", None, 12, 3, 2019, "Lò Thị Hoa", 912345678],
            [2, "Trần Thị Bình", None, "X", None, 5, 2020, "Vi Thị Tư", "0912.345.679"],
        ]
    )
    first, second = (row.identity for row in reading.rows)
    assert (first.sex, first.birth_date, first.birth_precision) == ("m", date(2019, 3, 12), "day")
    assert (second.sex, second.birth_date, second.birth_precision) == ("f", date(2020, 5, 1), "month")
    assert [c.phone for c in (*first.carers, *second.carers)] == ["0912345678", "0912345679"]


@pytest.mark.parametrize(
    "parts", [("Ngày", "Tháng", "Năm"), ("Ngày", "Tháng", "Năm sinh"), ("Ngày sinh", "Tháng sinh", "Năm sinh")]
)
def test_children_when_the_birthday_stands_in_three_columns_then_all_of_it_counts(
    read_rows: ReadRows, parts: tuple[str, ...]
) -> None:
    row = only(read_rows([["STT", "Họ và tên", *parts, "Giới tính"], [1, "Nông Văn Pháo", 15, 1, 2020, "Nam"]]))
    assert (row.identity.birth_date, row.identity.birth_precision) == (date(2020, 1, 15), "day")


def test_children_when_the_header_has_three_levels_then_the_path_gives_the_meaning(
    read_rows: ReadRows,
) -> None:
    reading = read_rows(
        [
            ["STT", "Thông tin trẻ", None, None, None, "Thông tin cha mẹ", None, None, None],
            [None, "Họ và tên", "Ngày sinh", "Giới tính", None, "Cha", None, "Mẹ", None],
            [None, None, None, "Nam", "Nữ", "Họ và tên", "Năm sinh", "Họ và tên", "Năm sinh"],
            [1, "Nguyễn Văn An", "12/3/2019", "x", None, "Nguyễn Văn Ba", 1985, "Lò Thị Hoa", 1990],
        ],
        merges=["A1:A3", "B1:E1", "F1:I1", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:I2"],
    )
    who = only(reading).identity
    assert (who.full_name, who.sex, who.birth_date) == ("Nguyễn Văn An", "m", date(2019, 3, 12))
    assert [(c.relation, c.full_name, c.birth_year) for c in who.carers] == [
        ("father", "Nguyễn Văn Ba", 1985),
        ("mother", "Lò Thị Hoa", 1990),
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["Stt", "HỌ VÀ TÊN TRẺ EM", "NGÀY, THÁNG, NĂM SINH", "GIỚI TÍNH", "DÂN TỘC", "HỌ TÊN MẸ", "THÔN/XÓM"],
        ["TT", "Họ tên trẻ", "Sinh ngày", "Nam/Nữ", "Dân tộc", "Tên mẹ", "Thôn"],
        ["TT", "Ho va ten", "Ngay sinh", "Gioi tinh", "Dan toc", "Ho ten me", "Xom"],
        [
            "Số TT",
            "Họ và\ntên",
            "Ngày tháng\nnăm sinh\n(dd/mm/yyyy)",
            "Giới\ntính",
            "Dân\ntộc",
            "Họ và tên\nmẹ",
            "Xóm, bản",
        ],
        ["STT", "Họ, tên cháu (*)", "Năm sinh", "Giới", "DT", "Mẹ", "Tổ dân phố"],
        [encode_legacy(text, encoding="tcvn3") for text in HEAD],
        [encode_legacy(text, encoding="vni") for text in HEAD],
    ],
)
def test_children_when_headings_are_synonyms_then_they_mean_the_same(read_rows: ReadRows, head: list[str]) -> None:
    who = only(read_rows([["Danh sách"], head, child(1)])).identity
    assert (who.full_name, who.birth_date, who.sex, who.ethnic_code) == (
        "Nguyễn Văn An",
        date(2019, 3, 12),
        "m",
        "02",
    )
    assert (who.carers[0].full_name, who.place.hamlet) == ("Lò Thị Hoa", "Xóm 3")


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_children_when_text_is_in_a_legacy_font_then_it_becomes_unicode(read_rows: ReadRows, encoding: str) -> None:
    lines = [
        ["UBND XÃ HÓA TRUNG"],
        HEAD,
        child(1, "Nguyễn Văn Đức", mother="Lường Thị Phượng", hamlet="Xóm Đồng Chuối"),
        child(2, "Hà Lã Bảo", sex="Nữ", ethnic="Nùng"),
        child(3, "Lò A Tủa"),
    ]
    coded = [[encode_legacy(c, encoding=encoding) if isinstance(c, str) else c for c in line] for line in lines]  # type: ignore[arg-type]
    reading = read_rows(coded)
    assert [row.identity.full_name for row in reading.rows] == ["Nguyễn Văn Đức", "Hà Lã Bảo", "Lò A Tủa"]
    assert reading.rows[0].identity.carers[0].full_name == "Lường Thị Phượng"
    assert reading.rows[0].identity.place.hamlet == "Xóm Đồng Chuối"
    assert reading.rows[1].identity.sex == "f"
    assert reading.rows[1].identity.ethnic_code == "07"
    assert "text_legacy_encoding" in reading.rows[0].warnings


def test_children_when_only_some_rows_are_in_a_legacy_font_then_the_others_stay(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            HEAD,
            child(1, "Lã Văn Hà"),
            child(2, encode_legacy("Nguyễn Thị Thủy", encoding="tcvn3")),
            child(3, "Đặng Thị Ngà"),
        ]
    )
    assert [row.identity.full_name for row in reading.rows] == [
        "Lã Văn Hà",
        "Nguyễn Thị Thủy",
        "Đặng Thị Ngà",
    ]


def test_children_when_text_is_decomposed_or_in_capitals_then_it_is_stored_one_way(
    read_rows: ReadRows,
) -> None:
    reading = read_rows([HEAD, child(1, unicodedata.normalize("NFD", "  NGUYỄN   VĂN  ÁNH ")), child(2, "h'hen niê")])
    assert [row.identity.full_name for row in reading.rows] == ["Nguyễn Văn Ánh", "h'hen niê"]


def test_children_when_cells_hold_ditto_marks_then_the_value_above_counts(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            HEAD,
            child(1),
            child(2, "Nguyễn Thị Bông", born='"', sex="Nữ", ethnic="-nt-", mother="nt", hamlet="như trên"),
            child(3, "Vi Văn Cả", ethnic="''", mother="″", hamlet="”"),
        ]
    )
    assert {row.identity.carers[0].full_name for row in reading.rows} == {"Lò Thị Hoa"}
    assert {row.identity.place.hamlet for row in reading.rows} == {"Xóm 3"}
    assert {row.identity.ethnic_code for row in reading.rows} == {"02"}
    assert reading.rows[1].identity.birth_date == date(2019, 3, 12)


def test_children_when_a_mother_is_merged_over_siblings_then_each_has_her(read_rows: ReadRows) -> None:
    reading = read_rows(
        [HEAD, child(1), child(2, "Nguyễn Văn Bé", mother=None, hamlet=None), child(3, mother=None)],
        merges=["F2:F4", "G2:G3"],
    )
    assert [row.identity.carers[0].full_name for row in reading.rows] == ["Lò Thị Hoa"] * 3
    assert [row.identity.place.hamlet for row in reading.rows] == ["Xóm 3"] * 3


def test_children_when_one_child_spans_two_rows_then_it_counts_once(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên cha, mẹ"],
            [1, "Nguyễn Văn An", "12/3/2019", "Nam", "Nguyễn Văn Ba"],
            [None, None, None, None, "Lò Thị Hoa"],
            [2, "Vi Thị Ba", "13/3/2019", "Nữ", "Vi Văn Sáu"],
            [None, None, None, None, "Hà Thị Bảy"],
        ],
        merges=["A2:A3", "B2:B3", "C2:C3", "D2:D3", "A4:A5", "B4:B5", "C4:C5", "D4:D5"],
    )
    assert rows_of(reading) == [2, 4]
    assert [c.full_name for c in reading.rows[1].identity.carers] == ["Vi Văn Sáu", "Hà Thị Bảy"]


def test_children_when_sheets_have_their_own_headers_then_all_are_read(read_rows: ReadRows) -> None:
    reading = read_rows(
        {
            "Xóm 1": [HEAD[:-1], child(1)[:-1]],
            "Xóm 2": [
                ["DANH SÁCH"],
                ["TT", "Ngày sinh", "Họ tên trẻ", "Giới tính"],
                [1, "1/2/2020", "Vi Thị Hai", "Nữ"],
            ],
            "Tổng hợp": [["STT", "Xóm", "Số trẻ", "Nam", "Nữ"], [1, "Xóm 1", 1, 1, 0]],
            "Trống": [],
        }
    )
    assert [(row.sheet, row.row, row.identity.full_name, row.identity.context.hamlet) for row in reading.rows] == [
        ("Xóm 1", 2, "Nguyễn Văn An", "Xóm 1"),
        ("Xóm 2", 3, "Vi Thị Hai", "Xóm 2"),
    ]
    assert [(sheet.sheet, sheet.why) for sheet in reading.ignored_sheets] == [
        ("Tổng hợp", "no_list"),
        ("Trống", "empty"),
    ]


def test_children_when_a_sheet_has_no_header_then_it_continues_the_one_before(read_rows: ReadRows) -> None:
    reading = read_rows({"Trang 1": [HEAD, child(1)], "Trang 2": [child(2), child(3, "Vi Thị Ba")]})
    assert [(row.sheet, row.row) for row in reading.rows] == [("Trang 1", 2), ("Trang 2", 1), ("Trang 2", 2)]


def test_children_when_a_sheet_is_hidden_then_it_is_named_and_not_read(read_rows: ReadRows) -> None:
    reading = read_rows({"Nay": [HEAD, child(1)], "Cũ": [HEAD, child(1), child(2)]}, hidden=["Cũ"])
    assert rows_of(reading) == [2]
    assert [(sheet.sheet, sheet.why) for sheet in reading.ignored_sheets] == [("Cũ", "hidden")]


def test_children_when_two_tables_stand_in_one_sheet_then_each_has_its_columns(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            HEAD,
            child(1),
            [],
            ["Danh sách bổ sung"],
            ["STT", "Giới tính", "Ngày sinh", "Họ và tên"],
            [1, "Nữ", "5/5/2020", "Vi Thị Hai"],
        ]
    )
    assert [row.identity.full_name for row in reading.rows] == ["Nguyễn Văn An", "Vi Thị Hai"]
    assert reading.rows[1].identity.sex == "f"
