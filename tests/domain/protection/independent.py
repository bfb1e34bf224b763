"""The procedure a second time, written in another way: by looking back through the list, with its own tables.

Nothing here reads the content or the package's folds; where the two differ one of them is wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from mangnon.domain.protection.records import Happened

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LATER = "assessed assessed_in_full met plan_waiting plan_returned under_way reviewed"
OPEN = f"received passing_on not_true checked {LATER}"
MOVES = {
    "unreported report_received": "received",
    "not_true report_added": "received",
    "received checked.true": "checked",
    "received checked.not_true": "not_true",
    "received checked.passed_on": "passing_on",
    "passing_on handover_accepted": "received",
    "passing_on handover_declined": "received",
    "checked assessed": "assessed",
    "checked without.assessed": "assessed",
    "assessed assessed_in_full": "assessed_in_full",
    "assessed without.assessed_in_full": "assessed_in_full",
    "assessed_in_full met": "met",
    "assessed_in_full without.met": "met",
    "met plan_sent": "plan_waiting",
    "met without.plan_sent": "reviewed",
    "plan_waiting plan_approved": "under_way",
    "plan_waiting plan_returned": "plan_returned",
    "plan_returned plan_sent": "plan_waiting",
    "plan_returned without.plan_sent": "reviewed",
    "under_way reviewed": "reviewed",
    "under_way without.reviewed": "reviewed",
    "reviewed plan_sent": "plan_waiting",
    "reviewed without.plan_sent": "reviewed",
    "closed reopened": "received",
} | {f"{state} closed": "closed" for state in OPEN.split()}
PLACES = {
    "report_received": "unreported",
    "report_added": OPEN,
    "checked": "received",
    "assessed": f"checked {LATER}",
    "emergency_decided": LATER,
    "emergency_declined": LATER,
    "separation_decided": LATER,
    "separation_extended": LATER,
    "separation_lifted": LATER,
    "assessed_in_full": LATER,
    "met": "assessed_in_full met plan_returned under_way reviewed",
    "plan_sent": "met plan_returned reviewed",
    "plan_approved": "plan_waiting",
    "plan_returned": "plan_waiting",
    "served": "plan_waiting plan_returned under_way reviewed",
    "reviewed": "under_way reviewed",
    "closing_requested": OPEN,
    "closing_returned": OPEN,
    "closed": OPEN,
    "handover_offered": f"checked {LATER}",
    "handover_accepted": f"passing_on checked {LATER}",
    "handover_declined": f"passing_on checked {LATER}",
    "handover_withdrawn": f"checked {LATER}",
    "reopened": "closed",
    "exception_requested": OPEN,
    "exception_approved": OPEN,
    "exception_refused": OPEN,
}
CHAIR = {
    "emergency_decided", "emergency_declined", "separation_decided", "separation_extended", "separation_lifted",
    "plan_approved", "plan_returned", "closing_returned", "closed", "handover_offered", "handover_withdrawn",
    "exception_approved", "exception_refused",
}  # fmt: skip
OFFICER = {
    "checked", "assessed", "assessed_in_full", "plan_sent", "reviewed", "closing_requested", "exception_requested",
}  # fmt: skip
REASON = {
    "emergency_declined", "separation_extended", "plan_returned", "closing_returned", "handover_offered",
    "handover_declined", "reopened", "exception_requested", "exception_refused",
}  # fmt: skip
GROUNDS = {
    "safe": ("reviewed", "harm_ended safe_home goals_met services_done child_heard family_told"),
    "not_true": ("not_true", "no_danger_seen checked_with_others"),
    "grown_up": (LATER, "harm_ended services_done next_support"),
    "died": (f"received not_true checked {LATER}", "death_told"),
}
SKIPPABLE = {
    "assessed": "checked",
    "assessed_in_full": "assessed",
    "met": "assessed_in_full",
    "plan_sent": "met plan_returned reviewed",
    "reviewed": "under_way",
}


def event(step: Happened) -> str:
    """Name a step as the table of moves does."""
    if step.step == "checked" and step.outcome:
        return "checked." + step.outcome
    if step.step == "exception_approved" and step.skips:
        return "without." + step.skips
    return step.step


def state_of(history: Sequence[Happened]) -> tuple[str, datetime | None]:
    """Return the state and since when."""
    state, since = "unreported", None
    for step in history:
        after = MOVES.get(f"{state} {event(step)}")
        if after:
            state, since = after, step.at if since is None or step.at > since else since
    return state, since


def round_of(history: Sequence[Happened]) -> list[Happened]:
    """Return the steps since the newest report or reopening."""
    starts = [n for n, each in enumerate(history) if each.step in ("report_received", "reopened")]
    return list(history[starts[-1] :]) if starts else []


def newest(steps: Sequence[Happened], *events: str) -> Happened | None:
    """Return the newest of some events; a name alone is a step, whatever came of it."""
    return next((each for each in reversed(steps) if each.step in events or event(each) in events), None)


def waiting(steps: Sequence[Happened], asked: Sequence[str], answered: Sequence[str]) -> Happened | None:
    """Return the newest question that has no answer after it."""
    for each in reversed(steps):
        if each.step in answered:
            return None
        if each.step in asked or event(each) in asked:
            return each
    return None


def commune_of(history: Sequence[Happened]) -> UUID:
    """Return which commune is responsible."""
    took = newest(history, "handover_accepted", "report_received", "reopened")
    assert took
    return took.commune


@dataclass
class Apart:
    """A separation, as the list tells it."""

    start: datetime
    end: datetime
    lifted: datetime | None
    decided: int

    @property
    def over(self) -> datetime:
        """When it is or was over."""
        return self.end if self.lifted is None or self.lifted > self.end else self.lifted


def separations(steps: Sequence[Happened]) -> list[Apart]:
    """Return the separations of a round."""
    found: list[Apart] = []
    for n, each in enumerate(steps):
        if each.step == "separation_decided" and each.until:
            found.append(Apart(each.at, each.until, None, n))
        elif each.step == "separation_extended" and each.until:
            found[-1].end, found[-1].decided = each.until, n
        elif each.step == "separation_lifted":
            found[-1].lifted, found[-1].decided = each.at, n
    return found


def lawful(history: Sequence[Happened], wanted: Happened) -> bool:
    """Tell whether a step may be kept."""
    name, (state, since), steps = wanted.step.value, state_of(history), round_of(history)
    if wanted.at > wanted.told_at or (history and wanted.told_at < history[-1].told_at):
        return False
    if state not in PLACES[name].split():
        return False
    if wanted.role.value not in (
        ["chair"] if name in CHAIR else ["officer"] if name in OFFICER else ["officer", "chair"]
    ):
        return False
    if name in REASON and not wanted.reasoned:
        return False
    if name == "report_received":
        return True
    assert since
    assert steps
    if wanted.at < steps[0].at:
        return False
    if f"{state} {event(wanted)}" in MOVES and wanted.at < since and name != "report_added":
        return False
    again = newest(steps, name, f"without.{name}", *(["without.plan_sent"] if name == "reviewed" else []))
    if name not in ("report_added", "served") and again and wanted.at < again.at:
        return False
    return _theirs(history, wanted) and _answers(steps, state, since, wanted) and _says_enough(history, steps, wanted)


def _theirs(history: Sequence[Happened], wanted: Happened) -> bool:
    if wanted.step == "report_added":
        return True
    if wanted.step in ("handover_accepted", "handover_declined"):
        offer = _offer(round_of(history))
        return offer is not None and offer.to_commune == wanted.commune
    return wanted.commune == commune_of(history)


def _offer(steps: Sequence[Happened]) -> Happened | None:
    answers = ("handover_accepted", "handover_declined", "handover_withdrawn")
    return waiting(steps, ("handover_offered", "checked.passed_on"), answers)


def _answers(steps: list[Happened], state: str, since: datetime, wanted: Happened) -> bool:
    """What was asked, by another person, before it; and no two questions in each other's way."""
    name = wanted.step.value
    plan = waiting(steps, ("plan_sent",), ("plan_approved", "plan_returned"))
    closing = waiting(steps, ("closing_requested",), ("closing_returned", "closed"))
    exception = waiting(steps, ("exception_requested",), ("exception_approved", "exception_refused"))
    offer = _offer(steps)
    for names, asked in (
        (("plan_approved", "plan_returned"), plan),
        (("closed", "closing_returned"), closing),
        (("exception_approved", "exception_refused"), exception),
        (("handover_accepted", "handover_declined", "handover_withdrawn"), offer),
    ):
        if name in names:
            own = asked is not None and asked.by == wanted.by and name != "handover_withdrawn"
            if asked is None or own or wanted.at < asked.at:
                return False
    about_now = name in ("closing_requested", "handover_offered") or name.startswith("exception_")
    in_the_way = {
        "closing_requested": exception or offer or closing,
        "closed": exception or offer,
        "handover_offered": offer or closing,
        "exception_requested": exception,
    }
    if in_the_way.get(name) or (about_now and wanted.at < since):
        return False
    if name.startswith("exception_") and not _may_skip(state, exception, wanted):
        return False
    return name not in ("closed", "closing_requested") or _may_end(steps, state, closing or wanted, wanted)


def _may_skip(state: str, asked: Happened | None, wanted: Happened) -> bool:
    if wanted.skips is None or wanted.skips.value not in SKIPPABLE:
        return False
    if wanted.step != "exception_requested" and asked is not None and asked.skips != wanted.skips:
        return False
    return wanted.step == "exception_refused" or state in SKIPPABLE[wanted.skips.value].split()


def _may_end(steps: list[Happened], state: str, asked: Happened, wanted: Happened) -> bool:
    if asked.ground not in GROUNDS:
        return False
    states, criteria = GROUNDS[asked.ground]
    if state not in states.split():
        return False
    if wanted.step == "closing_requested" and not set(criteria.split()) <= wanted.criteria:
        return False
    apart = any(each.start <= wanted.at < each.over for each in separations(steps))
    return not apart or asked.ground == "died"


def _says_enough(history: Sequence[Happened], steps: list[Happened], wanted: Happened) -> bool:
    name = wanted.step.value
    if name == "checked" and (wanted.outcome is None or (wanted.outcome == "not_true" and not wanted.reasoned)):
        return False
    passes = name == "handover_offered" or wanted.outcome == "passed_on"
    if passes and wanted.to_commune in (None, commune_of(history)):
        return False
    if name == "assessed":
        return wanted.emergency is not None
    if name == "plan_sent":
        return wanted.plan_until is not None and wanted.plan_until >= wanted.at.astimezone(HERE).date()
    if name == "served":
        approved = newest(steps, "plan_approved")
        return approved is not None and wanted.at >= approved.at
    if name.startswith(("emergency_", "separation_")):
        return _may_decide(steps, wanted)
    return True


def _may_decide(steps: list[Happened], wanted: Happened) -> bool:
    name, apart = wanted.step.value, separations(steps)
    assessed = newest(steps, "assessed", "without.assessed")
    if assessed is None:
        return False
    asker = assessed
    if assessed.step == "exception_approved":
        asker = newest(steps[: steps.index(assessed)], "exception_requested") or assessed
    after = steps[apart[-1].decided + 1 :] if apart else steps
    finding = newest(after, "assessed", "assessed_in_full", "reviewed")
    if name in ("separation_extended", "separation_lifted") or (name == "separation_decided" and apart):
        if not apart or finding is None or finding.by == wanted.by or wanted.at < finding.at:
            return False
        if wanted.at < steps[apart[-1].decided].at:
            return False
    elif asker.by == wanted.by or wanted.at < assessed.at:
        return False
    if name == "emergency_declined":
        answered = ("emergency_decided", "emergency_declined", "separation_decided", "separation_extended")
        asked = waiting(steps, ("assessed",), answered)
        return asked is not None and bool(asked.emergency)
    if name in ("emergency_decided", "separation_decided") and not assessed.emergency and not wanted.reasoned:
        return False
    if name == "separation_lifted":
        return apart[-1].lifted is None
    return name == "emergency_decided" or _short_enough(apart, wanted)


def _short_enough(apart: list[Apart], wanted: Happened) -> bool:
    extends = wanted.step == "separation_extended"
    in_force = bool(apart) and wanted.at < apart[-1].over
    if extends and (not in_force or apart[-1].lifted is not None):
        return False
    if not extends and in_force:
        return False
    start = apart[-1].end if extends else wanted.at
    if wanted.until is None or wanted.until <= start:
        return False
    seconds = sum((each.over - each.start).total_seconds() for each in apart) + (wanted.until - start).total_seconds()
    return seconds <= 15 * 86_400 or (wanted.demanded and wanted.documented)


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
