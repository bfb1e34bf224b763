"""Reading what was typed in the one search box."""

from __future__ import annotations

from datetime import date

from mangnon.domain.children.search import read_search


def test_read_search_when_there_is_too_little_then_nothing_is_asked() -> None:
    assert read_search("") is None
    assert read_search("a") is None
    assert read_search("12") is None
    assert read_search("31/02/2020") is None


def test_read_search_when_a_name_a_day_and_a_number_are_typed_then_each_is_told_apart() -> None:
    asked = read_search("Nguyễn Hòa 17/05/2020 0912 345")
    assert asked is not None
    assert asked.born == date(2020, 5, 17)
    assert asked.patterns == ("%nguyen%", "%hoa%", "%0912345%")
