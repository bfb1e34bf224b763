"""What the worklist asks of the rooms above it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

_reader: list[Callable[[UUID, date], list[UUID]]] = []


def tell_hamlets(reader: Callable[[UUID, date], list[UUID]]) -> None:
    """Set the function that returns the hamlets a worker has on a day (config/wiring.py)."""
    _reader[:] = [reader]


def hamlets_of(worker_id: UUID, on: date) -> list[UUID]:
    """Return the hamlets a worker has on a day."""
    return _reader[0](worker_id, on) if _reader else []


_new_day: list[Callable[[date], object]] = []


def tell_new_day(begin: Callable[[date], object]) -> None:
    """Set the function that does what must stand before a day's dues are derived (config/wiring.py)."""
    _new_day[:] = [begin]


def begin_day(on: date) -> None:
    """Have places as they are decided for a day before dues are derived for it."""
    for begin in _new_day:
        begin(on)
