"""One child as a clerk puts it into a row: the cells before a sheet's layout orders them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from mangnon.interfaces.exchange.synth import clerk
from mangnon.interfaces.exchange.synth.workbooks.sample import SampleChild
from mangnon.interfaces.exchange.synth.workbooks.sheet import Cell, Spell

OLD_COMMUNES = ("Bình Thuận", "Khôi Kỳ", "Mỹ Yên", "Lục Ba")
OLD_DISTRICT = "Đại Từ"
MESSY = 0.05


@dataclass(frozen=True)
class Written:
    """The cells of one child and the words for what is odd about them."""

    child: SampleChild
    name: str
    birth: Cell
    male: bool
    female: bool
    ethnic: str
    personal_id: str
    insurance_no: str
    mother: str
    father: str
    phone: str
    hamlet: str
    old_commune: str
    note: str
    oddities: tuple[str, ...]


def old_commune_of(*, hamlet: int, hamlets: int) -> int:
    """Which of the old communes a hamlet belonged to: they follow each other."""
    return hamlet * len(OLD_COMMUNES) // hamlets


def written(
    *, child: SampleChild, rng: np.random.Generator, hamlets: tuple[str, ...], text_dates: bool = False
) -> Written:
    """Write a child down, carelessly now and then.

    Args:
        child: the child.
        rng: the clerk's moods.
        hamlets: the names of the commune's hamlets.
        text_dates: the sheet holds dates as text, not as Excel's serial numbers.

    Returns:
        The cells.
    """
    odd: list[str] = []
    name = child.full_name
    if child.same_as:
        odd.append("second_record")
    if rng.random() < MESSY / 2:
        name = clerk.careless(rng, name)
        odd.append("stray_space")
    birth, birth_odd = _birth(child, rng, text_dates)
    both = rng.random() < 0.0015
    none = rng.random() < 0.0015
    odd += birth_odd + (["both_sexes"] if both else []) + (["no_sex"] if none and not both else [])
    personal = child.personal_id
    if personal and rng.random() < 0.01:
        personal = f"{personal[:3]} {personal[3:6]} {personal[6:]}"
        odd.append("spaced_number")
    mother, father, guardian = (child.parent(word) for word in ("mother", "father", "guardian"))
    note, note_odd = _note(child, rng)
    return Written(
        child=child,
        name=name,
        birth=birth,
        male=(child.sex == "m" or both) and not (none and not both),
        female=(child.sex == "f" or both) and not (none and not both),
        ethnic=clerk.one_of(rng, clerk.ETHNIC_WORDS[child.ethnic_code])
        if rng.random() < MESSY
        else clerk.ETHNIC_WORDS[child.ethnic_code][0],
        personal_id=personal,
        insurance_no=child.insurance_no,
        mother=mother.full_name if mother else "",
        father=father.full_name if father else "",
        phone=next((p.phone for p in (mother, father, guardian) if p and p.phone), ""),
        hamlet=hamlets[child.hamlet],
        old_commune=OLD_COMMUNES[old_commune_of(hamlet=child.hamlet, hamlets=len(hamlets))],
        note=note,
        oddities=tuple(odd + note_odd),
    )


def _birth(child: SampleChild, rng: np.random.Generator, text_dates: bool) -> tuple[Cell, list[str]]:
    day = child.birth_date
    if child.birth_precision == "year":
        return (day.year if rng.random() < 0.6 else str(day.year)), ["year_only"]
    if child.birth_precision == "month":
        return f"{day.month}/{day.year}", ["month_only"]
    if rng.random() < 0.001:
        return f"31/02/{day.year}", ["date_impossible"]
    if rng.random() < MESSY:
        return clerk.date_text(rng, day, plain=False), ["date_text"]
    return (clerk.date_text(rng, day, plain=True) if text_dates else day), []


def _note(child: SampleChild, rng: np.random.Generator) -> tuple[str, list[str]]:
    words = [clerk.one_of(rng, clerk.CIRCUMSTANCE_WORDS[code]) for code in child.circumstances]
    words += [clerk.one_of(rng, clerk.RISK_WORDS[code]) for code in child.risks]
    if child.twin_of and rng.random() < 0.6:
        words.append("Sinh đôi")
    return "; ".join(words), ["circumstance_in_words"] if child.circumstances else []


def in_capitals(row: Written) -> Written:
    """The row with names in capitals."""
    return replace(row, name=row.name.upper(), mother=row.mother.upper(), father=row.father.upper())


def in_letters(row: Written, spell: Spell, oddity: str) -> Written:
    """The row with every text spelled by another encoding."""
    return replace(
        row,
        name=spell(row.name),
        birth=spell(row.birth) if isinstance(row.birth, str) else row.birth,
        ethnic=spell(row.ethnic),
        mother=spell(row.mother),
        father=spell(row.father),
        hamlet=spell(row.hamlet),
        old_commune=spell(row.old_commune),
        note=spell(row.note),
        oddities=(*row.oddities, oddity),
    )


def older(row: Written, years: int) -> Written:
    """The row with an earlier birth, so that the child has turned sixteen."""
    day = row.child.birth_date
    return replace(row, birth=date(day.year - years, day.month, min(day.day, 28)), oddities=(*row.oddities, "over_16"))
