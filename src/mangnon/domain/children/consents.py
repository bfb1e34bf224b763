"""Agreements to a use of a child's data beyond the law's own duties: given, taken back, and whether they suffice."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.content.dated import read_versions
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Child, Consent
from mangnon.domain.children.queries import own_child
from mangnon.domain.children.rules import agreed
from mangnon.domain.children.terms import ConsentPurpose
from mangnon.vocab.dated import in_force


def own_from_years(on: date) -> int:
    """Return from which age a child's own agreement is needed, in years."""
    versions = read_versions("children/consent.yaml")
    return int((in_force(versions, on=on) or versions[0]).values["own_from_years"])


def is_asked(*, child: Child, on: date) -> bool:
    """Tell whether the child may be old enough to be asked; where the birth date is unknown it is asked."""
    born = child.birth_date
    years = own_from_years(on)
    return born is None or (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) >= years


def is_agreed(*, child: Child, purpose: str, on: date) -> bool:
    """Tell whether all who must agree to this use of a child's data have, and none took it back."""
    with reading_as_service():
        given = Consent.objects.filter(child=child, purpose=purpose, on__lte=on, withdrawn_on__isnull=True)
        return agreed(by_child=list(given.values_list("by_child", flat=True)), asks_child=is_asked(child=child, on=on))


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
    """Record that an agreement was withdrawn on a day; what it allowed stops: a photo is taken away.

    Source: Law 91/2025 on personal data, Article 24.3.
    """
    from mangnon.domain.children.photos import remove_photo  # which asks this file whether all agree

    with as_service():
        held = Consent.objects.filter(pk=consent_id).first()
    if held is None:
        raise ChildNotFoundError
    child = own_child(scope=scope, child_id=held.child_id)
    with as_service():
        held.withdrawn_on = on
        held.save()
        record(
            scope=scope, action="children.withdraw_consent", record_class=RecordClass.ORDINARY, subjects=[held.child_id]
        )
    if held.purpose == ConsentPurpose.PHOTO and not is_agreed(child=child, purpose=held.purpose, on=on):
        remove_photo(scope=scope, child_id=held.child_id)
