"""Deadlines of a case, around nights, weekends and holidays, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.domain.protection.cases import (
    CONTENT,
    HERE,
    OTHER_OFFICER,
    THERE,
    Case,
    assessed_in_full,
    moment,
    separated,
    under_way,
)

from mangnon.core.content.protection import load_calendar
from mangnon.domain.protection.deadlines import deadlines, due_moment, is_late, target_refusal
from mangnon.domain.protection.records import StepDueState
from mangnon.vocab.protection import Actor, CheckOutcome, Span, SpanUnit, Step, TellLevel
from mangnon.vocab.working_days import local


@pytest.mark.parametrize(
    ("received", "ends"),
    [
        ("2026-11-16 07:30", "2026-11-23"),
        ("2026-11-20 23:59", "2026-11-30"),  # over Culture Day, 24/11
        ("2026-11-21 00:00", "2026-11-30"),  # a Saturday
        ("2026-02-13 16:00", "2026-02-27"),  # over Tết
        ("2026-08-21 16:00", "2026-08-27"),  # Saturday 22/08 is worked
        ("2026-08-27 16:00", "2026-09-08"),  # over 31/08 to 02/09
        ("2027-02-03 16:00", "2027-02-17"),
        ("2027-04-28 09:00", "2027-05-07"),  # 30/04 and 03/05
        ("2025-12-30 09:00", "2026-01-08"),  # over the year, 01/01 and 02/01
    ],
)
def test_plan_when_a_report_comes_then_owed_to_the_end_of_the_fifth_working_day(received: str, ends: str) -> None:
    due = Case(moment(received)).keep(Step.REPORT_RECEIVED, Step.CHECKED).dues()["plan"]
    assert local(due.due_at).isoformat(sep=" ") == f"{ends} 23:59:59.999999+07:00"
    assert (due.basis, due.version, due.by_law) == ("Nghị định 56/2017/NĐ-CP, Điều 28 khoản 1", "procedure-2025", True)
    assert due.notes == ()


def test_deadline_when_the_calendar_of_a_year_is_missing_then_it_says_so() -> None:
    due = Case(moment("2027-12-30 09:00")).keep(Step.REPORT_RECEIVED, Step.CHECKED).dues()["plan"]
    assert local(due.due_at).date() == date(2028, 1, 6)
    assert due.notes == ("Lịch nghỉ lễ năm 2028 chưa có, hạn chỉ trừ thứ Bảy, Chủ nhật.",)


def test_emergency_when_the_report_came_at_night_then_twelve_hours_run_over_midnight() -> None:
    case = Case(moment("2026-12-31 22:15")).keep(Step.REPORT_RECEIVED, Step.CHECKED)
    case.keep(Step.ASSESSED, emergency=True)
    due = case.dues()["emergency"]
    assert due.due_at == moment("2027-01-01 10:15")
    assert due.who == {Actor.CHAIR}
    assert case.keep(Step.SEPARATION_DECIDED).dues()["emergency"].state is StepDueState.DONE


@pytest.mark.parametrize(
    ("now", "state", "told"),
    [
        ("2026-11-20 20:00", StepDueState.OPEN, []),
        ("2026-11-20 20:00:00.000001", StepDueState.LATE, [TellLevel.COMMUNE]),
        ("2026-11-21 20:00", StepDueState.LATE, [TellLevel.COMMUNE]),
        ("2026-11-21 20:00:00.000001", StepDueState.LATE, [TellLevel.COMMUNE, TellLevel.PROVINCE]),
    ],
)
def test_step_when_late_then_the_commune_is_told_at_once_and_the_province_a_day_later(
    now: str, state: StepDueState, told: list[TellLevel]
) -> None:
    due = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED, Step.CHECKED).dues(moment(now))["assessment"]
    assert (due.state, [each.level for each in due.tell]) == (state, told)
    assert all(each.since >= due.due_at for each in due.tell)
    assert is_late(due) is (state is StepDueState.LATE)


def test_step_when_told_after_its_deadline_then_marked() -> None:
    case = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED, Step.CHECKED)
    case.keep(Step.ASSESSED, at=moment("2026-11-20 19:00"), told_at=moment("2026-11-20 21:00"))
    due = case.dues()["assessment"]
    assert (due.state, due.told_late) == (StepDueState.DONE, True)
    assert [each.level for each in due.tell] == [TellLevel.COMMUNE]


def test_report_when_more_is_told_then_assessed_anew_within_twelve_hours_of_it() -> None:
    case = under_way("2026-11-20 08:00").keep(Step.REPORT_ADDED)
    added = case.history[-1].at
    assert case.dues()["assessment"].due_at == added + timedelta(hours=12)
    # A visit before the new report says nothing about it.
    case.keep(Step.ASSESSED, at=added - timedelta(minutes=1), told_at=case.clock)
    assert case.dues()["assessment"].state is StepDueState.OPEN
    case.keep(Step.ASSESSED, emergency=True)
    assert case.dues()["assessment"].state is StepDueState.DONE
    assert case.dues()["emergency"].due_at == added + timedelta(hours=12)


def test_emergency_when_a_measure_is_decided_then_the_plan_is_owed_sooner() -> None:
    dues = separated("2026-11-20 08:00").dues()
    assert local(dues["plan"].due_at).date() == date(2026, 11, 30)
    assert local(dues["plan_in_emergency"].due_at).date() == date(2026, 11, 25)


def test_separation_when_it_ends_by_itself_then_the_chair_is_late_in_lifting_it() -> None:
    case = separated("2026-11-20 08:00")
    ends = case.history[-1].until
    assert ends is not None
    assert case.dues(ends)["separation_end"].state is StepDueState.OPEN
    assert case.dues(ends + timedelta(seconds=1))["separation_end"].state is StepDueState.LATE


def test_step_when_left_out_with_the_chairs_approval_then_excused() -> None:
    case = (
        assessed_in_full().keep(Step.EXCEPTION_REQUESTED, skips=Step.MET).keep(Step.EXCEPTION_APPROVED, skips=Step.MET)
    )
    dues = case.dues()
    assert (dues["meeting"].state, dues["exception"].state) == (StepDueState.EXCUSED, StepDueState.DONE)


def test_deadlines_when_a_report_is_not_true_then_no_longer_owed_or_never_done() -> None:
    case = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED)
    case.keep(Step.CHECKED, outcome=CheckOutcome.NOT_TRUE)
    assert case.dues()["assessment"].state is StepDueState.NOT_OWED
    late = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED)
    late.keep(Step.CHECKED, outcome=CheckOutcome.NOT_TRUE, at=moment("2026-11-21 09:00"))
    assert late.dues()["assessment"].state is StepDueState.NEVER_DONE
    assert late.dues()["check"].state is StepDueState.DONE_LATE


def test_review_when_a_plan_ends_then_owed_five_working_days_later() -> None:
    due = under_way("2026-11-20 08:00").dues()["review"]
    assert due.opens_at == moment("2026-12-31 00:00")
    assert local(due.due_at).date() == date(2027, 1, 8)


def test_handover_when_accepted_after_a_review_then_the_new_commune_owes_the_next_step() -> None:
    case = under_way().keep(Step.REVIEWED, Step.HANDOVER_OFFERED)
    case.keep(Step.HANDOVER_ACCEPTED, by=OTHER_OFFICER, commune=THERE)
    dues = case.dues()
    assert (dues["after_return"].state, dues["after_return"].commune) == (StepDueState.OPEN, THERE)
    assert (dues["handover"].commune, dues["after_review"].commune) == (THERE, HERE)


@pytest.mark.parametrize(
    ("target", "due_at"),
    [
        (Span(SpanUnit.HOURS, 8), "2026-11-20 16:00"),
        (Span(SpanUnit.HOURS, 12), "2026-11-20 20:00"),
        (Span(SpanUnit.HOURS, 24), "2026-11-20 20:00"),
        (Span(SpanUnit.WORKING_DAYS, 1), "2026-11-20 20:00"),
    ],
)
def test_target_when_a_unit_sets_its_own_then_stricter_counts_and_looser_never(target: Span, due_at: str) -> None:
    case = Case(moment("2026-11-20 08:00")).keep(Step.REPORT_RECEIVED, Step.CHECKED)
    due = case.dues(assessment=target)["assessment"]
    assert due.due_at == moment(due_at)
    assert due.due_by_content == moment("2026-11-20 20:00")


@pytest.mark.parametrize(
    ("code", "target", "kept"),
    [
        ("assessment", Span(SpanUnit.HOURS, 8), True),
        ("assessment", Span(SpanUnit.HOURS, 13), False),
        ("assessment", Span(SpanUnit.WORKING_DAYS, 0), False),
        ("plan", Span(SpanUnit.WORKING_DAYS, 5), True),
        ("plan", Span(SpanUnit.WORKING_DAYS, 6), False),
        ("plan", Span(SpanUnit.CALENDAR_DAYS, 5), True),
        ("plan", Span(SpanUnit.HOURS, 120), True),
        ("plan", Span(SpanUnit.HOURS, 121), False),
        ("plan", Span(SpanUnit.HOURS, -1), False),
    ],
)
def test_target_when_it_could_end_later_then_refused(code: str, target: Span, kept: bool) -> None:
    rule = next(each for each in CONTENT.procedures[-1].deadlines if each.code == code)
    assert (target_refusal(rule, target) is None) is kept


def test_days_when_by_the_calendar_then_weekends_count() -> None:
    friday = moment("2026-11-20 08:00")
    found = due_moment(friday, Span(SpanUnit.CALENDAR_DAYS, 2), calendar=load_calendar())
    assert (local(found[0]).date(), found[1]) == (date(2026, 11, 22), ())


def test_deadlines_when_the_procedure_changes_then_older_steps_keep_their_version() -> None:
    old = CONTENT.procedures[-1]
    plan = next(each for each in old.deadlines if each.code == "plan")
    new = replace(
        old,
        name="procedure-2027",
        valid_from=date(2027, 1, 1),
        deadlines=(
            replace(plan, within=Span(SpanUnit.WORKING_DAYS, 3), told=replace(plan.told, valid_from=date(2027, 1, 1))),
        ),
    )
    content = replace(CONTENT, procedures=(old, new))
    for received, version, ends in (
        ("2026-12-29 08:00", "procedure-2025", date(2027, 1, 6)),
        ("2027-01-04 08:00", "procedure-2027", date(2027, 1, 7)),
    ):
        history = Case(moment(received)).keep(Step.REPORT_RECEIVED, Step.CHECKED).history
        found = deadlines(history, content=content, calendar=load_calendar(), now=moment(received))
        due = next(each for each in found if each.code == "plan")
        assert (due.version, local(due.due_at).date()) == (version, ends)
