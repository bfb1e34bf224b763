"""A dose as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class StandingDose:
    """A dose that stands: its key, day, full product code, what the vial said and where it was written down."""

    key: UUID
    on: date
    product: str
    maker: str
    lot: str
    source: str = ""
