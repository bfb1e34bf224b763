"""What the children's room tells upward: that a child's dues may have moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_listeners: list[Callable[[list[UUID]], None]] = []


def tell_dues(listener: Callable[[list[UUID]], None]) -> None:
    """Set who derives dues again (config/wiring.py); called in the transaction of the change."""
    _listeners[:] = [listener]


_gathered: ContextVar[set[UUID] | None] = ContextVar("gathered", default=None)


@contextmanager
def dues_at_once() -> Iterator[None]:
    """Gather whose dues moved in this block and tell it once at its end, before the transaction ends.

    For a whole table of facts saved together: deriving is as quick for hundreds of children as for one.
    """
    keys: set[UUID] = set()
    token = _gathered.set(keys)
    try:
        yield
    finally:
        _gathered.reset(token)
    if keys:
        dues_moved(sorted(keys))


def dues_moved(child_ids: Iterable[UUID]) -> None:
    """Say that these children's dues may have moved."""
    keys = list(child_ids)
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update(keys)
        return
    for listener in _listeners:
        listener(keys)
