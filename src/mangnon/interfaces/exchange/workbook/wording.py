"""How words of sheets are compared: without case, signs and line breaks, with or without tone marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from mangnon.vocab.dates import Cell
from mangnon.vocab.text import has_marks, search_key, spelled_key, unaccent

_UNMARKED = {
    ord(marked): unaccent(marked) for marked in "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
}
_NOT_WORD = re.compile(r"[\W_]+")
_PARENTHESES = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_SIGNS_OF_HEADERS = re.compile(r"[*_\n\r\t]+")


@lru_cache(maxsize=100_000)
def toned(text: str) -> str:
    """Return the words of a text with their tone marks, one spelling for "hoà" and "hòa"."""
    return spelled_key(text)


@lru_cache(maxsize=200_000)
def bare(text: str) -> str:
    """Return the words of a text without any mark: ``search_key``, faster for the usual letters."""
    plain = text.lower().translate(_UNMARKED)
    if plain.isascii():
        return _NOT_WORD.sub(" ", plain).strip()
    return search_key(text)


@lru_cache(maxsize=20_000)
def header_text(text: str) -> str:
    """Return a header without remarks in parentheses, stars and line breaks; all of it when only those."""
    flat = " ".join(_SIGNS_OF_HEADERS.sub(" ", text).split())
    short = " ".join(_PARENTHESES.sub(" ", flat).split()).strip(" :.-")
    return short or flat


def cell_text(cell: Cell) -> str:
    """Return a cell as one line of text, whole numbers without ".0"; empty for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


class WordTable:
    """Finds codes by words, first as spelled with marks, then without them."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._toned: dict[str, str] = {}
        self._bare: dict[str, list[str]] = {}
        for code, words in entries:
            for word in words:
                self._toned.setdefault(toned(word), code)
                codes = self._bare.setdefault(bare(word), [])
                if code not in codes:
                    codes.append(code)

    def find(self, text: str) -> tuple[str, float] | None:
        """Return (code, confidence) for a whole text, None when it is no known word.

        Codes that share an unmarked word come joined by "|" when the text has no marks.
        """
        code = self._toned.get(toned(text))
        if code is not None and has_marks(text):
            return code, 1.0
        codes = self._bare.get(bare(text))
        if not codes:
            return None
        if code is not None:
            # "Nam" in a sheet with marks is a man; without marks it may be a year as well.
            return ("|".join(codes) if len(codes) > 1 else code), 1.0
        if len(codes) == 1:
            return codes[0], 1.0 if not has_marks(text) else 0.8
        return ("|".join(codes), 0.8) if not has_marks(text) else None

    def inside(self, text: str) -> tuple[str, float] | None:
        """Return the code of the longest word of two syllables or more found inside a text."""
        padded = f" {bare(text)} "
        best: tuple[int, str] | None = None
        for word, codes in self._bare.items():
            if len(codes) == 1 and " " in word and f" {word} " in padded and (best is None or len(word) > best[0]):
                best = (len(word), codes[0])
        return (best[1], 0.6) if best else None
