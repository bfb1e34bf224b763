from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.matching.families import Row, table

from mangnon.core.content.matching import load_matching_parameters
from mangnon.engines.matching.match import match

PARAMETERS = load_matching_parameters()
NAMES = ["Nguyễn Văn An", "Nguyen Van An", "Nguyễn Văn Ân", "Nguyễn Văn Anh", "Bé", "Trần Thị Lan", "N.V.An", None, ""]
NUMBERS = ["019221001234", "019221001235", "019321009999", "12", None, None]

rows = st.builds(
    Row,
    truth=st.just(0),
    full_name=st.sampled_from(NAMES) | st.text(max_size=12),
    birth_date=st.sampled_from([date(2021, 5, 12), date(2021, 12, 5), date(2021, 5, 13), date(2021, 1, 1), None]),
    birth_precision=st.sampled_from(["day", "month", "year", "unknown"]),
    sex=st.sampled_from(["m", "f", None, "x"]),
    mother_name=st.sampled_from(["Trần Thị Hương", "Tran Thi Huong", "Hương", None]) | st.text(max_size=8),
    father_name=st.sampled_from(["Nguyễn Văn Bình", None]),
    personal_id=st.sampled_from(NUMBERS) | st.text(max_size=13),
    insurance_no=st.sampled_from(["TE1190123456789", None]) | st.text(max_size=11),
    birth_certificate_no=st.sampled_from(["12/2021", None]) | st.text(max_size=6),
    phone=st.sampled_from(["0912345678", "+84912345678", None]) | st.text(max_size=11),
    household_key=st.sampled_from(["h1", None]),
    hamlet_key=st.sampled_from(["c1-1", None]),
    commune_key=st.sampled_from(["c1", "c2", None]),
    lineage_keys=st.sampled_from([("c1", "old"), ("old",), ()]),
    sheet=st.sampled_from(["A", "B", None]),
    row=st.sampled_from([8, 9, 30, None]),
)


def verdicts(incoming: list[Row], known: list[Row]) -> set[tuple[Any, ...]]:
    pairs = match(incoming=table(incoming), known=table(known), parameters=PARAMETERS).pairs
    return {
        (p["incoming"], p["known"], p["other_incoming"], p["verdict"], p["weight"], tuple(p["codes"]))
        for p in pairs.to_pylist()
    }


@settings(max_examples=60, deadline=None)
@given(first=rows, second=rows)
def test_match_when_the_two_change_places_then_the_verdict_stays(first: Row, second: Row) -> None:
    one = {(v, w, c) for *_, v, w, c in verdicts([first], [second])}
    assert one == {(v, w, c) for *_, v, w, c in verdicts([second], [first])}


@settings(max_examples=30, deadline=None)
@given(incoming=st.lists(rows, min_size=2, max_size=5), known=st.lists(rows, max_size=4), data=st.data())
def test_match_when_rows_come_in_another_order_then_the_verdicts_stay(
    incoming: list[Row], known: list[Row], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(incoming))))
    turned = verdicts([incoming[at] for at in order], known[::-1])
    back = set()
    for one, other_known, other_incoming, *rest in turned:
        if other_incoming is None:
            back.add((order[one], len(known) - 1 - other_known, None, *rest))
        else:
            first, second = sorted((order[one], order[other_incoming]))
            back.add((first, None, second, *rest))
    assert back == verdicts(incoming, known)


@settings(max_examples=30, deadline=None)
@given(incoming=st.lists(rows, min_size=1, max_size=4), known=st.lists(rows, max_size=4))
def test_match_when_a_stranger_is_added_then_no_verdict_changes(incoming: list[Row], known: list[Row]) -> None:
    stranger = Row(
        truth=9, full_name="Giàng Thị Mỷ", birth_date=date(2013, 3, 8), commune_key="c77", sheet="Z", row=500
    )
    assert verdicts(incoming, [*known, stranger]) == verdicts(incoming, known)


@settings(max_examples=30, deadline=None)
@given(incoming=st.lists(rows, min_size=1, max_size=5), known=st.lists(rows, max_size=5))
def test_match_when_rows_are_sure_then_each_has_one_known_child_and_a_name(
    incoming: list[Row], known: list[Row]
) -> None:
    sure = [(i, k) for i, k, _, verdict, *_ in verdicts(incoming, known) if verdict == "same" and k is not None]
    assert len({i for i, _ in sure}) == len(sure)
    for i, k in sure:
        assert (incoming[i].full_name or "") not in ("", "Bé")
        assert (known[k].full_name or "") not in ("", "Bé")
        assert {incoming[i].sex, known[k].sex} != {"m", "f"}


@settings(max_examples=20, deadline=None)
@given(row=rows)
def test_match_when_a_row_is_listed_on_two_sheets_then_it_never_counts_as_different_by_its_number(row: Row) -> None:
    named = replace(row, full_name="Nguyễn Văn An", personal_id="019221001234", birth_date=date(2021, 5, 12),
                    birth_precision="day")  # fmt: skip
    found = verdicts([replace(named, sheet="A", row=8), replace(named, sheet="B", row=8)], [])
    assert [verdict for _, _, _, verdict, *_ in found] == ["same"]
