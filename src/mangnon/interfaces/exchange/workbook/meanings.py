"""What a column's heading means in a list of children, by its words, parent headings and neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.layout import UNKNOWN, Column
from mangnon.interfaces.exchange.workbook.life import LifeReader
from mangnon.interfaces.exchange.workbook.refusals import SideBySideError
from mangnon.interfaces.exchange.workbook.wording import WordTable, bare, header_text, toned

Path = tuple[str, ...]
Meaning = tuple[str, float]
NOTHING: Meaning = (UNKNOWN, 0.0)

NAME_MEANINGS = ("name", "name_first", "name_last")
# Meanings that a table may carry in several columns.
_REPEATABLE = frozenset(("unused", "notes", "circumstances", "disability", "at_risk"))
_SAYS_NOTHING = frozenset((UNKNOWN, "order_no", "unused"))
_OF_CHILDREN = frozenset(
    ("birth_date", "birth_day", "birth_month", "birth_year", "male", "female", "sex", "age", "father_name",
     "mother_name", "guardian_name", "parents_names", "circumstances", "at_risk", "birth_certificate_no")
)  # fmt: skip
_PERSON = re.compile(
    r"\b(?:cua )?(?:(bo me|cha me|bo va me|cha va me|bo hoac me|cha hoac me|phu huynh)|(me|ba me)|(cha|bo)|"
    r"(nguoi nuoi duong|nguoi giam ho|nguoi cham soc(?: chinh)?|nnd)|(chu ho))(?: de)?\b"
)
_PERSON_GROUPS = ("parents", "mother", "father", "guardian", "head")
_PLACES = frozenset(("address", "hamlet", "commune", "district", "province"))
_LEFT_TO_IT = {True: "permanent_address", False: "unused"}
_DATE_PARTS = {"ngày": "birth_day", "tháng": "birth_month", "năm": "birth_year"}


class ChildColumns:
    """Gives meanings to the columns of a list of children."""

    def __init__(self, content: ExchangeContent) -> None:
        self._words = WordTable((column.code, column.words) for column in content.columns)
        self._groups = WordTable((group.code, group.words) for group in content.groups)
        self._members = {group.code: WordTable(group.members) for group in content.groups}
        self._life = LifeReader(content.life)
        name_words = next(column.words for column in content.columns if column.code == "name")
        first_words = next(column.words for column in content.columns if column.code == "name_first")
        self._names = {bare(word) for word in (*name_words, *first_words)} - {"ho", "name"}
        self.name_words = frozenset(word.lower() for word in (*name_words, *first_words)) | self._names

    def is_name_heading(self, text: str) -> bool:
        """Say whether a cell heads the column of the children's names."""
        return bare(header_text(text)) in self._names or self._names_inside(text)

    def _names_inside(self, text: str) -> bool:
        words = f" {bare(header_text(text))} "
        named = " ho ten " in words or " ho va ten " in words or words.startswith(" ten ")
        child = re.search(r" (tre|tre em|chau|be|con|hoc sinh|hs|te) ", words)
        return bool(named and child and not _PERSON.search(words.replace(" con ", " ")) and len(words) < 60)

    @staticmethod
    def finish(columns: Sequence[Column], *, title: str) -> tuple[Column, ...]:
        """Decide what only the neighbours decide.

        Raises:
            SideBySideError: the sheet, named by the title's first line, has a second list to the right.
        """
        if _side_by_side(columns):
            raise SideBySideError(
                f"Trang «{title.partition(chr(10))[0].strip()}» có hai danh sách đặt cạnh nhau; "
                "hãy chuyển danh sách bên phải xuống dưới rồi nhập lại."
            )
        return settle(columns)

    @staticmethod
    def is_list(columns: Sequence[Column]) -> bool:
        """Say whether columns can be a list of children: a name, and what only a list of children says."""
        known = {column.meaning for column in columns}
        names = [column for column in columns if column.meaning in NAME_MEANINGS]
        of_children = any(re.search(r"\b(?:tre|chau|hoc sinh|con|be|te)\b", bare(c.header)) for c in names)
        return bool(names) and (of_children or bool(known & _OF_CHILDREN)) and len(known - _SAYS_NOTHING) >= 2

    def is_heading(self, text: str) -> bool:
        """Say whether a text is a word of headers, as a column or as a group."""
        return self.meaning_of((text,)) != NOTHING or self.is_group(text)

    def is_group(self, text: str) -> bool:
        """Say whether a text heads several columns."""
        return self._groups.find(header_text(text)) is not None

    def meaning_of(self, path: Path) -> Meaning:
        """Return (meaning, confidence) of a heading, its levels from the top down."""
        if not path:
            return NOTHING
        leaf = header_text(path[-1])
        for group in self._groups_of(path[:-1]):
            found = self._member(group, leaf)
            if found is not None:
                return found
            if group == "circumstance":
                circumstance = self._circumstance(leaf)
                if circumstance is not None:
                    return circumstance
        return self._alone(leaf, path)

    def _groups_of(self, parents: Path) -> list[str]:
        found = []
        for parent in reversed(parents):
            text = header_text(parent)
            group = self._groups.find(text) or self._person_group(text)
            if group is not None:
                found += group[0].split("|")
        return found

    @staticmethod
    def _person_group(text: str) -> Meaning | None:
        person = _PERSON.search(bare(text))
        if person is None:
            return None
        return next(g for g, hit in zip(_PERSON_GROUPS, person.groups(), strict=True) if hit), 0.8

    def _member(self, group: str, leaf: str) -> Meaning | None:
        members = self._members.get(group)
        return members.find(leaf) if members else None

    def _alone(self, leaf: str, path: Path) -> Meaning:
        found = self._words.find(leaf)
        if found is not None:
            return found
        of_person = self._of_person(leaf)
        if of_person is not None:
            return of_person
        if len(path) > 1:
            joined = self._words.find(" ".join(header_text(part) for part in path))
            if joined is not None:
                return joined
        if self._names_inside(leaf):
            return "name", 0.8
        return self._circumstance(leaf) or self._words.inside(leaf) or self._parent_alone(path)

    def _of_person(self, leaf: str) -> Meaning | None:
        """Read "Năm sinh của mẹ": the person's word taken out, the rest means what it means in that group."""
        person = _PERSON.search(bare(leaf))
        if person is None:
            return None
        group = next(g for g, hit in zip(_PERSON_GROUPS, person.groups(), strict=True) if hit)
        rest = " ".join(_PERSON.sub(" ", bare(leaf)).split())
        if not rest or rest in ("de", "cua"):
            rest = "ho ten"
        found = self._member(group, rest)
        if found is not None:
            return found[0], 0.9
        if re.search(r"\bho (?:va )?ten\b|\bten\b", rest):
            return {"parents": "parents_names", "mother": "mother_name", "father": "father_name",
                    "guardian": "guardian_name", "head": "household_head"}[group], 0.7  # fmt: skip
        return None

    def _circumstance(self, leaf: str) -> Meaning | None:
        reading = self._life.read(leaf)
        one = reading.circumstances[0] if len(reading.circumstances) == 1 else None
        # Group n is the only one whose name speaks of poverty.
        if one is not None and not reading.risks and (reading.poverty is None or one.code == "10n"):
            sure = not set(reading.warnings) - {"circumstance_unread"}
            return ":".join(filter(None, ("circumstance", one.code, one.subtype))), 0.9 if sure else 0.6
        if len(reading.risks) == 1 and not reading.circumstances:
            return f"risk:{reading.risks[0]}", 0.9
        if reading.poverty in ("poor", "near_poor") and not reading.risks and not reading.circumstances:
            return reading.poverty, 0.8
        return None

    def _parent_alone(self, path: Path) -> Meaning:
        """A level that says nothing of its own ("1", "(ghi rõ)") leaves the meaning to the one above."""
        if len(path) < 2 or re.search(r"[^\W\d_]{2,}", path[-1]):
            return NOTHING
        meaning, confidence = self.meaning_of(path[:-1])
        return meaning, confidence * 0.8


def _side_by_side(columns: Sequence[Column]) -> bool:
    """Tell whether the headings around the children's name come again further to the right, in the same order."""
    headings = [bare(header_text(column.header)) for column in columns]
    names = [at for at, column in enumerate(columns) if column.meaning == "name"]
    for one, again in ((one, again) for one in names for again in names if again - one >= 3):
        for before, after in ((0, 3), (1, 2)):
            first = headings[max(one - before, 0) : one + after]
            if len(first) == 3 and all(first) and first == headings[again - before : again + after]:
                return True
    return False


def settle(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Decide what neighbours decide: "Nam" or "năm" without marks, "Tên" beside "Họ đệm", twice the same."""
    settled = [_unmarked(column, columns) for column in columns]
    settled = _date_parts(settled)
    meanings = {column.meaning for column in settled}
    if "name_first" in meanings and "name" in meanings and "name_last" not in meanings:
        settled = [replace(c, meaning="name_last") if _says_given_name(c) else c for c in settled]
    if "name_first" in meanings and not {"name_last", "name"} & {column.meaning for column in settled}:
        settled = [replace(c, meaning="name") if c.meaning == "name_first" else c for c in settled]
    return tuple(_once_each(settled))


def _unmarked(column: Column, columns: Sequence[Column]) -> Column:
    if "|" not in column.meaning:
        return column
    choices = column.meaning.split("|")
    others = "|".join(other.meaning for other in columns if other is not column).split("|")
    if "male" in choices and "birth_year" in choices:
        return replace(column, meaning="birth_year" if "birth_month" in others else "male")
    return replace(column, meaning=choices[0], confidence=min(column.confidence, 0.7))


def _date_parts(columns: list[Column]) -> list[Column]:
    """Read three neighbours "Ngày", "Tháng", "Năm" (or "Năm sinh") as the parts of the birthday."""
    words = [toned(header_text(column.header)).removesuffix(" sinh") for column in columns]
    unmarked = [bare(header_text(column.header)).removesuffix(" sinh") for column in columns]
    for at in range(len(columns) - 2):
        if words[at : at + 3] == list(_DATE_PARTS) or unmarked[at : at + 3] == ["ngay", "thang", "nam"]:
            for offset, meaning in enumerate(_DATE_PARTS.values()):
                columns[at + offset] = replace(columns[at + offset], meaning=meaning, confidence=0.9)
            break
    return columns


def _once_each(columns: list[Column]) -> list[Column]:
    """Leave each single-valued meaning to one column; what a second one may mean instead is decided here."""
    kept: list[Column] = []
    seen: dict[str, Column] = {}
    for column in columns:
        first = seen.get(column.meaning)
        single = column.meaning and column.meaning not in _REPEATABLE and ":" not in column.meaning
        settled = column
        if single and first is not None:
            settled = _second(column, first, columns=columns, seen=seen)
            if settled is column and column.meaning in _PLACES:
                kept[kept.index(first)] = replace(first, meaning=_LEFT_TO_IT[column.meaning == "address"])
        if settled.meaning:
            seen[settled.meaning] = settled
        kept.append(settled)
    return kept


def _second(column: Column, first: Column, *, columns: list[Column], seen: dict[str, Column]) -> Column:
    """Return what a column means whose meaning another has: itself when it is the better one of the two."""
    meaning = column.meaning
    if meaning in NAME_MEANINGS and column.header == first.header and column.at - first.at <= 2:
        return column  # one heading over two columns: family name and given name
    if meaning == "name" and _beside(columns, column, "guardian_relation"):
        return replace(column, meaning="guardian_name", confidence=0.6)
    if meaning == "birth_date" and "birth_year" not in seen and "năm" in toned(column.header):
        return replace(column, meaning="birth_year")
    if meaning in _PLACES and _says_now(column) and not _says_now(first):
        return column
    if meaning == "address":
        return replace(column, meaning="permanent_address", confidence=0.5)
    return replace(column, meaning=UNKNOWN, confidence=0.0)


def _says_given_name(column: Column) -> bool:
    return column.meaning == "name" and toned(column.header).split(" ")[-1] in ("tên", "ten", "name")


def _beside(columns: Sequence[Column], column: Column, meaning: str) -> bool:
    return any(other.meaning == meaning and abs(other.at - column.at) == 1 for other in columns)


def _says_now(column: Column) -> bool:
    return bool(re.search(r"\bhien (nay|tai)\b|\bdang\b", bare(column.header)))
