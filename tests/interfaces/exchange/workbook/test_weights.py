"""Weighing books: months, measures and units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.verdicts import WARNINGS
from mangnon.interfaces.exchange.workbook.weights import WeightsReading, read_weights

from .conftest import TODAY, MakeBook, at

ReadBook = Callable[..., WeightsReading]
WHO = ["STT", "Họ và tên", "Ngày sinh", "Giới tính"]
BABY = [1, "Vi Thị Ba", "12/3/2025", "Nữ"]


@pytest.fixture
def read_book(make_book: MakeBook, content: ExchangeContent) -> ReadBook:
    def read(rows: Sequence[Sequence[Any]], **given: Any) -> WeightsReading:
        return read_weights(make_book(rows, **given), content=content, today=TODAY)

    return read


def test_book_when_months_stand_above_measures_then_each_month_is_a_weighing(read_book: ReadBook) -> None:
    reading = read_book(
        [
            ["SỔ THEO DÕI TĂNG TRƯỞNG"],
            [*WHO, "Tháng 1/2026", None, "Tháng 2/2026", None],
            [None, None, None, None, "CN (kg)", "CC (cm)", "CN (kg)", "CC (cm)"],
            [*BABY, "8,5", 72, 8.75, "73,5"],
            [2, "Vi Văn Tư", "1/2/2026", "Nam", None, None, "3.2kg", None],
        ],
        merges=["E2:F2", "G2:H2"],
    )
    first, second = reading.rows
    assert [(w.on, w.precision, w.weight_g, w.length_mm) for w in first.weights] == [
        (date(2026, 1, 1), "month", 8500, 720),
        (date(2026, 2, 1), "month", 8750, 735),
    ]
    assert first.warnings == ("measure_day_unknown",)
    assert [(w.on, w.weight_g, w.length_mm, w.columns) for w in second.weights] == [(date(2026, 2, 1), 3200, None, "G")]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (["Cân nặng (kg)", None, "Chiều cao (cm)", None], ["T1", "T2", "T1", "T2"]),
        (["T1", "T2", "T1", "T2"], None),
    ],
)
def test_book_when_the_year_is_in_the_title_then_months_get_it(
    read_book: ReadBook, head: list[str | None], cells: list[str] | None
) -> None:
    if cells is None:
        rows = [["Sổ cân năm 2026"], [*WHO, "T1", "T2"], [*BABY, 8.5, 8.7]]
        reading = read_book(rows)
        assert [(w.on, w.weight_g, w.length_mm) for w in reading.rows[0].weights] == [
            (date(2026, 1, 1), 8500, None),
            (date(2026, 2, 1), 8700, None),
        ]
        assert "measure_assumed" in reading.rows[0].warnings
        return
    reading = read_book(
        [["Sổ cân năm 2026"], [*WHO, *head], [None, None, None, None, *cells], [*BABY, 8.5, 8.7, 72, 73]],
        merges=["E2:F2", "G2:H2"],
    )
    assert [(w.on, w.weight_g, w.length_mm) for w in reading.rows[0].weights] == [
        (date(2026, 1, 1), 8500, 720),
        (date(2026, 2, 1), 8700, 730),
    ]


def test_book_when_each_round_has_its_day_then_the_day_is_exact(read_book: ReadBook) -> None:
    reading = read_book(
        [
            [*WHO, "Lần 1", None, None, "Lần 2", None, None],
            [
                None,
                None,
                None,
                None,
                "Ngày cân",
                "Cân nặng",
                "Chiều dài nằm",
                "Ngày cân",
                "Cân nặng",
                "Chiều cao đứng",
            ],
            [*BABY, "15/6/2026", 8.5, 72, at(2026, 7, 15), 8.8, 74],
        ],
        merges=["E1:G1", "H1:J1"],
    )
    assert [(w.on, w.precision, w.weight_g, w.length_mm, w.position) for w in reading.rows[0].weights] == [
        (date(2026, 6, 15), "day", 8500, 720, "l"),
        (date(2026, 7, 15), "day", 8800, 740, "h"),
    ]


def test_book_when_one_month_is_the_title_then_plain_columns_get_it(read_book: ReadBook) -> None:
    reading = read_book(
        [
            ["Kết quả cân đo tháng 6 năm 2026"],
            [*WHO, "Cân nặng", "Chiều cao", "Kênh"],
            [*BABY, "8,5", "72", "A"],
        ]
    )
    assert [(w.on, w.weight_g, w.length_mm) for w in reading.rows[0].weights] == [(date(2026, 6, 1), 8500, 720)]


def test_book_when_a_row_has_its_own_day_then_it_counts(read_book: ReadBook) -> None:
    reading = read_book(
        [[*WHO, "Ngày cân", "CN", "CC"], [*BABY, "15/6/2026", "8,5", "72"], [*BABY, "15/7/2026", "8,8", None]]
    )
    assert [(row.row, row.weights[0].on, row.weights[0].weight_g) for row in reading.rows] == [
        (2, date(2026, 6, 15), 8500),
        (3, date(2026, 7, 15), 8800),
    ]


def test_book_when_weight_and_height_share_a_cell_then_both_are_read(read_book: ReadBook) -> None:
    reading = read_book([["Năm 2026"], [*WHO, "Tháng 3"], [*BABY, "8,5/72"]])
    assert [(w.on, w.weight_g, w.length_mm) for w in reading.rows[0].weights] == [(date(2026, 3, 1), 8500, 720)]


@pytest.mark.parametrize(
    ("weight", "grams", "warning"),
    [
        (8.5, 8500, None),
        ("8.5", 8500, None),
        ("8,55 kg", 8550, None),
        ("8500g", 8500, None),
        ("8kg5", 8500, None),
        (8500, None, "weight_doubtful"),
        ("0", None, None),
        (-3, None, "weight_doubtful"),
        ("nhẹ", None, "weight_unreadable"),
        (at(2026, 5, 8), None, "weight_unreadable"),
    ],
)
def test_book_when_a_weight_has_any_unit_then_grams_are_exact_or_asked_about(
    read_book: ReadBook, weight: object, grams: int | None, warning: str | None
) -> None:
    row = read_book([[*WHO, "Ngày cân", "Cân nặng (kg)", "Chiều cao (cm)"], [*BABY, "15/6/2026", weight, 72]]).rows[0]
    assert row.weights[0].weight_g == grams
    assert set(row.warnings) == ({warning} if warning else set())
    assert set(row.warnings) <= WARNINGS.keys()


@pytest.mark.parametrize(
    ("length", "millimetres", "warning"),
    [
        (72, 720, None),
        ("72,5", 725, None),
        ("72 cm", 720, None),
        ("0,72m", 720, None),
        (0.72, None, "length_doubtful"),
        (720, None, "length_doubtful"),
    ],
)
def test_book_when_a_height_has_any_unit_then_millimetres_are_exact_or_asked_about(
    read_book: ReadBook, length: object, millimetres: int | None, warning: str | None
) -> None:
    row = read_book([[*WHO, "Ngày cân", "Cân nặng (kg)", "Chiều cao (cm)"], [*BABY, "15/6/2026", 8.5, length]]).rows[0]
    assert row.weights[0].length_mm == millimetres
    assert set(row.warnings) == ({warning} if warning else set())


@pytest.mark.parametrize(
    ("day", "warning"),
    [
        ("15/6/2027", "measure_future"),
        ("15/6/2024", "measure_before_birth"),
        ("31/6/2026", "measure_date_unreadable"),
        (None, "measure_undated"),
    ],
)
def test_book_when_a_day_cannot_be_then_the_measure_waits(read_book: ReadBook, day: object, warning: str) -> None:
    row = read_book([[*WHO, "Ngày cân", "Cân nặng"], [*BABY, day, 8.5]]).rows[0]
    assert (row.weights[0].on, row.weights[0].weight_g) == (None, 8500)
    assert warning in row.warnings


def test_book_when_the_title_tells_the_day_of_weighing_then_months_get_it(read_book: ReadBook) -> None:
    reading = read_book(
        [
            ["Cân vào ngày 05 hằng tháng"],
            ["Năm 2026"],
            [*WHO, "CN T1", "CC T1", "CN T2"],
            [*BABY, 8.5, 72, 8.7],
        ]
    )
    assert [(w.on, w.precision) for w in reading.rows[0].weights] == [
        (date(2026, 1, 5), "day"),
        (date(2026, 2, 5), "day"),
    ]
    assert reading.rows[0].warnings == ("measure_day_from_title",)


@pytest.mark.parametrize("cell", ["v", "Vắng", "ốm", "-", "x", "không cân"])
def test_book_when_a_child_was_absent_then_nothing_is_recorded(read_book: ReadBook, cell: str) -> None:
    row = read_book([[*WHO, "CN T1/2026", "CC T1/2026"], [*BABY, cell, None]]).rows[0]
    assert (row.weights, row.warnings) == ((), ())


def test_book_when_the_usual_day_lies_before_the_birth_then_only_the_month_is_known(
    read_book: ReadBook,
) -> None:
    newborn = [1, "Vi Thị Ba", "24/8/2026", "Nữ"]
    row = read_book([["Cân vào ngày 05 hằng tháng"], [*WHO, "CN T8/2026"], [*newborn, 2.9]]).rows[0]
    assert (row.weights[0].on, row.weights[0].precision) == (date(2026, 8, 1), "month")
    assert row.warnings == ("measure_day_unknown",)
