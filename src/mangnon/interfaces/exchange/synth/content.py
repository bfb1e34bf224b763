"""Reads ``content/synth`` (names, shares, behaviour) into the frozen dataclasses that the generator takes."""

from __future__ import annotations

import csv
import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

Area = str  # urban | midland | upland | highland
T = TypeVar("T")


@dataclass(frozen=True)
class Weighted:
    """Words to draw from, each with its probability."""

    values: tuple[str, ...]
    probability: NDArray[np.float64]


@dataclass(frozen=True)
class ByArea:
    """One number for each kind of area."""

    values: Mapping[Area, float]


@dataclass(frozen=True)
class NameTable:
    """The names of one ethnic group; children and adults of one sex differ only in their middle names."""

    surnames: Weighted
    child_middle: tuple[Weighted, Weighted]  # boys, girls
    adult_middle: tuple[Weighted, Weighted]
    given: tuple[Weighted, Weighted]


@dataclass(frozen=True)
class HamletNames:
    """How hamlets of one kind of area are called."""

    prefix: str
    numbered: float
    names: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """Counts per 330,000 children."""

    special_circumstances: int
    at_risk: int
    collaborators: int
    facilities: int
    hamlets: int
    duplicates: int


@dataclass(frozen=True)
class HouseholdShares:
    """Sizes of households and twins."""

    children: Weighted
    twin_households: float


@dataclass(frozen=True)
class CaregiverShares:
    """Ages, gaps and absences of the people who care for a child."""

    mother_age_at_birth: tuple[float, ...]
    father_older_years: tuple[float, ...]
    mother_unknown: float
    father_unknown: float
    mother_dead: float
    father_dead: float
    grandparent: float
    phone: float
    phone_prefix: str


@dataclass(frozen=True)
class ChildShares:
    """What is missing, imprecise or wrong in a child's particulars."""

    month_precision: float
    year_precision: float
    personal_id_missing: ByArea
    personal_id_missing_under_60_days: float
    personal_id_wrong: float
    personal_id_other_province: float
    other_provinces: Weighted
    birth_certificate_missing: float
    insurance_under_6: float
    insurance_from_6: float
    unnamed_under_30_days: float
    moved_between_communes: float
    moved_from_outside: float


@dataclass(frozen=True)
class RiskShares:
    """Reasons for which a household's children are at risk, and the share that has a second one."""

    poor_household: float
    near_poor_household: float
    divorced_parents: float
    parents_away: float
    other: float
    second_risk: float


@dataclass(frozen=True)
class Circumstance:
    """One of the 14 groups: its share, the youngest age in years, its sub-types."""

    code: str
    share: float
    from_age: int
    subtypes: Weighted


@dataclass(frozen=True)
class VisitShares:
    """Visits to children in special circumstances."""

    per_year: float
    years: int
    purposes: Weighted


@dataclass(frozen=True)
class GrowthShares:
    """How children grow and how carelessly they are measured."""

    length_mean: Mapping[str, float]  # by ethnic code
    length_mean_other: float
    build_mean: ByArea
    level_sd: float
    knot_correlation: float
    weight_on_length: float
    knots_days: tuple[float, ...]
    attend_birth: float
    attend_under_2: float
    attend_under_5: float
    attend_school: float
    length_missing: float
    length_noise_mm: float
    weight_noise_g: float
    weight_rounding_g: Weighted
    length_rounding_mm: Weighted
    position_wrong: float
    slip_times_ten: float
    slip_swapped_digits: float
    slip_wrong_child: float


@dataclass(frozen=True)
class SupplementShares:
    """Vitamin A and deworming rounds: ages in months, days of the year, coverage."""

    vitamin_a_months: Mapping[Area, tuple[int, int]]
    deworming_months: tuple[int, int]
    rounds_md: tuple[tuple[int, int], ...]
    mop_up_days: int
    coverage: float


@dataclass(frozen=True)
class ScreeningShares:
    """Screening: newborns since when and how many, yearly checks how many, and the courses that each test takes.

    A course is its steps with ``+`` between; ``gap_days`` tells how long after the step before each one comes.
    """

    since: date
    covered: ByArea
    station: ByArea
    school: ByArea
    settle_days: int
    gap_days: Mapping[str, float]
    courses: Mapping[str, Weighted]  # by kind
    findings: Mapping[str, Weighted]
    referred_to: tuple[str, ...]


@dataclass(frozen=True)
class DoseBehaviour:
    """How families keep to the schedule."""

    refusing_family: float
    private_family: ByArea
    delay_days: ByArea
    long_delay: float
    long_delay_days: float
    early_by_mistake: float
    interval_by_mistake: float
    lot_missing: float


@dataclass(frozen=True)
class DoseHabit:
    """One dose as it is given in practice; days of age and gaps in days."""

    product: str
    number: int
    user: str  # all | public | private
    age_days: int
    min_age_days: int
    min_gap_days: int
    coverage: float
    delay: float
    makers: tuple[str, ...]
    until_age_days: int = 5844
    sex: str = ""
    born_from: date = date.min
    given_from: date = date.min


@dataclass(frozen=True)
class CommuneTraits:
    """What a commune is like: its area, its weight, the first digits of personal numbers given there."""

    area: Area
    weight: float
    personal_id_prefix: str


@dataclass(frozen=True)
class SynthContent:
    """Everything the generator knows about the province beyond its places."""

    communes: Mapping[str, CommuneTraits]  # by code
    names: Mapping[str, NameTable]  # by ethnic code, "any" for the rest
    mother_surname: float
    placeholders: tuple[str, ...]
    hamlets: Mapping[Area, HamletNames]
    counts: Counts
    household: HouseholdShares
    caregiver: CaregiverShares
    child: ChildShares
    poverty: ByArea
    risk: RiskShares
    ethnic: Mapping[Area, Weighted]
    mixed_household: float
    circumstances: tuple[Circumstance, ...]
    second_group: float
    visit: VisitShares
    growth: GrowthShares
    supplement: SupplementShares
    screening: ScreeningShares
    dose_behaviour: DoseBehaviour
    doses: tuple[DoseHabit, ...]


def read_content(folder: Path) -> SynthContent:
    """Read the files of ``content/synth``.

    Args:
        folder: holds ``names.toml``, ``hamlets.toml``, ``population.toml``, ``doses.toml``, ``communes.csv``.

    Returns:
        The content, ready for ``generate``.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """
    names, hamlets, population, doses = (
        tomllib.loads((folder / f"{stem}.toml").read_text(encoding="utf-8"))
        for stem in ("names", "hamlets", "population", "doses")
    )
    with (folder / "communes.csv").open(encoding="utf-8", newline="") as file:
        communes = {
            row["code"]: CommuneTraits(row["area"], float(row["weight"]), row["personal_id_prefix"])
            for row in csv.DictReader(file)
        }
    ethnic = dict(population["ethnic"])
    mixed = ethnic.pop("mixed_household")
    return SynthContent(
        communes=communes,
        names=_name_tables(names),
        mother_surname=names["shape"]["mother_surname"],
        placeholders=tuple(names["shape"]["placeholder"]),
        hamlets={
            area: HamletNames(table["prefix"], table["numbered"], tuple(table["names"].split(", ")))
            for area, table in hamlets.items()
            if isinstance(table, dict)
        },
        counts=_filled(Counts, population["per_330000_children"]),
        household=_filled(HouseholdShares, population["household"]),
        caregiver=_filled(CaregiverShares, population["caregiver"]),
        child=_filled(ChildShares, population["child"]),
        poverty=ByArea(_numbers(population["poverty"]["area_weight"])),
        risk=_filled(RiskShares, population["risk"]),
        ethnic={area: weighted(text) for area, text in ethnic.items()},
        mixed_household=mixed,
        circumstances=tuple(
            _filled(Circumstance, {"code": code, **group}) for code, group in population["special"]["groups"].items()
        ),
        second_group=population["special"]["second_group"],
        visit=_filled(VisitShares, population["visit"]),
        growth=_filled(GrowthShares, population["growth"]),
        supplement=_supplement(population["supplement"]),
        screening=_filled(ScreeningShares, population["screening"]),
        dose_behaviour=_filled(DoseBehaviour, doses["behaviour"]),
        doses=tuple(_filled(DoseHabit, dose) for dose in doses["dose"]),
    )


def weighted(text: str) -> Weighted:
    """Read ``"Nguyễn 36, Trần 11, Lê"``: words with weights, 1 where none is given."""
    pairs = [_pair(part.strip()) for part in text.split(",")]
    weights = np.array([weight for _, weight in pairs], dtype=np.float64)
    return Weighted(tuple(word for word, _ in pairs), weights / weights.sum())


def _pair(part: str) -> tuple[str, float]:
    word, _, tail = part.rpartition(" ")
    try:
        return (word, float(tail)) if word else (part, 1.0)
    except ValueError:
        return part, 1.0


def _numbers(text: str) -> dict[str, float]:
    return dict(_pair(part.strip()) for part in text.split(","))


def _name_tables(names: Mapping[str, Any]) -> dict[str, NameTable]:
    shared = names["any"]
    adult = (weighted(shared["adult_middle_m"]), weighted(shared["adult_middle_f"]))
    tables = {}
    for code, own in names["ethnic"].items():
        pick = {**shared, **own}
        tables[code] = NameTable(
            surnames=weighted(own["surnames"]),
            child_middle=(weighted(pick["middle_m"]), weighted(pick["middle_f"])),
            adult_middle=(weighted(own["middle_m"]), weighted(own["middle_f"])) if "middle_m" in own else adult,
            given=(weighted(pick["given_m"]), weighted(pick["given_f"])),
        )
    return tables


def _supplement(table: Mapping[str, Any]) -> SupplementShares:
    spans = {}
    for part in table["vitamin_a_months"].split(","):
        area, _, span = part.strip().partition(" ")
        low, _, high = span.partition("-")
        spans[area] = (int(low), int(high))
    low, high = table["deworming_months"]
    return SupplementShares(
        vitamin_a_months=spans,
        deworming_months=(low, high),
        rounds_md=tuple((month, day) for month, day in table["rounds_md"]),
        mop_up_days=table["mop_up_days"],
        coverage=table["coverage"],
    )


def _filled(kind: type[T], table: Mapping[str, Any]) -> T:
    """A dataclass filled from a table of the same field names, each value read as its field's type says."""
    hints = get_type_hints(kind)
    given = {
        field.name: _read(hints[field.name], table[field.name])
        for field in dataclasses.fields(kind)  # type: ignore[arg-type]
        if field.name in table
    }
    return kind(**given)


def _read(hint: Any, value: Any) -> Any:
    if hint is Weighted:
        return weighted(value)
    if hint is ByArea:
        return ByArea(_numbers(value))
    if hint == Mapping[str, float]:
        return _numbers(value)
    if hint == Mapping[str, Weighted]:
        return {name: weighted(text) for name, text in value.items()}
    if hint == tuple[str, ...] and isinstance(value, str):
        return tuple(part.strip() for part in value.replace(";", ",").split(","))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(value)
    return value
