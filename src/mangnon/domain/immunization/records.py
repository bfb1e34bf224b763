"""A dose as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


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
