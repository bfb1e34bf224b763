"""What a measurement means: z-scores, classes and questions, as the row of a session says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

import pyarrow as pa

from mangnon.core.content import content_root
from mangnon.core.content.growth import load_practice, load_standards
from mangnon.core.web.words import z_words
from mangnon.domain.children.queries import Followed
from mangnon.domain.growth.records import Measured
from mangnon.engines.growth.classify import LABELS, classify
from mangnon.engines.growth.plausibility import Weighing, questions
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.schema import MEASUREMENTS, SCORES
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

_SHOWN = (("waz", "cân nặng/tuổi"), ("lhaz", "chiều cao/tuổi"), ("wlz", "cân nặng/chiều cao"), ("baz", "BMI/tuổi"))
_GOOD = {"normal", "none"}
_SEVERE = {"severe", "severely_stunted", "severely_underweight", "severely_wasted", "severely_thin", "obese"}


@dataclass(frozen=True)
class Judged:
    """A measurement's z-scores by name, what they mean in words, and how worrying that is.

    ``known`` is false where sex or the full birth date is missing.
    """

    scores: dict[str, float]
    flagged: tuple[str, ...]
    classes: tuple[str, ...]
    severe: bool
    known: bool = True

    @property
    def words(self) -> str:
        """One line for the row: the classes that are not normal, then the z-scores."""
        found = [f"{label} {z_words(self.scores[name])}" for name, label in self._shown()]
        if not found and not self.classes:
            return "Chưa so được với chuẩn: cần đủ ngày sinh và giới tính." if not self.known else ""
        meaning = ", ".join(self.classes) or "bình thường"
        return f"{meaning[:1].upper()}{meaning[1:]}" + (f" ({'; '.join(found)})" if found else "")

    def _shown(self) -> list[tuple[str, str]]:
        hidden = "baz" if "wlz" in self.scores else "wlz"
        return [each for each in _SHOWN if each[0] in self.scores and each[0] != hidden]


@cache
def standards() -> GrowthStandards:
    """Return WHO's tables, read once a process."""
    return load_standards(content_root() / "growth")


@lru_cache(maxsize=8)
def practice(on: date) -> Practice:
    """Return the thresholds of practice that hold on a day."""
    return load_practice(content_root() / "growth", on=on)


def judge(*, children: Sequence[Followed], measured: Sequence[Measured], on: date) -> list[Judged]:
    """Judge measurements, one for each child of the same place in the list.

    Args:
        children: whose; without a full birth date or sex there are no z-scores.
        measured: what was measured.
        on: the day whose thresholds hold.
    """
    table = pa.Table.from_pylist(
        [_row(child, each) for child, each in zip(children, measured, strict=True)],
        schema=MEASUREMENTS,
    )
    if not table.num_rows:
        return []
    scores = zscores(measurements=table, standards=standards())
    classes = classify(measurements=table, scores=scores, standards=standards(), practice=practice(on))
    known = [bool(row["sex"]) and row["age_days"] is not None for row in table.to_pylist()]
    rows = zip(scores.to_pylist(), classes.to_pylist(), known, strict=True)
    return [_judged(score, named, known=one) for score, named, one in rows]


def ask(*, child: Followed, new: Measured, last: Measured | None, on: date) -> list[str]:
    """Return what is to be asked about a new measurement before it is believed."""
    listed = [new, last] if last else [new]
    # A doubt needs no exact age: where only the month of birth is known, its middle is near enough to ask by.
    aged = replace(child, birth_precision="day") if child.birth_precision == "month" else child
    if aged is not child and aged.birth_date:
        aged = replace(aged, birth_date=aged.birth_date + timedelta(days=14))
    judged = judge(children=[aged] * len(listed), measured=listed, on=on)
    before = _weighing(last, judged[1]) if last else None
    asked = questions(new=_weighing(new, judged[0]), last=before, practice=practice(on))
    return [question.sentence for question in asked]


def default_position(child: Followed, *, on: date) -> str:
    """Return how a child of this age is measured: lying until the day from which the standards read heights."""
    if child.birth_date is None:
        return "h"
    return "l" if (on - child.birth_date).days < standards().rules.standing_from_day else "h"


def _weighing(measured: Measured, judged: Judged) -> Weighing:
    return Weighing(
        on=measured.on,
        weight_g=measured.weight_g,
        length_mm=measured.length_mm,
        head_mm=measured.head_mm,
        arm_mm=measured.arm_mm,
        waz=judged.scores.get("waz"),
        lhaz=judged.scores.get("lhaz"),
        flagged=judged.flagged,
    )


def _row(child: Followed, measured: Measured) -> dict[str, object]:
    exact = child.birth_date is not None and child.birth_precision == "day"
    return {
        "sex": child.sex or None,
        "age_days": float((measured.on - child.birth_date).days) if exact and child.birth_date else None,
        "weight_kg": measured.weight_g / 1000 if measured.weight_g else None,
        "length_cm": measured.length_mm / 10 if measured.length_mm else None,
        "head_cm": measured.head_mm / 10 if measured.head_mm else None,
        "arm_cm": measured.arm_mm / 10 if measured.arm_mm else None,
        "position": measured.position or None,
        "oedema": "y" if measured.oedema else "n",
    }


def _judged(scores: dict[str, object], classes: dict[str, object], *, known: bool) -> Judged:
    kept = {name: float(str(scores[name])) for name in SCORES if scores[name] is not None}
    named = [(column, str(classes[column])) for column in LABELS if classes[column] is not None]
    return Judged(
        scores=kept,
        flagged=tuple(name for name in kept if scores[f"{name}_flag"] == 1),
        classes=tuple(LABELS[column][code] for column, code in named if code not in _GOOD),
        severe=any(code in _SEVERE for _, code in named),
        known=known,
    )
