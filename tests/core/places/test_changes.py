"""Renames, merges, splits and moves are planned whole, or refused with every reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mangnon.core.places.changes import (
    ChangePlan,
    Merge,
    NewUnit,
    PlaceAction,
    PlaceChangeError,
    Rename,
    Reparent,
    Split,
    apply_plan,
    plan_change,
)
from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion, build_gazetteer
from mangnon.core.places.history import check_history
from mangnon.core.places.names import Level

ON = date(2027, 1, 1)
LAW = "NQ thử nghiệm"
START = date(2025, 7, 1)


def hamlet(code: str, name: str, parent: str) -> PlaceVersion:
    return PlaceVersion(Level.HAMLET, code, name, "xóm", parent, START)


@pytest.fixture
def land(gazetteer: Gazetteer) -> Gazetteer:
    """The real places with three hamlets: two in Tân Thành (05923), one in Tân Khánh (05917)."""
    hamlets = [
        hamlet("05923-001", "Đồng Tâm", "05923"),
        hamlet("05923-002", "Hòa Bình", "05923"),
        hamlet("05917-001", "Cầu Cong", "05917"),
    ]
    return build_gazetteer(places=[*gazetteer.places, *hamlets], changes=gazetteer.changes, aliases=gazetteer.aliases)


def unit(code: str, name: str) -> NewUnit:
    return NewUnit(code=code, name=name, kind="xã", parent="19")


SPLIT = Split(
    code="05923",
    parts=(unit("05923", "Tân Thành"), unit("05924", "Tân Hòa")),
    children={"05923-001": "05923", "05923-002": "05924"},
)


def plan(land: Gazetteer, action: PlaceAction, on: date = ON) -> ChangePlan:
    return plan_change(land, action=action, on=on, source=LAW)


def test_rename_when_planned_then_same_code_under_a_new_name_from_the_day(land: Gazetteer) -> None:
    after = apply_plan(land, plan(land, Rename("05923", "Tân Mới", "phường")))
    assert after.get(code="05923", on=date(2026, 12, 31)).full_name == "Xã Tân Thành"
    assert after.get(code="05923", on=ON).full_name == "Phường Tân Mới"
    assert [s.place.full_name for s in after.lineage(code="05923", on=START)] == ["Phường Tân Mới"]
    assert {child.code for child in after.children_of(code="05923", on=ON)} == {"05923-001", "05923-002"}
    assert check_history(after) == ()


def test_merge_when_planned_then_units_end_and_hamlets_move_along(land: Gazetteer) -> None:
    after = apply_plan(land, plan(land, Merge(("05917", "05923"), unit("05923", "Tân Thành Khánh"))))
    assert after.find(code="05917", on=ON) is None
    assert len(after.as_of(ON, level=Level.COMMUNE)) == 91
    assert {child.code for child in after.children_of(code="05923", on=ON)} == {
        "05917-001",
        "05923-001",
        "05923-002",
    }
    assert {p.code for p in after.predecessors(after.get(code="05923"))} == {"05917", "05923"}
    assert check_history(after) == ()


def test_split_when_planned_then_parts_begin_and_hamlets_go_where_told(land: Gazetteer) -> None:
    after = apply_plan(land, plan(land, SPLIT))
    reached = after.lineage(code="05923", on=START)
    assert [(s.place.code, s.share) for s in reached] == [("05923", "part"), ("05924", "part")]
    assert [child.name for child in after.children_of(code="05924", on=ON)] == ["Hòa Bình"]
    assert [s.place.parent for s in after.lineage(code="05923-002", on=START)] == ["05924"]
    assert check_history(after) == ()


def test_reparent_when_planned_then_the_place_lies_elsewhere_from_the_day(land: Gazetteer) -> None:
    after = apply_plan(land, plan(land, Reparent("05917-001", "05923")))
    assert after.children_of(code="05917", on=ON) == ()
    assert [c.code for c in after.children_of(code="05917", on=date(2026, 12, 31))] == ["05917-001"]
    assert check_history(after) == ()


@pytest.mark.parametrize(
    ("action", "on", "code"),
    [
        (Rename("99999", "A", "xã"), ON, "place.change.unknown"),
        (Rename("05923", "A", "xã"), START, "place.change.date_order"),
        (Rename("05924", "A", "xã"), ON, "place.change.unknown"),
        (Rename("05923", "A", "xã"), date(2020, 1, 1), "place.change.overlap"),
        (Rename("05923", "Tân Thành", "xã"), ON, "place.change.nothing"),
        (Rename("05923", " ", "xã"), ON, "place.change.name"),
        (Rename("05923", "Kha Sơn", "xã"), ON, "place.change.same_name"),
        (Merge(("05923", "05923"), unit("05923", "A")), ON, "place.change.too_few"),
        (Merge(("05923", "05917"), unit("05953", "A")), ON, "place.change.overlap"),
        (Merge(("05923", "05917-001"), unit("05923", "A")), ON, "place.change.level"),
        (Merge(("05923", "05917"), NewUnit("05923", "A", "xã", "173")), ON, "place.change.unknown"),
        (Merge(("05923", "05917"), NewUnit("05923", "A", "xã", "05953")), ON, "place.change.level"),
        (Merge(("05923", "05917"), NewUnit("", "A", "xã", "19")), ON, "place.change.name"),
        (Split("05923", (unit("05923", "A"),), SPLIT.children), ON, "place.change.too_few"),
        (Split("05923", (unit("1", "A"), unit("1", "B")), SPLIT.children), ON, "place.change.overlap"),
        (Split("05923", SPLIT.parts, {"05923-001": "05923"}), ON, "place.change.gap"),
        (Reparent("05917-001", "05917"), ON, "place.change.nothing"),
        (Reparent("05917-001", "05923-001"), ON, "place.change.level"),
        (Reparent("05917-001", "173"), ON, "place.change.unknown"),
    ],
)
def test_plan_when_it_cannot_hold_then_refused_with_a_sentence(
    land: Gazetteer, action: PlaceAction, on: date, code: str
) -> None:
    with pytest.raises(PlaceChangeError) as refused:
        plan(land, action, on)
    assert code in {problem.code for problem in refused.value.problems}
    assert all(problem.sentence.endswith(".") for problem in refused.value.problems)


def test_plan_when_another_change_is_planned_later_then_refused(land: Gazetteer) -> None:
    planned = apply_plan(land, plan(land, Rename("05923", "Tân Mới", "xã"), date(2028, 1, 1)))
    with pytest.raises(PlaceChangeError, match="01/01/2028"):
        plan(planned, Rename("05923", "Tân Khác", "xã"))
    with pytest.raises(PlaceChangeError, match="Mã 05923 đang thuộc"):
        plan(planned, Merge(("05917", "05953"), unit("05923", "Lạ")))
    assert apply_plan(planned, plan(planned, Rename("05923", "Tân Khác", "xã"), date(2028, 5, 1)))


def test_plan_when_source_is_missing_then_refused(land: Gazetteer) -> None:
    with pytest.raises(PlaceChangeError, match="căn cứ"):
        plan_change(land, action=SPLIT, on=ON, source=" ")


def test_check_history_when_content_then_no_gap(gazetteer: Gazetteer) -> None:
    assert check_history(gazetteer) == ()


def test_check_history_when_changes_are_missing_or_dangle_then_told(gazetteer: Gazetteer) -> None:
    without = build_gazetteer(places=gazetteer.places, changes=gazetteer.changes[1:])
    assert [problem.code for problem in check_history(without)] == ["place.gap"]
    places = [place for place in gazetteer.places if place.full_name != "Phường Trưng Vương"]
    dangling = build_gazetteer(places=places, changes=gazetteer.changes)
    assert "place.unknown" in {problem.code for problem in check_history(dangling)}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_plans_when_one_follows_another_then_history_stays_whole(data: st.DataObject) -> None:
    units = [PlaceVersion(Level.COMMUNE, f"0000{n}", f"Xã {n}", "xã", "19") for n in range(4)]
    land = build_gazetteer(places=[PlaceVersion(Level.PROVINCE, "19", "T", "tỉnh", None), *units], changes=[])
    fresh = 10
    for year in range(2026, 2026 + data.draw(st.integers(1, 5))):
        on = date(year, 1, 1)
        codes = [place.code for place in land.as_of(on, level=Level.COMMUNE)]
        kind = data.draw(st.sampled_from(["rename", "merge", "split"] if len(codes) > 1 else ["rename", "split"]))
        chosen = data.draw(st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True)) if (
            kind == "merge"
        ) else [data.draw(st.sampled_from(codes))]  # fmt: skip
        fresh += 2
        new = [NewUnit(f"000{fresh + n}", f"Mới {fresh + n}", "xã", "19") for n in range(2)]
        actions = {
            "rename": Rename(chosen[0], f"Tên {year}", "phường"),
            "merge": Merge(tuple(chosen), new[0]),
            "split": Split(chosen[0], tuple(new)),
        }
        land = apply_plan(land, plan_change(land, action=actions[kind], on=on, source=LAW))
    assert check_history(land) == ()
    end = set(land.as_of(level=Level.COMMUNE))
    reached = {successor.place for place in units for successor in land.lineage(code=place.code, on=date(2025, 1, 1))}
    assert reached == end
