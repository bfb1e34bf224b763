"""What lists of dues are asked for, and rows cheap enough for hundreds of children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True)
class Filters:
    """What a list of tasks is narrowed to; empty or None asks for all."""

    commune_id: UUID | None = None
    hamlet_id: UUID | None = None
    kind: str = ""
    when: str = ""  # late, week, later; now stands for late and week
    worker_id: UUID | None = None


class DueWindow(NamedTuple):
    """What a table of hundreds needs of a due, and cheap to make by the thousand."""

    child_id: UUID
    kind: str
    code: str
    window_from: date
    window_to: date
