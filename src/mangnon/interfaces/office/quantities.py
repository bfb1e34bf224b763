"""Weights and lengths as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"^\s*(\d{1,5})(?:[.,](\d{1,3}))?\s*([a-z]*)\s*$", re.IGNORECASE)
MOST_G = 250_000
MOST_MM = 2_300


def read_weight_g(text: str) -> int | None:
    """Read a weight: "9,4", "9.4 kg" or "9400 g"; a bare number above 250 can only mean grams.

    Returns:
        Grams; None where the text is no weight of a child.
    """
    number, unit = _read(text)
    if number is None or unit not in {"", "kg", "g"}:
        return None
    grams = number if unit == "g" or (not unit and number > 250) else number * 1000
    return _whole(grams, most=MOST_G)


def read_length_mm(text: str) -> int | None:
    """Read a length or height: "78,5", "78.5 cm", "1,05 m" or "785 mm".

    Returns:
        Millimetres; None where the text is no length of a child.
    """
    number, unit = _read(text)
    scale = {"": 10, "cm": 10, "mm": 1, "m": 1000}.get(unit)
    if number is None or scale is None:
        return None
    return _whole(number * scale, most=MOST_MM)


def _read(text: str) -> tuple[Decimal | None, str]:
    found = _NUMBER.match(text)
    if not found:
        return None, ""
    return Decimal(f"{found[1]}.{found[2] or 0}"), found[3].lower()


def _whole(value: Decimal, *, most: int) -> int | None:
    rounded = int(value.to_integral_value())
    return rounded if 0 < rounded <= most else None
