"""Reads weights and lengths as clerks write them: with a comma, with a unit, two in one cell."""

from __future__ import annotations

import re
from typing import Literal

from mangnon.core.content.exchange import ValueLimits
from mangnon.interfaces.exchange.workbook.wording import bare
from mangnon.vocab.dates import Cell

Position = Literal["l", "h"]

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|kí|ký|ki|g|gr|gam|gram|cm|m|mm)?", re.IGNORECASE)
_KILOS_AND_MORE = re.compile(r"(\d+)\s*(?:kg|kí|ký)\s*(\d{1,3})\s*g?r?", re.IGNORECASE)
_PAIR = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:kg)?\s*[/;\-–|\n]\s*(\d+(?:[.,]\d+)?)\s*(?:cm)?\s*", re.IGNORECASE)


def read_pair(cell: Cell, header: str, *, limits: ValueLimits, warnings: list[str]) -> dict[str, int | None]:
    """Read "8,5/72" as weight and length; a single number is taken for a weight, with a warning.

    Args:
        cell: the cell.
        header: the column's heading, which may name the unit.
        limits: what can be a weight or a length at all.
        warnings: doubts are added here.

    Returns:
        "weight" in grams and, of a pair, "length" in millimetres; None where doubtful.
    """
    pair = _PAIR.fullmatch(cell) if type(cell) is str else None
    if pair is None:
        warnings.append("measure_assumed")
        return {"weight": read_grams(cell, header, limits=limits, warnings=warnings)}
    return {
        "weight": read_grams(pair[1], "", limits=limits, warnings=warnings),
        "length": read_millimetres(pair[2], "", limits=limits, warnings=warnings),
    }


def read_grams(cell: Cell, header: str, *, limits: ValueLimits, warnings: list[str]) -> int | None:
    """Read a weight in grams; without a unit it is kilograms, and 8500 is asked about, not guessed.

    Args:
        cell: the cell: 8.5, "8,5", "8,5kg", "8500g", "8kg5".
        header: the column's heading, which may name the unit.
        limits: the closed range of weights in kilograms.
        warnings: ``weight_unreadable`` or ``weight_doubtful`` is added here.

    Returns:
        Grams, None where unreadable or doubtful.
    """
    number, unit = _quantity(cell)
    if number is None:
        warnings.append("weight_unreadable")
        return None
    in_grams = unit.startswith("g") or (not unit and re.search(r"\((?:g|gr|gam|gram)\)|\bgam\b", header.lower()))
    kilograms = number / 1000 if in_grams else number
    low, high = limits.weight_kg
    if not low <= kilograms <= high or unit in ("cm", "m", "mm"):
        warnings.append("weight_doubtful")
        return None
    return round(kilograms * 1000)


def read_millimetres(cell: Cell, header: str, *, limits: ValueLimits, warnings: list[str]) -> int | None:
    """Read a length in millimetres; without a unit it is centimetres.

    Args:
        cell: the cell: 72, "72,5", "72 cm", "0,72m".
        header: the column's heading, which may name the unit.
        limits: the closed range of body lengths in centimetres; heads and arms may be shorter.
        warnings: ``length_unreadable`` or ``length_doubtful`` is added here.

    Returns:
        Millimetres, None where unreadable or doubtful.
    """
    number, unit = _quantity(cell)
    if number is None:
        warnings.append("length_unreadable")
        return None
    in_metres = unit == "m" or (not unit and re.search(r"\(m\)", header.lower()))
    centimetres = number * 100 if in_metres else number / 10 if unit == "mm" else number
    low, high = limits.length_cm
    # A head or an arm may be shorter than a body.
    low = low if re.search(r"cao|dài|cc", header.lower()) or not header else 5
    if not low <= centimetres <= high or unit in ("kg", "g", "gr", "gam", "gram"):
        warnings.append("length_doubtful")
        return None
    return round(centimetres * 10)


def _quantity(cell: Cell) -> tuple[float | None, str]:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell), ""
    split = _KILOS_AND_MORE.fullmatch(cell.strip()) if type(cell) is str else None
    if split is not None:
        return float(f"{split[1]}.{split[2].ljust(3, '0')}"), "kg"
    found = _NUMBER.fullmatch(cell.strip().rstrip(".")) if type(cell) is str else None
    if found is None:
        return None, ""
    return float(found[1].replace(",", ".")), (found[2] or "").lower()


def read_position(header: str) -> Position | None:
    """Return "l" when a heading says lying, "h" when it says standing, None when neither."""
    words = bare(header)
    if re.search(r"\bnam\b", words) and "nằm" in header.lower():
        return "l"
    return "h" if re.search(r"\bdung\b", words) else None
