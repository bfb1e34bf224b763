"""What a field of a paper may hold: words, nothing, or something that is covered for this reader."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias


@dataclass(frozen=True)
class Hidden:
    """Stands where a reader may not read; holds nothing of what it covers."""


HIDDEN: Final = Hidden()


@dataclass(frozen=True)
class Masked:
    """Words with names covered inside them."""

    parts: tuple[str | Hidden, ...]


Told: TypeAlias = str | Masked | Hidden | None
"""Words as somebody wrote them, None while nobody knows, or covered in part or whole."""

ToldDay: TypeAlias = date | Hidden | None
ToldMoment: TypeAlias = datetime | Hidden | None

# Signs that turn or hide what stands beside them, and that no paper needs.
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u00ad\U000e0000-\U000e0fff]"
)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def plain(text: str) -> str:
    """Return what is printed of a text: composed letters, line breaks as ``\\n``, no control or invisible signs.

    Args:
        text: as somebody typed it, in any Unicode form, hostile or not.

    Returns:
        Text that XML 1.0 can carry; applying this twice gives what applying it once gave.
    """
    shown = _UNSEEN.sub("", _NO_TEXT.sub("", _BREAKS.sub("\n", text)))
    shown = "".join(sign for sign in shown if ord(sign) & 0xFFFE != 0xFFFE)
    composed = unicodedata.normalize("NFC", shown.replace("\t", " ").replace("\u00a0", " "))
    return "\n".join(" ".join(line.split()) for line in composed.split("\n")).strip("\n")
