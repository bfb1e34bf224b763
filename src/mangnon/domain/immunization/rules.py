"""The vaccination card of one child, from values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from mangnon.domain.immunization.errors import ObservationError
from mangnon.engines.immunization import (
    DOSES_SCHEMA,
    OBSERVATIONS_SCHEMA,
    ScheduleVersions,
    evaluate_versions,
    explain,
    versions_of,
)
from mangnon.engines.immunization.conditions import Condition
from mangnon.engines.immunization.dates import add_period


@dataclass(frozen=True)
class GivenDose:
    """A dose given: the day, the product's code, its maker, and whether the child was examined before it."""

    on: date
    product: str
    maker: str = ""
    examined: bool | None = None


@dataclass(frozen=True)
class Seen:
    """An observation: its day, code as the engine reads it, and the day it ends (None: open)."""

    on: date
    code: str
    until: date | None = None


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
    earliest_because: str = ""
    recommended_because: str = ""
    condition: str = ""


@dataclass(frozen=True)
class CourseCard:
    """One disease: doses given and the next one; ``status`` in the engine's words, such as ``complete``."""

    antigen: str
    given: tuple[JudgedDose, ...]
    status: str
    next: NextDose | None
    because: str = ""
    condition: str = ""

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
    *,
    sex: str,
    birth: date | None,
    doses: Sequence[GivenDose],
    on: date,
    schedule: ScheduleVersions,
    seen: Sequence[Seen] = (),
) -> Card | None:
    """Judge a child's doses and say which come next.

    Args:
        sex: m, f or empty.
        birth: the full birth date; without one nothing can be judged.
        doses: given doses in any order.
        on: the day asked about.
        schedule: the versions of the schedule.
        seen: standing contraindications, postponements and evidence of immunity.

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
    found = evaluate_versions(
        children=asked, doses=_table(doses), observations=_seen_table(seen), schedule=schedule,
        courses=True, because=True,
    )  # fmt: skip
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
            because=_word(forecasts.get(antigen), "status_because"),
            condition=_word(forecasts.get(antigen), "condition"),
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
        earliest_because=_word(row, "earliest_because"),
        recommended_because=_word(row, "recommended_because"),
        condition=_word(row, "condition"),
    )


def _word(row: dict[str, object] | None, name: str) -> str:
    return str((row or {}).get(name) or "")


def _seen_table(seen: Sequence[Seen]) -> pa.Table | None:
    if not seen:
        return None
    columns = {
        "child": [0] * len(seen),
        "code": [one.code for one in seen],
        "on": [one.on for one in seen],
        "until": [one.until for one in seen],
    }
    return pa.table({name: pa.array(values, OBSERVATIONS_SCHEMA.field(name).type) for name, values in columns.items()})


def _table(doses: Sequence[GivenDose]) -> pa.Table:
    columns = {
        "child": [0] * len(doses),
        "on": [dose.on for dose in doses],
        "product": [dose.product for dose in doses],
        "maker": [dose.maker or None for dose in doses],
    }
    return pa.table({name: pa.array(values, DOSES_SCHEMA.field(name).type) for name, values in columns.items()})


def check_observed(
    *, conditions: Sequence[Condition], code: str, product: str, on: date, until: date | None
) -> Condition:
    """Find the condition that is told, and refuse what it cannot mean.

    Raises:
        ObservationError: no such condition; a vaccine is lacking or not asked for; an end that it cannot have.
    """
    found = next((one for one in conditions if one.code == code), None)
    if found is None:
        raise ObservationError("Hãy chọn một lưu ý trong danh sách.")
    if found.same_component and f"{code}@{product}" not in found.products:
        raise ObservationError("Hãy chọn vắc xin mà trẻ đã phản ứng.")
    if product and not found.same_component:
        raise ObservationError("Lưu ý này không ghi kèm vắc xin; hãy bỏ chọn vắc xin.")
    if until is not None and found.kind != "postponement":
        raise ObservationError("Chỉ hoãn tiêm mới có ngày hết hoãn; hãy bỏ trống ô này.")
    if until is not None and until <= on:
        raise ObservationError("Ngày hết hoãn phải sau ngày ghi nhận.")
    return found


def condition_words(*, conditions: Sequence[Condition], code: str) -> str:
    """Say a condition by its code as the engine reads it; the code itself where the content lost it."""
    bare = code.partition("@")[0]
    return next((one.label for one in conditions if one.code == bare), bare)


def barred_by(*, seen: Sequence[Seen], conditions: Sequence[Condition], on: date) -> dict[str, str]:
    """Say which vaccines must not be given, or must wait, on a day.

    Args:
        seen: standing observations of a child.
        conditions: those of the content.
        on: the day.

    Returns:
        The condition's words by full product code; a contraindication speaks before a postponement.
    """
    found: dict[str, str] = {}
    known = {one.code: one for one in conditions}
    for one in sorted(seen, key=lambda one: _kind(known, one) == "contraindication"):
        condition = known.get(one.code.partition("@")[0])
        if condition is None or condition.kind == "immunity" or not _still(one, condition, on):
            continue
        for product in condition.products.get(one.code, ()):
            found[product] = condition.label
    return found


def _kind(known: Mapping[str, Condition], one: Seen) -> str:
    condition = known.get(one.code.partition("@")[0])
    return condition.kind if condition else ""


def _still(one: Seen, condition: Condition, on: date) -> bool:
    """Tell whether an observation holds on a day: begun, and not over."""
    end = ends_on(one, condition)
    return one.on <= on and (end is None or on < end)


def ends_on(one: Seen, condition: Condition) -> date | None:
    """The first day on which an observation no longer holds; None while nobody ends it."""
    if one.until is not None or condition.lasts is None:
        return one.until
    return add_period(one.on, condition.lasts)
