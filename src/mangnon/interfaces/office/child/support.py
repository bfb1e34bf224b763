"""What a child's page says of its protection: that there is support, or nothing; to the team, its case."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.queries import CaseRow, cases_of_child, supported_children


@dataclass(frozen=True)
class Support:
    """Whether the line stands on the page, and the open cases that the reader may open."""

    shown: bool
    cases: tuple[CaseRow, ...]


def support_of(*, scope: Scope, child_id: UUID) -> Support:
    """Return what a reader of a child's page learns of its protection.

    Args:
        scope: of the reader.
        child_id: a child that the reader sees.
    """
    cases = tuple(each for each in cases_of_child(scope=scope, child_id=child_id) if each.closed_at is None)
    return Support(bool(cases) or child_id in supported_children(scope=scope, child_ids=[child_id]), cases)
