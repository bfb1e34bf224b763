"""What is owed in the cases a reader sees, as lines of their first page: a number, a step, a time; no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import load_protection
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.queries import list_step_dues
from mangnon.vocab.protection import Actor

SHOWN = 8


@dataclass(frozen=True)
class CaseLine:
    """One step that is owed: what, of which case, until when, and how long that is."""

    url: str
    number: str
    step: str
    until: datetime
    left: str
    tone: str


def case_lines(scope: Scope) -> tuple[list[CaseLine], int]:
    """Return the steps that the reader may take, the nearest deadline first, and how many more there are."""
    acts_in = {
        actor.value: scope.reach(action, RecordClass.CASE).communes
        for actor, action in ((Actor.OFFICER, Action.WRITE), (Actor.CHAIR, Action.APPROVE))
    }
    if not any(acts_in.values()):
        return [], 0
    words = {each.code: each.words for each in load_protection().procedure(scope.on).deadlines}
    mine = [
        each
        for each in list_step_dues(scope=scope)
        if any(each.commune_id in acts_in.get(actor, ()) for actor in each.actor.split("+"))
    ]
    moment = now()
    lines = [
        CaseLine(
            url=f"/bao-ve/{each.case_id}/",
            number=each.number,
            step=words.get(each.code, each.code),
            until=each.due_at.astimezone(VIETNAM),
            left=time_left(each.due_at, moment),
            tone="late" if each.due_at < moment else "soon" if each.due_at < moment + timedelta(days=1) else "calm",
        )
        for each in mine[:SHOWN]
    ]
    return lines, len(mine) - len(lines)


def time_left(until: datetime, moment: datetime) -> str:
    """Return how long is left, or by how much it is late: minutes to an hour, hours to two days, then days."""
    left = until - moment
    words = _span_words(abs(left))
    return f"quá {words}" if left < timedelta(0) else f"còn {words}"


def _span_words(span: timedelta) -> str:
    if span < timedelta(hours=1):
        return f"{max(int(span / timedelta(minutes=1)), 1)} phút"
    if span < timedelta(days=2):
        return f"{int(span / timedelta(hours=1))} giờ"
    return f"{span.days} ngày"
