"""Reads of visits."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import reachable_children
from mangnon.domain.outreach.models import Visit


def list_visits(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Visit]:
    """Return a child's, oldest first; nothing where this class of records is not the reader's."""
    mine = reachable_children(scope, RecordClass.ORDINARY).filter(pk=child_id)
    found = Visit.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def visits_by_key(*, scope: Scope, keys: Iterable[UUID]) -> dict[UUID, Visit]:
    """Return visits by key; the wall holds them to their places."""
    if not scope.may(Action.SEE, RecordClass.ORDINARY):
        return {}
    return Visit.objects.in_bulk(list(keys))
