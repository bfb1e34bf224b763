"""The model of a schedule: what the CDSi logic specification calls supporting data.

Every schedule, the CDC's or Vietnam's, is compiled to these frozen records; the engine knows nothing else.
Antigens, products and groups are named by their place in the schedule's lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.immunization.dates import NEVER, Period

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
    def preferable_products(self) -> tuple[int, ...]:
        """The products of the preferable vaccines."""
        return tuple(sorted({rule.product for rule in self.preferable}))

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
    def measured_from(self) -> frozenset[int]:
        """The numbers of the target doses that an interval of the series is measured from."""
        rules = (rule for dose in self.doses for rule in (*dose.intervals, *dose.allowable_intervals))
        return frozenset(rule.target for rule in rules) - {0}


@dataclass(frozen=True)
class ImmuneBirth:
    """Born before ``before`` counts as immune unless an exclusion is observed or a country is asked for."""

    before: int
    country: str = ""
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contraindication:
    """An observation that rules out an antigen, or, with ``product`` 0 or more, one product."""

    code: str
    product: int = -1
    begin: Period | None = None
    end: Period | None = None


@dataclass(frozen=True)
class Antigen:
    """An antigen with its evidence of immunity and its contraindications."""

    name: str
    immune_codes: tuple[str, ...] = ()
    immune_births: tuple[ImmuneBirth, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()


@dataclass(frozen=True)
class Association:
    """A product carries an antigen when given at the ages ``begin`` to before ``end``."""

    antigen: int
    begin: Period | None = None
    end: Period | None = None


@dataclass(frozen=True)
class Product:
    """A vaccine product under its full code (``cvx:20``, ``vn:PENTA``)."""

    code: str
    name: str
    associations: tuple[Association, ...]


@dataclass(frozen=True)
class Group:
    """A vaccine group.

    ``administer_full`` as in CDSi. ``independent`` is ours: the antigens of the group are courses that run
    side by side (oral and injected polio), so that the first one due speaks for the group. ``forecast`` is
    False where doses are judged but none is recommended.
    """

    name: str
    antigens: tuple[int, ...]
    administer_full: bool = False
    independent: bool = False
    forecast: bool = True


@dataclass(frozen=True)
class Conflict:
    """A product given before (``previous``) that bars another (``current``) for a while."""

    previous: int
    current: int
    begin: Period
    minimum_end: Period
    end: Period


@dataclass(frozen=True)
class Schedule:
    """One version of a schedule, ready for the engine.

    ``valid_from`` is the first assessment date it answers for (None: any). ``observation_aliases`` maps
    codes of other systems to the schedule's own observation codes.
    """

    name: str
    products: tuple[Product, ...]
    antigens: tuple[Antigen, ...]
    groups: tuple[Group, ...]
    series: tuple[Series, ...]
    conflicts: tuple[Conflict, ...] = ()
    valid_from: int | None = None
    observation_aliases: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @cached_property
    def product_index(self) -> dict[str, int]:
        """Place of each product by its full code."""
        return {product.code: place for place, product in enumerate(self.products)}

    @cached_property
    def product_names(self) -> tuple[str, ...]:
        """The full codes of the products in order."""
        return tuple(product.code for product in self.products)

    @cached_property
    def product_codes(self) -> pa.Array:
        """The full codes of the products as Arrow."""
        return pa.array(self.product_names, pa.string())

    @cached_property
    def antigen_names(self) -> tuple[str, ...]:
        """The names of the antigens in order."""
        return tuple(antigen.name for antigen in self.antigens)

    @cached_property
    def group_names(self) -> tuple[str, ...]:
        """The names of the groups in order."""
        return tuple(group.name for group in self.groups)

    @cached_property
    def group_of_antigen(self) -> tuple[int, ...]:
        """Place of the group of each antigen; -1 for an antigen in no group."""
        places = [-1] * len(self.antigens)
        for place, group in enumerate(self.groups):
            for antigen in group.antigens:
                places[antigen] = place
        return tuple(places)

    @cached_property
    def carriers(self) -> tuple[tuple[npt.NDArray[np.bool_], tuple[tuple[int, Association], ...]], ...]:
        """For each antigen: the products that always carry it, and those that do at some ages only."""
        always = np.zeros((len(self.antigens), len(self.products)), dtype=bool)
        at_ages: list[list[tuple[int, Association]]] = [[] for _ in self.antigens]
        for place, product in enumerate(self.products):
            for link in product.associations:
                if link.begin is None and link.end is None:
                    always[link.antigen, place] = True
                else:
                    at_ages[link.antigen].append((place, link))
        return tuple((always[place], tuple(at_ages[place])) for place in range(len(self.antigens)))

    @cached_property
    def conflicts_by_current(self) -> dict[int, tuple[Conflict, ...]]:
        """The conflicts by the product they bar."""
        found: dict[int, tuple[Conflict, ...]] = {}
        for rule in self.conflicts:
            found[rule.current] = (*found.get(rule.current, ()), rule)
        return found

    @cached_property
    def conflict_table(self) -> npt.NDArray[np.int32]:
        """Place of the conflict between a previous product (row) and a current one (column); -1 for none."""
        table = np.full((len(self.products), len(self.products)), -1, dtype=np.int32)
        for place, rule in enumerate(self.conflicts):
            table[rule.previous, rule.current] = place
        return table

    @cached_property
    def conflict_reach(self) -> int:
        """Days after which no conflict lasts, counting a month as 31 days."""
        ends = [31 * length.months + length.days for rule in self.conflicts for length in (rule.minimum_end, rule.end)]
        return max(ends, default=0)

    @cached_property
    def series_of(self) -> tuple[tuple[tuple[int, Series], ...], ...]:
        """The series of each antigen with their places, in the order in which they must be evaluated.

        A series that asks whether a series group is complete comes after the series of that group.
        """
        found: list[list[tuple[int, Series]]] = [[] for _ in self.antigens]
        for place, series in enumerate(self.series):
            found[series.antigen].append((place, series))
        return tuple(tuple(_by_need(one)) for one in found)


@dataclass(frozen=True)
class ScheduleVersions:
    """The versions of a schedule in the order of their first day."""

    name: str
    versions: tuple[Schedule, ...]

    @cached_property
    def first_days(self) -> npt.NDArray[np.int32]:
        """The first day of each version; `NEVER` where it has none."""
        days = [NEVER if one.valid_from is None else one.valid_from for one in self.versions]
        return np.array(days, dtype=np.int32)


def _by_need(series: list[tuple[int, Series]]) -> list[tuple[int, Series]]:
    waiting, ordered = list(series), []
    while waiting:
        open_groups = [one.series_group for _, one in waiting]
        ready = [
            (place, one)
            for place, one in waiting
            if not any(group in open_groups for group in _asked_groups(one) - {one.series_group})
        ]
        # Groups that wait for each other are taken in the order of the data.
        for entry in ready or waiting[:1]:
            ordered.append(entry)
            waiting.remove(entry)
    return ordered


def _asked_groups(series: Series) -> set[str]:
    return {
        group
        for dose in series.doses
        for skip in dose.skips
        for one in skip.sets
        for condition in one.conditions
        for group in condition.series_groups
    }
