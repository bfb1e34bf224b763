"""Where each test of a child stands: the section "Sàng lọc" of the child's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from mangnon.core.content.screening import screening_tests
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import date_words, delay_words, window_words
from mangnon.domain.screening.rules import next_states
from mangnon.domain.worklist.queries import DueRow
from mangnon.interfaces.office.due_words import due_words, why_words
from mangnon.interfaces.office.screening.words import KIND_WORDS, STATE_WORDS, detail_words, tone_of

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child
    from mangnon.domain.screening.models import Screening
    from mangnon.vocab.screening import ScreeningTest


_UNSEEN = frozenset({"positive", "referred", "refused", "lost"})


@dataclass(frozen=True)
class PastStep:
    """One step that was reached."""

    on: str
    words: str
    detail: str


@dataclass(frozen=True)
class PathLine:
    """One test of one child: where it stands, since when, what next, by when and by whom."""

    kind: str
    title: str
    stands: str
    tone: Tone
    since: str
    detail: str
    next_step: str
    window: str
    delay: str
    next_tone: Tone
    who: str
    why: str
    record_url: str
    slip_url: str
    refer_url: str
    steps: tuple[PastStep, ...]


def path_lines(
    *,
    child: Child,
    steps: Iterable[Screening],
    dues: Iterable[DueRow],
    on: date,
    may_write: Callable[[str], bool],
    may_refer: bool = False,
) -> tuple[PathLine, ...]:
    """Put a child's screenings into one line a test: those begun and those owed, what waits longest first.

    Args:
        child: whose.
        steps: standing ones, oldest first, of the classes that the reader sees.
        dues: what the child is owed.
        on: the day asked about.
        may_write: whether the reader may record a step of a kind.
        may_refer: whether the reader may send referrals about the child.
    """
    tests = screening_tests(on)
    reached: dict[str, list[Screening]] = {}
    for step in steps:
        reached.setdefault(step.kind, []).append(step)
    owed: dict[str, DueRow] = {}
    for due in dues:
        if due.kind == "screening":
            owed.setdefault(due.code.partition(":")[0], due)
    kinds = [kind for kind in KIND_WORDS if kind in reached or kind in owed]
    lines = [
        _line(child, tests[kind], reached.get(kind, []), owed.get(kind), on, may_write, may_refer) for kind in kinds
    ]
    return tuple(sorted(lines, key=_order))


def _order(line: PathLine) -> tuple[int, int]:
    return (0 if line.next_step else 1, {"late": 0, "soon": 1, "calm": 2, "done": 3}[line.tone])


def _line(
    child: Child,
    test: ScreeningTest,
    reached: Sequence[Screening],
    due: DueRow | None,
    on: date,
    may_write: Callable[[str], bool],
    may_refer: bool,
) -> PathLine:
    newest = reached[-1] if reached else None
    after = test.steps.get(newest.state) if newest else None
    tone: Tone = tone_of(newest.state) if newest else "calm"
    if due and not (newest and newest.state in {"positive", "confirmed", "lost"}):
        tone = due.tone(on)
    referral = _referral(reached)
    goes_on = bool(next_states(test, before=newest.state if newest else ""))
    return PathLine(
        kind=test.kind,
        title=KIND_WORDS[test.kind],
        stands=STATE_WORDS[newest.state] if newest else "chưa làm",
        tone=tone,
        since=date_words(newest.on) if newest else "",
        detail=detail_words(test, newest) if newest else "",
        next_step=_next(test, due) if due else "",
        window=window_words(due.window_from, due.window_to, today=on) if due else "",
        delay=delay_words(due.window_from, due.window_to, today=on) if due else "",
        next_tone=due.tone(on) if due else "calm",
        who=(after.due.who if after and after.due else test.who) if due else "",
        why=why_words("screening", due.code, due.rule) if due else "",
        record_url=reverse("office:screen", args=[child.pk, test.kind]) if goes_on and may_write(test.kind) else "",
        slip_url=reverse("office:referral_slip", args=[child.pk, referral.pk]) if referral else "",
        refer_url=_refer_url(child, referral) if referral and may_refer else "",
        steps=tuple(
            PastStep(date_words(step.on), STATE_WORDS[step.state], detail_words(test, step))
            for step in reached[:-1][::-1]
        ),
    )


def _refer_url(child: Child, referral: Screening) -> str:
    return f"{reverse('office:child_referrals', args=[child.pk])}?buoc={referral.pk}"


def _next(test: ScreeningTest, due: DueRow) -> str:
    """Return what is to be done, without the test's own name before it."""
    words = due_words("screening", due.code)
    told = words.removeprefix(f"{KIND_WORDS[test.kind]}: ")
    return "làm lần này" if told == words and test.yearly else "làm lần đầu" if told == words else told


def _referral(reached: Sequence[Screening]) -> Screening | None:
    """Return the newest step that a slip can be written of, while no specialist has seen the child."""
    if not reached or reached[-1].state not in _UNSEEN:
        return None
    return next((step for step in reversed(reached) if step.state in {"positive", "referred"}), None)


def newest_by_kind(steps: Iterable[Screening]) -> Mapping[str, Screening]:
    """Return the newest of some steps, oldest first, by test."""
    return {step.kind: step for step in steps}
