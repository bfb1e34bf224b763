"""Numbers of the cases of a province, from their histories alone; no child stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mangnon.domain.protection.records import Happened, StepDue, StepDueState
from mangnon.vocab.protection import State, Step

# What brings a child under protection: whichever comes first.
PROTECTS = frozenset({Step.EMERGENCY_DECIDED, Step.SEPARATION_DECIDED, Step.PLAN_APPROVED})
# Days since the report, each band up to its number.
AGE_BANDS = (2, 7, 30, 90)
_LATE_EVER = frozenset({StepDueState.LATE, StepDueState.DONE_LATE, StepDueState.NEVER_DONE})
_ANSWERED = frozenset({StepDueState.DONE, StepDueState.DONE_LATE, StepDueState.LATE, StepDueState.NEVER_DONE})


@dataclass(frozen=True)
class Course:
    """One case as it is counted.

    Args:
        commune_id: responsible now.
        child: what tells one child from another; None while it is not known.
        received_at: of its first report.
        reports: how many came in.
        state: of the procedure.
        closed_at: None while it is open.
        history: its steps.
        dues: its deadlines, met or not.
        leads: who leads it now.
    """

    commune_id: UUID
    child: Hashable | None
    received_at: datetime
    reports: int
    state: State
    closed_at: datetime | None
    history: Sequence[Happened]
    dues: Sequence[StepDue]
    leads: Sequence[UUID]


@dataclass(frozen=True)
class Numbers:
    """What is counted of some cases.

    Args:
        open: cases open now.
        by_state: of these, by state.
        by_age: of these, by days since the report, in the bands of ``AGE_BANDS`` and beyond.
        late_now: steps that are late now.
        kept: of deadlines that came due, how many were kept; None where there was none.
        due: deadlines that came due.
        hours_to_safety: hours from the report to the first decision that protects, rising.
        repeated: children about whom two reports or more came within the time looked at.
        closed: cases closed within it.
    """

    open: int
    by_state: Mapping[State, int]
    by_age: tuple[int, ...]
    late_now: int
    kept: int
    due: int
    hours_to_safety: tuple[float, ...]
    repeated: int
    closed: int

    @property
    def median_hours(self) -> float | None:
        """The hours within which half of the children were under protection."""
        return quantile(self.hours_to_safety, 0.5)


def numbers_of(courses: Iterable[Course], *, at: datetime) -> Numbers:
    """Count some cases.

    Args:
        courses: the open ones, and those closed within the time looked at.
        at: the present moment.
    """
    found = list(courses)
    open_ = [each for each in found if each.closed_at is None]
    dues = [due for each in found for due in each.dues]
    reports: Counter[Hashable] = Counter()
    for each in found:
        if each.child is not None:
            reports[each.child] += each.reports
    hours = sorted(value for each in found if (value := hours_to_safety(each)) is not None)
    return Numbers(
        open=len(open_),
        by_state=Counter(each.state for each in open_),
        by_age=_by_age(open_, at),
        late_now=sum(due.state is StepDueState.LATE for due in dues),
        kept=sum(due.state is StepDueState.DONE for due in dues),
        due=sum(due.state in _ANSWERED for due in dues),
        hours_to_safety=tuple(hours),
        repeated=sum(count > 1 for count in reports.values()),
        closed=len(found) - len(open_),
    )


def hours_to_safety(course: Course) -> float | None:
    """Return the hours from the report to the first decision that protects the child; None where there is none yet."""
    first = min((step.at for step in course.history if step.step in PROTECTS), default=None)
    return None if first is None else max((first - course.received_at) / timedelta(hours=1), 0.0)


def was_late(course: Course) -> bool:
    """Tell whether any deadline of a case was missed."""
    return any(due.state in _LATE_EVER for due in course.dues)


def caseload(courses: Iterable[Course]) -> list[tuple[UUID, int]]:
    """Return how many open cases each worker leads, the most first."""
    load: Counter[UUID] = Counter()
    for each in courses:
        if each.closed_at is None:
            load.update(each.leads)
    return sorted(load.items(), key=lambda pair: (-pair[1], pair[0]))


def quantile(rising: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of the values lies, without guessing between two; None of nothing."""
    return rising[min(int(share * len(rising)), len(rising) - 1)] if rising else None


def _by_age(courses: Sequence[Course], at: datetime) -> tuple[int, ...]:
    counts = [0] * (len(AGE_BANDS) + 1)
    for each in courses:
        days = (at - each.received_at) / timedelta(days=1)
        counts[next((place for place, most in enumerate(AGE_BANDS) if days <= most), len(AGE_BANDS))] += 1
    return tuple(counts)
