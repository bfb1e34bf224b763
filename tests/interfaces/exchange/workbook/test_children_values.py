"""Lists of children as offices keep them: what a cell may hold."""

from __future__ import annotations

from datetime import date

import pytest

from mangnon.interfaces.exchange.workbook.children import read_children
from mangnon.interfaces.exchange.workbook.refusals import NoListError
from mangnon.interfaces.exchange.workbook.verdicts import REASONS, WARNINGS

from .conftest import HEAD, TODAY, MakeBook, ReadRows, at, child, only, rows_of


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


def test_children_when_a_name_is_longer_than_is_kept_then_it_warns(read_rows: ReadRows) -> None:
    row = only(read_rows([HEAD, child(1, mother="Lò " + "Thị " * 30 + "Hoa")]))
    assert "name_long" in row.warnings
    assert "name_long" not in only(read_rows([HEAD, child(1)])).warnings
