"""Measures the night run over a whole province: all dues of all children, then again with nothing changed.

Afterwards the work of some communes is done once more piece by piece, to show where the time goes.

python bench/night.py [--children 330000]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from province import FULL_SIZE, folder, province

BUDGET_S, BUDGET_MB = 60.0, 2048.0
PROFILED_COMMUNES = 24


def main() -> None:
    """Print one row for a run from nothing, one for a run that changes nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=FULL_SIZE)
    children = parser.parse_args().children
    with province(children):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE worklist_due")
    print("| night run | children | dues | written | seconds | budget | children/s | peak MB | budget |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in ("from nothing", "nothing changed"):
        done = _run(folder(children))
        print(
            f"| {name} | {done['children']} | {done['dues']} | {done['written']} | {done['seconds']:.1f} |"
            f" {BUDGET_S:.0f} | {done['children_per_second']:.0f} | {done['peak_rss_mb']:.0f} | {BUDGET_MB:.0f} |"
        )
    with province(children):
        _print_parts()


def _print_parts() -> None:
    """Print how long each piece takes for some communes, one after the other in this process alone."""
    from adbc_driver_postgresql import dbapi

    from mangnon.core import clock
    from mangnon.core.store.server import Purpose, uri
    from mangnon.domain.worklist.batches import reader_of
    from mangnon.domain.worklist.derive import contents, derivations, derive_snapshot
    from mangnon.domain.worklist.priority import prioritize
    from mangnon.domain.worklist.snapshot import read_snapshot

    seconds: dict[str, float] = defaultdict(float)
    with dbapi.connect(uri(Purpose.OWNER), autocommit=False) as connection, connection.cursor() as cursor:
        keys = (
            "SELECT id FROM children_child WHERE commune_id IN (SELECT commune_id FROM children_child"
            f" WHERE commune_id IS NOT NULL GROUP BY commune_id ORDER BY commune_id LIMIT {PROFILED_COMMUNES})"
        )
        today, content, read = clock.today(), contents(), reader_of(cursor)

        def timed(sql: str, schema: Any) -> Any:
            with _clocked(seconds, "reading for priorities"):
                return read(sql, schema)

        whole = read_snapshot(reader=read, derivations=(), children_sql=keys, today=today)
        facts = {}
        for each in derivations():
            with _clocked(seconds, f"reading facts: {each.capability}"):
                found = read_snapshot(reader=read, derivations=(each,), children_sql=keys, today=today)
            facts.update(found.facts)
        whole = replace(whole, facts=facts)
        for each in derivations():
            with _clocked(seconds, f"rules: {each.capability}"):
                derive_snapshot(snapshot=whole, content=content, today=today, of=[each])
        derived = derive_snapshot(snapshot=whole, content=content, today=today)
        with _clocked(seconds, "priorities, with their reading"):
            prioritize(reader=timed, children_sql=keys, derived=derived, today=today)
    count = whole.children.num_rows
    print(f"\n| where the time goes ({count:,} children, one process) | seconds | microseconds a child |")
    print("| --- | --- | --- |")
    for name, took in sorted(seconds.items(), key=lambda each: -each[1]):
        print(f"| {name} | {took:.2f} | {1e6 * took / count:.1f} |")


@contextmanager
def _clocked(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[name] += time.perf_counter() - started


def _run(data: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary) / "report.json"
        subprocess.run(
            [sys.executable, "-m", "mangnon.config.cli", "dues", "--quiet", "--report", str(report)],
            check=True,
            env={**os.environ, "MANGNON_DATA": str(data), "PYTHONPATH": str(Path(__file__).parents[1] / "src")},
        )
        return dict(json.loads(report.read_text()))


if __name__ == "__main__":
    main()
