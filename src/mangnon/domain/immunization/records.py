"""A dose as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class StandingDose:
    """A dose that stands: its key, day, full product code, and what the vial said."""

    key: UUID
    on: date
    product: str
    maker: str
    lot: str
