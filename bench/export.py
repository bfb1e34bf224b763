"""Measures the exports of all children: the CSV of the command line and the Excel workbook of the background.

python bench/export.py [--children 330000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from province import FULL_SIZE, folder, province

EXCEL_BUDGET_S = 40.0
_EXCEL = """
import time
from datetime import date
from pathlib import Path
from mangnon.core.scope.scope import Reach
from mangnon.interfaces.exchange.exports.children_xlsx import Heading, write_children_xlsx
everywhere = Reach(True, frozenset(), frozenset(), frozenset())
started = time.perf_counter()
count = write_children_xlsx(target=Path({target!r}), ordinary=everywhere, sensitive=everywhere, on=date(2026, 11, 24),
                            heading=Heading("bench", "24/11/2026", True))
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(count, time.perf_counter() - started, peak / 1024)
"""


def main() -> None:
    """Print one row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=FULL_SIZE)
    children = parser.parse_args().children
    source = str(Path(__file__).resolve().parents[1] / "src")
    with province(children), tempfile.TemporaryDirectory() as temporary:
        environment = {**os.environ, "MANGNON_DATA": str(folder(children)), "PYTHONPATH": source}
        print("| export | children | seconds | budget | peak MB |")
        print("| --- | --- | --- | --- | --- |")
        started = time.perf_counter()
        words = ["-m", "mangnon.config.cli", "export", "children", f"{temporary}/all.csv"]
        subprocess.run([sys.executable, *words], check=True, env=environment)
        print(f"| CSV, whole command | {children} | {time.perf_counter() - started:.1f} | - | - |")
        code = _EXCEL.format(target=f"{temporary}/all.xlsx")
        done = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True)
        count, seconds, peak = done.stdout.split()
        print(f"| Excel | {count} | {float(seconds):.1f} | {EXCEL_BUDGET_S:.0f} | {float(peak):.0f} |")


if __name__ == "__main__":
    main()
