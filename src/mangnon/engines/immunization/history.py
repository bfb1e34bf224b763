"""Organise immunization histories: doses in order, split into the antigens they carry.

Source: Logic Specification for ACIP Recommendations 4.6, section 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import (
    FAR,
    NEVER,
    Days,
    Flags,
    Period,
    Rows,
    any_of,
    constant,
    rows_where,
    shift,
    shift_split,
    split_months,
)
from mangnon.engines.immunization.schedule import Schedule
from mangnon.engines.immunization.series import CountedDoses, SkipCondition

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]


@dataclass(slots=True)
class Records:
    """Antigen administered records of one antigen.

    The records of child ``c`` are ``position[first[c] : first[c] + count[c]]``: places in the dose columns
    of the history, in the order of administration. ``child``, ``on`` and ``product`` are those columns at the
    records, ``given`` the children who have any, ``touched`` the records that an earlier dose may bar (None: none).
    """

    position: Rows
    first: Rows
    count: Codes
    child: Rows
    on: Days
    product: Codes
    given: Rows
    touched: Flags | None


@dataclass(frozen=True)
class Clashes:
    """Pairs of doses, by place: within the conflict whose earlier dose is valid, or whose it is not."""

    later: Rows
    earlier: Rows
    if_valid: Flags
    if_not_valid: Flags
    touched: Flags


@dataclass
class History:
    """Children and their doses as columns; doses are sorted by child, date, product and maker.

    Dates derived from ages and look-backs are computed once per chunk and kept.
    """

    schedule: Schedule
    birth: Days
    assess: Days
    sex: npt.NDArray[np.object_]
    child: Rows
    on: Days
    product: Codes
    maker: npt.NDArray[np.object_] | None
    substandard: Flags | None
    source: Rows
    observed: dict[str, Days]
    held: dict[int, Days]
    start: Rows = field(init=False)
    _birth_split: tuple[Days, Days] = field(init=False)
    _ages: dict[Period, Days] = field(default_factory=dict)
    _earlier: dict[tuple[int, ...], Rows] = field(default_factory=dict)
    _bars: dict[tuple[int, ...], Days] = field(default_factory=dict)
    _running: dict[CountedDoses, Counts] = field(default_factory=dict)
    counted: dict[CountedDoses, Flags] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counts = np.bincount(self.child, minlength=len(self.birth))
        self.start = np.concatenate(([0], np.cumsum(counts))).astype(np.intp)
        self._birth_split = split_months(self.birth)

    @property
    def size(self) -> int:
        """The number of children."""
        return len(self.birth)

    def age_on(self, period: Period | None, *, otherwise: int) -> Days:
        """The date on which each child reaches an age; ``otherwise`` for all where there is no age."""
        key = period if period is not None else Period(0, otherwise)
        known = self._ages.get(key)
        if known is None:
            known = shift_split(*self._birth_split, period) if period is not None else constant(self.size, otherwise)
            self._ages[key] = known
        return known

    def of_products(self, products: tuple[int, ...]) -> Flags:
        """Tell for each dose whether its product is one of these."""
        wanted = np.zeros(len(self.schedule.products), dtype=bool)
        wanted[list(products)] = True
        found: Flags = wanted[self.product]
        return found

    def running(self, fits: Flags, condition: SkipCondition) -> Counts:
        """The number of doses that fit before each place, over all children."""
        known = self._running.get(condition.what)
        if known is None:
            known = np.concatenate(([0], np.cumsum(fits)))
            self._running[condition.what] = known
        return known

    def earlier(self, products: tuple[int, ...]) -> Rows:
        """The place of the latest dose of these products up to each dose, that dose included.

        Places before the child's own first dose stand for "none"; compare with ``start``.
        """
        known = self._earlier.get(products)
        if known is None:
            places = np.where(self.of_products(products), np.arange(len(self.on)), -1)
            known = np.maximum.accumulate(places) if len(places) else places
            self._earlier[products] = known
        return known

    def observed_on(self, code: str) -> Days:
        """The date of each child's latest observation of a code; ``NEVER`` where none is dated."""
        found = self.observed.get(code)
        if found is None:
            return self.never
        return np.where(found == FAR, NEVER, found).astype(np.int32)

    def observes(self, code: str) -> Flags:
        """Tell for each child whether a code is observed, dated or not."""
        found = self.observed.get(code)
        return self.nobody if found is None else found != NEVER

    def held_until(self, products: tuple[int, ...]) -> Days:
        """Until when all of these products are postponed; ``NEVER`` where one of them is not, ``FAR`` without end."""
        if not products or any(product not in self.held for product in products):
            return self.never
        ends: Days = np.minimum.reduce([self.held[product] for product in products])
        return ends

    def barred_until(self, products: tuple[int, ...]) -> Days:
        """The latest end of all conflicts that bar these products (CALCDTCONFLICT-3); ``NEVER`` if none."""
        known = self._bars.get(products)
        if known is not None:
            return known
        latest = np.full(self.size, NEVER, dtype=np.int32)
        if len(self.on):
            barring = self.schedule.conflicts_by_current
            rules = {(rule.previous, rule.end) for now in products for rule in barring.get(now, ())}
            for previous, end in rules:
                if previous in self.products_given:
                    hits = rows_where(self.product == previous)
                    np.maximum.at(latest, self.child[hits], shift(self.on[hits], end))
        self._bars[products] = latest
        return latest

    @cached_property
    def clashes(self) -> Clashes:
        """The pairs of doses of one child of which the earlier one may bar the later one."""
        table = self.schedule.conflict_table
        later = rows_where(self.schedule.barred_products[self.product])
        found: list[tuple[Rows, Rows]] = []
        reach = self.schedule.conflict_reach
        back = 1
        while later.size:
            earlier = later - back
            near = earlier >= self.start[self.child[later]]
            near &= self.on[later] - self.on[np.maximum(earlier, 0)] <= reach
            later, earlier = later[near], earlier[near]
            clash = table[self.product[earlier], self.product[later]] >= 0
            found.append((later[clash], earlier[clash]))
            back += 1
        return _clashes(self, found)

    @cached_property
    def no_records(self) -> Records:
        """The records of an antigen that nobody has been given."""
        none = constant(0, 0, np.intp)
        return Records(
            position=none,
            first=constant(self.size, 0, np.intp),
            count=constant(self.size, 0),
            child=none,
            on=constant(0, 0),
            product=constant(0, 0),
            given=none,
            touched=None,
        )

    @cached_property
    def everyone(self) -> Flags:
        """All children; a series that is relevant for all of them bears this very column."""
        return constant(self.size, 1, np.bool_)

    @cached_property
    def nobody(self) -> Flags:
        """No child."""
        return constant(self.size, 0, np.bool_)

    @cached_property
    def never(self) -> Days:
        """No date for any child."""
        return constant(self.size, NEVER)

    @cached_property
    def far(self) -> Days:
        """No last date for any child."""
        return constant(self.size, FAR)

    @cached_property
    def products_given(self) -> frozenset[int]:
        """The products that anybody has been given."""
        return frozenset(np.bincount(self.product).nonzero()[0].tolist())

    def records_of(self, antigen: int) -> Records:
        """Gather the records of one antigen, heeding the ages at which a product counts for it."""
        carriers = self.schedule.carriers[antigen]
        if carriers.products.isdisjoint(self.products_given):
            return self.no_records
        keep = carriers.always[self.product]
        for place, link in carriers.at_ages:
            if place in self.products_given:
                hits = rows_where(self.product == place)
                given, child = self.on[hits], self.child[hits]
                keep[hits] |= (given >= self.age_on(link.begin, otherwise=NEVER)[child]) & (
                    given < self.age_on(link.end, otherwise=FAR)[child]
                )
        position = rows_where(keep)
        if not position.size:
            return self.no_records
        child = self.child[position]
        count = np.bincount(child, minlength=self.size)
        touched = self.clashes.touched[position] if self.schedule.conflicts else self.nobody[:0]
        return Records(
            position=position,
            first=count.cumsum() - count,
            count=count.astype(np.int32),
            child=child,
            on=self.on[position],
            product=self.product[position],
            given=count.nonzero()[0],
            touched=touched if any_of(touched) else None,
        )


def _clashes(history: History, found: list[tuple[Rows, Rows]]) -> Clashes:
    touched = np.zeros(len(history.on), dtype=bool)
    if not found:
        none, no = history.source[:0], touched[:0]
        return Clashes(none, none, no, no, touched)
    later = np.concatenate([pair[0] for pair in found])
    earlier = np.concatenate([pair[1] for pair in found])
    rule_of = history.schedule.conflict_table[history.product[earlier], history.product[later]]
    if_valid = np.zeros(len(later), dtype=bool)
    if_not_valid = np.zeros(len(later), dtype=bool)
    for place in np.unique(rule_of):
        rule = history.schedule.conflicts[place]
        mine = rows_where(rule_of == place)
        given, before = history.on[later[mine]], history.on[earlier[mine]]
        begun = given >= shift(before, rule.begin)
        if_valid[mine] = begun & (given < shift(before, rule.minimum_end))
        if_not_valid[mine] = begun & (given < shift(before, rule.end))
    keep = if_valid | if_not_valid
    touched[later[keep]] = True
    return Clashes(later[keep], earlier[keep], if_valid[keep], if_not_valid[keep], touched)
