"""Facilities and their rolls, and outside bodies, as the rooms that keep them tell (config/wiring.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

_reader: list[Callable[[frozenset[UUID]], Any]] = []


def tell_pupils(reader: Callable[[frozenset[UUID]], Any]) -> None:
    """Set the function that returns the keys of children on these facilities' rolls today."""
    _reader[:] = [reader]


def pupils_of(facilities: Iterable[UUID]) -> Any:
    """Return the keys of the children on these facilities' rolls today, as a subquery or list."""
    return _reader[0](frozenset(facilities)) if _reader else []


_facilities: list[Callable[..., dict[UUID, str]]] = []


def tell_facilities(reader: Callable[..., dict[UUID, str]]) -> None:
    """Set the function that names facilities: by ``facility_ids``, or all of one ``commune_id``."""
    _facilities[:] = [reader]


def facility_names(facility_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of some facilities by key."""
    wanted = list(facility_ids)
    return _facilities[0](facility_ids=wanted) if _facilities and wanted else {}


def facilities_of(commune_id: UUID) -> dict[UUID, str]:
    """Return the names of a commune's facilities by key."""
    return _facilities[0](commune_id=commune_id) if _facilities else {}


_bodies: list[Callable[[], dict[UUID, str]]] = []


def tell_bodies(reader: Callable[[], dict[UUID, str]]) -> None:
    """Set the function that names the outside bodies that receive referrals."""
    _bodies[:] = [reader]


def body_names() -> dict[UUID, str]:
    """Return the names of the outside bodies by key."""
    return _bodies[0]() if _bodies else {}
