"""Cases, as the room above that keeps them tells which are in sight (config/wiring.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from mangnon.core.scope.scope import Scope

_reader: list[Callable[..., Mapping[UUID, UUID | None]]] = []


def tell_cases(reader: Callable[..., Mapping[UUID, UUID | None]]) -> None:
    """Set the function that returns the cases that a ``scope`` may read today, each with its child where known."""
    _reader[:] = [reader]


def cases_in_sight(*, scope: Scope) -> Mapping[UUID, UUID | None]:
    """Return the cases that may be read, each with its child; none where no room keeps cases."""
    return _reader[0](scope=scope) if _reader else {}
