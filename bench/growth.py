"""Measures the growth engine and its CSV face on one core, and prints a table.

python bench/growth.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
from pyarrow import csv  # noqa: E402

from mangnon.core.content import content_root  # noqa: E402
from mangnon.core.content.growth import load_practice, load_standards  # noqa: E402
from mangnon.domain.growth.survey import WANTED  # noqa: E402
from mangnon.engines.growth.prevalence import prevalence  # noqa: E402
from mangnon.engines.growth.quality import quality  # noqa: E402
from mangnon.engines.growth.schema import SCORES  # noqa: E402
from mangnon.engines.growth.zscore import zscores  # noqa: E402
from mangnon.interfaces.exchange.growth_csv import score  # noqa: E402

T = TypeVar("T")
ENGINE_BUDGET = 3_000_000  # z-scores a second on one core


def children(*, rows: int, oldest_days: int) -> pa.Table:
    """Make measurements around the median, one in twenty far from it."""
    chance = np.random.default_rng(20260101)
    days = chance.integers(0, oldest_days + 1, rows).astype(float)
    years = days / 365.25
    wild = np.where(chance.random(rows) < 0.05, 0.6, 0.08)
    near = lambda middle: np.round(middle * np.exp(chance.normal(0, 1, rows) * wild), 1)  # noqa: E731
    return pa.table(
        {
            "id": pa.array(np.arange(rows)).cast(pa.string()),
            "sex": chance.choice(["m", "f"], rows),
            "age_days": days,
            "weight_kg": near(3.3 + 8 * np.sqrt(years)),
            "length_cm": near(50 + 27 * np.sqrt(years)),
            "head_cm": near(35 + 6 * np.sqrt(years)),
            "arm_cm": near(12 + 2 * np.sqrt(years)),
            "triceps_mm": near(9 + 0 * years),
            "subscapular_mm": near(7 + 0 * years),
            "position": chance.choice(["l", "h"], rows),
            "oedema": np.where(chance.random(rows) < 0.001, "y", "n"),
        }
    )


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Run once; give the answer, seconds on the clock and seconds of the processor."""
    clock, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - clock, time.process_time() - cpu


def show(name: str, *, count: float, clock: float, cpu: float, unit: str, note: str = "") -> None:
    """Print one line: by the clock, and by processor time, which other programs on the machine disturb less."""
    print(f"{name:<34}{count / clock:>14,.0f}{count / cpu:>16,.0f}  {unit:<8}{note}")


def main() -> None:
    """Print z-scores a second of the engine and rows a second of the CSV face."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"one core, {rows:,} rows, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':<34}{'by the clock':>14}{'by CPU time':>16}")
    standards, clock, cpu = timed(lambda: load_standards(content_root() / "growth"))
    show("load the tables", count=1, clock=clock, cpu=cpu, unit="times/s")
    for name, oldest in (("engine, 0-5 years, 8 z-scores", 1856), ("engine, 0-19 years", 6939)):
        table = children(rows=rows, oldest_days=oldest)
        result, clock, cpu = timed(lambda table=table: zscores(measurements=table, standards=standards))
        found = sum(rows - result[column].null_count for column in SCORES)
        show(name, count=found, clock=clock, cpu=cpu, unit="z/s", note=f"budget {ENGINE_BUDGET:,}")
    one = table.slice(0, 1)
    _, clock, cpu = timed(lambda: [zscores(measurements=one, standards=standards) for _ in range(200)])
    show("engine, one child at a time", count=200, clock=clock, cpu=cpu, unit="calls/s")
    practice = load_practice(content_root() / "growth", on=date(2026, 11, 24))
    under_five = children(rows=100_000, oldest_days=1826)
    communes = pa.array([f"{n % 92:02d}" for n in range(under_five.num_rows)])
    under_five = under_five.append_column("group", communes)
    scores = zscores(measurements=under_five, standards=standards)
    survey = partial(prevalence, measurements=under_five, scores=scores, standards=standards, practice=practice)
    _, clock, cpu = timed(lambda: survey(wanted=WANTED))
    show("prevalence, 92 groups, 100,000 rows", count=1, clock=clock, cpu=cpu, unit="times/s", note="4 indicators")
    _, clock, cpu = timed(
        lambda: quality(measurements=under_five, scores=scores, standards=standards, practice=practice)
    )
    show("quality, 100,000 rows", count=1, clock=clock, cpu=cpu, unit="times/s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.csv"
        for name, quotes in (("CSV face", "none"), ("CSV face, every cell quoted", "all_valid")):
            csv.write_csv(table, path, csv.WriteOptions(quoting_style=quotes, quoting_header="none"))
            with path.open("rb") as source, open(os.devnull, "wb") as target:
                run = partial(score, source=source, target=target, standards=standards)
                _, clock, cpu = timed(run)
            show(name, count=rows, clock=clock, cpu=cpu, unit="rows/s")


if __name__ == "__main__":
    main()
