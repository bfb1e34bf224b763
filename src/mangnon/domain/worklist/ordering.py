"""Puts dues into the order of lists (docs/adr/0014, 0024), in the database for whole communes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from mangnon.vocab.urgency import WHENS, DueMark, UrgencyOrder

SOON_DAYS = 7
# One number tells a due's turn and then the end of its window; a due without a place in it would sort wrongly.
_DAYS_IN_A_TURN = 1_000_000
# Under a heading whoever needs somebody soonest stands first, or the list walks hamlet by hamlet.
Order = Literal["points", "walk"]
# Dues are put together by child before they meet the other tables: a third of the rows to join.
_EACH_CHILD_SQL = """
  SELECT child_id, hamlet_id, min((%s::int[])[place + 1]::bigint * {days} + (window_to - DATE '1900-01-01')) AS first
  FROM ({dues}) each_due GROUP BY child_id, hamlet_id
"""
_WALK_SQL = """
SELECT coalesce(c.household_id, c.id) AS home, array_agg(d.child_id), min(d.first) / {days}
FROM ({each_child}) d JOIN children_child c ON c.id = d.child_id LEFT JOIN places_place p ON p.id = d.hamlet_id
GROUP BY 1 ORDER BY min(d.first) / {days}, min(p.code), min(d.first), 1
"""
_POINTS_SQL = """
SELECT coalesce(c.household_id, c.id) AS home, array_agg(d.child_id), min(d.first) / {days}
FROM ({each_child}) d JOIN children_child c ON c.id = d.child_id LEFT JOIN places_place p ON p.id = d.hamlet_id
LEFT JOIN (
  SELECT child_id, max(points) AS points FROM ({points}) each_score GROUP BY child_id
) s ON s.child_id = d.child_id
GROUP BY 1
ORDER BY (%s::int[])[min(d.first) / {days} + 1], max(coalesce(s.points, 0)) DESC, min(d.first) / {days},
         min(p.code), min(d.first), 1
"""


@dataclass(frozen=True)
class Home:
    """A household (or a child without one) with the children who have dues, and the turn of the first of these."""

    key: UUID
    children: tuple[UUID, ...]
    turn: int


def when_of(when: str, on: date) -> Q:
    """Return the dues that are late, due this week, later; ``now`` stands for the first two."""
    soon = on + timedelta(days=SOON_DAYS)
    if when == "late":
        return Q(window_to__lt=on)
    if when == "week":
        return Q(window_to__gte=on, window_from__lte=soon)
    if when == "now":
        return Q(window_from__lte=soon)
    return Q(window_from__gt=soon)


def read_homes(
    *, dues: QuerySet[Any], order: UrgencyOrder, on: date, points: QuerySet[Any] | None = None
) -> list[Home]:
    """Return whose dues these are in the order of a list.

    That is by turn, hamlet, end of the window, household; with points by heading, points of the household's child with
    most, and only then by the rest.

    Args:
        dues: of the table of dues, as narrowed.
        order: in force on the day.
        on: the day asked about.
        points: of the table of priorities, as the reader may see them; None walks hamlet by hamlet.
    """
    count = len(order.classes)
    time = Case(*(When(when_of(when, on), then=Value(at * count)) for at, when in enumerate(WHENS[:-1])),
                default=Value((len(WHENS) - 1) * count), output_field=IntegerField())  # fmt: skip
    found = dues.order_by().annotate(place=time + _urgency(order, on)).values(
        "child_id", "hamlet_id", "window_to", "place"
    )  # fmt: skip
    turns = [order.turn_table[urgency, when] for when in WHENS for urgency in range(count)]
    try:
        sql, params = found.query.sql_with_params()
        given: list[Any] = [turns, *params]
        if points is None:
            asked = _WALK_SQL
        else:
            scores, more = points.order_by().values("child_id", "points").query.sql_with_params()
            asked = _POINTS_SQL.replace("{points}", scores)
            given += [*more, _steps_of_turns(order)]
    except EmptyResultSet:  # a filter that nothing can match, such as a worker without children
        return []
    whole = asked.replace("{each_child}", _EACH_CHILD_SQL.replace("{dues}", sql)).replace(
        "{days}", str(_DAYS_IN_A_TURN)
    )
    with connection.cursor() as cursor:
        cursor.execute(whole, given)
        return [Home(key, tuple(children), turn) for key, children, turn in cursor.fetchall()]


def _steps_of_turns(order: UrgencyOrder) -> list[int]:
    places = {step.code: at for at, step in enumerate(order.steps)}
    return [places[step.code] for step, _ in order.turns]


def _urgency(order: UrgencyOrder, on: date) -> Case:
    """Return the place of a due's class; kinds are told apart first, so that most dues are compared once."""
    kinds = dict.fromkeys(mark.kind for each in order.classes for mark in each.marks)
    return Case(
        *(When(kind=kind, then=_within_kind(order, kind, on)) for kind in kinds),
        default=Value(len(order.classes) - 1),
        output_field=IntegerField(),
    )


def _within_kind(order: UrgencyOrder, kind: str, on: date) -> Case | Value:
    marks = [(at, mark) for at, each in enumerate(order.classes) for mark in each.marks if mark.kind == kind]
    narrow = []
    for at, mark in marks:
        if mark == DueMark(kind):
            rest = Value(at)
            break
        narrow.append(When(_fits(mark, on), then=Value(at)))
    else:
        rest = Value(len(order.classes) - 1)
    return Case(*narrow, default=rest, output_field=IntegerField()) if narrow else rest


def _fits(mark: DueMark, on: date) -> Q:
    found = Q()
    if mark.name:
        found &= Q(code=mark.name) | Q(code__startswith=f"{mark.name}:")
    if mark.detail:
        found &= Q(code__endswith=f":{mark.detail}")
    if mark.late_days_at_most is not None:
        found &= Q(window_to__gte=on - timedelta(days=mark.late_days_at_most))
    return found
