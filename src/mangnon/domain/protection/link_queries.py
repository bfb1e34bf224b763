"""What a report may be linked to: children of the register, earlier reports, cases; all within the reader's sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.lookalikes import find_lookalikes
from mangnon.domain.children.queries import Hit, list_seen, search_children
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.protection.likeness import names_alike, read_birth
from mangnon.domain.protection.models import Case, Report
from mangnon.domain.protection.report_queries import OpenedReport
from mangnon.domain.protection.sealing import about_child, about_report, told_of
from mangnon.domain.protection.seeing import cases_in_sight, reports_in_sight

# As far back, and as many, as names are unsealed and compared.
LOOKED_BACK = timedelta(days=730)
LOOKED_AT = 150
SHOWN = 8


@dataclass(frozen=True)
class ChildLink:
    """A child of the register that the report may be about."""

    child_id: UUID
    name: str
    birth_date: date | None
    birth_precision: str
    told: bool


@dataclass(frozen=True)
class ReportLink:
    """Another report that may be about the same child; ``same_child`` when both name one child of the register."""

    report_id: UUID
    received_at: datetime
    state: str
    same_child: bool


@dataclass(frozen=True)
class CaseLink:
    """A case that may be about the same child."""

    case_id: UUID
    number: str
    received_at: datetime
    closed_at: datetime | None
    same_child: bool


@dataclass(frozen=True)
class Links:
    """What a report may be linked to."""

    children: tuple[ChildLink, ...]
    reports: tuple[ReportLink, ...]
    cases: tuple[CaseLink, ...]


def find_links(*, scope: Scope, report: OpenedReport, wanted: str = "") -> Links:
    """Look for what a report may be linked to; what is shown is logged.

    Args:
        scope: of who has opened the report.
        report: as ``open_report`` returned it.
        wanted: a name or number to look for instead of what was told of the child.
    """
    children = _children(scope, report, wanted)
    keys = {each.child_id for each in children if each.told}
    name = report.told.child_name or next((each.name for each in children if each.told), "")
    reports, cases = _reports(scope, report, keys, name), _cases(scope, report, keys, name)
    shown = [*(e.child_id for e in children), *(e.report_id for e in reports), *(e.case_id for e in cases)]
    if shown:
        record(
            scope=scope,
            action="protection.find_links",
            record_class=RecordClass.CASE,
            subjects=shown,
            place_id=report.commune_id,
            detail={"report": str(report.id)},
        )
    return Links(children, reports, cases)


def _children(scope: Scope, report: OpenedReport, wanted: str) -> tuple[ChildLink, ...]:
    told = [report.child_id] if report.child_id else []
    name = wanted.strip() or report.told.child_name
    found = [each.child_id for each in _hits(scope, name, report)] if name.strip() else []
    if name.strip() and not wanted.strip():
        likely = find_lookalikes(scope=scope, told=_as_typed(report, scope.on), limit=SHOWN)
        found = [*(each.child_id for each in likely if each.own), *found]
    keys = list(dict.fromkeys([*told, *found]))[:SHOWN]
    seen = {each.child_id: each for each in list_seen(scope=scope, child_ids=keys)}
    return tuple(
        ChildLink(key, seen[key].full_name, seen[key].birth_date, seen[key].birth_precision, key in told)
        for key in keys
        if key in seen
    )


def _hits(scope: Scope, name: str, report: OpenedReport) -> list[Hit]:
    """Return the children of that name: of the report's own commune first, then wherever the reader reaches."""
    for words in dict.fromkeys([name, name.split()[-1]]):  # "Bé Tý" is on the register by another first name
        own = search_children(scope=scope, text=words, commune_id=report.commune_id, limit=SHOWN)
        found = own or search_children(scope=scope, text=words, limit=SHOWN)
        if found:
            return found
    return []


def _as_typed(report: OpenedReport, on: date) -> ChildRecord:
    born, precision = read_birth(report.told.birth, on=on)
    carers = tuple(
        CaregiverRecord(relation, parent.name)
        for relation, parent in (("mother", report.told.mother), ("father", report.told.father))
        if parent.name
    )
    return ChildRecord(
        commune_id=report.commune_id,
        full_name=report.told.child_name,
        birth_date=born,
        birth_precision=precision,
        sex=report.told.sex,
        caregivers=carers,
    )


def _reports(scope: Scope, report: OpenedReport, children: set[UUID], name: str) -> tuple[ReportLink, ...]:
    near = Q(commune=report.commune_id) | Q(commune__isnull=True) | Q(child__in=children)
    with reading_as_service():
        found = list(
            reports_in_sight(scope)
            .filter(near, received_at__gte=report.received_at - LOOKED_BACK)
            .exclude(pk=report.id)
            .select_related("child")
            .order_by("-received_at")[:LOOKED_AT]
        )
    links = []
    for each in found:
        same = each.child_id in children
        if same or names_alike(name, _name_told(each)):
            links.append(ReportLink(each.id, each.received_at, each.state, same))
    return tuple(sorted(links, key=lambda link: not link.same_child)[:SHOWN])


def _cases(scope: Scope, report: OpenedReport, children: set[UUID], name: str) -> tuple[CaseLink, ...]:
    near = Q(commune=report.commune_id) | Q(child__in=children)
    with reading_as_service():
        found = list(cases_in_sight(scope).filter(near).select_related("child").order_by("-received_at")[:LOOKED_AT])
    links = []
    for each in found:
        same = each.child_id is not None and each.child_id in children
        if same or names_alike(name, _name(each)):
            links.append(CaseLink(each.id, each.number, each.received_at, each.closed_at, same))
    return tuple(sorted(links, key=lambda link: (not link.same_child, link.closed_at is not None))[:SHOWN])


def _name_told(report: Report) -> str:
    told = told_of(report.told_sealed, key=report.key, about=about_report(report.id)).child_name
    return told or (str(report.child.full_name) if report.child else "")


def _name(case: Case) -> str:
    if case.child is not None:
        return str(case.child.full_name)
    return told_of(case.child_sealed, key=case.key, about=about_child(case.id)).child_name
