"""Children a second through the immunization engine, and where the time goes.

``python bench/immunization.py [--children N] [--cdsi FOLDER]`` prints a table and a profile for the Vietnamese
schedule with realistic histories and, where a folder of supporting data is given or lies in ``shared/``, for
the CDC's full schedule; then the time one child takes. The work runs on one core.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from mangnon.core.content.immunization import load_schedule
from mangnon.engines.immunization import ScheduleVersions, evaluate_versions

EPOCH = date(1970, 1, 1).toordinal()

# Product and age in days at which it is due; doses come late by a few days, sometimes much, and some never.
VIETNAM = (
    ("vn:HEPB0", 0), ("vn:BCG", 3), ("vn:PENTA", 61), ("vn:BOPV", 61), ("vn:ROTA", 61), ("vn:PCV", 61),
    ("vn:PENTA", 92), ("vn:BOPV", 92), ("vn:ROTA", 92), ("vn:PENTA", 122), ("vn:BOPV", 122), ("vn:PCV", 122),
    ("vn:IPV", 153), ("vn:MEASLES", 274), ("vn:IPV", 275), ("vn:JE", 365), ("vn:JE", 375), ("vn:MR", 549),
    ("vn:DPT", 549), ("vn:JE", 740), ("vn:TD", 2557),
)  # fmt: skip
UNITED_STATES = (
    ("cvx:08", 0), ("cvx:08", 31), ("cvx:120", 61), ("cvx:116", 61), ("cvx:216", 61), ("cvx:120", 122),
    ("cvx:116", 122), ("cvx:216", 122), ("cvx:120", 183), ("cvx:216", 183), ("cvx:08", 190), ("cvx:03", 370),
    ("cvx:21", 370), ("cvx:83", 370), ("cvx:216", 370), ("cvx:20", 460), ("cvx:83", 560), ("cvx:03", 1500),
    ("cvx:21", 1500), ("cvx:130", 1500),
)  # fmt: skip


@dataclass(frozen=True)
class Population:
    """Children and their doses as the engine takes them."""

    children: pa.Table
    doses: pa.Table


def population(*, size: int, years: float, due: Sequence[tuple[str, int]], assess: date) -> Population:
    """Make children of all ages up to ``years`` with plausible histories; the same every time."""
    rng = np.random.default_rng(7)
    today = assess.toordinal() - EPOCH
    birth = (today - rng.integers(0, int(years * 365.25), size)).astype(np.int32)
    child, on, product = [], [], []
    for code, age in due:
        delay = np.round(rng.gamma(1.2, 12, size)).astype(int) - 2 * (rng.random(size) < 0.05)
        day = birth + age + delay
        given = np.flatnonzero((day <= today) & (rng.random(size) < 0.93))
        child.append(given)
        on.append(day[given])
        product.append(np.full(len(given), code))
    order = rng.permutation(sum(map(len, child)))
    days = np.concatenate(on)[order].astype(np.int32)
    return Population(
        children=pa.table(
            {
                "birth_date": pa.array(birth).cast(pa.date32()),
                "assess_on": pa.array(np.full(size, today, dtype=np.int32)).cast(pa.date32()),
                "sex": pa.array(np.where(rng.random(size) < 0.5, "m", "f")),
            }
        ),
        doses=pa.table(
            {
                "child": pa.array(np.concatenate(child)[order].astype(np.int32)),
                "on": pa.array(days).cast(pa.date32()),
                "product": pa.array(np.concatenate(product)[order]),
            }
        ),
    )


def measure(*, title: str, schedule: ScheduleVersions, people: Population, courses: bool) -> None:
    """Print one line of the table: children a second of processor time and of the clock, and memory."""
    clock, processor = time.perf_counter(), time.process_time()
    found = evaluate_versions(children=people.children, doses=people.doses, schedule=schedule, courses=courses)
    processor, clock = time.process_time() - processor, time.perf_counter() - clock
    size = len(people.children)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{title:<34} {size:>8,} children  {len(people.doses) / size:>5.1f} doses each  "
        f"{size / processor:>9,.0f}/s of one core  {size / clock:>9,.0f}/s by the clock  "
        f"{len(found.forecasts) + len(found.courses):>10,} forecasts  peak {peak:>6,.0f} MB"
    )


def profile(*, schedule: ScheduleVersions, people: Population) -> None:
    """Print the functions in which most time is spent."""
    watch = cProfile.Profile()
    watch.enable()
    evaluate_versions(children=people.children, doses=people.doses, schedule=schedule)
    watch.disable()
    pstats.Stats(watch, stream=sys.stdout).strip_dirs().sort_stats("tottime").print_stats(14)


def single(*, schedule: ScheduleVersions, people: Population) -> None:
    """Print how long one child takes: one with the usual number of doses, and one with the most."""
    counts = np.bincount(people.doses["child"].to_numpy(), minlength=len(people.children))
    in_order = np.argsort(counts, kind="stable")
    for title, row in (("usual", int(in_order[len(counts) // 2])), ("longest", int(counts.argmax()))):
        mine = people.doses.filter(pa.array(people.doses["child"].to_numpy() == row))
        mine = mine.set_column(0, "child", pa.array(np.zeros(len(mine), dtype=np.int32)))
        child = people.children.slice(row, 1)
        for courses in (False, True):
            took = []
            for _ in range(200):
                start = time.process_time()
                evaluate_versions(children=child, doses=mine, schedule=schedule, courses=courses)
                took.append(time.process_time() - start)
            took.sort()
            print(
                f"one child, {title} history, {len(mine)} doses{', with courses' if courses else ''}: "
                f"median {1000 * took[100]:.1f} ms, fastest {1000 * took[0]:.1f} ms of processor time"
            )


def cdsi_folder(named: str | None) -> str | None:
    """The folder of supporting data: the one named, or a release in ``shared/cdsi``."""
    if named:
        return named
    roots = [Path(os.environ["MANGNON_SHARED"])] if "MANGNON_SHARED" in os.environ else []
    roots += [folder / "shared" for folder in Path(__file__).resolve().parents]
    found = [path for root in roots for path in sorted((root / "cdsi").glob("supporting-data-*"))]
    return str(found[0]) if found else None


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=330_000)
    parser.add_argument("--cdsi", help="folder of supporting data")
    args = parser.parse_args()

    vietnam = load_schedule("vn")
    people = population(size=args.children, years=8, due=VIETNAM, assess=date(2026, 11, 24))
    measure(title="vn", schedule=vietnam, people=people, courses=False)
    measure(title="vn, with courses for the dues", schedule=vietnam, people=people, courses=True)
    single(schedule=vietnam, people=people)
    profile(
        schedule=vietnam,
        people=population(size=50_000, years=8, due=VIETNAM, assess=date(2026, 11, 24)),
    )
    folder = cdsi_folder(args.cdsi)
    if folder is None:
        print("CDSi: no supporting data on this machine")
        return
    cdsi = load_schedule(folder)
    people = population(size=min(args.children, 50_000), years=16, due=UNITED_STATES, assess=date(2025, 11, 10))
    measure(title="CDSi, all antigens", schedule=cdsi, people=people, courses=False)
    profile(schedule=cdsi, people=people)


if __name__ == "__main__":
    main()
