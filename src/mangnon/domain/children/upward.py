"""What the children's room tells upward: that a child's dues may have moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

_listeners: list[Callable[[list[UUID]], None]] = []


def tell_dues(listener: Callable[[list[UUID]], None]) -> None:
    """Set who derives dues again (config/wiring.py); called in the transaction of the change."""
    _listeners[:] = [listener]


def dues_moved(child_ids: Iterable[UUID]) -> None:
    """Say that these children's dues may have moved."""
    keys = list(child_ids)
    for listener in _listeners:
        listener(keys)
