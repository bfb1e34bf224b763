"""The deadlines a second time: days looked up in a list of working days, hours counted in microseconds since 1970."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.domain.protection.independent import HERE, MOVES, OPEN, event, newest, round_of, separations

from mangnon.domain.protection.records import Happened

# The calendar, copied by hand from the year's notices; other years have no holidays here.
CLOSED = {
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
    2027: "01-01 02-04 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 09-03 11-24",
}
WORKED = {2025: "04-26", 2026: "01-10 08-22", 2027: ""}


def _written(days: dict[int, str]) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for year, told in days.items() for day in told.split()}


ALL_WORKING = sorted(
    (
        {day for n in range(366 * 9) if (day := date(2024, 1, 1) + timedelta(days=n)).isoweekday() <= 5}
        - _written(CLOSED)
    )
    | _written(WORKED)
)
# code: owed after, in which states, answered by, what an exception may leave out, time
OWED: dict[str, tuple[str, str, str, str, str]] = {
    "check": ("report_received reopened", "", "checked", "", "2 h"),
    "check_again": ("report_added handover_accepted handover_declined", "received", "checked", "", "2 h"),
    "passing_on": ("checked", "passing_on", "handover_accepted handover_declined", "", "2 h"),
    "assessment": ("report_received reopened report_added", "", "assessed", "assessed", "12 h"),
    "emergency": (
        "assessed", "",
        "emergency_decided emergency_declined separation_decided separation_extended", "", "12 h receipt",
    ),
    "separation_end": (
        "separation_decided separation_extended", "",
        "separation_extended separation_lifted separation_decided", "", "until",
    ),
    "full_assessment": ("checked", "checked", "assessed_in_full", "assessed_in_full", "5 d receipt"),
    "meeting": ("checked", "checked", "met", "met", "5 d receipt"),
    "plan": ("checked", "checked", "plan_sent", "plan_sent", "5 d receipt"),
    "plan_in_emergency": (
        "emergency_decided separation_decided", "assessed assessed_in_full met plan_returned",
        "plan_sent", "plan_sent", "2 d",
    ),
    "approval": ("plan_sent", "", "plan_approved plan_returned", "", "5 d"),
    "new_draft": ("plan_returned", "", "plan_sent", "plan_sent", "2 d"),
    "review": ("plan_approved", "", "reviewed", "reviewed plan_sent", "5 d plan"),
    "after_review": (
        "reviewed without.reviewed without.plan_sent", "", "closing_requested plan_sent handover_offered", "", "5 d",
    ),
    "closing_not_true": ("checked", "not_true", "closing_requested", "", "5 d"),
    "after_return": (
        "closing_returned handover_accepted handover_declined handover_withdrawn", "reviewed not_true",
        "closing_requested plan_sent handover_offered", "", "5 d",
    ),
    "closing": ("closing_requested", "", "closed closing_returned", "", "3 d"),
    "handover": ("handover_offered", "", "handover_accepted handover_declined handover_withdrawn", "", "3 d"),
    "exception": ("exception_requested", "", "exception_approved exception_refused", "", "24 h"),
}  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """One deadline as the list tells it; moments in microseconds since 1970."""

    code: str
    at: int
    due: int
    state: str
    commune_told: bool
    province_told: bool
    guessed_years: tuple[int, ...]


def micros(moment: datetime) -> int:
    """Return microseconds since 1970, without rounding."""
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def owed(history: Sequence[Happened], now: datetime) -> list[Owed]:
    """Return every deadline of a history."""
    found, state = [], "unreported"
    for at, step in enumerate(history):
        name, done = step.step.value, event(step)
        state = MOVES.get(f"{state} {done}", state)
        for code, (after, states, _, _, _) in OWED.items():
            opens = name in after.split() or done in after.split()
            if opens and state in (states or OPEN).split() and (code != "emergency" or step.emergency):
                found.append(_owed(history, at, code, now))
    return found


def _owed(history: Sequence[Happened], at: int, code: str, now: datetime) -> Owed:
    due, years = _due(history, at, OWED[code][4])
    state, known = _how_it_went(history, at, code, due, now)
    late = known - due
    return Owed(code, at, due, state, late > 0, late > 24 * 3600 * 1_000_000, years)


def _due(history: Sequence[Happened], at: int, time: str) -> tuple[int, tuple[int, ...]]:
    steps = round_of(history[: at + 1])
    if time == "until":
        return micros(separations(steps)[-1].end), ()
    start = history[at].at
    if time.endswith("receipt"):
        start = _oldest_news(history, at) if history[at].step == "assessed" else steps[0].at
    count, unit = int(time.split()[0]), time.split()[1]
    if unit == "h":
        return micros(start) + count * 3600 * 1_000_000, ()
    day = start.astimezone(HERE).date()
    if time.endswith("plan"):
        sent = newest(steps, "plan_sent")
        assert sent
        assert sent.plan_until
        day = sent.plan_until
    last = ALL_WORKING[bisect_right(ALL_WORKING, day) + count - 1]
    guessed = tuple(year for year in range(day.year, last.year + 1) if year not in CLOSED)
    midnight = datetime(last.year, last.month, last.day, tzinfo=HERE) + timedelta(days=1)
    return micros(midnight) - 1, guessed


def _oldest_news(history: Sequence[Happened], at: int) -> datetime:
    """When the oldest news came that no earlier assessment answers; the assessment itself where there is none."""
    offset = at + 1 - len(round_of(history[: at + 1]))
    news = []
    for n in range(offset, at):
        if history[n].step in ("report_received", "reopened", "report_added"):
            between = history[n + 1 : at]
            answered = any(
                event(each) in ("assessed", "without.assessed") and each.at >= history[n].at for each in between
            )
            if not answered:
                news.append(history[n].at)
    return min([*news, history[at].at])


def _how_it_went(history: Sequence[Happened], at: int, code: str, due: int, now: datetime) -> tuple[str, int]:
    _, _, answers, skips, _ = OWED[code]
    for n in range(at + 1, len(history)):
        step = history[n]
        in_time = micros(step.at) <= due
        counts = step.at >= history[at].at
        if step.step.value in answers.split() and counts:
            return "done" if in_time else "done_late", micros(step.told_at)
        if event(step) in {f"without.{each}" for each in skips.split()} and counts:
            return "excused", micros(step.told_at)
        over = event(step) == "closed" or (code == "assessment" and event(step) == "checked.not_true")
        if over or (code == "emergency" and step.step == "assessed" and not step.emergency):
            return "not_owed" if in_time else "never_done", micros(step.told_at)
    return ("late" if micros(now) > due else "open"), micros(now)
