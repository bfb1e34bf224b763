"""What one body may ask of another about a child, as content tells it (``content/referrals/kinds.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """How long something may take: so many hours round the clock, or so many working days."""

    hours: int = 0
    working_days: int = 0


@dataclass(frozen=True)
class ReferralKind:
    """One thing that may be asked.

    Args:
        code, words: what it is.
        asks: the usual request, one sentence; the sender may write more.
        bodies: kinds of bodies that it may go to.
        record_class: of what is told: ordinary, health, sensitive, or case (then it belongs to a case).
        screenings: kinds of screening whose findings it starts from.
        accept: until the body has answered, from sending.
        done: until it has reported the result, from accepting.
        schedule: whether the result may come with dates of sessions.
        minimum: codes of the fields that are always told.
        may_add: codes of the fields that the sender may add, each with a reason.
    """

    code: str
    words: str
    asks: str
    bodies: tuple[str, ...]
    record_class: str
    screenings: tuple[str, ...]
    accept: Span
    done: Span
    schedule: bool
    minimum: tuple[str, ...]
    may_add: tuple[str, ...]


@dataclass(frozen=True)
class ReferralContent:
    """All kinds in force on a day.

    Args:
        version: the content's name.
        kinds: by code.
        fields: what each field is called, by code.
        province_after: how long after a missed deadline the province is told.
        body_reads_days: for how many days after the result the body still reads it.
        fewest: the smallest count that is shown outside the own commune.
    """

    version: str
    kinds: Mapping[str, ReferralKind]
    fields: Mapping[str, str]
    province_after: Span
    body_reads_days: int
    fewest: int
