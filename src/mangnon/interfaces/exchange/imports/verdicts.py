"""The verdicts and reports of imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

CHILD_VERDICTS = ("created", "updated", "unchanged", "duplicate", "rejected")
FACT_VERDICTS = (*CHILD_VERDICTS, "unmatched")


@dataclass(frozen=True)
class Verdict:
    """What became of one row.

    Args:
        verdict: one of ``FACT_VERDICTS``.
        child_id: the child it is about, where one is known.
        cells: what was read, to show and to match again.
        before: what an update replaced, to undo it.
    """

    sheet: str
    row: int
    verdict: str
    child_id: UUID | None = None
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    cells: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] | None = None


def counts_of(verdicts: Iterable[Verdict], names: tuple[str, ...]) -> dict[str, int]:
    """Return how many rows each verdict has."""
    found = Counter(each.verdict for each in verdicts)
    return {name: found.get(name, 0) for name in names}


def report(verdicts: list[Verdict], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the report that the command line writes (contract)."""
    return {
        "rows": len(verdicts),
        **counts_of(verdicts, names),
        "verdicts": [
            {
                "sheet": each.sheet,
                "row": each.row,
                "verdict": each.verdict,
                "child_id": str(each.child_id) if each.child_id else None,
                "warnings": list(each.warnings),
                "reasons": list(each.reasons),
            }
            for each in verdicts
        ],
    }
