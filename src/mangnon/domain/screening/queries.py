"""Reads of screenings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import children_of_places, reachable_children
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


def steps_on(
    *, scope: Scope, child_ids: Iterable[UUID], kinds: Iterable[str], states: Iterable[str], on: date
) -> dict[UUID, dict[str, Screening]]:
    """Return the newest steps in one of these states that stand of several children on a day, by child and test."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    found = Screening.objects.filter(
        child_id__in=mine.values("pk"), kind__in=set(kinds) - NEED_TO_KNOW, state__in=list(states), on=on,
        superseded_at__isnull=True,
    )  # fmt: skip
    steps: dict[UUID, dict[str, Screening]] = {}
    for step in found.order_by("recorded_at", "id"):
        steps.setdefault(step.child_id, {})[step.kind] = step
    return steps


def keys_examined(
    *,
    scope: Scope,
    kinds: Iterable[str],
    since: date,
    until: date,
    commune_ids: Iterable[UUID] = (),
    hamlet_ids: Iterable[UUID] = (),
) -> set[UUID]:
    """Return the keys of the children of these places of whom a result of these tests was told within some days."""
    mine = children_of_places(scope, RecordClass.HEALTH, commune_ids=commune_ids, hamlet_ids=hamlet_ids)
    found = Screening.objects.filter(
        child_id__in=mine.values("pk"), kind__in=set(kinds) - NEED_TO_KNOW, on__gte=since, on__lte=until,
        superseded_at__isnull=True,
    ).exclude(state__in=("refused", "lost"))  # fmt: skip
    return set(found.values_list("child_id", flat=True))
