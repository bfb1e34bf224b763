"""Measures the growth engine and its CSV face on one core, and prints a table.

python bench/growth.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
from pyarrow import csv  # noqa: E402

from mangnon.core.content import content_root  # noqa: E402
from mangnon.core.content.growth import load_standards  # noqa: E402
from mangnon.engines.growth.schema import SCORES  # noqa: E402
from mangnon.engines.growth.zscore import zscores  # noqa: E402
from mangnon.interfaces.exchange.growth_csv import score  # noqa: E402

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


def main() -> None:
    """Print z-scores a second of the engine and rows a second of the CSV face."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    began = time.perf_counter()
    standards = load_standards(content_root() / "growth")
    print(f"{'load tables':<44}{(time.perf_counter() - began) * 1000:>12,.1f} ms")
    for name, oldest in (("0-5 years, 8 z-scores", 1856), ("0-19 years", 6939)):
        table = children(rows=rows, oldest_days=oldest)
        began = time.perf_counter()
        result = zscores(measurements=table, standards=standards)
        seconds = time.perf_counter() - began
        found = sum(rows - result[column].null_count for column in SCORES)
        print(f"{'engine, ' + name:<44}{found / seconds:>12,.0f} z/s   budget {ENGINE_BUDGET:,}, one core")
    one = table.slice(0, 1)
    began = time.perf_counter()
    for _ in range(200):
        zscores(measurements=one, standards=standards)
    print(f"{'engine, one child':<44}{(time.perf_counter() - began) / 200 * 1000:>12,.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.csv"
        for name, quotes in (("CSV face", "none"), ("CSV face, every cell quoted", "all_valid")):
            csv.write_csv(table, path, csv.WriteOptions(quoting_style=quotes, quoting_header="none"))
            began = time.perf_counter()
            with path.open("rb") as source, io.FileIO(os.devnull, "wb") as target:
                score(source=source, target=target, standards=standards)  # type: ignore[arg-type]
            print(f"{name:<44}{rows / (time.perf_counter() - began):>12,.0f} rows/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory with all of it in this process':<44}{peak:>12,.0f} MiB")


if __name__ == "__main__":
    main()
