"""Immunization registers: headings to products and doses, cells to days and states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.doses import DosesReading, RegisterColumns, read_doses
from mangnon.interfaces.exchange.workbook.refusals import NoListError
from mangnon.interfaces.exchange.workbook.verdicts import WARNINGS

from .conftest import TODAY, MakeBook, at

ReadRegister = Callable[..., DosesReading]


@pytest.fixture
def read_register(make_book: MakeBook, content: ExchangeContent) -> ReadRegister:
    def read(rows: Sequence[Sequence[Any]], **given: Any) -> DosesReading:
        return read_doses(make_book(rows, **given), content=content, today=TODAY)

    return read


@pytest.mark.parametrize(
    ("path", "meaning"),
    [
        (("Viêm gan B sơ sinh",), "dose:HEPB0:1"),
        (("VGB (24h)",), "dose:HEPB0:1"),
        (("VGB", "SS"), "dose:HEPB0:1"),
        (("Viêm gan B", ">24h"), "dose:HEPB0:1"),
        (("Bại liệt", "IPV"), "dose:IPV:"),
        (("Sởi", "MR"), "dose:MR:"),
        (("BCG",), "dose:BCG:1"),
        (("Lao",), "dose:BCG:1"),
        (("5in1 mũi 1",), "dose:PENTA:1"),
        (("5 trong 1 (mũi 3)",), "dose:PENTA:3"),
        (("DPT-VGB-Hib (SII) 2",), "dose:PENTA:2"),
        (("DPT-VGB-Hib", "Mũi 2"), "dose:PENTA:2"),
        (("DPT - VGB - Hib", "Lần 3", "Ngày tiêm"), "dose:PENTA:3"),
        (("6in1", "2"), "dose:HEXA:2"),
        (("OPV1",), "dose:BOPV:1"),
        (("bOPV 2",), "dose:BOPV:2"),
        (("Bại liệt uống lần 3",), "dose:BOPV:3"),
        (("IPV 1",), "dose:IPV:1"),
        (("Bại liệt tiêm", "IPV2"), "dose:IPV:2"),
        (("Sởi",), "dose:MEASLES:"),
        (("MR",), "dose:MR:"),
        (("Sởi-Rubella",), "dose:MR:"),
        (("Sởi - Rubella (18 tháng)",), "dose:MR:"),
        (("Sởi - Quai bị - Rubella",), "dose:MMR:"),
        (("VNNB 3",), "dose:JE:3"),
        (("Viêm não Nhật Bản", "Mũi 1"), "dose:JE:1"),
        (("Rota 2",), "dose:ROTA:2"),
        (("PCV10 mũi 1",), "dose:PCV:1"),
        (("Phế cầu", "II"), "dose:PCV:2"),
        (("DPT4",), "dose:DPT:4"),
        (("Td",), "dose:TD:"),
        (("HPV mũi 2",), "dose:HPV:2"),
        (("Viem gan B so sinh",), "dose:HEPB0:1"),
        (("Họ tên mẹ",), "mother_name"),
        (("Ngày sinh",), "birth_date"),
        (("DPT-VGB-Hib", "Số lô"), "unused"),
    ],
)
def test_register_columns_when_a_heading_names_a_vaccine_then_product_and_dose_are_known(
    content: ExchangeContent, path: tuple[str, ...], meaning: str
) -> None:
    assert RegisterColumns(content).meaning_of(path)[0] == meaning


def test_register_when_headings_have_two_levels_then_each_date_is_a_dose(read_register: ReadRegister) -> None:
    reading = read_register(
        [
            ["SỔ TIÊM CHỦNG TRẺ EM XÃ HÓA TRUNG NĂM 2026"],
            [
                "STT",
                "Họ và tên trẻ",
                "Ngày sinh",
                "Giới",
                "Họ tên mẹ",
                "VGB SS",
                "BCG",
                "DPT-VGB-Hib",
                None,
                None,
                "OPV",
                None,
                "Sởi",
                "Ghi chú",
            ],
            [None, None, None, None, None, None, None, 1, 2, 3, "Lần 1", "Lần 2", None, None],
            [
                1,
                "Nguyễn Văn An",
                "12/3/2026",
                "Nam",
                "Lò Thị Hoa",
                "12/3/2026",
                at(2026, 4, 1),
                "13/5/2026",
                "14/6/26",
                None,
                "x",
                "hoãn",
                None,
                None,
            ],
            [
                2,
                "Vi Thị Ba",
                "1/1/2026",
                "Nữ",
                "Vi Thị Tư",
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                "CCĐ",
                "chuyển đến",
            ],
            ["Tổng cộng", 2],
        ],
        merges=["H2:J2", "K2:L2"],
    )
    assert [row.row for row in reading.rows] == [4, 5]
    doses = reading.rows[0].doses
    assert [(d.product, d.number, d.on, d.state) for d in doses] == [
        ("vn:HEPB0", 1, date(2026, 3, 12), "given"),
        ("vn:BCG", 1, date(2026, 4, 1), "given"),
        ("vn:PENTA", 1, date(2026, 5, 13), "given"),
        ("vn:PENTA", 2, date(2026, 6, 14), "given"),
        ("vn:BOPV", 1, None, "given_undated"),
        ("vn:BOPV", 2, None, "postponed"),
    ]
    assert [d.column for d in doses] == ["F", "G", "H", "I", "K", "L"]
    assert {"dose_undated", "date_two_digit_year"} == set(reading.rows[0].warnings)
    assert [(d.product, d.state) for d in reading.rows[1].doses] == [("vn:MEASLES", "contraindicated")]
    assert reading.rows[0].identity.carers[0].full_name == "Lò Thị Hoa"


def test_register_when_a_product_has_several_unnumbered_columns_then_they_count_up(
    read_register: ReadRegister,
) -> None:
    reading = read_register(
        [
            ["STT", "Họ tên", "Ngày sinh", "Sởi", "MR", "VNNB", "VNNB", "VNNB"],
            [1, "Vi Thị Ba", "1/1/2024", None, "1/8/2025", None, "1/2/2025", None],
        ]
    )
    assert [(d.product, d.number) for d in reading.rows[0].doses] == [("vn:MR", 1), ("vn:JE", 2)]


@pytest.mark.parametrize(
    ("cell", "state", "on", "warning"),
    [
        ("12/4/2026", "given", date(2026, 4, 12), None),
        ("12/4/2026 (TDV)", "given", date(2026, 4, 12), None),
        ("đã tiêm 12/4/2026", "given", date(2026, 4, 12), None),
        (46124, "given", date(2026, 4, 12), None),
        ("4/2026", "given", date(2026, 4, 1), "dose_imprecise"),
        ("x", "given_undated", None, "dose_undated"),
        ("đã tiêm", "given_undated", None, "dose_undated"),
        ("hoãn", "postponed", None, None),
        ("Tạm hoãn", "postponed", None, None),
        ("CCĐ", "contraindicated", None, None),
        ("từ chối", "refused", None, None),
        ("31/4/2026", "unreadable", None, "dose_date_impossible"),
        ("abc", "unreadable", None, "dose_date_unreadable"),
        ("12/4", "unreadable", None, "dose_date_unreadable"),
        ("1/1/2027", "unreadable", None, "dose_future"),
        ("1/1/2026", "unreadable", None, "dose_before_birth"),
    ],
)
def test_register_when_a_cell_says_something_then_state_and_day_are_read(
    read_register: ReadRegister, cell: object, state: str, on: date | None, warning: str | None
) -> None:
    reading = read_register(
        [["STT", "Họ tên", "Ngày sinh", "Giới tính", "BCG"], [1, "Vi Thị Ba", "12/3/2026", "Nữ", cell]]
    )
    dose = reading.rows[0].doses[0]
    assert (dose.state, dose.on) == (state, on)
    assert set(reading.rows[0].warnings) - {"date_unknown"} == ({warning} if warning else set())
    assert set(reading.rows[0].warnings) <= WARNINGS.keys()


@pytest.mark.parametrize("cell", [None, "-", "không", "chưa", "0", "chưa tiêm"])
def test_register_when_a_dose_is_still_to_come_then_nothing_is_recorded(
    read_register: ReadRegister, cell: object
) -> None:
    reading = read_register([["STT", "Họ tên", "Ngày sinh", "BCG"], [1, "Vi Thị Ba", "12/3/2026", cell]])
    assert reading.rows[0].doses == ()


def test_register_when_doses_are_out_of_order_then_it_warns(read_register: ReadRegister) -> None:
    reading = read_register(
        [
            ["STT", "Họ tên", "Ngày sinh", "OPV1", "OPV2"],
            [1, "Vi Thị Ba", "12/1/2026", "1/5/2026", "1/4/2026"],
        ]
    )
    assert "dose_order" in reading.rows[0].warnings


def test_register_when_the_child_has_grown_up_then_the_row_is_still_taken(
    read_register: ReadRegister,
) -> None:
    assert (
        read_register([["STT", "Họ tên", "Ngày sinh", "BCG"], [1, "Vi Thị Ba", "12/1/2008", "1/2/2008"]])
        .rows[0]
        .reasons
        == ()
    )


def test_register_when_there_are_no_vaccines_then_it_is_no_register(read_register: ReadRegister) -> None:
    with pytest.raises(NoListError, match="sổ tiêm chủng"):
        read_register([["STT", "Họ tên", "Ngày sinh"], [1, "Vi Thị Ba", "12/1/2026"]])
