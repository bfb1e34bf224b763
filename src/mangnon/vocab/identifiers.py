"""Reads a person's numbers: personal number, old identity card, insurance, birth certificate, phone.

Spreadsheets drop leading zeros and turn long numbers into floats; what can be restored is, with a warning.
A doubtful number warns and never blocks. Pure functions.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mangnon.vocab.dates import Cell
from mangnon.vocab.text import unaccent

PERSONAL_ID_DIGITS = 12
OLD_ID_DIGITS = 9
INSURANCE_DIGITS = 10
_PLAIN = re.compile(r"[\s'`’‘\".,_\u00a0-]+")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_INSURANCE_CARD = re.compile(r"([A-Z]{2})(\d)(\d{2})(\d{10})")
_NOT_A_NUMBER = frozenset(
    (
        "",
        "khong",
        "khong co",
        "chua co",
        "chua",
        "chua cap",
        "chua lam",
        "ko",
        "k",
        "x",
        "0",
        "?",
        "-",
        "/",
        "chuaco",
    )
)


@dataclass(frozen=True)
class NumberReading:
    """A number as it is stored, with the codes of what is doubtful.

    Attributes:
        number: the number's characters; None when there is none or it can't be read.
        warnings: codes of doubts.
    """

    number: str | None = None
    warnings: tuple[str, ...] = ()


NO_NUMBER = NumberReading()


def read_personal_id(value: Cell) -> NumberReading:
    """Read a 12-digit personal identification number and give back the zeros a spreadsheet dropped.

    Args:
        value: the cell; a float, a number in text with apostrophe, spaces or ".0".

    Returns:
        The 12 digits; warnings ``personal_id_zero_restored``, ``personal_id_rounded`` (digits were lost for
        good), ``personal_id_old_card`` (a 9-digit identity card) or ``personal_id_unreadable``.

    Source:
        Decree 137/2015, Art. 13; Circular 07/2016/TT-BCA, Art. 7.
    """
    text, rounded = _digits(value)
    if text is None:
        return NO_NUMBER
    if rounded:
        return NumberReading(warnings=("personal_id_rounded",))
    if not _is_digits(text):
        return NumberReading(warnings=("personal_id_unreadable",))
    if len(text) == PERSONAL_ID_DIGITS:
        return NumberReading(text)
    if len(text) in (10, 11) and text[0] != "0":  # whoever kept one zero lost none of them
        return NumberReading(text.zfill(PERSONAL_ID_DIGITS), ("personal_id_zero_restored",))
    if len(text) == OLD_ID_DIGITS:
        return NumberReading(text, ("personal_id_old_card",))
    return NumberReading(warnings=("personal_id_unreadable",))


def read_carer_id(value: Cell) -> NumberReading:
    """Read a parent's number: 12 digits, or the 9 of an old identity card (8 when a zero was lost)."""
    reading = read_personal_id(value)
    if reading.warnings == ("personal_id_old_card",):
        return NumberReading(reading.number)
    text, rounded = _digits(value)
    if text is not None and not rounded and _is_digits(text) and len(text) == OLD_ID_DIGITS - 1:
        return NumberReading(text.zfill(OLD_ID_DIGITS), ("personal_id_zero_restored",))
    return reading


def check_personal_id(
    number: str, *, sex: Literal["m", "f"] | None, birth_year: int | None, places: frozenset[str]
) -> tuple[str, ...]:
    """Tell where a personal number and the person disagree. There is no check digit.

    Args:
        number: 12 digits.
        sex: the recorded sex, None when unknown.
        birth_year: the recorded year of birth, None when unknown.
        places: the three-digit codes of the places of registration.

    Returns:
        Warnings ``personal_id_place``, ``personal_id_sex``, ``personal_id_year``; they never block.

    Source:
        Circular 07/2016/TT-BCA, Art. 7 and Appendix 1: PPP C YY NNNNNN; C even for male, 2, 3 for 2000-2099.
    """
    if len(number) != PERSONAL_ID_DIGITS:
        return ()
    warnings = []
    if number[:3] not in places:
        warnings.append("personal_id_place")
    century, odd = divmod(int(number[3]), 2)
    if sex is not None and odd != (sex == "f"):
        warnings.append("personal_id_sex")
    if birth_year is not None and 1900 + 100 * century + int(number[4:6]) != birth_year:
        warnings.append("personal_id_year")
    return tuple(warnings)


def read_insurance_no(value: Cell) -> NumberReading:
    """Read a health insurance number: 15 characters of the card, or the 10 digits of the insurance code.

    Source:
        Layout of the card since 2015 (two letters, benefit digit, two of the province, 10 digits) and of the
        card since 2021 (10 digits only); unverified, so another layout warns and is kept.
    """
    text, rounded = _digits(value)
    if text is None:
        return NO_NUMBER
    if rounded:
        return NumberReading(warnings=("insurance_no_rounded",))
    text = text.upper()
    if _INSURANCE_CARD.fullmatch(text) or (_is_digits(text) and len(text) == INSURANCE_DIGITS):
        return NumberReading(text)
    if _is_digits(text) and INSURANCE_DIGITS - 2 <= len(text) < INSURANCE_DIGITS:
        return NumberReading(text.zfill(INSURANCE_DIGITS), ("insurance_no_zero_restored",))
    if re.fullmatch(r"[A-Z0-9]{5,20}", text) and any(_is_digits(char) for char in text):
        return NumberReading(text, ("insurance_no_form",))
    return NumberReading(warnings=("insurance_no_unreadable",))


def read_birth_certificate_no(value: Cell) -> NumberReading:
    """Read a birth certificate number ("35/2019"); a spreadsheet may have made a day out of "3/2019"."""
    if isinstance(value, datetime | date):
        return NumberReading(f"{value.month}/{value.year}", ("birth_certificate_no_date",))
    text = _shown(value)
    if text is None or _words(text) in _NOT_A_NUMBER:
        return NO_NUMBER
    if _words(text) in ("co", "da co", "da lam", "roi"):
        return NumberReading(warnings=("birth_certificate_no_missing",))
    return NumberReading(re.sub(r"^(số|so|sô)\s*[:.]?\s*", "", text, flags=re.IGNORECASE))


def read_phone(value: Cell) -> NumberReading:
    """Read a telephone number; the first one when the cell holds several, with its lost zero restored."""
    shown = _shown(value)
    if shown is None or _words(shown) in _NOT_A_NUMBER:
        return NO_NUMBER
    if _is_digits(shown) and len(shown) == 10 and shown[0] == "0":
        return NumberReading(shown)
    candidates = [_phone(part) for part in re.split(r"[/;,\n]|\s+-\s+|\bhoặc\b|\bvà\b", shown)]
    numbers = [found for found in candidates if found.number]
    if not numbers:
        whole = _phone(shown)
        return whole if whole.number else NumberReading(warnings=("phone_unreadable",))
    extra = ("phone_several",) if len(numbers) > 1 else ()
    return NumberReading(numbers[0].number, (*numbers[0].warnings, *extra))


def _phone(text: str) -> NumberReading:
    bare = re.sub(r"[^\d+]", "", text)
    if any(char.isalpha() for char in text):
        bare = re.sub(r"[^\d+]", "", re.sub(r"[^\W\d_]+[.:]?", "", text))
    if bare.startswith(("+84", "0084", "84")) and len(bare) >= 11:
        bare = "0" + re.sub(r"^(\+84|0084|84)0?", "", bare)
    if not _is_digits(bare):
        return NO_NUMBER
    if bare[0] == "0" and len(bare) in (10, 11):
        return NumberReading(bare)
    if bare[0] in "1235789" and len(bare) == 9:
        return NumberReading("0" + bare)
    if bare[0] == "1" and len(bare) == 10:
        return NumberReading("0" + bare, ("phone_old_prefix",))
    return NO_NUMBER


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _words(text: str) -> str:
    return text.lower() if text.isascii() else unaccent(text)


def _shown(value: Cell) -> str | None:
    """Return the cell as text, whole numbers without their ".0"."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().strip("'`’‘\"").strip()
    if re.fullmatch(r"\d+\.0+", text):
        text = text.split(".")[0]
    return text or None


def _digits(value: Cell) -> tuple[str | None, bool]:
    """Return the number without separators, and whether a spreadsheet rounded its digits away."""
    text = _shown(value)
    if text is None or _words(text).strip(" .") in _NOT_A_NUMBER:
        return None, False
    if _is_digits(text):
        return text, False
    scientific = _SCIENTIFIC.fullmatch(text.replace(" ", ""))
    if scientific:
        mantissa = scientific[1] + (scientific[2] or "")
        size = int(scientific[3]) + 1
        return (mantissa, True) if len(mantissa) < size else (mantissa[:size], False)
    return _PLAIN.sub("", text), False
