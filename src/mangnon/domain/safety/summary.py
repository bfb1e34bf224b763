"""Rates of accidents of a place and period by place, age, sex, kind and month; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mangnon.domain.safety.counting import Counts, Events, People, Period
from mangnon.domain.safety.rules import is_injury
from mangnon.engines.incidence import Rate, Verdict, against, rate
from mangnon.vocab.safety import Target, Targets


@dataclass(frozen=True)
class Line:
    """One group of children: how many, and the rates of injuries, deaths and drownings that ended in death.

    ``key`` is a place's key as text, ``low-below`` in years, ``m``, ``f`` or empty for unknown.
    """

    key: str
    children: int
    injuries: Rate
    deaths: Rate
    drowned: Rate


@dataclass(frozen=True)
class Aim:
    """A target beside what was reached; for shares ``reached`` is per cent of ``of`` children."""

    target: Target
    by_year: int
    number: int
    found: Rate
    verdict: Verdict


@dataclass(frozen=True)
class Share:
    """How many of some children reached a level, against the share that is aimed at."""

    target: Target
    by_year: int
    number: int
    count: int
    of: int


@dataclass(frozen=True)
class Summary:
    """All that is told of a place and period.

    Args:
        whole: all children.
        places, ages, sexes: parts of it; only those with children or accidents.
        kinds: (code, injuries, deaths), the most frequent first.
        months: injuries and drownings of every kind of outcome by month, 1 to 12.
        near_misses: nobody was hurt.
        aims, shares: against the targets.
    """

    whole: Line
    places: tuple[Line, ...]
    ages: tuple[Line, ...]
    sexes: tuple[Line, ...]
    kinds: tuple[tuple[str, int, int], ...]
    months: tuple[tuple[int, int, int], ...]
    near_misses: int
    aims: tuple[Aim, ...]
    shares: tuple[Share, ...]
    synthetic: bool


def summarise(*, counts: Counts, period: Period, targets: Targets) -> Summary:
    """Work out every rate of a place and period.

    Children on the register on the last day stand for those of the whole period: child-years are their number times
    the period's length.

    Args:
        counts: of children and accidents.
        period: the days.
        targets: what is aimed at, and how sure limits are.
    """
    hurt = tuple(each for each in counts.events if is_injury(each.outcome))
    whole = _line("", counts.people, hurt, period, targets)

    def parts(of_person: Callable[[People], str], of_event: Callable[[Events], str]) -> tuple[Line, ...]:
        keys = {of_person(each) for each in counts.people} | {of_event(each) for each in hurt}
        return tuple(
            _line(
                key, [each for each in counts.people if of_person(each) == key],
                [each for each in hurt if of_event(each) == key], period, targets,
            )
            for key in sorted(keys)
        )  # fmt: skip

    def age(years: int | None) -> str:
        found = next(
            ((low, below) for low, below in targets.age_groups if years is not None and low <= years < below), None
        )
        return f"{found[0]:02d}-{found[1]:02d}" if found else ""

    low, below = targets.skills_ages
    aged = sum(each.children for each in counts.people if low <= each.age < below)
    return Summary(
        whole=whole,
        places=parts(lambda each: str(each.place or ""), lambda each: str(each.place or "")),
        ages=parts(lambda each: age(each.age), lambda each: age(each.age)),
        sexes=parts(lambda each: each.sex, lambda each: each.sex),
        kinds=_kinds(hurt),
        months=tuple(
            (
                month,
                sum(each.count for each in hurt if each.month == month),
                sum(each.count for each in hurt if each.month == month and each.kind == "drowning"),
            )
            for month in range(1, 13)
        ),
        near_misses=sum(each.count for each in counts.events) - whole.injuries.count,
        aims=tuple(
            _aim(targets.rates[code], found, period.last.year)
            for code, found in (("injury", whole.injuries), ("death", whole.deaths))
        ),
        shares=tuple(
            Share(target, *target.of(period.last.year), counts.skilled.get(code, 0), aged)
            for code, target in targets.skills.items()
        ),
        synthetic=counts.synthetic,
    )


def _line(key: str, people: Iterable[People], events: Iterable[Events], period: Period, targets: Targets) -> Line:
    children = sum(each.children for each in people)
    told = list(events)

    def of(count: int) -> Rate:
        return rate(count=count, years=children * period.years, confidence_percent=targets.confidence_percent)

    dead = [each for each in told if each.outcome == "death"]
    return Line(
        key=key,
        children=children,
        injuries=of(sum(each.count for each in told)),
        deaths=of(sum(each.count for each in dead)),
        drowned=of(sum(each.count for each in dead if each.kind == "drowning")),
    )


def _kinds(hurt: Iterable[Events]) -> tuple[tuple[str, int, int], ...]:
    found: dict[str, tuple[int, int]] = {}
    for each in hurt:
        injuries, deaths = found.get(each.kind, (0, 0))
        found[each.kind] = (injuries + each.count, deaths + (each.count if each.outcome == "death" else 0))
    return tuple(sorted(((code, *both) for code, both in found.items()), key=lambda row: (-row[1], row[0])))


def _aim(target: Target, found: Rate, year: int) -> Aim:
    by_year, number = target.of(year)
    return Aim(target, by_year, number, found, against(found, at_most=number))
