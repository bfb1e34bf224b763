"""Agreements to a use of a child's data beyond the law's own duties: given, and taken back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Consent
from mangnon.domain.children.queries import own_child


def record_consent(
    *,
    scope: Scope,
    child_id: UUID,
    purpose: str,
    given_by: str,
    relation: str,
    by_child: bool,
    on: date,
    note: str = "",
) -> None:
    """Record who agreed to a use of the child's data; from age 7 the child's own agreement is a record of its own.

    Source: Law 91/2025 on personal data, Article 24; Law on Children 2016, Article 21.
    """
    own_child(scope=scope, child_id=child_id)
    with as_service():
        Consent.objects.create(
            child_id=child_id,
            purpose=purpose,
            given_by=given_by,
            relation=relation,
            by_child=by_child,
            on=on,
            note=note,
        )
        record(scope=scope, action="children.record_consent", record_class=RecordClass.ORDINARY, subjects=[child_id])


def withdraw_consent(*, scope: Scope, consent_id: UUID, on: date) -> None:
    """Record that an agreement was withdrawn on a day."""
    with as_service():
        held = Consent.objects.filter(pk=consent_id).first()
    if held is None:
        raise ChildNotFoundError
    own_child(scope=scope, child_id=held.child_id)
    with as_service():
        held.withdrawn_on = on
        held.save()
        record(
            scope=scope, action="children.withdraw_consent", record_class=RecordClass.ORDINARY, subjects=[held.child_id]
        )
