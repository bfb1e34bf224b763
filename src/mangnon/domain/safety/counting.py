"""Children and accidents of a period counted by place, age, sex, month and kind: what is asked, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Period:
    """Days, and the place that is counted; None for all the reader may count.

    Args:
        first, last: both counted.
        by: ``commune`` or ``hamlet``: by which place rows are parted.
        below_years: whoever is younger counts as a child.
    """

    first: date
    last: date
    by: str
    below_years: int
    commune_id: UUID | None = None
    hamlet_id: UUID | None = None

    @property
    def years(self) -> float:
        """The length of the period in years."""
        return ((self.last - self.first).days + 1) / 365.25


@dataclass(frozen=True)
class People:
    """Children of one place, age in whole years and sex on the period's last day."""

    place: UUID | None
    age: int
    sex: str
    children: int


@dataclass(frozen=True)
class Events:
    """Accidents of children of one place, age and sex, in one month, of one kind, with one outcome.

    ``age`` is None and ``sex`` empty where they are not known.
    """

    place: UUID | None
    age: int | None
    sex: str
    month: int
    kind: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Counts:
    """All that rates are worked out from.

    Args:
        people, events: rows.
        skilled: children of the ages that targets ask for who reached a level, by target.
        synthetic: some of the children are made up.
    """

    people: tuple[People, ...]
    events: tuple[Events, ...]
    skilled: Mapping[str, int]
    synthetic: bool


PEOPLE_SQL = """
SELECT {place}, date_part('year', age(%(last)s::date, c.birth_date))::int, c.sex, count(*), bool_or(c.synthetic)
FROM children_child c
WHERE c.merged_into_id IS NULL AND (c.end_reason = '' OR c.ended_on > %(last)s) AND c.birth_date <= %(last)s
  AND c.birth_date > %(last)s::date - make_interval(years => %(below)s) AND {within}
GROUP BY 1, 2, 3
"""
# A child of the register is counted where they live, a child nobody knows where it happened.
EVENTS_SQL = """
SELECT {place}, c.age, c.sex, c.month, c.kind, c.outcome, count(*)
FROM (
  SELECT i.kind, i.outcome, date_part('month', i."on")::int AS month, child.id,
         CASE WHEN child.id IS NULL THEN i.commune_id ELSE child.commune_id END AS commune_id,
         CASE WHEN child.id IS NULL THEN i.hamlet_id ELSE child.hamlet_id END AS hamlet_id,
         coalesce(child.open_communes, '{}') AS open_communes,
         coalesce(date_part('year', age(i."on", child.birth_date))::int, i.age_years) AS age,
         coalesce(nullif(child.sex, ''), i.sex) AS sex
  FROM safety_incident i LEFT JOIN children_child child ON child.id = i.child_id
  WHERE i.superseded_at IS NULL AND i."on" BETWEEN %(first)s AND %(last)s
) c
WHERE (c.age IS NULL OR c.age < %(below)s) AND {within}
GROUP BY 1, 2, 3, 4, 5, 6
"""
SKILLED_SQL = """
SELECT count(DISTINCT c.id)
FROM safety_skill s JOIN children_child c ON c.id = s.child_id
WHERE s.superseded_at IS NULL AND s.kind = 'swimming' AND s.level = ANY(%(levels)s) AND s."on" <= %(last)s
  AND c.merged_into_id IS NULL AND (c.end_reason = '' OR c.ended_on > %(last)s)
  AND c.birth_date <= %(last)s::date - make_interval(years => %(from)s)
  AND c.birth_date > %(last)s::date - make_interval(years => %(below)s) AND {within}
"""
