"""What a priority score is made of: the weights of one version of content, checked elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class DueWeight:
    """How much dues like this matter.

    Args:
        kind: of the due.
        name, detail: of its code ``name:detail``; empty fits all.
        points: counted once a time of lateness.
        catch_up_days: late for longer than this it can no longer be made good, or not in time; None: always.
        then_points: counted after that in place of ``points``.
        why: in words.
    """

    kind: str
    name: str = ""
    detail: str = ""
    points: int = 0
    catch_up_days: int | None = None
    then_points: int = 0
    why: str = ""

    def fits(self, *, kind: str, code: str) -> bool:
        """Tell whether a due is like this."""
        name, _, detail = code.partition(":")
        return kind == self.kind and self.name in ("", name) and self.detail in ("", detail)


@dataclass(frozen=True)
class LateBand:
    """How many times a due counts from a day after its window on."""

    code: str
    from_day: int
    times: int
    title: str


@dataclass(frozen=True)
class Lateness:
    """How many times a due counts: before its window, while it is open or opens soon, and after it.

    Args:
        opens_within_days: a window that opens within so many days counts as open.
        not_yet, open: their ``from_day`` says nothing.
        late: by ``from_day``, rising.
    """

    opens_within_days: int
    not_yet: LateBand
    open: LateBand
    late: tuple[LateBand, ...]


@dataclass(frozen=True)
class AgeStep:
    """Points of children below an age in completed months; None for all older ones."""

    code: str
    below_month: int | None
    points: int
    title: str


@dataclass(frozen=True)
class EarlyBirth:
    """Points of children below an age who were born before a week of gestation, or nobody said when."""

    below_week: int
    below_month: int
    points: int
    title: str
    unknown_title: str


@dataclass(frozen=True)
class Told:
    """Points of something that holds or does not, and what it is called."""

    points: int
    title: str


@dataclass(frozen=True)
class IncompleteBirth:
    """Points that stand for what cannot be worked out without a full birth date, below an age in months."""

    below_month: int
    points: int
    title: str


@dataclass(frozen=True)
class ContactBand:
    """Points from a day after the last contact on."""

    code: str
    from_day: int
    points: int
    title: str


@dataclass(frozen=True)
class ContactStep:
    """How the time since the last contact counts for children below an age in months; None for all older ones."""

    below_month: int | None
    bands: tuple[ContactBand, ...]


@dataclass(frozen=True)
class FairnessTerms:
    """How groups are compared.

    Args:
        same_within_percent: a difference below this is called level.
        fewest_children: of a group with fewer nothing is concluded.
        hidden_below: smaller groups are counted together.
        no_contact_days: a hamlet where nobody was met for longer counts as without contact.
        top_percent: the share of the province that counts as its top.
    """

    same_within_percent: float
    fewest_children: int
    hidden_below: int
    no_contact_days: int
    top_percent: float


@dataclass(frozen=True)
class Weights:
    """All weights of one version."""

    version: str
    source: str
    lateness: Lateness
    dues: tuple[DueWeight, ...]
    ages: tuple[AgeStep, ...]
    early: EarlyBirth
    circumstance: Told
    poverty: Mapping[str, Told]
    incomplete_birth: IncompleteBirth
    contact: tuple[ContactStep, ...]
    never_met_title: str
    fairness: FairnessTerms

    def weight_of(self, *, kind: str, code: str) -> DueWeight:
        """Return the first weight that fits a due; one of no points where none does."""
        return next((each for each in self.dues if each.fits(kind=kind, code=code)), DueWeight(kind))
