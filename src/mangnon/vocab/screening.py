"""What a screening test is made of, as its content says: steps, values, findings, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

# Kept as closely as a child's special circumstances: who need not know must not guess it from a row.
NEED_TO_KNOW = frozenset({"mental_health"})
FieldType = Literal["whole", "choice", "text", "flag"]


def class_word(kind: str) -> str:
    """Return the class of records of a test, as a due carries it."""
    return "sensitive" if kind in NEED_TO_KNOW else "health"


@dataclass(frozen=True)
class Named:
    """A code with its words; of a disease also whether it runs in families."""

    code: str
    words: str
    inherited: bool = False


@dataclass(frozen=True)
class ValueField:
    """One thing that is measured.

    Args:
        low, high: of a whole number, both allowed.
        at_most: characters of a text.
        choices: of a choice.
        states: at which steps it is asked for.
    """

    code: str
    words: str
    type: FieldType
    unit: str = ""
    low: int = 0
    high: int = 0
    at_most: int = 40
    choices: tuple[Named, ...] = ()
    states: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Deadline:
    """What is owed after a step.

    Args:
        what, who, why: in words.
        from_days, to_days: after the step.
        age_days: the last day of life that is on time, where it comes sooner.
        below_day: older children of whom nothing is suspected are no longer asked.
        paths: (from, to) instead, by the value of the field ``path``.
    """

    what: str
    who: str
    why: str
    from_days: int
    to_days: int
    age_days: int | None = None
    below_day: int | None = None
    paths: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Step:
    """A step: what may follow it, and what is owed next; nothing is owed where the path is closed."""

    state: str
    next: tuple[str, ...]
    due: Deadline | None = None


@dataclass(frozen=True)
class FirstTime:
    """When a test is owed for the first time, in days of life."""

    from_day: int
    to_day: int
    until_day: int
    why: str


@dataclass(frozen=True)
class Yearly:
    """A round at ``from_month`` and each twelve months after it, while younger than ``below_month``."""

    from_month: int
    below_month: int
    to_days: int
    until_days: int
    counts_days: int
    why: str
    with_kind: str = ""


@dataclass(frozen=True)
class Afterwards:
    """Owed to the family once another test has found an inherited disease."""

    states: frozenset[str]
    to_days: int
    what: str
    why: str


@dataclass(frozen=True)
class ScreeningTest:
    """One test: who does it, when it is owed, what it measures, which steps it takes."""

    kind: str
    who: str
    fields: tuple[ValueField, ...]
    findings: tuple[Named, ...]
    starts: tuple[str, ...]
    steps: Mapping[str, Step]
    verdict: Mapping[str, Any]
    first: FirstTime | None = None
    yearly: Yearly | None = None
    after: Afterwards | None = None

    def fields_at(self, state: str) -> tuple[ValueField, ...]:
        """Return what is asked for at a step."""
        return tuple(each for each in self.fields if state in each.states)


@dataclass(frozen=True)
class ScreeningPaths:
    """One dated version of some tests."""

    name: str
    valid_from: date
    valid_to: date | None
    basis: str
    tests: tuple[ScreeningTest, ...]

    def holds(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
