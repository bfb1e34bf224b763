"""Doses owed, one due a vaccine."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.dues_tables import children, facts, told

from mangnon.core.content.dated import read_versions
from mangnon.core.content.immunization import load_vietnam
from mangnon.domain.immunization.dues import FACTS, DoseContent, dues

CONTENT = DoseContent(load_vietnam(), read_versions("immunization/catch_up.yaml"))
TODAY = date(2026, 11, 24)


def _given(product: str, on: date, number: int) -> dict[str, object]:
    return {"child": 0, "on": on, "product": product, "maker": "", "id": bytes([number]) * 16}


def test_doses_when_newborn_then_hepatitis_b_and_bcg() -> None:
    found = told(dues(children=children({"birth_date": TODAY}), facts=facts(FACTS), content=CONTENT, today=TODAY))
    codes = {code.partition(":")[0] for _, _, code, *_ in found}
    assert {"HEPB0", "BCG"} <= codes


def test_combined_vaccine_when_three_diseases_need_it_then_one_due() -> None:
    born = date(2026, 9, 20)
    found = told(dues(children=children({"birth_date": born}), facts=facts(FACTS), content=CONTENT, today=TODAY))
    penta = [row for row in found if row[2].startswith("PENTA:")]
    assert len(penta) == 1
    assert "DPT1" in penta[0][2]
    assert "HIB1" in penta[0][2]
    assert penta[0][3] == date(2026, 11, 20)


def test_next_dose_when_one_was_given_then_derived_from_it() -> None:
    born = date(2026, 8, 1)
    first = _given("vn:PENTA", date(2026, 10, 5), 7)
    found = dues(children=children({"birth_date": born}), facts=facts(FACTS, first), content=CONTENT, today=TODAY)
    rows = [row for row in found.to_pylist() if row["code"].startswith("PENTA:")]
    assert len(rows) == 1
    assert "DPT2" in rows[0]["code"]
    assert rows[0]["window_from"] >= date(2026, 10, 5) + timedelta(days=28)
    assert rows[0]["last_fact"] == bytes([7]) * 16


def test_missed_dose_when_older_than_five_then_kept_off_the_list_but_later_ones_stay() -> None:
    born = date(2019, 11, 1)
    found = told(dues(children=children({"birth_date": born}), facts=facts(FACTS), content=CONTENT, today=TODAY))
    assert {code.partition(":")[0] for _, _, code, *_ in found} == {"TD"}


def test_combined_vaccine_when_one_course_needs_it_anyway_then_it_serves_the_others_too() -> None:
    born = date(2026, 5, 1)
    given = [_given("vn:HEXA", date(2026, 7, 5), 1), _given("vn:HEXA", date(2026, 8, 5), 2)]
    found = told(
        dues(children=children({"birth_date": born}), facts=facts(FACTS, *given), content=CONTENT, today=TODAY)
    )
    products = [row[2].partition(":")[0] for row in found]
    assert len({"HEXA", "PENTA"} & set(products)) == 1


def test_doses_when_only_the_month_of_birth_is_known_then_none() -> None:
    one = children({"birth_date": date(2026, 9, 1), "birth_precision": "month"})
    assert told(dues(children=one, facts=facts(FACTS), content=CONTENT, today=TODAY)) == []


@settings(max_examples=60, deadline=None)
@given(
    born=st.dates(date(2011, 1, 1), TODAY),
    given_=st.lists(
        st.tuples(st.sampled_from(["vn:PENTA", "vn:BCG", "vn:MR", "vn:HEXA", "vn:JE"]), st.integers(0, 1500)),
        max_size=6,
    ),
)
def test_doses_for_any_history_then_windows_are_sound_and_codes_unique(
    born: date, given_: list[tuple[str, int]]
) -> None:
    rows = [_given(product, born + timedelta(days=age), n) for n, (product, age) in enumerate(given_)]
    rows = [row for row in rows if row["on"] <= TODAY]  # type: ignore[operator]
    found = told(dues(children=children({"birth_date": born}), facts=facts(FACTS, *rows), content=CONTENT, today=TODAY))
    assert len({row[2] for row in found}) == len(found)
    for _, _, _, opens, ends in found:
        assert born <= opens <= ends
