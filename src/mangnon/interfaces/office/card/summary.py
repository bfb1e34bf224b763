"""What the card says of a child: the doses given and which count, the last weighings, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words, length_words, weight_words
from mangnon.domain.children.queries import Followed
from mangnon.domain.growth.queries import measured_before
from mangnon.domain.growth.records import Measured, Standing
from mangnon.domain.immunization.queries import doses_of
from mangnon.domain.immunization.records import StandingDose
from mangnon.domain.immunization.terms import product_words
from mangnon.domain.worklist.queries import list_dues
from mangnon.interfaces.office.sessions.growth_words import judge
from mangnon.interfaces.office.sessions.vaccination_rows import next_words
from mangnon.interfaces.office.sessions.verdicts import DoseGiven, judge_doses


@dataclass(frozen=True)
class DayGiven:
    """A day of the card: whether the dose counts, and whether the child was known to be examined before it."""

    day: str
    counts: bool
    examined: bool


@dataclass(frozen=True)
class VaccineLine:
    """One vaccine of the card: its name and the days it was given."""

    name: str
    days: tuple[DayGiven, ...]


@dataclass(frozen=True)
class Summary:
    """The health part of the card."""

    vaccines: tuple[VaccineLine, ...]
    next_doses: str
    measured: str
    meaning: str

    @property
    def examined(self) -> bool:
        """True when some dose was given after an examination: then the mark is explained."""
        return any(day.examined for line in self.vaccines for day in line.days)


def read_summary(*, scope: Scope, child: Followed, on: date) -> Summary:
    """Read the health part of a child's card; empty where health data is not the reader's."""
    key = child.child_id
    doses = doses_of(scope=scope, child_ids=[key]).get(key, [])
    last = _last(scope, key, on)
    measured = last.measured if last else None
    return Summary(
        vaccines=_lines(child, doses, on),
        next_doses=next_words(list_dues(scope=scope, child_id=key), today=on),
        measured=_measured_words(measured),
        meaning=judge(children=[child], measured=[measured], on=on)[0].words if measured else "",
    )


def _last(scope: Scope, key: UUID, on: date) -> Standing | None:
    tomorrow = date.fromordinal(on.toordinal() + 1)
    return measured_before(scope=scope, child_ids=[key], on=tomorrow).get(key)


def _lines(child: Followed, doses: Sequence[StandingDose], on: date) -> tuple[VaccineLine, ...]:
    given = [DoseGiven(dose.product, dose.on, dose.maker) for dose in doses]
    verdicts = judge_doses(child=child, doses=given, on=on)
    counts = [verdict.counts for verdict in verdicts] or [True] * len(given)
    days: dict[str, list[DayGiven]] = {}
    for dose, good in zip(doses, counts, strict=True):
        told = DayGiven(date_words(dose.on), good, dose.examined is True)
        days.setdefault(product_words(dose.product), []).append(told)
    return tuple(VaccineLine(name, tuple(each)) for name, each in days.items())


def _measured_words(measured: Measured | None) -> str:
    if measured is None:
        return ""
    numbers = [weight_words(measured.weight_g)] if measured.weight_g else []
    numbers += [length_words(measured.length_mm)] if measured.length_mm else []
    return f"{', '.join(numbers)} · ngày {date_words(measured.on)}" if numbers else ""
