"""Writes of screenings."""

from __future__ import annotations

from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.screening import screening_tests
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.fact_services import child_to_write, find_same, supersede
from mangnon.domain.children.upward import dues_moved
from mangnon.domain.screening.errors import MeasuredError
from mangnon.domain.screening.models import Screening
from mangnon.domain.screening.records import Reached
from mangnon.domain.screening.rules import check_measured
from mangnon.domain.screening.terms import ScreeningState, class_of_kind

__all__ = ["Reached", "correct_screening", "record_screening", "withdraw_screening"]


def record_screening(*, scope: Scope, child_id: UUID, told: Reached, source: str = "nhập tay") -> UUID:
    """Record a step; saying the same twice keeps one. Whatever the path foresees, what happened is kept.

    Args:
        scope: of who tells; must be able to write records of this test's class of the child.
        child_id: whose.
        told: what and when.
        source: where it was written down.

    Raises:
        ChildNotFoundError: not within scope.
        MeasuredError: a value does not fit the test.
    """
    _check(told)
    record_class = class_of_kind(told.kind)
    child = child_to_write(scope=scope, child_id=child_id, record_class=record_class)
    fact = _fact(scope, child.id, told, source)
    with as_service():
        same = find_same(fact=fact)
        if same:
            return same.id
        fact.save()
        record(scope=scope, action="screening.record_screening", record_class=record_class, subjects=[child.id])
        dues_moved([child.id])
    return fact.id


def correct_screening(*, scope: Scope, fact_id: UUID, told: Reached, reason: str) -> UUID:
    """Correct a step: a new one supersedes it; the old one stays with the reason.

    Args:
        scope: of who corrects.
        fact_id: the wrong one.
        told: what is right; the test cannot be changed to one of another class.
        reason: why.

    Raises:
        ChildNotFoundError: not within scope, or no longer standing.
        MeasuredError: a value does not fit the test.
    """
    _check(told)
    wrong = _standing(fact_id)
    record_class = class_of_kind(wrong.kind)
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=record_class)
    if class_of_kind(told.kind) is not record_class:
        raise ChildNotFoundError
    with as_service():
        right = _fact(scope, child.id, told, wrong.source)
        right.corrects = wrong
        right.save()
        supersede(fact=wrong, reason=reason)
        record(
            scope=scope, action="screening.correct_screening", record_class=record_class, subjects=[child.id],
            detail={"fact": str(fact_id)},
        )  # fmt: skip
        dues_moved([child.id])
    return right.id


def withdraw_screening(*, scope: Scope, fact_id: UUID, reason: str) -> None:
    """Withdraw a wrong one; it stays with the reason."""
    wrong = _standing(fact_id)
    record_class = class_of_kind(wrong.kind)
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=record_class)
    with as_service():
        supersede(fact=wrong, reason=reason)
        record(scope=scope, action="screening.withdraw_screening", record_class=record_class, subjects=[child.id])
        dues_moved([child.id])


def _check(told: Reached) -> None:
    test = screening_tests(told.on).get(told.kind)
    if test is None or told.state not in ScreeningState.values:
        raise MeasuredError("Không có loại sàng lọc hoặc bước này; hãy chọn trong danh sách.")
    problems = check_measured(test, told.measured)
    if problems:
        raise MeasuredError(" ".join(problems))


def _standing(fact_id: UUID) -> Screening:
    with as_service():
        found = Screening.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
    if found is None:
        raise ChildNotFoundError
    return found


def _fact(scope: Scope, child_id: UUID, told: Reached, source: str) -> Screening:
    return Screening(
        child_id=child_id,
        on=told.on,
        kind=told.kind,
        state=told.state,
        measured=dict(told.measured),
        findings=list(told.findings),
        referred_to=told.referred_to,
        refer_by=told.refer_by,
        result=told.result,
        reason=told.reason,
        note=told.note,
        recorded_at=now(),
        recorded_by=scope.user_id,
        source=source,
    )
