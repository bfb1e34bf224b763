"""What a child's measurements mean, from values alone: z-scores, words, and questions to ask twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from mangnon.engines.growth.classify import LABELS, classify
from mangnon.engines.growth.plausibility import Question, Weighing, questions
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.schema import MEASUREMENTS, SCORES
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

NORMAL = frozenset({"normal", "none"})


@dataclass(frozen=True)
class Body:
    """What was measured on a day: grams and millimetres; None where it was not; position l, h or empty."""

    on: date
    weight_g: int | None = None
    length_mm: int | None = None
    position: str = ""
    head_mm: int | None = None
    arm_mm: int | None = None
    oedema: bool = False


@dataclass(frozen=True)
class Scored:
    """A measurement with its z-scores by name, those that are implausible, and its classes by column."""

    body: Body
    age_days: int
    z: Mapping[str, float]
    flagged: tuple[str, ...]
    classes: Mapping[str, str]

    def words(self, column: str) -> str:
        """Return the Vietnamese word for a class, such as "thấp còi"; empty where it is not known."""
        name = self.classes.get(column, "")
        return LABELS[column][name] if name else ""

    def concerns(self) -> tuple[str, ...]:
        """Return the words of every class that is not normal."""
        return tuple(self.words(column) for column, name in self.classes.items() if name and name not in NORMAL)


def score(
    *, sex: str, birth: date, bodies: Sequence[Body], standards: GrowthStandards, practice: Practice
) -> list[Scored]:
    """Compute z-scores and classes of one child's measurements.

    Args:
        sex: m, f or empty; empty gives no z-score.
        birth: the full birth date.
        bodies: measurements in any order; those before birth are left out.
        standards, practice: loaded content.

    Returns:
        One for each measurement, in the same order.
    """
    known = [body for body in bodies if body.on >= birth]
    if not known:
        return []
    table = table_of(sex=sex, birth=birth, bodies=known)
    scores = zscores(measurements=table, standards=standards)
    classes = classify(measurements=table, scores=scores, standards=standards, practice=practice)
    return [
        Scored(
            body=body,
            age_days=(body.on - birth).days,
            z={name: row[name] for name in SCORES if row[name] is not None},
            flagged=tuple(name for name in SCORES if row[f"{name}_flag"] == 1),
            classes={column: value for column, value in named.items() if isinstance(value, str)},
        )
        for body, row, named in zip(known, scores.to_pylist(), classes.to_pylist(), strict=True)
    ]


def ask(*, new: Scored | None, last: Scored | None, practice: Practice) -> list[Question]:
    """Return what is to be asked twice about a new measurement, in the light of the one before."""
    return questions(new=_weighing(new), last=_weighing(last) if last else None, practice=practice) if new else []


def ask_without_age(*, new: Body, last: Body | None, practice: Practice) -> list[Question]:
    """Return the questions that need no age, for a child whose birth date or sex is not known."""
    plain = Weighing(on=new.on, weight_g=new.weight_g, length_mm=new.length_mm, head_mm=new.head_mm, arm_mm=new.arm_mm)
    before = (
        Weighing(on=last.on, weight_g=last.weight_g, length_mm=last.length_mm, head_mm=last.head_mm, arm_mm=last.arm_mm)
        if last
        else None
    )
    return questions(new=plain, last=before, practice=practice)


def _weighing(scored: Scored) -> Weighing:
    body = scored.body
    return Weighing(
        on=body.on,
        weight_g=body.weight_g,
        length_mm=body.length_mm,
        head_mm=body.head_mm,
        arm_mm=body.arm_mm,
        waz=scored.z.get("waz"),
        lhaz=scored.z.get("lhaz"),
        flagged=scored.flagged,
    )


def table_of(*, sex: str, birth: date, bodies: Sequence[Body]) -> pa.Table:
    """Return one child's measurements as the engine takes them."""
    columns = {
        "sex": [sex or None for _ in bodies],
        "age_days": [float((body.on - birth).days) for body in bodies],
        "weight_kg": [body.weight_g / 1000 if body.weight_g else None for body in bodies],
        "length_cm": [body.length_mm / 10 if body.length_mm else None for body in bodies],
        "head_cm": [body.head_mm / 10 if body.head_mm else None for body in bodies],
        "arm_cm": [body.arm_mm / 10 if body.arm_mm else None for body in bodies],
        "position": [body.position or None for body in bodies],
        "oedema": ["y" if body.oedema else "n" for body in bodies],
    }
    return pa.table({name: pa.array(values, MEASUREMENTS.field(name).type) for name, values in columns.items()})
