"""In which order dues stand in a list: by what harms the child soonest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

When = Literal["late", "week", "later"]
WHENS: tuple[When, ...] = ("late", "week", "later")


@dataclass(frozen=True)
class DueMark:
    """What a due must be like: its kind, and of its code ``name:detail`` the parts that are not empty.

    Args:
        kind: of the due.
        name, detail: of its code; empty fits all.
        late_days_at_most: a due that is late for longer does not fit; None sets no limit.
    """

    kind: str
    name: str = ""
    detail: str = ""
    late_days_at_most: int | None = None

    def fits(self, *, kind: str, code: str, days_late: int) -> bool:
        """Tell whether a due is like this."""
        name, _, detail = code.partition(":")
        return (
            kind == self.kind
            and self.name in ("", name)
            and self.detail in ("", detail)
            and (self.late_days_at_most is None or days_late <= self.late_days_at_most)
        )


@dataclass(frozen=True)
class UrgencyClass:
    """Dues that harm about as soon as each other."""

    code: str
    marks: tuple[DueMark, ...]


@dataclass(frozen=True)
class Step:
    """One heading of the list: some classes, in this order, when they are late, due this week or later."""

    code: str
    title: str
    lead: str
    classes: tuple[str, ...]
    when: tuple[When, ...]


@dataclass(frozen=True)
class UrgencyOrder:
    """The whole order: classes to sort dues into, and steps from the top of a list to its bottom."""

    version: str
    classes: tuple[UrgencyClass, ...]
    steps: tuple[Step, ...]

    @cached_property
    def turns(self) -> tuple[tuple[Step, str], ...]:
        """Every step with each of its classes, first things first; a due's turn is a place in here."""
        return tuple((step, code) for step in self.steps for code in step.classes)

    @cached_property
    def turn_table(self) -> Mapping[tuple[int, When], int]:
        """The turn of each class (its place in ``classes``) when it is late, due this week or later."""
        places = {each.code: at for at, each in enumerate(self.classes)}
        return {(places[code], when): at for at, (step, code) in enumerate(self.turns) for when in step.when}

    def turn_of(self, *, kind: str, code: str, days_late: int, when: When) -> int:
        """Return the turn of a due; small numbers stand first. What fits no class goes with the last."""
        for at, each in enumerate(self.classes):
            if any(mark.fits(kind=kind, code=code, days_late=days_late) for mark in each.marks):
                return self.turn_table[at, when]
        return self.turn_table[len(self.classes) - 1, when]
