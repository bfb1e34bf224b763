"""Write ``contracts/vectors/immunization/histories.json``: what the server answers to thousands of made-up children.

    python tools/export_immunization_vectors.py

Days are counted from the child's birth date. The phone must give the same answer, or say "provisional".
A change of the file is a change of the contract: read the difference before committing it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402

from mangnon.core.content.immunization import load_vietnam  # noqa: E402
from mangnon.engines.immunization import DOSES_SCHEMA, Evaluation, evaluate_versions  # noqa: E402
from mangnon.vocab.due import day_number  # noqa: E402

FILE = Path("contracts/vectors/immunization/histories.json")
SEED = 2026
FIRST, LAST = date(2024, 8, 1), date(2027, 3, 31)  # assessments, over every version of the schedule
COUNTS = {"on_schedule": 900, "private": 400, "mixed": 600, "late": 500, "edges": 1400, "observed": 700, "wild": 500}
COLUMNS = (
    "child", "group", "antigen", "status", "dose", "earliest", "recommended", "past_due", "products",
)  # fmt: skip
STEPS = 14  # doses that a child of `edges` may be given

# The programme's visits: product, months of age, days after that.
PROGRAMME = [
    ("vn:HEPB0", 0, 0), ("vn:BCG", 0, 2), ("vn:PENTA", 2, 0), ("vn:BOPV", 2, 0), ("vn:ROTA", 2, 0), ("vn:PCV", 2, 0),
    ("vn:PENTA", 3, 0), ("vn:BOPV", 3, 0), ("vn:ROTA", 3, 0), ("vn:PENTA", 4, 0), ("vn:BOPV", 4, 0), ("vn:PCV", 4, 0),
    ("vn:IPV", 5, 0), ("vn:IPV", 9, 0), ("vn:MEASLES", 9, 0), ("vn:JE", 12, 0), ("vn:JE", 12, 10), ("vn:MR", 18, 0),
    ("vn:DPT", 18, 0), ("vn:JE", 24, 15), ("vn:TD", 84, 0), ("vn:HPV", 132, 0), ("vn:HPV", 138, 5),
]  # fmt: skip
PRIVATE = [
    ("vn:HEPB0", 0, 0), ("vn:BCG", 0, 5), ("vn:HEXA", 2, 0), ("vn:ROTA", 2, 0), ("vn:PCV", 2, 0), ("vn:HEXA", 3, 0),
    ("vn:ROTA", 3, 5), ("vn:PCV", 3, 0), ("vn:HEXA", 4, 0), ("vn:PCV", 4, 0), ("vn:MEASLES", 9, 0), ("vn:MMR", 12, 5),
    ("vn:PCV", 12, 5), ("vn:JE", 12, 40), ("vn:JE", 12, 50), ("vn:HEXA", 18, 0), ("vn:MMR", 48, 0),
]  # fmt: skip
SWAPS = {
    "vn:PENTA": ("vn:HEXA",), "vn:HEXA": ("vn:PENTA", "vn:DPT"), "vn:DPT": ("vn:HEXA", "vn:PENTA", "vn:TD"),
    "vn:BOPV": ("vn:IPV", "vn:HEXA"), "vn:IPV": ("vn:BOPV", "vn:HEXA"), "vn:MEASLES": ("vn:MR", "vn:MMR"),
    "vn:MR": ("vn:MMR", "vn:MEASLES"), "vn:HEPB0": ("vn:PENTA",), "vn:MMR": ("vn:MR",),
}  # fmt: skip


class Given(NamedTuple):
    """A dose; ``on`` is a day of life, or a text that is no date."""

    on: int | str | None
    product: str | None
    substandard: bool = False
    maker: str = ""


@dataclass(frozen=True)
class Child:
    """A made-up child; an observation is its code, the day of life it was made on, and that on which it ended."""

    kind: str
    sex: str | None
    birth: date
    assess: date
    doses: tuple[Given, ...]
    observations: tuple[tuple[str, int | None, int | None], ...] = ()


def visits(*, chance: random.Random, kind: str, plan: list[tuple[str, int, int]]) -> Iterator[Child]:
    """Children who were given a plan's doses, more or less in time."""
    delays = {"on_schedule": 21, "private": 21, "late": 60}
    for _ in range(COUNTS[kind]):
        birth, assess = born_and_asked(chance=chance)
        behind = chance.choice((60, 180, 400, 900, 2200)) if kind == "late" else 0
        doses: list[Given] = []
        delay, came = 0, -1
        for product, months, days in plan:
            if chance.random() < {"on_schedule": 0.02, "private": 0.02, "mixed": 0.15, "late": 0.2}[kind]:
                continue
            if kind == "mixed":
                delay = chance.randrange(120) if months and chance.random() < 0.6 else 0
            elif months != came:
                # Who comes late for a dose of the first months comes as late, or later, for the next one.
                late = chance.randrange(delays[kind]) if months and chance.random() < 0.6 else 0
                delay, came = max(delay, late) if 2 < months < 5 else late, months
            swaps = SWAPS.get(product, ()) if kind in ("mixed", "late") and chance.random() < 0.2 else ()
            on = day_of(birth, months) + days + delay + behind
            if birth + timedelta(on) <= assess:
                doses.append(Given(on, chance.choice(swaps) if swaps else product))
        yield Child(kind, chance.choice("mf"), birth, assess, tuple(doses))


def born_and_asked(*, chance: random.Random) -> tuple[date, date]:
    """A birth date and a later day asked about: mostly small children, some pupils, some on a birthday."""
    assess = FIRST + timedelta(chance.randrange((LAST - FIRST).days))
    birth = assess - timedelta(int(chance.choice((200, 400, 800, 2000, 2800, 5000)) * chance.random()))
    if chance.random() < 0.15:
        birth = date(birth.year, chance.choice((1, 3, 5, 8, 10, 12)), 31)
    if chance.random() < 0.05:
        birth = date(chance.choice((2016, 2020, 2024)), 2, 29)
    if birth > assess:
        birth = assess
    if chance.random() < 0.15:
        months = chance.choice((1, 2, 3, 4, 6, 9, 12, 18, 60, 84, 108, 132))
        assess = min(max(birth + timedelta(day_of(birth, months) + chance.choice((-1, 0, 1))), birth, FIRST), LAST)
    return birth, assess


def day_of(birth: date, months: int) -> int:
    """The day of life on which a child is so many calendar months old: at most the first of the next month."""
    ahead = birth.month - 1 + months
    first = date(birth.year + ahead // 12, ahead % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (min(first + timedelta(birth.day - 1), after) - birth).days


def on_edges(*, chance: random.Random) -> list[Child]:
    """Children who were given each next dose a day before, on and after the days that the forecast names."""
    children = []
    for _ in range(COUNTS["edges"]):
        birth, assess = born_and_asked(chance=chance)
        children.append(Child("edges", chance.choice(("m", "f", None)), birth, assess, ()))
    for _ in range(STEPS):
        found = evaluate_versions(**tables(children), schedule=SCHEDULE, courses=True)
        open_: dict[int, list[dict[str, object]]] = {}
        for row in rows_of(found.courses.filter(pc.equal(found.courses["status"].cast(pa.string()), "not_complete"))):
            open_.setdefault(row["child"], []).append(row)
        children = [
            _given_one_more(chance=chance, child=child, courses=open_.get(place, []))
            for place, child in enumerate(children)
        ]
    return children


def _given_one_more(*, chance: random.Random, child: Child, courses: list[dict[str, object]]) -> Child:
    if not courses or chance.random() < 0.08:
        return child
    course = chance.choice(courses)
    day = course[chance.choice(("earliest", "earliest", "recommended", "past_due"))] or course["recommended"]
    on = day - day_number(child.birth) + chance.choice((-30, -4, -1, -1, 0, 0, 0, 1, 7, 60))  # type: ignore[operator]
    fits = [one.code for one in PRODUCTS if ANTIGENS.index(course["antigen"]) in {a.antigen for a in one.associations}]
    product = chance.choice(course["products"] or fits) if chance.random() < 0.75 else chance.choice(fits)  # type: ignore[arg-type]
    if on < 0 or child.birth + timedelta(on) > child.assess:
        return child
    return Child(child.kind, child.sex, child.birth, child.assess, (*child.doses, Given(on, product)))


def wild(*, chance: random.Random) -> Iterator[Child]:
    """Any product on any day, twice, too close to one another, spoilt."""
    codes = [one.code for one in PRODUCTS]
    live = ["vn:BCG", "vn:MEASLES", "vn:MR", "vn:MMR"]
    for _ in range(COUNTS["wild"]):
        birth, assess = born_and_asked(chance=chance)
        last = (assess - birth).days
        doses: list[Given] = []
        some = chance.sample(codes, chance.randint(1, 5)) if chance.random() < 0.7 else live
        for _ in range(chance.randint(0, 14)):
            near = isinstance(doses[-1].on, int) and chance.random() < 0.5 if doses else False
            on = int(doses[-1].on) + chance.choice((0, 1, 7, 27, 28, 29, 56, 180)) if near else chance.randint(0, last)  # type: ignore[arg-type]
            product, maker = chance.choice(some), chance.choice(("", "", "", "A", "B"))
            doses.append(Given(min(on, last), product, chance.random() < 0.06, maker))
            if chance.random() < 0.1:
                doses.append(Given(min(on, last), product, maker=chance.choice(("", "A", "B"))))
        chance.shuffle(doses)
        yield Child("wild", chance.choice(("m", "f", None)), birth, assess, tuple(doses))


def observed(*, chance: random.Random) -> Iterator[Child]:
    """Children of whom it was noted that they must not get, must wait for or no longer need something."""
    codes = sorted({code for version in SCHEDULE.versions for code in version.condition_codes})
    for _ in range(COUNTS["observed"]):
        birth, assess = born_and_asked(chance=chance)
        last = (assess - birth).days
        plan = chance.choice((PROGRAMME, PRIVATE))
        given = [(day_of(birth, months) + days, product) for product, months, days in plan if chance.random() < 0.7]
        noted = []
        for code in chance.sample(codes, chance.choice((1, 1, 1, 2, 4))):
            on = chance.choice((None, chance.randint(0, last), last, last + 1, max(last - 91, 0), max(last - 13, 0)))
            until = chance.choice((None, None, last, last + 1, last + chance.randint(2, 400)))
            noted.append((code, on, until))
        doses = tuple(Given(on, product) for on, product in given if on <= last)
        yield Child("observed", chance.choice("mf"), birth, assess, doses, tuple(noted))


def odd_ones() -> Iterator[Child]:
    """What cannot be read, what lies outside the child's life or the schedule's, and what was observed."""
    birth, assess = date(2025, 3, 31), date(2026, 11, 24)
    usual = (
        Given(0, "vn:HEPB0"), Given(61, "vn:PENTA"), Given(61, "vn:BOPV"), Given(280, "vn:MR"),
    )  # fmt: skip
    for odd in (
        Given(None, "vn:PENTA"), Given("31/05/2025", "vn:PENTA"), Given("2026-02-30", "vn:HEXA"),
        Given(100, None), Given(100, "PENTA"), Given(100, "vn:NEW"), Given(700, "vn:NEW"),
        Given(-1, "vn:BCG"), Given(603, "vn:JE"), Given(604, "vn:JE"), Given(100, "vn:PENTA", True),
        Given(280, "vn:BCG"),
    ):  # fmt: skip
        for sex in ("m", "f"):
            yield Child("odd", sex, birth, assess, (*usual, odd))
    for asked in (date(2024, 7, 31), FIRST, date(2026, 2, 14), date(2026, 2, 15), date(2026, 6, 30), date(2026, 7, 1)):
        for born in (date(2012, 2, 29), date(2014, 5, 31), date(2019, 8, 1), date(2024, 2, 29), asked):
            yield Child("odd", "f", min(born, asked), asked, ())
    for code in ("080", "vn:fever", "anything"):
        yield Child("odd", "f", birth, assess, usual, ((code, None, None),))
    for code in SCHEDULE.versions[-1].condition_codes:
        yield Child("odd", "m", birth, assess, usual, ((code, None, None),))


def tables(children: list[Child]) -> dict[str, pa.Table]:
    """Lay children out as the engine takes them."""
    rows = [(place, child, dose) for place, child in enumerate(children) for dose in child.doses]
    noted = [(place, child, one) for place, child in enumerate(children) for one in child.observations]
    return {
        "children": pa.table(
            {
                "birth_date": pa.array([child.birth for child in children], pa.date32()),
                "assess_on": pa.array([child.assess for child in children], pa.date32()),
                "sex": pa.array([child.sex for child in children], pa.string()),
            }
        ),
        "doses": pa.table(
            {
                "child": [place for place, _, _ in rows],
                "on": [
                    child.birth + timedelta(dose.on) if isinstance(dose.on, int) else None for _, child, dose in rows
                ],
                "product": [dose.product for _, _, dose in rows],
                "maker": [dose.maker or None for _, _, dose in rows],
                "substandard": [dose.substandard for _, _, dose in rows],
            },
            DOSES_SCHEMA,
        ),
        "observations": pa.table(
            {
                "child": pa.array([place for place, _, _ in noted], pa.int32()),
                "code": pa.array([code for _, _, (code, _, _) in noted], pa.string()),
                "on": pa.array([_after(child, on) for _, child, (_, on, _) in noted], pa.date32()),
                "until": pa.array([_after(child, until) for _, child, (_, _, until) in noted], pa.date32()),
            }
        ),
    }


def _after(child: Child, days: int | None) -> date | None:
    return None if days is None else child.birth + timedelta(days)


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """The rows of an answer, days as numbers: far quicker than Arrow's own way with dates and dictionaries."""
    columns = {name: _plain_column(table[name]).to_pylist() for name in COLUMNS if name in table.column_names}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_date32(column.type):
        return column.cast(pa.int32())
    if pa.types.is_dictionary(column.type):
        return column.cast(pa.string())
    if pa.types.is_list(column.type) and pa.types.is_dictionary(column.type.value_type):
        return column.cast(pa.list_(pa.string()))
    return column


def answers(*, children: list[Child], found: Evaluation) -> list[list[list[Any]]]:
    """Write what the engine says of each child: groups, courses of groups that hold several, verdicts.

    Of the verdicts: how many there are, then each that is not "valid".
    """
    said: list[list[list[Any]]] = [[[], [], [0]] for _ in children]
    several = {group.name for version in SCHEDULE.versions for group in version.groups if len(group.antigens) > 1}

    def line(row: dict[str, object], name: str) -> list[object]:
        if row["status"] != "not_complete":
            return [name, row["status"]]
        birth = day_number(children[row["child"]].birth)  # type: ignore[index]
        days = [
            None if row[key] is None else row[key] - birth  # type: ignore[operator]
            for key in ("earliest", "recommended", "past_due")
        ]
        return [name, row["status"], row["dose"], *days, row["products"]]

    for row in rows_of(found.forecasts):
        said[row["child"]][0].append(line(row, row["group"]))
    for row in rows_of(found.courses):
        if row["group"] in several:
            said[row["child"]][1].append(line(row, row["antigen"]))
    first = [0]
    for child in children:
        first.append(first[-1] + len(child.doses))
    for row in rows_of(found.doses):
        verdicts = said[row["child"]][2]
        verdicts[0] += 1
        if row["status"] != "valid":
            verdicts.append([row["dose"] - first[row["child"]], row["antigen"], row["status"]])
    return said


def files() -> dict[Path, bytes]:
    """Make the vector file, by its path in the checkout."""
    chance = random.Random(SEED)
    children = [
        *visits(chance=chance, kind="on_schedule", plan=PROGRAMME),
        *visits(chance=chance, kind="private", plan=PRIVATE),
        *visits(chance=chance, kind="mixed", plan=PROGRAMME),
        *visits(chance=chance, kind="late", plan=PROGRAMME),
        *on_edges(chance=chance),
        *observed(chance=chance),
        *wild(chance=chance),
        *odd_ones(),
    ]
    found = evaluate_versions(**tables(children), schedule=SCHEDULE, courses=True)
    head = {
        "schedule": SCHEDULE.name,
        "versions": [version.name for version in SCHEDULE.versions],
        "input": [
            "kind",
            "sex",
            "birth_date",
            "assess_on",
            "doses: on, product, substandard, maker",
            "observations: code, on, until",
        ],
        "output": [
            "groups",
            "courses of groups that hold several",
            "verdicts: how many, then those not valid as index, antigen, status",
        ],
        "forecast": ["name", "status", "dose", "earliest", "recommended", "past_due", "products"],
    }
    lines = [
        json.dumps([*_plain(child), *said], separators=(",", ":"), ensure_ascii=False)
        for child, said in zip(children, answers(children=children, found=found), strict=True)
    ]
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    return {FILE: text.encode()}


def _plain(child: Child) -> list[object]:
    doses = [list(dose if dose.maker else dose[:3] if dose.substandard else dose[:2]) for dose in child.doses]
    return [child.kind, child.sex, str(child.birth), str(child.assess), doses, list(child.observations)]


SCHEDULE = load_vietnam()
PRODUCTS = SCHEDULE.versions[-1].products
ANTIGENS = [one.name for one in SCHEDULE.versions[-1].antigens]

if __name__ == "__main__":
    for path, content in files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
        print(f"{path}: {len(content.splitlines()) - 2} cases, {len(content) / 1024:.0f} kB")
