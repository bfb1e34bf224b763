"""Who may open the forms of a child's profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words
from mangnon.domain.children.queries import find_child, writes
from mangnon.interfaces.office.due_lines import NAMELESS

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child


def writer(request: HttpRequest) -> Scope:
    """Return the scope of somebody who may write ordinary data of children somewhere.

    Raises:
        Http404: the reader's rights do not open these pages.
    """
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(Action.WRITE, RecordClass.ORDINARY).nowhere:
        raise Http404
    return scope


def writable_child(request: HttpRequest, child_id: UUID) -> tuple[Scope, Child]:
    """Return the reader's scope and a child whose profile is theirs to write.

    Raises:
        Http404: it is not; whether the child exists elsewhere is not told.
    """
    scope = writer(request)
    child = find_child(scope=scope, child_id=child_id)
    if child is None or not writes(scope, child):
        raise Http404
    return scope, child


def head(scope: Scope, child: Child) -> dict[str, Any]:
    """Return what the top of each form says of the child."""
    precision: Any = child.birth_precision
    return {
        "child": child,
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=scope.on, precision=precision),
    }
