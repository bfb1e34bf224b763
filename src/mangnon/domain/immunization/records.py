"""A dose and an observation as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class StandingObservation:
    """An observation that stands: its key, day, code as the engine reads it, and the day it ends (None: open)."""

    key: UUID
    on: date
    code: str
    until: date | None = None


@dataclass(frozen=True)
class StandingDose:
    """A dose that stands: its key, day, full product code, what the vial said, where it was written down, and whether
    the child was examined before it (None: nobody said)."""

    key: UUID
    on: date
    product: str
    maker: str
    lot: str
    source: str = ""
    site: str = ""
    stated_number: int | None = None
    examined: bool | None = None
