"""What is printed of a text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from mangnon.interfaces.papers.values import plain


def test_plain_when_decomposed_then_composed() -> None:
    assert plain(unicodedata.normalize("NFD", "Nguyễn Thị Ước")) == "Nguyễn Thị Ước"


def test_plain_when_it_holds_controls_or_turning_signs_then_they_go() -> None:
    assert plain("a\x00b\x1bc\u202ed\u200be\ufefff\ud800g") == "abcdefg"


def test_plain_when_lines_end_in_any_way_then_one_way() -> None:
    assert plain("một\r\nhai\u2028ba\rbốn\n") == "một\nhai\nba\nbốn"


@given(st.text())
def test_plain_when_applied_twice_then_as_once_and_fit_for_xml(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert all(sign == "\n" or ord(sign) >= 0x20 for sign in once)
    once.encode("utf-8")
