"""Changes decided for a day ahead, as they are kept and played."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.places.ahead import Wish, WishBrokenError, as_asked, as_kept, play
from mangnon.core.places.changes import Merge, NewUnit, PlaceAction, Rename, Reparent, Split
from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion, build_gazetteer
from mangnon.core.places.names import Level

words = st.text(min_size=1, max_size=8)
units = st.builds(NewUnit, words, words, words, words)
actions = st.one_of(
    st.builds(Rename, words, words, words),
    st.builds(Reparent, words, words),
    st.builds(Merge, st.lists(words, max_size=4).map(tuple), units),
    st.builds(Split, words, st.lists(units, max_size=4).map(tuple), st.dictionaries(words, words, max_size=4)),
)
FIRST = date(2027, 1, 1)


@given(actions)
def test_as_asked_when_kept_as_json_then_the_same_action_comes_back(action: PlaceAction) -> None:
    assert as_asked(json.loads(json.dumps(as_kept(action)))) == action


def test_as_asked_when_the_change_is_unknown_then_refused() -> None:
    with pytest.raises(ValueError, match="unknown"):
        as_asked({"change": "abolish", "code": "1"})


def two_communes() -> Gazetteer:
    return build_gazetteer(
        places=[
            PlaceVersion(level=Level.PROVINCE, code="19", name="Thái Nguyên", kind="tỉnh", parent=None),
            PlaceVersion(level=Level.COMMUNE, code="1", name="Một", kind="xã", parent="19"),
            PlaceVersion(level=Level.COMMUNE, code="2", name="Hai", kind="xã", parent="19"),
        ],
        changes=[],
    )


def wish(number: int, action: PlaceAction, on: date) -> Wish:
    return Wish(UUID(int=number), action, on, "NQ 1")


def test_play_when_a_later_wish_rests_on_an_earlier_one_then_days_decide_the_order() -> None:
    merge = wish(1, Merge(("1", "2"), NewUnit("3", "Ba", "xã", "19")), FIRST)
    rename = wish(2, Rename("3", "Bốn", "phường"), date(2027, 2, 1))
    after = play(two_communes(), [rename, merge])
    assert [after.get(code="3", on=day).full_name for day in (FIRST, date(2027, 2, 1))] == ["Xã Ba", "Phường Bốn"]


def test_play_when_one_cannot_be_made_then_it_is_named() -> None:
    rename = wish(2, Rename("3", "Bốn", "phường"), FIRST)
    with pytest.raises(WishBrokenError, match="mã 3") as told:
        play(two_communes(), [rename])
    assert told.value.wish == rename
