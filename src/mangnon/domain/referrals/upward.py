"""Cases, as the room above that keeps them tells which are in sight (config/wiring.py)."""

from __future__ import annotations

from collections.abc import Callable, Set
from uuid import UUID

from mangnon.core.scope.scope import Scope

_reader: list[Callable[..., Set[UUID]]] = []


def tell_cases(reader: Callable[..., Set[UUID]]) -> None:
    """Set the function that returns the keys of the cases that a ``scope`` may read today."""
    _reader[:] = [reader]


def cases_in_sight(*, scope: Scope) -> Set[UUID]:
    """Return the cases that may be read; none where no room keeps cases."""
    return _reader[0](scope=scope) if _reader else frozenset()
