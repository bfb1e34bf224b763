"""Who came to a lesson and what each could do, told by the place or the school whose children they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.scope.two_communes import TODAY, TwoCommunes

from mangnon.config.wiring import connect
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.safety.errors import NotThereError, ToldWronglyError
from mangnon.domain.safety.lessons import hold_lesson, record_skills
from mangnon.domain.safety.models import Lesson, Skill
from mangnon.domain.safety.queries import levels_of, list_lessons, skills_of_child
from mangnon.domain.safety.records import LessonTold, Spot
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db
Of = Callable[[Role], Scope]


@pytest.fixture
def told(house: TwoCommunes) -> LessonTold:
    connect()
    return LessonTold(TODAY, "swimming", Spot(house.first.commune_id, house.first.hamlet_id, "bể bơi xã"), "Cô Bơi")


def test_lesson_when_held_then_once_by_its_place_or_its_school(
    house: TwoCommunes, scope_of: Of, told: LessonTold
) -> None:
    key = uuid7()
    scope = scope_of(Role.COLLABORATOR)
    assert hold_lesson(scope=scope, told=told, key=key) == hold_lesson(scope=scope, told=told, key=key) == key
    school = scope_of(Role.SCHOOL)
    with pytest.raises(NotYoursError):
        hold_lesson(scope=school, told=told)
    own = replace(told, facility_id=house.first.facility_id, spot=Spot(house.first.commune_id, None, "sân trường"))
    hold_lesson(scope=school, told=own)
    assert len(list_lessons(scope=school)) == 1
    assert len(list_lessons(scope=scope_of(Role.COMMUNE_OFFICER))) == 2
    for wrong in (
        replace(told, kind="flying"),
        replace(told, teacher=" "),
        replace(told, facility_id=house.second.facility_id),
    ):
        with pytest.raises(ToldWronglyError):
            hold_lesson(scope=scope_of(Role.COMMUNE_OFFICER), told=wrong)


def test_skills_when_told_changed_and_taken_back_then_nothing_is_lost(
    house: TwoCommunes, scope_of: Of, told: LessonTold
) -> None:
    scope = scope_of(Role.COMMUNE_OFFICER)
    lesson = hold_lesson(scope=scope, told=told)
    child = house.first.child_id
    assert record_skills(scope=scope, lesson_id=lesson, levels={child: "came"}) == 1
    assert record_skills(scope=scope, lesson_id=lesson, levels={child: "came"}) == 0
    assert record_skills(scope=scope, lesson_id=lesson, levels={child: "swims"}) == 1
    assert levels_of(scope=scope, lesson_id=lesson) == {child: "swims"}
    assert [lesson_row[1] for lesson_row in list_lessons(scope=scope)] == [1]
    assert record_skills(scope=scope, lesson_id=lesson, levels={child: ""}) == 1
    assert levels_of(scope=scope, lesson_id=lesson) == {}
    assert Skill.objects.count() == 2
    assert len(skills_of_child(scope=scope, child_id=child, corrected_too=True)) == 2
    with pytest.raises(ToldWronglyError):
        record_skills(scope=scope, lesson_id=lesson, levels={child: "flies"})


def test_skills_when_one_child_is_out_of_reach_then_nothing_of_all_is_written(
    house: TwoCommunes, scope_of: Of, told: LessonTold
) -> None:
    scope = scope_of(Role.COMMUNE_OFFICER)
    lesson = hold_lesson(scope=scope, told=told)
    both = {house.first.child_id: "came", house.second.child_id: "came"}
    with pytest.raises(ChildNotFoundError):
        record_skills(scope=scope, lesson_id=lesson, levels=both)
    assert not Skill.objects.exists()
    for role in (Role.SCHOOL, Role.PROVINCE_LEADER, Role.COMMUNE_CHAIR):
        with pytest.raises(NotThereError):
            record_skills(scope=scope_of(role), lesson_id=lesson, levels={house.first.child_id: "came"})


def test_skills_when_the_lesson_lies_ahead_then_not_yet(house: TwoCommunes, scope_of: Of, told: LessonTold) -> None:
    scope = scope_of(Role.COMMUNE_OFFICER)
    lesson = hold_lesson(scope=scope, told=replace(told, on=date(2026, 12, 1)))
    with pytest.raises(ToldWronglyError):
        record_skills(scope=scope, lesson_id=lesson, levels={house.first.child_id: "came"})
    assert Lesson.objects.get().on == date(2026, 12, 1)
