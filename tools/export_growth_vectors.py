"""Write ``contracts/vectors/growth``: thousands of cases that the server and the phone must answer alike.

    python tools/export_growth_vectors.py

A change of these files is a change of the contract: read the difference before committing it.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402

from mangnon.core.content.growth import load_practice, load_standards  # noqa: E402
from mangnon.engines.growth.classify import CLASSES, classify  # noqa: E402
from mangnon.engines.growth.curves import curves  # noqa: E402
from mangnon.engines.growth.lms import measurement_at, z_of  # noqa: E402
from mangnon.engines.growth.plausibility import Weighing, questions  # noqa: E402
from mangnon.engines.growth.practice import Practice  # noqa: E402
from mangnon.engines.growth.schema import MEASUREMENTS, SCORES  # noqa: E402
from mangnon.engines.growth.standards import Floats, GrowthStandards, LmsTable  # noqa: E402
from mangnon.engines.growth.zscore import zscores  # noqa: E402

FOLDER = Path("contracts/vectors/growth")
CONTENT = ROOT / "content" / "growth"
STANDARDS = load_standards(CONTENT)
PRACTICE = load_practice(CONTENT, on=date(2026, 9, 1))
OUTPUT = [*SCORES, "flags", "problem", *CLASSES.names]
# Which z-score reads a table, from which column, and the steps that scales, boards and calipers show.
READ_BY = {
    "wfa": ("waz", "weight_kg", 0.01), "lhf": ("lhaz", "length_cm", 0.1), "hfa": ("lhaz", "length_cm", 0.1),
    "wfl": ("wlz", "weight_kg", 0.01), "wfh": ("wlz", "weight_kg", 0.01), "bfa": ("baz", "weight_kg", 0.01),
    "hcf": ("hcz", "head_cm", 0.1), "acf": ("acz", "arm_cm", 0.1), "tsf": ("tsz", "triceps_mm", 0.1),
    "ssf": ("ssz", "subscapular_mm", 0.1),
}  # fmt: skip
SEED = 2006
RANDOM_CASES = 2400

# fmt: off
DAYS = [
    0, 0.4, 0.5, 1, 30, 90, 90.4, 90.5, 91, 182, 273, 273.9, 274, 365, 729, 730, 730.4, 730.49999, 730.5, 731, 1095,
    1460, 1825, 1826, 1827, 1855, 1856, 1856.4, 1856.49999, 1856.5, 1856.6, 1856.6875, 1857, 2000, 3652.5, 3653, 3682.9,
    3683, 6939.75, 6970, 6970.1, 6971,
]
MONTHS = [
    0, 3, 5.99, 6, 8.99, 9, 12, 23.98, 23.99, 24, 36, 59.99, 60, 60.97, 60.98, 60.99, 61, 61.5, 72, 119.9, 120, 120.5,
    120.99, 121, 180.25, 228, 228.5, 228.99, 229, 240,
]
LENGTHS = [
    44.29, 44.3, 44.9, 45, 45.05, 45.7, 64.3, 64.9, 65, 65.05, 65.7, 86.3, 86.9, 86.99, 87, 87.7, 109.3, 109.4, 110,
    110.04, 110.7, 119.95, 120, 120.1, 120.7, 120.8,
]
# fmt: on
LETTERS = ("sex", "position", "oedema")
UNREADABLE = ("NaN", "Infinity", "-Infinity")  # what JSON has no number for
NEAREST = 150  # of each table, the measurements that come closest to the edge between two roundings

Case = dict[str, object]


def middle(*, score: str, sex: str, day: float, line: int) -> float | None:
    """Give a plausible measurement on a line, to two decimals; None outside the tables."""
    row = curves(score=score, sex=sex, at=[day], standards=STANDARDS, lines=[line])
    value = row.column(1)[0].as_py()
    return None if value is None else round(value, 2)


def on_lines() -> Iterator[Case]:
    """Every edge of age, on several lines, lying, standing and unknown."""
    chance = np.random.default_rng(SEED)
    ages = [("age_days", day, day) for day in DAYS]
    ages += [("age_months", month, month * STANDARDS.rules.days_per_month) for month in MONTHS]
    for (name, age, day), sex, line in itertools.product(ages, "mf", (-7, -4, -3, -2, 0, 1, 3, 4, 6)):
        yield {
            "sex": sex,
            name: age,
            "weight_kg": middle(score="waz", sex=sex, day=day, line=line),
            "length_cm": middle(score="lhaz", sex=sex, day=day, line=line),
            "head_cm": middle(score="hcz", sex=sex, day=day, line=line),
            "arm_cm": middle(score="acz", sex=sex, day=day, line=line),
            "triceps_mm": middle(score="tsz", sex=sex, day=day, line=line),
            "subscapular_mm": middle(score="ssz", sex=sex, day=day, line=line),
            "position": [None, "l", "h"][int(chance.integers(3))],
        }


def by_length() -> Iterator[Case]:
    """Every edge of length, with young, older and unknown age."""
    for length, day, sex, position in itertools.product(LENGTHS, (400, 900, None), "mf", (None, "l", "h")):
        weight = round(0.0013 * length**2, 1)
        yield {"sex": sex, "age_days": day, "weight_kg": weight, "length_cm": length, "position": position}


def odd_ones() -> Iterator[Case]:
    """What is missing, zero, negative, unreadable, swollen or both ages at once, young and old."""
    small: Case = {"sex": "m", "age_days": 400, "weight_kg": 9.6, "length_cm": 76, "arm_cm": 14.5}
    small |= {"head_cm": 46, "triceps_mm": 8.5, "subscapular_mm": 6.5}
    pupil: Case = {"sex": "f", "age_days": 3000, "weight_kg": 26, "length_cm": 128}
    for whole in (small, pupil):
        yield from (
            whole | {"oedema": letter, "sex": sex} for letter in ("y", "n", "", "x", "Y") for sex in ("m", None)
        )
        yield from (whole | {"sex": sex} for sex in ("f", "M", "", "nam", None))
        yield from (whole | {"position": position} for position in ("l", "h", "", "L", "nằm"))
        for name in (name for name in whole if name != "sex"):
            yield from (whole | {name: odd} for odd in (None, 0, -1, -0.0, 1e-300, 0.01, 9999, 1e6, *UNREADABLE))
        for months in (60, 13.2, -1, "NaN"):
            yield from (whole | {"age_months": months, "age_days": days} for days in (400, None, -1, "NaN"))
        for position in ("l", "h", "x", None):
            yield whole | {"position": position, "age_days": None}
            yield whole | {"position": position, "age_days": None, "length_cm": 90}
    yield small | {"age_days": 1_000_000}
    yield small | {"age_months": 1e308, "age_days": None}
    yield small | {"age_days": 1000, "length_cm": 0.5, "position": "l"}
    for grams, days in itertools.product((11.45, 11.5, 12.45, 12.5, 11.4999999, 12.4999999), (182, 183, 1826, 1827)):
        yield {"sex": "f", "age_days": days, "arm_cm": grams}


def close_calls() -> Iterator[Case]:
    """Of all measurements that a scale or a board can show, those nearest to the edge between two roundings."""
    for name, table in STANDARDS.tables.items():
        _, column, step = READ_BY[name[:3]]
        for sex, letter in enumerate("mf"):
            rows = np.arange(table.width - 1)
            lms = [part[sex * table.width + rows] for part in (table.lam, table.median, table.spread)]
            low, high = (measurement_at(z=z, lam=lms[0], median=lms[1], spread=lms[2]) for z in (-3.0, 3.0))
            shown = np.round(np.arange(int(low.min() / step), int(high.max() / step)) * step, 2)
            near: list[Floats] = []
            for row in rows[:: max(1, len(rows) // 240)]:
                fits = shown[(shown >= low[row]) & (shown <= high[row])]
                lam, median, spread = (np.full(len(fits), part[row]) for part in lms)
                z = z_of(measurement=fits, lam=lam, median=median, spread=spread, restricted=False)
                near.append(np.stack([np.abs(np.abs(z) * 100 % 1 - 0.5), np.full(len(fits), float(row)), fits]))
            away, at, values = np.concatenate(near, axis=1)
            # By row, so that the last bits of a power, which differ between processors, do not decide their order.
            for place in sorted(np.argsort(away, kind="stable")[:NEAREST]):
                step_at = table.first + int(at[place])
                yield _seen_by(table=table, letter=letter, at=step_at, column=column, value=float(values[place]))


def _seen_by(*, table: LmsTable, letter: str, at: int, column: str, value: float) -> Case:
    """Make a child that one table answers at one of its steps."""
    case: Case = {"sex": letter, column: value}
    if table.name in ("wfl", "wfh"):
        return case | {"length_cm": at / 10, "position": "l" if table.name == "wfl" else "h"}
    case |= {"age_days": at} if table.reference == "who2006" else {"age_months": at}
    # A board of one metre makes the body mass index the weight itself.
    return case | {"length_cm": 100} if table.name.startswith("bfa") else case


def on_edges() -> Iterator[tuple[Case, list[Any]]]:
    """Measurements made up so that the z-score lies between two roundings, as close as numbers come.

    Two processors may take powers that differ in the last bit, and both roundings are right. The measurements
    themselves are worked out to many digits, so that every processor makes the same.
    """
    for name, table in STANDARDS.tables.items():
        score, column, _ = READ_BY[name[:3]]
        step = table.width // 3
        for z in (-3.805, -3.005, -2.995, -2.005, -1.995, -0.005, 0.005, 1.005, 2.995, 3.005, 4.115):
            edge = float(_exact_measurement(table=table, step=step, z=Decimal(str(z))))
            for value in (float(np.nextafter(edge, -np.inf)), edge, float(np.nextafter(edge, np.inf))):
                case = _seen_by(table=table, letter="m", at=table.first + step, column=column, value=value)
                yield case, [score, *sorted(round(z + aside, 2) + 0.0 for aside in (-0.004, 0.004))]


def _exact_measurement(*, table: LmsTable, step: int, z: Decimal) -> Decimal:
    """Give a boy's measurement at a z-score to as many digits as decimals have."""
    lam, median, spread = (Decimal(float(part[step])) for part in (table.lam, table.median, table.spread))

    def at(line: Decimal) -> Decimal:
        return median * (1 + lam * spread * line) ** (1 / lam)

    if not table.restricted or abs(z) <= 3:
        return at(z)
    side = 1 if z > 0 else -1
    third, second = at(Decimal(3 * side)), at(Decimal(2 * side))
    return third + (abs(z) - 3) * (third - second)


def at_random() -> Iterator[Case]:
    """Children of any age, some of them mismeasured."""
    chance = np.random.default_rng(SEED + 1)
    for _ in range(RANDOM_CASES):
        day = int(chance.integers(0, 1900)) if chance.random() < 0.7 else int(chance.integers(1857, 6960))
        years = day / 365.25
        wild = 0.5 if chance.random() < 0.1 else 0.09
        size = lambda base, wild=wild: round(float(base * np.exp(chance.normal(0, wild))), 1)  # noqa: E731
        case: Case = {
            "sex": "mf"[int(chance.integers(2))],
            "age_days": day,
            "weight_kg": size(3.3 + 8 * years**0.6),
            "length_cm": size(50 + 27 * years**0.55),
            "position": [None, "l", "h"][int(chance.integers(3))],
        }
        if day <= 1900:
            case |= {"head_cm": size(35 + 6 * years**0.4), "arm_cm": size(11 + 3 * years**0.3)}
            case |= {"triceps_mm": size(9), "subscapular_mm": size(7)}
        yield case


def table_of(cases: Sequence[Case]) -> pa.Table:
    """Lay cases out as the engine takes them."""
    columns = {
        name: pa.array(
            [case.get(name) if (cell := case.get(name)) is None or name in LETTERS else float(cell) for case in cases],  # type: ignore[arg-type]
            MEASUREMENTS.field(name).type,
            from_pandas=False,
        )
        for name in MEASUREMENTS.names
    }
    return pa.table(columns).select(MEASUREMENTS.names)


def answers_of(table: pa.Table, *, standards: GrowthStandards, practice: Practice) -> list[list[object]]:
    """Answer measurements as the vectors write it: z-scores, a bit for each flag, problem, classes, doubt."""
    scores = zscores(measurements=table, standards=standards)
    classes = classify(measurements=table, scores=scores, standards=standards, practice=practice)
    flags = np.zeros(len(table), dtype=np.int64)
    for place, name in enumerate(SCORES):
        flags |= (scores[f"{name}_flag"].to_numpy() == 1).astype(np.int64) << place
    columns = [scores[name].to_pylist() for name in SCORES]
    columns += [flags.tolist(), scores["problem"].to_pylist()]
    columns += [classes[name].to_pylist() for name in CLASSES.names[:-1]]
    columns.append([int(doubtful) for doubtful in classes["doubtful"].to_pylist()])
    return [list(row) for row in zip(*columns, strict=True)]


def score_cases() -> dict[str, object]:
    """Run every case through the engine and lay them out as rows of cells."""
    cases = list(itertools.chain(on_lines(), by_length(), odd_ones(), close_calls(), at_random()))
    answers = answers_of(table_of(cases), standards=STANDARDS, practice=PRACTICE)
    return {
        "content": [STANDARDS.version, PRACTICE.version],
        "input": MEASUREMENTS.names,
        "output": OUTPUT,
        "cases": [
            [*(case.get(name) for name in MEASUREMENTS.names), *row] for case, row in zip(cases, answers, strict=True)
        ],
    }


def edge_cases() -> dict[str, object]:
    """Lay the edges out: the measurement, which z-score, and the two roundings of which either is right."""
    return {
        "content": [STANDARDS.version],
        "input": MEASUREMENTS.names,
        "output": ["score", "either", "or"],
        "cases": [[*(case.get(name) for name in MEASUREMENTS.names), *either] for case, either in on_edges()],
    }


def question_cases() -> dict[str, object]:
    """Ask about pairs of measurements, each number changed a little and a lot."""
    was = {"weight_g": 9600, "length_mm": 760, "head_mm": 460, "arm_mm": 145, "waz": 0.1, "lhaz": -0.2}
    changes: list[dict[str, object]] = [{}]
    changes += [{"weight_g": grams} for grams in (7680, 7681, 6720, 6721, 9599, 14000, 0)]
    changes += [{"length_mm": length} for length in (751, 750, 749, 700, 780)]
    changes += [{"head_mm": head} for head in (456, 455, 454, 470)]
    changes += [{"arm_mm": arm} for arm in (109, 108, 181, 182, 150)]
    changes += [{"waz": z} for z in (2.1, 2.09, -1.9, -1.89)] + [{"lhaz": -2.2}, {"lhaz": -2.19}]
    changes += [{"flagged": ["wlz", "baz"]}, {"weight_g": None, "flagged": ["lhaz"]}]
    cases = []
    for days, change in itertools.product((0, 30, 62, 63, 122, 123, -1), changes):
        new = was | change
        asked = questions(
            new=Weighing(on=date(2026, 9, 1) + timedelta(days), **_frozen(new)),
            last=Weighing(on=date(2026, 9, 1), **_frozen(was)),
            practice=PRACTICE,
        )
        cases.append([days, was, new, [[one.code, one.measure_again] for one in asked]])
    return {
        "content": [PRACTICE.version],
        "input": ["days_since", "last", "new"],
        "output": ["questions"],
        "cases": cases,
    }


def _frozen(values: dict[str, object]) -> dict[str, object]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def written(content: dict[str, object]) -> bytes:
    """Write one vector file, a case a line."""
    cases = content.pop("cases")
    head = json.dumps(content, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)  # type: ignore[attr-defined]
    return f'{head}, "cases": [\n{lines}\n]}}\n'.encode()


def files() -> dict[Path, bytes]:
    """Make every vector file of the growth engine, by its path in the checkout."""
    return {
        FOLDER / "zscores.json": written(score_cases()),
        FOLDER / "edges.json": written(edge_cases()),
        FOLDER / "questions.json": written(question_cases()),
    }


if __name__ == "__main__":
    for path, content in files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
        print(f"{path}: {len(content.splitlines()) - 2} cases, {len(content) / 1024:.0f} kB")
