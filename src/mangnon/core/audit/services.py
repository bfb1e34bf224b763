"""Writes the audit log; the database chains what is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from mangnon.core.audit.models import AuditEntry
from mangnon.core.clock import now
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope


def record(
    *,
    scope: Scope,
    action: str,
    record_class: RecordClass,
    subjects: Iterable[UUID] = (),
    place_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
    request_id: UUID | None = None,
) -> None:
    """Write that a user read or wrote something.

    Args:
        scope: whose.
        action: the verb's name, as in ``growth.record_weight`` or ``children.open``.
        record_class: how closely the records are kept.
        subjects: keys of the children (at most 50 are kept; ``detail`` then carries the number).
        place_id: the place concerned, if one.
        detail: what else to know; never a child's name or protected text.
        request_id: the request it came with.
    """
    keys = list(subjects)
    more = dict(detail or {})
    if len(keys) > 50:
        more["subjects"] = len(keys)
    with as_service():
        AuditEntry.objects.create(
            at=now(),
            user_id=scope.user_id,
            action=action,
            record_class=record_class.value,
            subjects=keys[:50],
            place_id=place_id,
            detail=more,
            request_id=request_id,
        )
