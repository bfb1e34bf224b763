"""What referrals are called on screen: deadlines, spans and lines of the thread, from values alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mangnon.core.clock import VIETNAM
from mangnon.core.content.referrals import referral_content
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import date_words, number_words
from mangnon.domain.referrals.queries import ReferralRow, StepRow
from mangnon.domain.referrals.records import Session

_DONE = frozenset({"done", "declined", "withdrawn"})


@dataclass(frozen=True)
class StepLine:
    """One step of either side as the thread shows it."""

    what: str
    who: str
    at: str
    text: str
    by_body: bool
    sessions: tuple[Session, ...]


def code_of(referral_id: UUID) -> str:
    """Return the short mark by which both sides speak of a referral without naming the child."""
    return referral_id.hex[-6:].upper()


def kind_words(code: str, row_day: datetime) -> str:
    """Return what is asked, in words; the code where the content no longer has it."""
    kind = referral_content(row_day.astimezone(VIETNAM).date()).kinds.get(code)
    return kind.words if kind else code


def moment_words(moment: datetime | None) -> str:
    """Return "hết ngày 27/11/2026" for the end of a day, else "15:30 ngày 25/11/2026"."""
    if moment is None:
        return ""
    here = moment.astimezone(VIETNAM)
    if (here.hour, here.minute) == (23, 59):
        return f"hết ngày {date_words(here.date())}"
    return f"{here:%H:%M} ngày {date_words(here.date())}"


def owed_words(row: ReferralRow) -> str:
    """Return what the body owes and until when; empty once nothing is."""
    if row.by is None:
        return ""
    return f"{'Trả lời' if row.state == 'sent' else 'Báo kết quả'} chậm nhất {moment_words(row.by)}"


def tone_of(row: ReferralRow) -> Tone:
    """Return the colour of where a referral stands."""
    if row.late:
        return "late"
    if row.state in _DONE:
        return "done" if row.state == "done" else "calm"
    return "soon"


def state_words(row: ReferralRow) -> str:
    """Return where it stands, and that it is late."""
    return f"Trễ: {row.state_words}" if row.late else row.state_words[:1].upper() + row.state_words[1:]


def hours_words(hours: float | None) -> str:
    """Return "5 giờ" or "3,4 ngày" of a span; a dash where nothing was measured."""
    if hours is None:
        return "–"
    if hours < 48:
        return f"{number_words(round(hours))} giờ"
    return f"{number_words(hours / 24, decimals=1)} ngày"


def step_lines(steps: Iterable[StepRow], *, names: Mapping[UUID, str], body: str, sender: str) -> tuple[StepLine, ...]:
    """Return the thread, oldest first: each side reads its own people's names, the other side's office.

    Args:
        names: of the sender's people by key; empty on the body's page.
        body, sender: what the two sides are called.
    """
    lines = []
    for step in steps:
        who = body if step.by_body else names.get(step.user_id, sender) if step.user_id else sender
        at = f"{step.at.astimezone(VIETNAM):%H:%M} {date_words(step.at.astimezone(VIETNAM).date())}"
        what = step.kind_words[:1].upper() + step.kind_words[1:]
        lines.append(StepLine(what, who, at, step.text, step.by_body, step.sessions))
    return tuple(lines)
