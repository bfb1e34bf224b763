"""Reads of doses and of observations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from uuid import UUID

from django.db.models import Count, Max

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import children_of_places, reachable_children
from mangnon.domain.immunization.models import Dose, Observation
from mangnon.domain.immunization.records import StandingDose, StandingObservation


def list_doses(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Dose]:
    """Return a child's doses, oldest first; nothing where health data is not the reader's."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk=child_id)
    found = Dose.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def doses_of(*, scope: Scope, child_ids: Iterable[UUID]) -> dict[UUID, list[StandingDose]]:
    """Return the standing doses of several children, oldest first."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    found = Dose.objects.filter(child_id__in=mine.values("pk"), superseded_at__isnull=True)
    doses: dict[UUID, list[StandingDose]] = {}
    columns = ("id", *(field.name for field in fields(StandingDose) if field.name != "key"))
    rows = found.order_by("on", "recorded_at").values_list("child_id", *columns)
    for child_id, *dose in rows:
        doses.setdefault(child_id, []).append(StandingDose(*dose))
    return doses


def keys_given_on(
    *,
    scope: Scope,
    on: date,
    products: Iterable[str],
    commune_ids: Iterable[UUID] = (),
    hamlet_ids: Iterable[UUID] = (),
) -> set[UUID]:
    """Return the keys of the children of these places who were given one of these products on a day."""
    mine = children_of_places(scope, RecordClass.HEALTH, commune_ids=commune_ids, hamlet_ids=hamlet_ids)
    found = Dose.objects.filter(child_id__in=mine.values("pk"), on=on, superseded_at__isnull=True)
    return set(found.filter(product__in=list(products)).values_list("child_id", flat=True))


def doses_before(*, scope: Scope, child_ids: Iterable[UUID], on: date) -> dict[UUID, tuple[int, date]]:
    """Return how many standing doses several children had before a day, and when the last of them was."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    found = Dose.objects.filter(child_id__in=mine.values("pk"), on__lt=on, superseded_at__isnull=True)
    rows = found.values("child_id").annotate(count=Count("id"), last=Max("on")).values_list("child_id", "count", "last")
    return {child_id: (count, last) for child_id, count, last in rows}


def doses_by_key(*, scope: Scope, keys: Iterable[UUID]) -> dict[UUID, Dose]:
    """Return doses by key, where health data is the reader's; the wall holds them to their places."""
    if not scope.may(Action.SEE, RecordClass.HEALTH):
        return {}
    return Dose.objects.in_bulk(list(keys))


def list_observations(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Observation]:
    """Return a child's contraindications, postponements and evidence of immunity, oldest first."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk=child_id)
    found = Observation.objects.filter(child_id__in=mine.values("pk"))
    if not corrected_too:
        found = found.filter(superseded_at__isnull=True)
    return list(found.order_by("on", "recorded_at"))


def observations_of(*, scope: Scope, child_ids: Iterable[UUID]) -> dict[UUID, list[StandingObservation]]:
    """Return the standing observations of several children, oldest first."""
    mine = reachable_children(scope, RecordClass.HEALTH).filter(pk__in=list(child_ids))
    found = Observation.objects.filter(child_id__in=mine.values("pk"), superseded_at__isnull=True)
    standing: dict[UUID, list[StandingObservation]] = {}
    for each in found.order_by("on", "recorded_at"):
        standing.setdefault(each.child_id, []).append(StandingObservation(each.id, each.on, each.told, each.until))
    return standing
