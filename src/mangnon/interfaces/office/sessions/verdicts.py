"""What the immunization engine says of doses just given, or about to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from mangnon.core.content.immunization import load_vietnam
from mangnon.domain.children.queries import Followed
from mangnon.domain.immunization.terms import product_words
from mangnon.engines.immunization import DOSES_SCHEMA, evaluate_versions, explain
from mangnon.interfaces.office.due_words import GROUP_WORDS


@dataclass(frozen=True)
class DoseGiven:
    """A dose as the engine is asked about it: full product code and day."""

    product: str
    on: date
    maker: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether a dose counts; ``why`` says in sentences why it does not, wholly or in part."""

    product: str
    on: date
    counts: bool
    why: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """One sentence for the row."""
        name = product_words(self.product)
        return f"{name}: hợp lệ." if self.counts else f"{name}: {' '.join(self.why)}"


def judge_doses(*, child: Followed, doses: Sequence[DoseGiven], on: date) -> list[Verdict]:
    """Judge all of a child's doses.

    Args:
        child: whose; without a full birth date nothing can be judged.
        doses: those that stand and those about to be given.
        on: the day of the judgement, not before any of the doses.

    Returns:
        One verdict for each dose, in the same order; none where it cannot be judged.
    """
    if child.birth_date is None or child.birth_precision != "day" or not doses:
        return []
    children = pa.table(
        {
            "birth_date": pa.array([child.birth_date], pa.date32()),
            "assess_on": pa.array([max(on, *(dose.on for dose in doses))], pa.date32()),
            "sex": pa.array([child.sex or None], pa.string()),
        }
    )
    given = pa.table(
        {
            "child": pa.array([0] * len(doses), pa.int32()),
            "on": pa.array([dose.on for dose in doses], pa.date32()),
            "product": pa.array([dose.product for dose in doses], pa.string()),
            "maker": pa.array([dose.maker or None for dose in doses], pa.string()),
        }
    )
    given = given.cast(pa.schema([DOSES_SCHEMA.field(name) for name in given.schema.names]))
    rows = evaluate_versions(children=children, doses=given, schedule=load_vietnam()).doses.to_pylist()
    return [_verdict(dose, [row for row in rows if row["dose"] == place]) for place, dose in enumerate(doses)]


def _verdict(dose: DoseGiven, rows: list[dict[str, object]]) -> Verdict:
    bad = [row for row in rows if row["status"] in ("not_valid", "sub_standard")]
    if not bad and rows and all(row["status"] == "extraneous" for row in rows):
        bad = rows  # not wrong, but not needed either: somebody should look again
    good = [row for row in rows if row["status"] == "valid"]
    if rows and not bad:
        return Verdict(dose.product, dose.on, counts=True)
    reasons: dict[str, list[str]] = {}
    for row in bad:
        codes = row["reasons"]
        for code in codes if isinstance(codes, list) else []:
            reasons.setdefault(str(code), []).append(str(row["antigen"] or ""))
    told = []
    for code, antigens in reasons.items():
        named = ", ".join(GROUP_WORDS.get(each, each) for each in antigens if each)
        told.append(f"{explain(code)[0]}" + (f" (chưa tính cho {named})" if good and named else ""))
    return Verdict(dose.product, dose.on, counts=False, why=tuple(told) or (explain("no_antigen")[0],))
