"""A list of children with everything wrong at once."""

from __future__ import annotations

from datetime import date

from mangnon.vocab.legacy_encoding import encode_legacy

from .conftest import ReadRows


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
