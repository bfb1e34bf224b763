"""Tells who must know that a step is late: the commune at once, the province when the content says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from mangnon.core.clock import now
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import as_service
from mangnon.domain.protection.history import histories_of
from mangnon.domain.protection.kinds import NoticeKind, ReportState
from mangnon.domain.protection.models import Case, Report
from mangnon.domain.protection.notices import tell
from mangnon.domain.protection.records import Happened, StepDue, StepDueState
from mangnon.domain.protection.timing import owed_in, received_only
from mangnon.vocab.protection import TellLevel

TOLD = {
    TellLevel.COMMUNE: (Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR),
    TellLevel.PROVINCE: (Role.PROVINCE_OFFICER,),
}


def tell_of_late_steps(*, at: datetime | None = None) -> int:
    """Tell of every step that is late by now and was not told yet; return how many notices were new.

    Cases and waiting reports are looked at one by one: a few hundred in a province.
    """
    moment = at or now()
    with as_service():
        open_cases = list(Case.objects.filter(closed_at__isnull=True))
        histories = histories_of([case.id for case in open_cases])
        new = sum(_tell_case(case, histories[case.id], moment) for case in open_cases)
        for report in Report.objects.filter(state=ReportState.WAITING, commune__isnull=False):
            for owed in owed_in((received_only(report),), moment):
                new += _tell(owed, commune_id=report.commune_id, report=report)
    return new


def _tell_case(case: Case, history: tuple[Happened, ...], moment: datetime) -> int:
    return sum(_tell(owed, commune_id=case.commune_id, case=case) for owed in owed_in(history, moment))


def _tell(owed: StepDue, *, commune_id: UUID | None, case: Case | None = None, report: Report | None = None) -> int:
    if owed.state is not StepDueState.LATE:
        return 0
    return sum(
        tell(
            kind=NoticeKind.LATE,
            code=f"{owed.code}:{owed.opened_by}",
            case=case,
            report=report,
            commune_id=owed.commune or commune_id,
            role=role,
            at=told.since,
        )
        for told in owed.tell
        for role in TOLD[told.level]
    )
