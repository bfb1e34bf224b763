"""Writes of facilities."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mangnon.core.scope.roles import as_service
from mangnon.domain.facilities.models import Facility


def follow_places(communes: Mapping[UUID, UUID]) -> None:
    """Put the facilities of communes that ended into those they went into."""
    with as_service():
        for old, new in communes.items():
            Facility.objects.filter(commune_id=old).update(commune_id=new)
