"""Reads of cases; each takes a Scope and answers about the cases in its sight alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import list_seen
from mangnon.domain.protection.errors import CaseNotFoundError
from mangnon.domain.protection.models import (
    Assessment,
    Case,
    Member,
    Note,
    Person,
    Plan,
    Report,
    Service,
    Step,
    StepDue,
)
from mangnon.domain.protection.sealing import about_child, told_of, unseal_text, unseal_words
from mangnon.domain.protection.seeing import cases_in_sight
from mangnon.domain.protection.telling import Told
from mangnon.vocab.protection import SightClass


@dataclass(frozen=True)
class DueLine:
    """A step that is owed in a case or of a waiting report."""

    case_id: UUID | None
    report_id: UUID | None
    commune_id: UUID | None  # whose officer or chair is to act
    number: str
    code: str
    opens_at: datetime
    due_at: datetime
    actor: str
    late: bool


@dataclass(frozen=True)
class CaseRow:
    """A case in a list; ``child`` is the name on the register, or how the child was described."""

    id: UUID
    number: str
    child_id: UUID | None
    child: str
    state: str
    received_at: datetime
    closed_at: datetime | None
    next_due: DueLine | None
    synthetic: bool = False


@dataclass(frozen=True)
class StepLine:
    """A step taken, with the words kept sealed."""

    sequence: int
    step: str
    at: datetime
    told_at: datetime
    by_id: UUID | None
    data: dict[str, Any]
    words: dict[str, Any]


@dataclass(frozen=True)
class AssessmentLine:
    """An assessment: its answers, the suggested and the decided level, and its words."""

    id: UUID
    form: str
    rule_version: str
    at: datetime
    by_id: UUID
    levels: dict[str, str]
    suggested: str
    decided: str
    words: dict[str, Any]


@dataclass(frozen=True)
class ServiceLine:
    """A service that a plan promises."""

    id: UUID
    kind: str
    starts: date
    ends: date
    state: str
    words: dict[str, Any]
    outcome: str


@dataclass(frozen=True)
class PlanLine:
    """A plan with its services."""

    id: UUID
    number: int
    version: int
    at: datetime
    by_id: UUID
    starts: date
    ends: date
    uses_money: bool
    words: dict[str, Any]
    services: tuple[ServiceLine, ...]


@dataclass(frozen=True)
class MemberLine:
    """Somebody of the team."""

    id: UUID
    user_id: UUID
    role: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class NoteLine:
    """A note, with the file that came with it."""

    id: UUID
    at: datetime
    by_id: UUID
    text: str
    attachment_id: UUID | None


@dataclass(frozen=True)
class PersonLine:
    """Somebody named in the case."""

    id: UUID
    role: str
    words: dict[str, Any]


@dataclass(frozen=True)
class CaseView:
    """All that is known in one case."""

    id: UUID
    number: str
    commune_id: UUID
    child_id: UUID | None
    child: Told
    case_class: str
    harms: tuple[str, ...]
    state: str
    received_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    event_id: UUID | None
    reports: tuple[UUID, ...]
    steps: tuple[StepLine, ...]
    dues: tuple[DueLine, ...]
    assessments: tuple[AssessmentLine, ...]
    plans: tuple[PlanLine, ...]
    people: tuple[PersonLine, ...]
    notes: tuple[NoteLine, ...]
    members: tuple[MemberLine, ...]
    synthetic: bool = False


def list_cases(*, scope: Scope, closed: bool = False) -> list[CaseRow]:
    """Return the cases in sight, those with the nearest deadline first."""
    with reading_as_service():
        dues = Prefetch("dues", StepDue.objects.order_by("due_at"), to_attr="standing")
        found = list(
            cases_in_sight(scope).filter(closed_at__isnull=not closed).select_related("child").prefetch_related(dues)
        )
    rows = [_row(each) for each in found]
    return sorted(rows, key=_nearest)


def find_case(*, scope: Scope, case_id: UUID) -> Case:
    """Return a case in sight.

    Raises:
        CaseNotFoundError: there is none.
    """
    with reading_as_service():
        case = cases_in_sight(scope).filter(pk=case_id).first()
    if case is None:
        raise CaseNotFoundError
    return case


def view_case(*, scope: Scope, case_id: UUID) -> CaseView:
    """Open a case: everything in it, unsealed; the reading is logged.

    Raises:
        CaseNotFoundError: no such case in sight.
    """
    case = find_case(scope=scope, case_id=case_id)
    record(
        scope=scope,
        action="protection.open_case_file",
        record_class=RecordClass.CASE,
        subjects=[case.id],
        place_id=case.commune_id,
    )
    with reading_as_service():
        return CaseView(
            id=case.id,
            number=case.number,
            commune_id=case.commune_id,
            child_id=case.child_id,
            child=_described(case),
            case_class=case.case_class,
            harms=tuple(case.harms),
            state=case.state,
            received_at=case.received_at,
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            event_id=case.event_id,
            reports=tuple(Report.objects.filter(case=case).order_by("received_at").values_list("id", flat=True)),
            steps=tuple(_step(each, case.key) for each in Step.objects.filter(case=case).order_by("sequence")),
            dues=tuple(_due(each, case.number) for each in StepDue.objects.filter(case=case).order_by("due_at")),
            assessments=tuple(
                _assessment(each, case.key) for each in Assessment.objects.filter(case=case).order_by("at", "id")
            ),
            plans=_plans(case),
            people=tuple(
                PersonLine(
                    each.id,
                    each.role,
                    unseal_words(each.words_sealed, key=case.key, about=f"protection_person.words:{each.id}"),
                )
                for each in Person.objects.filter(case=case, removed_at__isnull=True).order_by("id")
            ),
            notes=tuple(
                NoteLine(
                    each.id,
                    each.at,
                    each.by_id,
                    unseal_text(each.text_sealed, key=case.key, about=f"protection_note.text:{each.id}"),
                    each.attachment_id,
                )
                for each in Note.objects.filter(case=case).order_by("-at")
            ),
            members=tuple(
                MemberLine(each.id, each.user_id, each.role, each.since, each.until)
                for each in Member.objects.filter(case=case).order_by("since", "id")
            ),
            synthetic=case.synthetic,
        )


def list_step_dues(*, scope: Scope) -> list[DueLine]:
    """Return what is owed in the cases in sight, the nearest deadline first."""
    with reading_as_service():
        found = StepDue.objects.filter(case__in=cases_in_sight(scope)).select_related("case").order_by("due_at", "id")
        return [_due(each, each.case.number) for each in found]


def first_channel(*, scope: Scope, case_id: UUID) -> str:
    """Return how the first report of a case in sight came; empty for a sibling's, which has no report of its own."""
    with reading_as_service():
        found = Report.objects.filter(case__in=cases_in_sight(scope), case_id=case_id).order_by("received_at").first()
        return found.channel if found else ""


def which_in_sight(*, scope: Scope, case_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of some cases the reader may open."""
    with reading_as_service():
        return set(cases_in_sight(scope).filter(pk__in=list(case_ids)).values_list("id", flat=True))


def supported_children(*, scope: Scope, child_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of some children others may know to be under support; never why, never by whom.

    Only children that the reader has a right to, and only cases whose class lets others know.
    """
    mine = {each.child_id for each in list_seen(scope=scope, child_ids=child_ids)}
    with reading_as_service():
        return set(
            Case.objects.filter(child_id__in=mine, case_class=SightClass.OPEN, closed_at__isnull=True).values_list(
                "child_id", flat=True
            )
        )


def cases_of_child(*, scope: Scope, child_id: UUID) -> list[CaseRow]:
    """Return the cases of one child that are in sight, the newest first."""
    with reading_as_service():
        dues = Prefetch("dues", StepDue.objects.order_by("due_at"), to_attr="standing")
        found = cases_in_sight(scope).filter(child_id=child_id).select_related("child").prefetch_related(dues)
        return [_row(each) for each in found.order_by("-received_at")]


def may_work(*, scope: Scope, case: Case) -> bool:
    """Tell whether a user works on a case: a member of its team who may write cases, or the chair."""
    return (
        scope.may(Action.WRITE, RecordClass.CASE) or scope.may(Action.APPROVE, RecordClass.CASE)
    ) and cases_in_sight(scope).filter(pk=case.pk).exists()


def _nearest(row: CaseRow) -> tuple[bool, datetime]:
    return row.next_due is None, row.next_due.due_at if row.next_due else row.received_at


def _row(case: Case) -> CaseRow:
    due = case.standing[0] if case.standing else None
    return CaseRow(
        id=case.id,
        number=case.number,
        child_id=case.child_id,
        child=case.child.full_name if case.child else _described(case).child_name,
        state=case.state,
        received_at=case.received_at,
        closed_at=case.closed_at,
        next_due=_due(due, case.number) if due else None,
        synthetic=case.synthetic,
    )


def _described(case: Case) -> Told:
    return told_of(case.child_sealed, key=case.key, about=about_child(case.id))


def _due(due: StepDue, number: str) -> DueLine:
    return DueLine(
        case_id=due.case_id,
        report_id=due.report_id,
        commune_id=due.commune_id,
        number=number,
        code=due.code,
        opens_at=due.opens_at,
        due_at=due.due_at,
        actor=due.actor,
        late=due.due_at < now(),
    )


def _step(step: Step, key: UUID) -> StepLine:
    words = unseal_words(step.words_sealed, key=key, about=f"protection_step.words:{step.id}")
    return StepLine(step.sequence, step.step, step.at, step.told_at, step.by_id, step.data, words)


def _assessment(each: Assessment, key: UUID) -> AssessmentLine:
    words = unseal_words(each.words_sealed, key=key, about=f"protection_assessment.words:{each.id}")
    return AssessmentLine(
        each.id, each.form, each.rule_version, each.at, each.by_id, each.levels, each.suggested, each.decided, words
    )


def _plans(case: Case) -> tuple[PlanLine, ...]:
    services: dict[UUID, list[ServiceLine]] = {}
    for each in Service.objects.filter(case=case).order_by("starts", "id"):
        services.setdefault(each.plan_id, []).append(
            ServiceLine(
                each.id,
                each.kind,
                each.starts,
                each.ends,
                each.state,
                unseal_words(each.words_sealed, key=case.key, about=f"protection_service.words:{each.id}"),
                unseal_text(each.outcome_sealed, key=case.key, about=f"protection_service.outcome:{each.id}"),
            )
        )
    return tuple(
        PlanLine(
            each.id,
            each.number,
            each.version,
            each.at,
            each.by_id,
            each.starts,
            each.ends,
            each.uses_money,
            unseal_words(each.words_sealed, key=case.key, about=f"protection_plan.words:{each.id}"),
            tuple(services.get(each.id, [])),
        )
        for each in Plan.objects.filter(case=case).order_by("version")
    )
