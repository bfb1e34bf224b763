"""Writes of accidents, of reviews after deaths, and of homes looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.safety import home_checklist, incident_content, review_questions
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.fact_services import child_to_write, find_same, supersede
from mangnon.domain.children.upward import dues_moved
from mangnon.domain.safety.errors import NotThereError, ToldWronglyError
from mangnon.domain.safety.models import Hazard, HazardStep, HomeCheck, Incident, Lesson, Review
from mangnon.domain.safety.places import columns_of
from mangnon.domain.safety.records import Happened, HomeSeen, Reviewed, Spot
from mangnon.domain.safety.rules import problems_of
from mangnon.domain.safety.terms import HomeAnswer, Outcome, PartOfDay
from mangnon.vocab.ids import uuid7

HEALTH = RecordClass.HEALTH


def record_incident(
    *, scope: Scope, child_id: UUID | None, told: Happened, key: UUID | None = None, source: str = "nhập tay"
) -> UUID:
    """Record one child's accident or near miss; saying the same twice keeps one.

    Args:
        scope: of who tells; must be able to write health data of the child, or of the place for an unknown child.
        child_id: whose; None for a child who is not on the register.
        told: what happened.
        key: of the new fact, made when the form was opened, so that sending it twice tells it once.
        source: where it was written down.

    Returns:
        The fact's key.

    Raises:
        ChildNotFoundError: the child is not within scope.
        NotYoursError: the place of an unknown child is not.
        ToldWronglyError: a value does not fit; the sentence says which.
    """
    _require(scope, child_id, told)
    fact = _incident(scope, child_id, told, source)
    with as_service():
        same = Incident.objects.filter(pk=key).first() if key else None
        if same is None and child_id is not None:
            same = find_same(fact=fact)
        if same is not None:
            return same.pk
        fact.id = key or fact.id
        fact.save(force_insert=True)
        _logged(scope, "safety.record_incident", fact)
    return fact.pk


def correct_incident(*, scope: Scope, fact_id: UUID, told: Happened, reason: str) -> UUID:
    """Correct an accident: a new fact supersedes it; the old one stays with the reason.

    Raises:
        NotThereError: there is none within scope, or it no longer stands.
        ToldWronglyError: a value does not fit.
    """
    wrong = _standing(scope, fact_id)
    told = replace(told, event=wrong.event, synthetic=wrong.synthetic)
    _require(scope, wrong.child_id, told)
    right = _incident(scope, wrong.child_id, told, wrong.source)
    with as_service():
        _put_in_place(wrong, right, reason)
        _logged(scope, "safety.correct_incident", right, fact=str(fact_id))
    return right.pk


def identify_child(*, scope: Scope, fact_id: UUID, child_id: UUID) -> UUID:
    """Say which child of the register an unknown child was.

    Raises:
        NotThereError: there is no such accident of an unknown child within scope.
        ChildNotFoundError: the child is not within scope.
    """
    wrong = _standing(scope, fact_id)
    if wrong.child_id is not None:
        raise NotThereError
    child = child_to_write(scope=scope, child_id=child_id, record_class=HEALTH)
    with as_service():
        right = Incident.objects.get(pk=wrong.pk)
        right.id, right.child, right.sex, right.age_years = uuid7(), child, "", None
        right.synthetic = child.synthetic
        right.recorded_at, right.recorded_by = now(), scope.user_id
        _put_in_place(wrong, right, "đã rõ là trẻ nào trong sổ")
        _logged(scope, "safety.identify_child", right, fact=str(fact_id))
    return right.pk


def withdraw_incident(*, scope: Scope, fact_id: UUID, reason: str) -> None:
    """Withdraw a wrong one; it stays with the reason.

    Raises:
        NotThereError: there is none within scope.
    """
    wrong = _standing(scope, fact_id)
    with as_service():
        supersede(fact=wrong, reason=reason)
        _logged(scope, "safety.withdraw_incident", wrong, fact=str(fact_id))


def record_review(*, scope: Scope, incident_id: UUID, told: Reviewed) -> UUID:
    """Record what the commune found after a child's death; a later one supersedes the one before.

    Args:
        scope: of who tells; must be able to write sensitive records of the child or the place.
        incident_id: the death.
        told: answers by question code.

    Raises:
        NotThereError: there is no such death within scope.
        ToldWronglyError: nothing was answered, a question is unknown, or the day lies ahead.
    """
    asked = review_questions(told.on)
    answers = {code: words.strip()[:1000] for code, words in told.answers.items() if words.strip()}
    if told.on > scope.on or not answers or not set(answers) <= set(asked.questions):
        raise ToldWronglyError("Hãy trả lời ít nhất một câu, với ngày rà soát không ở tương lai.")
    with as_service():
        death = Incident.objects.select_for_update().filter(pk=incident_id, superseded_at__isnull=True).first()
        if death is None or death.outcome != Outcome.DEATH or not _within(scope, death, RecordClass.SENSITIVE):
            raise NotThereError
        if told.on < death.on:
            raise ToldWronglyError("Ngày rà soát trước ngày xảy ra; hãy xem lại.")
        before = Review.objects.filter(incident=death, superseded_at__isnull=True).first()
        review = Review(
            child_id=death.child_id, incident=death, commune_id=death.commune_id, hamlet_id=death.hamlet_id, on=told.on,
            version=asked.version, answers=answers, recorded_at=now(), recorded_by=scope.user_id, corrects=before,
        )  # fmt: skip
        review.save()
        if before is not None:
            supersede(fact=before, reason="rà soát bổ sung")
        record(
            scope=scope, action="safety.record_review", record_class=RecordClass.SENSITIVE, place_id=death.commune_id,
            subjects=_subjects(death), detail={"fact": str(incident_id)},
        )  # fmt: skip
    return review.pk


def record_home_check(*, scope: Scope, child_id: UUID, told: HomeSeen, source: str = "nhập tay") -> UUID:
    """Record what was seen in a child's home; it counts for all children of the household.

    Raises:
        ChildNotFoundError: not within scope.
        ToldWronglyError: nothing was answered, an answer is unknown, or the day lies ahead.
    """
    asked = home_checklist(told.on)
    fits = set(told.answers) <= set(asked.questions) and set(told.answers.values()) <= set(HomeAnswer.values)
    if told.on > scope.on or not told.answers or not fits:
        raise ToldWronglyError("Hãy trả lời danh mục, với ngày kiểm tra không ở tương lai.")
    child = child_to_write(scope=scope, child_id=child_id, record_class=RecordClass.ORDINARY)
    fact = HomeCheck(
        child_id=child.id, household_key=child.household_id, on=told.on, version=asked.version,
        answers=dict(told.answers), note=told.note.strip()[:300], recorded_at=now(), recorded_by=scope.user_id,
        source=source,
    )  # fmt: skip
    with as_service():
        same = find_same(fact=fact)
        if same:
            return same.pk
        fact.save()
        record(scope=scope, action="safety.record_home_check", record_class=RecordClass.ORDINARY, subjects=[child.id])
        dues_moved(_at_home(child))
    return fact.pk


def withdraw_home_check(*, scope: Scope, fact_id: UUID, reason: str) -> None:
    """Withdraw a wrong one; it stays with the reason.

    Raises:
        ChildNotFoundError: there is none within scope.
    """
    with as_service():
        wrong = HomeCheck.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
    if wrong is None:
        raise ChildNotFoundError
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=RecordClass.ORDINARY)
    with as_service():
        supersede(fact=wrong, reason=reason)
        record(scope=scope, action="safety.withdraw_home_check", record_class=RecordClass.ORDINARY, subjects=[child.id])
        dues_moved(_at_home(child))


def follow_places(*, communes: Mapping[UUID, UUID], hamlets: Mapping[UUID, UUID | None], on: date) -> None:
    """Let what happened and stands in places follow the places that changed, so that somebody still answers for it.

    What is told of a hamlet lies in the commune that its hamlet lies in from that day; what is told only of a commune
    that was divided stays with it, where the province finds it.

    Args:
        communes: commune that ended to the one it went into.
        hamlets: hamlet that ended to the one it went into; None when it was divided.
        on: the first day of the new order.
    """
    with as_service():
        for model in (Incident, Review, Hazard, HazardStep, Lesson):
            rows: Any = model._default_manager
            for before, after in communes.items():
                rows.filter(commune_id=before).update(commune_id=after)
            for old, new in hamlets.items():
                rows.filter(hamlet_id=old).update(hamlet_id=new)
            told = rows.filter(hamlet__isnull=False).values_list("hamlet_id", flat=True).distinct()
            for hamlet in names_of(told, on=on).values():
                moved = rows.filter(hamlet_id=hamlet.id).exclude(commune_id=hamlet.parent_id)
                moved.update(commune_id=hamlet.parent_id)


def _require(scope: Scope, child_id: UUID | None, told: Happened) -> None:
    problems = problems_of(told, content=incident_content(told.on), on=scope.on, known_child=child_id is not None)
    if told.outcome not in Outcome.values or (told.part and told.part not in PartOfDay.values):
        problems["outcome"] = "Hãy chọn hậu quả và lúc xảy ra trong danh sách."
    if problems:
        raise ToldWronglyError(" ".join(problems.values()))
    if child_id is not None:
        child_to_write(scope=scope, child_id=child_id, record_class=HEALTH)
        return
    scope.require(
        Action.WRITE, HEALTH, commune_id=told.spot.commune_id, hamlet_id=told.spot.hamlet_id
    )  # an unknown child is whose the place is


def _incident(scope: Scope, child_id: UUID | None, told: Happened, source: str) -> Incident:
    return Incident(
        child_id=child_id,
        event=told.event or uuid7(),
        on=told.on,
        kind=told.kind,
        part=told.part,
        setting=told.setting,
        circumstances=sorted(set(told.circumstances)),
        outcome=told.outcome,
        first_aid=told.first_aid,
        supervised=told.supervised,
        swim=told.swim,
        note=told.note.strip()[:500],
        sex=told.sex,
        age_years=told.age_years,
        synthetic=told.synthetic,
        recorded_at=now(),
        recorded_by=scope.user_id,
        source=source,
        **columns_of(told.spot, on=scope.on),
    )


def spot_of(row: Incident | Hazard | Lesson) -> Spot:
    """Return where something is as it was told."""
    latitude, longitude = getattr(row, "latitude", None), getattr(row, "longitude", None)
    return Spot(
        row.commune_id, row.hamlet_id, row.spot,
        None if latitude is None else float(latitude), None if longitude is None else float(longitude),
    )  # fmt: skip


def _put_in_place(wrong: Incident, right: Incident, reason: str) -> None:
    right.corrects = wrong
    right.superseded_at, right.superseded_reason = None, ""
    right.save(force_insert=True)
    supersede(fact=wrong, reason=reason)
    Review.objects.filter(incident=wrong).update(incident=right, child_id=right.child_id)


def _standing(scope: Scope, fact_id: UUID) -> Incident:
    """Return an accident that the scope may write: its child's, or for an unknown child its place's."""
    with as_service():
        found = Incident.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
        if found is None or not _within(scope, found, HEALTH):
            raise NotThereError
    return found


def _within(scope: Scope, fact: Incident, record_class: RecordClass) -> bool:
    if fact.child_id is not None:
        try:
            child_to_write(scope=scope, child_id=fact.child_id, record_class=record_class)
        except ChildNotFoundError:
            return False
        return True
    return scope.reach(Action.WRITE, record_class).covers(commune_id=fact.commune_id, hamlet_id=fact.hamlet_id)


def _at_home(child: Any) -> list[UUID]:
    if child.household_id is None:
        return [child.id]
    return list(type(child).objects.filter(household_id=child.household_id, end_reason="").values_list("pk", flat=True))


def _subjects(fact: Incident) -> list[UUID]:
    return [fact.child_id] if fact.child_id else []


def _logged(scope: Scope, action: str, incident: Incident, **detail: str) -> None:
    record(
        scope=scope, action=action, record_class=HEALTH, place_id=incident.commune_id, subjects=_subjects(incident),
        detail=detail,
    )  # fmt: skip
