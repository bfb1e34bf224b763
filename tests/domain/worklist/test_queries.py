"""Dues put together into tasks, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.scope.two_communes import MOMENT, TODAY, TwoCommunes, build

from mangnon.core.content.worklist import urgency_order
from mangnon.core.places.models import Place
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import Child, Household
from mangnon.domain.facilities.models import Enrolment
from mangnon.domain.worklist.models import Due
from mangnon.domain.worklist.queries import (
    DueRow,
    Filters,
    count_today,
    list_tasks,
    read_place_counts,
)
from mangnon.domain.worklist.services import recount_places


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes without dues; the clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    made = build()
    Due.objects.all().delete()
    return made


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    return get_scope(user_id=house.users[role].pk, user_name="x", on=TODAY)


def owe(
    house: TwoCommunes,
    name: str,
    *,
    start: int,
    end: int,
    household: Household | None = None,
    record_class: str = "ordinary",
) -> UUID:
    """Give a child of the first commune one due, its window in days from today."""
    child = Child.objects.create(
        full_name=name, birth_date=date(2025, 1, 1), birth_precision="day", commune_id=house.first.commune_id,
        hamlet_id=house.first.hamlet_id, household=household, search_text=name,
    )  # fmt: skip
    Due.objects.create(
        child=child, commune_id=child.commune_id, hamlet_id=child.hamlet_id, kind="card", code="insurance_card",
        window_from=TODAY + timedelta(days=start), window_to=TODAY + timedelta(days=end), record_class=record_class,
        rule="r", basis="b", content_version="1", computed_at=MOMENT,
    )  # fmt: skip
    return child.pk


def owe_of(
    house: TwoCommunes, name: str, *dues: tuple[str, str, int, int], hamlet: UUID | None = None,
    household: Household | None = None,
) -> UUID:  # fmt: skip
    """Give a new child of the first commune dues: kind, code, and the window in days from today."""
    child = Child.objects.create(
        full_name=name, birth_date=date(2025, 1, 1), birth_precision="day", commune_id=house.first.commune_id,
        hamlet_id=hamlet or house.first.hamlet_id, household=household, search_text=name,
    )  # fmt: skip
    for kind, code, start, end in dues:
        Due.objects.create(
            child=child, commune_id=child.commune_id, hamlet_id=child.hamlet_id, kind=kind, code=code,
            window_from=TODAY + timedelta(days=start), window_to=TODAY + timedelta(days=end), record_class="health",
            rule="r", basis="b", content_version="1", computed_at=MOMENT,
        )  # fmt: skip
    return child.pk


def next_hamlet(house: TwoCommunes) -> UUID:
    """Found a hamlet that a walk reaches after the commune's own."""
    return found_hamlet(commune=Place.objects.get(pk=house.first.commune_id), name="Xóm Sau").pk


def names(house: TwoCommunes, role: Role = Role.COMMUNE_OFFICER, **filters: object) -> list[list[str]]:
    tasks, _ = list_tasks(scope=scope_of(house, role), filters=Filters(**filters))  # type: ignore[arg-type]
    return [[child.full_name for child in task.children] for task in tasks]


def test_list_tasks_when_windows_differ_then_late_then_this_week_then_later(house: TwoCommunes) -> None:
    owe(house, "later", start=20, end=40)
    owe(house, "week", start=-3, end=10)
    owe(house, "late", start=-40, end=-10)
    assert names(house) == [["late"], ["week"], ["later"]]
    assert names(house, when="late") == [["late"]]
    assert names(house, when="week") == [["week"]]
    assert names(house, when="later") == [["later"]]
    assert names(house, when="now") == [["late"], ["week"]]


@pytest.mark.parametrize(
    ("start", "end", "tone"),
    [(-9, -1, "late"), (-9, 0, "soon"), (0, 30, "soon"), (7, 30, "soon"), (8, 30, "calm")],
)
def test_tone_when_window_lies_so_then_agrees_with_the_filter(
    house: TwoCommunes, start: int, end: int, tone: str
) -> None:
    owe(house, "child", start=start, end=end)
    when = {"late": "late", "soon": "week", "calm": "later"}[tone]
    tasks, _ = list_tasks(scope=scope_of(house, Role.COMMUNE_OFFICER), filters=Filters(when=when))
    row: DueRow = tasks[0].children[0].dues[0]
    assert row.tone(TODAY) == tone


def test_list_tasks_when_children_share_a_household_then_one_task(house: TwoCommunes) -> None:
    together = Household.objects.create(head_name="Chủ", commune_id=house.first.commune_id)
    owe(house, "a", start=-9, end=-1, household=together)
    owe(house, "b", start=-9, end=9, household=together)
    tasks, total = list_tasks(scope=scope_of(house, Role.COMMUNE_OFFICER), filters=Filters())
    assert total == 1
    assert sorted(child.full_name for child in tasks[0].children) == ["a", "b"]
    assert tasks[0].carer == "Chủ"


def test_list_tasks_when_paged_then_pages_hold_each_household_once(house: TwoCommunes) -> None:
    for number in range(5):
        owe(house, str(number), start=-9, end=-1)
    scope = scope_of(house, Role.COMMUNE_OFFICER)
    pages = [list_tasks(scope=scope, filters=Filters(), limit=2, offset=at)[0] for at in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({task.key for page in pages for task in page}) == 5
    assert len(list_tasks(scope=scope, filters=Filters(), limit=None)[0]) == 5


def test_list_tasks_when_the_class_is_not_the_readers_then_it_is_left_out(house: TwoCommunes) -> None:
    owe(house, "sensitive", start=-9, end=-1, record_class="sensitive")
    assert names(house, Role.COMMUNE_OFFICER) == [["sensitive"]]
    for role in (Role.HEALTH_STATION, Role.COLLABORATOR, Role.PARTNER_BODY, Role.PROVINCE_LEADER):
        assert names(house, role) == []


def test_list_tasks_when_a_school_reads_then_its_pupils_alone(house: TwoCommunes) -> None:
    owe(house, "other", start=-9, end=-1)
    pupil = owe(house, "pupil", start=-9, end=-1)
    roll = Enrolment.objects.get(child_id=house.first.child_id)
    Enrolment.objects.create(child_id=pupil, facility=roll.facility, valid=roll.valid)
    assert names(house, Role.SCHOOL) == [["pupil"]]


def test_count_today_when_a_child_has_several_then_it_is_counted_once_in_each(house: TwoCommunes) -> None:
    key = owe(house, "child", start=-40, end=-10)
    for code, start in (("a", -40), ("b", 0), ("c", 30)):
        due = Due.objects.get(child_id=key, code="insurance_card")
        due.pk, due.code = None, code
        due.window_from, due.window_to = TODAY + timedelta(days=start), TODAY + timedelta(days=start + 20)
        due.save()
    counts = count_today(scope=scope_of(house, Role.COMMUNE_OFFICER), filters=Filters(when="late"))
    assert (counts.late, counts.week, counts.later) == (1, 1, 1)


def test_place_counts_when_read_then_only_the_communes_of_the_reader(house: TwoCommunes) -> None:
    owe(house, "late", start=-60, end=-31)
    owe(house, "a little late", start=-60, end=-30)
    recount_places(on=TODAY)
    tallies, at = read_place_counts(scope=scope_of(house, Role.PROVINCE_LEADER))
    assert at is not None
    first = next(each for each in tallies if each.commune and each.commune.id == house.first.commune_id)
    assert (first.children, first.late, first.long_late, first.week, first.later) == (3, 2, 1, 0, 0)
    assert len(tallies) == 2
    own, _ = read_place_counts(scope=scope_of(house, Role.COMMUNE_CHAIR))
    assert [each.commune.id for each in own if each.commune] == [house.first.commune_id]
    assert read_place_counts(scope=scope_of(house, Role.PARTNER_BODY)) == ([], None)


CARD = ("card", "insurance_card", -2000, -1900)
DOSE = ("dose", "MR:MEASLES2,RUBELLA1", -60, -30)
ROUND = ("supplement", "vitamin_a:2026-06", -100, -90)


def test_list_tasks_when_kinds_differ_then_what_harms_the_child_soonest_comes_first(house: TwoCommunes) -> None:
    owe_of(house, "card years late", CARD)
    owe_of(house, "round late", ROUND)
    owe_of(house, "dose this week", ("dose", "JE:JE1", -3, 10))
    owe_of(house, "dose late", DOSE)
    owe_of(house, "weighing late", ("weighing", "monthly:2026-11", -23, -4))
    owe_of(house, "heel prick in time", ("screening", "heel_prick", 0, 5))
    owe_of(house, "yearly check", ("screening", "checkup:2026", -40, 50))
    owe_of(house, "eyes suspected", ("screening", "vision:positive", -40, -10))
    owe_of(house, "follow-up", ("visit", "follow_up", -5, 25))
    owe_of(house, "card later", ("card", "insurance_card", 20, 80))
    assert [each for home in names(house) for each in home] == [
        "heel prick in time", "follow-up", "eyes suspected", "dose late", "weighing late", "round late",
        "dose this week", "yearly check", "card years late", "card later",
    ]  # fmt: skip
    assert names(house, when="late") == [
        ["eyes suspected"], ["dose late"], ["weighing late"], ["round late"], ["card years late"],
    ]  # fmt: skip


def test_list_tasks_when_an_old_card_is_owed_too_then_it_moves_nobody_forward(house: TwoCommunes) -> None:
    owe_of(house, "dose and card", DOSE, CARD)
    owe_of(house, "older dose", ("dose", "JE:JE1", -90, -80))
    assert names(house) == [["older dose"], ["dose and card"]]


def test_list_tasks_when_a_screening_is_out_of_time_then_it_is_one_of_the_late(house: TwoCommunes) -> None:
    owe_of(house, "too late", ("screening", "heel_prick", -60, -55))
    owe_of(house, "still in time", ("screening", "heel_prick", -20, -15))
    owe_of(house, "suspected disease", ("screening", "heel_prick:positive", -300, -286))
    tasks, _ = list_tasks(scope=scope_of(house, Role.COMMUNE_OFFICER), filters=Filters())
    told = [(task.children[0].full_name, task.step) for task in tasks]
    assert told == [("suspected disease", "now"), ("still in time", "now"), ("too late", "late")]


def test_list_tasks_when_hamlets_differ_then_one_walk_through_them_in_each_class(house: TwoCommunes) -> None:
    after = next_hamlet(house)
    owe_of(house, "b dose", ("dose", "JE:JE1", -200, -190), hamlet=after)
    owe_of(house, "b round", ("supplement", "vitamin_a:2026-06", -300, -290), hamlet=after)
    owe_of(house, "a dose", DOSE)
    owe_of(house, "a round", ROUND)
    assert names(house) == [["a dose"], ["b dose"], ["a round"], ["b round"]]


def test_list_tasks_when_a_household_owes_several_then_its_lines_keep_the_order(house: TwoCommunes) -> None:
    home = Household.objects.create(head_name="Chủ", commune_id=house.first.commune_id)
    owe_of(house, "elder", CARD, ("weighing", "quarterly:2026-10", -50, 26), household=home)
    owe_of(house, "younger", CARD, ROUND, DOSE, household=home)
    task = list_tasks(scope=scope_of(house, Role.COMMUNE_OFFICER), filters=Filters())[0][0]
    assert [(child.full_name, due.kind) for child, due in task.lines] == [
        ("younger", "dose"), ("younger", "supplement"), ("elder", "weighing"), ("younger", "card"), ("elder", "card"),
    ]  # fmt: skip
    assert [child.full_name for child in task.children] == ["younger", "elder"]


KINDS = st.sampled_from(
    [
        ("visit", "follow_up"), ("screening", "heel_prick"), ("screening", "heel_prick:sent"),
        ("screening", "heart"), ("screening", "hearing"), ("screening", "hearing:positive"),
        ("screening", "vision:positive"), ("screening", "vision:2026"), ("screening", "checkup:lost"),
        ("dose", "HEPB0:HEPB1"),
        ("dose", "MR:MEASLES2"), ("weighing", "monthly:2026-11"), ("supplement", "vitamin_a:2026-06"),
        ("card", "insurance_card"), ("card", "birth_date"), ("unknown", "of another day"),
    ]
)  # fmt: skip
WINDOWS = st.tuples(st.integers(-60, 30), st.integers(0, 40))
HOMES = st.lists(
    st.lists(st.tuples(KINDS, WINDOWS), min_size=1, max_size=4, unique_by=lambda due: due[0]), min_size=1, max_size=6
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(homes=HOMES)
def test_list_tasks_when_any_dues_then_the_database_orders_as_the_rule_says(
    house: TwoCommunes, homes: Sequence[Sequence[tuple[tuple[str, str], tuple[int, int]]]]
) -> None:
    """The order worked out in SQL is the order that the pure function of one due gives, on every page of it."""
    Due.objects.all().delete()
    for at, dues in enumerate(homes):
        told = [(kind, code, start, start + length) for (kind, code), (start, length) in dues]
        owe_of(house, f"home {at}", *told)
    scope, order = scope_of(house, Role.COMMUNE_OFFICER), urgency_order(TODAY)
    tasks, total = list_tasks(scope=scope, filters=Filters(), limit=None)
    assert total == len(homes)

    def place(due: DueRow) -> tuple[int, date]:
        late = due.days_late(TODAY)
        turn = order.turn_of(kind=due.kind, code=due.code, days_late=late, when=due.when(TODAY))
        return turn, due.window_to

    heads = []
    for task in tasks:
        places = [place(due) for _, due in task.lines]
        assert places == sorted(places)
        assert task.step == order.turns[places[0][0]][0].code
        heads.append(places[0])
    assert heads == sorted(heads)
    paged = [list_tasks(scope=scope, filters=Filters(), limit=1, offset=at)[0][0].key for at in range(total)]
    assert paged == [task.key for task in tasks]
