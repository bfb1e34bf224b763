"""How children grow along WHO's curves, and how they are weighed and measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.draw import Keys
from mangnon.interfaces.exchange.synth.people import Children
from mangnon.interfaces.exchange.synth.places import CommunePlan

Floats = NDArray[np.float64]
STANDING_DAYS = 731
_SCHOOL_DAYS = 1_857
_MONTH = 30.4375
# Birth, monthly to two years, quarterly to five, twice a year at school.
_MONTHS = np.r_[0:25, 27:61:3, 66:193:6].astype(np.float64)
_SLIPS = ("", "weight_times_ten", "weight_digits_swapped", "other_child")


@dataclass(frozen=True)
class GrowthCurves:
    """WHO's L, M, S by day of age, from birth on: arrays of shape (2 sexes boys first, days, 3).

    ``length_cm`` and ``bmi`` (used from five years on) reach the sixteenth birthday, ``weight_kg`` day 1856.
    Sources: WHO Child Growth Standards (2006), WHO Reference 2007.
    """

    length_cm: Floats
    weight_kg: Floats
    bmi: Floats


@dataclass(frozen=True)
class Weighings:
    """One row per measurement: child row, day, and what was written down (0 for nothing)."""

    child: NDArray[np.int64]
    on: NDArray[np.int64]
    weight_g: NDArray[np.int64]
    length_mm: NDArray[np.int64]
    standing: NDArray[np.bool_]
    slip: NDArray[np.int8]


def weighings(
    *,
    children: Children,
    plan: CommunePlan,
    seed: int,
    today: date,
    content: SynthContent,
    curves: GrowthCurves,
) -> Weighings:
    """Weigh and measure the children of a commune from birth to today.

    Args:
        children: the children.
        plan: the commune.
        seed: the province's seed.
        today: the last day anything can happen on.
        content: means, spread, attendance and carelessness.
        curves: WHO's curves.

    Returns:
        Measurements sorted by child and day.
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="growth")
    length_knots, build_knots = _paths(rng, children, plan, content)
    child, age = _attended(rng, children, today, content)
    knots = np.array(content.growth.knots_days)
    length_z = _along(length_knots, knots, child, age)
    build_z = _along(build_knots, knots, child, age)
    sex = children.female[child]
    length_cm = _value(curves.length_cm[sex, age], length_z)
    weight_kg = _weights(curves, sex, age, length_cm, length_z, build_z, content.growth.weight_on_length)
    return _written_down(rng, children, child, age, weight_kg, length_cm, content)


def _paths(
    rng: np.random.Generator, children: Children, plan: CommunePlan, content: SynthContent
) -> tuple[Floats, Floats]:
    """z at each knot of a child's length and build, neighbouring knots correlated; twins grow alike."""
    shares = content.growth
    count, knots = len(children.born), len(shares.knots_days)
    rho = shares.knot_correlation
    steps = rng.standard_normal((2, count, knots))
    path = np.empty_like(steps)
    path[:, :, 0] = steps[:, :, 0]
    for knot in range(1, knots):
        path[:, :, knot] = rho * path[:, :, knot - 1] + np.sqrt(1 - rho**2) * steps[:, :, knot]
    path *= shares.level_sd
    second = np.flatnonzero((children.twin >= 0) & (children.twin < np.arange(count)))
    path[:, second] = 0.8 * path[:, children.twin[second]] + 0.6 * path[:, second]
    mean = np.array([shares.length_mean.get(code, shares.length_mean_other) for code in children.ethnic])
    settled = np.linspace(0.5, 1.0, knots)  # differences between groups are smaller at birth
    return path[0] + mean[:, None] * settled, path[1] + shares.build_mean.values[plan.area] * settled


def _attended(
    rng: np.random.Generator, children: Children, today: date, content: SynthContent
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sessions each child came to: child rows and ages in days."""
    shares = content.growth
    count = len(children.born)
    age_now = draw.day_number(today) - children.born
    jitter = rng.integers(-6, 10, size=(count, len(_MONTHS)))
    jitter[:, 0] = 0
    age = np.round(_MONTHS * _MONTH).astype(np.int64) + jitter
    chance = np.select(
        [_MONTHS == 0, _MONTHS <= 24, _MONTHS <= 60],
        [shares.attend_birth, shares.attend_under_2, shares.attend_under_5],
        shares.attend_school,
    )
    diligence = rng.beta(6.0, 1.6, size=(count, 1)) / 0.79
    diligence[:, 0] = np.minimum(diligence[:, 0], 1.26)
    came = (rng.random((count, len(_MONTHS))) < chance * np.where(_MONTHS == 0, 1.0, diligence)) & (
        age <= age_now[:, None]
    )
    child, session = np.nonzero(came)
    return child, age[child, session]


def _along(path: Floats, knots: Floats, child: NDArray[np.int64], age: NDArray[np.int64]) -> Floats:
    """The path's z at each age, straight between knots."""
    left = np.clip(np.searchsorted(knots, age, side="right") - 1, 0, len(knots) - 2)
    part = (age - knots[left]) / (knots[left + 1] - knots[left])
    low = path[child, left]
    return low + (path[child, left + 1] - low) * part


def _value(lms: Floats, z: Floats) -> Floats:
    """The measurement at z: M (1 + L S z) ** (1 / L), and M exp(S z) where L is 0."""
    skew, m, s = lms[..., 0], lms[..., 1], lms[..., 2]
    flat = np.abs(skew) < 1e-6
    power = np.where(flat, 1.0, skew)
    base = np.maximum(1 + power * s * z, 0.05)
    return m * np.where(flat, np.exp(s * z), base ** (1 / power))


def _weights(
    curves: GrowthCurves,
    sex: NDArray[np.int8],
    age: NDArray[np.int64],
    length_cm: Floats,
    length_z: Floats,
    build_z: Floats,
    on_length: float,
) -> Floats:
    """Weight for age from length and build under five; from the body-mass index after."""
    young_age = np.minimum(age, curves.weight_kg.shape[1] - 1)
    weight_z = on_length * length_z + np.sqrt(1 - on_length**2) * build_z
    young = _value(curves.weight_kg[sex, young_age], weight_z)
    old = _value(curves.bmi[sex, np.maximum(age, _SCHOOL_DAYS)], build_z) * (length_cm / 100) ** 2
    return np.where(age < _SCHOOL_DAYS, young, old)


def _written_down(
    rng: np.random.Generator,
    children: Children,
    child: NDArray[np.int64],
    age: NDArray[np.int64],
    weight_kg: Floats,
    length_cm: Floats,
    content: SynthContent,
) -> Weighings:
    shares = content.growth
    count = len(child)
    steps_g = np.array([int(word) for word in shares.weight_rounding_g.values])
    steps_mm = np.array([int(word) for word in shares.length_rounding_mm.values])
    step_g = steps_g[draw.picks(rng, shares.weight_rounding_g, count)]
    step_g = np.where(age < 730, np.minimum(step_g, 100), step_g)  # a baby's scale is finer
    step_mm = steps_mm[draw.picks(rng, shares.length_rounding_mm, count)]
    noise = rng.standard_normal((2, count))
    weight = np.maximum(weight_kg * 1000 + noise[0] * shares.weight_noise_g, 500)
    length = length_cm * 10 + noise[1] * shares.length_noise_mm * np.where(age == 0, 0.8, 1.0)
    standing = age >= STANDING_DAYS
    wrong = rng.random(count) < shares.position_wrong
    length = np.where(wrong, length + np.where(standing, 7, -7), length)  # lying is 7 mm longer
    standing ^= wrong
    weight_g = (np.round(weight / step_g) * step_g).astype(np.int64)
    length_mm = (np.round(length / step_mm) * step_mm).astype(np.int64)
    length_mm[rng.random(count) < shares.length_missing] = 0
    slip = _slips(rng, child, weight_g, length_mm, content)
    return Weighings(child, children.born[child] + age, weight_g, length_mm, standing, slip)


def _slips(
    rng: np.random.Generator,
    child: NDArray[np.int64],
    weight_g: NDArray[np.int64],
    length_mm: NDArray[np.int64],
    content: SynthContent,
) -> NDArray[np.int8]:
    """Writes errors into some rows, in place, and says which."""
    shares = content.growth
    chance = rng.random(len(child))
    edges = np.cumsum([shares.slip_times_ten, shares.slip_swapped_digits, shares.slip_wrong_child])
    slip = np.where(chance < edges[2], np.searchsorted(edges, chance, side="right") + 1, 0).astype(np.int8)
    before = weight_g.copy()
    weight_g[slip == 1] *= 10
    two = np.flatnonzero(slip == 2)
    kilos, rest = np.divmod(weight_g[two], 1000)
    tens, ones = np.divmod(kilos, 10)
    # 12.3 kg becomes 21.3 kg; below 10 kg the digits around the point are swapped: 8.6 becomes 6.8.
    below = np.where(rest // 100 > 0, (rest // 100) * 1000 + ones * 100, kilos * 1000 + rest)
    weight_g[two] = np.where(tens > 0, (ones * 10 + tens) * 1000 + rest, below)
    other = np.flatnonzero(slip == 3)
    source = rng.integers(len(child), size=len(other)) if len(child) else other
    weight_g[other], length_mm[other] = before[source], length_mm[source]
    slip[weight_g == before] = 0
    return slip


def measurement_table(*, weighed: Weighings, child_keys: Keys, keys: Keys) -> pa.Table:
    """The measurements as a table."""
    no_length = weighed.length_mm == 0
    return pa.Table.from_arrays(
        [
            draw.key_column(keys),
            draw.key_column(child_keys[weighed.child]),
            draw.day_column(weighed.on),
            pa.array(weighed.weight_g.astype(np.int32)),
            pa.array(weighed.length_mm.astype(np.int32), mask=no_length),
            draw.coded_column(weighed.standing, ("l", "h"), mask=no_length),
        ],
        schema=schema.MEASUREMENTS,
    )


def slip_names(codes: NDArray[np.int8]) -> list[str]:
    """The words for slips."""
    return [_SLIPS[code] for code in codes.tolist()]
