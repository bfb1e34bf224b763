"""How Vietnamese names are stored, compared and searched.

Pure text functions. Every one of them is idempotent: applying it twice gives what applying it once gave.
"""

from __future__ import annotations

import re
import unicodedata

TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: the five written tones, as combining characters."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
# Old fonts and keyboards write the Icelandic eth, which looks the same as the Vietnamese letter.
_ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_NOT_WORD = re.compile(r"[\W_]+")
_SYLLABLE = re.compile(
    r"(?P<onset>qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêoôơuư])|ngh|ng|nh|gh|kh|ph|th|tr|ch|[bcdđghklmnpqrstvx])?"
    r"(?P<vowels>[aăâeêioôơuưy]{1,3})"
    r"(?P<coda>ch|nh|ng|[cmnpt])?"
)
_MODIFIED_VOWELS = "ăâêôơư"


def nfc_name(text: str) -> str:
    """Return a name as it is stored: composed letters, one space between words, ALL CAPS capitalised.

    A name in mixed or lower case keeps its spelling. Invisible characters go; the Icelandic eth, which
    looks like Đ, becomes Đ.

    Args:
        text: a name as somebody typed it, in any Unicode form.

    Returns:
        The stored form; empty when nothing visible was typed.
    """
    composed = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).translate(_ETH)
    spaced = " ".join(composed.split())
    if not spaced.isupper():
        return spaced
    return unicodedata.normalize("NFC", _LETTER_RUN.sub(_capitalised, spaced))


def unaccent(text: str) -> str:
    """Return the text in lower-case letters without any mark; đ becomes d. Spaces and signs stay."""
    bare = text.translate(_INVISIBLE)
    while True:
        once = _strip_marks(bare)
        if once == bare:
            return once
        bare = once


def search_key(text: str) -> str:
    """Return what names are searched by: unaccented words with one space between them, no signs."""
    return _NOT_WORD.sub(" ", unaccent(text)).strip()


def has_marks(text: str) -> bool:
    """Say whether the text carries any Vietnamese mark (tone, circumflex, horn, breve or đ)."""
    decomposed = unicodedata.normalize("NFD", text.translate(_ETH))
    return any(c in "đĐ" or unicodedata.combining(c) for c in decomposed)


def fold_tone_placement(text: str) -> str:
    """Return the text with each tone mark on the letter where official place names carry it (hòa, thủy).

    "hoà" and "hòa", "thuỷ" and "thủy" are two spellings of one syllable. Letters, case and words that
    are no Vietnamese syllable stay as they are. The result is NFC.
    """
    composed = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _LETTER_RUN.sub(_fold_word, composed))


def spelled_key(text: str) -> str:
    """Return what equal spellings share: lower case, tone marks kept and placed one way, no signs."""
    return _NOT_WORD.sub(" ", fold_tone_placement(nfc_name(text).lower())).strip()


def _capitalised(run: re.Match[str]) -> str:
    letters = run.group()
    return letters[0] + letters[1:].lower()


def _strip_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare.translate(_ETH).replace("đ", "d").replace("Đ", "d"))


def _fold_word(run: re.Match[str]) -> str:
    word = run.group()
    letters, tones = _split_tones(word)
    marked = [at for at, tone in enumerate(tones) if tone]
    if len(marked) != 1:
        return word
    syllable = _SYLLABLE.fullmatch("".join(letters).lower())
    if syllable is None:
        return word
    target = _tone_position(syllable)
    return "".join(letter + (tones[marked[0]] if at == target else "") for at, letter in enumerate(letters))


def _split_tones(word: str) -> tuple[list[str], list[str]]:
    letters: list[str] = []
    tones: list[str] = []
    for char in word:
        parts = unicodedata.normalize("NFD", char)
        letters.append(unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONE_MARKS)))
        tones.append("".join(p for p in parts if p in TONE_MARKS))
    return letters, tones


def _tone_position(syllable: re.Match[str]) -> int:
    vowels = syllable["vowels"]
    start = syllable.start("vowels")
    modified = [at for at, vowel in enumerate(vowels) if vowel in _MODIFIED_VOWELS]
    if modified:
        return start + modified[-1]
    if len(vowels) == 3 or (len(vowels) == 2 and syllable["coda"]):
        return start + 1
    return start
