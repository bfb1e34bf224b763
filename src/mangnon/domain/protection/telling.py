"""What people tell of a worry, as it is sealed and unsealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Parent:
    """A parent as told: every part may be unknown."""

    name: str = ""
    age: str = ""
    job: str = ""


@dataclass(frozen=True)
class Told:
    """Form 01 of Decree 56/2017, as told; empty words stand for what is unknown.

    Args:
        child_name: the child's, or how the child is called.
        birth: birth date or age, in the words used.
        sex: ``m``, ``f`` or empty.
        child_place: where the child lives or can be found.
        event_place: where it happened.
        happened: what happened, or what is feared.
        state: how the child is now.
        consequence: what may come if nothing is done.
        father, mother: as told.
        family: of the family.
        carer: who cares for the child now.
        done_already: what was done for the child.
        notes: anything else.
    """

    child_name: str = ""
    birth: str = ""
    sex: str = ""
    child_place: str = ""
    event_place: str = ""
    happened: str = ""
    state: str = ""
    consequence: str = ""
    father: Parent = field(default_factory=Parent)
    mother: Parent = field(default_factory=Parent)
    family: str = ""
    carer: str = ""
    done_already: str = ""
    notes: str = ""

    @property
    def says_something(self) -> bool:
        """Tell whether anybody could act on it."""
        return bool((self.happened + self.state + self.child_place + self.child_name + self.notes).strip())


@dataclass(frozen=True)
class ToldBy:
    """Who told; kept only when they agreed."""

    name: str = ""
    phone: str = ""
    address: str = ""

    @property
    def given(self) -> bool:
        """Tell whether there is anything to keep."""
        return bool((self.name + self.phone + self.address).strip())


@dataclass(frozen=True)
class Receipt:
    """What a reporter takes away: the code alone opens what they may add or ask.

    Args:
        code: in fours; empty for a report that another system brought.
        again: the same page or source had brought it before.
    """

    report_id: UUID
    code: str
    again: bool = False


@dataclass(frozen=True)
class ReceiptState:
    """What somebody with the code learns: that it was received, is looked at, or was dealt with; nothing of a child."""

    received_at: datetime
    state: str  # waiting, taken_up, dealt_with
    additions: int
