"""What the services of every kind of fact share: checking the child, superseding, deriving again."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from mangnon.core.clock import now
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.facts import Fact
from mangnon.domain.children.models import Child

F = TypeVar("F", bound=Fact)


def child_to_write(*, scope: Scope, child_id: UUID, record_class: RecordClass, action: Action = Action.WRITE) -> Child:
    """Return a child whose records of this class the scope may write, locked until the transaction ends.

    Raises:
        ChildNotFoundError: there is none within scope.
    """
    from mangnon.core.scope.pupils import pupils_of

    with as_service():
        child = (
            Child.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk=child_id, merged_into__isnull=True)
            .first()
        )
        if child is None:
            raise ChildNotFoundError
        reach = scope.reach(action, record_class)
        if reach.covers(commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes):
            return child
        if reach.facilities and Child.objects.filter(pk__in=pupils_of(reach.facilities)).filter(pk=child_id).exists():
            return child
    raise ChildNotFoundError


def find_same(*, fact: F) -> F | None:
    """Return a standing fact that says the same of the same child on the same day, so that nothing is told twice."""
    kept = {
        field.attname: getattr(fact, field.attname)
        for field in fact._meta.concrete_fields
        if field.attname not in _BOOKKEEPING
    }
    return type(fact)._default_manager.filter(superseded_at__isnull=True, **kept).first()


_BOOKKEEPING = frozenset(
    {
        "id", "recorded_at", "recorded_by", "source", "import_id", "corrects_id", "superseded_at", "superseded_reason",
        "step_id", "stated_number", "lot", "maker", "site", "note", "examined", "event",
    }
)  # fmt: skip


def supersede(*, fact: Fact, reason: str) -> None:
    """Mark a fact as no longer standing; it stays in the table with the reason."""
    fact.superseded_at = now()
    fact.superseded_reason = reason
    fact.save(update_fields=["superseded_at", "superseded_reason"])
