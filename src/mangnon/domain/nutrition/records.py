"""Vitamin A or deworming as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class StandingSupplement:
    """Something taken that stands: its key, day and kind."""

    key: UUID
    on: date
    kind: str
