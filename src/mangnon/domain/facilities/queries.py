"""Reads of facilities and rolls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mangnon.core.clock import today
from mangnon.domain.facilities.models import Enrolment


def pupil_keys(facility_ids: frozenset[UUID]) -> Any:
    """Return a subquery of the keys of children on these facilities' rolls today."""
    return Enrolment.objects.filter(facility_id__in=facility_ids, valid__contains=today()).values("child_id")
