"""Reads of facilities and rolls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from mangnon.core.clock import today
from mangnon.domain.facilities.models import Enrolment, Facility


def pupil_keys(facility_ids: frozenset[UUID]) -> Any:
    """Return a subquery of the keys of children on these facilities' rolls today."""
    return Enrolment.objects.filter(facility_id__in=facility_ids, valid__contains=today()).values_list(
        "child_id", flat=True
    )


def names_of_facilities(*, facility_ids: Iterable[UUID] = (), commune_id: UUID | None = None) -> dict[UUID, str]:
    """Return the names of some facilities, or of all in a commune, by key."""
    rows = (
        Facility.objects.filter(commune_id=commune_id)
        if commune_id
        else Facility.objects.filter(pk__in=list(facility_ids))
    )
    return dict(rows.order_by("name").values_list("id", "name"))


def enrolled_among(child_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some children who are, or were, on any facility's roll."""
    return set(Enrolment.objects.filter(child_id__in=list(child_ids)).values_list("child_id", flat=True))
