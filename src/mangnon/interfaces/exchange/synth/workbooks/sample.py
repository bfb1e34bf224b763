"""One commune taken out of a synthetic province, child by child, as the workbooks need it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from mangnon.interfaces.exchange.synth.province import Chunk


@dataclass(frozen=True)
class Parent:
    """A caregiver as the lists name them."""

    relation: str
    full_name: str
    phone: str
    state: str


@dataclass(frozen=True)
class Dose:
    """A dose: product code without its prefix, day."""

    product: str
    on: date


@dataclass(frozen=True)
class Weighing:
    """A measurement; a length of 0 was not taken."""

    on: date
    weight_g: int
    length_mm: int


@dataclass(frozen=True)
class SampleChild:
    """One child record; ``same_as`` is the key of the child it is a second record of, "" for a first one."""

    key: str
    same_as: str
    twin_of: str
    full_name: str
    birth_date: date
    birth_precision: str
    sex: str
    ethnic_code: str
    personal_id: str
    insurance_no: str
    hamlet: int
    household: bytes
    poverty: str
    parents: tuple[Parent, ...]
    circumstances: tuple[str, ...]
    risks: tuple[str, ...]
    doses: tuple[Dose, ...]
    weighings: tuple[Weighing, ...]

    def parent(self, relation: str) -> Parent | None:
        """The caregiver of that relation, if known."""
        return next((p for p in self.parents if p.relation == relation), None)


def sample_children(*, chunk: Chunk, hamlets: pa.Table) -> list[SampleChild]:
    """The records of a one-commune chunk, in household order within each hamlet.

    Args:
        chunk: a chunk that holds one commune.
        hamlets: the province's hamlets; only this commune's are filled.

    Returns:
        One entry per child record.
    """
    tables = chunk.tables
    hamlet_row = {key: row for row, key in enumerate(hamlets["key"].to_pylist())}
    poverty = dict(
        zip(tables["households"]["key"].to_pylist(), tables["households"]["poverty"].to_pylist(), strict=True)
    )
    same_as = _pairs(tables["duplicates"], "duplicate_key", "child_key")
    twins = _pairs(tables["twins"], "child_key", "twin_key") | _pairs(tables["twins"], "twin_key", "child_key")
    parents = _by_child(tables["caregivers"])
    circumstances, risks = _by_child(tables["circumstances"]), _by_child(tables["risk_factors"])
    doses, weighings = _by_child(tables["doses"]), _by_child(tables["measurements"])
    children = []
    for row in tables["children"].to_pylist():
        key = row["key"]
        children.append(
            SampleChild(
                key=key.hex(),
                same_as=same_as.get(key, b"").hex(),
                twin_of=twins.get(key, b"").hex(),
                full_name=row["full_name"],
                birth_date=row["birth_date"],
                birth_precision=row["birth_precision"],
                sex=row["sex"],
                ethnic_code=row["ethnic_code"],
                personal_id=row["personal_id"] or "",
                insurance_no=row["insurance_no"] or "",
                hamlet=hamlet_row[row["hamlet_key"]],
                household=row["household_key"],
                poverty=poverty[row["household_key"]],
                parents=tuple(
                    Parent(p["relation"], p["full_name"], p["phone"] or "", p["state"]) for p in parents[key]
                ),
                circumstances=tuple(c["group_code"] for c in circumstances[key]),
                risks=tuple(r["code"] for r in risks[key]),
                doses=tuple(Dose(d["product"].removeprefix("vn:"), d["on"]) for d in doses[key]),
                weighings=tuple(Weighing(w["on"], w["weight_g"], w["length_mm"] or 0) for w in weighings[key]),
            )
        )
    return sorted(children, key=lambda child: (child.hamlet, child.household, child.birth_date, child.key))


def _pairs(table: pa.Table, left: str, right: str) -> dict[bytes, bytes]:
    return dict(zip(table[left].to_pylist(), table[right].to_pylist(), strict=True))


def _by_child(table: pa.Table) -> defaultdict[bytes, list[dict[str, Any]]]:
    rows: defaultdict[bytes, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        rows[row["child_key"]].append(row)
    return rows
