"""The border of this room: what each paper is told, and which group of things a field belongs to.

A field's ``Group`` decides which reader may read it (``content/protection/redaction.yaml``); ``identity`` marks what
names a person or finds them, so that it is covered wherever else it was written too. None means that nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias

from mangnon.interfaces.papers.values import Hidden, Told, ToldDay, ToldMoment

Sex: TypeAlias = Literal["m", "f"]
Level: TypeAlias = Literal["high", "medium", "low"]
LEVELS: tuple[Level, ...] = ("high", "medium", "low")
Subject: TypeAlias = Literal["abused", "at_risk", "special"]
Channel: TypeAlias = Literal["telephone", "in_person", "told_by_other"]
Money: TypeAlias = Literal["estimate", "none"]


@dataclass(frozen=True)
class Group:
    """Which group of things a field belongs to; ``identity`` when it names or finds a person."""

    name: str
    identity: bool = False


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs: ``KT. CHỦ TỊCH`` or nothing, the title, the name once known."""

    title: Annotated[str, Group("office")]
    authority: Annotated[str | None, Group("office")] = None
    full_name: Annotated[Told, Group("office")] = None


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Who issues a paper, under which number, where and when, and to whom it goes.

    Attributes:
        body: as in ``Ủy ban nhân dân xã Đại Phúc``.
        superior: the body above, when a unit of it issues.
        place: as in ``Đại Phúc``.
        symbol: what follows the number, as in ``QĐ-UBND``.
        number: the register's number of the year, from 1; None while it is a draft.
        on: the day of issue.
        signer: None where only the officer who wrote it signs.
        recipients: bodies and people after ``Nơi nhận``, without the archive's line.
        archive: what follows ``Lưu: VT``.
    """

    body: Annotated[str, Group("office")]
    place: Annotated[str, Group("office")]
    symbol: Annotated[str, Group("office")]
    signer: Signer | None = None
    superior: Annotated[str | None, Group("office")] = None
    number: Annotated[int | None, Group("office")] = None
    on: Annotated[date | None, Group("office")] = None
    recipients: Annotated[tuple[Told, ...], Group("office")] = ()
    archive: Annotated[str, Group("office")] = ""


@dataclass(frozen=True, kw_only=True)
class Child:
    """Whom a paper is about; every field may be unknown."""

    full_name: Annotated[Told, Group("child", identity=True)] = None
    birth_date: Annotated[ToldDay, Group("child")] = None
    estimated_age: Annotated[Told, Group("child")] = None
    sex: Annotated[Sex | Hidden | None, Group("child")] = None
    personal_id: Annotated[Told, Group("child", identity=True)] = None
    address: Annotated[Told, Group("child_place")] = None


@dataclass(frozen=True, kw_only=True)
class Parent:
    """A father or mother, as far as known."""

    full_name: Annotated[Told, Group("family", identity=True)] = None
    age: Annotated[Told, Group("family")] = None
    job: Annotated[Told, Group("family")] = None


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Who told; printed only where ``agreed``, and only in the receiving office's copy."""

    agreed: Annotated[bool, Group("reporter")]
    full_name: Annotated[Told, Group("reporter", identity=True)] = None
    phone: Annotated[Told, Group("reporter", identity=True)] = None
    address: Annotated[Told, Group("reporter", identity=True)] = None


@dataclass(frozen=True, kw_only=True)
class IncomingReport:
    """Form 01: what was received about a child."""

    issue: Issue
    child: Child
    subject: Annotated[Subject | Hidden | None, Group("event")] = None
    channel: Annotated[Channel | None, Group("office")] = None
    received_at: Annotated[ToldMoment, Group("office")] = None
    received_by: Annotated[Told, Group("office")] = None
    place_of_event: Annotated[Told, Group("event")] = None
    present_state: Annotated[Told, Group("event")] = None
    likely_consequence: Annotated[Told, Group("event")] = None
    father: Parent = Parent()
    mother: Parent = Parent()
    family: Annotated[Told, Group("home")] = None
    carer: Annotated[Told, Group("family")] = None
    actions_taken: Annotated[Told, Group("event")] = None
    reporter: Annotated[Reporter | Hidden | None, Group("reporter")] = None
    notes: Annotated[Told, Group("notes")] = None
    receiving_offices_copy: Annotated[bool, Group("office")] = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question of an assessment with its level and a note."""

    code: str
    question: str
    level: Level | None = None
    note: Told = None


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """Both tables: harm to the child (high is bad), ability to protect itself and recover (high is good)."""

    harm: tuple[Item, ...]
    ability: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class SafetyMeasure:
    """A temporary measure: what is needed, the service, who provides it."""

    need: Annotated[Told, Group("plan")] = None
    service: Annotated[Told, Group("plan")] = None
    provider: Annotated[Told, Group("shelter", identity=True)] = None


@dataclass(frozen=True, kw_only=True)
class FirstAssessment:
    """Form 02: first assessment of risk and temporary safety measures."""

    issue: Issue
    child: Child
    assessed: Annotated[Assessed | Hidden, Group("assessment")]
    on: Annotated[ToldDay, Group("office")] = None
    officer: Annotated[Told, Group("office")] = None
    conclusion: Annotated[Told, Group("conclusion")] = None
    emergency: Annotated[bool | Hidden | None, Group("conclusion")] = None
    measures: tuple[SafetyMeasure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SpecificAssessment:
    """Form 03: information gathered and specific assessment of risk."""

    issue: Issue
    child: Child
    assessed: Annotated[Assessed | Hidden, Group("assessment")]
    on: Annotated[ToldDay, Group("office")] = None
    officer: Annotated[Told, Group("office")] = None
    physical: Annotated[Told, Group("health")] = None
    psychological: Annotated[Told, Group("health")] = None
    emotional: Annotated[Told, Group("health")] = None
    family: Annotated[Told, Group("home")] = None
    relations: Annotated[Told, Group("home")] = None
    ability_to_protect: Annotated[Told, Group("home")] = None
    care_strengths: Annotated[Told, Group("home")] = None
    care_weaknesses: Annotated[Told, Group("home")] = None
    future_carer: Annotated[Told, Group("shelter", identity=True)] = None
    future_strengths: Annotated[Told, Group("shelter")] = None
    future_weaknesses: Annotated[Told, Group("shelter")] = None
    conclusion: Annotated[Told, Group("conclusion")] = None
    problems: Annotated[Told, Group("conclusion")] = None
    childs_wishes: Annotated[Told, Group("childs_wishes")] = None
    familys_wishes: Annotated[Told, Group("home")] = None
    services: Annotated[Told, Group("plan")] = None


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A line of a plan."""

    activity: Annotated[Told, Group("plan")] = None
    in_charge: Annotated[Told, Group("plan")] = None
    others: Annotated[Told, Group("plan")] = None
    time: Annotated[Told, Group("plan")] = None


@dataclass(frozen=True, kw_only=True)
class SupportPlan:
    """Form 04: plan of support and intervention."""

    issue: Issue
    child: Child
    name: Annotated[Told, Group("plan")] = None
    goals: Annotated[tuple[Told, ...] | Hidden, Group("plan")] = ()
    activities: Annotated[tuple[Activity, ...] | Hidden, Group("plan")] = ()
    money: Annotated[Money | Hidden | None, Group("plan")] = None


@dataclass(frozen=True, kw_only=True)
class PlanDecision:
    """Form 05: the chair approves a plan, which is attached."""

    issue: Issue
    plan: SupportPlan
    proposer: Annotated[Told, Group("office")] = None
    executors: Annotated[tuple[Told, ...], Group("office")] = ()


@dataclass(frozen=True, kw_only=True)
class Review:
    """Form 06: the child's state after the plan."""

    issue: Issue
    child: Child
    assessed: Annotated[Assessed | Hidden, Group("assessment")]
    on: Annotated[ToldDay, Group("office")] = None
    officer: Annotated[Told, Group("office")] = None
    plan_name: Annotated[Told, Group("plan")] = None
    conclusion: Annotated[Told, Group("conclusion")] = None


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Who took part in a meeting, and for which body or as what."""

    full_name: Annotated[Told, Group("meeting", identity=True)] = None
    role: Annotated[Told, Group("meeting")] = None


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What somebody said in a meeting."""

    speaker: Annotated[Told, Group("meeting", identity=True)] = None
    words: Annotated[Told, Group("meeting")] = None


@dataclass(frozen=True, kw_only=True)
class MeetingMinutes:
    """Minutes of the meeting that fixes what the child needs (Decree 56/2017, Article 27(2))."""

    issue: Issue
    child: Child
    begun_at: Annotated[ToldMoment, Group("office")] = None
    ended_at: Annotated[ToldMoment, Group("office")] = None
    place: Annotated[Told, Group("office")] = None
    chair: Annotated[Told, Group("office")] = None
    secretary: Annotated[Told, Group("office")] = None
    attendees: Annotated[tuple[Attendee, ...] | Hidden, Group("meeting")] = ()
    opinions: Annotated[tuple[Opinion, ...] | Hidden, Group("meeting")] = ()
    needs: Annotated[tuple[Told, ...] | Hidden, Group("plan")] = ()
    conclusion: Annotated[Told, Group("conclusion")] = None


@dataclass(frozen=True, kw_only=True)
class SeparationDecision:
    """Form 07: a child is kept apart from parents or carers for a time."""

    issue: Issue
    child: Child
    apart_from: Annotated[Told, Group("family", identity=True)] = None
    reason: Annotated[Told, Group("conclusion")] = None
    from_moment: Annotated[ToldMoment, Group("office")] = None
    until: Annotated[ToldDay, Group("office")] = None
    shelter: Annotated[Told, Group("shelter", identity=True)] = None
    carer: Annotated[Told, Group("shelter", identity=True)] = None
    proposer: Annotated[Told, Group("office")] = None
    executors: Annotated[tuple[Told, ...], Group("office")] = ()


@dataclass(frozen=True, kw_only=True)
class EarlierDecision:
    """A decision that a later one speaks of."""

    number: Annotated[str, Group("office")]
    on: Annotated[date, Group("office")]


@dataclass(frozen=True, kw_only=True)
class SeparationChange:
    """Extends a separation to a day, or lifts it from a day."""

    issue: Issue
    child: Child
    kind: Annotated[Literal["extend", "lift"], Group("office")]
    earlier: EarlierDecision
    apart_from: Annotated[Told, Group("family", identity=True)] = None
    day: Annotated[ToldDay, Group("office")] = None
    reason: Annotated[Told, Group("conclusion")] = None
    proposer: Annotated[Told, Group("office")] = None
    executors: Annotated[tuple[Told, ...], Group("office")] = ()


@dataclass(frozen=True, kw_only=True)
class ClosingDecision:
    """Ends the support of a case."""

    issue: Issue
    child: Child
    earlier: EarlierDecision
    from_day: Annotated[ToldDay, Group("office")] = None
    outcome: Annotated[Told, Group("conclusion")] = None
    reason: Annotated[Told, Group("conclusion")] = None
    follow_up: Annotated[Told, Group("plan")] = None
    proposer: Annotated[Told, Group("office")] = None
    executors: Annotated[tuple[Told, ...], Group("office")] = ()


@dataclass(frozen=True, kw_only=True)
class ReferralLetter:
    """Asks another body to act for a child, with the least that it needs to know."""

    issue: Issue
    to: Annotated[tuple[str, ...], Group("office")]
    child: Child
    about: Annotated[Told, Group("office")]
    situation: Annotated[Told, Group("event")] = None
    asked: Annotated[tuple[Told, ...], Group("request")] = ()
    answer_by: Annotated[ToldDay, Group("office")] = None
    contact: Annotated[Told, Group("office")] = None
    enclosed: Annotated[tuple[Told, ...], Group("request")] = ()


Form: TypeAlias = (
    IncomingReport
    | FirstAssessment
    | SpecificAssessment
    | SupportPlan
    | PlanDecision
    | Review
    | MeetingMinutes
    | SeparationDecision
    | SeparationChange
    | ClosingDecision
    | ReferralLetter
)
