"""The 280 units of before and the changes give exactly the 92 of today."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from mangnon.core.places.gazetteer import (
    Gazetteer,
    OverlappingPlacesError,
    PlaceVersion,
    UnknownPlaceError,
    build_gazetteer,
)
from mangnon.core.places.names import Level

BEFORE = date(2025, 6, 30)
AFTER = date(2025, 7, 1)


def communes(gazetteer: Gazetteer, on: date | None) -> tuple[PlaceVersion, ...]:
    return gazetteer.as_of(on, level=Level.COMMUNE)


def test_as_of_when_day_before_and_day_of_change_then_280_and_92(gazetteer: Gazetteer) -> None:
    before, after = communes(gazetteer, BEFORE), communes(gazetteer, AFTER)
    assert len(before) == 280
    assert Counter(place.kind for place in after) == {"xã": 77, "phường": 15}
    assert communes(gazetteer, None) == after


def test_beneath_when_old_provinces_then_172_in_9_and_108_in_8_districts(gazetteer: Gazetteer) -> None:
    for province, districts, units in (("19", 9, 172), ("06", 8, 108)):
        assert len(gazetteer.beneath(code=province, on=BEFORE, level=Level.DISTRICT)) == districts
        assert len(gazetteer.beneath(code=province, on=BEFORE, level=Level.COMMUNE)) == units
    assert len(gazetteer.children_of(code="19", on=AFTER)) == 92
    assert gazetteer.children_of(code="06", on=AFTER) == ()


def test_replay_when_changes_applied_to_old_units_then_exactly_the_new_ones(gazetteer: Gazetteer) -> None:
    old = {place.code for place in communes(gazetteer, BEFORE)}
    new = {place.code for place in communes(gazetteer, AFTER)}
    changes = [change for change in gazetteer.changes if change.level == Level.COMMUNE]
    assert {change.old_code for change in changes} == old
    assert {change.new_code for change in changes} == new
    assert {change.on for change in changes} == {AFTER}


def test_replay_when_a_unit_has_several_successors_then_all_are_parts(gazetteer: Gazetteer) -> None:
    parts: dict[str, list[str]] = {}
    for change in gazetteer.changes:
        if change.level == Level.COMMUNE:
            parts.setdefault(change.old_code, []).append(change.share)
    split = {code for code, shares in parts.items() if len(shares) > 1}
    assert split == {"05461", "05467", "05932"}  # Gia Sàng, Cam Giá, Thượng Đình
    assert all(shares == ["part", "part"] if code in split else ["whole"] for code, shares in parts.items())


def test_replay_when_provinces_then_63_become_34(gazetteer: Gazetteer) -> None:
    old = gazetteer.as_of(BEFORE, level=Level.PROVINCE)
    new = gazetteer.as_of(AFTER, level=Level.PROVINCE)
    assert (len(old), len(new)) == (63, 34)
    reached = {s.place.code for place in old for s in gazetteer.lineage(code=place.code, on=BEFORE)}
    assert reached == {place.code for place in new}


def test_lineage_when_every_old_unit_followed_then_lands_in_todays_province(gazetteer: Gazetteer) -> None:
    reached = Counter(
        successor.place.code
        for place in communes(gazetteer, BEFORE)
        for successor in gazetteer.lineage(code=place.code, on=BEFORE)
    )
    assert set(reached) == {place.code for place in gazetteer.children_of(code="19")}
    assert sum(reached.values()) == 283  # 277 whole units and 3 in two parts each


def test_lineage_when_code_is_used_again_then_the_day_decides(gazetteer: Gazetteer) -> None:
    old = gazetteer.get(code="05443", on=BEFORE)
    new = gazetteer.get(code="05443")
    assert (old.full_name, new.full_name) == ("Phường Trưng Vương", "Phường Phan Đình Phùng")
    split = gazetteer.lineage(code="05467", on=BEFORE)
    assert [(s.place.code, s.share) for s in split] == [("05467", "part"), ("05500", "part")]
    assert [(s.place.code, s.share) for s in gazetteer.lineage(code="05467")] == [("05467", "whole")]


def test_lineage_when_asked_until_a_day_before_the_change_then_the_old_unit(gazetteer: Gazetteer) -> None:
    (successor,) = gazetteer.lineage(code="05461", on=date(2020, 1, 1), until=BEFORE)
    assert successor.place.full_name == "Phường Gia Sàng"
    assert successor.share == "whole"


def test_lineage_when_district_ended_then_todays_communes_of_its_communes(gazetteer: Gazetteer) -> None:
    reached = [s.place.full_name for s in gazetteer.lineage(code="173")]
    assert reached == ["Xã Phú Bình", "Xã Tân Khánh", "Xã Tân Thành", "Xã Điềm Thụy", "Xã Kha Sơn"]


def test_predecessors_when_new_commune_then_the_units_it_was_made_of(gazetteer: Gazetteer) -> None:
    found = {place.full_name for place in gazetteer.predecessors(gazetteer.get(code="05941"))}
    assert found == {"Xã Điềm Thụy", "Xã Hà Châu", "Xã Nga My", "Xã Thượng Đình"}


def test_ancestors_when_old_commune_then_district_and_old_province(gazetteer: Gazetteer) -> None:
    place = gazetteer.get(code="02038", on=BEFORE)
    assert [above.full_name for above in gazetteer.ancestors(place)] == ["Huyện Chợ Đồn", "Tỉnh Bắc Kạn"]


def test_names_of_when_day_given_then_the_name_of_that_day(gazetteer: Gazetteer) -> None:
    assert gazetteer.names_of(code="05725", on=BEFORE) == ("Xã Thần Xa", "Thần Sa")
    assert gazetteer.names_of(code="05725") == ("Xã Thần Sa",)
    assert gazetteer.names_of(code="05725", on=None) == gazetteer.names_of(code="05725", on=AFTER)


def test_get_when_nobody_bears_the_code_then_says_so(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlaceError, match="99999"):
        gazetteer.get(code="99999", on=AFTER)


def test_build_when_two_versions_of_a_code_overlap_then_refused() -> None:
    one = PlaceVersion(Level.COMMUNE, "05443", "A", "xã", "19", None, date(2025, 7, 2))
    two = PlaceVersion(Level.COMMUNE, "05443", "B", "xã", "19", AFTER, None)
    with pytest.raises(OverlappingPlacesError, match="05443"):
        build_gazetteer(places=[one, two], changes=[])
