"""The order and the parts of a session's table."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from mangnon.domain.children.queries import Followed
from mangnon.interfaces.office.sessions import people
from mangnon.interfaces.office.sessions.asked import Session

pytestmark = pytest.mark.django_db


def followed(number: int, name: str, hamlet: str) -> Followed:
    return Followed(
        child_id=UUID(int=number), full_name=name, birth_date=date(2025, 1, 1), birth_precision="day", sex="f",
        commune_id=None, hamlet_id=None, hamlet_text=hamlet, synthetic=False,
    )  # fmt: skip


def part(children: list[Followed], number: int) -> people.Part:
    return people.take_part(children=children, session=Session(on=date(2026, 11, 24), part=number))


def test_children_when_ordered_then_by_hamlet_and_given_name_as_vietnamese_do() -> None:
    children = [followed(1, "Bùi Thị Yến", "Xóm 1"), followed(2, "Vũ Văn An", "Xóm 1"), followed(3, "A Bình", "Xóm 2")]
    assert [child.full_name for child in part(children, 1).children] == ["Vũ Văn An", "Bùi Thị Yến", "A Bình"]


def test_session_when_longer_than_a_part_then_cut_at_hamlets_and_nobody_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(people, "ROWS_A_PART", 10)
    sizes = {"Xóm 1": 6, "Xóm 2": 5, "Xóm 3": 23, "Xóm 4": 2}
    children = [
        followed(place * 100 + number, f"Trẻ {number:02}", hamlet)
        for place, (hamlet, size) in enumerate(sizes.items())
        for number in range(size)
    ]
    parts = [part(children, number) for number in range(1, 7)]
    assert [len(each.children) for each in parts][:5] == [6, 5, 10, 10, 5]
    seen = [child.child_id for each in parts[:5] for child in each.children]
    assert sorted(seen) == sorted(child.child_id for child in children)
    assert parts[5].children == parts[4].children, "past the end the last part is shown"
    pages = parts[1].pages
    assert pages
    assert (pages.first, pages.last, pages.total) == (7, 11, 36)
    assert "phan=3" in pages.next_url


def test_session_when_nobody_is_in_it_then_an_empty_part() -> None:
    assert part([], 3).children == ()
