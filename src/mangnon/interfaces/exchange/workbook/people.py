"""Reads who a row is about: names, placeholder names of newborns, sex, ethnic group, carers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mangnon.core.content.exchange import EthnicWords
from mangnon.interfaces.exchange.workbook.wording import WordTable, bare
from mangnon.vocab.dates import Cell
from mangnon.vocab.text import nfc_name

Sex = Literal["m", "f"]

_ORDINAL = re.compile(r"^\(?\d{1,4}\s*[.)/:-]\s*")
_REMARK = re.compile(r"\s*[(\[]([^)\]]*)[)\]]?\s*")
_TWIN = re.compile(r"\b(sinh doi|song sinh|sinh ba|sinh 2|sinh 3|sd)\b")
# Compared without marks. A newborn is "Bé gái 2", "Chưa đặt tên", "Sơ sinh con bà Lan", "CB Lò Thị Hoa".
_CHILD = "be|chau|tre|em|em be|chau be|be trai|be gai|chau trai|chau gai|tre trai|tre gai|tre so sinh|so sinh"
_NO_NAME_YET = (
    "(?:chua|ch|khong|ko|k) (?:dat ten|co ten|khai sinh|dat|ro ten|ten)|moi sinh|moi de|cbm|cbme|cb|con ba me"
    "|cdt|cct|chua|vo danh|khong ten|ss"
)
_MOTHER = "ba|me|chi|co|ong|anh|san phu|sp"
_PLACEHOLDER = re.compile(
    rf"(?:{_CHILD}|con|e)?(?: (?:trai|gai|so sinh|ss|1|2|3|i|ii|a|b))*"
    rf"|(?:(?:{_CHILD}) )?(?:{_NO_NAME_YET})"
    rf"|(?:(?:{_CHILD}|ss|cb|cbm|trai|gai) )?(?:con|cua|cua me|con cua) (?:(?:trai|gai|so sinh) )?(?:cua )?"
    rf"(?:{_MOTHER})\b.*"
    r"|(?:cbm|cb|ss) .+"
)
_LETTERS = re.compile(r"[^\W\d_]")
_ODD = re.compile(r"[=@#$%^*<>{}|\\~?!;:+_\"]|\d{3,}")
_FEMALE_CARER = re.compile(r"^\s*(?:mẹ|me|bà|má|m)\s*[:.\-]\s*|^\s*(?:mẹ đẻ|mẹ)\s*[:\-]?\s+", re.IGNORECASE)
_MALE_CARER = re.compile(
    r"^\s*(?:cha|bố|bo|ông|ba|b|c)\s*[:.\-]\s*|^\s*(?:bố đẻ|cha đẻ|bố|cha)\s*[:\-]?\s+", re.IGNORECASE
)
_NOBODY = frozenset(
    ("khong", "khong co", "ko", "k", "x", "da mat", "chet", "mat", "khong ro", "chua ro", "khong biet", "kxd",
     "da chet", "n a", "bo di", "da bo di", "bo nha di", "mat tich")
)  # fmt: skip
_SEX_WORDS = WordTable(
    (
        (
            "m",
            ("nam", "trai", "m", "male", "boy", "con trai", "bé trai", "giới tính nam", "nam giới", "b", "t"),
        ),
        ("f", ("nữ", "gái", "f", "female", "girl", "con gái", "bé gái", "giới tính nữ", "nữ giới", "g")),
    )
)
_SEX_NUMBERS: dict[str, Sex] = {"1": "m", "0": "f", "2": "f"}
_UNKNOWN_SEX = frozenset(("", "khong ro", "chua ro", "chua xac dinh", "khong xac dinh", "x", "khac", "u", "k ro"))


@dataclass(frozen=True)
class NameReading:
    """A child's name as stored.

    Attributes:
        full_name: composed letters, one space, no ALL CAPS; empty when there is none.
        placeholder: the name stands for a newborn without one ("Bé gái", "Con bà Lan").
        twin: the cell says that the child is one of twins.
        remark: what stood in parentheses.
        warnings: doubts. problem: why the cell holds no name.
    """

    full_name: str = ""
    placeholder: bool = False
    twin: bool = False
    remark: str = ""
    warnings: tuple[str, ...] = ()
    problem: str | None = None


NO_NAME = NameReading()


@lru_cache(maxsize=100_000)
def read_name(text: str, *, legacy: bool = False) -> NameReading:
    """Read a child's name.

    Args:
        text: the cell's text, already in Unicode.
        legacy: the text came from a legacy font, whose small letters may have been drawn as capitals.

    Returns:
        The reading; ``problem`` is "name_unreadable" or "name_several".
    """
    lines = [line for line in re.split(r"[\n\r]+", text) if line.strip()]
    if len(lines) > 1 and all(len(_ORDINAL.sub("", line).split()) >= 3 for line in lines):
        return NameReading(full_name=nfc_name(text), problem="name_several")
    flat = _ORDINAL.sub("", " ".join(text.split())).strip(" .,;:-–_'\"*")
    remarks = " ".join(found for found in _REMARK.findall(flat) if found)
    plain_name = nfc_name(_REMARK.sub(" ", flat)).strip(" .,;:-–")
    if not plain_name and remarks:
        plain_name, remarks = nfc_name(remarks), ""
    if legacy or plain_name.isupper():
        plain_name = _capital_words(plain_name) if legacy else plain_name
    if not re.search(r"\w", flat):
        return NO_NAME
    if not _LETTERS.search(plain_name) or len(plain_name) < 2 or _ODD.search(plain_name):
        return NameReading(full_name=plain_name or flat, problem="name_unreadable")
    placeholder = is_placeholder_name(plain_name) or (bool(remarks) and is_placeholder_name(remarks))
    twin = _TWIN.search(bare(remarks)) is not None
    warnings = []
    if placeholder:
        warnings.append("name_placeholder")
    elif " " not in plain_name:
        warnings.append("name_single_word")
    return NameReading(plain_name, placeholder, twin, remarks, tuple(warnings))


def is_placeholder_name(name: str) -> bool:
    """Say whether a name stands for a newborn who has none yet."""
    return _PLACEHOLDER.fullmatch(bare(name)) is not None


def _capital_words(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


@lru_cache(maxsize=100_000)
def read_carer_name(text: str, *, legacy: bool = False) -> str:
    """Read an adult's name; empty for "không", "đã mất" and the like."""
    flat = _ORDINAL.sub("", " ".join(text.split())).strip(" .,;:-–_'\"*")
    flat = re.sub(r"^(ông|bà|anh|chị|Ông|Bà|Anh|Chị)\s*[:.]\s*", "", flat)
    name = nfc_name(_REMARK.sub(" ", flat)).strip(" .,;:-–")
    if not _LETTERS.search(name) or bare(name) in _NOBODY:
        return ""
    return _capital_words(name) if legacy else name


@dataclass(frozen=True)
class ParentsReading:
    """Both parents out of one cell; doubts as warnings."""

    father: str = ""
    mother: str = ""
    guardian: str = ""
    warnings: tuple[str, ...] = ()


@lru_cache(maxsize=50_000)
def read_parents(text: str, *, header: str = "", legacy: bool = False) -> ParentsReading:
    """Read a cell that holds father and mother ("Bố: Lý A, Mẹ: Lò B", or two names in the header's order).

    Args:
        text: the cell.
        header: the column's heading, which tells the order of unmarked names.
        legacy: the text came from a legacy font.
    """
    marked = re.sub(r"\s*\b(bố đẻ|cha đẻ|mẹ đẻ|bố|cha|mẹ)\s*[:]", r"\n\1:", text, flags=re.IGNORECASE)
    marked = re.sub(r"\s*\b([BCM])\s*:", r"\n\1:", marked)
    parts = [part.strip() for part in re.split(r"[\n\r;/,&]+|\s+[-–]\s+|\s+và\s+", marked) if part.strip(" .-–")]
    father = mother = ""
    loose: list[str] = []
    for part in parts:
        if _FEMALE_CARER.match(part):
            mother = mother or read_carer_name(_FEMALE_CARER.sub("", part), legacy=legacy)
        elif _MALE_CARER.match(part):
            father = father or read_carer_name(_MALE_CARER.sub("", part), legacy=legacy)
        elif name := read_carer_name(part, legacy=legacy):
            loose.append(name)
    if not loose:
        return ParentsReading(father, mother)
    if len(loose) == 2 and not father and not mother:
        first_is_mother = _mother_first(header)
        pair = (loose[1], loose[0]) if first_is_mother else (loose[0], loose[1])
        return ParentsReading(*pair, warnings=("parents_by_order",))
    if len(loose) == 1 and bool(father) != bool(mother):
        both = (father or loose[0], mother or loose[0])
        return ParentsReading(*both, warnings=("parents_by_order",))
    return ParentsReading(father, mother, guardian=loose[0], warnings=("parents_unclear",))


def _mother_first(header: str) -> bool:
    words = bare(header).split()
    father = min((words.index(word) for word in ("cha", "bo", "ong") if word in words), default=99)
    mother = min((words.index(word) for word in ("me", "ba") if word in words), default=99)
    return mother < father


def read_sex(value: Cell, *, numbers: tuple[tuple[str, Sex], ...] = ()) -> tuple[Sex | None, str | None]:
    """Read a cell of a column "Giới tính".

    Args:
        value: the cell.
        numbers: what numbers mean where the heading says so ("Nam=1, Nữ=2").

    Returns:
        (sex, warning code); (None, None) for an empty cell.
    """
    if value is None:
        return None, None
    text = str(int(value)) if isinstance(value, (int, float)) and float(value).is_integer() else str(value)
    return _read_sex_text(text.strip(), numbers)


@lru_cache(maxsize=4096)
def _read_sex_text(text: str, numbers: tuple[tuple[str, Sex], ...]) -> tuple[Sex | None, str | None]:
    word = bare(text)
    declared = dict(numbers)
    if word in declared:
        return declared[word], None
    if word in _SEX_NUMBERS and not declared:
        return _SEX_NUMBERS[word], "sex_number"
    if word in _UNKNOWN_SEX:
        return None, "sex_unknown" if word else None
    found = _SEX_WORDS.find(text)
    if found is None:
        return None, "sex_unreadable"
    return ("m" if found[0] == "m" else "f"), None


def sex_numbers_of(header: str) -> tuple[tuple[str, Sex], ...]:
    """Read what a heading says about numbers for the sexes: "Giới tính (1: nam, 2: nữ)"."""
    words = header.lower()
    found: dict[str, Sex] = {}
    for name, sex in (("nam", "m"), ("nữ", "f"), ("nu", "f"), ("trai", "m"), ("gái", "f")):
        for one, other in re.findall(rf"(\d)\s*[=:.\-]?\s*{name}\b|\b{name}\s*[=:.\-]?\s*(\d)", words):
            found.setdefault(one or other, "m" if sex == "m" else "f")
    return tuple(found.items()) if len(found) == 2 else ()


class EthnicReader:
    """Reads names and codes of ethnic groups."""

    def __init__(self, words: EthnicWords) -> None:
        self._by_name = WordTable(words.groups)
        self._codes = frozenset(code for code, _ in words.groups)
        self._doubtful_codes = frozenset(words.doubtful_codes)
        self._doubtful_names = frozenset(map(bare, words.doubtful_names))
        self.read = lru_cache(maxsize=8192)(self._read)

    def _read(self, value: Cell) -> tuple[str | None, str | None]:
        """Return (two-character code, warning code); (None, None) for an empty cell."""
        if value is None:
            return None, None
        text = str(int(value)) if isinstance(value, (int, float)) and float(value).is_integer() else str(value)
        text = re.sub(r"^\s*(dân tộc|dt|người|d\.tộc)\s*[:.]?\s+", "", text.strip(), flags=re.IGNORECASE)
        digits = re.fullmatch(r"0?(\d{1,2})", text)
        if digits:
            code = digits[1].zfill(2)
            if code in self._doubtful_codes:
                return None, "ethnic_code_doubtful"
            return (code, None) if code in self._codes else (None, "ethnic_unreadable")
        return self._by_words(text)

    def _by_words(self, text: str) -> tuple[str | None, str | None]:
        if not re.search(r"\w", text) or bare(text) in ("khong", "x"):
            return None, None
        coded = re.fullmatch(r"(\d{1,2})\s*[-.:]\s*(.+)|(.+?)\s*[-(]\s*(\d{1,2})\)?", text)
        candidates = [text]
        if coded:
            candidates.append(coded[2] or coded[3])
        candidates.append(re.sub(r"[(/,].*$", "", text))
        for candidate in candidates:
            found = self._by_name.find(candidate.strip())
            if found is not None:
                doubtful = bare(candidate) in self._doubtful_names or "|" in found[0]
                return found[0].split("|")[0], "ethnic_name_doubtful" if doubtful else None
        return None, "ethnic_unreadable"
