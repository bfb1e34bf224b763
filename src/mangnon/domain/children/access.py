"""Asking those who have a child to be let see it, for someone elsewhere in the province; and answering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import ROLE_NAMES, Action, RecordClass
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import AccessRequest, Child
from mangnon.domain.children.queries import writes


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


@dataclass(frozen=True)
class Question:
    """Someone elsewhere asking to see a child of the reader's own; ``name`` may be empty."""

    id: UUID
    child_id: UUID
    name: str
    asker: str
    reason: str


@dataclass(frozen=True)
class Answer:
    """What was answered to the reader's own question, and when; of the child no more than that it was asked."""

    on: date
    reason: str
    answer: str


def answer_access(*, scope: Scope, request_id: UUID, answer: str) -> None:
    """Answer a question about a child of one's own; what the asker may see does not change by it.

    Args:
        scope: of who answers; must be able to write ordinary data of the child.
        request_id: the open question.
        answer: in words: whom to call, from when the child is theirs.

    Raises:
        ChildNotFoundError: no such open question about a child within the scope.
    """
    with as_service():
        asked = (
            AccessRequest.objects.select_for_update(of=("self",))
            .select_related("child")
            .filter(pk=request_id, answered_at__isnull=True)
            .first()
        )
        if asked is None or not writes(scope, asked.child):
            raise ChildNotFoundError
        asked.answered_at, asked.answered_by, asked.answer = now(), scope.user_id, answer[:300]
        asked.save()
        record(
            scope=scope, action="children.answer_access", record_class=RecordClass.ORDINARY, subjects=[asked.child_id],
            place_id=asked.child.commune_id,
        )  # fmt: skip


def list_questions(*, scope: Scope, child_id: UUID | None = None, limit: int = 10) -> list[Question]:
    """Return the open questions about children whose records the reader may write, oldest first.

    The province, which sees every child, is not asked: those who have the child are.
    """
    reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
    if reach.nowhere or (reach.everywhere and child_id is None):
        return []
    found = AccessRequest.objects.filter(reach.children("child__"), answered_at__isnull=True)
    if child_id:
        found = found.filter(child_id=child_id)
    rows = found.order_by("asked_at").values_list("id", "child_id", "child__full_name", "asker", "reason")[:limit]
    return [Question(*row) for row in rows]


def list_answers(*, scope: Scope, days: int = 14) -> list[Answer]:
    """Return what was answered to the reader's own questions in the last days, newest first."""
    if scope.user_id is None or not scope.may(Action.SEE, RecordClass.ORDINARY):
        return []
    with reading_as_service():
        rows = AccessRequest.objects.filter(asked_by=scope.user_id, answered_at__gt=now() - timedelta(days=days))
        return [
            Answer(row.answered_at.astimezone(VIETNAM).date(), row.reason, row.answer)
            for row in rows.order_by("-answered_at")
            if row.answered_at
        ]
