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
        on: the day of the judgement, or the day of a dose that is later.

    Returns:
        One verdict for each dose, in the same order; none where it cannot be judged.
    """
    return judge_children(given=[(child, doses)], on=on)[0]


def judge_children(*, given: Sequence[tuple[Followed, Sequence[DoseGiven]]], on: date) -> list[list[Verdict]]:
    """Judge the doses of many children at once, as ``judge_doses`` does: the engine reads a table, not a child.

    Args:
        given: children with their doses.
        on: the day of the judgement.

    Returns:
        The verdicts of each, in the same order.
    """
    known = [
        at for at, (child, doses) in enumerate(given) if child.birth_precision == "day" and child.birth_date and doses
    ]
    verdicts: list[list[Verdict]] = [[] for _ in given]
    if not known:
        return verdicts
    owners = [(row, at, dose) for row, at in enumerate(known) for dose in given[at][1]]
    children = pa.table(
        {
            "birth_date": pa.array([given[at][0].birth_date for at in known], pa.date32()),
            "assess_on": pa.array([max(on, *(dose.on for dose in given[at][1])) for at in known], pa.date32()),
            "sex": pa.array([given[at][0].sex or None for at in known], pa.string()),
        }
    )
    doses = pa.table(
        {
            "child": pa.array([row for row, _, _ in owners], pa.int32()),
            "on": pa.array([dose.on for _, _, dose in owners], pa.date32()),
            "product": pa.array([dose.product for _, _, dose in owners], pa.string()),
            "maker": pa.array([dose.maker or None for _, _, dose in owners], pa.string()),
        }
    )
    doses = doses.cast(pa.schema([DOSES_SCHEMA.field(name) for name in doses.schema.names]))
    found: dict[int, list[dict[str, object]]] = {}
    for row in evaluate_versions(children=children, doses=doses, schedule=load_vietnam()).doses.to_pylist():
        found.setdefault(row["dose"], []).append(row)
    for place, (_, at, dose) in enumerate(owners):
        verdicts[at].append(_verdict(dose, found.get(place, [])))
    return verdicts


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
