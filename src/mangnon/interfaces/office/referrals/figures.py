"""How bodies answer, as numbers: time to accept, time to the result, what is late; small counts stay hidden."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from mangnon.core.places.queries import PlaceName
from mangnon.core.web.words import number_words
from mangnon.domain.referrals.records import Course, Figures
from mangnon.domain.referrals.rules import for_province, measure, quantile
from mangnon.interfaces.office.referrals.words import hours_words
from mangnon.vocab.text import search_key

PERIODS = {"90": "90 ngày qua", "365": "12 tháng qua", "730": "hai năm qua"}
USUAL = "365"
NONE = "–"
OF_A_CASE = "Hồ sơ bảo vệ trẻ em"

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class FigureLine:
    """One body or kind: all texts as shown."""

    name: str
    sent: str
    waiting: str
    late: str
    overdue: str
    declined: str
    accept: str
    accept_slow: str
    result: str
    result_slow: str


@dataclass(frozen=True)
class CalledLine:
    """What the province is called to: late for so long, by body and commune, no child."""

    body: str
    place: str
    what: str
    count: str
    late_days: str


def span_of(period: str, *, at: datetime) -> tuple[datetime, datetime]:
    """Return the moments that a period begins and ends at; it ends now."""
    return at - timedelta(days=int(period if period in PERIODS else USUAL)), at + timedelta(seconds=1)


def kind_of(course: Course) -> str:
    """Return the kind that a referral is counted under: those of cases are one, whatever was asked."""
    return OF_A_CASE if course.case else course.kind


def lines_by(
    courses: Iterable[Course],
    key: Callable[[Course], Key],
    names: Mapping[Key, str],
    *,
    at: datetime,
    fewest: int,
) -> tuple[FigureLine, ...]:
    """Return the figures of each group, by name.

    Args:
        courses: what happened to each referral.
        key: the group of one.
        names: of the groups.
        at: the moment asked about.
        fewest: the smallest count shown; 1 hides none (one's own commune).
    """
    groups: dict[Key, list[Course]] = {}
    for course in courses:
        groups.setdefault(key(course), []).append(course)
    measured = [(names.get(each, ""), measure(held, at=at)) for each, held in groups.items()]
    measured = sorted((pair for pair in measured if pair[1].sent), key=lambda pair: search_key(pair[0]))
    hidden = hidden_beside([figures.sent for _, figures in measured], fewest=fewest)
    return tuple(_line(name, figures, fewest, hide) for (name, figures), hide in zip(measured, hidden, strict=True))


def hidden_beside(counts: Sequence[int], *, fewest: int) -> tuple[bool, ...]:
    """Tell which counts of one table are hidden beside a single small one, which their sum would betray."""
    small = [at for at, count in enumerate(counts) if 0 < count < fewest]
    if len(small) != 1 or len(counts) < 2:
        return (False,) * len(counts)
    others = [at for at in range(len(counts)) if at != small[0]]
    least = min(others, key=lambda at: (counts[at], at))
    return tuple(at == least for at in range(len(counts)))


def few(count: int, fewest: int) -> str:
    """Return a count, or "dưới 5" for a small one."""
    return f"dưới {fewest}" if 0 < count < fewest else number_words(count)


def _line(name: str, figures: Figures, fewest: int, hide: bool) -> FigureLine:
    if hide or figures.sent < fewest:
        return FigureLine(name, NONE if hide else few(figures.sent, fewest), *[NONE] * 8)
    overdue = NONE if 0 < figures.overdue < fewest else f"{number_words(100 * figures.overdue / figures.sent)} %"
    return FigureLine(
        name=name,
        sent=number_words(figures.sent),
        waiting=few(figures.open, fewest),
        late=few(figures.late_now, fewest),
        overdue=overdue,
        declined=few(figures.declined, fewest),
        accept=_middle(figures.accepts, 0.5, fewest),
        accept_slow=_middle(figures.accepts, 0.9, fewest),
        result=_middle(figures.results, 0.5, fewest),
        result_slow=_middle(figures.results, 0.9, fewest),
    )


def _middle(hours: Sequence[float], share: float, fewest: int) -> str:
    return hours_words(quantile(hours, share)) if len(hours) >= fewest else NONE


def called(
    courses: Iterable[Course],
    *,
    at: datetime,
    bodies: Mapping[UUID, str],
    places: Mapping[UUID, PlaceName],
    kinds: Mapping[str, str],
    fewest: int,
) -> tuple[CalledLine, ...]:
    """Return what has been late for so long that the province is told, the longest first; of cases without the kind."""
    groups: dict[tuple[UUID, UUID | None, str], list[Course]] = {}
    for course in for_province(courses, at=at):
        what = kinds.get(kind_of(course), kind_of(course))
        groups.setdefault((course.body, course.commune, what), []).append(course)
    found = []
    for (body, commune, what), held in groups.items():
        days = max((at - (each.accept_by if each.state == "sent" else each.done_by or at)).days for each in held)
        place = places[commune].full if commune and commune in places else ""
        found.append((days, CalledLine(bodies.get(body, ""), place, what, few(len(held), fewest), str(days))))
    return tuple(line for _, line in sorted(found, key=lambda pair: -pair[0]))
