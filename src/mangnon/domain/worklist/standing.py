"""Why a child stands where it stands: points and their parts, as stored."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID


class ScorePart(NamedTuple):
    """One part of a child's points.

    Args:
        part: what it is for: due, birth, contact, circumstance, age, poverty, early.
        kind, code: of the due; empty for other parts.
        band: of the lateness, age, poverty or contact.
        base, times: whose product counts.
    """

    part: str
    kind: str
    code: str
    band: str
    base: int
    times: int

    @property
    def points(self) -> int:
        """What it adds."""
        return self.base * self.times


@dataclass(frozen=True)
class Standing:
    """A child's points, what they are the sum of, and when somebody last met the child.

    Args:
        parts: the most points first.
        contacted_on: None where no contact was told.
        content_version: of the weights.
    """

    child_id: UUID
    points: int
    parts: tuple[ScorePart, ...]
    contacted_on: date | None
    content_version: str


def read_parts(text: str) -> tuple[ScorePart, ...]:
    """Read the parts as they are stored."""
    return tuple(ScorePart(*each) for each in json.loads(text))


def largest_of_each(rows: Iterable[tuple[UUID, int, str, date | None, str]]) -> dict[UUID, Standing]:
    """Return each child's standing; of two rows the one with more points, which counts what the other leaves out.

    Args:
        rows: child, points, parts, last contact, version.
    """
    best: dict[UUID, tuple[UUID, int, str, date | None, str]] = {}
    for row in rows:
        if row[0] not in best or row[1] > best[row[0]][1]:
            best[row[0]] = row
    return {
        key: Standing(key, points, read_parts(parts), met, version)
        for key, points, parts, met, version in best.values()
    }
