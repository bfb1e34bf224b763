"""What the receiving office does with a report: send it on, join it to a case, open one, or set it aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import harm_kinds_on
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.services import new_key
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.queries import list_seen
from mangnon.domain.protection.errors import CaseNotFoundError, ReasonMissingError, ReportNotFoundError
from mangnon.domain.protection.kinds import MemberRole, ReportState
from mangnon.domain.protection.models import Case, Member, Report
from mangnon.domain.protection.reporting import tell_of_report
from mangnon.domain.protection.sealing import about_child, about_report, seal_words, told_of, told_sealed
from mangnon.domain.protection.sight import cases_in_sight, reports_in_sight
from mangnon.domain.protection.steps import begin, report_joined
from mangnon.domain.protection.telling import Told
from mangnon.domain.protection.timing import forget_report
from mangnon.vocab.ids import uuid7
from mangnon.vocab.protection import SightClass, State

# Held while a case gets its number, so that no two of a commune are the same.
NUMBERING = 720210


def route_report(*, scope: Scope, report_id: UUID, commune_id: UUID) -> None:
    """Send a report to the commune where it happened; it leaves the sight of who sends it.

    Raises:
        ReportNotFoundError: not in sight, or no longer waiting.
    """
    with as_service():
        report = _waiting(scope, report_id)
        before, report.commune_id = report.commune_id, commune_id
        report.save(update_fields=["commune"])
        tell_of_report(report)
        _record(scope, "protection.route_report", report.id, commune_id, {"from": str(before) if before else ""})


def set_report_aside(*, scope: Scope, report_id: UUID, reason: str) -> None:
    """Say that a report does not become a case, and why.

    Raises:
        ReasonMissingError: no reason is given.
        ReportNotFoundError: not in sight, or no longer waiting.
        NotYoursError: the reader may not work on reports there.
    """
    if not reason.strip():
        raise ReasonMissingError
    with as_service():
        report = _waiting(scope, report_id)
        scope.require(Action.WRITE, RecordClass.CASE, commune_id=report.commune_id)
        report.state = ReportState.SET_ASIDE
        report.settled_at, report.settled_by_id = now(), scope.user_id
        report.settled_sealed = seal_words(
            reason.strip(), key=report.key, about=f"protection_report.settled:{report.id}"
        )
        report.save(update_fields=["state", "settled_at", "settled_by", "settled_sealed"])
        _record(scope, "protection.set_report_aside", report.id, report.commune_id)


def join_report(*, scope: Scope, report_id: UUID, case_id: UUID) -> None:
    """Say that a report is about a child whose case is open already.

    Raises:
        ReportNotFoundError: not in sight, or no longer waiting.
        CaseNotFoundError: no such open case in sight.
    """
    with as_service():
        report = _waiting(scope, report_id)
        scope.require(Action.WRITE, RecordClass.CASE, commune_id=report.commune_id)
        case = cases_in_sight(scope).filter(pk=case_id, closed_at__isnull=True).first()
        if case is None:
            raise CaseNotFoundError
        _settle(report, case, scope)
        report_joined(scope=scope, case=case, received_at=report.received_at)
        _record(scope, "protection.join_report", case.id, case.commune_id, {"report": str(report.id)})


def open_case(
    *,
    scope: Scope,
    report_id: UUID,
    harms: Sequence[str],
    child_id: UUID | None,
    event_id: UUID | None = None,
) -> UUID:
    """Open the case of one child from a report; who opens it leads it.

    Args:
        scope: of an officer of the receiving office.
        report_id: a waiting report; of several children, the first case takes it, the others are opened with
            ``open_sibling_case``.
        harms: codes of the harms feared (content ``protection/case_classes.yaml``); they decide how closely it is kept.
        child_id: on the register; None while the child is not known, its description then stands in the case.
        event_id: of an event with several children.

    Raises:
        ReportNotFoundError: not in sight, or no longer waiting.
        NotYoursError: the reader may not work on cases there.
    """
    with as_service():
        report = _waiting(scope, report_id)
        scope.require(Action.WRITE, RecordClass.CASE, commune_id=report.commune_id)
        case = _opened(scope, report, harms=harms, child_id=child_id or report.child_id, event_id=event_id, at=now())
        _settle(report, case, scope)
        begin(scope=scope, case=case, received_by=report.received_by_id)
        _record(scope, "protection.open_case", case.id, case.commune_id, {"report": str(report.id)})
        return case.id
