"""Works out what is owed in a case from what happened, and keeps it for lists; can be thrown away and made again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from mangnon.core.clock import now
from mangnon.core.content.protection import load_calendar, load_protection
from mangnon.domain.protection.deadlines import deadlines
from mangnon.domain.protection.history import history_of
from mangnon.domain.protection.models import Case, Report, StepDue
from mangnon.domain.protection.records import Happened, StepDueState
from mangnon.domain.protection.records import StepDue as Owed
from mangnon.vocab.protection import Actor, Step

STANDING = frozenset({StepDueState.OPEN, StepDueState.LATE})


def owed_in(history: tuple[Happened, ...], at: datetime) -> tuple[Owed, ...]:
    """Return every deadline of a history, met or not."""
    return deadlines(history, content=load_protection(), calendar=load_calendar(), now=at)


def refresh_step_dues(*, case: Case, history: tuple[Happened, ...] | None = None) -> None:
    """Write anew what is owed in a case; the caller holds its lock."""
    owed = owed_in(history_of(case) if history is None else history, now())
    StepDue.objects.filter(case=case).delete()
    StepDue.objects.bulk_create(
        _row(each, commune_id=case.commune_id, case=case) for each in owed if each.state in STANDING
    )


def refresh_report_due(*, report: Report) -> None:
    """Write anew what is owed of a report that waits for its office."""
    StepDue.objects.filter(report=report).delete()
    if report.commune_id is None:
        return
    StepDue.objects.bulk_create(
        _row(each, commune_id=report.commune_id, report=report)
        for each in owed_in((received_only(report),), now())
        if each.state in STANDING
    )


def received_only(report: Report) -> Happened:
    """Return the receipt of a report that has no case yet, as the one step of its history."""
    return Happened(
        step=Step.REPORT_RECEIVED,
        at=report.received_at,
        told_at=report.received_at,
        by=report.received_by_id or UUID(int=0),
        role=Actor.OFFICER,
        commune=report.commune_id or UUID(int=0),
    )


def forget_report(report_id: UUID) -> None:
    """Take away what is owed of a report that was dealt with."""
    StepDue.objects.filter(report_id=report_id).delete()


def _row(owed: Owed, *, commune_id: UUID, case: Case | None = None, report: Report | None = None) -> StepDue:
    return StepDue(
        case=case,
        report=report,
        commune_id=owed.commune or commune_id,  # a handover is answered by the other office
        code=owed.code,
        opens_at=owed.opens_at,
        due_at=owed.due_at,
        actor="+".join(sorted(owed.who)),
        basis=owed.basis,
        content_version=owed.version,
    )
