"""Reads of doses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import reachable_children
from mangnon.domain.immunization.models import Dose


def list_doses(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Dose]:
    """Return a child's doses, oldest first; nothing where health data is not the reader's."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk=child_id)
    found = Dose.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def doses_of(*, scope: Scope, child_ids: Iterable[UUID], on: date | None = None) -> dict[UUID, list[Dose]]:
    """Return the standing doses of several children, oldest first; those of one day when it is given."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    found = Dose.objects.filter(child_id__in=mine.values("pk"), superseded_at__isnull=True)
    if on:
        found = found.filter(on=on)
    doses: dict[UUID, list[Dose]] = {}
    for dose in found.order_by("on", "recorded_at"):
        doses.setdefault(dose.child_id, []).append(dose)
    return doses


def doses_by_key(*, scope: Scope, keys: Iterable[UUID]) -> dict[UUID, Dose]:
    """Return doses by key, where health data is the reader's; the wall holds them to their places."""
    if not scope.may(Action.SEE, RecordClass.HEALTH):
        return {}
    return Dose.objects.in_bulk(list(keys))
