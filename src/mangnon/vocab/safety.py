"""The shapes in which content tells of accidents, hazards, lessons and targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A value that can be chosen: its code and what it is called."""

    code: str
    name: str


@dataclass(frozen=True)
class IncidentKind:
    """A kind of accident with its blocks of ICD-10, chapter XX; ``water``: whether the child swims is asked."""

    code: str
    name: str
    icd10: tuple[str, ...]
    water: bool = False


@dataclass(frozen=True)
class CircumstanceName:
    """How an accident came about, and for which kinds that is asked first."""

    code: str
    name: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class IncidentContent:
    """All that an accident is told with."""

    version: str
    below_years: int
    kinds: Mapping[str, IncidentKind]
    settings: Mapping[str, str]
    circumstances: Mapping[str, CircumstanceName]
    first_aid: Mapping[str, str]
    supervision: Mapping[str, str]
    swim: Mapping[str, str]


@dataclass(frozen=True)
class HazardKind:
    """A kind of hazard and the days its mending may take."""

    code: str
    name: str
    within_days: int
    water: bool = False


@dataclass(frozen=True)
class HazardContent:
    """Kinds of hazards, and the days from being mended to being looked at."""

    version: str
    kinds: Mapping[str, HazardKind]
    check_within_days: int


@dataclass(frozen=True)
class SkillLevel:
    """What a child can do after lessons; ``counts`` names the target it is counted for."""

    code: str
    name: str
    counts: str = ""


@dataclass(frozen=True)
class LessonKind:
    """A skill that is taught, with its levels from the lowest."""

    code: str
    name: str
    levels: tuple[SkillLevel, ...]

    def rank(self, level: str) -> int:
        """Return how high a level stands; -1 where it is not known."""
        return next((at for at, each in enumerate(self.levels) if each.code == level), -1)

    def name_of(self, level: str) -> str:
        """Return what a level is called; its code where it is not known."""
        return next((each.name for each in self.levels if each.code == level), level)

    def at_least(self, target: str) -> frozenset[str]:
        """Return the codes of the levels that count for a target: the first that names it, and all above."""
        first = next((at for at, each in enumerate(self.levels) if each.counts == target), None)
        return frozenset() if first is None else frozenset(each.code for each in self.levels[first:])


@dataclass(frozen=True)
class Asking:
    """Questions by their codes, as a checklist or a review asks them."""

    version: str
    questions: Mapping[str, str]
    basis: str = ""
    within_days: int = 0


@dataclass(frozen=True)
class Target:
    """A number that the state has promised, by the year it is to be reached."""

    code: str
    name: str
    by_year: Mapping[int, int]

    def of(self, year: int) -> tuple[int, int]:
        """Return the year and number that count in a year: the next to be reached, else the last."""
        ahead = [each for each in sorted(self.by_year) if each >= year]
        aim = ahead[0] if ahead else max(self.by_year)
        return aim, self.by_year[aim]


@dataclass(frozen=True)
class Targets:
    """Targets and how rates are shown.

    Args:
        fewest: smaller counts are not shown to who may only count.
        few_children: rates of smaller groups are uncertain.
        age_groups: from, below, in years.
        skills_ages: from, below, in years.
    """

    version: str
    basis: str
    verified: bool
    fewest: int
    confidence_percent: float
    few_children: int
    age_groups: tuple[tuple[int, int], ...]
    rates: Mapping[str, Target]
    skills: Mapping[str, Target]
    skills_ages: tuple[int, int]
    drowning_less: Target
