"""Vietnamese text typed in the fonts of before Unicode: TCVN3 (ABC, ".VnTime") and VNI ("VNI-Times").

Such text arrives as Latin letters and signs ("NguyÔn V¨n An", "Nguyeãn Vaên An"). UTF-8 that some program
read as Western European ("Nguyá»…n") is a third kind. Pure functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Encoding = Literal["tcvn3", "vni", "utf8"]

TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
"""TCVN3 (TCVN 5712:1993, VN3) as its bytes look in Latin-1, to Unicode. Capitals with a tone have no code
of their own: the ".VnTimeH" fonts draw the small letter's code as a capital."""

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_TONES = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_CIRCUMFLEX = dict(zip("âáàåãä", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_BREVE = dict(zip("êéèúüë", ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_ALONE = {
    "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ",
}  # fmt: skip


def _vni_pairs() -> dict[str, str]:
    """Build letter + sign -> Unicode for both cases, and for a capital letter before a small sign."""
    pairs: dict[str, str] = {}
    for letter, stem in {**{v: v for v in "aeouy"}, "ô": "ơ", "ö": "ư"}.items():
        marks = dict(_VNI_TONES)
        if letter in "aeo":
            marks |= {sign: _CIRCUMFLEX + tone for sign, tone in _VNI_CIRCUMFLEX.items()}
        if letter == "a":
            marks |= {sign: _BREVE + tone for sign, tone in _VNI_BREVE.items()}
        for sign, mark in marks.items():
            whole = unicodedata.normalize("NFC", stem + mark)
            pairs[letter + sign] = whole
            pairs[letter.upper() + sign.upper()] = whole.upper()
            pairs.setdefault(letter.upper() + sign, whole.upper())
    alone = {sign.upper(): whole.upper() for sign, whole in _VNI_ALONE.items()} | _VNI_ALONE
    return {**alone, **pairs}


VNI = _vni_pairs()
"""VNI-Windows letter and sign sequences as they look in Windows-1252, to Unicode."""

_TCVN3_TABLE = str.maketrans(TCVN3)
_VNI_RUN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_TCVN3_BACK = str.maketrans({whole: sign for sign, whole in TCVN3.items()})
_VNI_BACK = {whole: signs for signs, whole in VNI.items() if not (signs[0].isupper() and signs[-1].islower())}
_OPEN_NUCLEI = (
    "iêu|yêu|oai|oao|oay|oeo|uao|uay|uây|uôi|uya|uyu|ươi|ươu|uêu|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu|uơ|uê|a|e|ê|i|o|ô|ơ|u|ư|y|oa|oe|uy"
)
_CLOSED_NUCLEI = "uyê|iê|yê|oa|oă|oe|oo|uâ|uê|uô|uă|ươ|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|kr|kl|ph|pl|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
    rf"(?:(?:{_CLOSED_NUCLEI})(?P<coda>ch|nh|ng|[cmnpt])|(?:{_OPEN_NUCLEI}))"
)
_STOPS = frozenset(("c", "ch", "p", "t"))
_SURELY_UNICODE = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
_WORD = re.compile(r"\S+")
_TONES = frozenset((_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT))
_EDGES = "".join(map(chr, range(0x21, 0x30))) + ":;<=>?@[\\]^_`{|}~0123456789"


_CLEARLY_BETTER = 0.5


@dataclass(frozen=True)
class EncodingVote:
    """What the texts of one column say about their encoding.

    Attributes:
        encoding: the legacy encoding the column was typed in; None when it is Unicode.
        pure: no text of the column is surely Unicode, so doubtful texts are legacy too.
    """

    encoding: Encoding | None
    pure: bool


UNICODE = EncodingVote(encoding=None, pure=True)


def decode_legacy(text: str, *, encoding: Encoding) -> str:
    """Return the text in Unicode (NFC).

    A word whose plain letters are all capitals comes out in capitals: that is what a ".VnTimeH" font shows.

    Args:
        text: text whose characters are the legacy bytes seen as Windows-1252.
        encoding: which legacy encoding they are.

    Returns:
        The Unicode text; for "utf8" the text itself when it isn't misread UTF-8.

    Source:
        TCVN 5712:1993 (VN3); VNI-Windows code page, VNI Software 1991.
    """
    if encoding == "tcvn3":
        return unicodedata.normalize("NFC", _capitals_of_font(text.translate(_TCVN3_TABLE)))
    if encoding == "vni":
        return unicodedata.normalize("NFC", _VNI_RUN.sub(lambda run: VNI[run.group()], text))
    return _decode_utf8(text)


def encode_legacy(text: str, *, encoding: Literal["tcvn3", "vni"]) -> str:
    """Return Unicode text as a legacy font stored it (TCVN3 writes capitals with a tone as small letters)."""
    composed = unicodedata.normalize("NFC", text)
    if encoding == "vni":
        return "".join(_VNI_BACK.get(char, char) for char in composed)
    plain = "".join(c if c in "ĂÂÊÔƠƯĐ" or c.isascii() else c.lower() for c in composed)
    return plain.translate(_TCVN3_BACK)


def vote_encoding(texts: Iterable[str]) -> EncodingVote:
    """Tell in which encoding a column of texts was typed: which reading gives Vietnamese syllables."""
    sure_unicode = 0
    wins: dict[Encoding, int] = {"tcvn3": 0, "vni": 0, "utf8": 0}
    for text in texts:
        if text.isascii():
            continue
        if is_surely_unicode(text):
            sure_unicode += 1
            continue
        better = _better_reading(text)
        if better is not None:
            wins[better] += 1
    winner = max(wins, key=lambda name: wins[name])
    if not wins[winner]:
        return UNICODE
    return EncodingVote(encoding=winner, pure=sure_unicode == 0)


def repair_text(text: str, *, vote: EncodingVote) -> str:
    """Return one text of a column in Unicode, by its column's vote; texts that are surely Unicode stay.

    Args:
        text: the cell's text.
        vote: what ``vote_encoding`` said about the column (or the sheet).

    Returns:
        The text, decoded when a legacy reading is the better one.
    """
    if text.isascii() or vote.encoding is None or is_surely_unicode(text):
        return text
    plain = syllable_share(text)
    decoded = decode_legacy(text, encoding=vote.encoding)
    share = syllable_share(decoded)
    if plain < 1.0 and (share == 1.0 or share >= plain + _CLEARLY_BETTER):
        return decoded
    better = _better_reading(text)
    if better is not None:
        return decode_legacy(text, encoding=better)
    return decoded if vote.pure and share >= plain else text


def is_surely_unicode(text: str) -> bool:
    """Say whether the text holds a letter that no legacy text can hold (ơ, đ, ạ ...) or a combining mark."""
    return any(("\u0100" <= char <= "\u01b0" and char not in "ŒœŠšŸŽž") or "\u0300" <= char <= "\u0323"
               or "\u1ea0" <= char <= "\u1ef9" for char in text)  # fmt: skip


@lru_cache(maxsize=65536)
def _better_reading(text: str) -> Encoding | None:
    plain = syllable_share(text)
    if plain == 1.0:
        return None
    if _decode_utf8(text) != text:
        return "utf8"
    shares: dict[Encoding, float] = {
        "tcvn3": syllable_share(decode_legacy(text, encoding="tcvn3")),
        "vni": syllable_share(decode_legacy(text, encoding="vni")),
    }
    winner = max(shares, key=lambda name: shares[name])
    return winner if shares[winner] == 1.0 or shares[winner] >= plain + _CLEARLY_BETTER else None


def syllable_share(text: str) -> float:
    """Return the share of the words with letters beyond ASCII that are Vietnamese syllables; 1 without any."""
    words = [w for word in re.split(r"[\s/,;.()-]+", text) if (w := word.strip(_EDGES)) and not w.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else 1.0


@lru_cache(maxsize=65536)
def _is_syllable(word: str) -> bool:
    inner = word[1:]
    if word != word.upper() and inner != inner.lower():
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [part for part in parts if part in _TONES]
    stem = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    syllable = _SYLLABLE.fullmatch(stem)
    if syllable is None or len(tones) > 1:
        return False
    # A syllable that ends in a stop has the rising or the heavy tone.
    return syllable["coda"] not in _STOPS or tones in ([_ACUTE], [_DOT])


def _capitals_of_font(text: str) -> str:
    """Write in capitals the words that the ".VnTimeH" font drew so: two or more plain letters, all capital."""
    plain = [char for char in text if char.isascii() and char.isalpha()]
    if len(plain) > len(text.split()) and all(char.isupper() for char in plain):
        return text.upper()
    return _WORD.sub(lambda word: _capital_word(word.group()), text)


def _capital_word(word: str) -> str:
    plain = [char for char in word if char.isascii() and char.isalpha()]
    return word.upper() if len(plain) > 1 and all(char.isupper() for char in plain) else word


def _decode_utf8(text: str) -> str:
    try:
        return unicodedata.normalize("NFC", text.encode("cp1252").decode("utf-8"))
    except UnicodeError:
        return text
