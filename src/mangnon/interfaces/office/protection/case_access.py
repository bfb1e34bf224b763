"""Who stands before a case's page, and what a refused service says beside its form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from mangnon.core.accounts.services import account_names
from mangnon.core.clock import today
from mangnon.core.content.protection import load_protection
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.case_queries import CaseHead, head_of
from mangnon.domain.protection.errors import CaseNotFoundError
from mangnon.domain.protection.terms import ACTOR_WORDS
from mangnon.vocab.errors import MangnonError
from mangnon.vocab.protection import Step

UNKNOWN_PERSON = "không rõ"


def reader_of(request: HttpRequest) -> Scope:
    """Return the reader's scope."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return scope


def case_of(request: HttpRequest, case_id: UUID) -> tuple[Scope, CaseHead]:
    """Return the reader's scope and the head of a case in sight.

    Raises:
        Http404: there is none; whether it exists for others is not told.
    """
    scope = reader_of(request)
    try:
        return scope, head_of(scope=scope, case_id=case_id)
    except CaseNotFoundError as unseen:
        raise Http404 from unseen


def require_part(head: CaseHead, steps: Iterable[Step]) -> None:
    """Refuse whoever takes no such step as what they are in the case; they are not shown its page either.

    Raises:
        NotYoursError: none of the steps is theirs.
    """
    rules = load_protection().procedure(today()).steps
    taken = list(steps)
    if not any(rules[step].who & head.roles for step in taken):
        actors = " hoặc ".join(sorted({ACTOR_WORDS[each] for step in taken for each in rules[step].who}))
        raise NotYoursError(f"Chỉ {actors} phụ trách trường hợp mới {rules[taken[0]].words} được.")


def refusal_of(write: Callable[[], Any]) -> str:
    """Call a service; return the sentence of its refusal, or nothing where it was done.

    Raises:
        Http404: the case, or what was named in it, is not in sight (any more).
    """
    try:
        write()
    except CaseNotFoundError as unseen:
        raise Http404 from unseen
    except MangnonError as refused:
        return refused.sentence
    return ""


def people_names(keys: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return the names of accounts by key."""
    with reading_as_service():
        found = account_names([each for each in set(keys) if each is not None])
    return dict(found.items())
