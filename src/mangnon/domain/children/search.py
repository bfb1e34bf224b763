"""What was typed in the one search box, read from the text alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mangnon.vocab.text import search_key

_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")


@dataclass(frozen=True)
class Asked:
    """What the one box was asked: a birth day, and patterns that the search text must all have.

    ``phrase`` is the words as they follow each other: children who bear it as their own name come first. Without
    numbers beside it, it may be somebody's ``whole`` name.
    """

    born: date | None
    patterns: tuple[str, ...]
    phrase: str
    whole: str


def read_search(text: str) -> Asked | None:
    """Read what was typed in the one box; None when there is too little to search by."""
    born: date | None = None
    words: list[str] = []
    numbers: list[str] = []
    for token in " ".join(text.split()).split(" "):
        day = _DAY.match(token)
        if day:
            try:
                born = date(int(day[3]), int(day[2]), int(day[1]))
            except ValueError:
                return None
        elif sum(letter.isdigit() for letter in token) >= len(token) / 2 and token:
            numbers.append(re.sub(r"[^0-9A-Za-z]", "", token).upper())
        else:
            words += search_key(token).split()
    # Numbers are often typed in groups: 0912 345 678.
    joined = "".join(numbers)
    if joined and len(joined) < 3:
        return None
    if not (born or joined or len("".join(words)) >= 2):
        return None
    phrase = " ".join(words)
    patterns = [f"%{word}%" for word in words] + ([f"%{joined}%"] if joined else [])
    return Asked(born, tuple(dict.fromkeys(patterns)), phrase, "" if joined else phrase)
