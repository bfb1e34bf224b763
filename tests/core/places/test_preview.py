"""Before places change, everybody can see who gains and who loses which children."""

from __future__ import annotations

from datetime import date

import pytest

from mangnon.core.places.changes import Merge, NewUnit, Rename, Reparent, Split, plan_change
from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion, build_gazetteer
from mangnon.core.places.names import Level
from mangnon.core.places.preview import AccessChange, ChildCount, PlaceAssignment, preview_change

ON = date(2027, 1, 1)
START = date(2025, 7, 1)
OFFICER_A = PlaceAssignment("an", "commune_officer", "05917", START)
OFFICER_B = PlaceAssignment("binh", "commune_officer", "05923", START)
PROVINCE = PlaceAssignment("chi", "province_officer", "19")
WALKER = PlaceAssignment("dung", "collaborator", "05923-001", date(2027, 3, 1))
GONE = PlaceAssignment("giang", "commune_officer", "05923", START, date(2026, 1, 1))
PEOPLE = (OFFICER_A, OFFICER_B, PROVINCE, WALKER, GONE)
COUNTS = (
    ChildCount("05923-001", 30),
    ChildCount("05923-002", 20),
    ChildCount("05923", 5),
    ChildCount("05917", 100),
    ChildCount("05953", 70),
)


@pytest.fixture
def land(gazetteer: Gazetteer) -> Gazetteer:
    hamlets = [PlaceVersion(Level.HAMLET, f"05923-00{n}", f"Xóm {n}", "xóm", "05923", START) for n in (1, 2)]
    return build_gazetteer(places=[*gazetteer.places, *hamlets], changes=gazetteer.changes)


def preview(land: Gazetteer, action: Rename | Merge | Split | Reparent):  # type: ignore[no-untyped-def]
    plan = plan_change(land, action=action, on=ON, source="NQ thử")
    return preview_change(land, plan=plan, assignments=PEOPLE, counts=COUNTS)


def by_who(access: tuple[AccessChange, ...]) -> dict[str, AccessChange]:
    return {change.assignment.who: change for change in access}


def total(counts: tuple[ChildCount, ...]) -> int:
    return sum(count.children for count in counts)


def test_preview_when_renamed_then_nobody_gains_or_loses(land: Gazetteer) -> None:
    shown = preview(land, Rename("05923", "Tân Mới", "xã"))
    assert shown.access == ()
    assert [(m.place, m.children, m.to) for m in shown.moved] == [("05923", 55, ("05923",))]


def test_preview_when_merged_then_both_offices_see_both_and_the_province_the_same(land: Gazetteer) -> None:
    shown = preview(land, Merge(("05917", "05923"), NewUnit("05917", "Tân Khánh", "xã", "19")))
    access = by_who(shown.access)
    assert set(access) == {"an", "binh"}
    assert (total(access["an"].gains), total(access["an"].loses)) == (55, 0)
    assert (total(access["binh"].gains), access["binh"].follows_to) == (100, "05917")
    assert access["binh"].from_day == ON
    assert shown.undecided_children == 0


def test_preview_when_split_then_the_office_waits_and_hamlet_people_stay(land: Gazetteer) -> None:
    parts = (NewUnit("05923", "Tân Thành", "xã", "19"), NewUnit("05924", "Tân Hòa", "xã", "19"))
    action = Split("05923", parts, {"05923-001": "05923", "05923-002": "05924"})
    shown = preview(land, action)
    access = by_who(shown.access)
    assert set(access) == {"binh"}
    assert access["binh"].follows_to is None
    assert total(access["binh"].loses) == 55
    assert shown.undecided_children == 5  # those of whom no hamlet is known
    assert [m.to for m in shown.moved if m.place == "05923"] == [("05923", "05924")]


def test_preview_when_a_hamlet_moves_then_one_office_loses_what_the_other_gains(land: Gazetteer) -> None:
    access = by_who(preview(land, Reparent("05923-001", "05917")).access)
    assert access["an"].gains == access["binh"].loses == (ChildCount("05923-001", 30),)
    assert "dung" not in access


def test_preview_when_an_assignment_begins_later_then_from_that_day(land: Gazetteer) -> None:
    later = PlaceAssignment("hoa", "commune_officer", "05917", date(2027, 6, 1))
    plan = plan_change(land, action=Reparent("05923-001", "05917"), on=ON, source="NQ thử")
    (change,) = preview_change(land, plan=plan, assignments=[later], counts=COUNTS).access
    assert change.from_day == date(2027, 6, 1)
