"""Measures how fast a synthetic province is made, and prints a table.

python bench/synth.py [--children 330000]
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from mangnon.interfaces.exchange.synth import schema  # noqa: E402
from mangnon.interfaces.exchange.synth.inputs import read_inputs  # noqa: E402
from mangnon.interfaces.exchange.synth.province import generate  # noqa: E402

TODAY = date(2026, 11, 24)
CPU_BUDGET_SECONDS = 60
MEMORY_BUDGET_MB = 1_024


def main() -> None:
    """Make the province once, chunk by chunk, and print rows, seconds and peak memory."""
    parser = argparse.ArgumentParser(description="make a synthetic province and measure it")
    parser.add_argument("--children", type=int, default=330_000)
    children = parser.parse_args().children
    inputs = read_inputs(today=TODAY)
    start, cpu_start = time.perf_counter(), time.process_time()
    province = generate(
        children=children,
        seed=1,
        today=TODAY,
        places=inputs.places,
        content=inputs.content,
        curves=inputs.curves,
    )
    rows = Counter({name: table.num_rows for name, table in province.tables().items()})
    for chunk in province.chunks():
        rows.update({name: table.num_rows for name, table in chunk.tables.items()})
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu_start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts = sum(rows[name] for name in schema.FACT_TABLES)
    print(f"{'table':<16}{'rows':>12}{'per child':>12}")
    for name, count in rows.items():
        print(f"{name:<16}{count:>12,}{count / children:>12.3f}")
    print(f"\nfacts           {facts:>12,}{facts / children:>12.2f}")
    print(f"rows/s          {sum(rows.values()) / seconds:>12,.0f}")
    print(f"seconds         {seconds:>12.1f}")
    print(f"CPU seconds     {cpu:>12.1f}   budget {CPU_BUDGET_SECONDS}")
    print(f"peak memory MB  {peak_mb:>12.0f}   budget {MEMORY_BUDGET_MB}")


if __name__ == "__main__":
    main()
