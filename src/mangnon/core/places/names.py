"""How offices write the names of places: words in front of a name, abbreviations, separators, keys.

Pure. Nothing here knows which places exist; that is the gazetteer's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mangnon.vocab.text import nfc_name, spelled_key, unaccent


class Level(StrEnum):
    """The four levels of place; districts ended on 1 July 2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    HAMLET = "hamlet"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an address as typed, its place in the text, its keys, and whether a part begins with it."""

    text: str
    start: int
    end: int
    bare: str
    spelled: str
    starts_part: bool


@dataclass(frozen=True, slots=True)
class HamletName:
    """A hamlet's name: its kind if one is written, the name as spelled, and a key for comparing."""

    kind: str | None
    name: str
    key: str


# Words that stand in front of a name -> the kinds of unit they may mean, by level. Longest first when read.
PREFIXES: dict[Level, dict[str, tuple[str, ...]]] = {
    Level.PROVINCE: {"tỉnh": ("tỉnh",), "thành phố": ("thành phố",), "tp": ("thành phố",), "t": ("tỉnh",)},
    Level.DISTRICT: {
        "huyện": ("huyện",),
        "h": ("huyện",),
        "thị xã": ("thị xã", "thành phố"),
        "tx": ("thị xã", "thành phố"),
        "thành phố": ("thành phố",),
        "tp": ("thành phố",),
        "quận": ("quận",),
        "q": ("quận",),
    },
    Level.COMMUNE: {
        "xã": ("xã",),
        "x": ("xã",),
        "phường": ("phường",),
        "p": ("phường",),
        "f": ("phường",),
        "thị trấn": ("thị trấn",),
        "tt": ("thị trấn",),
    },
    Level.HAMLET: {
        "xóm": ("xóm",),
        "thôn": ("thôn",),
        "bản": ("bản",),
        "tổ dân phố": ("tổ dân phố",),
        "tổ": ("tổ dân phố",),
        "tdp": ("tổ dân phố",),
        "khu phố": ("khu phố",),
        "kp": ("khu phố",),
        "tiểu khu": ("tiểu khu",),
        "tk": ("tiểu khu",),
        "khu dân cư": ("khu dân cư",),
        "kdc": ("khu dân cư",),
        "khu": ("khu",),
        "phố": ("phố",),
        "khối": ("khối",),
        "đội": ("đội",),
        "cụm": ("cụm",),
        "làng": ("làng",),
        "ấp": ("ấp",),
    },
}
LONGEST_PREFIX = 3

_ABBREVIATIONS = {
    unaccent(word) for table in PREFIXES.values() for words in table for word in words.split() if len(word) <= 3
}
_TOKEN = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*|[,;|/()\[\]\n–—:.\-]")
_GLUED_NUMBER = re.compile(r"(tdp|kp|tk|x|t|xom|thon|to|khu|ban|doi)(\d+[a-z]?)")
_FINAL_Y = re.compile(r"\b(qu|ngh|ng|nh|gh|kh|ph|th|tr|ch|[bcdđghklmnpqrstvx])([yýỳỷỹỵ])\b")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


def stored_text(text: str) -> str:
    """Return the text that word positions refer to: composed, one space, lines joined by commas."""
    return nfc_name(re.sub(r"[\r\n\v]+", " , ", text))


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[Word, ...]:
    """Split an address into words, keeping where its parts begin.

    Commas, semicolons, bars, brackets, line ends and dashes between words separate parts; so does a full
    stop, unless it ends an abbreviation ("H.", "TP."). A dash or slash between digits does not.
    """
    clean = stored_text(text)
    found: list[Word] = []
    starts_part = True
    previous = ""
    for match in _TOKEN.finditer(clean):
        token = match.group()
        if token[0].isalnum():
            at = match.start()
            for piece in _unglued(token):
                bare, spelled = _keys(piece)
                found.append(Word(piece, at, at + len(piece), bare, spelled, starts_part))
                at += len(piece)
                starts_part = False
            previous = unaccent(token)
        elif token == ".":
            starts_part = starts_part or not (previous in _ABBREVIATIONS or _continues(clean, match.end()))
        elif not (token in "-/" and _between_digits(clean, match.start())):
            starts_part = True
    return tuple(found)


def name_key(name: str) -> str:
    """Return what spellings of one place name share without marks: lower case, final y and i alike."""
    return _fold_i(" ".join(unaccent(nfc_name(name)).replace("-", " ").replace("'", " ").split()))


def toned_key(name: str) -> str:
    """Return what spellings of one place name share with marks: tone placement and final y/i alike."""
    return _fold_i(spelled_key(name))


def read_prefix(words: tuple[Word, ...], *, end: int, level: Level) -> tuple[int, tuple[str, ...]]:
    """Read the kind words of a level that end just before a position.

    Returns:
        How many words they are (0 when there are none) and the kinds they may mean.
    """
    for length in range(min(LONGEST_PREFIX, end), 0, -1):
        kinds = _prefix_kinds(words[end - length : end], level)
        if kinds:
            return length, kinds
    return 0, ()


def starts_with_prefix(words: tuple[Word, ...], level: Level) -> int:
    """Return how many words at the beginning are kind words of a level, 0 when none."""
    for length in range(min(LONGEST_PREFIX, len(words)), 0, -1):
        if _prefix_kinds(words[:length], level):
            return length
    return 0


def looks_like_hamlet(words: tuple[Word, ...]) -> bool:
    """Say whether words begin with a hamlet word, or with a letter that stands for one before a number."""
    if starts_with_prefix(words, Level.HAMLET):
        return True
    if len(words) == 1:
        return words[0].text.isdigit()
    return bool(words) and words[0].bare in {"x", "t", "k", "b"} and words[1].text[0].isdigit()


def parse_hamlet(text: str) -> HamletName:
    """Read a hamlet's name: "X.03", "xom 3" and "Xóm 3" share the key "3" and, when sure, the kind.

    "T.3" may be thôn or tổ, so its kind stays open. The name keeps the spelling typed.
    """
    words = words_of(text)
    length = starts_with_prefix(words, Level.HAMLET)
    kind: str | None = None
    if length:
        kind = _prefix_kinds(words[:length], Level.HAMLET)[0]
    elif len(words) > 1 and looks_like_hamlet(words):
        length, kind = 1, "xóm" if words[0].bare == "x" else None
    rest = words[length:] or words
    key = " ".join(word.bare.lstrip("0") or word.bare for word in rest)
    return HamletName(kind, " ".join(word.text for word in rest), key)


def edit_distance(one: str, other: str, *, limit: int) -> int:
    """Count the letters to change, add, drop or swap with a neighbour; ``limit + 1`` when there are more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _prefix_kinds(words: tuple[Word, ...], level: Level) -> tuple[str, ...]:
    """Return the kinds these words stand for; a word written with marks must have the right ones."""
    table = _prefixes()[level]
    if len(words) == 1:
        entry = table.get((words[0].bare,))
    elif words[1].starts_part or words[-1].starts_part:
        return ()
    else:
        entry = table.get(tuple(word.bare for word in words))
    if entry is None:
        return ()
    spelled, kinds = entry
    for word, right in zip(words, spelled, strict=True):
        if word.spelled not in (right, word.bare):
            return ()
    return kinds


@lru_cache(maxsize=1)
def _prefixes() -> dict[Level, dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Return the kind words by level and unmarked words, with their right spelling and their kinds."""
    return {
        level: {
            tuple(unaccent(words).split()): (tuple(toned_key(words).split()), kinds) for words, kinds in table.items()
        }
        for level, table in PREFIXES.items()
    }


@lru_cache(maxsize=16384)
def _keys(word: str) -> tuple[str, str]:
    return name_key(word), toned_key(word)


@lru_cache(maxsize=16384)
def _unglued(token: str) -> tuple[str, ...]:
    glued = _GLUED_NUMBER.fullmatch(unaccent(token))
    if glued is None:
        return (token,)
    cut = len(token) - len(glued[2])
    return token[:cut], token[cut:]


def _continues(text: str, end: int) -> bool:
    """Say whether the text goes on right after a full stop without a space ("X.Tân Kim", "1.5")."""
    return end < len(text) and text[end].isdigit()


def _between_digits(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def _fold_i(key: str) -> str:
    return _FINAL_Y.sub(lambda match: match[1] + match[2].translate(_Y_TO_I), key)
