"""Cases, as the room above that keeps them tells which are in sight (config/wiring.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from mangnon.core.scope.scope import Scope

_reader: list[Callable[..., Mapping[UUID, UUID | None]]] = []


_worker: list[Callable[..., bool]] = []


def tell_cases(reader: Callable[..., Mapping[UUID, UUID | None]], worker: Callable[..., bool]) -> None:
    """Set the functions that know of cases.

    Args:
        reader: the cases that a ``scope`` may read today, each with its child where known.
        worker: whether a ``scope`` acts in a ``case_id``, and does not only read it.
    """
    _reader[:], _worker[:] = [reader], [worker]


def cases_in_sight(*, scope: Scope) -> Mapping[UUID, UUID | None]:
    """Return the cases that may be read, each with its child; none where no room keeps cases."""
    return _reader[0](scope=scope) if _reader else {}


def works_on(*, scope: Scope, case_id: UUID) -> bool:
    """Tell whether somebody acts in a case; nobody where no room keeps cases."""
    return bool(_worker) and _worker[0](scope=scope, case_id=case_id)
