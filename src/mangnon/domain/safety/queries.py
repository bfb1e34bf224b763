"""Reads of accidents, hazards, homes and lessons; the wall behind them is the database's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mangnon.core.scope.pupils import pupils_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Reach, Scope
from mangnon.domain.children.queries import reachable_children
from mangnon.domain.safety.counting import EVENTS_SQL, PEOPLE_SQL, SKILLED_SQL, Counts, Events, People, Period
from mangnon.domain.safety.models import Hazard, HazardStep, HomeCheck, Incident, Lesson, Review, Skill
from mangnon.domain.safety.rules import OPEN_STATES
from mangnon.domain.safety.terms import HazardState, Outcome

HEALTH, SENSITIVE = RecordClass.HEALTH, RecordClass.SENSITIVE
MOST = 500


@dataclass(frozen=True)
class Sought:
    """What a list of accidents or hazards is narrowed to; empty or None asks for all.

    Args:
        commune_id, hamlet_id: where it happened or stands.
        kind, outcome: codes.
        since, until: days, both counted.
        late: only hazards past their deadline.
        waiting: only what still waits: deaths for their review, hazards to be mended or checked.
    """

    commune_id: UUID | None = None
    hamlet_id: UUID | None = None
    kind: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None
    late: bool = False
    waiting: bool = False


def list_incidents(*, scope: Scope, sought: Sought, limit: int = MOST) -> list[Incident]:
    """Return accidents that stand, newest first: of children within scope, and those that happened there."""
    return list(_incidents(scope, sought).order_by("-on", "-recorded_at")[:limit])


def find_incident(*, scope: Scope, fact_id: UUID) -> Incident | None:
    """Return an accident within scope, corrected ones too; None where there is none."""
    return _seen(scope, HEALTH).filter(pk=fact_id).first()


def list_event(*, scope: Scope, incident: Incident) -> list[Incident]:
    """Return the other children's parts in the same event, those within scope."""
    found = _seen(scope, HEALTH).filter(event=incident.event, superseded_at__isnull=True)
    return list(found.exclude(pk=incident.pk).order_by("recorded_at"))


def incidents_of_child(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Incident]:
    """Return a child's accidents, oldest first; nothing where health data is not the reader's."""
    mine = reachable_children(scope, HEALTH).filter(pk=child_id)
    found = Incident.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def list_reviews(*, scope: Scope, incident_ids: Iterable[UUID]) -> dict[UUID, Review]:
    """Return the standing review of each death, those the reader may know of."""
    if not scope.may(Action.SEE, SENSITIVE):
        return {}
    found = _within(Review.objects.all(), scope, SENSITIVE)
    rows = found.filter(incident_id__in=list(incident_ids), superseded_at__isnull=True)
    return {row.incident_id: row for row in rows}


def count_unreviewed(*, scope: Scope) -> int:
    """Return how many deaths wait for their review, to who writes or reads reviews."""
    if not scope.may(Action.SEE, SENSITIVE):
        return 0
    return _incidents(scope, Sought(waiting=True)).count()


def list_hazards(*, scope: Scope, sought: Sought, limit: int = MOST) -> list[Hazard]:
    """Return hazards within scope: those past their deadline first, then by deadline, the checked ones last."""
    found = _hazards(scope, sought)
    rows = list(found.order_by("deadline", "reported_on")[: limit * 2])
    closed = (HazardState.CHECKED,)
    return sorted(rows, key=lambda row: (row.state in closed, row.state == HazardState.FIXED, row.deadline))[:limit]


def find_hazard(*, scope: Scope, hazard_id: UUID) -> Hazard | None:
    """Return a hazard within scope; None where there is none."""
    return _placed(Hazard.objects.all(), scope).filter(pk=hazard_id).first()


def list_steps(*, scope: Scope, hazard_id: UUID) -> list[HazardStep]:
    """Return what was done about a hazard, oldest first."""
    return list(_placed(HazardStep.objects.all(), scope).filter(hazard_id=hazard_id).order_by("recorded_at"))


def may_check(*, scope: Scope, hazard_id: UUID) -> bool:
    """Tell whether the user is somebody else than who told that a hazard was mended."""
    with reading_as_service():
        told = HazardStep.objects.filter(hazard_id=hazard_id, state=HazardState.FIXED).order_by("recorded_at")
        last = told.values_list("recorded_by", flat=True).last()
    return scope.user_id is None or last != scope.user_id


def count_late_hazards(*, scope: Scope) -> int:
    """Return how many hazards within scope are past their deadline and not mended."""
    return _hazards(scope, Sought(late=True)).count()


@dataclass(frozen=True)
class HazardCount:
    """Hazards of one commune: still to be mended, of them late, waiting to be checked, and checked."""

    commune_id: UUID
    open: int
    late: int
    fixed: int
    checked: int


def count_hazards(*, scope: Scope, on: date) -> list[HazardCount]:
    """Return counts of hazards by commune, to who may count there."""
    reach = scope.reach(Action.COUNT, HEALTH)
    if reach.nowhere:
        return []
    still = Q(state__in=list(OPEN_STATES))
    with reading_as_service():
        found = Hazard.objects.all()
        if not reach.everywhere:
            found = found.filter(Q(commune__in=reach.communes) | Q(hamlet__in=reach.hamlets))
        rows = found.values("commune_id").annotate(
            open=Count("pk", filter=still),
            late=Count("pk", filter=still & Q(deadline__lt=on)),
            fixed=Count("pk", filter=Q(state=HazardState.FIXED)),
            checked=Count("pk", filter=Q(state=HazardState.CHECKED)),
        )
        return [HazardCount(**row) for row in rows]


def list_lessons(*, scope: Scope, commune_id: UUID | None = None, limit: int = 200) -> list[tuple[Lesson, int]]:
    """Return lessons within scope, newest first, each with how many children came."""
    found = _lessons(scope)
    if commune_id:
        found = found.filter(commune_id=commune_id)
    rows = list(found.order_by("-on", "-recorded_at")[:limit])
    with reading_as_service():
        came = dict(
            Skill.objects.filter(lesson_id__in=[row.pk for row in rows], superseded_at__isnull=True)
            .values_list("lesson_id")
            .annotate(Count("pk"))
        )
    return [(row, came.get(row.pk, 0)) for row in rows]


def find_lesson(*, scope: Scope, lesson_id: UUID) -> Lesson | None:
    """Return a lesson within scope; None where there is none."""
    return _lessons(scope).filter(pk=lesson_id).first()


def levels_of(*, scope: Scope, lesson_id: UUID) -> dict[UUID, str]:
    """Return what each child within scope could do after a lesson."""
    mine = reachable_children(scope, HEALTH)
    found = Skill.objects.filter(lesson_id=lesson_id, superseded_at__isnull=True, child_id__in=mine.values("pk"))
    return dict(found.values_list("child_id", "level"))


def skills_of_child(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Skill]:
    """Return a child's skills, oldest first; nothing where health data is not the reader's."""
    mine = reachable_children(scope, HEALTH).filter(pk=child_id)
    found = Skill.objects.filter(child_id__in=mine.values("pk")).select_related("lesson")
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def list_home_checks(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[HomeCheck]:
    """Return when a child's home was looked at, oldest first; nothing where the child is not the reader's."""
    mine = reachable_children(scope, RecordClass.ORDINARY).filter(pk=child_id)
    found = HomeCheck.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def home_checks_by_key(*, scope: Scope, keys: Iterable[UUID]) -> dict[UUID, HomeCheck]:
    """Return looks at homes by key; the wall holds them to their places."""
    if not scope.may(Action.SEE, RecordClass.ORDINARY):
        return {}
    return HomeCheck.objects.in_bulk(list(keys))


def _incidents(scope: Scope, sought: Sought) -> QuerySet[Incident]:
    found = _seen(scope, HEALTH).filter(superseded_at__isnull=True, **_narrowed(sought, day="on"))
    if sought.waiting:
        reviewed = Review.objects.filter(incident=OuterRef("pk"), superseded_at__isnull=True)
        found = found.filter(outcome=Outcome.DEATH).filter(~Exists(reviewed))
    return found


def _seen(scope: Scope, record_class: RecordClass) -> QuerySet[Incident]:
    return _within(Incident.objects.all(), scope, record_class)


def _within(rows: QuerySet, scope: Scope, record_class: RecordClass) -> QuerySet:
    """Keep rows of children within scope, and rows of places within scope: what happened there is theirs to know."""
    reach = scope.reach(Action.SEE, record_class)
    if reach.everywhere:
        return rows
    mine = reachable_children(scope, record_class)
    return rows.filter(Q(child_id__in=mine.values("pk")) | Q(commune__in=reach.communes) | Q(hamlet__in=reach.hamlets))


def _placed(rows: QuerySet, scope: Scope) -> QuerySet:
    reach = scope.reach(Action.SEE, HEALTH)
    return rows if reach.everywhere else rows.filter(Q(commune__in=reach.communes) | Q(hamlet__in=reach.hamlets))


def _lessons(scope: Scope) -> QuerySet[Lesson]:
    reach = scope.reach(Action.SEE, HEALTH)
    if reach.everywhere:
        return Lesson.objects.all()
    return Lesson.objects.filter(
        Q(commune__in=reach.communes) | Q(hamlet__in=reach.hamlets) | Q(facility_id__in=reach.facilities)
    )


def _hazards(scope: Scope, sought: Sought) -> QuerySet[Hazard]:
    found = _placed(Hazard.objects.all(), scope).filter(**_narrowed(sought, day="reported_on"))
    if sought.late:
        found = found.filter(state__in=list(OPEN_STATES), deadline__lt=scope.on)
    if sought.waiting:
        found = found.exclude(state=HazardState.CHECKED)
    return found


def _narrowed(sought: Sought, *, day: str) -> dict[str, object]:
    told: dict[str, object] = {
        "commune_id": sought.commune_id,
        "hamlet_id": sought.hamlet_id,
        "kind": sought.kind,
        "outcome": sought.outcome,
        f"{day}__gte": sought.since,
        f"{day}__lte": sought.until,
    }
    return {name: value for name, value in told.items() if value}


def read_counts(
    *, scope: Scope, period: Period, levels: Mapping[str, Iterable[str]], skills_ages: tuple[int, int]
) -> Counts:
    """Count children and accidents of a period; whoever may only count gets the same numbers, and no child.

    Args:
        scope: of the reader; counted is within their reach of health data.
        period: days and place.
        levels: by target, the levels of swimming that count for it.
        skills_ages: from, below, in years, of the children asked about skills.
    """
    reach = scope.reach(Action.COUNT, HEALTH)
    if reach.nowhere:
        return Counts((), (), {}, False)
    within, values = _counted_within(reach, period)
    values |= {"first": period.first, "last": period.last, "below": period.below_years}
    place = f"c.{'hamlet' if period.by == 'hamlet' else 'commune'}_id"

    def rows(sql: str, **more: object) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("{place}", place).replace("{within}", within), {**values, **more})
            return list(cursor.fetchall())

    with reading_as_service():
        people = rows(PEOPLE_SQL)
        events = tuple(Events(*row) for row in rows(EVENTS_SQL))
        skilled = {
            target: rows(SKILLED_SQL, levels=list(wanted), **{"from": skills_ages[0], "below": skills_ages[1]})[0][0]
            for target, wanted in levels.items()
        }
    return Counts(
        people=tuple(People(*row[:4]) for row in people),
        events=events,
        skilled=skilled,
        synthetic=any(row[4] for row in people),
    )


def _counted_within(reach: Reach, period: Period) -> tuple[str, dict[str, Any]]:
    """Return the condition on a child's row, or an accident's, and what it is filled with."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    if not reach.everywhere:
        pupils = list(pupils_of(reach.facilities)) if reach.facilities else []
        values |= {"communes": list(reach.communes), "hamlets": list(reach.hamlets), "pupils": pupils}
        parts.append(
            "(c.commune_id = ANY(%(communes)s::uuid[]) OR c.hamlet_id = ANY(%(hamlets)s::uuid[])"
            " OR c.open_communes && %(communes)s::uuid[] OR c.id = ANY(%(pupils)s::uuid[]))"
        )
    if period.commune_id:
        parts.append("c.commune_id = %(commune)s")
        values["commune"] = period.commune_id
    if period.hamlet_id:
        parts.append("c.hamlet_id = %(hamlet)s")
        values["hamlet"] = period.hamlet_id
    return " AND ".join(parts) or "true", values
