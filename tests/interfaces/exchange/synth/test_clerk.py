"""What clerks write can be read back by who knows their ways."""

from __future__ import annotations

import unicodedata
from datetime import date

import numpy as np
import pytest

from mangnon.interfaces.exchange.synth import clerk


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Nguyễn Thị Hường", "NguyÔn ThÞ H\u00adêng"),
        ("Đặng Văn Quý", "§Æng V¨n Quý"),
        ("Danh sách trẻ em", "Danh s¸ch trÎ em"),
        ("Ưng Âu Ơn", "¦ng ¢u ¥n"),
    ],
)
def test_tcvn3_when_text_is_vietnamese_then_it_has_the_old_letters(text: str, letters: str) -> None:
    assert clerk.tcvn3(text) == letters
    assert clerk.tcvn3(unicodedata.normalize("NFD", text)) == letters


def test_tcvn3_when_the_table_is_turned_round_then_every_small_letter_comes_back() -> None:
    back = {code: letter for letter, code in clerk.TCVN3.items()}
    assert len(back) == len(clerk.TCVN3)
    assert all(ord(code) < 256 for code in back)


def test_date_text_when_plain_then_it_is_day_month_year() -> None:
    rng = np.random.default_rng(1)
    assert clerk.date_text(rng, date(2019, 5, 7), plain=True) == "07/05/2019"


def test_date_text_when_not_plain_then_many_shapes_hold_the_same_day() -> None:
    rng = np.random.default_rng(1)
    seen = {clerk.date_text(rng, date(2019, 5, 17), plain=False) for _ in range(200)}
    assert {"17/5/2019", "17.05.2019", "ngày 17 tháng 05 năm 2019", "2019-05-17", "17/5/19"} <= seen


def test_weight_text_when_written_by_hand_then_the_grams_can_be_told() -> None:
    rng = np.random.default_rng(1)
    assert {clerk.weight_text(rng, 8_600) for _ in range(200)} == {"8,6", "8.6kg", "8kg6", "8600"}
    assert {clerk.length_text(rng, 755) for _ in range(200)} == {"75,5", "75.5 cm", "0,755 m"}


def test_careless_when_spaces_are_put_right_then_the_text_is_the_same() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        assert " ".join(clerk.careless(rng, "Hà Thị Mai").split()) == "Hà Thị Mai"


def test_words_when_a_group_is_named_then_every_group_has_some() -> None:
    assert len(clerk.CIRCUMSTANCE_WORDS) == 14
