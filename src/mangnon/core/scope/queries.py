"""Reads a user's scope from their assignments."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Grant, Scope


def get_scope(*, user_id: UUID, user_name: str, on: date) -> Scope:
    """Return what a user may see and do on a day."""
    held = Assignment.objects.filter(user_id=user_id, valid__contains=on).values_list(
        "role", "place__level", "place_id", "facility_id"
    )
    grants = tuple(
        Grant(role=Role(role), level=level, place_id=place_id, facility_id=facility_id)
        for role, level, place_id, facility_id in held
    )
    return Scope(user_id=user_id, user_name=user_name, on=on, grants=grants)
