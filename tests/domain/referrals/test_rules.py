"""What may be told, which step may follow, when a referral is late and how bodies are measured."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.domain.referrals.records import Course, Repeated, Session, SharedField
from mangnon.domain.referrals.rules import (
    BODY,
    SENDER,
    check_fields,
    check_schedule,
    deadline,
    for_province,
    in_order,
    is_late,
    measure,
    quantile,
    spread,
    steps_after,
)
from mangnon.vocab.referral import ReferralKind, Span
from mangnon.vocab.working_days import VIETNAM, WorkCalendar

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, tzinfo=VIETNAM)
ONE = UUID(int=1)
NO_HOLIDAYS = WorkCalendar(frozenset(), frozenset(), frozenset({2026, 2027}))
KIND = ReferralKind(
    code="examination", words="Khám", asks="Đề nghị khám.", bodies=("hospital",), record_class="health", screenings=(),
    accept=Span(working_days=3), done=Span(working_days=20), schedule=True, minimum=("full_name", "birth_date"),
    may_add=("insurance_no",),
)  # fmt: skip


def course(**more: object) -> Course:
    usual = {
        "body": ONE, "kind": "examination", "commune": ONE, "state": "sent", "sent_at": AT,
        "accept_by": AT + timedelta(days=3), "accept_province_from": AT + timedelta(days=4),
    }  # fmt: skip
    return Course(**{**usual, **more})  # type: ignore[arg-type]


def field(code: str, why: str = "") -> SharedField:
    return SharedField(code, code, "giá trị", why)


def test_steps_after_when_closed_then_neither_side_may_do_anything() -> None:
    for state in ("declined", "done", "withdrawn"):
        assert steps_after(state=state, side=SENDER) == steps_after(state=state, side=BODY) == ()


def test_steps_after_when_not_accepted_then_no_result_can_be_told() -> None:
    assert "done" not in steps_after(state="sent", side=BODY)
    assert "accepted" not in steps_after(state="accepted", side=BODY)
    assert not {"accepted", "declined", "done"} & set(steps_after(state="sent", side=SENDER))


def test_deadline_when_in_working_days_then_the_last_of_them_ends_it_and_weekends_do_not_count() -> None:
    friday = datetime(2026, 11, 27, 16, 30, tzinfo=VIETNAM)
    owed = deadline(start=friday, span=Span(working_days=3), province=Span(hours=24), calendar=NO_HOLIDAYS)
    assert owed.by.astimezone(VIETNAM).date() == date(2026, 12, 2)
    assert owed.province_from == owed.by + timedelta(hours=24)


def test_deadline_when_a_holiday_lies_between_then_one_day_later() -> None:
    calendar = replace(NO_HOLIDAYS, closed=frozenset({date(2026, 11, 25)}))
    owed = deadline(start=AT, span=Span(working_days=1), province=Span(hours=24), calendar=calendar)
    assert owed.by.astimezone(VIETNAM).date() == date(2026, 11, 26)


def test_deadline_when_in_hours_then_nights_and_weekends_count() -> None:
    owed = deadline(start=AT, span=Span(hours=2), province=Span(hours=24), calendar=NO_HOLIDAYS)
    assert owed.by == AT + timedelta(hours=2)


def test_deadline_when_sent_after_midnight_utc_but_before_in_vietnam_then_counted_by_the_vietnamese_day() -> None:
    evening = datetime(2026, 11, 24, 18, tzinfo=UTC)  # 01:00 of the 25th in Vietnam
    owed = deadline(start=evening, span=Span(working_days=1), province=Span(hours=24), calendar=NO_HOLIDAYS)
    assert owed.by.astimezone(VIETNAM).date() == date(2026, 11, 26)


def test_is_late_when_the_last_moment_has_not_passed_then_not() -> None:
    by = AT + timedelta(hours=1)
    assert not is_late(state="sent", accept_by=by, done_by=None, at=by)
    assert is_late(state="sent", accept_by=by, done_by=None, at=by + timedelta(seconds=1))
    assert not is_late(state="accepted", accept_by=by, done_by=by + timedelta(days=9), at=by + timedelta(days=1))
    assert not is_late(state="done", accept_by=by, done_by=by, at=by + timedelta(days=99))


def test_check_fields_when_exactly_the_minimum_then_nothing_is_wrong() -> None:
    assert check_fields(kind=KIND, fields=[field("full_name"), field("birth_date")]) == []


def test_check_fields_when_more_than_allowed_less_than_needed_twice_or_without_reason_then_each_is_said() -> None:
    minimum = [field("full_name"), field("birth_date")]
    assert "personal_id" in check_fields(kind=KIND, fields=[*minimum, field("personal_id", "để tra cứu")])[0]
    assert "birth_date" in check_fields(kind=KIND, fields=[field("full_name")])[0]
    assert "hai lần" in check_fields(kind=KIND, fields=[*minimum, field("full_name")])[0]
    assert "vì sao" in check_fields(kind=KIND, fields=[*minimum, field("insurance_no")])[0]
    assert check_fields(kind=KIND, fields=[*minimum, field("insurance_no", "để thanh toán")]) == []


@given(st.sets(st.sampled_from(["full_name", "birth_date", "insurance_no", "personal_id", "address"])))
def test_check_fields_when_it_finds_nothing_wrong_then_no_more_than_allowed_is_told(codes: set[str]) -> None:
    wrong = check_fields(kind=KIND, fields=[field(code, "cần cho việc khám") for code in sorted(codes)])
    assert (wrong == []) == ({"full_name", "birth_date"} <= codes <= {"full_name", "birth_date", "insurance_no"})


def test_spread_when_weekly_then_each_date_is_a_week_later() -> None:
    sessions = spread(Repeated(first=DAY, every_days=7, times=3, what="tập nói"))
    assert [each.on for each in sessions] == [DAY, DAY + timedelta(days=7), DAY + timedelta(days=14)]


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ([Session(DAY - timedelta(days=1), "tập")], "trước hôm nay"),
        ([Session(DAY + timedelta(days=900), "tập")], "hai năm"),
        ([Session(DAY, " ")], "nội dung"),
        ([Session(DAY + timedelta(days=day), "tập") for day in range(61)], "60 buổi"),
    ],
)
def test_check_schedule_when_a_date_cannot_be_then_said(sessions: list[Session], words: str) -> None:
    assert any(words in problem for problem in check_schedule(sessions, on=DAY))


def test_in_order_when_a_session_is_told_twice_then_kept_once_by_day() -> None:
    late, early = Session(DAY + timedelta(days=7), "tập"), Session(DAY, "tập")
    assert in_order([late, early, late]) == (early, late)


def test_measure_when_withdrawn_in_time_then_it_counts_for_nothing() -> None:
    withdrawn = course(state="withdrawn", closed_at=AT + timedelta(hours=1))
    assert measure([withdrawn], at=AT + timedelta(days=30)).sent == 0


def test_measure_when_answered_late_then_overdue_though_no_longer_late() -> None:
    answered = course(
        state="accepted", answered_at=AT + timedelta(days=5), done_by=AT + timedelta(days=30),
        done_province_from=AT + timedelta(days=31),
    )  # fmt: skip
    figures = measure([answered], at=AT + timedelta(days=6))
    assert (figures.sent, figures.open, figures.late_now, figures.overdue) == (1, 1, 0, 1)
    assert figures.accepts == (120.0,)


def test_measure_when_closed_in_time_then_it_grows_no_later() -> None:
    done = course(
        state="done", answered_at=AT + timedelta(hours=4), done_by=AT + timedelta(days=9),
        done_at=AT + timedelta(days=8, hours=4), closed_at=AT + timedelta(days=8, hours=4),
    )  # fmt: skip
    figures = measure([done], at=AT + timedelta(days=400))
    assert (figures.overdue, figures.late_now, figures.results) == (0, 0, (192.0,))


def test_for_province_when_late_for_less_than_the_set_time_then_not_yet() -> None:
    late = course()
    assert for_province([late], at=late.accept_by + timedelta(hours=23)) == ()
    assert for_province([late], at=late.accept_by + timedelta(hours=25)) == (late,)
    assert for_province([replace(late, state="declined")], at=late.accept_by + timedelta(days=9)) == ()


@given(st.lists(st.floats(0, 10_000), min_size=1, max_size=60), st.sampled_from([0.0, 0.5, 0.9, 1.0]))
def test_quantile_when_compared_then_as_numpy_counts_it(values: list[float], share: float) -> None:
    listed = sorted(values)
    assert quantile(listed, share) == pytest.approx(float(np.quantile(listed, share)), rel=1e-9, abs=1e-9)
    if share == 0.5:
        assert quantile(listed, share) == pytest.approx(statistics.median(listed), rel=1e-9, abs=1e-9)


def test_quantile_when_nothing_was_measured_then_nothing_is_told() -> None:
    assert quantile([], 0.5) is None
