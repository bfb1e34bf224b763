"""Write ``contracts/vectors/growth``: thousands of cases that the server and the phone must answer alike.

    python tools/export_growth_vectors.py

A change of these files is a change of the contract: read the difference before committing it.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402

from mangnon.core.content.growth import load_practice, load_standards  # noqa: E402
from mangnon.engines.growth.classify import CLASSES, classify  # noqa: E402
from mangnon.engines.growth.curves import curves  # noqa: E402
from mangnon.engines.growth.plausibility import Weighing, questions  # noqa: E402
from mangnon.engines.growth.schema import MEASUREMENTS  # noqa: E402
from mangnon.engines.growth.zscore import zscores  # noqa: E402

FOLDER = ROOT / "contracts" / "vectors" / "growth"
CONTENT = ROOT / "content" / "growth"
SEED = 2006
RANDOM_CASES = 2400

DAYS = [0, 0.4, 0.5, 1, 30, 90, 90.5, 91, 182, 273, 274, 365, 729, 730, 730.4, 730.5, 731, 1095, 1460]
DAYS += [
    1825,
    1826,
    1827,
    1855,
    1856,
    1856.4,
    1856.5,
    1856.6,
    1857,
    2000,
    3652.5,
    3653,
    3683,
    6939.75,
    6970,
    6971,
]
MONTHS = [0, 3, 8.99, 9, 12, 23.98, 23.99, 24, 36, 59.99, 60, 60.97, 60.99, 61, 61.5, 72, 119.9, 120, 120.5]
MONTHS += [120.99, 121, 180.25, 228, 228.5, 228.99, 229, 240]
LENGTHS = [
    44.29,
    44.3,
    44.9,
    45,
    45.05,
    45.7,
    64.3,
    64.9,
    65,
    65.05,
    65.7,
    86.9,
    87,
    109.3,
    109.4,
    110,
    110.04,
]
LENGTHS += [110.7, 119.95, 120, 120.1, 120.7, 120.8]
LETTERS = ("sex", "position", "oedema")

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
    for (name, age, day), sex, line in itertools.product(ages, "mf", (-4, -2, 0, 3, 4)):
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
    """What is missing, zero, negative, swollen or both ages at once."""
    whole: Case = {"sex": "m", "age_days": 400, "weight_kg": 9.6, "length_cm": 76, "arm_cm": 14.5}
    yield whole | {"oedema": "y"}
    yield whole | {"oedema": "n"}
    yield whole | {"age_days": 2500, "oedema": "y"}
    yield whole | {"age_months": 60}
    yield whole | {"age_days": None, "age_months": 13.2}
    for name in ("sex", "age_days", "weight_kg", "length_cm"):
        yield whole | {name: None}
    for name in ("weight_kg", "length_cm", "arm_cm"):
        yield whole | {name: 0}
        yield whole | {name: -1}
        yield whole | {name: 0.01}
        yield whole | {name: 9999}
    yield whole | {"age_days": -1}
    yield whole | {"age_days": 1_000_000}
    yield whole | {"age_days": 1000, "length_cm": 0.5, "position": "l"}


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


def score_cases() -> dict[str, object]:
    """Run every case through the engine and lay them out as rows of cells."""
    cases = list(itertools.chain(on_lines(), by_length(), odd_ones(), at_random()))
    columns = {
        name: pa.array(
            [None if (cell := case.get(name)) is None or name in LETTERS else float(cell) for case in cases],  # type: ignore[arg-type]
            pa.float64(),
        )
        for name in MEASUREMENTS.names
        if name not in LETTERS
    }
    columns |= {name: pa.array([case.get(name) for case in cases], pa.string()) for name in LETTERS}
    table = pa.table(columns).select(MEASUREMENTS.names)
    scores = zscores(measurements=table, standards=STANDARDS)
    classes = classify(measurements=table, scores=scores, standards=STANDARDS, practice=PRACTICE)
    rows = zip(
        *(table[name].to_pylist() for name in table.column_names),
        *(scores[name].to_pylist() for name in scores.column_names),
        *(classes[name].to_pylist() for name in classes.column_names),
        strict=True,
    )
    return {
        "content": [STANDARDS.version, PRACTICE.version],
        "input": MEASUREMENTS.names,
        "output": [*scores.column_names, *CLASSES.names],
        "cases": [list(row) for row in rows],
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


def write(*, name: str, content: dict[str, object]) -> None:
    """Write one vector file, a case a line."""
    cases = content.pop("cases")
    head = json.dumps(content, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)  # type: ignore[attr-defined]
    path = FOLDER / name
    path.write_text(f'{head}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {len(cases)} cases, {path.stat().st_size / 1024:.0f} kB")  # type: ignore[arg-type]


if __name__ == "__main__":
    STANDARDS = load_standards(CONTENT)
    PRACTICE = load_practice(CONTENT, on=date(2026, 9, 1))
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(name="zscores.json", content=score_cases())
    write(name="questions.json", content=question_cases())
