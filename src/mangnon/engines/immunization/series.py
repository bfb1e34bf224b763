"""A series of doses: the rules that a given dose must meet, and that forecast the next one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import Period

SeriesKind = Literal["standard", "risk", "evaluation_only"]
Reference = Literal["previous", "target", "recent", "observation"]
ConditionKind = Literal["age", "interval", "count", "completed"]
CountLogic = Literal["greater", "equal", "less"]
CountedDoses = tuple[tuple[int, ...], Period | None, Period | None, int | None, int | None]


@dataclass(frozen=True)
class AgeRule:
    """Ages of a series dose, valid for dates from ``effective`` to ``cessation`` (both included)."""

    absolute_minimum: Period | None = None
    minimum: Period | None = None
    earliest_recommended: Period | None = None
    latest_recommended: Period | None = None
    maximum: Period | None = None
    effective: int | None = None
    cessation: int | None = None


StatedAge = tuple[Period, int | None, int | None]


@dataclass(frozen=True)
class StatedAges:
    """The ages of each kind that a dose's rules state, with the dates from which and until which they do."""

    minimum: tuple[StatedAge, ...]
    earliest_recommended: tuple[StatedAge, ...]
    latest_recommended: tuple[StatedAge, ...]
    maximum: tuple[StatedAge, ...]


@dataclass(frozen=True)
class IntervalRule:
    """An interval of a series dose and what it is measured from.

    ``target`` is the number of the target dose, ``products`` the vaccine types, ``observation`` the code,
    each for its own kind of reference.
    """

    reference: Reference
    target: int = 0
    products: tuple[int, ...] = ()
    observation: str = ""
    absolute_minimum: Period | None = None
    minimum: Period | None = None
    earliest_recommended: Period | None = None
    latest_recommended: Period | None = None
    priority: bool = False
    effective: int | None = None
    cessation: int | None = None


@dataclass(frozen=True)
class VaccineRule:
    """A preferable or allowable vaccine: product, ages at which it may be given, maker where one is asked."""

    product: int
    begin: Period | None = None
    end: Period | None = None
    maker: str = ""
    forecast: bool = False


@dataclass(frozen=True)
class SkipCondition:
    """One condition of a conditional skip; ``products`` empty means every product of the antigen."""

    kind: ConditionKind
    begin: Period | None = None
    end: Period | None = None
    start_on: int | None = None
    end_on: int | None = None
    interval: Period | None = None
    count: int = 0
    logic: CountLogic = "greater"
    valid_only: bool = False
    products: tuple[int, ...] = ()
    series_groups: tuple[str, ...] = ()

    @cached_property
    def what(self) -> CountedDoses:
        """What is counted, apart from how many and of which status."""
        return (self.products, self.begin, self.end, self.start_on, self.end_on)


@dataclass(frozen=True)
class SkipSet:
    """Conditions that are met all together or any of them."""

    conditions: tuple[SkipCondition, ...]
    every: bool = True
    effective: int | None = None
    cessation: int | None = None


@dataclass(frozen=True)
class Skip:
    """A conditional skip and where it counts: when a dose is evaluated, when one is forecast, or both."""

    sets: tuple[SkipSet, ...]
    every: bool = False
    in_evaluation: bool = True
    in_forecast: bool = True


@dataclass(frozen=True)
class SeriesDose:
    """One dose of a series: the rules a given dose must meet to satisfy it and that forecast it.

    ``late_after`` is ours: where the schedule names no latest recommended age or interval, the dose counts
    as late this long after its recommended date.
    """

    number: int
    ages: tuple[AgeRule, ...] = ()
    intervals: tuple[IntervalRule, ...] = ()
    allowable_intervals: tuple[IntervalRule, ...] = ()
    preferable: tuple[VaccineRule, ...] = ()
    allowable: tuple[VaccineRule, ...] = ()
    inadvertent: tuple[int, ...] = ()
    skips: tuple[Skip, ...] = ()
    recurring: bool = False
    season_start: int | None = None
    season_end: int | None = None
    late_after: Period | None = None

    @cached_property
    def stated_ages(self) -> StatedAges:
        """The ages of the dose by kind."""

        def stated(kind: str) -> tuple[StatedAge, ...]:
            found = ((getattr(rule, kind), rule) for rule in self.ages)
            return tuple((age, rule.effective, rule.cessation) for age, rule in found if age is not None)

        return StatedAges(
            minimum=stated("minimum"),
            earliest_recommended=stated("earliest_recommended"),
            latest_recommended=stated("latest_recommended"),
            maximum=stated("maximum"),
        )

    @cached_property
    def preferable_products(self) -> tuple[int, ...]:
        """The products of the preferable vaccines."""
        return tuple(sorted({rule.product for rule in self.preferable}))

    @cached_property
    def wrong(self) -> npt.NDArray[np.bool_]:
        """Tell by product whether giving it for the dose is inadvertent; the last place is for all products beyond."""
        wrong = np.zeros(max(self.inadvertent, default=-1) + 2, dtype=bool)
        wrong[list(self.inadvertent)] = True
        return wrong

    @cached_property
    def limited(self) -> npt.NDArray[np.bool_]:
        """Tell by product whether it is wrong for the dose at some age or from some maker; the last place
        stands for all products beyond."""
        rules = (*self.allowable, *self.preferable)
        found = [rule.product for rule in rules if rule.begin is None and rule.end is None and not rule.maker]
        limited = np.ones(max(found, default=-1) + 2, dtype=bool)
        limited[found] = False
        return limited

    @cached_property
    def vaccines(self) -> dict[int, tuple[VaccineRule, ...]]:
        """The allowable and preferable vaccines by product."""
        found: dict[int, tuple[VaccineRule, ...]] = {}
        for rule in (*self.allowable, *self.preferable):
            found[rule.product] = (*found.get(rule.product, ()), rule)
        return found


@dataclass(frozen=True)
class Indication:
    """An observation that makes a risk series relevant, at the ages ``begin`` to before ``end``."""

    code: str
    begin: Period | None = None
    end: Period | None = None


@dataclass(frozen=True)
class Series:
    """An antigen series. ``sexes`` empty means all; ``preference`` ranks ties, 1 is best."""

    name: str
    antigen: int
    group: int
    kind: SeriesKind
    doses: tuple[SeriesDose, ...]
    series_group: str = "1"
    equivalent_groups: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    default: bool = False
    product_path: bool = False
    priority: str = "A"
    preference: int = 99
    minimum_age_to_start: Period | None = None
    maximum_age_to_start: Period | None = None
    indications: tuple[Indication, ...] = ()

    @cached_property
    def seasonal(self) -> bool:
        """Tell whether a dose of the series is bound to a season."""
        return any(dose.season_start is not None for dose in self.doses)

    @cached_property
    def inadvertent(self) -> bool:
        """Tell whether a product is wrong for a dose of the series."""
        return any(dose.inadvertent for dose in self.doses)

    @cached_property
    def measured_from(self) -> frozenset[int]:
        """The numbers of the target doses that an interval of the series is measured from."""
        rules = (rule for dose in self.doses for rule in (*dose.intervals, *dose.allowable_intervals))
        return frozenset(rule.target for rule in rules) - {0}
