"""The model of a schedule: what the CDSi logic specification calls supporting data.

Every schedule, the CDC's or Vietnam's, is compiled to these frozen records; the engine knows nothing else.
Antigens, products and groups are named by their place in the schedule's lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mangnon.engines.immunization.dates import NEVER, Period
from mangnon.engines.immunization.series import Series


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
class Hold:
    """An observation that postpones products: for ``length`` after it, or, without one, until somebody ends it.

    Ours: the CDC's data knows what must not be given and intervals from an observation, but no postponement.
    """

    code: str
    products: tuple[int, ...]
    length: Period | None = None


@dataclass(frozen=True)
class Carriers:
    """The products that carry an antigen: flags of those that always do, links of those that do at some ages
    only, and all of them."""

    always: npt.NDArray[np.bool_]
    at_ages: tuple[tuple[int, Association], ...]
    products: frozenset[int]


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
    holds: tuple[Hold, ...] = ()

    @cached_property
    def condition_codes(self) -> tuple[str, ...]:
        """The codes of observations that make immune, rule out or postpone something."""
        found = [hold.code for hold in self.holds]
        for antigen in self.antigens:
            found += [*antigen.immune_codes, *(ban.code for ban in antigen.contraindications)]
        return tuple(dict.fromkeys(found))

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
    def courses(self) -> dict[str, tuple[Group, ...]]:
        """For each group by its name: a group of its own for each of its antigens, named after the antigen."""
        return {
            group.name: tuple(
                replace(group, name=self.antigens[antigen].name, antigens=(antigen,)) for antigen in group.antigens
            )
            for group in self.groups
        }

    @cached_property
    def group_of_antigen(self) -> tuple[int, ...]:
        """Place of the group of each antigen; -1 for an antigen in no group."""
        places = [-1] * len(self.antigens)
        for place, group in enumerate(self.groups):
            for antigen in group.antigens:
                places[antigen] = place
        return tuple(places)

    @cached_property
    def carriers(self) -> tuple[Carriers, ...]:
        """The products that carry each antigen."""
        always = np.zeros((len(self.antigens), len(self.products)), dtype=bool)
        at_ages: list[list[tuple[int, Association]]] = [[] for _ in self.antigens]
        for place, product in enumerate(self.products):
            for link in product.associations:
                if link.begin is None and link.end is None:
                    always[link.antigen, place] = True
                else:
                    at_ages[link.antigen].append((place, link))
        return tuple(
            Carriers(
                always=always[place],
                at_ages=tuple(at_ages[place]),
                products=frozenset(always[place].nonzero()[0].tolist()) | {product for product, _ in at_ages[place]},
            )
            for place in range(len(self.antigens))
        )

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
    def barred_products(self) -> npt.NDArray[np.bool_]:
        """Tell by product whether a conflict may bar it."""
        barred: npt.NDArray[np.bool_] = np.any(self.conflict_table >= 0, axis=0)
        return barred

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
