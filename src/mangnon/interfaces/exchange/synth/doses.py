"""The doses the children got: on time, late, too early, too close, or never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.content import DoseHabit, SynthContent
from mangnon.interfaces.exchange.synth.draw import Keys
from mangnon.interfaces.exchange.synth.people import Children
from mangnon.interfaces.exchange.synth.places import CommunePlan

_NEVER = np.iinfo(np.int32).max
_SLIPS = ("", "dose_before_minimum_age", "dose_interval_too_short")


@dataclass(frozen=True)
class Doses:
    """One row per dose given: child row, day, row of ``content.doses``, maker in it, lot (0 for none)."""

    child: NDArray[np.int64]
    on: NDArray[np.int64]
    habit: NDArray[np.int64]
    maker: NDArray[np.int64]
    lot: NDArray[np.int64]
    slip: NDArray[np.int8]


def doses(*, children: Children, plan: CommunePlan, seed: int, today: date, content: SynthContent) -> Doses:
    """Vaccinate the children of a commune from birth to today.

    Args:
        children: the children.
        plan: the commune.
        seed: the province's seed.
        today: the last day anything can happen on.
        content: habits and behaviour.

    Returns:
        Doses sorted by child and day; none before the child's birth or after today.
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="doses")
    behaviour, count = content.dose_behaviour, len(children.born)
    family = children.household
    homes = int(family.max(initial=-1)) + 1
    refuses = (rng.random(homes) < behaviour.refusing_family)[family]
    private = (rng.random(homes) < behaviour.private_family.values[plan.area])[family]
    tardiness = rng.gamma(2.0, 0.5, count) * behaviour.delay_days.values[plan.area]
    end = draw.day_number(today)
    given = np.full((len(content.doses), count), _NEVER, dtype=np.int64)
    slips = np.zeros((len(content.doses), count), dtype=np.int8)
    latest: dict[str, NDArray[np.int64]] = {}
    for row, habit in enumerate(content.doses):
        before = latest.get(habit.product)
        on, slip = _days(rng, habit, children.born, before, tardiness, content)
        kept = _entitled(habit, children, private) & ~refuses & (rng.random(count) < habit.coverage)
        kept &= (on <= end) & (on - children.born <= habit.until_age_days)
        kept &= on >= draw.day_number(habit.given_from)
        given[row] = np.where(kept, on, _NEVER)
        slips[row] = np.where(kept, slip, 0)
        latest[habit.product] = given[row]
    habit_row, child = np.nonzero(given < _NEVER)
    on = given[habit_row, child]
    order = np.lexsort((habit_row, on, child))
    habit_row, child, on = habit_row[order], child[order], on[order]
    makers = np.array([len(habit.makers) for habit in content.doses])
    lot = rng.integers(1, 60, size=len(child))
    lot[rng.random(len(child)) < behaviour.lot_missing] = 0
    return Doses(
        child=child,
        on=on,
        habit=habit_row,
        maker=(rng.random(len(child)) * makers[habit_row]).astype(np.int64),
        lot=lot,
        slip=slips[habit_row, child],
    )


def _entitled(habit: DoseHabit, children: Children, private: NDArray[np.bool_]) -> NDArray[np.bool_]:
    fits = children.born >= draw.day_number(habit.born_from)
    if habit.sex:
        fits &= children.female == (habit.sex == "f")
    if habit.user != "all":
        fits &= private == (habit.user == "private")
    return fits


def _days(
    rng: np.random.Generator,
    habit: DoseHabit,
    born: NDArray[np.int32],
    before: NDArray[np.int64] | None,
    tardiness: NDArray[np.float64],
    content: SynthContent,
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """The day each child would get this dose (never when the one before it is missing), and the mistakes."""
    behaviour, count = content.dose_behaviour, len(born)
    delay = rng.exponential(1.0, count) * tardiness * habit.delay
    long = rng.random(count) < behaviour.long_delay
    delay += np.where(long, rng.exponential(behaviour.long_delay_days, count), 0)
    on = born.astype(np.int64) + habit.age_days + delay.astype(np.int64)
    slip = np.zeros(count, dtype=np.int8)
    chance = rng.random(count)
    days_short = rng.integers(1, 7, size=count)
    if before is not None:
        on = np.where(before == _NEVER, _NEVER, np.maximum(on, before + habit.min_gap_days))
        close = (chance > 1 - behaviour.interval_by_mistake) & (before != _NEVER) & (habit.min_gap_days > 7)
        too_close = before + habit.min_gap_days - days_short
        close &= too_close >= born + habit.min_age_days
        on = np.where(close, too_close, on)
        slip[close] = 2
    if habit.min_age_days > 7:
        early = (chance < behaviour.early_by_mistake) & (on != _NEVER)
        too_early = born + habit.min_age_days - days_short
        early &= too_early > (born if before is None else before)
        on = np.where(early, too_early, on)
        slip[early] = 1
    return on, slip


def dose_table(*, given: Doses, child_keys: Keys, keys: Keys, content: SynthContent) -> pa.Table:
    """The doses as a table; a lot's text begins with the product and the year."""
    widest = max(len(habit.makers) for habit in content.doses)
    makers = [(habit.makers * widest)[n] for habit in content.doses for n in range(widest)]
    products = [f"vn:{habit.product}" for habit in content.doses]
    years = draw.years_of(given.on.astype(np.int32))
    code = (years - 2000) * 100 + given.lot
    lots = pc.binary_join_element_wise(
        draw.coded_column(given.habit, [habit.product[:3] for habit in content.doses]),
        pa.array(code).cast(pa.string()),
        "",
    )
    lots = pc.if_else(pa.array(given.lot > 0), lots, None)
    return pa.Table.from_arrays(
        [
            draw.key_column(keys),
            draw.key_column(child_keys[given.child]),
            draw.day_column(given.on),
            draw.coded_column(given.habit, products),
            draw.coded_column(given.habit * widest + given.maker, makers),
            lots,
        ],
        schema=schema.DOSES,
    )


def slip_names(codes: NDArray[np.int8]) -> list[str]:
    """The words for slips."""
    return [_SLIPS[code] for code in codes.tolist()]
