"""The priority score by cases worked by hand, and by what must hold for every child."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mangnon.core.content.dated import read_versions
from mangnon.core.content.priority import PRIORITY, compile_weights
from mangnon.engines.priority import CHILDREN, DUES, Scores, score

TODAY = date(2026, 11, 24)
WEIGHTS = compile_weights(read_versions(PRIORITY)[0])
CODES = (
    ("dose", "MR:MEASLES1,RUBELLA1"), ("dose", "HEPB0:HEPB1"), ("dose", "PENTA:DPT2,HEPB3,HIB2"), ("dose", "JE:JE1"),
    ("weighing", "monthly:2026-11"), ("weighing", "quarterly:2026-10"), ("screening", "heel_prick"),
    ("screening", "heart:positive"), ("supplement", "vitamin_a:2026-12"), ("card", "insurance_card"),
    ("card", "birth_date"), ("visit", "follow_up"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A child as the score sees it."""

    birth: date | None = date(2026, 1, 10)
    precision: str = "day"
    weeks: int | None = 39
    poverty: str = "none"
    special: bool = False
    met: date | None = date(2026, 11, 20)


@dataclass(frozen=True)
class Owed:
    """One due of one child."""

    child: int
    kind: str
    code: str
    start: date
    end: date


def scored(people: list[Person], owed: list[Owed] | tuple[Owed, ...] = (), today: date = TODAY) -> Scores:
    children = pa.table(
        {
            "birth_date": [each.birth for each in people],
            "birth_precision": [each.precision for each in people],
            "gestation_weeks": [each.weeks for each in people],
            "poverty": [each.poverty for each in people],
            "in_circumstance": [each.special for each in people],
            "contacted_on": [each.met for each in people],
        },
        schema=CHILDREN,
    )
    dues = pa.table(
        {
            "child": [each.child for each in owed],
            "kind": [each.kind for each in owed],
            "code": [each.code for each in owed],
            "window_from": [each.start for each in owed],
            "window_to": [each.end for each in owed],
        },
        schema=DUES,
    )
    return score(children=children, dues=dues, weights=WEIGHTS, today=today)


def due(kind: str, code: str, *, late: int, child: int = 0, days: int = 30) -> Owed:
    """A due whose window ended so many days ago."""
    end = TODAY - timedelta(days=late)
    return Owed(child, kind, code, end - timedelta(days=days), end)


def test_score_when_worked_by_hand_then_the_same() -> None:
    """Measles 40 days late: 8 x 4; ten months old: 8; poor: 6; not met for 95 days: 14."""
    child = Person(poverty="poor", met=TODAY - timedelta(days=95))
    found = scored([child], [due("dose", "MR:MEASLES1", late=40)])
    assert found.points.tolist() == [32 + 8 + 6 + 14]
    told = [(row["part"], row["band"], row["base"], row["times"], row["points"]) for row in found.parts.to_pylist()]
    assert told == [
        ("due", "late_31", 8, 4, 32), ("contact", "met_91", 14, 1, 14), ("age", "infant", 8, 1, 8),
        ("poverty", "poor", 6, 1, 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("late", "times"), [(-60, 0), (-1, 1), (0, 1), (1, 2), (7, 2), (8, 3), (30, 3), (31, 4), (90, 4), (91, 5), (999, 5)]
)
def test_score_when_a_due_is_so_late_then_its_band(late: int, times: int) -> None:
    bare = scored([Person()]).points[0]
    assert scored([Person()], [due("visit", "follow_up", late=late)]).points[0] - bare == 8 * times


def test_score_when_a_window_opens_within_a_week_then_counted_and_later_not() -> None:
    bare = scored([Person()]).points[0]
    opens = [Owed(0, "visit", "follow_up", TODAY + timedelta(days=d), TODAY + timedelta(days=60)) for d in (7, 8)]
    assert [int(scored([Person()], [each]).points[0] - bare) for each in opens] == [8, 0]


def test_score_when_a_due_can_no_longer_be_made_good_then_it_counts_nothing() -> None:
    bare = scored([Person()]).points[0]
    told = [int(scored([Person()], [due("dose", "HEPB0:HEPB1", late=late)]).points[0] - bare) for late in (7, 8)]
    assert told == [800, 0]


def test_score_when_a_due_is_no_longer_in_time_then_less_is_counted() -> None:
    bare = scored([Person()]).points[0]
    told = [int(scored([Person()], [due("screening", "heel_prick", late=late)]).points[0] - bare) for late in (23, 24)]
    assert told == [1200, 30]


def test_score_when_something_cannot_wait_then_above_a_child_who_never_got_a_vaccine() -> None:
    newborn = Person(birth=TODAY - timedelta(days=3))
    waiting = [due("screening", "heel_prick", late=-4, days=5)]
    never = Person(birth=TODAY - timedelta(days=700), met=None, special=True, poverty="poor")
    codes = ("PENTA:DPT1", "BCG:BCG1", "BOPV:POLIO1", "PCV:PCV1", "IPV:IPV1", "MR:MEASLES1", "JE:JE1")
    all_late = [due("dose", code, late=300) for code in codes]
    assert scored([newborn], waiting).points[0] > scored([never], all_late).points[0]
    assert scored([newborn], waiting).points[0] > scored([replace(never, precision="year")]).points[0]


def test_score_when_nobody_ever_met_the_child_then_like_the_longest_time() -> None:
    never, long_ago = scored([Person(met=None), Person(met=TODAY - timedelta(days=3000))]).points
    assert never == long_ago


def test_score_when_there_is_nobody_or_nothing_then_empty() -> None:
    assert scored([]).points.tolist() == []
    assert scored([Person(birth=date(2015, 1, 1), met=TODAY)]).parts.num_rows == 0


def test_score_when_the_birth_lies_after_today_then_still_scored() -> None:
    assert scored([Person(birth=TODAY + timedelta(days=9))]).points.tolist() == [12 + 0]


days_before = st.integers(-60, 400)
births = st.one_of(st.none(), st.integers(0, 365 * 15).map(lambda n: TODAY - timedelta(days=n)))


@st.composite
def persons(draw: st.DrawFn) -> Person:
    birth = draw(births)
    precision = "unknown" if birth is None else draw(st.sampled_from(["day", "month", "year"]))
    if birth is not None and precision == "month":
        birth = birth.replace(day=1)
    if birth is not None and precision == "year":
        birth = birth.replace(month=1, day=1)
    return Person(
        birth=birth,
        precision=precision,
        weeks=draw(st.one_of(st.none(), st.integers(24, 42))),
        poverty=draw(st.sampled_from(["", "none", "near_poor", "poor"])),
        special=draw(st.booleans()),
        met=draw(st.one_of(st.none(), days_before.map(lambda n: TODAY - timedelta(days=n)))),
    )


@st.composite
def debts(draw: st.DrawFn, children: int = 1) -> list[Owed]:
    told = draw(st.lists(st.tuples(st.integers(0, children - 1), st.sampled_from(CODES)), max_size=8, unique=True))
    return [
        replace(due(*code, late=draw(days_before), days=draw(st.integers(0, 90))), child=child) for child, code in told
    ]


@given(st.lists(persons(), min_size=1, max_size=4).flatmap(lambda p: st.tuples(st.just(p), debts(len(p)))))
@settings(max_examples=80, deadline=None)
def test_score_when_anything_is_told_then_parts_add_up_and_each_counts(told: tuple[list[Person], list[Owed]]) -> None:
    people, owed = told
    found = scored(people, owed)
    sums = [0] * len(people)
    for row in found.parts.to_pylist():
        assert row["points"] == row["base"] * row["times"] > 0
        sums[row["child"]] += row["points"]
    assert sums == found.points.tolist()


@given(
    st.lists(persons(), min_size=1, max_size=4).flatmap(lambda p: st.tuples(st.just(p), debts(len(p)))), st.randoms()
)
@settings(max_examples=60, deadline=None)
def test_score_when_rows_are_shuffled_or_children_asked_alone_then_the_same(
    told: tuple[list[Person], list[Owed]], chance: random.Random
) -> None:
    people, owed = told
    whole = scored(people, owed)
    mixed = list(owed)
    chance.shuffle(mixed)
    assert scored(people, mixed).parts.equals(whole.parts)
    for at, person in enumerate(people):
        alone = scored([person], [replace(each, child=0) for each in owed if each.child == at])
        assert alone.points[0] == whole.points[at]


@given(persons(), debts(), st.data())
@settings(max_examples=80, deadline=None)
def test_score_when_a_due_is_added_then_never_lower(person: Person, owed: list[Owed], data: st.DataObject) -> None:
    if owed:
        fewer = [each for each in owed if each != data.draw(st.sampled_from(owed))]
        assert scored([person], fewer).points[0] <= scored([person], owed).points[0]


@given(persons(), st.sampled_from(CODES), days_before, st.integers(0, 90), st.integers(0, 300))
@settings(max_examples=120, deadline=None)
def test_score_when_a_due_is_later_then_never_lower_unless_it_cannot_be_made_good(
    person: Person, code: tuple[str, str], late: int, days: int, more: int
) -> None:
    before = scored([person], [due(*code, late=late, days=days)]).points[0]
    after = scored([person], [due(*code, late=late + more, days=days)]).points[0]
    limit = WEIGHTS.weight_of(kind=code[0], code=code[1]).catch_up_days
    assert after >= before or (limit is not None and late + more > limit)


@given(persons(), st.integers(0, 800))
@settings(max_examples=60, deadline=None)
def test_score_when_the_last_contact_lies_further_back_then_never_lower(person: Person, more: int) -> None:
    if person.met is not None:
        further = replace(person, met=person.met - timedelta(days=more))
        assert scored([further]).points[0] >= scored([person]).points[0]


@given(persons(), debts())
@settings(max_examples=150, deadline=None)
def test_score_when_something_about_the_child_is_not_known_then_never_lower(person: Person, owed: list[Owed]) -> None:
    """Where less is written down, as far from the station, nobody is pushed down for it."""
    whole = scored([person], owed).points[0]
    for less in (replace(person, met=None), replace(person, weeks=None), *_less_of_the_birth(person)):
        assert scored([less], owed).points[0] >= whole


def _less_of_the_birth(person: Person) -> list[Person]:
    found = [replace(person, birth=None, precision="unknown")]
    if person.birth is not None:
        if person.precision == "day":
            found.append(replace(person, birth=person.birth.replace(day=1), precision="month"))
        found.append(replace(person, birth=person.birth.replace(month=1, day=1), precision="year"))
    return found


def test_inputs_when_listed_then_hold_neither_group_nor_sex_nor_place() -> None:
    """What is not given to the function cannot count."""
    names = set(CHILDREN.names) | set(DUES.names)
    assert names == {
        "birth_date", "birth_precision", "gestation_weeks", "poverty", "in_circumstance", "contacted_on",
        "child", "kind", "code", "window_from", "window_to",
    }  # fmt: skip
