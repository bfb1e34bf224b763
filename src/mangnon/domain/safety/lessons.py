"""Writes of lessons in keeping safe: the lesson itself, who came, and what each child could do after it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.safety import lesson_kinds
from mangnon.core.scope.pupils import facilities_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.fact_services import child_to_write, supersede
from mangnon.domain.safety.errors import NotThereError, ToldWronglyError
from mangnon.domain.safety.models import Lesson, Skill
from mangnon.domain.safety.places import columns_of
from mangnon.domain.safety.records import LessonTold

HEALTH = RecordClass.HEALTH


def hold_lesson(*, scope: Scope, told: LessonTold, key: UUID | None = None) -> UUID:
    """Write down that a lesson was held, or will be; sending the same form twice writes it once.

    Args:
        scope: of who tells; must be able to write health data of the place, or of the school's pupils.
        told: what, where, when, by whom.
        key: of the new row, made when the form was opened.

    Raises:
        NotYoursError: neither the place nor the school is theirs.
        ToldWronglyError: a value does not fit.
    """
    columns = _checked(scope, told)
    with as_service():
        if key and Lesson.objects.filter(pk=key).exists():
            return key
        lesson = Lesson(
            kind=told.kind, on=told.on, facility_id=told.facility_id, teacher=told.teacher.strip()[:120],
            recorded_at=now(), recorded_by=scope.user_id, synthetic=told.synthetic, **columns,
        )  # fmt: skip
        lesson.id = key or lesson.id
        lesson.save(force_insert=True)
        record(scope=scope, action="safety.hold_lesson", record_class=HEALTH, place_id=lesson.commune_id)
    return lesson.pk


def record_skills(*, scope: Scope, lesson_id: UUID, levels: Mapping[UUID, str]) -> int:
    """Write who came to a lesson and what each could do; a changed level supersedes, an empty one withdraws.

    Args:
        scope: of who tells; must be able to write health data of each child.
        lesson_id: the lesson.
        levels: level code by child; children left out stay as they are.

    Returns:
        How many facts were written or withdrawn.

    Raises:
        NotThereError: there is no such lesson within scope.
        ChildNotFoundError: one of the children is not within scope; nothing is written.
        ToldWronglyError: a level is unknown, or the lesson lies ahead.
    """
    lesson = _lesson(scope, lesson_id)
    taught = lesson_kinds(lesson.on)[lesson.kind]
    if lesson.on > scope.on:
        raise ToldWronglyError("Lớp này chưa diễn ra; ghi điểm danh từ ngày học.")
    if any(level and taught.rank(level) < 0 for level in levels.values()):
        raise ToldWronglyError("Hãy chọn mức đạt trong danh sách.")
    written: list[UUID] = []
    with as_service():
        for child_id in sorted(levels):
            if _write(scope, lesson, child_id, levels[child_id]):
                written.append(child_id)
        if written:
            record(
                scope=scope, action="safety.record_skills", record_class=HEALTH, place_id=lesson.commune_id,
                subjects=written, detail={"children": len(written)},
            )  # fmt: skip
    return len(written)


def _write(scope: Scope, lesson: Lesson, child_id: UUID, level: str) -> bool:
    before = Skill.objects.filter(lesson=lesson, child_id=child_id, superseded_at__isnull=True).first()
    if (before.level if before else "") == level:
        return False
    child = child_to_write(scope=scope, child_id=child_id, record_class=HEALTH)
    if level:
        Skill.objects.create(
            child_id=child.id, lesson=lesson, on=lesson.on, kind=lesson.kind, level=level, recorded_at=now(),
            recorded_by=scope.user_id, source="điểm danh", corrects=before,
        )  # fmt: skip
    if before is not None:
        supersede(fact=before, reason="sửa điểm danh")
    return True


def _lesson(scope: Scope, lesson_id: UUID) -> Lesson:
    with as_service():
        lesson = Lesson.objects.filter(pk=lesson_id).first()
    reach = scope.reach(Action.WRITE, HEALTH)
    if lesson is None or not reach.covers(
        commune_id=lesson.commune_id, hamlet_id=lesson.hamlet_id,
        facility_ids=frozenset({lesson.facility_id} if lesson.facility_id else ()),
    ):  # fmt: skip
        raise NotThereError
    return lesson


def _checked(scope: Scope, told: LessonTold) -> dict[str, object]:
    if told.kind not in lesson_kinds(told.on):
        raise ToldWronglyError("Hãy chọn kỹ năng.")
    if not told.teacher.strip():
        raise ToldWronglyError("Hãy ghi người dạy.")
    scope.require(
        Action.WRITE, HEALTH, commune_id=told.spot.commune_id, hamlet_id=told.spot.hamlet_id,
        facility_ids=frozenset({told.facility_id} if told.facility_id else ()),
    )  # fmt: skip
    if told.facility_id is not None and told.facility_id not in facilities_of(told.spot.commune_id):
        raise ToldWronglyError("Trường này không ở xã đã chọn; hãy chọn lại.")
    columns = columns_of(told.spot, on=scope.on)
    return {name: columns[name] for name in ("commune_id", "hamlet_id", "spot")}  # a lesson has no coordinates
