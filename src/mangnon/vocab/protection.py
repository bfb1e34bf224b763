"""The words of child protection, and what the content of its procedure is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """What can happen in a case; a history is a row of these."""

    REPORT_RECEIVED = "report_received"
    REPORT_ADDED = "report_added"
    CHECKED = "checked"
    ASSESSED = "assessed"
    EMERGENCY_DECIDED = "emergency_decided"
    EMERGENCY_DECLINED = "emergency_declined"
    SEPARATION_DECIDED = "separation_decided"
    SEPARATION_EXTENDED = "separation_extended"
    SEPARATION_LIFTED = "separation_lifted"
    ASSESSED_IN_FULL = "assessed_in_full"
    MET = "met"
    PLAN_SENT = "plan_sent"
    PLAN_APPROVED = "plan_approved"
    PLAN_RETURNED = "plan_returned"
    SERVED = "served"
    REVIEWED = "reviewed"
    CLOSING_REQUESTED = "closing_requested"
    CLOSING_RETURNED = "closing_returned"
    CLOSED = "closed"
    HANDOVER_OFFERED = "handover_offered"
    HANDOVER_ACCEPTED = "handover_accepted"
    HANDOVER_DECLINED = "handover_declined"
    HANDOVER_WITHDRAWN = "handover_withdrawn"
    REOPENED = "reopened"
    EXCEPTION_REQUESTED = "exception_requested"
    EXCEPTION_APPROVED = "exception_approved"
    EXCEPTION_REFUSED = "exception_refused"


class State(StrEnum):
    """Where a case stands; requests that wait for an answer stand beside it."""

    UNREPORTED = "unreported"
    RECEIVED = "received"
    PASSING_ON = "passing_on"
    NOT_TRUE = "not_true"
    CHECKED = "checked"
    ASSESSED = "assessed"
    ASSESSED_IN_FULL = "assessed_in_full"
    MET = "met"
    PLAN_WAITING = "plan_waiting"
    PLAN_RETURNED = "plan_returned"
    UNDER_WAY = "under_way"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class Actor(StrEnum):
    """Who acts in a case."""

    OFFICER = "officer"
    CHAIR = "chair"


class CheckOutcome(StrEnum):
    """What the check of a report found."""

    TRUE = "true"
    NOT_TRUE = "not_true"
    PASSED_ON = "passed_on"


class TellLevel(StrEnum):
    """Who is told when a step is late."""

    COMMUNE = "commune"
    PROVINCE = "province"


class ItemTable(StrEnum):
    """The two tables of an assessment, never added together: high is bad in the first, good in the second."""

    HARM = "harm"
    ABILITY = "ability"


class ItemLevel(StrEnum):
    """How an item of an assessment is answered."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class RiskLevel(StrEnum):
    """How much a child is at risk."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SightClass(StrEnum):
    """What others with a right to the child see of a case: that support is under way, or nothing."""

    OPEN = "open"
    CLOSED = "closed"


class CountFrom(StrEnum):
    """What a deadline counts from."""

    SELF = "self"
    RECEIPT = "receipt"
    PLAN_END = "plan_end"
    SEPARATION_END = "separation_end"


class SpanUnit(StrEnum):
    """What a deadline is counted in."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


@dataclass(frozen=True)
class Dated:
    """What a row of content says of itself.

    Args:
        valid_from: the first day it holds.
        valid_to: the first day it no longer holds; None while it does.
        basis: the article, as people read it.
        source: where it was taken from, or "own".
        verified: whether somebody compared it with the document; "secondary" with somebody's account of it.
    """

    valid_from: date
    valid_to: date | None
    basis: str
    source: str
    verified: bool | str

    def holds(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Span:
    """A length of time of a deadline: hours run through nights and holidays, days end at midnight."""

    unit: SpanUnit
    count: int


@dataclass(frozen=True)
class Telling:
    """Who is told of a late step, hours after it became late."""

    level: TellLevel
    after_hours: int


@dataclass(frozen=True)
class StepRule:
    """One step of the procedure.

    Args:
        step, words: the step and what people call it.
        form: number of the form that goes with it; empty where there is none.
        who: who may do it.
        after: the states it moves the case on from.
        to: the state it leads to; None where it changes none.
        also_in: states in which it may happen and changes nothing.
        skipped_as: what an approved exception of this step stands for; None where it cannot be left out.
        told: source and dates.
    """

    step: Step
    words: str
    form: str
    who: frozenset[Actor]
    after: frozenset[State]
    to: State | None
    also_in: frozenset[State]
    skipped_as: Step | None
    told: Dated


@dataclass(frozen=True)
class DeadlineRule:
    """One deadline of the procedure.

    Args:
        code, words: what is owed.
        step: the step that is owed.
        opened_by: steps after which it is owed, when they led to one of ``in_states``.
        in_states: see above; empty for any state.
        if_emergency: owed only after an assessment that found an emergency.
        answered_by: steps that fulfil it.
        ended_in: states in which it is no longer owed; closed always.
        counts_from, within: the clock.
        who: who must act.
        by_law: whether a text fixes the time; else it is the office's own.
        tell: who is told when it is late.
        told: source and dates.
    """

    code: str
    words: str
    step: Step
    opened_by: frozenset[Step]
    in_states: frozenset[State]
    if_emergency: bool
    answered_by: frozenset[Step]
    ended_in: frozenset[State]
    counts_from: CountFrom
    within: Span
    who: frozenset[Actor]
    by_law: bool
    tell: tuple[Telling, ...]
    told: Dated


@dataclass(frozen=True)
class Procedure:
    """One dated version of the procedure.

    Args:
        separation_days: the longest separation in all, of one report or reopening.
        steps: by step, every step once.
        deadlines: in the order of the procedure.
    """

    name: str
    valid_from: date
    valid_to: date | None
    separation_days: int
    separation: Dated
    steps: Mapping[Step, StepRule]
    deadlines: tuple[DeadlineRule, ...]


@dataclass(frozen=True)
class Criterion:
    """One question of the checklist of a closing, answered by yes with a note."""

    code: str
    words: str
    told: Dated


@dataclass(frozen=True)
class ClosingGround:
    """Why a case may end, from which states, which criteria must be answered, and whether it waits for nothing."""

    code: str
    words: str
    states: frozenset[State]
    criteria: tuple[str, ...]
    at_once: bool
    told: Dated


@dataclass(frozen=True)
class Closing:
    """One dated version of how cases end, with the checklist for the quality of closed cases."""

    name: str
    valid_from: date
    valid_to: date | None
    criteria: tuple[Criterion, ...]
    grounds: tuple[ClosingGround, ...]
    quality: tuple[Criterion, ...]

    def ground(self, code: str) -> ClosingGround | None:
        """Return a ground by its code."""
        return next((each for each in self.grounds if each.code == code), None)


@dataclass(frozen=True)
class ProtectionContent:
    """All that the rules of a case read: every dated version, oldest first."""

    procedures: tuple[Procedure, ...]
    closings: tuple[Closing, ...]

    def procedure(self, on: date) -> Procedure:
        """Return the procedure in force on a day, or the oldest before there was one."""
        return next((each for each in reversed(self.procedures) if each.valid_from <= on), self.procedures[0])

    def closing(self, on: date) -> Closing:
        """Return how cases end on a day, or the oldest version before there was one."""
        return next((each for each in reversed(self.closings) if each.valid_from <= on), self.closings[0])
