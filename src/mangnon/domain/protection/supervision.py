"""The province's view of all cases: numbers, and the drawing of closed cases whose quality is looked at."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import load_protection
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Reach, Scope
from mangnon.domain.protection.errors import CaseNotFoundError, StepRefusedError
from mangnon.domain.protection.history import histories_of
from mangnon.domain.protection.kinds import MemberRole, ReportState
from mangnon.domain.protection.models import Case, Member, QualityReview, Report
from mangnon.domain.protection.oversight import Course, Numbers, caseload, numbers_of
from mangnon.domain.protection.sealing import seal_words
from mangnon.domain.protection.seeing import cases_in_sight
from mangnon.domain.protection.timing import owed_in
from mangnon.vocab.protection import State

LOOKED_BACK_DAYS = 365
SAMPLE_AT_MOST = 10
SAMPLE_OPEN_DAYS = 14
HOURS_TO_TAKE_UP = 12
ANSWERS = ("yes", "no", "unclear")


@dataclass(frozen=True)
class CommuneNumbers:
    """The numbers of one commune; ``own`` says that the reader works there, so that nothing is masked."""

    commune_id: UUID
    numbers: Numbers
    waiting: int
    waiting_late: int
    own: bool


@dataclass(frozen=True)
class Oversight:
    """The numbers of the communes in reach and of all together."""

    at: datetime
    whole: Numbers
    waiting: int
    unrouted: int
    communes: tuple[CommuneNumbers, ...]
    loads: tuple[tuple[UUID, int], ...]


def read_oversight(*, scope: Scope) -> Oversight:
    """Count the cases and waiting reports within reach.

    Raises:
        NotYoursError: the reader counts no cases.
    """
    if not scope.may(Action.COUNT, RecordClass.CASE):
        raise NotYoursError("Chỉ người phụ trách bảo vệ trẻ em và lãnh đạo được xem số liệu này.")
    reach, at = scope.reach(Action.COUNT, RecordClass.CASE), now()
    with reading_as_service():
        courses = _courses(reach, at)
        waiting, unrouted = _waiting(reach, at)
    by_commune: dict[UUID, list[Course]] = defaultdict(list)
    for each in courses:
        by_commune[each.commune_id].append(each)
    communes = sorted(by_commune.keys() | waiting.keys())
    return Oversight(
        at=at,
        whole=numbers_of(courses, at=at),
        waiting=sum(count for count, _ in waiting.values()) + unrouted,
        unrouted=unrouted,
        communes=tuple(
            CommuneNumbers(
                commune_id=commune_id,
                numbers=numbers_of(by_commune[commune_id], at=at),
                waiting=waiting.get(commune_id, (0, 0))[0],
                waiting_late=waiting.get(commune_id, (0, 0))[1],
                own=commune_id in reach.communes,
            )
            for commune_id in communes
        ),
        loads=tuple(caseload(courses)),
    )


def _courses(reach: Reach, at: datetime) -> list[Course]:
    here = Q() if reach.everywhere else Q(commune_id__in=reach.communes)
    since = at - timedelta(days=LOOKED_BACK_DAYS)
    cases = list(
        Case.objects.filter(here, Q(closed_at__isnull=True) | Q(closed_at__gte=since)).annotate(
            told=Count("reports", filter=Q(reports__received_at__gte=since))
        )
    )
    keys = [case.id for case in cases]
    histories = histories_of(keys)
    leads: dict[UUID, list[UUID]] = defaultdict(list)
    for case_id, user_id in Member.objects.filter(
        case_id__in=keys, role=MemberRole.LEAD, until__isnull=True
    ).values_list("case_id", "user_id"):
        leads[case_id].append(user_id)
    return [
        Course(
            commune_id=case.commune_id,
            child=case.child_id,
            received_at=case.received_at,
            reports=case.told,
            state=State(case.state),
            closed_at=case.closed_at,
            history=histories[case.id],
            dues=owed_in(histories[case.id], at),
            leads=leads[case.id],
        )
        for case in cases
    ]


def _waiting(reach: Reach, at: datetime) -> tuple[dict[UUID, tuple[int, int]], int]:
    """Return by commune how many reports wait and how many of them too long, and how many have no commune."""
    late = Q(received_at__lt=at - timedelta(hours=HOURS_TO_TAKE_UP))
    found = Report.objects.filter(state=ReportState.WAITING)
    if not reach.everywhere:
        found = found.filter(commune_id__in=reach.communes)
    counted = found.values_list("commune_id").annotate(all=Count("id"), late=Count("id", filter=late))
    by_commune = {commune_id: (every, too_long) for commune_id, every, too_long in counted if commune_id}
    return by_commune, sum(every for commune_id, every, _ in counted if commune_id is None)


def draw_sample(*, scope: Scope) -> list[UUID]:
    """Draw closed cases of the last year whose quality nobody has looked at; who draws may read them for two weeks.

    Which are drawn follows from their keys alone, so that nobody picks.

    Returns:
        The cases drawn, at most ``SAMPLE_AT_MOST``.

    Raises:
        NotYoursError: only officers of the province draw.
    """
    if not scope.holds(Role.PROVINCE_OFFICER):
        raise NotYoursError("Chỉ cán bộ Sở Y tế được rút mẫu hồ sơ đã kết thúc để xem chất lượng.")
    with as_service():
        at = now()
        closed = Case.objects.filter(closed_at__gte=at - timedelta(days=LOOKED_BACK_DAYS)).exclude(
            pk__in=QualityReview.objects.values("case_id")
        )
        chosen = sorted(closed, key=lambda case: hashlib.sha256(case.id.bytes).digest())[:SAMPLE_AT_MOST]
        for case in chosen:
            QualityReview.objects.create(case=case, drawn_at=at, drawn_by_id=scope.user_id)
            if not cases_in_sight(scope).filter(pk=case.pk).exists():
                Member.objects.create(
                    case=case,
                    user_id=scope.user_id,
                    role=MemberRole.SUPERVISOR,
                    since=at,
                    until=at + timedelta(days=SAMPLE_OPEN_DAYS),
                    added_by_id=scope.user_id,
                )
            record(
                scope=scope,
                action="protection.draw_sample",
                record_class=RecordClass.CASE,
                subjects=[case.id],
                place_id=case.commune_id,
            )
        return [case.id for case in chosen]


def answer_quality(*, scope: Scope, case_id: UUID, answers: Mapping[str, str], note: str = "") -> None:
    """Answer the checklist for a case that was drawn.

    Args:
        scope: of who drew it, while they may read it.
        case_id: which.
        answers: yes, no or unclear by code of the checklist, every one.
        note: what to do better; kept sealed with the case.

    Raises:
        CaseNotFoundError: no such case in sight was drawn by the reader, or it is answered.
        StepRefusedError: a question is not answered.
    """
    asked = {each.code for each in load_protection().closing(now().astimezone(VIETNAM).date()).quality}
    if set(answers) != asked or set(answers.values()) - set(ANSWERS):
        raise StepRefusedError("Hãy trả lời mọi câu: có, không hoặc chưa rõ.")
    with as_service():
        case = cases_in_sight(scope).filter(pk=case_id).first()
        review = QualityReview.objects.select_for_update().filter(
            case_id=case_id, drawn_by_id=scope.user_id, answered_at__isnull=True
        )
        found = review.first()
        if case is None or found is None:
            raise CaseNotFoundError
        found.answers, found.answered_at = dict(answers), now()
        if note.strip():
            found.note_sealed = seal_words(
                note.strip(), key=case.key, about=f"protection_qualityreview.note:{found.id}"
            )
        found.save(update_fields=["answers", "answered_at", "note_sealed"])
        record(
            scope=scope,
            action="protection.answer_quality",
            record_class=RecordClass.CASE,
            subjects=[case.id],
            place_id=case.commune_id,
        )


def drawn_cases(*, scope: Scope) -> list[tuple[UUID, str, bool]]:
    """Return the cases that the reader drew and may still read: key, number, whether answered."""
    with reading_as_service():
        mine = QualityReview.objects.filter(drawn_by_id=scope.user_id, case__in=cases_in_sight(scope))
        return [
            (each.case_id, each.case.number, each.answered_at is not None)
            for each in mine.select_related("case").order_by("-drawn_at", "case__number")
        ]
