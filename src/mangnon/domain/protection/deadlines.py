"""What a case owes, to when, by whom, and who is told when it is late; computed from its history and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from mangnon.domain.protection.records import Happened, Refusal, Standing, StepDue, StepDueState, Told
from mangnon.domain.protection.standing import UNREPORTED, acts_as, advance
from mangnon.vocab.protection import CountFrom, DeadlineRule, ProtectionContent, Span, SpanUnit, State, Step, Telling
from mangnon.vocab.working_days import (
    WorkCalendar,
    add_calendar_days,
    add_hours,
    add_working_days,
    end_of_day,
    local_day,
    missing_holidays,
    start_of_day,
)

NO_TARGETS: Mapping[str, Span] = MappingProxyType({})
_INFORMATION = frozenset({Step.REPORT_RECEIVED, Step.REOPENED, Step.REPORT_ADDED})
_LATE = frozenset({StepDueState.LATE, StepDueState.DONE_LATE, StepDueState.NEVER_DONE})


@dataclass(frozen=True)
class _Course:
    """A history with where the case stood after each step, and what each exception stands for."""

    history: Sequence[Happened]
    standings: tuple[Standing, ...]
    stands_for: tuple[Step | None, ...]


def deadlines(
    history: Sequence[Happened],
    *,
    content: ProtectionContent,
    calendar: WorkCalendar,
    now: datetime,
    targets: Mapping[str, Span] = NO_TARGETS,
) -> tuple[StepDue, ...]:
    """Return every deadline a case had or has, in the order they arose.

    Args:
        history: all steps in the order they were told.
        content: all versions; a deadline is read by the version of the day it arose.
        calendar: holidays and worked Saturdays.
        now: the present moment, with its zone.
        targets: the unit's own times by code of a deadline; a looser one than the content's changes nothing.

    Raises:
        MomentWithoutZoneError: a moment has no zone.
    """
    course = _course(history, content)
    return tuple(
        _due(course, at, rule, version, calendar, now, targets.get(rule.code))
        for at in range(len(history))
        for version, rule in _opened(course, at, content)
    )


def is_late(due: StepDue) -> bool:
    """Tell whether it is late now, was done late, or ended late without being done."""
    return due.state in _LATE


def due_moment(anchor: datetime, span: Span, *, calendar: WorkCalendar) -> tuple[datetime, tuple[int, ...]]:
    """Return the last moment of a deadline, and the years it went through whose holidays are not known.

    Args:
        anchor: what it counts from.
        span: hours run on through nights and holidays; days begin after the anchor's day and end at midnight.
        calendar: holidays and worked Saturdays.
    """
    if span.unit is SpanUnit.HOURS:
        return add_hours(anchor, span.count), ()
    if span.unit is SpanUnit.CALENDAR_DAYS:
        return end_of_day(add_calendar_days(local_day(anchor), span.count)), ()
    counted = add_working_days(calendar, local_day(anchor), span.count)
    return end_of_day(counted.on), counted.unknown_years


def target_refusal(rule: DeadlineRule, target: Span) -> Refusal | None:
    """Tell why a unit's own time may not be kept: it could end later than the content's."""
    whole, within = target.count, rule.within
    stricter = {
        (SpanUnit.HOURS, SpanUnit.WORKING_DAYS): whole <= 24 * within.count,
        (SpanUnit.HOURS, SpanUnit.CALENDAR_DAYS): whole <= 24 * within.count,
        (SpanUnit.CALENDAR_DAYS, SpanUnit.WORKING_DAYS): whole <= within.count,
    }.get((target.unit, within.unit), target.unit is within.unit and whole <= within.count)
    if stricter and whole >= 0:
        return None
    return Refusal("protection.target_looser", f"Mục tiêu của đơn vị cho “{rule.words}” không được lỏng hơn quy định.")


def _course(history: Sequence[Happened], content: ProtectionContent) -> _Course:
    standings: list[Standing] = []
    for each in history:
        standings.append(advance(standings[-1] if standings else UNREPORTED, each, content=content))
    stands_for = (acts_as(each, procedure=content.procedure(local_day(each.at))) for each in history)
    return _Course(history, tuple(standings), tuple(stands_for))


def _opened(course: _Course, at: int, content: ProtectionContent) -> Iterator[tuple[str, DeadlineRule]]:
    step, stands_for = course.history[at], course.stands_for[at]
    procedure = content.procedure(local_day(step.at))
    # Before the first version its rows are taken as they began.
    on: date = max(local_day(step.at), procedure.valid_from)
    for rule in procedure.deadlines:
        if (
            (step.step in rule.opened_by or stands_for in rule.opened_by)
            and rule.told.holds(on)
            and (not rule.in_states or course.standings[at].state in rule.in_states)
            and (not rule.if_emergency or step.emergency)
        ):
            yield procedure.name, rule


def _anchor(course: _Course, at: int, rule: DeadlineRule) -> datetime:
    step, after = course.history[at], course.standings[at]
    if rule.counts_from is CountFrom.PLAN_END and after.plan_until is not None:
        return end_of_day(after.plan_until)
    if rule.counts_from is CountFrom.SEPARATION_END and after.separation is not None:
        return after.separation.until
    if rule.counts_from is CountFrom.RECEIPT:
        return _receipt(course, at)
    return step.at


def _receipt(course: _Course, at: int) -> datetime:
    """When the information came that a step deals with: for an assessment, the oldest not assessed before."""
    received = course.standings[at].received_at or course.history[at].at
    if course.history[at].step is not Step.ASSESSED:
        return received
    waiting: list[datetime] = []
    for n in range(at):
        step = course.history[n]
        if step.step in (Step.REPORT_RECEIVED, Step.REOPENED):
            waiting = [step.at]
        elif step.step is Step.REPORT_ADDED:
            waiting.append(step.at)
        elif Step.ASSESSED in (step.step, course.stands_for[n]):
            waiting = [each for each in waiting if each > step.at]
    return min([*waiting, course.history[at].at])


def _due(
    course: _Course,
    at: int,
    rule: DeadlineRule,
    version: str,
    calendar: WorkCalendar,
    now: datetime,
    target: Span | None,
) -> StepDue:
    anchor = _anchor(course, at, rule)
    by_content, unknown = due_moment(anchor, rule.within, calendar=calendar)
    due_at = by_content
    if target is not None:
        stricter, unknown_too = due_moment(anchor, target, calendar=calendar)
        if stricter < by_content:
            due_at, unknown = stricter, unknown_too
    ended, fulfilled = _ended(course, at, rule)
    state = _state(course, rule, due_at, ended, fulfilled, now)
    known_at = now if ended is None else course.history[ended].told_at
    ended_at = None if ended is None else course.history[ended].at
    return StepDue(
        code=rule.code,
        words=rule.words,
        step=rule.step,
        opened_by=at,
        counts_from=anchor,
        opens_at=start_of_day(local_day(anchor)) if rule.counts_from is CountFrom.PLAN_END else course.history[at].at,
        due_at=due_at,
        due_by_content=by_content,
        who=rule.who,
        commune=_commune(course, at, rule, ended),
        basis=rule.told.basis,
        version=version,
        by_law=rule.by_law,
        state=state,
        ended_at=ended_at,
        answered_by=ended if fulfilled else None,
        told_late=state is StepDueState.DONE and known_at > due_at,
        tell=_telling(rule.tell, due_at, known_at),
        tells=rule.tell,
        notes=missing_holidays(unknown),
    )


def _ended(course: _Course, at: int, rule: DeadlineRule) -> tuple[int | None, bool]:
    """Return the index of the step that ended a deadline, and whether that step fulfilled it."""
    over = rule.ended_in | {State.CLOSED}
    for n in range(at + 1, len(course.history)):
        step, stands_for = course.history[n], course.stands_for[n]
        excused = stands_for is not None and (step.skips is rule.step or stands_for in rule.answered_by)
        # Only what came after it can answer it: a visit before a report says nothing about that report.
        if (step.step in rule.answered_by or excused) and step.at >= course.history[at].at:
            return n, True
        withdrawn = rule.if_emergency and step.step is Step.ASSESSED and not step.emergency
        if withdrawn or course.standings[n].state in over:
            return n, False
    return None, False


def _commune(course: _Course, at: int, rule: DeadlineRule, ended: int | None) -> UUID | None:
    handover = course.standings[at].handover
    if rule.step is Step.HANDOVER_ACCEPTED and handover is not None:
        return handover.to_commune
    # Who was responsible until it was answered, or is today.
    return course.standings[-1 if ended is None else ended - 1].commune


def _state(
    course: _Course, rule: DeadlineRule, due_at: datetime, ended: int | None, fulfilled: bool, now: datetime
) -> StepDueState:
    if ended is None:
        return StepDueState.LATE if now > due_at else StepDueState.OPEN
    in_time = course.history[ended].at <= due_at
    if not fulfilled:
        return StepDueState.NOT_OWED if in_time else StepDueState.NEVER_DONE
    if course.history[ended].step not in rule.answered_by:
        return StepDueState.EXCUSED
    return StepDueState.DONE if in_time else StepDueState.DONE_LATE


def _telling(tells: tuple[Telling, ...], due_at: datetime, known_at: datetime) -> tuple[Told, ...]:
    since = ((each.level, due_at + timedelta(hours=each.after_hours)) for each in tells)
    return tuple(Told(level, moment) for level, moment in since if known_at > moment)
