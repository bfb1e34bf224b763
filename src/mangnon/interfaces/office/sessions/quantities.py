"""Weights and lengths as typed into the boxes of a session; a likely slip of the unit is asked about, not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mangnon.core.web.words import length_words, weight_words

# Beyond these a number in the box can only be of the smaller or larger unit: no child weighs 250 kg or 250 g.
GRAMS_FROM = Decimal(250)
METRES_BELOW = Decimal("2.5")
MILLIMETRES_FROM = Decimal(250)
ARM_MILLIMETRES_FROM = Decimal(60)
_NUMBER = re.compile(r"(\d{1,6}(?:[.,]\d{1,4})?)\s*(kg|g|gam|cm|mm|m)?", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """What a box says: a value in grams or millimetres, or why there is none, and what to ask about it."""

    value: int | None = None
    problem: str = ""
    question: str = ""


def read_weight(text: str) -> Quantity:
    """Read a weight typed into the kilogram box: "9,4", "9.4 kg", "9400 g"; 9400 alone is asked about.

    Returns:
        Grams; nothing for an empty box.
    """
    number, unit, problem = _read(text, "Cân nặng", "9,4")
    if number is None:
        return Quantity(problem=problem)
    if unit in ("cm", "mm", "m"):
        return Quantity(problem="Ô cân nặng ghi bằng kg, ví dụ 9,4.")
    if unit in ("g", "gam"):
        return _sized(number, "Cân nặng")
    if unit == "" and number >= GRAMS_FROM:
        grams = int(number)
        return Quantity(value=grams, question=f"Ô này tính bằng kg; {text.strip()} là gam, tức {weight_words(grams)}?")
    return _sized(number * 1000, "Cân nặng")


def read_length(text: str) -> Quantity:
    """Read a length typed into the centimetre box: "78,5", "785 mm", "0,785 m"; 785 or 0,785 alone is asked about.

    Returns:
        Millimetres; nothing for an empty box.
    """
    return _millimetres(text, "Chiều dài, chiều cao", "78,5", millimetres_from=MILLIMETRES_FROM)


def read_arm(text: str) -> Quantity:
    """Read an arm circumference typed in centimetres: "13,2"; 132 alone is asked about.

    Returns:
        Millimetres; nothing for an empty box.
    """
    return _millimetres(text, "Vòng cánh tay", "13,2", millimetres_from=ARM_MILLIMETRES_FROM)


def _millimetres(text: str, what: str, example: str, *, millimetres_from: Decimal) -> Quantity:
    number, unit, problem = _read(text, what, example)
    if number is None:
        return Quantity(problem=problem)
    if unit in ("kg", "g", "gam"):
        return Quantity(problem=f"Ô {what.lower()} ghi bằng cm, ví dụ {example}.")
    if unit == "mm":
        return _sized(number, what)
    if unit == "m":
        return _sized(number * 1000, what)
    if unit == "" and number >= millimetres_from:
        found = _sized(number, what)
        words = f"Ô này tính bằng cm; {text.strip()} là mm, tức {length_words(found.value)}?"
        return Quantity(value=found.value, question=words)
    if unit == "" and 0 < number < METRES_BELOW:
        found = _sized(number * 1000, what)
        words = f"Ô này tính bằng cm; {text.strip()} là mét, tức {length_words(found.value)}?"
        return Quantity(value=found.value, question=words)
    return _sized(number * 10, what)


def _read(text: str, what: str, example: str) -> tuple[Decimal | None, str, str]:
    bare = " ".join(text.split())
    if not bare:
        return None, "", ""
    found = _NUMBER.fullmatch(bare)
    if found is None:
        return None, "", f"{what} “{bare[:12]}” chưa đọc được; gõ một số, ví dụ {example}."
    return Decimal(found[1].replace(",", ".")), (found[2] or "").lower(), ""


def _sized(number: Decimal, what: str) -> Quantity:
    value = int(number.to_integral_value())
    return Quantity(value=value) if value > 0 else Quantity(problem=f"{what} phải lớn hơn 0.")
