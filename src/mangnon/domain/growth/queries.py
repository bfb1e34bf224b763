"""Reads of measurements; the wall behind them is the database's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import children_of_places, reachable_children
from mangnon.domain.growth.models import Measurement
from mangnon.domain.growth.records import Measured, Standing


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
