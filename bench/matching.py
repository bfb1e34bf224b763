"""Measures the matching engine: an import against all known children, an import alone, one typed child.

python bench/matching.py [--known 330000] [--incoming 50000]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import pyarrow as pa  # noqa: E402
import pyarrow.feather as feather  # noqa: E402

from mangnon.core.content.matching import load_matching_parameters  # noqa: E402

IMPORT_BUDGET_S, IMPORT_BUDGET_MB, TYPED_BUDGET_MS = 20.0, 2048.0, 30.0
TYPED = 300  # how many typed children are timed


def make(folder: Path, *, known: int, incoming: int) -> None:
    """Write a register and an import with known truth; in a process of its own, for the memory it takes."""
    from tests.engines.matching.families import make_files, table

    files = make_files(known=known, incoming=incoming, seed=20261124)
    for name, rows in (("known", files.known), ("incoming", files.incoming)):
        truth = pa.array([row.truth for row in rows], pa.int64())
        feather.write_feather(table(rows).append_column("truth", truth), folder / name, compression="uncompressed")


def measure(folder: Path) -> None:
    """Print one row of the table per task."""
    from mangnon.engines.matching.match import match

    parameters = load_matching_parameters()
    known, incoming = (feather.read_table(folder / name, memory_map=False) for name in ("known", "incoming"))
    nobody = known.slice(0, 0)
    start = time.perf_counter()
    result = match(incoming=incoming, known=known, parameters=parameters)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _row("import against known", f"{seconds:.1f} s", f"{IMPORT_BUDGET_S:.0f} s")
    _row("  rows", f"{incoming.num_rows:,} x {known.num_rows:,}")
    _row("  pairs scored", f"{result.compared:,}, {result.compared / seconds:,.0f}/s")
    _row("  peak memory", f"{peak:,.0f} MB", f"{IMPORT_BUDGET_MB:,.0f} MB")
    _quality(result.pairs, known, incoming)
    start = time.perf_counter()
    alone = match(incoming=incoming, known=nobody, parameters=parameters)
    _row("import alone", f"{time.perf_counter() - start:.1f} s, {alone.compared:,} pairs")
    sample = known.slice(0, 200)
    times = []
    for at in range(TYPED):
        start = time.perf_counter()
        match(incoming=incoming.slice(at, 1), known=sample, parameters=parameters)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    middle, late = times[TYPED // 2], times[TYPED * 95 // 100]
    _row("one typed child, 200 candidates", f"p50 {middle:.1f} ms, p95 {late:.1f} ms", f"{TYPED_BUDGET_MS:.0f} ms")


def _quality(pairs: pa.Table, known: pa.Table, incoming: pa.Table) -> None:
    mine, theirs = incoming.column("truth").to_pylist(), known.column("truth").to_pylist()
    found = {"same": [0, 0], "maybe": [0, 0]}
    for pair in pairs.select(["incoming", "known", "other_incoming", "verdict"]).to_pylist():
        other = theirs[pair["known"]] if pair["known"] is not None else mine[pair["other_incoming"]]
        found[pair["verdict"]][0] += 1
        found[pair["verdict"]][1] += mine[pair["incoming"]] == other
    listed = set(theirs)
    seen: dict[int, int] = {}
    true = 0
    for child in mine:
        true += (child in listed) + seen.get(child, 0)
        seen[child] = seen.get(child, 0) + 1
    (same, right), (maybe, asked) = found["same"], found["maybe"]
    _row("  same", f"{same:,}, precision {right / same:.5f}, recall {right / true:.4f}", "0.999")
    _row("  maybe", f"{maybe:,}, of them {asked:,} one child; seen in all {(right + asked) / true:.4f}")


def _row(what: str, figure: str, budget: str = "") -> None:
    print(f"{what:<34} {figure:<52} {budget}", flush=True)


def main() -> None:
    """Make the data, then measure in a fresh process so that its peak memory is the engine's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", type=int, default=330_000)
    parser.add_argument("--incoming", type=int, default=50_000)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        measure(args.measure)
        return
    _row("task", f"measured on {os.cpu_count()} cores", "budget")
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), known=args.known, incoming=args.incoming)
        subprocess.run([sys.executable, __file__, "--measure", folder], check=True)


if __name__ == "__main__":
    main()
