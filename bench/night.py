"""Measures the night run over a whole province: all dues of all children, then again with nothing changed.

python bench/night.py [--children 330000]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from province import FULL_SIZE, folder, province

BUDGET_S, BUDGET_MB = 60.0, 2048.0


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
