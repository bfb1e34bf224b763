"""The children behind a number: who they are, to those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
import pyarrow.compute as pc

from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words, date_words, length_words, weight_words, z_words
from mangnon.domain.children.queries import Followed, list_seen
from mangnon.domain.growth.queries import read_round
from mangnon.domain.growth.standards import practice, standards
from mangnon.domain.growth.survey import INDICATORS, Scores, rows_showing, score_round
from mangnon.engines.growth.classify import LABELS
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.nutrition_status.asked import Asked, Where
from mangnon.interfaces.office.nutrition_status.shown import NAMES

MOST = 200
NOT_MEASURED = "chua-can"
# The word in the address: the indicator asked for, and the words of the page's heading.
GROUPS = {
    **{word: (name, title) for name, (word, title, _) in NAMES.items()},
    "vong-tay": ("arm", "Vòng cánh tay nhỏ"),
    "phu": ("oedema", "Phù hai bàn chân"),
    "kho-tin": ("doubtful", "Số đo khó tin, cần đo lại"),
    NOT_MEASURED: ("", "Chưa được cân đo"),
}
WORD_OF = {name: word for word, (name, _) in GROUPS.items() if name}
_GOOD = {"normal", "none"}


@dataclass(frozen=True)
class ChildLine:
    """One child of the list."""

    key: UUID
    name: str
    age: str
    place: str
    on: str
    measured: str
    z: str
    words: str
    synthetic: bool


def list_behind(*, scope: Scope, asked: Asked, where: Where, group: str, severe: bool) -> tuple[list[ChildLine], int]:
    """Return the children behind a number, those farthest from the middle first, and how many there are.

    Args:
        scope: of the reader; children whose health data is not theirs are not among them.
        group: a key of ``GROUPS``.
        severe: only the severe.
    """
    rows = read_round(scope=scope, asked=asked.round(commune_id=where.commune_id), action=Action.SEE)
    if group == NOT_MEASURED:
        keys = rows.filter(pc.is_null(rows["on"]))["child"].to_pylist()
        people = _people(scope, keys[:MOST], asked.last)
        return [_line(each, place, asked.last) for each, place in people], len(keys)
    scored = score_round(rows=rows, standards=standards(), practice=practice(asked.last))
    at = rows_showing(scored=scored, indicator=GROUPS[group][0], severe=severe)
    at = at[np.argsort(-_distance(scored, GROUPS[group][0])[at], kind="stable")]
    shown = at[:MOST]
    keys = scored.measured["child"].take(shown).to_pylist()
    where_at = dict(zip(keys, shown.tolist(), strict=True))
    people = _people(scope, keys, asked.last)
    lines = {str(each.child_id): _line(each, place, asked.last, scored, where_at) for each, place in people}
    return [lines[key] for key in keys if key in lines], len(at)


def _people(scope: Scope, keys: list[str], on: date) -> list[tuple[Followed, str]]:
    seen = list_seen(scope=scope, child_ids=[UUID(key) for key in keys])
    names = names_of({each.hamlet_id for each in seen if each.hamlet_id}, on=on)
    told = [(each, names[each.hamlet_id].full if each.hamlet_id in names else each.hamlet_text) for each in seen]
    return sorted(told, key=lambda pair: (pair[1], pair[0].full_name))


def _line(
    child: Followed, place: str, on: date, scored: Scores | None = None, at: dict[str, int] | None = None
) -> ChildLine:
    measured = z = words = ""
    if scored is not None and at is not None:
        row = at[str(child.child_id)]
        found = scored.measured.slice(row, 1).to_pylist()[0]
        on = found["on"]
        numbers = (
            weight_words(found["weight_g"]) if found["weight_g"] else "",
            length_words(found["length_mm"]) if found["length_mm"] else "",
            f"vòng tay {length_words(found['arm_mm'])}" if found["arm_mm"] else "",
            "phù" if found["oedema"] else "",
        )
        measured = ", ".join(each for each in numbers if each)
        scores = scored.z.slice(row, 1).to_pylist()[0]
        parts = (("CN/T", "waz"), ("CC/T", "lhaz"), ("CN/CC", "wlz"))
        z = " · ".join(f"{label} {z_words(scores[name])}" for label, name in parts if scores[name] is not None)
        classes = scored.classes.slice(row, 1).to_pylist()[0]
        words = ", ".join(LABELS[name][classes[name]] for name in LABELS if classes[name] not in (None, *_GOOD))
    return ChildLine(
        key=child.child_id,
        name=child.full_name or NAMELESS,
        age=age_words(child.birth_date, on=on, precision=child.birth_precision),  # type: ignore[arg-type]
        place=place,
        on=date_words(on) if scored is not None else "",
        measured=measured,
        z=z,
        words=words,
        synthetic=child.synthetic,
    )


def _distance(scored: Scores, indicator: str) -> np.ndarray:
    """Return how far each row lies from the middle, so that the list begins with the gravest."""
    if indicator in INDICATORS:
        found = np.abs(scored.z[INDICATORS[indicator][0]].to_numpy())
        return np.where(np.isnan(found), np.inf, found)
    if indicator == "arm":
        return -np.nan_to_num(scored.measurements["arm_cm"].to_numpy(), nan=0.0)
    return np.zeros(scored.z.num_rows)
