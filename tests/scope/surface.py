"""What the matrix says of one address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.scope.two_communes import Known, TwoCommunes

from mangnon.core.scope.rights import Action, RecordClass, Role, may

ALL = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()


def who_may(action: Action, record_class: RecordClass) -> frozenset[Role]:
    """Return the roles that may do this with records of this class where they are assigned."""
    return frozenset(role for role in Role if may(role, action, record_class))


@dataclass(frozen=True)
class Surface:
    """One address: who may open it, who may send to it and what is sent; None where the method does not exist.

    ``of_a_child`` tells that the address or what is sent names one child (``known``): whoever does not reach that
    child is refused, whatever their role.
    """

    opens: frozenset[Role] | None = None
    sends: frozenset[Role] | None = None
    address: Callable[[TwoCommunes, Known], dict[str, Any]] = field(default=lambda house, known: {})
    query: str = ""
    data: Callable[[TwoCommunes, Known], dict[str, Any]] = field(default=lambda house, known: {})
    of_a_child: bool = False
