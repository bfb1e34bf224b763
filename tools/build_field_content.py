"""Write ``field/content``: what the phone carries of the content, in as few bytes as it takes.

    python tools/build_field_content.py

The files are made from ``content/`` alone; a test shows that they are current.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402

from mangnon.core.content.growth import load_practice, load_standards  # noqa: E402
from mangnon.core.content.immunization import load_vietnam  # noqa: E402
from mangnon.engines.growth.classify import LABELS  # noqa: E402
from mangnon.engines.growth.plausibility import FLAG_WORDS  # noqa: E402
from mangnon.engines.growth.standards import Floats, GrowthStandards, LmsTable  # noqa: E402
from mangnon.engines.immunization.dates import Period  # noqa: E402
from mangnon.engines.immunization.schedule import (  # noqa: E402
    Antigen,
    Association,
    Conflict,
    Contraindication,
    Group,
    Hold,
    Product,
    Schedule,
)
from mangnon.engines.immunization.series import (  # noqa: E402
    AgeRule,
    IntervalRule,
    Series,
    SeriesDose,
    Skip,
    SkipCondition,
    SkipSet,
    VaccineRule,
)

GROWTH_FORMAT = 1
GROWTH = Path("field/content/growth.bin")
SCHEDULE_FORMAT = 1
SCHEDULE = Path("field/content/immunization.json")
KNOWN = {
    "name", "products", "antigens", "groups", "series", "conflicts", "valid_from", "observation_aliases", "holds",
}  # fmt: skip
MOST_DECIMALS = 6
# The phone carries the newest thresholds, whatever the day on which the file is made.
NEWEST = date(9999, 12, 31)


def growth_content(*, on: date) -> bytes:
    """Pack WHO's tables, the rules and the thresholds that hold on a day.

    The file is a line of JSON, then, for each table, for boys and girls, for L, M and S, the whole numbers as
    second differences, written as variable-length integers with the sign in the lowest bit.
    """
    folder = ROOT / "content" / "growth"
    standards, practice = load_standards(folder), load_practice(folder, on=on)
    head = {
        "format": GROWTH_FORMAT,
        "versions": [standards.version, practice.version],
        "rules": asdict(standards.rules),
        "cutoffs": asdict(practice.cutoffs),
        "arm": asdict(practice.arm),
        "doubt": asdict(practice.doubt),
        "words": {**LABELS, "score": FLAG_WORDS},
        "tables": [_table_head(table) for table in standards.tables.values()],
    }
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return line + b"\n" + bytes(_packed(standards))


def _table_head(table: LmsTable) -> dict[str, object]:
    return {
        "name": table.name,
        "first": table.first,
        "last": table.last,
        "restricted": table.restricted,
        "low": table.low,
        "high": table.high,
        "scale": [_scale(column) for column in (table.lam, table.median, table.spread)],
    }


def _scale(column: Floats) -> int:
    """The power of ten that makes a column whole, so that dividing by it gives every number back."""
    for decimals in range(MOST_DECIMALS + 1):
        scale = 10**decimals
        if np.array_equal(np.rint(column * scale) / scale, column):
            return int(scale)
    raise ValueError(f"more than {MOST_DECIMALS} decimals")


def _packed(standards: GrowthStandards) -> Iterator[int]:
    for table in standards.tables.values():
        for sex in (0, 1):
            rows = slice(sex * table.width, (sex + 1) * table.width - 1)  # without the repeated last row
            for column in (table.lam, table.median, table.spread):
                whole = np.rint(column[rows] * _scale(column)).astype(np.int64)
                yield from _varints(np.diff(np.diff(whole, prepend=0), prepend=0))


def _varints(values: np.ndarray) -> Iterator[int]:
    for value in values.tolist():
        left = -2 * value - 1 if value < 0 else 2 * value
        while left >= 128:
            yield left & 127 | 128
            left >>= 7
        yield left


def schedule_content() -> bytes:
    """Write the Vietnamese schedule, every version as the server compiles it, for the phone's preview."""
    schedules = load_vietnam()
    versions = [_version(one) for one in schedules.versions]
    content = {"format": SCHEDULE_FORMAT, "name": schedules.name, "versions": versions}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _version(schedule: Schedule) -> dict[str, object]:
    unknown = {field.name for field in fields(schedule)} - KNOWN
    if unknown:
        raise ValueError(f"the phone's preview does not know {unknown} of a schedule: see field/src/immunization")
    return {
        "name": schedule.name,
        "validFrom": schedule.valid_from,
        "products": [
            {"code": one.code, "antigens": [link.antigen for link in one.associations]} for one in schedule.products
        ],
        "antigens": [_antigen(schedule, place) for place in range(len(schedule.antigens))],
        "groups": [
            {"name": one.name, "antigens": one.antigens, "independent": one.independent, "forecast": one.forecast}
            for one in schedule.groups
        ],
        "conflicts": [
            {
                "previous": one.previous,
                "current": one.current,
                "begin": _period(one.begin),
                "minimumEnd": _period(one.minimum_end),
                "end": _period(one.end),
            }
            for one in schedule.conflicts
        ],
        "holds": [
            {"code": one.code, "products": one.products, "length": _period(one.length)} for one in schedule.holds
        ],
    }


def _antigen(schedule: Schedule, place: int) -> dict[str, object]:
    antigen = schedule.antigens[place]
    series = [one for one in schedule.series if one.antigen == place]
    return {
        "name": antigen.name,
        "beyond": is_beyond(schedule=schedule, place=place),
        "immune": antigen.immune_codes,
        "contraindications": [
            {"code": one.code, "product": None if one.product < 0 else one.product} for one in antigen.contraindications
        ],
        "series": [
            {
                "evaluationOnly": one.kind == "evaluation_only",
                "sexes": one.sexes,
                "byDefault": one.default,
                "productPath": one.product_path,
                "preference": one.preference,
                "doses": [_dose(dose) for dose in one.doses],
            }
            for one in series
        ],
    }


def is_beyond(*, schedule: Schedule, place: int) -> bool:
    """Tell whether an antigen's rules use a part of the model that the phone's preview does not know.

    What is plain is written again from what the phone knows; any difference means that something else is there,
    also what the model may learn later.
    """
    antigen = schedule.antigens[place]
    series = [one for one in schedule.series if one.antigen == place]
    products = [one for one in schedule.products if any(link.antigen == place for link in one.associations)]
    groups = [one for one in schedule.groups if place in one.antigens]
    return (
        bool(schedule.observation_aliases)
        or any(one != Contraindication(one.code, one.product) for one in antigen.contraindications)
        or any(one != Hold(one.code, one.products, one.length) for one in schedule.holds)
        or antigen != Antigen(antigen.name, antigen.immune_codes, (), antigen.contraindications)
        or any(one != _plain_product(one) for one in products)
        or any(one != _plain_series(one) for one in series)
        or [_plain_group(one) for one in groups] != groups
        or len(groups) > 1
        or any(_asks_more(one) for one in schedule.conflicts)
    )


def _plain_product(product: Product) -> Product:
    links = tuple(Association(link.antigen) for link in product.associations)
    return Product(product.code, product.name, links)


def _plain_group(group: Group) -> Group:
    return Group(group.name, group.antigens, independent=len(group.antigens) > 1, forecast=group.forecast)


def _asks_more(one: Conflict) -> bool:
    return one != Conflict(one.previous, one.current, one.begin, one.minimum_end, one.end)


def _plain_series(series: Series) -> Series:
    return Series(
        name=series.name,
        antigen=series.antigen,
        group=series.group,
        kind="standard" if series.kind == "risk" else series.kind,
        doses=tuple(_plain_dose(dose, number) for number, dose in enumerate(series.doses, start=1)),
        sexes=series.sexes,
        default=series.default,
        product_path=series.product_path,
        preference=series.preference,
    )


def _plain_dose(dose: SeriesDose, number: int) -> SeriesDose:
    return SeriesDose(
        number=number,
        ages=tuple(
            AgeRule(
                absolute_minimum=one.absolute_minimum,
                minimum=one.minimum,
                earliest_recommended=one.earliest_recommended,
                maximum=one.maximum,
            )
            for one in dose.ages[:1]
        ),
        intervals=tuple(
            IntervalRule(
                reference="previous",
                absolute_minimum=one.absolute_minimum,
                minimum=one.minimum,
                earliest_recommended=one.earliest_recommended,
            )
            for one in dose.intervals[:1]
        ),
        preferable=tuple(replace(one, maker="") for one in dose.preferable),
        allowable=tuple(replace(one, maker="") for one in dose.allowable),
        skips=tuple(
            Skip(
                sets=(SkipSet(conditions=(SkipCondition(kind="age", begin=_age(one)[0], end=_age(one)[1]),)),),
                in_evaluation=one.in_evaluation,
                in_forecast=one.in_forecast,
            )
            for one in dose.skips
        ),
        late_after=dose.late_after,
    )


def _age(skip: Skip) -> tuple[Period | None, Period | None]:
    """The ages of a skip that asks nothing else; no ages of any other, which then differs from what it was."""
    conditions = [condition for one in skip.sets for condition in one.conditions]
    return (conditions[0].begin, conditions[0].end) if len(conditions) == 1 else (None, None)


def _dose(dose: SeriesDose) -> dict[str, object]:
    age = dose.ages[0] if dose.ages else AgeRule()
    gap = dose.intervals[0] if dose.intervals else IntervalRule(reference="previous")
    return {
        "absoluteMinimumAge": _period(age.absolute_minimum),
        "minimumAge": _period(age.minimum),
        "recommendedAge": _period(age.earliest_recommended),
        "maximumAge": _period(age.maximum),
        "absoluteMinimumInterval": _period(gap.absolute_minimum),
        "minimumInterval": _period(gap.minimum),
        "recommendedInterval": _period(gap.earliest_recommended),
        "lateAfter": _period(dose.late_after),
        "preferable": [_vaccine(one) for one in dose.preferable],
        "allowable": [_vaccine(one) for one in dose.allowable],
        "skips": [
            {
                "from": _period(_age(one)[0]),
                "before": _period(_age(one)[1]),
                "inEvaluation": one.in_evaluation,
                "inForecast": one.in_forecast,
            }
            for one in dose.skips
        ],
    }


def _vaccine(rule: VaccineRule) -> dict[str, object]:
    return {
        "product": rule.product,
        "from": _period(rule.begin),
        "before": _period(rule.end),
        "forecast": rule.forecast,
    }


def _period(period: Period | None) -> list[int] | None:
    return None if period is None else [period.months, period.days]


def files() -> dict[Path, bytes]:
    """Make every file of the phone's content, by its path in the checkout."""
    return {GROWTH: growth_content(on=NEWEST), SCHEDULE: schedule_content()}


if __name__ == "__main__":
    for path, content in files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
        print(f"{path}: {len(content):,} bytes")
