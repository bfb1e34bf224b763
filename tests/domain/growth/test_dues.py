"""Weighing owed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.dues_tables import children, facts, told

from mangnon.core.content import content_root
from mangnon.core.content.dated import read_versions
from mangnon.core.content.growth import load_practices, load_standards
from mangnon.domain.growth.dues import FACTS, WeighingContent, dues
from mangnon.vocab.dated import Version

CONTENT = WeighingContent(
    read_versions("growth/weighing.yaml"),
    load_standards(content_root() / "growth"),
    load_practices(content_root() / "growth"),
)
TODAY = date(2026, 11, 24)
KEY = b"k" * 16


@pytest.mark.parametrize(
    ("born", "owed"),
    [
        (date(2026, 10, 1), ("monthly:2026-11", date(2026, 11, 1), date(2026, 11, 20))),
        (date(2026, 11, 22), ("monthly:2026-11", date(2026, 11, 22), date(2026, 12, 6))),
        (date(2024, 11, 25), ("monthly:2026-11", date(2026, 11, 1), date(2026, 11, 20))),
        (date(2024, 11, 24), ("quarterly:2026-10", date(2026, 10, 1), date(2026, 12, 20))),
        (date(2021, 11, 25), ("quarterly:2026-10", date(2026, 10, 1), date(2026, 12, 20))),
        (date(2021, 11, 24), None),
        (date(2026, 11, 25), None),
    ],
)
def test_weighing_when_nothing_was_weighed_then_by_age(born: date, owed: tuple[str, date, date] | None) -> None:
    found = told(dues(children=children({"birth_date": born}), facts=facts(FACTS), content=CONTENT, today=TODAY))
    assert found == ([(0, "weighing", *owed)] if owed else [])


def test_weighing_when_done_in_the_period_then_not_owed() -> None:
    one = children({"birth_date": date(2026, 1, 1)})
    done = facts(FACTS, {"child": 0, "on": date(2026, 11, 1), "id": KEY, "weight_g": 9_000})
    before = facts(FACTS, {"child": 0, "on": date(2026, 10, 31), "id": KEY, "weight_g": 9_000})
    assert told(dues(children=one, facts=done, content=CONTENT, today=TODAY)) == []
    left = dues(children=one, facts=before, content=CONTENT, today=TODAY)
    assert told(left)
    assert left["last_fact"].to_pylist() == [KEY]


def test_weighing_when_only_the_birth_year_is_known_then_nobody_guesses() -> None:
    one = children({"birth_date": date(2026, 1, 1), "birth_precision": "year"})
    assert told(dues(children=one, facts=facts(FACTS), content=CONTENT, today=TODAY)) == []


@given(born=st.dates(date(2015, 1, 1), date(2027, 12, 31)), today=st.dates(date(2021, 1, 1), date(2027, 12, 31)))
def test_weighing_for_any_child_and_day_then_at_most_one_and_its_window_is_sound(born: date, today: date) -> None:
    found = told(dues(children=children({"birth_date": born}), facts=facts(FACTS), content=CONTENT, today=today))
    assert len(found) <= 1
    for _, _, _, opens, ends in found:
        assert max(born, date(today.year, 1, 1)) <= ends
        assert opens <= ends
        assert opens >= born


def measured(on: date, *, child: int = 0, **more: object) -> dict[str, object]:
    return {"child": child, "on": on, "id": bytes([child, on.month]) * 8, "oedema": False, "position": "l", **more}


def owed(*rows: dict[str, object], born: date = date(2025, 5, 24), today: date = TODAY) -> list[tuple[object, ...]]:
    table = dues(children=children({"birth_date": born}), facts=facts(FACTS, *rows), content=CONTENT, today=today)
    return [(kind, code, opens, ends) for _, kind, code, opens, ends in told(table)]


@pytest.mark.parametrize(
    "severe",
    [
        {"arm_mm": 114},
        {"weight_g": 7_500, "length_mm": 780},
        {"weight_g": 10_000, "oedema": True},
    ],
)
def test_follow_up_when_severely_malnourished_then_examined_in_two_days_and_weighed_next_week(
    severe: dict[str, object],
) -> None:
    assert owed(measured(date(2026, 11, 20), **severe)) == [
        ("visit", "severe:2026-11-20", date(2026, 11, 20), date(2026, 11, 22)),
        ("weighing", "severe:2026-11-20", date(2026, 11, 27), date(2026, 12, 4)),
    ]


def test_follow_up_when_the_arm_is_moderately_small_then_only_weighed_again() -> None:
    found = owed(measured(date(2026, 11, 20), weight_g=10_900, length_mm=800, arm_mm=124))
    assert found == [("weighing", "moderate:2026-11-20", date(2026, 12, 4), date(2026, 12, 18))]


def test_follow_up_when_a_twentieth_was_lost_then_examined_within_the_week() -> None:
    rows = (measured(date(2026, 10, 20), weight_g=11_000), measured(date(2026, 11, 20), weight_g=10_400))
    assert [(kind, code) for kind, code, *_ in owed(*rows)] == [
        ("visit", "faltering:2026-11-20"), ("weighing", "faltering:2026-11-20"),
    ]  # fmt: skip


def test_follow_up_when_measured_again_and_well_then_ended() -> None:
    rows = (measured(date(2026, 10, 20), arm_mm=114), measured(date(2026, 11, 20), weight_g=10_900, arm_mm=140))
    assert owed(*rows) == []


def test_follow_up_when_only_the_arm_was_measured_then_it_takes_the_place_of_the_months_weighing() -> None:
    assert [code for _, code, *_ in owed(measured(date(2026, 11, 20), arm_mm=120))] == ["moderate:2026-11-20"]
    assert [code for _, code, *_ in owed(measured(date(2026, 11, 20), arm_mm=140))] == ["monthly:2026-11"]


def test_follow_up_when_a_zero_too_many_was_written_then_nobody_falters() -> None:
    rows = (measured(date(2026, 10, 20), weight_g=110_000), measured(date(2026, 11, 20), weight_g=10_900))
    assert owed(*rows) == []


def test_follow_up_when_a_number_cannot_be_believed_then_measured_again_within_the_week() -> None:
    found = owed(measured(date(2026, 11, 20), weight_g=5_500, length_mm=780))
    assert found == [("weighing", "doubtful:2026-11-20", date(2026, 11, 20), date(2026, 11, 27))]


def test_follow_up_when_long_ago_or_past_five_years_then_nothing_of_it() -> None:
    assert owed(measured(date(2026, 8, 1), arm_mm=114)) == [
        ("weighing", "monthly:2026-11", date(2026, 11, 1), date(2026, 11, 20))
    ]
    assert owed(measured(date(2026, 11, 20), arm_mm=114), born=date(2021, 11, 20)) == []


def test_follow_up_when_the_content_of_the_day_has_none_then_none() -> None:
    older = tuple(Version(v.name, v.valid_from, v.valid_to, {**v.values, "follow_up": None}) for v in CONTENT.weighing)
    content = WeighingContent(older, CONTENT.standards, CONTENT.practice)
    one = children({"birth_date": date(2025, 5, 24)})
    rows = facts(FACTS, measured(date(2026, 11, 20), weight_g=10_000, arm_mm=114))
    assert told(dues(children=one, facts=rows, content=content, today=TODAY)) == []


MEASURED = st.builds(
    lambda before, child, **values: (
        measured(TODAY - timedelta(before), child=child, **values)
        | {"id": bytes([child, (before + 30) % 256, (before + 30) // 256]) + b"\0" * 13}
    ),
    before=st.integers(-30, 300),
    child=st.integers(0, 2),
    weight_g=st.none() | st.integers(1, 200_000),
    length_mm=st.none() | st.integers(1, 2_000),
    arm_mm=st.none() | st.integers(1, 400),
    oedema=st.booleans(),
    position=st.sampled_from(["l", "h", ""]),
    recorded=st.integers(0, 3),
)


@given(rows=st.lists(MEASURED, max_size=8, unique_by=lambda row: row["id"]), order=st.randoms())
def test_dues_when_facts_come_in_another_order_or_later_ones_are_added_then_the_same(
    rows: list[dict[str, object]], order: Random
) -> None:
    three = children(*({"birth_date": date(2025, 5, 24), "sex": sex} for sex in ("m", "f", "")))

    def answer(some: list[dict[str, object]]) -> list[tuple[object, ...]]:
        return told(dues(children=three, facts=facts(FACTS, *some), content=CONTENT, today=TODAY))

    mixed = list(rows)
    order.shuffle(mixed)
    first = answer(rows)
    assert answer(mixed) == first
    assert answer([row for row in rows if row["on"] <= TODAY]) == first  # type: ignore[operator]
    keys = [(child, kind, code) for child, kind, code, *_ in first]
    assert len(keys) == len(set(keys))
