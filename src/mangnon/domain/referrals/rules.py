"""Pure decisions about a referral: what may be told, which step may follow, when it is late, how it is measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

from mangnon.domain.referrals.records import Course, Deadline, Figures, Repeated, Session, SharedField
from mangnon.vocab.referral import ReferralKind, Span
from mangnon.vocab.working_days import WorkCalendar, add_hours, add_working_days, end_of_day, local_day

SENDER, BODY = "sender", "body"
# What each side may do, by where the referral stands.
STEPS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        SENDER: {"sent": ("answered", "withdrawn"), "accepted": ("answered", "withdrawn")},
        BODY: {"sent": ("accepted", "declined", "asked"), "accepted": ("done", "declined", "asked")},
    }
)
# Where a step leads; a question and its answer leave it where it stands.
LEADS_TO: Mapping[str, str] = MappingProxyType(
    {"accepted": "accepted", "declined": "declined", "done": "done", "withdrawn": "withdrawn"}
)
OPEN = frozenset({"sent", "accepted"})
MOST_SESSIONS = 60
LONGEST_DAYS = 732
SHORTEST_REASON = 5


def steps_after(*, state: str, side: str) -> tuple[str, ...]:
    """Return what one side may do while a referral stands somewhere; empty once it is closed.

    Args:
        state: a value of ``ReferralState``.
        side: ``sender`` or ``body``.
    """
    return STEPS[side].get(state, ())


def deadline(*, start: datetime, span: Span, province: Span, calendar: WorkCalendar) -> Deadline:
    """Return until when something is owed, and from when the province is told.

    Args:
        start: when it began to be owed.
        span: how long it may take; working days end with the last of them.
        province: how long after that.
        calendar: which days are worked.
    """
    by = _after(start, span, calendar)
    return Deadline(by=by, province_from=_after(by, province, calendar))


def _after(start: datetime, span: Span, calendar: WorkCalendar) -> datetime:
    if span.working_days:
        return end_of_day(add_working_days(calendar, local_day(start), span.working_days).on)
    return add_hours(start, span.hours)


def owed_by(*, state: str, accept_by: datetime, done_by: datetime | None) -> datetime | None:
    """Return until when the next step of the body is owed; None where none is."""
    if state == "sent":
        return accept_by
    return done_by if state == "accepted" else None


def is_late(*, state: str, accept_by: datetime, done_by: datetime | None, at: datetime) -> bool:
    """Tell whether the body owes a step whose time has passed."""
    by = owed_by(state=state, accept_by=accept_by, done_by=done_by)
    return by is not None and at > by


def check_fields(*, kind: ReferralKind, fields: Sequence[SharedField]) -> list[str]:
    """Return what is wrong with what is to be told, a Vietnamese sentence each.

    No more than the kind allows leaves the house, nothing that it needs is left out, and each thing added has a reason.

    Args:
        kind: what is asked.
        fields: what is to be told.
    """
    told = [field.code for field in fields]
    problems = []
    if beyond := sorted(set(told) - {*kind.minimum, *kind.may_add}):
        problems.append(f"Loại chuyển gửi này không được kèm: {', '.join(beyond)}.")
    if missing := [code for code in kind.minimum if code not in told]:
        problems.append(f"Loại chuyển gửi này cần có: {', '.join(missing)}.")
    if len(told) != len(set(told)):
        problems.append("Có mục được kèm hai lần; hãy bỏ một.")
    bare = [f.words for f in fields if f.code not in kind.minimum and len(f.why.strip()) < SHORTEST_REASON]
    problems += [f"{words}: hãy ghi vì sao nơi nhận cần biết." for words in bare]
    return problems


def spread(repeated: Repeated) -> tuple[Session, ...]:
    """Return the dates of sessions at equal distances, the first one on its day."""
    return tuple(
        Session(repeated.first + timedelta(days=number * repeated.every_days), repeated.what)
        for number in range(repeated.times)
    )


def check_schedule(sessions: Iterable[Session], *, on: date) -> list[str]:
    """Return what is wrong with a schedule, a Vietnamese sentence each.

    Args:
        sessions: in any order.
        on: the day it is told.
    """
    listed = list(sessions)
    problems = []
    if len(listed) > MOST_SESSIONS:
        problems.append(f"Lịch có {len(listed)} buổi; mỗi lần báo nhiều nhất {MOST_SESSIONS} buổi.")
    if any(each.on < on for each in listed):
        problems.append("Lịch có buổi trước hôm nay; hãy xem lại ngày.")
    if any(each.on > on + timedelta(days=LONGEST_DAYS) for each in listed):
        problems.append("Lịch có buổi sau hơn hai năm nữa; hãy xem lại năm.")
    if any(not each.what.strip() for each in listed):
        problems.append("Mỗi buổi cần ghi nội dung, ví dụ: tập ngôn ngữ.")
    return problems


def in_order(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Return sessions by day, each said once."""
    return tuple(sorted(set(sessions), key=lambda each: (each.on, each.what)))


def measure(courses: Iterable[Course], *, at: datetime) -> Figures:
    """Return how a body, or a kind, has dealt with what was sent; what was withdrawn in time counts for nothing.

    Args:
        courses: of one group.
        at: the moment asked about.
    """
    counted = [each for each in courses if each.state != "withdrawn" or _overdue(each, at)]
    return Figures(
        sent=len(counted),
        open=sum(each.state in OPEN for each in counted),
        late_now=sum(_late_now(each, at) for each in counted),
        overdue=sum(_overdue(each, at) for each in counted),
        declined=sum(each.state == "declined" for each in counted),
        accepts=tuple(sorted(_hours(each.sent_at, each.answered_at) for each in counted if each.answered_at)),
        results=tuple(
            sorted(_hours(each.answered_at, each.done_at) for each in counted if each.answered_at and each.done_at)
        ),
    )


def _late_now(course: Course, at: datetime) -> bool:
    return is_late(state=course.state, accept_by=course.accept_by, done_by=course.done_by, at=at)


def _overdue(course: Course, at: datetime) -> bool:
    """Tell whether any step came late, or is late and has not come; a closed one is late no further."""
    until = min(course.closed_at, at) if course.closed_at else at
    if (course.answered_at or until) > course.accept_by:
        return True
    return course.done_by is not None and (course.done_at or until) > course.done_by


def for_province(courses: Iterable[Course], *, at: datetime) -> tuple[Course, ...]:
    """Return the open ones that have been late for so long that the province is told."""
    return tuple(each for each in courses if (since := _province_from(each)) is not None and at > since)


def _province_from(course: Course) -> datetime | None:
    if course.state == "sent":
        return course.accept_province_from
    return course.done_province_from if course.state == "accepted" else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of sorted values lies, between two of them in proportion.

    Args:
        values: sorted, hours.
        share: 0 to 1; 0.5 is the median.
    """
    if not values:
        return None
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600
