"""Reads of newborn screening."""

from __future__ import annotations

from uuid import UUID

from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import reachable_children
from mangnon.domain.screening.models import Screening


def list_screenings(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Screening]:
    """Return a child's, oldest first; nothing where this class of records is not the reader's."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk=child_id)
    found = Screening.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))
