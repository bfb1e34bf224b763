"""The procedure a second time, written in another way: by looking back through the list, with its own tables.

Nothing here reads the content or the package's folds; where the two differ one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    if asked.ground == "died":
        return True
    answers = ("emergency_decided", "emergency_declined", "separation_decided", "separation_extended")
    urgent = waiting(steps, ("assessed",), answers)
    apart = any(each.start <= wanted.at < each.over for each in separations(steps))
    return not apart and not (urgent and urgent.emergency) and not unassessed(steps)


def unassessed(steps: Sequence[Happened]) -> bool:
    """Tell whether something was added to a report that no assessment after it deals with."""
    return any(
        each.step == "report_added"
        and not any(
            event(later) == "checked.not_true"
            or (event(later) in ("assessed", "without.assessed") and later.at >= each.at)
            for later in steps[n + 1 :]
        )
        for n, each in enumerate(steps)
    )


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
