"""Writes of assignments."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope


def assign(
    *, scope: Scope, user_id: UUID, role: Role, place_id: UUID, start: date, end: date | None = None,
    facility_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Give a user a role at a place from a day on.

    Raises:
        NotYoursError: the giver may not write accounts.
    """
    _may_assign(scope)
    from mangnon.core.audit.services import record

    with as_service():
        held = Assignment.objects.create(
            user_id=user_id, role=role.value, place_id=place_id, facility_id=facility_id,
            valid=DateRange(start, end), granted_by_id=scope.user_id,
        )  # fmt: skip
        record(
            scope=scope, action="scope.assign", record_class=RecordClass.ACCOUNTS, place_id=place_id,
            detail={"user": str(user_id), "role": role.value},
        )  # fmt: skip
    return held.id


def end_assignment(*, scope: Scope, assignment_id: UUID, on: date) -> None:
    """End an assignment: from that day on it gives nothing."""
    _may_assign(scope)
    from mangnon.core.audit.services import record

    with as_service():
        held = Assignment.objects.select_for_update().get(pk=assignment_id)
        start = held.valid.lower
        held.valid = DateRange(start, max(on, start) if start else on)
        held.save()
        record(
            scope=scope, action="scope.end_assignment", record_class=RecordClass.ACCOUNTS, place_id=held.place_id,
            detail={"user": str(held.user_id), "role": held.role},
        )  # fmt: skip


def _may_assign(scope: Scope) -> None:
    if not scope.may(Action.WRITE, RecordClass.ACCOUNTS):
        raise NotYoursError("Chỉ quản trị hệ thống được phân công vai trò.")
