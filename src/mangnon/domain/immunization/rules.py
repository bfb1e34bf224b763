"""The vaccination card of one child, from values alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from mangnon.engines.immunization import DOSES_SCHEMA, ScheduleVersions, evaluate_versions, explain, versions_of


@dataclass(frozen=True)
class GivenDose:
    """A dose given: the day, the product's code, its maker, and whether the child was examined before it."""

    on: date
    product: str
    maker: str = ""
    examined: bool | None = None


@dataclass(frozen=True)
class JudgedDose:
    """A given dose as one disease counts it; ``number`` is its turn among those that count."""

    on: date
    product: str
    valid: bool
    number: int | None
    reasons: tuple[str, ...]
    examined: bool | None = None


@dataclass(frozen=True)
class NextDose:
    """The dose a child is owed next for a disease: its number, the window, and what may be given."""

    number: int
    earliest: date | None
    recommended: date | None
    past_due: date | None
    products: tuple[str, ...]


@dataclass(frozen=True)
class CourseCard:
    """One disease: doses given and the next one; ``status`` in the engine's words, such as ``complete``."""

    antigen: str
    given: tuple[JudgedDose, ...]
    status: str
    next: NextDose | None

    @property
    def status_words(self) -> str:
        """The status in a Vietnamese sentence; empty while doses are owed."""
        return "" if self.status in {"not_complete", ""} else explain(self.status)[0]


@dataclass(frozen=True)
class Card:
    """A child's card under the schedule in force: its name, one row a disease, doses that count for none."""

    version: str
    rows: tuple[CourseCard, ...]
    uncounted: tuple[JudgedDose, ...]


def vaccination_card(
    *, sex: str, birth: date | None, doses: Sequence[GivenDose], on: date, schedule: ScheduleVersions
) -> Card | None:
    """Judge a child's doses and say which come next.

    Args:
        sex: m, f or empty.
        birth: the full birth date; without one nothing can be judged.
        doses: given doses in any order.
        on: the day asked about.
        schedule: the versions of the schedule.

    Returns:
        The card; None without a birth date, before birth, or before the first version.
    """
    if birth is None or birth > on:
        return None
    asked = pa.table(
        {
            "birth_date": pa.array([birth], pa.date32()),
            "assess_on": pa.array([on], pa.date32()),
            "sex": pa.array([sex or None], pa.string()),
        }
    )
    place = int(versions_of(assess_on=asked["assess_on"], schedule=schedule)[0])
    if place < 0:
        return None
    found = evaluate_versions(children=asked, doses=_table(doses), schedule=schedule, courses=True)
    judged: dict[str, list[JudgedDose]] = {}
    for row in sorted(found.doses.to_pylist(), key=lambda row: (doses[row["dose"]].on, row["dose"])):
        mine = judged.setdefault(row["antigen"] or "", [])
        valid = row["status"] == "valid"
        mine.append(
            JudgedDose(
                on=doses[row["dose"]].on,
                product=doses[row["dose"]].product,
                valid=valid,
                number=sum(each.valid for each in mine) + 1 if valid else None,
                reasons=tuple(explain(code)[0] for code in row["reasons"]),
                examined=doses[row["dose"]].examined,
            )
        )
    forecasts = {row["antigen"]: row for row in found.courses.to_pylist()}
    order = [antigen.name for antigen in schedule.versions[place].antigens]
    rows = [
        CourseCard(
            antigen=antigen,
            given=tuple(judged.get(antigen, ())),
            status=forecasts[antigen]["status"] if antigen in forecasts else "",
            next=_next(forecasts.get(antigen)),
        )
        for antigen in order
        if antigen in judged or antigen in forecasts
    ]
    return Card(schedule.versions[place].name, tuple(rows), tuple(judged.get("", ())))


def _next(row: dict[str, object] | None) -> NextDose | None:
    if row is None or row["status"] != "not_complete" or row["dose"] is None:
        return None
    return NextDose(
        number=row["dose"],  # type: ignore[arg-type]
        earliest=row["earliest"],  # type: ignore[arg-type]
        recommended=row["recommended"],  # type: ignore[arg-type]
        past_due=row["past_due"],  # type: ignore[arg-type]
        products=tuple(row["products"]),  # type: ignore[arg-type]
    )


def _table(doses: Sequence[GivenDose]) -> pa.Table:
    columns = {
        "child": [0] * len(doses),
        "on": [dose.on for dose in doses],
        "product": [dose.product for dose in doses],
        "maker": [dose.maker or None for dose in doses],
    }
    return pa.table({name: pa.array(values, DOSES_SCHEMA.field(name).type) for name, values in columns.items()})
