"""A measurement as it is told and as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Measured:
    """What was measured: grams and millimetres; None where it was not."""

    on: date
    weight_g: int | None = None
    length_mm: int | None = None
    position: str = ""
    head_mm: int | None = None
    arm_mm: int | None = None
    oedema: bool = False


@dataclass(frozen=True)
class Standing:
    """A measurement that stands, with its key."""

    key: UUID
    measured: Measured
