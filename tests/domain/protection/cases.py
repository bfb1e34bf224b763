"""Short histories for tests: a case told step by step on a clock that the test sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from mangnon.core.content.protection import load_calendar, load_protection
from mangnon.domain.protection.deadlines import deadlines
from mangnon.domain.protection.procedure import refusal, standing
from mangnon.domain.protection.records import Happened, Refusal, Standing, StepDue
from mangnon.vocab.protection import Actor, CheckOutcome, Span, Step
from mangnon.vocab.working_days import VIETNAM

OFFICER, CHAIR, OTHER_OFFICER = UUID(int=1), UUID(int=2), UUID(int=3)
HERE, THERE = UUID(int=11), UUID(int=12)
CONTENT = load_protection()
SAFE = frozenset(CONTENT.closings[-1].ground("safe").criteria)  # type: ignore[union-attr]


def moment(told: str) -> datetime:
    """Read a moment of Vietnam, as in ``2026-11-20 08:00``."""
    return datetime.fromisoformat(told).replace(tzinfo=VIETNAM)


@dataclass
class Case:
    """A case that is told step by step.

    Args:
        clock: the present moment; each step that names no time takes it and moves it on by an hour.
    """

    clock: datetime
    history: list[Happened] = field(default_factory=list)

    def want(self, step: Step, **told: Any) -> Happened:
        """Return a step with what it needs, but for what the test says otherwise."""
        chairs = CONTENT.procedures[-1].steps[step].who == {Actor.CHAIR}
        usual: dict[str, Any] = {
            "at": self.clock,
            "told_at": max(self.clock, told.get("at", self.clock)),
            "role": Actor.CHAIR if chairs else Actor.OFFICER,
            "by": CHAIR if chairs else OFFICER,
            "commune": HERE,
            "reasoned": True,
        }
        needs: dict[Step, dict[str, Any]] = {
            Step.CHECKED: {"outcome": CheckOutcome.TRUE},
            Step.ASSESSED: {"emergency": False},
            Step.PLAN_SENT: {"plan_until": date(2026, 12, 31)},
            Step.CLOSING_REQUESTED: {"ground": "safe", "criteria": SAFE},
            Step.SEPARATION_DECIDED: {"until": self.clock + timedelta(days=5)},
            Step.HANDOVER_OFFERED: {"to_commune": THERE},
        }
        return Happened(**(usual | needs.get(step, {}) | {"step": step} | told))

    def refused(self, step: Step, **told: Any) -> Refusal | None:
        """Tell why a step would not be kept."""
        return refusal(self.history, self.want(step, **told), content=CONTENT)

    def keep(self, *steps: Step, **told: Any) -> Case:
        """Keep steps, which must be lawful."""
        for step in steps:
            wanted = self.want(step, **told)
            found = refusal(self.history, wanted, content=CONTENT)
            assert found is None, found
            self.history.append(wanted)
            self.clock = max(self.clock, wanted.told_at) + timedelta(hours=1)
        return self

    def standing(self) -> Standing:
        """Return where the case stands."""
        return standing(self.history, content=CONTENT)

    def dues(self, now: datetime | None = None, **targets: Span) -> dict[str, StepDue]:
        """Return the newest deadline of each code."""
        found = deadlines(
            self.history, content=CONTENT, calendar=load_calendar(), now=now or self.clock, targets=targets
        )
        return {due.code: due for due in found}


def assessed_in_full(at: str = "2026-11-20 08:00") -> Case:
    """Return a case whose report is true and assessed twice."""
    return Case(moment(at)).keep(Step.REPORT_RECEIVED, Step.CHECKED, Step.ASSESSED, Step.ASSESSED_IN_FULL)


def under_way(at: str = "2026-11-20 08:00") -> Case:
    """Return a case with an approved plan."""
    return assessed_in_full(at).keep(Step.MET, Step.PLAN_SENT, Step.PLAN_APPROVED)


def separated(at: str = "2026-11-20 08:00") -> Case:
    """Return a case of a child separated for five days."""
    case = Case(moment(at)).keep(Step.REPORT_RECEIVED, Step.CHECKED).keep(Step.ASSESSED, emergency=True)
    return case.keep(Step.SEPARATION_DECIDED)
