"""Reads one answer into the value it counts as."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from mangnon.engines.questionnaires.definition import Item, Questionnaire
from mangnon.engines.questionnaires.expression import Value
from mangnon.engines.questionnaires.values import BLANK

Answer = str | int | float | bool | list[str] | None
"""As a form or a phone tells it."""

GREATEST = 1e9
LONGEST_TEXT = 2000
_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,10}(?:[.,][0-9]{1,9})?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_VIETNAMESE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def read_answer(item: Item, answer: object, questionnaire: Questionnaire) -> tuple[Value, str]:
    """Return the value an answer counts as, and the code of what is wrong with it.

    A decimal sign is a point or a comma; thousands are not parted. Days are ``2026-11-24`` or ``24/11/2026``.

    Args:
        item: whose answer.
        answer: as told; blank, None and an empty list are no answer.
        questionnaire: knows the item's choices.

    Returns:
        The value, missing where it cannot be read; and empty, ``unreadable``, ``not_a_choice`` or ``out_of_range``.
    """
    told = answer.strip(BLANK) if isinstance(answer, str) else answer
    if told is None or told == "" or told == []:
        return "", ""
    if item.type in {"integer", "decimal"}:
        return _number(told, _INTEGER if item.type == "integer" else _DECIMAL)
    if item.type in {"select_one", "select_multiple"}:
        return _choices(item, told, [choice.name for choice in questionnaire.choices(item)])
    if not isinstance(told, str):
        return "", "unreadable"
    if item.type == "date":
        return _day(told)
    return (told, "") if len(told) <= LONGEST_TEXT else ("", "out_of_range")


def _number(told: object, form: re.Pattern[str]) -> tuple[Value, str]:
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return "", "unreadable"
    if isinstance(told, str):
        if not form.fullmatch(told):
            return "", "unreadable"
        found = float(told.replace(",", "."))
    else:
        if not math.isfinite(told) or (form is _INTEGER and told != math.floor(told)):
            return "", "unreadable"
        if abs(told) > GREATEST:
            return "", "out_of_range"
        found = float(told)
    return (found + 0.0, "") if abs(found) <= GREATEST else ("", "out_of_range")


def _choices(item: Item, told: object, names: list[str]) -> tuple[Value, str]:
    if isinstance(told, int | float) and not isinstance(told, bool):
        told = str(int(told)) if abs(told) <= GREATEST and told == int(told) else "?"
    if isinstance(told, str):
        told = [told] if item.type == "select_one" else [each for each in told.split(" ") if each]
    if not isinstance(told, list):
        return "", "unreadable"
    if any(each not in names for each in told) or (item.type == "select_one" and len(told) != 1):
        return "", "not_a_choice"
    return " ".join(name for name in names if name in told), ""


def _day(told: str) -> tuple[Value, str]:
    iso, vietnamese = _ISO.fullmatch(told), _VIETNAMESE.fullmatch(told)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif vietnamese:
        day, month, year = (int(part) for part in vietnamese.groups())
    else:
        return "", "unreadable"
    try:
        return date(year, month, day).isoformat(), ""
    except ValueError:
        return "", "unreadable"


def given(age_days: int | None) -> Mapping[str, Value]:
    """Return what the program itself answers."""
    if age_days is None or age_days < 0:
        return {}
    return {"age_days": float(age_days), "age_months": float(math.floor(age_days / 30.4375))}
