"""The order of households under each heading: by points or hamlet by hamlet."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.scope.two_communes import MOMENT, TODAY, TwoCommunes, build

from mangnon.core.places.models import Place
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child, Household
from mangnon.domain.worklist.models import Due, Priority
from mangnon.domain.worklist.queries import Filters, list_tasks


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes without dues; the clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    made = build()
    Due.objects.all().delete()
    Priority.objects.all().delete()
    return made


def owed(
    house: TwoCommunes, name: str, *, points: int, closed: int = 0, kind: str = "weighing", end: int = -5,
    hamlet: UUID | None = None, household: Household | None = None, due_class: str = "health",
) -> UUID:  # fmt: skip
    """Give a new child one due and points; ``closed`` counts what is sensitive too."""
    child = Child.objects.create(
        full_name=name, birth_date=date(2025, 1, 1), birth_precision="day", commune_id=house.first.commune_id,
        hamlet_id=hamlet or house.first.hamlet_id, household=household, search_text=name,
    )  # fmt: skip
    Due.objects.create(
        child=child, commune_id=child.commune_id, hamlet_id=child.hamlet_id, kind=kind, code="monthly:2026-11",
        window_from=TODAY + timedelta(days=end - 20), window_to=TODAY + timedelta(days=end), record_class=due_class,
        rule="r", basis="b", content_version="1", computed_at=MOMENT,
    )  # fmt: skip
    for record_class, counted in (("health", points), ("sensitive", closed)):
        if counted:
            Priority.objects.create(
                child=child, commune_id=child.commune_id, hamlet_id=child.hamlet_id, record_class=record_class,
                points=counted, parts=f'[["age", "", "", "infant", {counted}, 1]]', content_version="1",
            )  # fmt: skip
    return child.pk


def names(house: TwoCommunes, role: Role = Role.COMMUNE_OFFICER, **asked: object) -> list[str]:
    scope = get_scope(user_id=house.users[role].pk, user_name="x", on=TODAY)
    tasks, total = list_tasks(scope=scope, filters=Filters(), **asked)  # type: ignore[arg-type]
    assert total >= len(tasks)
    return [task.children[0].full_name for task in tasks]


def test_list_tasks_when_points_differ_then_the_most_first_and_the_walk_keeps_to_the_hamlets(
    house: TwoCommunes,
) -> None:
    behind = found_hamlet(commune=Place.objects.get(pk=house.first.commune_id), name="Xóm Sau").pk
    owed(house, "far", points=90, hamlet=behind)
    owed(house, "near", points=30)
    owed(house, "middle", points=60, hamlet=behind)
    assert names(house) == ["far", "middle", "near"]
    assert names(house, by="walk") == ["near", "far", "middle"]


def test_list_tasks_when_headings_differ_then_they_stand_before_points(house: TwoCommunes) -> None:
    owed(house, "paper", points=300, kind="card")
    owed(house, "week", points=200, end=3)
    owed(house, "round", points=40, kind="supplement")
    owed(house, "late", points=20)
    owed(house, "vital", points=1, kind="visit")
    assert names(house) == ["vital", "round", "late", "week", "paper"]
    assert names(house, by="walk") == ["vital", "late", "round", "week", "paper"]


def test_list_tasks_when_a_household_has_several_children_then_the_one_with_most_counts(house: TwoCommunes) -> None:
    together = Household.objects.create(head_name="Chủ", commune_id=house.first.commune_id)
    owed(house, "alone", points=50)
    owed(house, "small", points=10, household=together)
    owed(house, "large", points=70, household=together)
    scope = get_scope(user_id=house.users[Role.COMMUNE_OFFICER].pk, user_name="x", on=TODAY)
    tasks, total = list_tasks(scope=scope, filters=Filters())
    assert total == 2
    assert sorted(child.full_name for child in tasks[0].children) == ["large", "small"]
    assert tasks[0].standing is not None
    assert tasks[0].standing.points == 70
    assert tasks[0].standing.parts[0].points == 70


@pytest.mark.parametrize(
    ("role", "order"),
    [
        (Role.COLLABORATOR, ["plain", "secret"]),
        (Role.HEALTH_STATION, ["plain", "secret"]),
        (Role.COMMUNE_OFFICER, ["secret", "plain"]),
        (Role.COMMUNE_CHAIR, ["secret", "plain"]),
    ],
)
def test_list_tasks_when_something_is_sensitive_then_only_who_may_see_it_has_it_counted(
    house: TwoCommunes, role: Role, order: list[str]
) -> None:
    owed(house, "secret", points=10, closed=80)
    owed(house, "plain", points=40)
    assert names(house, role) == order
    scope = get_scope(user_id=house.users[role].pk, user_name="x", on=TODAY)
    told = {task.children[0].full_name: task.standing for task in list_tasks(scope=scope, filters=Filters())[0]}
    assert told["secret"] is not None
    assert told["secret"].points == (80 if order[0] == "secret" else 10)


def test_list_tasks_when_nothing_was_scored_then_like_the_walk(house: TwoCommunes) -> None:
    for name in ("a", "b", "c"):
        owed(house, name, points=0, end=-len(name) * 3)
    assert names(house) == names(house, by="walk")


def test_list_tasks_when_paged_by_points_then_every_household_once(house: TwoCommunes) -> None:
    for number in range(5):
        owed(house, str(number), points=number + 1)
    assert [name for at in (0, 2, 4) for name in names(house, limit=2, offset=at)] == ["4", "3", "2", "1", "0"]
