"""What the receiving office does with a report: send it on, join it to a case, open one, or set it aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import harm_kinds_on
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.services import new_key
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.queries import list_seen
from mangnon.domain.protection.errors import (
    CaseNotFoundError,
    ReasonMissingError,
    ReportEmptyError,
    ReportNotFoundError,
)
from mangnon.domain.protection.kinds import MemberRole, ReportState
from mangnon.domain.protection.models import Case, Member, Report
from mangnon.domain.protection.numbering import next_number
from mangnon.domain.protection.reporting import tell_of_report
from mangnon.domain.protection.sealing import about_child, about_report, seal_words, told_of, told_sealed
from mangnon.domain.protection.seeing import cases_in_sight, reports_in_sight
from mangnon.domain.protection.sight import sight_of
from mangnon.domain.protection.steps import begin, case_to_work, report_joined, require_commune
from mangnon.domain.protection.telling import Told
from mangnon.domain.protection.timing import forget_report
from mangnon.vocab.ids import uuid7
from mangnon.vocab.protection import State


def route_report(*, scope: Scope, report_id: UUID, commune_id: UUID) -> None:
    """Send a report to the commune where it happened; it leaves the sight of who sends it.

    Raises:
        ReportNotFoundError: not in sight, or no longer waiting.
        NotYoursError: the reader only looks on.
        StepRefusedError: where it is sent is no commune.
    """
    require_commune(commune_id, on=scope.on)
    with as_service():
        report = _waiting(scope, report_id)
        before, report.commune_id = report.commune_id, commune_id
        if before is not None:
            scope.require(Action.WRITE, RecordClass.CASE, commune_id=before)
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
        case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
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
        if report.commune_id is None:
            raise ReportNotFoundError  # it is to be routed first
        at = report.commune_id
        case = _opened(
            scope, report, commune_id=at, harms=harms, child_id=child_id or report.child_id, event_id=event_id
        )
        _settle(report, case, scope)
        return case.id


def open_sibling_case(
    *, scope: Scope, case_id: UUID, harms: Sequence[str], child_id: UUID | None, child: Told | None = None
) -> UUID:
    """Open the case of another child of the same event; both then name the event.

    Args:
        scope: of an officer who works on the first case.
        case_id: the first case; the new one is of the commune that has it now.
        harms, child_id: as of ``open_case``.
        child: how the other child is described, where it is not on the register.

    Raises:
        CaseNotFoundError: no such case in sight.
        StepRefusedError: the reader only looks on.
        NotYoursError: the reader may not work on cases there.
        ReportEmptyError: neither a child nor anything about one is told.
    """
    told = child or Told()
    if child_id is None and not told.says_something:
        raise ReportEmptyError
    with as_service():
        first = case_to_work(scope=scope, case_id=case_id)
        scope.require(Action.WRITE, RecordClass.CASE, commune_id=first.commune_id)
        report = Report.objects.filter(case=first).order_by("received_at").first()
        if report is None:  # the case of a sibling: its event's first report
            report = Report.objects.filter(case__event_id=first.event_id).order_by("received_at").first()
        if report is None:
            raise CaseNotFoundError
        if first.event_id is None:
            first.event_id = uuid7()
            first.save(update_fields=["event_id"])
        at = first.commune_id
        return _opened(
            scope, report, commune_id=at, harms=harms, child_id=child_id, event_id=first.event_id, child=told
        ).id


def _waiting(scope: Scope, report_id: UUID) -> Report:
    """Return a waiting report in sight, locked."""
    seen = reports_in_sight(scope).filter(pk=report_id).exists()
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id, state=ReportState.WAITING).first()
    if not seen or report is None:
        raise ReportNotFoundError
    return report


def _opened(
    scope: Scope,
    report: Report,
    *,
    commune_id: UUID,
    harms: Sequence[str],
    child_id: UUID | None,
    event_id: UUID | None,
    child: Told | None = None,
) -> Case:
    if child_id is not None and not list_seen(scope=scope, child_ids=[child_id]):
        raise ChildNotFoundError
    at, key, case_id = now(), new_key(), uuid7()
    described = child or told_of(report.told_sealed, key=report.key, about=about_report(report.id))
    case = Case(
        id=case_id,
        number=next_number(commune_id, at),
        child_id=child_id,
        commune_id=commune_id,
        case_class=sight_of(harms, known=harm_kinds_on(at.astimezone(VIETNAM).date())),
        harms=sorted(set(harms)),
        event_id=event_id,
        received_at=report.received_at,
        opened_at=at,
        opened_by_id=scope.user_id,
        state=State.RECEIVED,
        key=key,
        child_sealed=told_sealed(described, key=key, about=about_child(case_id)),
        synthetic=report.synthetic,
    )
    case.save(force_insert=True)
    Member.objects.create(case=case, user_id=scope.user_id, role=MemberRole.LEAD, since=at, added_by_id=scope.user_id)
    begin(scope=scope, case=case)
    _record(scope, "protection.open_case", case.id, case.commune_id, {"report": str(report.id)})
    return case


def _settle(report: Report, case: Case, scope: Scope) -> None:
    report.state, report.case = ReportState.IN_CASE, case
    report.settled_at, report.settled_by_id = now(), scope.user_id
    report.save(update_fields=["state", "case", "settled_at", "settled_by"])
    forget_report(report.id)


def _record(
    scope: Scope, action: str, subject: UUID, place_id: UUID | None, detail: dict[str, Any] | None = None
) -> None:
    record(
        scope=scope,
        action=action,
        record_class=RecordClass.CASE,
        subjects=[subject],
        place_id=place_id,
        detail=detail,
    )
