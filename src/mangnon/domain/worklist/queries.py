"""Reads of dues and the tasks made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mangnon.core.content.worklist import urgency_order
from mangnon.core.places.queries import names_of
from mangnon.core.scope.pupils import pupils_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import first_carers, keys_living_in, profiles_of
from mangnon.domain.worklist.counts import CodeCount, FairnessOfDay, PlaceTally, TodayCounts
from mangnon.domain.worklist.fairness import from_json
from mangnon.domain.worklist.models import Due, FairnessReport, PlaceCount, Priority, TaskAssignment
from mangnon.domain.worklist.ordering import SOON_DAYS, Home, Order, read_homes, when_of
from mangnon.domain.worklist.records import DueWindow, Filters
from mangnon.domain.worklist.standing import Standing, largest_of_each
from mangnon.vocab.urgency import Step, UrgencyOrder, When

_TONES: Mapping[When, Literal["late", "soon", "calm"]] = {"late": "late", "week": "soon", "later": "calm"}


@dataclass(frozen=True)
class DueRow:
    """A due as it stands: the window, whether late or soon, the rule, its basis and content version."""

    child_id: UUID
    kind: str
    code: str
    window_from: date
    window_to: date
    rule: str
    basis: str
    content_version: str
    last_fact: UUID | None
    turn: int = 0  # its place in the order of lists; small stands first

    def days_late(self, on: date) -> int:
        """How many days after the window; zero while on time."""
        return max((on - self.window_to).days, 0)

    def when(self, on: date) -> When:
        """``late`` after the window, ``week`` while it is open or opens within a week, else ``later``."""
        if on > self.window_to:
            return "late"
        return "week" if self.window_from <= on + timedelta(days=SOON_DAYS) else "later"

    def tone(self, on: date) -> Literal["late", "soon", "calm"]:
        """The colour of ``when``."""
        return _TONES[self.when(on)]


_COLUMNS = tuple(field.name for field in fields(DueRow) if field.name != "turn")


@dataclass(frozen=True)
class ChildDues:
    """A child and what they are owed."""

    child_id: UUID
    full_name: str
    birth_date: date | None
    birth_precision: str
    synthetic: bool
    dues: tuple[DueRow, ...]


@dataclass(frozen=True)
class HouseholdTask:
    """The dues of one household put together for one visit (công việc).

    Args:
        children: those who are owed something, whoever it harms soonest first.
        step: the code of the heading that it stands under.
        standing: of the child with most points; None where none was worked out.
    """

    key: str
    household_id: UUID | None
    hamlet_id: UUID | None
    hamlet: str
    carer: str
    worker_id: UUID | None
    children: tuple[ChildDues, ...]
    step: str = ""
    standing: Standing | None = None

    @property
    def lines(self) -> tuple[tuple[ChildDues, DueRow], ...]:
        """Each due with its child, in the order of lists."""
        found = ((child, due) for child in self.children for due in child.dues)
        return tuple(sorted(found, key=lambda line: _place(line[1])))


def visible_dues(scope: Scope) -> QuerySet[Due]:
    """Return the dues of children within scope, of classes the reader may see."""
    return Due.objects.filter(_within(scope, Action.SEE))


def visible_priorities(scope: Scope) -> QuerySet[Priority]:
    """Return the priorities of children within scope, of classes the reader may see."""
    return Priority.objects.filter(_within(scope, Action.SEE))


def _within(scope: Scope, action: Action) -> Q:
    wanted = Q(pk__in=[])
    for record_class in (RecordClass.ORDINARY, RecordClass.HEALTH, RecordClass.SENSITIVE):
        reach = scope.reach(action, record_class)
        if reach.nowhere:
            continue
        places = replace(reach, facilities=frozenset()).children(open_too=False)
        if reach.facilities:
            # As keys and not as a subquery: a roll has hundreds of pupils, the table of dues half a million rows.
            places |= Q(child_id__in=list(pupils_of(reach.facilities)))
        wanted |= Q(record_class=record_class.value) & places
    return wanted


def count_codes(*, scope: Scope, kind: str, names: Iterable[str], hamlet_id: UUID | None = None) -> list[CodeCount]:
    """Return the counts of dues of one kind by commune and code; the right to count is enough, no child is named.

    Args:
        scope: of who counts.
        kind: a value of ``DueKind``.
        names: only codes that are named here.
        hamlet_id: only of this hamlet.
    """
    wanted = _within(scope, Action.COUNT)
    with reading_as_service():
        found = Due.objects.filter(wanted, kind=kind, code__in=list(names))
        if hamlet_id:
            found = found.filter(hamlet_id=hamlet_id)
        rows = found.order_by().values("commune_id", "code").annotate(
            children=Count("id"), late=Count("id", filter=when_of("late", scope.on))
        )  # fmt: skip
        return [CodeCount(**row) for row in rows]


def filtered_dues(*, scope: Scope, filters: Filters) -> QuerySet[Due]:
    """Return the dues that the filters ask for."""
    found = visible_dues(scope)
    if filters.commune_id:
        found = found.filter(commune_id=filters.commune_id)
    if filters.hamlet_id:
        found = found.filter(hamlet_id=filters.hamlet_id)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.worker_id:
        found = found.filter(child_id__in=_children_of_worker(filters.worker_id, scope))
    return found.filter(when_of(filters.when, scope.on)) if filters.when else found


def synthetic_in(tasks: Iterable[HouseholdTask]) -> bool:
    """Tell whether any child of these tasks was generated."""
    return any(child.synthetic for task in tasks for child in task.children)


def count_today(*, scope: Scope, filters: Filters) -> TodayCounts:
    """Count children with something late, something due this week, something later; ``filters.when`` is not asked."""
    found = filtered_dues(scope=scope, filters=replace(filters, when=""))
    counts = found.aggregate(
        late=Count("child_id", distinct=True, filter=when_of("late", scope.on)),
        week=Count("child_id", distinct=True, filter=when_of("week", scope.on)),
        later=Count("child_id", distinct=True, filter=when_of("later", scope.on)),
    )
    return TodayCounts(**counts)


def read_place_counts(*, scope: Scope) -> tuple[list[PlaceTally], datetime | None]:
    """Return the counts of each commune within scope, most children long late first, and when they were counted.

    Counts name no child, so the right to count is enough.
    """
    reach = scope.reach(Action.COUNT, RecordClass.ORDINARY)
    if reach.nowhere:
        return [], None
    with reading_as_service():
        kept = PlaceCount.objects.filter(on=scope.on)
        if not reach.everywhere:
            kept = kept.filter(commune_id__in=reach.communes)
        rows = list(kept)
    names = names_of({row.commune_id for row in rows if row.commune_id}, on=scope.on)
    tallies = [
        PlaceTally(
            commune=names.get(row.commune_id) if row.commune_id else None,
            children=row.children,
            late=row.late,
            long_late=row.long_late,
            week=row.week,
            later=row.later,
        )
        for row in rows
    ]
    return sorted(tallies, key=lambda tally: -tally.long_late), min((row.counted_at for row in rows), default=None)


def read_fairness(*, scope: Scope) -> FairnessOfDay | None:
    """Return the newest comparison of the province's groups; None where there is none yet.

    Raises:
        NotYoursError: the reader does not count the whole province.
    """
    for record_class in (RecordClass.ORDINARY, RecordClass.HEALTH):
        scope.require(Action.COUNT, record_class, commune_id=None)
    with reading_as_service():
        kept = FairnessReport.objects.filter(on__lte=scope.on).order_by("-on").first()
    return FairnessOfDay(kept.on, kept.counted_at, from_json(kept.report)) if kept else None


def list_dues(*, scope: Scope, child_id: UUID) -> list[DueRow]:
    """Return what one child is owed, in the order of lists."""
    order = urgency_order(scope.on)
    return sorted((_row(due, order, scope.on) for due in visible_dues(scope).filter(child_id=child_id)), key=_place)


def list_windows(
    *, scope: Scope, kind: str, commune_ids: Iterable[UUID] = (), hamlet_ids: Iterable[UUID] = (), until: date
) -> list[DueWindow]:
    """Return what ``list_dues_of_kind`` does, without what a due rests on."""
    found = _of_kind(scope, kind, commune_ids, hamlet_ids, until).order_by("window_to", "code")
    return [DueWindow(*row) for row in found.values_list(*DueWindow._fields)]


def keys_owed(
    *, scope: Scope, kind: str, commune_ids: Iterable[UUID] = (), hamlet_ids: Iterable[UUID] = (), until: date
) -> set[UUID]:
    """Return whose dues ``list_dues_of_kind`` would list."""
    found = _of_kind(scope, kind, commune_ids, hamlet_ids, until)
    return set(found.order_by().values_list("child_id", flat=True))


def list_dues_of_kind(
    *,
    scope: Scope,
    kind: str,
    commune_ids: Iterable[UUID] = (),
    hamlet_ids: Iterable[UUID] = (),
    until: date,
) -> list[DueRow]:
    """Return the dues of one kind whose window has opened by a day, of whole places or the whole scope.

    Args:
        scope: of the reader.
        kind: a value of ``DueKind``.
        commune_ids, hamlet_ids: where the children live; empty asks for the whole scope.
        until: the last day on which a window may open.
    """
    found = _of_kind(scope, kind, commune_ids, hamlet_ids, until)
    return [DueRow(*row) for row in found.order_by("window_to", "code").values_list(*_COLUMNS)]


def _of_kind(
    scope: Scope, kind: str, commune_ids: Iterable[UUID], hamlet_ids: Iterable[UUID], until: date
) -> QuerySet[Due]:
    found = visible_dues(scope).filter(kind=kind, window_from__lte=until)
    if hamlet_ids:
        found = found.filter(hamlet_id__in=list(hamlet_ids))
    return found.filter(commune_id__in=list(commune_ids)) if commune_ids else found


def list_tasks(
    *, scope: Scope, filters: Filters, limit: int | None = 50, offset: int = 0, by: Order = "points"
) -> tuple[list[HouseholdTask], int]:
    """Return household tasks by what harms a child soonest, within a heading by points; and how many there are.

    Args:
        scope: of the reader.
        filters: what to narrow to.
        limit, offset: which of them; all from the offset on when there is no limit.
        by: how households stand under a heading: by ``points``, or hamlet by hamlet (``walk``).
    """
    found = filtered_dues(scope=scope, filters=filters)
    order = urgency_order(scope.on)
    scores = _scores(scope, filters)
    homes = read_homes(dues=found, order=order, on=scope.on, points=scores if by == "points" else None)
    shown = homes[offset:] if limit is None else homes[offset : offset + limit]
    members = [key for home in shown for key in home.children]
    dues = [_row(due, order, scope.on) for due in found.filter(child_id__in=members)]
    return _tasks(shown, sorted(dues, key=_place), order, scope, scores), len(homes)


def _scores(scope: Scope, filters: Filters) -> QuerySet[Priority]:
    found = visible_priorities(scope)
    if filters.commune_id:
        found = found.filter(commune_id=filters.commune_id)
    return found.filter(hamlet_id=filters.hamlet_id) if filters.hamlet_id else found


def _standings(scores: QuerySet[Priority], child_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    rows = scores.filter(child_id__in=list(child_ids)).order_by()
    return largest_of_each(rows.values_list("child_id", "points", "parts", "contacted_on", "content_version"))


def steps_on(on: date) -> tuple[Step, ...]:
    """Return the headings of a list of tasks, from top to bottom."""
    return urgency_order(on).steps


def _assigned_workers(child_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return who was given each child's work by name."""
    rows = TaskAssignment.objects.filter(child_id__in=list(child_ids), ended_at__isnull=True).order_by("kind")
    return {row.child_id: row.worker_id for row in rows}


def _tasks(
    homes: Sequence[Home], dues: Iterable[DueRow], order: UrgencyOrder, scope: Scope, scores: QuerySet[Priority]
) -> list[HouseholdTask]:
    """Put dues, which stand in order, together by household."""
    children = profiles_of(scope=scope, child_ids=(key for home in homes for key in home.children))
    hamlets = names_of({child.hamlet_id for child in children.values() if child.hamlet_id}, on=scope.on)
    carers = first_carers(children)
    given = _assigned_workers(children)
    standings = _standings(scores, children)
    home_of = {key: home.key for home in homes for key in home.children}
    by_home: dict[UUID, dict[UUID, list[DueRow]]] = {home.key: {} for home in homes}
    for due in dues:
        by_home[home_of[due.child_id]].setdefault(due.child_id, []).append(due)
    tasks = []
    for home in homes:
        owed = by_home[home.key]
        # A child whom the wall hides (moved away this moment) is left out with their dues.
        members = [children[key] for key in owed if key in children]
        if not members:
            continue
        first = members[0]
        carer = first.household.head_name if first.household and first.household.head_name else carers.get(first.id, "")
        tasks.append(
            HouseholdTask(
                key=str(home.key),
                household_id=first.household_id,
                hamlet_id=first.hamlet_id,
                hamlet=hamlets[first.hamlet_id].full if first.hamlet_id in hamlets else first.hamlet_text,
                carer=carer,
                worker_id=next((given[child.id] for child in members if child.id in given), None),
                children=tuple(
                    ChildDues(
                        child_id=child.id,
                        full_name=child.full_name,
                        birth_date=child.birth_date,
                        birth_precision=child.birth_precision,
                        synthetic=child.synthetic,
                        dues=tuple(owed[child.id]),
                    )
                    for child in members
                ),
                step=order.turns[home.turn][0].code,
                standing=max(
                    (standings[child.id] for child in members if child.id in standings),
                    key=lambda standing: standing.points,
                    default=None,
                ),
            )
        )
    return tasks


def _children_of_worker(worker_id: UUID, scope: Scope) -> list[UUID]:
    from mangnon.domain.worklist.upward import hamlets_of

    given = TaskAssignment.objects.filter(ended_at__isnull=True, kind="")
    own = set(given.filter(worker_id=worker_id).values_list("child_id", flat=True))
    others = set(given.exclude(worker_id=worker_id).values_list("child_id", flat=True))
    living = keys_living_in(scope=scope, hamlet_ids=hamlets_of(worker_id, scope.on))
    return list(own | (living - others))


def _row(due: Due, order: UrgencyOrder, on: date) -> DueRow:
    row = DueRow(*(getattr(due, name) for name in _COLUMNS))
    turn = order.turn_of(kind=row.kind, code=row.code, days_late=row.days_late(on), when=row.when(on))
    return replace(row, turn=turn)


def _place(due: DueRow) -> tuple[int, date, str, str]:
    return due.turn, due.window_to, due.kind, due.code
