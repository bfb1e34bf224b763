"""Asking those who have a child to be let see it: for someone elsewhere in the province."""

from __future__ import annotations

from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import ROLE_NAMES, Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import AccessRequest, Child


def ask_access(*, scope: Scope, child_id: UUID, reason: str) -> bool:
    """Ask to be let see a child outside the reader's scope; those who have the child read it on its page.

    Args:
        scope: of who asks; must see children somewhere.
        child_id: known from a masked hit.
        reason: why, in words.

    Returns:
        True when it was put down now, False when the same person's question stands already.

    Raises:
        ChildNotFoundError: there is no such child, or the asker sees no children at all.
    """
    if not scope.may(Action.SEE, RecordClass.ORDINARY):
        raise ChildNotFoundError
    with as_service():
        child = Child.objects.filter(pk=child_id, merged_into__isnull=True).first()
        if child is None or scope.user_id is None:
            raise ChildNotFoundError
        _request, new = AccessRequest.objects.get_or_create(
            child=child, asked_by=scope.user_id, answered_at=None,
            defaults={"asker": _asker(scope), "reason": reason[:300], "asked_at": now()},
        )  # fmt: skip
        if new:
            record(
                scope=scope, action="children.ask_access", record_class=RecordClass.ORDINARY, subjects=[child_id],
                place_id=child.commune_id,
            )  # fmt: skip
    return new


def _asker(scope: Scope) -> str:
    """Return name, roles and places as they are now: who reads the request later sees who it was then."""
    places = names_of([grant.place_id for grant in scope.grants], on=scope.on)
    held = [
        " ".join(part for part in (ROLE_NAMES[grant.role], places[grant.place_id].full) if part)
        for grant in scope.grants
        if grant.place_id in places
    ]
    return ", ".join([scope.user_name, *dict.fromkeys(held)])[:200]
