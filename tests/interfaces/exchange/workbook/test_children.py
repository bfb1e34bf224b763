"""Lists of children as offices keep them: each messy feature alone, then all together."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from mangnon.interfaces.exchange.workbook.children import ChildrenReading, ChildRow, read_children
from mangnon.interfaces.exchange.workbook.refusals import NoListError
from mangnon.interfaces.exchange.workbook.verdicts import REASONS, WARNINGS
from mangnon.vocab.legacy_encoding import encode_legacy

from .conftest import TODAY, MakeBook, ReadRows, at

HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Họ tên mẹ", "Xóm"]


def child(number: int, name: str = "Nguyễn Văn An", **cells: object) -> list[object]:
    line = {
        "born": "12/3/2019",
        "sex": "Nam",
        "ethnic": "Tày",
        "mother": "Lò Thị Hoa",
        "hamlet": "Xóm 3",
    } | cells
    return [number, name, line["born"], line["sex"], line["ethnic"], line["mother"], line["hamlet"]]


def rows_of(reading: ChildrenReading) -> list[int]:
    return [row.row for row in reading.rows]


def only(reading: ChildrenReading) -> ChildRow:
    assert len(reading.rows) == 1
    return reading.rows[0]


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


@pytest.mark.parametrize(
    ("written", "expected", "precision"),
    [
        ("12/03/2019", date(2019, 3, 12), "day"),
        ("12-3-19", date(2019, 3, 12), "day"),
        ("12.3.2019", date(2019, 3, 12), "day"),
        (at(2019, 3, 12), date(2019, 3, 12), "day"),
        (43536, date(2019, 3, 12), "day"),
        ("43536", date(2019, 3, 12), "day"),
        ("2019-03-12", date(2019, 3, 12), "day"),
        ("ngày 12 tháng 3 năm 2019", date(2019, 3, 12), "day"),
        ("12/O3/2019", date(2019, 3, 12), "day"),
        ("3/2019", date(2019, 3, 1), "month"),
        ("tháng 3/2019", date(2019, 3, 1), "month"),
        (2019, date(2019, 1, 1), "year"),
        ("năm 2019", date(2019, 1, 1), "year"),
        ("khoảng 2019", date(2019, 1, 1), "year"),
        (at(1905, 7, 11), date(2019, 1, 1), "year"),
        ("không rõ", None, None),
        (None, None, None),
        ("3 tuổi", None, None),
    ],
)
def test_children_when_birthdays_have_any_shape_then_day_and_precision_are_read(
    read_rows: ReadRows, written: object, expected: date | None, precision: str | None
) -> None:
    row = only(read_rows([HEAD, child(1, born=written)]))
    assert (row.identity.birth_date, row.identity.birth_precision, row.reasons) == (expected, precision, ())


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2019", "date_impossible"),
        ("29/02/2019", "date_impossible"),
        ("abc", "date_unreadable"),
        ("12/3", "date_unreadable"),
        ("25/12/2026", "birth_future"),
        (at(2027, 1, 1), "birth_future"),
        (2030, "birth_future"),
        ("24/11/2010", "age_over_16"),
        (2009, "age_over_16"),
        ("12/3/1985", "age_over_16"),
    ],
)
def test_children_when_a_birthday_cannot_be_then_the_row_is_rejected(
    read_rows: ReadRows, written: object, reason: str
) -> None:
    assert only(read_rows([HEAD, child(1, born=written)])).reasons == (reason,)


def test_children_when_the_16th_birthday_is_tomorrow_then_it_is_still_a_child(read_rows: ReadRows) -> None:
    assert only(read_rows([HEAD, child(1, born="25/11/2010")])).reasons == ()
    assert "age_near_16" in only(read_rows([HEAD, child(1, born=2010)])).warnings


@pytest.mark.parametrize(
    "name",
    ["Bé", "Bé gái", "Con bà Lan", "Chưa đặt tên", "cháu sơ sinh", "CBM", "Con chị Lò Thị Hoa", "Sơ sinh"],
)
def test_children_when_the_name_is_a_placeholder_then_it_says_so(read_rows: ReadRows, name: str) -> None:
    row = only(read_rows([HEAD, child(1, name, born="1/11/2026")]))
    assert row.identity.placeholder
    assert "name_placeholder" in row.warnings
    assert row.reasons == ()


def test_children_when_a_newborn_has_no_name_then_mother_and_birthday_are_enough(read_rows: ReadRows) -> None:
    row = only(read_rows([HEAD, child(1, None, born="1/11/2026")]))  # type: ignore[arg-type]
    assert (row.identity.full_name, row.identity.placeholder, row.reasons) == ("", True, ())
    assert "name_missing" in row.warnings
    nobody = only(read_rows([HEAD, child(1, None, mother=None, born="1/11/2026")]))  # type: ignore[arg-type]
    assert nobody.reasons == ("name_missing",)


def test_children_when_twins_stand_together_then_both_are_marked(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            HEAD,
            child(1, "Lý A Sáng"),
            child(2, "Lý A Sùng"),
            child(3, "Vi Thị Ba (sinh đôi)", mother="Vi Thị Tư"),
            child(4, mother="Hà Thị Lan"),
        ]
    )
    assert [row.identity.twin for row in reading.rows] == [True, True, True, False]
    assert reading.rows[2].identity.full_name == "Vi Thị Ba"


def test_children_when_numbers_lost_their_zeros_then_they_get_them_back(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số định danh", "Số thẻ BHYT", "SĐT"],
            [1, "Nguyễn Văn An", "12/3/2019", "Nam", 19219000001, "TE1 19 1912345678", 912345678],
            [2, "Vi Thị Ba", "12/3/2019", "Nữ", 6319000001.0, "1912345678", "'0912345679"],
            [3, "Vi Thị Tư", "12/3/2019", "Nữ", "1.9319E+10", None, None],
            [4, "Vi Thị Năm", "12/3/2018", "Nam", "019319000001", None, None],
        ]
    )
    ids = [row.identity.personal_id for row in reading.rows]
    assert ids == ["019219000001", "006319000001", None, "019319000001"]
    assert reading.rows[0].identity.insurance_no == "TE1191912345678"
    assert [row.identity.phone for row in reading.rows] == ["0912345678", "0912345679", None, None]
    assert "personal_id_rounded" in reading.rows[2].warnings
    assert {"personal_id_sex", "personal_id_year"} <= set(reading.rows[3].warnings)
    assert all(row.reasons == () for row in reading.rows)


@pytest.mark.parametrize(
    ("text", "codes", "risks", "poverty"),
    [
        ("Mồ côi cả cha và mẹ", ["10a"], [], None),
        ("Mồ côi cha, mẹ đi làm ăn xa", [], ["parents_away"], None),
        ("mồ côi cha", [], [], None),
        ("Không nơi nương tựa", ["10c"], [], None),
        ("Khuyết tật nặng; hộ nghèo", ["10d"], [], "poor"),
        ("nhiễm HIV", ["10đ"], [], None),
        ("10đ", ["10đ"], [], None),
        ("mắc bệnh hiểm nghèo, hộ cận nghèo", ["10n"], [], "near_poor"),
        ("bố mẹ ly hôn", [], ["parents_divorced"], None),
        ("có nguy cơ", [], ["said_at_risk"], None),
        ("Không", [], [], None),
        ("-", [], [], None),
        ("thoát nghèo", [], [], "none"),
        ("KT nhẹ, bị bỏ rơi", ["10b", "10d"], [], None),
    ],
)
def test_children_when_circumstances_are_free_text_then_groups_and_risks_are_read(
    read_rows: ReadRows, text: str, codes: list[str], risks: list[str], poverty: str | None
) -> None:
    row = only(read_rows([[*HEAD, "Hoàn cảnh"], [*child(1), text]]))
    assert [one.code for one in row.circumstances] == codes
    assert (list(row.risks), row.poverty) == (risks, poverty)
    assert row.at_risk == (bool(risks) or poverty in ("poor", "near_poor"))


def test_children_when_groups_have_their_own_columns_then_a_cross_gives_the_group(
    read_rows: ReadRows,
) -> None:
    reading = read_rows(
        [
            [
                "STT",
                "Họ và tên",
                "Ngày sinh",
                "Hoàn cảnh đặc biệt",
                None,
                None,
                "Hộ nghèo",
                "Hộ cận nghèo",
                "Có nguy cơ",
            ],
            [None, None, None, "Mồ côi cả cha mẹ", "Khuyết tật", "Bị bỏ rơi", None, None, None],
            [1, "Nguyễn Văn An", "12/3/2019", "x", None, None, "x", None, None],
            [2, "Vi Thị Ba", "12/3/2019", None, "nặng", None, None, "X", None],
            [3, "Vi Thị Tư", "12/3/2019", None, "0", "-", None, None, 1],
        ],
        merges=["D1:F1", "A1:A2", "B1:B2", "C1:C2", "G1:G2", "H1:H2", "I1:I2"],
    )
    assert [[(c.code, c.subtype) for c in row.circumstances] for row in reading.rows] == [
        [("10a", None)],
        [("10d", "severe")],
        [],
    ]
    assert [row.poverty for row in reading.rows] == ["poor", "near_poor", None]
    assert [row.at_risk for row in reading.rows] == [True, True, True]


def test_children_when_sexes_are_written_any_way_then_they_are_read(read_rows: ReadRows) -> None:
    written = ["Nam", "nữ", "TRAI", "Gái", "M", "F", 1, 0, "nu", None, "N"]
    reading = read_rows([HEAD, *(child(at + 1, sex=sex) for at, sex in enumerate(written))])
    assert [row.identity.sex for row in reading.rows] == [
        "m",
        "f",
        "m",
        "f",
        "m",
        "f",
        "m",
        "f",
        "f",
        None,
        None,
    ]


def test_children_when_only_girls_are_ticked_then_the_others_are_boys_with_a_warning(
    read_rows: ReadRows,
) -> None:
    reading = read_rows(
        [
            ["STT", "Họ và tên", "Ngày sinh", "Nữ"],
            [1, "Nguyễn Văn An", "12/3/2019", None],
            [2, "Vi Thị Ba", "12/3/2019", "x"],
        ]
    )
    assert [row.identity.sex for row in reading.rows] == ["m", "f"]
    assert "sex_by_empty_mark" in reading.rows[0].warnings


def test_children_when_family_and_given_name_have_two_columns_then_they_are_joined(
    read_rows: ReadRows,
) -> None:
    apart = read_rows([["STT", "Họ và tên đệm", "Tên", "Ngày sinh"], [1, "NGUYỄN VĂN", "AN", "12/3/2019"]])
    under_one = read_rows(
        [["STT", "Họ và tên", None, "Ngày sinh"], [1, "Nguyễn Văn", "An", "12/3/2019"]], merges=["B1:C1"]
    )
    assert {only(apart).identity.full_name, only(under_one).identity.full_name} == {"Nguyễn Văn An"}


def test_children_when_the_workbook_counts_days_from_1904_then_serials_do_too(read_rows: ReadRows) -> None:
    row = only(read_rows([HEAD, child(1, born=42074)], mac=True))
    assert row.identity.birth_date == date(2019, 3, 12)


def test_children_when_an_address_is_one_cell_then_it_is_kept_whole(read_rows: ReadRows) -> None:
    row = only(
        read_rows(
            [
                ["STT", "Họ và tên", "Ngày sinh", "Địa chỉ"],
                [1, "Vi Thị Ba", "1/2/2020", "Xóm 3, xã Hóa Trung, huyện Đồng Hỷ"],
            ]
        )
    )
    assert row.identity.place.address == "Xóm 3, xã Hóa Trung, huyện Đồng Hỷ"


def test_children_when_no_sheet_is_a_list_then_one_sentence_says_so(make_book: MakeBook, content: object) -> None:
    book = make_book([["Báo cáo"], ["Nội dung", "Số lượng"], ["Trẻ em", 12]])
    with pytest.raises(NoListError, match="Không tìm thấy danh sách trẻ"):
        read_children(book, content=content, today=TODAY)  # type: ignore[arg-type]


def test_children_when_any_row_is_read_then_its_codes_are_in_the_catalogue(read_rows: ReadRows) -> None:
    reading = read_rows(
        [[*HEAD, "Số định danh", "Hoàn cảnh", "BHYT", "SĐT", "Hộ nghèo/cận nghèo"]]
        + [
            [*child(n, name, born=born, sex=sex, ethnic=ethnic), number, text, card, phone, poor]
            for n, (name, born, sex, ethnic, number, text, card, phone, poor) in enumerate(
                [
                    ("X", "1/1/19", 1, 25, "9", "ở đâu đó", "?!", "abc", "gì"),
                    ("An", "3 tuổi", "?", "Thổ", "123456789", "mồ côi", "12", "09123456789/0912345678", "x"),
                    (
                        "Bé",
                        "05/25/2019",
                        "x",
                        "xyz",
                        "1.9E+10",
                        "bố nhiễm HIV",
                        "123456789",
                        "1683456789",
                        "HN",
                    ),
                ]
            )
        ]
    )
    assert {code for row in reading.rows for code in row.warnings} <= WARNINGS.keys()
    assert {code for row in reading.rows for code in row.reasons} <= REASONS.keys()
    assert len(reading.rows) == 3


def test_children_when_a_signer_stands_without_a_mark_then_he_is_no_child(read_rows: ReadRows) -> None:
    reading = read_rows([HEAD, child(1), [], [None, "Nguyễn Văn Bảy", None, None, None, "Trần Văn Tám"]])
    assert rows_of(reading) == [2]


def test_children_when_only_name_and_hamlet_are_known_then_the_row_still_counts(read_rows: ReadRows) -> None:
    reading = read_rows([HEAD, child(1), [None, "Vi Thị Ba", None, None, None, None, "Xóm 3"], child(3)])
    assert rows_of(reading) == [2, 3, 4]


def test_children_when_day_and_year_have_two_columns_then_they_are_put_together(read_rows: ReadRows) -> None:
    row = only(read_rows([["STT", "Họ và tên", "Ngày sinh", "Năm sinh"], [1, "Vi Thị Ba", "12/3", 2019]]))
    assert (row.identity.birth_date, row.identity.birth_precision) == (date(2019, 3, 12), "day")


def test_children_when_a_month_first_computer_ate_the_days_then_it_warns(read_rows: ReadRows) -> None:
    eaten = [child(n, born=at(2019, n, 5)) for n in range(1, 10)]
    reading = read_rows([HEAD, *eaten, child(10, born="25/03/2019")])
    assert all("date_maybe_swapped" in row.warnings for row in reading.rows[:-1])
    assert "date_maybe_swapped" not in reading.rows[-1].warnings


def test_children_when_everything_is_messy_at_once_then_every_data_row_counts_exactly_once(
    read_rows: ReadRows,
) -> None:
    head = [
        "TT",
        "HỌ VÀ TÊN TRẺ",
        "NGÀY SINH",
        None,
        "Dân tộc",
        "Số ĐDCN",
        "Họ tên cha, mẹ",
        None,
        "SĐT",
        "Hoàn cảnh",
        "Ghi chú",
    ]
    levels = [None, None, "Nam", "Nữ", None, None, "Cha", "Mẹ", None, None, None]
    numbers = [f"({n})" for n in range(1, 12)]

    def line(n: object, name: object, m: object, f: object, *rest: object) -> list[object]:
        return [n, name, m, f, *rest, *([None] * (7 - len(rest)))]

    sheets = {
        "Xóm Na Long": [
            ["UBND XÃ HÓA TRUNG", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            [None, None, None, None, None, "Độc lập - Tự do - Hạnh phúc"],
            ["DANH SÁCH TRẺ EM XÃ HÓA TRUNG, HUYỆN ĐỒNG HỶ NĂM 2024"],
            [],
            head,
            levels,
            numbers,
            ["A", "TRẺ DƯỚI 6 TUỔI"],
            line(
                1,
                "  NGUYỄN   VĂN AN ",
                "12/3/2021",
                None,
                "Tày",
                19221000001,
                "Nguyễn Văn Ba",
                "Lò Thị Hoa",
                912345678,
                "Hộ nghèo",
            ),
            line(2, "Nguyễn Thị Bình", None, 44567, '"', None, "nt", "nt", '"', None),
            line("3.", "Con bà Mai", None, "1/11/2026", "Nùng", None, None, "Hoàng Thị Mai"),
            [],
            line(4, None, "2/11/2026", None, "Nùng", None, None, "Hoàng Thị Mận"),
            line(None, "Cộng: 4", 2, 2),
            ["B", "TRẺ TỪ 6 TUỔI"],
            head,
            levels,
            line(5, "Lý A Sáng", "31/2/2016", None, "H'Mông", "006216000001"),
            line(
                6,
                "Lý Thị Mỷ",
                None,
                2017,
                "Mông",
                None,
                None,
                None,
                None,
                "Mồ côi cả cha và mẹ",
                "ở với bà ngoại",
            ),
            line(7, "Vi Văn Cũ", 2001, None, "Tày"),
            ["Tổng cộng: 7 trẻ"],
            [],
            [None, None, None, None, None, None, None, "Hóa Trung, ngày 30 tháng 6 năm 2024"],
            [None, "Người lập biểu", None, None, None, None, None, "TM. UBND XÃ"],
            [None, "(Ký, họ tên)", None, None, None, None, None, "(Ký, đóng dấu)"],
            [],
            [None, "Nguyễn Thị Lập", None, None, None, None, None, "Trần Văn Chủ"],
        ],
        "Tiếp theo": [
            line(
                8,
                encode_legacy("Dương Thị Phượng", encoding="tcvn3"),
                None,
                "5-6-19",
                encode_legacy("Sán Dìu", encoding="tcvn3"),
            ),
            line(
                9,
                encode_legacy("Bàn Văn Thượng", encoding="tcvn3"),
                encode_legacy("tháng 5/2019", encoding="tcvn3"),
                None,
                "Dao",
            ),
        ],
        "Tổng hợp": [["STT", "Xóm", "Số trẻ"], [1, "Na Long", 7]],
    }
    reading = read_rows(sheets)
    assert [(row.sheet, row.row) for row in reading.rows] == [
        *(("Xóm Na Long", row) for row in (9, 10, 11, 13, 18, 19, 20)),
        ("Tiếp theo", 1),
        ("Tiếp theo", 2),
    ]
    rejected = {row.row: row.reasons for row in reading.rows if row.reasons}
    assert rejected == {18: ("date_impossible",), 20: ("age_over_16",)}
    names = [row.identity.full_name for row in reading.rows]
    assert names == [
        "Nguyễn Văn An",
        "Nguyễn Thị Bình",
        "Con bà Mai",
        "",
        "Lý A Sáng",
        "Lý Thị Mỷ",
        "Vi Văn Cũ",
        "Dương Thị Phượng",
        "Bàn Văn Thượng",
    ]
    first, second = reading.rows[:2]
    assert (first.identity.personal_id, first.identity.phone, first.poverty) == (
        "019221000001",
        "0912345678",
        "poor",
    )
    assert (second.identity.ethnic_code, second.identity.phone, second.identity.birth_date) == (
        "02",
        "0912345678",
        date(2022, 1, 6),
    )
    assert [carer.full_name for carer in second.identity.carers] == ["Nguyễn Văn Ba", "Lò Thị Hoa"]
    assert (reading.rows[0].identity.context.hamlet, reading.rows[0].identity.context.commune) == (
        "Xóm Na Long",
        "Xã Hóa Trung",
    )
    assert [one.code for one in reading.rows[5].circumstances] == ["10a"]
    listed = {(row.sheet, row.row) for row in reading.rows} | {(row.sheet, row.row) for row in reading.ignored}
    assert len(listed) == len(reading.rows) + len(reading.ignored)


def test_children_when_a_sheet_lists_grown_ups_then_it_is_no_list_of_children(read_rows: ReadRows) -> None:
    staff = [
        ["DANH SÁCH CỘNG TÁC VIÊN"],
        ["STT", "Họ và tên", "Xóm", "SĐT"],
        [1, "Nguyễn Thị Lập", "Xóm 1", 912345678],
    ]
    reading = read_rows({"Trẻ": [HEAD, child(1)], "CTV": staff})
    assert [(row.sheet, row.row) for row in reading.rows] == [("Trẻ", 2)]
    assert [sheet.sheet for sheet in reading.ignored_sheets] == ["CTV"]


def test_children_when_two_addresses_are_given_then_the_present_one_counts(read_rows: ReadRows) -> None:
    reading = read_rows(
        [
            ["STT", "Họ và tên", "Ngày sinh", "Nơi thường trú", None, "Nơi ở hiện nay", None],
            [None, None, None, "Xóm", "Xã", "Xóm", "Xã"],
            [1, "Vi Thị Ba", "1/1/2019", "A", "B", 5, "D"],
        ],
        merges=["D1:E1", "F1:G1"],
    )
    assert (only(reading).identity.place.hamlet, only(reading).identity.place.commune) == ("Xóm 5", "D")


def test_children_when_the_sex_has_no_heading_then_its_words_tell(read_rows: ReadRows) -> None:
    reading = read_rows([["STT", "Họ và tên", "Ngày sinh", None, "Dân tộc"], [1, "Vi Thị Ba", "1/1/2019", "Nữ", "Tày"]])
    assert only(reading).identity.sex == "f"
    assert reading.layout.tables[0].columns[3].confidence == 0.5
