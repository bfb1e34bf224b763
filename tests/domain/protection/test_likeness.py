"""Names as told, and birth dates as told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.domain.protection.likeness import names_alike, read_birth

ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("Cu Tý", "Tý", True), ("Nông Văn Tý", "nong van ty", True), ("Nông Văn Tý", "Nông Tý", True),
        ("Bé Na", "Hoàng Thị Na", True),
        ("Cu Tý", "Nông Văn Tý", True), ("Lý Na", "Hoàng Thị Na", False),
        ("Nông Văn Tý", "Nông Văn Tèo", False), ("", "Tý", False), ("", "", False),
        ("Nông Thị Na", "Hoàng Thị Na", True), ("?!", "Tý", False),
    ],
)  # fmt: skip
def test_names_when_compared_then_alike_by_the_given_name_and_what_stands_beside_it(
    first: str, second: str, alike: bool
) -> None:
    assert names_alike(first, second) is alike
    assert names_alike(second, first) is alike


@pytest.mark.parametrize(
    ("words", "born", "precision"),
    [
        ("12/3/2018", date(2018, 3, 12), "day"), ("sinh ngày 12-03-2018", date(2018, 3, 12), "day"),
        ("năm 2018", date(2018, 1, 1), "year"), ("khoảng 8 tuổi", None, "unknown"), ("31/2/2018", None, "unknown"),
        ("12/3/2038", None, "unknown"), ("2038", None, "unknown"), ("", None, "unknown"),
    ],
)  # fmt: skip
def test_birth_when_told_in_words_then_read_as_far_as_known(words: str, born: date | None, precision: str) -> None:
    assert read_birth(words, on=ON) == (born, precision)


@given(st.text(), st.text())
def test_words_when_anything_then_an_answer_and_no_error(first: str, second: str) -> None:
    assert names_alike(first, second) == names_alike(second, first)
    read_birth(first, on=ON)
