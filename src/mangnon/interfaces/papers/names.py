"""Finds a person's name, number or place in words that somebody wrote, however it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mangnon.interfaces.papers.values import plain
from mangnon.vocab.text import unaccent

# Before a given name alone these words tell that a person is meant and not, say, peace (bình) or a flower (hoa).
FORMS_OF_ADDRESS = frozenset(
    {
        "anh", "ba", "bac", "be", "bo", "cau", "cha", "chau", "chi", "chong", "chu", "co", "con", "cu", "di", "em",
        "me", "nha", "ong", "thay", "tre", "vo",
    }
)  # fmt: skip
_NUMBER = re.compile(r"\+?[\d\s.\-()]{6,}")
_PARTS = re.compile(r"[,;:()\n]")
_BETWEEN = r"[\W_]+"
_BETWEEN_FIGURES = r"[\s.\-()]*"


def spans_of(identities: Iterable[str], *, text: str) -> list[tuple[int, int]]:
    """Return where these names, numbers and places stand in a text, as (first, after last), in order.

    A name of several words is found whole, without its family name, and by the given name alone after a form of
    address (``cháu Bình``); marks, case and spaces do not matter; a number with any signs between its figures.

    Args:
        identities: covered values, as somebody wrote them.
        text: what is looked through, as ``plain`` gives it.
    """
    bare = _bare(text)
    found = {match.span("name") for each in identities for regex in _regexes(each) for match in regex.finditer(bare)}
    return sorted(found)


@lru_cache(maxsize=512)
def _regexes(identity: str) -> tuple[re.Pattern[str], ...]:
    told = plain(identity)
    whole = _words(told)
    made = [_phrase(whole)] if len(whole) > 1 else []
    for part in _PARTS.split(told):
        if _NUMBER.fullmatch(part.strip()):
            made.append(_number(part))
        else:
            made.extend(_person(part))
    return tuple(re.compile(each) for each in made)


def _person(part: str) -> Iterator[str]:
    words = part.split()
    while len(words) > 1 and _bare(words[0]) in FORMS_OF_ADDRESS and (words[0].islower() or len(words) > 2):
        words = words[1:]
    if not words or not all(word[:1].isupper() for word in words):
        return  # a place or a body, found as a whole alone
    names = _words(" ".join(words))
    if not names:
        return
    for at in range(len(names) - 1):
        yield _phrase(names[at:])
    yield rf"\b(?:{'|'.join(sorted(FORMS_OF_ADDRESS))}){_BETWEEN}(?P<name>{re.escape(names[-1])})\b"


def _number(part: str) -> str:
    figures = [each for each in part if each.isdigit()]
    start = r"(?:0|\+?84)" if figures[:1] == ["0"] else (figures[0] if figures else "(?!)")
    return rf"(?<!\d)(?P<name>{_BETWEEN_FIGURES.join([start, *figures[1:]])})(?!\d)"


def _phrase(words: list[str]) -> str:
    return rf"\b(?P<name>{_BETWEEN.join(map(re.escape, words))})\b"


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _bare(text))


def _bare(text: str) -> str:
    """Return the text in lower case without marks, sign for sign as long as it was."""
    return "".join(map(_bare_sign, text))


@lru_cache(maxsize=4096)
def _bare_sign(sign: str) -> str:
    bare = unaccent(sign)
    return bare if len(bare) == 1 else sign
