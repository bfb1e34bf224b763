"""Write ``field/content``: what the phone carries of the content, in as few bytes as it takes.

    python tools/build_field_content.py

The files are made from ``content/`` alone; a test shows that they are current.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import numpy as np  # noqa: E402

from mangnon.core.content.growth import load_practice, load_standards  # noqa: E402
from mangnon.engines.growth.standards import Floats, GrowthStandards, LmsTable  # noqa: E402

GROWTH_FORMAT = 1
GROWTH = Path("field/content/growth.bin")
MOST_DECIMALS = 6
# The phone carries the newest thresholds, whatever the day on which the file is made.
NEWEST = date(9999, 12, 31)


def growth_content(*, on: date) -> bytes:
    """Pack WHO's tables, the rules and the thresholds that hold on a day.

    The file is a line of JSON, then, for each table, for boys and girls, for L, M and S, the whole numbers as
    second differences, written as variable-length integers with the sign in the lowest bit.
    """
    folder = ROOT / "content" / "growth"
    standards, practice = load_standards(folder), load_practice(folder, on=on)
    head = {
        "format": GROWTH_FORMAT,
        "versions": [standards.version, practice.version],
        "rules": asdict(standards.rules),
        "cutoffs": asdict(practice.cutoffs),
        "arm": asdict(practice.arm),
        "doubt": asdict(practice.doubt),
        "tables": [_table_head(table) for table in standards.tables.values()],
    }
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + bytes(_packed(standards))


def _table_head(table: LmsTable) -> dict[str, object]:
    return {
        "name": table.name,
        "first": table.first,
        "last": table.last,
        "restricted": table.restricted,
        "low": table.low,
        "high": table.high,
        "scale": [_scale(column) for column in (table.lam, table.median, table.spread)],
    }


def _scale(column: Floats) -> int:
    """The power of ten that makes a column whole, so that dividing by it gives every number back."""
    for decimals in range(MOST_DECIMALS + 1):
        scale = 10**decimals
        if np.array_equal(np.rint(column * scale) / scale, column):
            return int(scale)
    raise ValueError(f"more than {MOST_DECIMALS} decimals")


def _packed(standards: GrowthStandards) -> Iterator[int]:
    for table in standards.tables.values():
        for sex in (0, 1):
            rows = slice(sex * table.width, (sex + 1) * table.width - 1)  # without the repeated last row
            for column in (table.lam, table.median, table.spread):
                whole = np.rint(column[rows] * _scale(column)).astype(np.int64)
                yield from _varints(np.diff(np.diff(whole, prepend=0), prepend=0))


def _varints(values: np.ndarray) -> Iterator[int]:
    for value in values.tolist():
        left = -2 * value - 1 if value < 0 else 2 * value
        while left >= 128:
            yield left & 127 | 128
            left >>= 7
        yield left


def files() -> dict[Path, bytes]:
    """Make every file of the phone's content, by its path in the checkout."""
    return {GROWTH: growth_content(on=NEWEST)}


if __name__ == "__main__":
    for path, content in files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
        print(f"{path}: {len(content):,} bytes")
