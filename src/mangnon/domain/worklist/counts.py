"""Counts of children by what they are owed, no child named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from mangnon.core.places.queries import PlaceName
from mangnon.engines.priority import Fairness


@dataclass(frozen=True)
class TodayCounts:
    """The numbers on top of today's page: children with something late, due this week, later."""

    late: int
    week: int
    later: int


@dataclass(frozen=True)
class PlaceTally:
    """The children of one commune and how many have something late, this week, later; None: no commune decided."""

    commune: PlaceName | None
    children: int
    late: int
    long_late: int
    week: int
    later: int


@dataclass(frozen=True)
class FairnessOfDay:
    """Groups compared by points, for which day and counted when."""

    on: date
    counted_at: datetime
    fairness: Fairness


@dataclass(frozen=True)
class CodeCount:
    """How many children of a commune are owed one thing, and of how many it is late."""

    commune_id: UUID | None
    code: str
    children: int
    late: int
