"""Second records of the same child, as two clerks would have written them, with what differs known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.draw import Days, Keys, Words
from mangnon.interfaces.exchange.synth.numbers import Numbers
from mangnon.interfaces.exchange.synth.people import Children, Households
from mangnon.interfaces.exchange.synth.places import CommunePlan, Layout
from mangnon.vocab.text import unaccent

_SWAPS = (
    ("y", "i"),
    ("ý", "í"),
    ("ỳ", "ì"),
    ("ỷ", "ỉ"),
    ("ch", "tr"),
    ("s", "x"),
    ("uyên", "uyền"),
)


@dataclass(frozen=True)
class Copies:
    """One row per duplicate record. ``hamlet`` is a row of the province's hamlets."""

    keys: Keys
    household_keys: Keys
    child: NDArray[np.int64]
    hamlet: NDArray[np.int64]
    names: Words
    born: Days
    precision: NDArray[np.int8]
    personal_id: Words
    birth_certificate: Words
    insurance: Words
    mother: Words
    phone: Words
    kinds: Words


def copies(
    *,
    children: Children,
    homes: Households,
    numbers: Numbers,
    plan: CommunePlan,
    plans: Layout,
    seed: int,
    today: date,
    content: SynthContent,
) -> Copies:
    """Write some children down a second time, each with small differences.

    Args:
        children: the real children of the commune.
        homes: their households.
        numbers: their numbers.
        plan: the commune; ``duplicates`` says how many copies.
        plans: the whole province; a third of the copies stand in another commune.
        seed: the province's seed.
        today: the day the province is made for.
        content: words for unnamed newborns.

    Returns:
        The copies.
    """
    rng = draw.generator(seed=seed, commune=plan.index, topic="copies")
    count = min(plan.duplicates, len(children.born))
    child = np.sort(rng.choice(len(children.born), size=count, replace=False)).astype(np.int64)
    home = children.household[child]
    hamlet = plan.first_hamlet + homes.hamlet[home]
    where = rng.random(count)
    hamlet = np.where(where < 0.35, rng.integers(0, len(plans.hamlet_commune), count), hamlet)
    other = plan.first_hamlet + rng.integers(0, plan.hamlets, count)
    hamlet = np.where((where >= 0.35) & (where < 0.55), other, hamlet)
    moved = hamlet != plan.first_hamlet + homes.hamlet[home]
    names, born, mothers = (
        children.names[child].copy(),
        children.born[child].copy(),
        homes.mother[home].copy(),
    )
    phones = homes.mother_phone[home].copy()
    precision = np.zeros(count, dtype=np.int8)
    personal, certificate = numbers.personal_id[child].copy(), numbers.birth_certificate[child].copy()
    insurance = numbers.insurance[child].copy()
    kinds = np.empty(count, dtype=object)
    for row in range(count):
        said = ["place"] if moved[row] else []
        infant = born[row] > draw.day_number(today) - 300
        if infant and rng.random() < 0.3:
            names[row] = f"{content.placeholders[rng.integers(len(content.placeholders))]} {mothers[row]}"
            said.append("placeholder")
        elif rng.random() < 0.5:
            names[row], kind = _name_otherwise(names[row], int(rng.integers(4)))
            said += [kind] if kind else []
        if rng.random() < 0.35:
            born[row], precision[row], kind = _born_otherwise(int(born[row]), int(rng.integers(3)), today)
            said += [kind] if kind else []
        if rng.random() < 0.55:
            personal[row] = certificate[row] = ""
            said.append("numbers_missing")
        if rng.random() < 0.5:
            insurance[row] = ""
        if rng.random() < 0.3:
            mothers[row], kind = _name_otherwise(mothers[row], int(rng.integers(4)))
            said += [f"mother_{kind}"] if kind else []
        if rng.random() < 0.4:
            phones[row] = ""
        kinds[row] = ";".join(said) or "same"
    return Copies(
        keys=draw.keys(seed=seed, table="duplicates", commune=plan.index, count=count, today=today),
        household_keys=draw.keys(seed=seed + 1, table="duplicates", commune=plan.index, count=count, today=today),
        child=child,
        hamlet=hamlet,
        names=names,
        born=born,
        precision=precision,
        personal_id=personal,
        birth_certificate=certificate,
        insurance=insurance,
        mother=mothers,
        phone=phones,
        kinds=kinds,
    )


def without_tones(name: str) -> str:
    """A person's name without tone marks and diacritics, each word with a capital."""
    return " ".join(word.capitalize() for word in unaccent(name).split(" "))


def _name_otherwise(name: str, kind: int) -> tuple[str, str]:
    """The name as another clerk heard or typed it, and the word for the difference ("" for none)."""
    parts = name.split(" ")
    if kind == 0:
        return without_tones(name), "tones_dropped"
    if kind == 1 and len(parts) > 2:
        return f"{parts[0]} {parts[-1]}", "middle_name_dropped"
    if kind == 2 and len(parts[-1]) > 2:
        last = parts[-1]
        return " ".join([*parts[:-1], last[:-2] + last[-1] + last[-2]]), "letters_swapped"
    for left, right in _SWAPS:
        if left in parts[-1]:
            return " ".join([*parts[:-1], parts[-1].replace(left, right, 1)]), "spelling"
    return name, ""


def _born_otherwise(born: int, kind: int, today: date) -> tuple[int, int, str]:
    """Another birth date (day number), its precision (0 day, 2 year), and the word for the difference."""
    day = draw.EPOCH + timedelta(days=born)
    if kind == 0:
        return draw.day_number(date(day.year, 1, 1)), 2, "year_only"
    if kind == 1 and day.day <= 12 and day.day != day.month and date(day.year, day.day, day.month) <= today:
        return draw.day_number(date(day.year, day.day, day.month)), 0, "day_month_swapped"
    return born - 1, 0, "day_off_by_one"
