"""Reads of reports; each takes a Scope, and answers about the reports in its sight alone.

Which reports are in sight is asked with the services' role; they are then read with the reader's own, so that the
database stands behind the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.services import unseal
from mangnon.domain.protection.errors import ReportNotFoundError
from mangnon.domain.protection.kinds import ReportState
from mangnon.domain.protection.models import Report, ReportAddition, Reporter, StepDue
from mangnon.domain.protection.sealing import about_report, told_of, unseal_text
from mangnon.domain.protection.seeing import reporters_in_sight, reports_in_sight
from mangnon.domain.protection.telling import Told, ToldBy


@dataclass(frozen=True)
class WaitingReport:
    """A report that waits, as a list shows it: nothing of what was told.

    Args:
        commune_id: the receiving office; None where it is to be sent on.
        about_child: whether who told named a child of the register.
        additions: how often something was added.
        due_at: until when it is to be looked at and judged; None while it has no office.
        late: whether that, or an earlier step of it, has passed.
    """

    id: UUID
    commune_id: UUID | None
    channel: str
    received_at: datetime
    urgent: bool
    about_child: bool
    additions: int
    due_at: datetime | None
    late: bool


@dataclass(frozen=True)
class Addition:
    """What was added later."""

    at: datetime
    text: str


@dataclass(frozen=True)
class OpenedReport:
    """A report as its receiving office reads it.

    Args:
        received_by_id: who of the house took or told it; None from the public page.
        names_reporter: whether who told agreed to be known, and the reader may know them.
        may_work: whether the reader may open a case of it, join it or set it aside.
        may_route: whether the reader may send it to another office.
        set_aside_because: why it did not become a case.
    """

    id: UUID
    commune_id: UUID | None
    channel: str
    received_at: datetime
    received_by_id: UUID | None
    urgent: bool
    harms: tuple[str, ...]
    child_id: UUID | None
    case_id: UUID | None
    state: str
    told: Told
    additions: tuple[Addition, ...]
    due_at: datetime | None
    late: bool
    names_reporter: bool
    may_work: bool
    may_route: bool
    set_aside_because: str


def may_receive(*, scope: Scope) -> bool:
    """Tell whether a user has anything to do with reports that wait: an office, or who sends on those without one."""
    return scope.may(Action.SEE, RecordClass.CASE) or scope.holds(Role.PROVINCE_OFFICER)


def list_waiting(*, scope: Scope) -> list[WaitingReport]:
    """Return the reports that wait in the reader's sight: those of danger first, then the late, then by their time."""
    with reading_as_service():
        keys = list(reports_in_sight(scope).filter(state=ReportState.WAITING).values_list("id", flat=True))
    dues = Prefetch("dues", StepDue.objects.order_by("due_at"), to_attr="standing")
    found = Report.objects.filter(pk__in=keys).prefetch_related(dues)
    added = dict(
        ReportAddition.objects.filter(report__in=keys)
        .values("report")
        .annotate(n=Count("id"))
        .values_list("report", "n")
    )
    rows = [_waiting(each, added.get(each.id, 0)) for each in found]
    return sorted(rows, key=lambda row: (not row.urgent, not row.late, row.due_at or row.received_at))


def count_waiting(*, scope: Scope) -> int:
    """Return how many reports wait in the reader's sight."""
    with reading_as_service():
        return reports_in_sight(scope).filter(state=ReportState.WAITING).count()


def open_report(*, scope: Scope, report_id: UUID) -> OpenedReport:
    """Open a report: what was told and added, unsealed; the reading is logged.

    Raises:
        ReportNotFoundError: none in sight.
    """
    report = _seen(scope, report_id)
    record(
        scope=scope,
        action="protection.open_report",
        record_class=RecordClass.CASE,
        subjects=[report.id],
        place_id=report.commune_id,
    )
    waits = report.state == ReportState.WAITING
    mine = waits and scope.reach(Action.WRITE, RecordClass.CASE).covers(commune_id=report.commune_id, hamlet_id=None)
    row = _waiting(report, 0)
    about = f"protection_report.settled:{report.id}"
    return OpenedReport(
        id=report.id,
        commune_id=report.commune_id,
        channel=report.channel,
        received_at=report.received_at,
        received_by_id=report.received_by_id,
        urgent=report.urgent,
        harms=tuple(report.harms),
        child_id=report.child_id,
        case_id=report.case_id,
        state=report.state,
        told=told_of(report.told_sealed, key=report.key, about=about_report(report.id)),
        additions=tuple(_addition(each, report.key) for each in _additions(report.id)),
        due_at=row.due_at,
        late=row.late,
        names_reporter=_reporter(scope, report.id) is not None,
        may_work=mine,
        may_route=mine or (waits and report.commune_id is None and scope.holds(Role.PROVINCE_OFFICER)),
        set_aside_because=unseal_text(report.settled_sealed, key=report.key, about=about),
    )


def open_reporter(*, scope: Scope, report_id: UUID) -> ToldBy:
    """Tell who told, for the office that received it; logged on its own.

    Raises:
        ReportNotFoundError: none in sight, or who told did not agree to be known.
    """
    report = _seen(scope, report_id)
    found = _reporter(scope, report_id)
    if found is None:
        raise ReportNotFoundError
    record(
        scope=scope,
        action="protection.open_reporter",
        record_class=RecordClass.REPORTER,
        subjects=[report.id],
        place_id=report.commune_id,
    )

    def said(name: str, sealed: bytes) -> str:
        return unseal(bytes(sealed), key=found.key, about=f"protection_reporter.{name}:{found.id}")

    return ToldBy(
        name=said("name", found.name_sealed),
        phone=said("phone", found.phone_sealed),
        address=said("address", found.address_sealed),
    )


def reporter_of_case(*, scope: Scope, case_id: UUID) -> ToldBy | None:
    """Tell who told the first report of a case that names its teller; None where nobody is named to this reader.

    Raises:
        ReportNotFoundError: it went out of sight meanwhile.
    """
    with reading_as_service():
        told = Reporter.objects.filter(report__case_id=case_id, report__in=reporters_in_sight(scope))
        found = told.order_by("report__received_at").values_list("report_id", flat=True).first()
    return open_reporter(scope=scope, report_id=found) if found else None


def receives_reports_of(*, scope: Scope, case_id: UUID) -> bool:
    """Tell whether a reader works at the office that received a report of a case, and may know who told."""
    with reading_as_service():
        return reporters_in_sight(scope).filter(case_id=case_id).exists()


def _seen(scope: Scope, report_id: UUID) -> Report:
    with reading_as_service():
        seen = reports_in_sight(scope).filter(pk=report_id).exists()
    dues = Prefetch("dues", StepDue.objects.order_by("due_at"), to_attr="standing")
    report = Report.objects.filter(pk=report_id).prefetch_related(dues).first() if seen else None
    if report is None:
        raise ReportNotFoundError
    return report


def _reporter(scope: Scope, report_id: UUID) -> Reporter | None:
    with reading_as_service():
        known = reporters_in_sight(scope).filter(pk=report_id).exists()
    return Reporter.objects.filter(report=report_id).first() if known else None


def _additions(report_id: UUID) -> list[ReportAddition]:
    return list(ReportAddition.objects.filter(report=report_id).order_by("at", "id"))


def _addition(each: ReportAddition, key: UUID) -> Addition:
    return Addition(each.at, unseal_text(each.text_sealed, key=key, about=f"protection_reportaddition.text:{each.id}"))


def _waiting(report: Report, additions: int) -> WaitingReport:
    dues = [each.due_at for each in report.standing] if report.state == ReportState.WAITING else []
    return WaitingReport(
        id=report.id,
        commune_id=report.commune_id,
        channel=report.channel,
        received_at=report.received_at,
        urgent=report.urgent,
        about_child=report.child_id is not None,
        additions=additions,
        due_at=max(dues) if dues else None,
        late=any(due < now() for due in dues),
    )
