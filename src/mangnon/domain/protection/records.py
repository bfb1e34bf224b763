"""What the rules of a case read and give: steps that happened, where a case stands, refusals, deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from mangnon.vocab.protection import Actor, CheckOutcome, State, Step, Telling, TellLevel


@dataclass(frozen=True)
class Happened:
    """One step of a case, never changed; what is told of it in words is kept sealed elsewhere.

    Args:
        step: what happened.
        at: when it happened, with its zone.
        told_at: when the system was told; never before ``at``, never before the step told last.
        by: who did it.
        role: as what.
        commune: whose officer or chair that was.
        outcome: of a check.
        emergency: of an initial assessment, whether it asks for an emergency measure.
        until: of a separation, the moment it ends.
        plan_until: of a plan sent, its last day.
        skips: of an exception, the step to be left out.
        to_commune: of a handover, or of a check that passes the report on.
        ground, criteria: of a request to close: why, and the codes of the criteria that are answered.
        reasoned: a reason was written.
        documented: a document is attached.
        demanded: a competent body demands it.
    """

    step: Step
    at: datetime
    told_at: datetime
    by: UUID
    role: Actor
    commune: UUID
    outcome: CheckOutcome | None = None
    emergency: bool | None = None
    until: datetime | None = None
    plan_until: date | None = None
    skips: Step | None = None
    to_commune: UUID | None = None
    ground: str = ""
    criteria: frozenset[str] = frozenset()
    reasoned: bool = False
    documented: bool = False
    demanded: bool = False


@dataclass(frozen=True)
class Finding:
    """An assessment or review that a decision of the chair rests on."""

    at: datetime
    by: UUID
    emergency: bool | None = None


@dataclass(frozen=True)
class Request:
    """Something asked for that waits for another person's answer."""

    step: Step
    at: datetime
    by: UUID
    skips: Step | None = None
    to_commune: UUID | None = None
    ground: str = ""


@dataclass(frozen=True)
class Separation:
    """One separation of the child from parents or carer.

    Args:
        started_at: when it began.
        until: when it ends by decision.
        decided_at: when that was decided last.
        lifted_at: when it was lifted, where it was.
    """

    started_at: datetime
    until: datetime
    decided_at: datetime
    lifted_at: datetime | None = None

    @property
    def ended_at(self) -> datetime:
        """When it ends or ended, whichever comes first."""
        return min(self.until, self.lifted_at) if self.lifted_at else self.until

    def in_force(self, moment: datetime) -> bool:
        """Tell whether the child is separated at a moment."""
        return self.started_at <= moment < self.ended_at


@dataclass(frozen=True)
class Standing:
    """Where a case stands after its history.

    Args:
        state: of the procedure.
        since: when it came to this state; None without a history.
        commune: which commune is responsible.
        received_at: the receipt of the report, or the reopening, that deadlines count from.
        rounds: how often it was begun: 1, and 1 more with each reopening.
        steps: how many steps the history has.
        told_at: when the last step was told.
        may_follow: the steps that may come next.
        plan: number of the newest plan sent, 0 where there is none.
        plan_answer: ``waiting``, ``approved``, ``returned`` or empty, of that plan.
        plan_sent: who sent it, and when.
        plan_in_force: number of the plan approved last in this round, 0 where there is none.
        plan_until: that plan's last day.
        draft_until: last day of the plan sent last.
        reviews: reviews of this round.
        assessment: the newest initial assessment of this round.
        finding: the newest assessment or review since the last decision on a separation.
        news: when the newest report came that was added and is not assessed yet.
        emergency_open: an assessment asked for an emergency measure and the chair has not answered.
        emergency: an emergency measure was decided in this round.
        separations: of this round, oldest first.
        closing, handover, exception: requests that wait for an answer.
        reached: when each step of this round happened last.
    """

    state: State = State.UNREPORTED
    since: datetime | None = None
    commune: UUID | None = None
    received_at: datetime | None = None
    rounds: int = 0
    steps: int = 0
    told_at: datetime | None = None
    may_follow: tuple[Step, ...] = ()
    plan: int = 0
    plan_answer: str = ""
    plan_sent: Request | None = None
    plan_in_force: int = 0
    plan_until: date | None = None
    draft_until: date | None = None
    reviews: int = 0
    assessment: Finding | None = None
    finding: Finding | None = None
    news: datetime | None = None
    emergency_open: bool = False
    emergency: bool = False
    separations: tuple[Separation, ...] = ()
    closing: Request | None = None
    handover: Request | None = None
    exception: Request | None = None
    reached: Mapping[Step, datetime] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def separation(self) -> Separation | None:
        """The newest separation of this round."""
        return self.separations[-1] if self.separations else None

    def separated_until(self, moment: datetime) -> datetime | None:
        """Return until when the child is separated, or None where it is not at this moment."""
        newest = self.separation
        return newest.ended_at if newest and newest.in_force(moment) else None

    @property
    def separated_for(self) -> timedelta:
        """How long all separations of this round last together."""
        return sum((each.ended_at - each.started_at for each in self.separations), timedelta())

    @property
    def requests(self) -> tuple[Request, ...]:
        """What waits for an answer, the plan included."""
        plan = self.plan_sent if self.plan_answer == "waiting" else None
        return tuple(each for each in (plan, self.closing, self.handover, self.exception) if each)


@dataclass(frozen=True)
class Refusal:
    """Why a step may not be kept: a stable code and one Vietnamese sentence."""

    code: str
    sentence: str


class StepDueState(StrEnum):
    """How a deadline stands."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"
    EXCUSED = "excused"
    NOT_OWED = "not_owed"
    NEVER_DONE = "never_done"


@dataclass(frozen=True)
class Told:
    """Who is to be told that a step is late, and since when."""

    level: TellLevel
    since: datetime


@dataclass(frozen=True)
class StepDue:
    """One deadline of a case.

    Args:
        code, words: of the content.
        step: what is owed.
        opened_by: index in the history of the step it is owed after.
        counts_from: the moment it counts from.
        opens_at: when it became owed.
        due_at: the last moment in time; the unit's own target where that is stricter.
        due_by_content: the same without the unit's target.
        who: who must act.
        commune: whose officer or chair that is; of a handover the commune that is to answer.
        basis, version: the article, and the version of the content.
        by_law: whether a text fixes the time.
        state: how it stands.
        ended_at: when it was done, excused or no longer owed.
        answered_by: index of the step that answered it.
        told_late: done in time, but the system was told only afterwards.
        tell: who is to be told by now.
        tells: who would be told, for planning ahead.
        notes: Vietnamese sentences a reader must know, such as a year without a calendar.
    """

    code: str
    words: str
    step: Step
    opened_by: int
    counts_from: datetime
    opens_at: datetime
    due_at: datetime
    due_by_content: datetime
    who: frozenset[Actor]
    commune: UUID | None
    basis: str
    version: str
    by_law: bool
    state: StepDueState
    ended_at: datetime | None
    answered_by: int | None
    told_late: bool
    tell: tuple[Told, ...]
    tells: tuple[Telling, ...]
    notes: tuple[str, ...]
