"""Reads a child's circumstances, risks and the household's poverty from free text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from mangnon.core.content.exchange import LifeWords, Words
from mangnon.vocab.text import unaccent

Poverty = Literal["none", "near_poor", "poor"]

_SEPARATOR = re.compile(r"[;,/+\n\r•|.:()\[\]–—&]+|\s-+\s|^-+|-+$")
_EXPLICIT = re.compile(r"(?<!\d)10\s*(đ|dd|[abcdeghiklmno])(?![\wđ])|\bnhóm\s+(đ|[abcdeghiklmno])(?![\wđ])")
_LOOK = re.compile(r"\(\?[=<][^)]*\)")
_ALL_BUT_WORDS = re.compile(r"[^a-z0-9' ,]+")


@dataclass(frozen=True)
class Circumstance:
    """Membership in one of the 14 groups: code "10a" to "10o" with "10đ", sub-type or None."""

    code: str
    subtype: str | None = None


@dataclass(frozen=True)
class LifeReading:
    """What a text says.

    Attributes:
        circumstances: the groups, in the text's order.
        risks: risk codes ``parents_divorced``, ``parents_away``, ``said_at_risk``.
        poverty: the household's standing, None when the text is silent.
        warnings: ``circumstance_doubtful``, ``circumstance_one_parent``, ``circumstance_of_parent``,
            ``circumstance_unread``.
        unread: words that were not understood.
    """

    circumstances: tuple[Circumstance, ...] = ()
    risks: tuple[str, ...] = ()
    poverty: Poverty | None = None
    warnings: tuple[str, ...] = ()
    unread: str = ""


SILENT = LifeReading()


@dataclass(frozen=True)
class _Phrase:
    kind: Literal["group", "doubtful", "one_parent", "risk", "poverty", "neutral"]
    code: str


@dataclass
class _Said:
    """What the phrases of one text have said so far."""

    circumstances: list[Circumstance]
    risks: list[str] = field(default_factory=list)
    poverty: Poverty | None = None
    warnings: list[str] = field(default_factory=list)

    def deny(self, phrase: _Phrase) -> None:
        """Take a phrase with a "không" before it: only "not poor" says something."""
        if phrase.kind == "poverty" and phrase.code == "poor":
            self.poverty = self.poverty or "none"

    def take(self, phrase: _Phrase, level: str | None) -> None:
        """Take a phrase; ``level`` is the sub-type that goes with its group."""
        if phrase.kind in ("group", "doubtful"):
            if phrase.code not in (known.code for known in self.circumstances):
                self.circumstances.append(Circumstance(phrase.code, level))
            if phrase.kind == "doubtful":
                self.warnings.append("circumstance_doubtful")
        elif phrase.kind == "one_parent":
            self.warnings.append("circumstance_one_parent")
        elif phrase.kind == "risk":
            self.risks.append(phrase.code)
        elif phrase.kind == "poverty":
            self.poverty = _worse(self.poverty, _poverty(phrase.code))

    def reading(self, *, unread: str) -> LifeReading:
        """Return the reading; words not understood are a warning."""
        warnings = [*self.warnings, *(["circumstance_unread"] if unread else [])]
        return LifeReading(tuple(self.circumstances), _once(self.risks), self.poverty, _once(warnings), unread)


class LifeReader:
    """Reads texts by the content's phrases, longest first."""

    def __init__(self, words: LifeWords) -> None:
        self._words = words
        self._open: dict[str, _Phrase] = {}
        self._whole: dict[str, _Phrase] = {}
        for group in words.groups:
            self._add(self._open, group.phrases, _Phrase("group", group.code))
            self._add(self._whole, group.whole, _Phrase("group", group.code))
            self._add(self._open, group.doubtful, _Phrase("doubtful", group.code))
        self._add(self._open, words.one_parent, _Phrase("one_parent", ""))
        self._add(self._open, words.neutral, _Phrase("neutral", ""))
        for code, phrases in words.risks:
            self._add(self._open, phrases, _Phrase("risk", code))
        for code, phrases in words.poverty:
            self._add(self._open, phrases, _Phrase("poverty", code))
        self._alone: dict[str, _Phrase] = {}
        for code, phrases in words.poverty_alone:
            self._add(self._alone, phrases, _Phrase("poverty", code))
        self._short = {_plain(word): code for code, given in words.poverty_short for word in given}
        self._nothing = {_plain(word) for word in words.nothing} | {""}
        self._filler = {_plain(word) for word in words.filler}
        self._subtypes = {group.code: self._levels(group.subtypes) for group in words.groups if group.subtypes}
        self._phrases = {**self._alone, **self._whole, **self._open}
        self._finder = self._compile()
        between = "|".join(map(_plain, words.between))
        self._negated = re.compile(rf"(?:^| )(?:{_choice(words.negations)})(?: (?:{between}))* $")
        self._of_parent = re.compile(rf"(?:^| )(?:{_choice(words.parents)})(?: (?:{between}))* $")
        self.read = lru_cache(maxsize=50_000)(self._read)

    @staticmethod
    def _add(table: dict[str, _Phrase], phrases: Words, phrase: _Phrase) -> None:
        for text in phrases:
            table.setdefault(_plain(text), phrase)

    @staticmethod
    def _levels(subtypes: tuple[tuple[str, Words], ...]) -> list[tuple[str, str]]:
        levels = [(_plain(word), code) for code, words in subtypes for word in words]
        return sorted(levels, key=lambda level: -len(level[0]))

    def _compile(self) -> re.Pattern[str]:
        whole = [rf"{re.escape(text)}(?= ,| *$)" for text in self._whole]
        whole += [rf"(?<![a-z0-9] ){re.escape(text)}(?= ,| *$)" for text in self._alone]
        plain = [re.escape(text) for text in self._open]
        choices = sorted(whole + plain, key=lambda choice: -len(_LOOK.sub("", choice)))
        return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(choices)})(?![a-z0-9])")

    def is_nothing(self, text: str) -> bool:
        """Say whether a text only says that there is nothing to say ("không", "-", "bình thường")."""
        return _plain(text) in self._nothing

    def poverty_word(self, text: str) -> Poverty | None:
        """Read the short forms used in a column of poverty ("HN", "CN")."""
        return _poverty(self._short.get(_plain(text)))

    def _read(self, text: str) -> LifeReading:
        if self.is_nothing(text):
            return SILENT
        said = _Said([Circumstance(_code(found)) for found in _EXPLICIT.finditer(text.lower())])
        plain = _plain(_EXPLICIT.sub(" , ", text.lower()))
        left: list[str] = []
        at = 0
        for found in self._finder.finditer(plain):
            left.append(plain[at : found.start()])
            at = found.end()
            phrase = self._phrases[found.group()]
            before = plain[: found.start()].rpartition(",")[2]
            if self._negated.search(before) and not found.group().startswith("khong "):
                said.deny(phrase)
            elif phrase.kind in ("group", "doubtful") and self._of_parent.search(before):
                said.warnings.append("circumstance_of_parent")
            else:
                said.take(phrase, self._level(phrase.code, found.group() + plain[at:]))
        left.append(plain[at:])
        return said.reading(unread=self._unread(" ".join(left)))

    def _level(self, code: str, text: str) -> str | None:
        """Find the sub-type in the phrase's own part of the text, or alone in the next part."""
        own, _, rest = text.partition(",")
        after = rest.partition(",")[0].strip()
        for word, level in self._subtypes.get(code, ()):
            if re.search(rf"(?<![a-z]){word}(?![a-z])", own) or after in (
                word,
                f"muc {word}",
                f"muc do {word}",
            ):
                return level
        return None

    def _unread(self, left: str) -> str:
        known = self._filler | set(map(_plain, (*self._words.negations, *self._words.between)))
        known |= {word for levels in self._subtypes.values() for level, _ in levels for word in level.split()}
        words = [word for word in left.replace(",", " ").split() if word not in known and not word.isdigit()]
        return " ".join(words) if sum(map(len, words)) > 2 else ""


def _choice(words: Words) -> str:
    return "|".join(sorted(map(_plain, words), key=len, reverse=True))


@lru_cache(maxsize=50_000)
def _plain(text: str) -> str:
    """Return lower-case words without marks; separators become " , "."""
    parted = _SEPARATOR.sub(" , ", unaccent(text.replace("\u2019", "'")))
    return " ".join(_ALL_BUT_WORDS.sub(" ", parted).split()).strip(" ,")


def _code(found: re.Match[str]) -> str:
    letter = found[1] or found[2]
    return "10đ" if letter in ("đ", "dd") else f"10{letter}"


def _poverty(code: str | None) -> Poverty | None:
    if code == "poor":
        return "poor"
    if code == "near_poor":
        return "near_poor"
    return "none" if code == "none" else None


def _worse(one: Poverty | None, other: Poverty | None) -> Poverty | None:
    order: tuple[Poverty | None, ...] = (None, "none", "near_poor", "poor")
    return max(one, other, key=order.index)


def _once(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
