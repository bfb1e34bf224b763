"""Reads of screenings."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import reachable_children
from mangnon.domain.screening.models import Screening
from mangnon.vocab.screening import NEED_TO_KNOW


def list_screenings(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Screening]:
    """Return a child's, oldest first; nothing of tests whose class of records is not the reader's."""
    found = Screening.objects.filter(_within(scope, child_id))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def screenings_by_key(*, scope: Scope, keys: Iterable[UUID]) -> dict[UUID, Screening]:
    """Return steps by key; the wall holds them to their places and classes."""
    if not scope.may(Action.SEE, RecordClass.HEALTH) and not scope.may(Action.SEE, RecordClass.SENSITIVE):
        return {}
    return Screening.objects.in_bulk(list(keys))


def _within(scope: Scope, child_id: UUID) -> Q:
    wanted = Q(pk__in=[])
    for record_class, mine in (
        (RecordClass.HEALTH, ~Q(kind__in=NEED_TO_KNOW)),
        (RecordClass.SENSITIVE, Q(kind__in=NEED_TO_KNOW)),
    ):
        child = reachable_children(scope, record_class).filter(pk=child_id)
        wanted |= mine & Q(child_id__in=child.values("pk"))
    return wanted
