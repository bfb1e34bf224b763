"""Dated versions of rules: what held on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Version:
    """One version of a rule: its name, the days it holds, and its values as written."""

    name: str
    valid_from: date
    valid_to: date | None
    values: dict[str, Any]


def in_force(versions: tuple[Version, ...], *, on: date) -> Version | None:
    """Return the version that holds on a day, or None."""
    held = [v for v in versions if v.valid_from <= on and (v.valid_to is None or on < v.valid_to)]
    return held[-1] if held else None
