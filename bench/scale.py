"""Measures the cost of a child's dues as the population grows, and works out from it what 25 million need.

python bench/scale.py [--quick]

The province's snapshot is written again under other keys and places until it is as large as wanted (bench/replicas.py);
each engine then derives all of it. CPU and memory are those of all processes of a run, Java's too.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from province import FULL_SIZE, province

COUNTRY = 25_000_000
SIZES = (330_000, 1_000_000, 3_300_000)
QUICK_PROVINCE, QUICK_SIZES = 10_000, (10_000, 30_000, 100_000)
LOOK_S = 0.1
SOURCE = str(Path(__file__).resolve().parents[1] / "src")


@dataclass(frozen=True)
class Cost:
    """What one run cost."""

    engine: str
    children: int
    dues: int
    seconds: float
    cpu_s: float
    python_mb: float  # the largest Python process
    all_mb: float
    result_bytes: int

    @property
    def cpu_us(self) -> float:
        """Microseconds of one core a child."""
        return self.cpu_s / self.children * 1e6


def main() -> None:
    """Print the cost of a child by engine and size, what a country needs, and where time goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small province, for a look")
    quick = parser.parse_args().quick
    base, sizes = (QUICK_PROVINCE, QUICK_SIZES) if quick else (FULL_SIZE, SIZES)
    with tempfile.TemporaryDirectory(prefix="mangnon-scale-", dir=os.environ.get("MANGNON_BENCH")) as folder:
        work = Path(folder)
        taken_s = _take(base, work / "province")
        costs, bytes_a_child = _all(work, sizes, taken_s)
        _country(costs, bytes_a_child, taken_s / base)
        _profile(work / "province")


def _take(children: int, target: Path) -> float:
    from mangnon.core.clock import now, today
    from mangnon.domain.worklist.taking import take_snapshot

    with province(children):
        started = time.perf_counter()
        take_snapshot(target=target, today=today(), at=now())
        return time.perf_counter() - started


def _all(work: Path, sizes: tuple[int, ...], taken_s: float) -> tuple[list[Cost], float]:
    from replicas import grow

    engines: list[tuple[str, list[str]]] = [
        ("one process", ["--processes", "1"]),
        ("two processes", ["--processes", "2"]),
    ]
    if importlib.util.find_spec("pyspark") and shutil.which("java"):
        engines.append(("Spark local[2]", ["--engine", "spark", "--master", "local[2]"]))
    print(
        "| engine | children | snapshot MB | bytes/child | dues | seconds | CPU s | CPU µs/child | largest Python MB |"
        " all MB |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    costs, bytes_a_child = [], 0.0
    for size in sizes:
        grown = grow(work / "province", work / "grown", children=size)
        bytes_a_child = grown.manifest.bytes / grown.manifest.children
        for name, words in engines:
            cost = _measured(name, words, grown.folder, work / "dues")
            costs.append(cost)
            print(
                f"| {name} | {cost.children} | {grown.manifest.bytes / 1e6:.0f} | {bytes_a_child:.0f} | {cost.dues} |"
                f" {cost.seconds:.1f} | {cost.cpu_s:.1f} | {cost.cpu_us:.1f} | {cost.python_mb:.0f} |"
                f" {cost.all_mb:.0f} |",
                flush=True,
            )
        shutil.rmtree(grown.folder)
    print(f"\nThe snapshot of the province was taken from the database in {taken_s:.0f} s.")
    return costs, bytes_a_child


def _measured(name: str, words: list[str], snapshot: Path, out: Path) -> Cost:
    report = out.with_suffix(".json")
    command = [sys.executable, "-m", "mangnon.config.cli", "dues", "--quiet", "--report", str(report)]
    run = subprocess.Popen(
        [*command, "--snapshot", str(snapshot), "--out", str(out), *words], env={**os.environ, "PYTHONPATH": SOURCE}
    )
    meter = _Meter(run.pid)
    if run.wait() != 0:
        raise SystemExit(run.returncode)
    meter.stop()
    told = json.loads(report.read_text())
    size = sum(file.stat().st_size for file in out.rglob("*.parquet"))
    shutil.rmtree(out)
    return Cost(name, told["children"], told["dues"], told["seconds"], meter.cpu_s, meter.python_mb, meter.all_mb, size)


class _Meter(threading.Thread):
    """Looks at a process and all that it starts until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.over = threading.Event()
        self.cpu: dict[int, float] = {}
        self.python_mb = self.all_mb = 0.0
        self.before = _children_cpu()
        self.start()

    def run(self) -> None:
        """Look every tenth of a second."""
        while not self.over.wait(LOOK_S):
            try:
                processes = [self.root, *self.root.children(recursive=True)]
            except psutil.Error:
                continue
            held = {process.pid: self._look(process) for process in processes}
            self.all_mb = max(self.all_mb, sum(mb for mb, _ in held.values()))
            self.python_mb = max(self.python_mb, *(mb for mb, python in held.values() if python), 0.0)

    def _look(self, process: psutil.Process) -> tuple[float, bool]:
        try:
            with process.oneshot():
                times = process.cpu_times()
                self.cpu[process.pid] = times.user + times.system
                return process.memory_info().rss / 2**20, process.name().startswith("python")
        except psutil.Error:
            return 0.0, False

    def stop(self) -> None:
        """Look no more."""
        self.over.set()
        self.join()

    @property
    def cpu_s(self) -> float:
        """CPU of all: what the system counted of those that were waited for, or what was seen, whichever is more."""
        return max(sum(self.cpu.values()), _children_cpu() - self.before)


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _country(costs: list[Cost], bytes_a_child: float, taken_s: float) -> None:
    """Work out what a country needs from the largest run of each engine."""
    print(
        f"\n| for {COUNTRY} children, from the largest run | core-hours | cores for one hour | MB a core |"
        " snapshot GB | dues GB |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    largest = {cost.engine: cost for cost in costs}  # costs rise by size
    for name, cost in largest.items():
        hours = COUNTRY * cost.cpu_us / 1e6 / 3600
        result = COUNTRY * cost.result_bytes / cost.children / 1e9
        print(
            f"| {name} | {hours:.2f} | {max(1, -(-hours // 1)):.0f} | {cost.python_mb:.0f} |"
            f" {COUNTRY * bytes_a_child / 1e9:.1f} | {result:.1f} |"
        )
    smallest = {cost.engine: cost for cost in reversed(costs)}
    print("\ncore-hours = children x CPU a child / 3600; cores for one hour = core-hours, rounded up;")
    print("MB a core = the largest Python process, since a task holds at most 10,000 children whatever the population;")
    print("GB = children x bytes a child. Reading one province's database is apart from it:")
    print(f"{taken_s * 1e6:.0f} µs a child, each province from its own, at the same time.")
    for name, cost in largest.items():
        print(f"CPU a child, {name}: x{cost.cpu_us / smallest[name].cpu_us:.2f} from the smallest to the largest.")


def _profile(snapshot: Path) -> None:
    """Print where one process spends its time on a task of places."""
    from mangnon.domain.worklist.derive import contents, derivations, derive_snapshot, stored_form
    from mangnon.domain.worklist.place_dues import CHILDREN_A_TASK, STORED_DUES, read_places, tasks_of
    from mangnon.domain.worklist.place_files import SNAPSHOT, parquet_bytes, read_manifest
    from mangnon.domain.worklist.snapshot import in_order, numbered_facts
    from mangnon.vocab.due import CHILDREN

    told = read_manifest(snapshot, kind=SNAPSHOT)
    task = max(tasks_of(told.places, processes=1), key=lambda places: sum(place.children for place in places))
    spent: list[tuple[str, float]] = []

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        found = work()
        spent.append((name, time.process_time() - started))
        return found

    content = contents()
    read = timed("reading and checking files", partial(read_places, snapshot, task, derivations()))
    derive_snapshot(snapshot=read, content=content, today=told.day)  # once before, for what is made only once
    plain = read.children.select(CHILDREN.names)
    for each in derivations():
        facts = timed("facts by child, in order", partial(numbered_facts, read.facts[each.capability], plain))
        asked = {"children": plain, "facts": facts, "content": content[each.capability], "today": told.day}
        timed(f"dues of {each.capability}", partial(each.dues, **asked))
    derived = derive_snapshot(snapshot=read, content=content, today=told.day)
    stored = timed("keys and words", partial(stored_form, derived)).cast(STORED_DUES)
    timed("sorting and writing files", lambda: parquet_bytes(in_order(stored)))
    total = sum(seconds for _, seconds in spent)
    print(f"\n| where one process spends its time ({plain.num_rows} children, up to {CHILDREN_A_TASK} a task)"
          " | share | µs/child |")  # fmt: skip
    print("| --- | --- | --- |")
    for name in dict.fromkeys(name for name, _ in spent):
        seconds = sum(s for other, s in spent if other == name)
        print(f"| {name} | {seconds / total:.0%} | {seconds / plain.num_rows * 1e6:.1f} |")


if __name__ == "__main__":
    main()
