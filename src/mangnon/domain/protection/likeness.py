"""Whether two people told of may be one: pure, over words as they were told."""

from __future__ import annotations

import re
from datetime import date

from mangnon.vocab.text import search_key

_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
# How a child is called in front of the given name; tells nothing of who it is.
_CALLED = frozenset({"be", "cu", "thang", "con", "cai", "em", "chau", "ut"})
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def names_alike(first: str, second: str) -> bool:
    """Tell whether two names as told may be one child's.

    The given name, which stands last, must be the same, whatever its marks; beside it the shorter name holds nothing
    that the longer one lacks, or one more word is shared ("Cu Tý" and "Nông Văn Tý", "Nông Văn Tý" and "Nông Tý").
    """
    one, other = _words(first), _words(second)
    if not one or not other or one[-1] != other[-1]:
        return False
    shorter, longer = sorted((set(one), set(other)), key=len)
    return shorter <= longer or len(shorter & longer) > 1


def _words(name: str) -> list[str]:
    words = search_key(name).split()
    return [word for word in words[:-1] if word not in _CALLED] + words[-1:]


def read_birth(words: str, *, on: date) -> tuple[date | None, str]:
    """Read a birth date out of what was told.

    Args:
        words: "12/3/2018", "sinh năm 2018", "khoảng 8 tuổi".
        on: the day it was told; nothing later is a birth date.

    Returns:
        The first day of what is known, and day, year or unknown; an age alone tells no year for sure.
    """
    found = _DAY.search(words)
    if found:
        day, month, year = map(int, found.groups())
        try:
            born = date(year, month, day)
        except ValueError:
            return None, "unknown"
        return (born, "day") if born <= on else (None, "unknown")
    told = _YEAR.search(words)
    if told and int(told[1]) <= on.year:
        return date(int(told[1]), 1, 1), "year"
    return None, "unknown"
