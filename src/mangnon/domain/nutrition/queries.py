"""Reads of vitamin A and deworming."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import children_of_places, reachable_children
from mangnon.domain.nutrition.models import Supplement
from mangnon.domain.nutrition.records import StandingSupplement


def list_supplements(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Supplement]:
    """Return a child's, oldest first; nothing where this class of records is not the reader's."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk=child_id)
    found = Supplement.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def keys_taken_on(
    *, scope: Scope, on: date, commune_ids: Iterable[UUID] = (), hamlet_ids: Iterable[UUID] = ()
) -> set[UUID]:
    """Return the keys of the children of these places who took something on a day."""
    mine = children_of_places(scope, RecordClass.HEALTH, commune_ids=commune_ids, hamlet_ids=hamlet_ids)
    found = Supplement.objects.filter(child_id__in=mine.values("pk"), on=on, superseded_at__isnull=True)
    return set(found.values_list("child_id", flat=True))


def taken_on(*, scope: Scope, child_ids: Iterable[UUID], on: date) -> dict[UUID, list[StandingSupplement]]:
    """Return what several children took on one day."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    rows = Supplement.objects.filter(child_id__in=mine.values("pk"), on=on, superseded_at__isnull=True)
    found: dict[UUID, list[StandingSupplement]] = {}
    for child_id, *taken in rows.order_by("recorded_at").values_list("child_id", "id", "on", "kind"):
        found.setdefault(child_id, []).append(StandingSupplement(*taken))
    return found
