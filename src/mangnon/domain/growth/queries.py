"""Reads of measurements; the wall behind them is the database's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db import connection

from mangnon.core.scope.pupils import pupils_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Reach, Scope
from mangnon.domain.children.queries import children_of_places, reachable_children
from mangnon.domain.growth.models import Measurement
from mangnon.domain.growth.records import Measured, Standing
from mangnon.domain.growth.round import ROUND, ROUND_SQL, Round, read_rows


def list_measurements(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Measurement]:
    """Return a child's measurements, oldest first; nothing where health data is not the reader's."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk=child_id)
    found = Measurement.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def newest_measurements(*, scope: Scope, child_ids: Iterable[UUID]) -> dict[UUID, Measurement]:
    """Return each child's newest standing measurement with a weight."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    rows = (
        Measurement.objects.filter(child_id__in=mine.values("pk"), superseded_at__isnull=True, weight_g__isnull=False)
        .order_by("child_id", "-on", "-recorded_at")
        .distinct("child_id")
    )
    return {row.child_id: row for row in rows}


def keys_measured_on(
    *, scope: Scope, on: date, commune_ids: Iterable[UUID] = (), hamlet_ids: Iterable[UUID] = ()
) -> set[UUID]:
    """Return the keys of the children of these places who were measured on a day; without places, of the scope."""
    mine = children_of_places(scope, RecordClass.HEALTH, commune_ids=commune_ids, hamlet_ids=hamlet_ids)
    found = Measurement.objects.filter(child_id__in=mine.values("pk"), on=on, superseded_at__isnull=True)
    return set(found.values_list("child_id", flat=True))


def measured_on(*, scope: Scope, child_ids: Iterable[UUID], on: date) -> dict[UUID, Standing]:
    """Return each child's newest standing measurement of one day."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    rows = Measurement.objects.filter(child_id__in=mine.values("pk"), on=on, superseded_at__isnull=True)
    return {row.child_id: _standing(row) for row in rows.order_by("recorded_at")}


def measured_before(*, scope: Scope, child_ids: Iterable[UUID], on: date) -> dict[UUID, Standing]:
    """Return each child's newest standing measurement of the days before one day."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    rows = Measurement.objects.filter(child_id__in=mine.values("pk"), on__lt=on, superseded_at__isnull=True)
    newest = rows.order_by("child_id", "-on", "-recorded_at").distinct("child_id")
    return {row.child_id: _standing(row) for row in newest}


def weighings_by_key(*, scope: Scope, keys: Iterable[UUID]) -> dict[UUID, Measurement]:
    """Return measurements by key, where health data is the reader's; the wall holds them to their places."""
    if not scope.may(Action.SEE, RecordClass.HEALTH):
        return {}
    return Measurement.objects.in_bulk(list(keys))


def read_round(*, scope: Scope, asked: Round, action: Action = Action.COUNT) -> pa.Table:
    """Return the children of some ages with their best measurement of a period, measured or not.

    Best is the newest that holds both weight and length, else the newest. Whoever may only count children gets the
    same rows, to count them: what is shown must name none of them.

    Args:
        scope: of the reader.
        asked: which period, ages and places.
        action: ``COUNT`` or ``SEE``: within which reach of health data.

    Returns:
        ``ROUND``, one row a child that is followed in the reader's reach.
    """
    reach = scope.reach(action, RecordClass.HEALTH)
    if reach.nowhere:
        return ROUND.empty_table()
    within, values = _within(reach, asked)
    values |= {"first": asked.first, "last": asked.last, "born_after": asked.born_after, "born_until": asked.born_until}
    with reading_as_service(), connection.cursor() as cursor:
        statement = ROUND_SQL.replace("{within}", within)
        with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, NULL '')", values) as copy:
            text = b"".join(bytes(block) for block in copy)
    return read_rows(text)


def _within(reach: Reach, asked: Round) -> tuple[str, dict[str, Any]]:
    """Return the condition on the child's row, and what it is filled with."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    if not reach.everywhere:
        pupils = list(pupils_of(reach.facilities)) if reach.facilities else []
        values |= {"communes": list(reach.communes), "hamlets": list(reach.hamlets), "pupils": pupils}
        parts.append(
            "(c.commune_id = ANY(%(communes)s::uuid[]) OR c.hamlet_id = ANY(%(hamlets)s::uuid[])"
            " OR c.open_communes && %(communes)s::uuid[] OR c.id = ANY(%(pupils)s::uuid[]))"
        )
    if asked.commune_id:
        parts.append("c.commune_id = %(commune)s")
        values["commune"] = asked.commune_id
    if asked.hamlet_id:
        parts.append("c.hamlet_id = %(hamlet)s")
        values["hamlet"] = asked.hamlet_id
    return " AND ".join(parts) or "true", values


def _standing(row: Measurement) -> Standing:
    measured = Measured(
        on=row.on,
        weight_g=row.weight_g,
        length_mm=row.length_mm,
        position=row.position,
        head_mm=row.head_mm,
        arm_mm=row.arm_mm,
        oedema=row.oedema,
    )
    return Standing(row.id, measured)
