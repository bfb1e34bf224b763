"""Ten thousand random histories: nothing unlawful is kept, nothing lawful refused, every deadline counted twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.protection.independent import GROUNDS, lawful, separations, state_of
from tests.domain.protection.independent_deadlines import micros, owed

from mangnon.core.content.protection import load_calendar, load_protection
from mangnon.domain.protection.deadlines import deadlines
from mangnon.domain.protection.procedure import refusal, refused, standing
from mangnon.domain.protection.records import Happened, Standing, StepDue, StepDueState
from mangnon.domain.protection.standing import advance
from mangnon.vocab.protection import Actor, CheckOutcome, State, Step, TellLevel
from mangnon.vocab.working_days import VIETNAM

HISTORIES, AT_ONCE = 10_000, 10  # drawing is dear: one seed tells several histories
ATTEMPTS = 16
BYTES_AN_ATTEMPT = 9
BYTES_A_HISTORY = 2 + ATTEMPTS * BYTES_AN_ATTEMPT
PEOPLE = [UUID(int=n) for n in range(1, 5)]
COMMUNES = [UUID(int=n) for n in range(101, 103)]
STEPS = list(Step)
# From none to weeks, and around the edges of 2, 12 and 24 hours.
GAPS = [
    timedelta(seconds=seconds)
    for seconds in (
        0, 0, 1, 600, 3_600, 7_199, 7_200, 7_201, 14_400, 28_800, 43_199, 43_200, 43_201, 50_000, 86_399, 86_400,
        86_401, 180_000, 260_000, 432_000, 600_000, 1_296_000, 3_000_000, 7_776_000,
    )
]  # fmt: skip
# Nights before Tết, ends of months and years, Saturdays at work, the last known year and the first unknown one.
STARTS = [
    datetime(*told, tzinfo=VIETNAM)
    for told in (
        (2025, 1, 24, 23, 50), (2025, 4, 25, 16, 59, 59), (2025, 4, 29, 8), (2025, 8, 29, 23, 59, 59, 999_999),
        (2025, 12, 31, 22), (2026, 1, 9, 12), (2026, 2, 13, 17), (2026, 2, 28, 23, 30), (2026, 4, 24, 20),
        (2026, 8, 21, 9), (2026, 8, 28, 15), (2026, 11, 20, 0, 0), (2026, 11, 23, 12), (2027, 2, 3, 18),
        (2027, 4, 29, 13), (2027, 12, 28, 10), (2028, 1, 22, 7), (2024, 12, 27, 21),
    )
]  # fmt: skip
CONTENT, CALENDAR = load_protection(), load_calendar()
PROCEDURE = CONTENT.procedures[-1]
ALL_CRITERIA = {code: frozenset(criteria.split()) for code, (_, criteria) in GROUNDS.items()}
ONWARD = {
    state: [
        rule.step
        for rule in PROCEDURE.steps.values()
        if state in rule.after and rule.step not in (Step.CLOSED, Step.REPORT_ADDED)
    ]
    for state in State
}
BESIDE = {
    state: [rule.step for rule in PROCEDURE.steps.values() if state in rule.after | rule.also_in] for state in State
}
ANSWERS = {
    Step.PLAN_SENT: [Step.PLAN_APPROVED, Step.PLAN_RETURNED],
    Step.CLOSING_REQUESTED: [Step.CLOSED, Step.CLOSING_RETURNED],
    Step.HANDOVER_OFFERED: [Step.HANDOVER_ACCEPTED, Step.HANDOVER_DECLINED, Step.HANDOVER_WITHDRAWN],
    Step.CHECKED: [Step.HANDOVER_ACCEPTED, Step.HANDOVER_DECLINED],
    Step.EXCEPTION_REQUESTED: [Step.EXCEPTION_APPROVED, Step.EXCEPTION_APPROVED, Step.EXCEPTION_REFUSED],
}
OF_STATE = {State.NOT_TRUE: "not_true", State.REVIEWED: "safe"}


class Dice:
    """Choices read off a row of bytes."""

    def __init__(self, row: bytes) -> None:
        self.row, self.at = row, 0

    def pick(self, below: int) -> int:
        """Return a number below 256 or less."""
        self.at += 1
        return self.row[self.at - 1] % below

    def skip_to(self, at: int) -> None:
        """Go to a place, so that one attempt never shifts the next."""
        self.at = at


def _wanted(dice: Dice, now: Standing, clock: datetime) -> Happened:
    """Make a step that mostly fits, and in all sorts of ways does not."""
    step = _step(dice, now)
    odd = dice.pick(24)
    rule, bits = PROCEDURE.steps[step], dice.pick(256)
    role = Actor.CHAIR if rule.who == {Actor.CHAIR} else Actor.OFFICER
    if odd == 0:
        role = Actor.OFFICER if role is Actor.CHAIR else Actor.CHAIR
    at = clock - (GAPS[dice.pick(len(GAPS))] if odd in (1, 2, 3) else timedelta())
    told_at = clock
    if odd == 18:
        at = clock + timedelta(microseconds=1)
    if odd == 4:
        at = told_at = clock - timedelta(microseconds=1)
    commune = now.commune or COMMUNES[bits & 1]
    if step in (Step.HANDOVER_ACCEPTED, Step.HANDOVER_DECLINED) and now.handover and now.handover.to_commune:
        commune = now.handover.to_commune
    if odd == 5:
        commune = COMMUNES[bits & 1]
    other = COMMUNES[0] if now.commune == COMMUNES[1] else COMMUNES[1]
    ground = OF_STATE.get(now.state, ("grown_up", "died")[bits & 1]) if odd != 6 else list(GROUNDS)[bits & 3]
    return Happened(
        step=step,
        # As a store gives it back, in Greenwich's time, or as it is told here.
        at=at.astimezone(UTC) if bits & 4 else at,
        told_at=told_at.astimezone(UTC) if bits & 8 else told_at,
        # Chairs and officers mostly differ; sometimes one person is both.
        by=PEOPLE[(2 if role is Actor.CHAIR else 0) + (bits & 1)] if odd not in (7, 8) else PEOPLE[bits & 3],
        role=role,
        commune=commune,
        outcome=_outcome(bits) if step is Step.CHECKED and odd != 9 else None,
        emergency=bool(bits & 16) if step is Step.ASSESSED and odd != 10 else None,
        until=_until(step, now, at, bits) if odd != 11 else None,
        plan_until=(at + timedelta(days=bits - 2)).astimezone(VIETNAM).date() if step is Step.PLAN_SENT else None,
        skips=_skips(step, now, bits, odd),
        to_commune=now.commune if odd == 13 else other,
        ground=ground if odd != 17 else "",
        criteria=ALL_CRITERIA[ground] if odd != 14 else frozenset(),
        reasoned=odd not in (15, 16),
        documented=bool(bits & 64),
        demanded=bool(bits & 128),
    )


def _step(dice: Dice, now: Standing) -> Step:
    """Mostly onward, often beside the way, sometimes anything."""
    way, which = dice.pick(16), dice.pick(256)
    among = (way < 7 and ONWARD[now.state]) or (way < 14 and BESIDE[now.state]) or STEPS
    if way in (7, 8, 9) and now.requests:
        among = ANSWERS[now.requests[-1].step]
    if way in (10, 11, 12) and now.separation:
        among = [Step.SEPARATION_EXTENDED, Step.SEPARATION_EXTENDED, Step.SEPARATION_LIFTED]
        among = among if now.finding else [Step.ASSESSED]
    if way == 13 and now.emergency_open:
        among = [Step.SEPARATION_DECIDED]
    return among[which % len(among)]


def _outcome(bits: int) -> CheckOutcome:
    return (CheckOutcome.NOT_TRUE, CheckOutcome.PASSED_ON, *[CheckOutcome.TRUE] * 6)[bits & 7]


def _until(step: Step, now: Standing, at: datetime, bits: int) -> datetime | None:
    if step not in (Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED):
        return None
    start = now.separation.until if step is Step.SEPARATION_EXTENDED and now.separation else at
    # Days, and to the second whatever is left of fifteen days.
    left = timedelta(days=15) - now.separated_for
    return start + (timedelta(days=bits & 15) if bits & 32 else left + timedelta(seconds=(bits & 3) - 1))


def _skips(step: Step, now: Standing, bits: int, odd: int) -> Step | None:
    if step not in (Step.EXCEPTION_REQUESTED, Step.EXCEPTION_APPROVED, Step.EXCEPTION_REFUSED):
        return None
    if odd == 12:
        return None if bits & 1 else STEPS[bits % len(STEPS)]
    if step is not Step.EXCEPTION_REQUESTED and now.exception:
        return now.exception.skips
    fitting = [rule.step for rule in PROCEDURE.steps.values() if rule.skipped_as and now.state in rule.after]
    return fitting[0] if fitting else Step.MET


def _history(row: bytes, met: Counter[str]) -> tuple[list[Happened], datetime]:
    """Tell a random history step by step; every step is judged twice."""
    dice = Dice(row)
    clock = STARTS[dice.pick(len(STARTS))] + timedelta(minutes=dice.pick(256))
    history: list[Happened] = []
    now = Standing()
    for attempt in range(ATTEMPTS):
        dice.skip_to(2 + attempt * BYTES_AN_ATTEMPT)
        later = clock + GAPS[dice.pick(18 if now.separation else len(GAPS))]
        wanted = _wanted(dice, now, later)
        found = refused(now, wanted, content=CONTENT)
        assert (found is None) == lawful(history, wanted), (found, wanted, [each.step for each in history])
        if found:
            met[found.code] += 1
            continue
        clock = later
        history.append(wanted)
        before, now = now, advance(now, wanted, content=CONTENT)
        _nothing_lost(before, now, history)
        met[wanted.step.value] += 1
        met[f"state {now.state.value}"] += 1
    return history, clock


def _nothing_lost(before: Standing, now: Standing, history: list[Happened]) -> None:
    assert now.steps == before.steps + 1 == len(history)
    assert now.told_at == history[-1].told_at
    state, since = state_of(history)
    assert (now.state.value, now.since) == (state, since)
    assert now.since is None or before.since is None or now.since >= before.since
    assert now.plan in (before.plan, before.plan + 1)


@pytest.mark.slow
def test_histories_when_ten_thousand_are_told_then_none_is_unlawful_and_no_deadline_differs() -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=HISTORIES // AT_ONCE, database=None)
    @given(seed=st.integers(0, 2**63))
    def told(seed: int) -> None:
        chance = Random(seed)
        for _ in range(AT_ONCE):
            _one_history(chance.randbytes(BYTES_A_HISTORY), met)

    told()
    assert met["histories"] >= HISTORIES
    never = [each.value for each in Step if met[each.value] < 20]
    never += [
        f"state {each.value}" for each in State if each is not State.UNREPORTED and met[f"state {each.value}"] < 20
    ]
    never += [f"due {each.value}" for each in StepDueState if met[f"due {each.value}"] < 20]
    never += [code for code in REFUSALS if not met[code]]
    assert not never, "the histories never come to: " + ", ".join(never)


def _one_history(row: bytes, met: Counter[str]) -> None:
    history, clock = _history(row, met)
    met["histories"] += 1
    now = clock + GAPS[row[-1] % len(GAPS)]
    found = deadlines(history, content=CONTENT, calendar=CALENDAR, now=now)
    _deadlines_agree(history, found, now, met)
    _somebody_owes_something(history, found)
    _fifteen_days(history)
    if row[0] % 8 == 0:
        _may_follow_what_may(history)


REFUSALS = [
    f"protection.{code}"
    for code in (
        "in_future", "told_before", "order", "nothing_asked", "no_separation", "no_finding", "no_plan",
        "already_asked", "open_request", "not_yours", "other_commune", "back_dated", "own", "no_outcome", "no_commune",
        "no_conclusion", "no_plan_end", "no_reason", "separation_in_force", "separation_over", "no_until",
        "separation_too_long", "no_step", "other_step", "never_skipped", "exception_outlived", "no_ground",
        "ground_not_now", "criteria_open", "emergency_open", "not_assessed",
    )
]  # fmt: skip


def _may_follow_what_may(history: list[Happened]) -> None:
    """What the standing offers next is what is not refused for its place; the last step was offered before."""
    if history:
        whole = standing(history, content=CONTENT)
        before = standing(history[:-1], content=CONTENT)
        assert whole.may_follow
        assert history[-1].step in before.may_follow
        assert refusal(history[:-1], history[-1], content=CONTENT) is None


def _deadlines_agree(history: list[Happened], found: tuple[StepDue, ...], now: datetime, met: Counter[str]) -> None:
    expected = sorted(owed(history, now), key=lambda each: (each.at, each.code))
    assert len(found) == len(expected)
    for due, wanted in zip(sorted(found, key=lambda due: (due.opened_by, due.code)), expected, strict=True):
        levels = {each.level: each.since for each in due.tell}
        told = (due.code, due.opened_by, micros(due.due_at), due.state.value)
        assert told == (wanted.code, wanted.at, wanted.due, wanted.state)
        assert ((TellLevel.COMMUNE in levels), (TellLevel.PROVINCE in levels)) == (
            wanted.commune_told,
            wanted.province_told,
        )
        assert levels.get(TellLevel.COMMUNE, due.due_at) == due.due_at
        assert list(due.notes) == [
            f"Lịch nghỉ lễ năm {year} chưa có, hạn chỉ trừ thứ Bảy, Chủ nhật." for year in wanted.guessed_years
        ]
        met[f"due {due.state.value}"] += 1


def _somebody_owes_something(history: list[Happened], found: tuple[StepDue, ...]) -> None:
    """An open case is never forgotten: some deadline is running or late."""
    if history and state_of(history)[0] != "closed":
        running = {StepDueState.OPEN, StepDueState.LATE}
        assert any(due.state in running for due in found), [each.step.value for each in history]


def _fifteen_days(history: list[Happened]) -> None:
    """Without a body that demands it no round has more than fifteen days of separation, on any clock."""
    starts = [n for n, each in enumerate(history) if each.step in (Step.REPORT_RECEIVED, Step.REOPENED)]
    for start, end in zip(starts, [*starts[1:], len(history)], strict=True):
        steps = history[start:end]
        decided = [each for each in steps if each.step in (Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED)]
        if decided and not any(each.demanded and each.documented for each in decided):
            apart = sum((each.over - each.start for each in separations(steps)), timedelta())
            assert apart <= timedelta(days=15)


def test_standing_when_folded_step_by_step_then_as_folded_at_once() -> None:
    met: Counter[str] = Counter()
    history, _ = _history(bytes(range(2, 2 + BYTES_A_HISTORY)), met)
    now = Standing()
    for each in history:
        now = advance(now, each, content=CONTENT)
    whole = standing(history, content=CONTENT)
    assert history
    assert (now.state, now.since, now.requests, now.reached) == (
        whole.state,
        whole.since,
        whole.requests,
        whole.reached,
    )
