"""Words and signs that tell what a row or a cell is: totals, signatures, headings of places, ditto, ticks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from mangnon.core.content.exchange import RowMarks, Words
from mangnon.interfaces.exchange.workbook.wording import bare, toned
from mangnon.vocab.dates import Cell
from mangnon.vocab.text import has_marks, nfc_name

_ORDINAL = re.compile(r"^\s*(?:\(?(?:[IVXLC]{1,6}|[A-Z]|\d{1,3})\s*[.):/-]+\s*)+|^\s*[*+•-]+\s*")
_COUNT = re.compile(
    r"\s*(?:[:(–-]\s*)?(?:có\s+)?\d+\s*(?:trẻ|cháu|em|trẻ em|người|hộ|đối tượng|bé)\b.*$|\s*:\s*\d*\s*$",
    re.IGNORECASE,
)
_SIGNED_ON = re.compile(r"\bngay\b.{0,12}\bthang\b.{0,12}\bnam\b|ngay \.* ?thang")
_ENDS_A_NAME = (
    "năm", "tháng", "quý", "huyện", "thành phố", "thị xã", "tỉnh", "tp", "xã", "phường", "độc lập",
    "cộng hòa", "đợt", "đến", "tính", "từ", "có",
)  # fmt: skip
# Names of sheets that begin like a hamlet ("Bản", "Tổ", "Khu", "Đội") and are none.
_NO_HAMLET = re.compile(
    r"^(?:bản (?:chính|gốc|sao|cuối|in|nháp|mới|cũ|đồ|tổng hợp|copy|sửa)|tổ (?:chức|trưởng|viên|hợp)|khu vực|"
    r"khối (?:lớp|lượng)|đội (?:tuyển|viên|ngũ))(?!\w)"
)
_STOP = rf"(?=\s*(?:[,;()\n\-–|/]|\b(?:{'|'.join(_ENDS_A_NAME)})\b|$))"


@dataclass(frozen=True)
class PlaceText:
    """Where somebody lives as a sheet writes it, part by part; the importer finds the places.

    Attributes:
        hamlet, commune, district, province: text of a column, a heading or a title; empty when not said.
        address: the whole address out of one cell.
    """

    hamlet: str = ""
    commune: str = ""
    district: str = ""
    province: str = ""
    address: str = ""

    def under(self, heading: PlaceText) -> PlaceText:
        """Return the place after one more heading: a commune's heading ends the hamlet before it."""
        if heading.commune:
            return replace(
                heading,
                district=heading.district or self.district,
                province=heading.province or self.province,
            )
        return replace(self, hamlet=heading.hamlet, district=heading.district or self.district)

    def or_else(self, other: PlaceText) -> PlaceText:
        """Return the place with the parts it lacks taken from another."""
        return PlaceText(
            self.hamlet or other.hamlet,
            self.commune or other.commune,
            self.district or other.district,
            self.province or other.province,
            self.address or other.address,
        )

    def __bool__(self) -> bool:
        return any((self.hamlet, self.commune, self.district, self.province, self.address))


class MarkReader:
    """Compiled form of the content's row marks."""

    def __init__(self, marks: RowMarks) -> None:
        self._marks = marks
        self._ditto = frozenset(_squeezed(sign) for sign in marks.ditto)
        self._longest_ditto = max(map(len, marks.ditto))
        self._total_starts = tuple({form[:3] for word in marks.totals for form in (toned(word), bare(word))})
        self._ticks = frozenset(_squeezed(sign) for sign in marks.ticks)
        self._no_ticks = frozenset(_squeezed(sign) for sign in marks.no_ticks)
        self._totals = _starts(marks.totals)
        self._signatures = _starts(marks.signatures)
        self._notes = _starts(marks.notes)
        self._titles = _starts(marks.titles)
        self._hamlet_heads = frozenset(map(toned, marks.hamlet_heads))
        self._hamlet = _place(marks.hamlet_heads)
        self._commune = _place(marks.commune_heads)
        self._district = _place(marks.district_heads)
        self._province = _place(marks.province_heads)
        self.is_signature = lru_cache(maxsize=50_000)(self._is_signature)
        self.is_title = lru_cache(maxsize=50_000)(self._is_title)

    def is_ditto(self, text: str) -> bool:
        """Say whether a cell repeats the one above."""
        return len(text) <= self._longest_ditto and _squeezed(text) in self._ditto

    def tick(self, value: Cell) -> bool | None:
        """Return True for a cross, False for an empty or negative cell, None for anything else."""
        if value is None or value is False:
            return False
        if value is True:
            return True
        if isinstance(value, (int, float)):
            return bool(value) if value in (0, 1) else None
        text = _squeezed(str(value))
        if text in self._ticks:
            return True
        return False if text in self._no_ticks else None

    def is_blank_sign(self, text: str) -> bool:
        """Say whether a text stands for "nothing" where a name belongs: a dash, a question mark, 0, x, "không"."""
        return not any(map(str.isalnum, text)) or _squeezed(text) in self._no_ticks | self._ticks

    def is_total(self, text: str) -> bool:
        """Say whether a row that begins with this text is a total."""
        start = text.lstrip(" (*-+\"'").lower()[:3]
        return start.startswith(self._total_starts) and self._is_total(text)

    def _is_total(self, text: str) -> bool:
        words = toned(text)
        found = self._totals.match(words if has_marks(words) else bare(words))
        if found is None:
            return False
        rest = words[found.end() :].strip()
        if not has_marks(words) and found.group() in ("tong", "cong"):
            return bool(re.fullmatch(r"[\d ]*", rest))
        # "Tổng" and "Cộng" alone, with a number or with what is counted; not the name "Tổng Thị Lan".
        short = found.group() in ("tổng", "cộng")
        return not short or bool(re.match(r"$|\d|(?:trẻ|số|cả|toàn|xóm|thôn|bản|tổ|xã|danh|cộng)\b", rest))

    def _is_signature(self, text: str) -> bool:
        flat = bare(text)
        if _SIGNED_ON.search(flat) and not re.match(r"^(?:ngay )?\d", flat):
            return True
        if re.match(r"^ngay .* thang .* nam", flat):
            return True
        for line in (text, _ORDINAL.sub("", text).strip("( ")):
            words = toned(line)
            if self._signatures.match(words if has_marks(words) else bare(words)):
                return True
        return False

    def is_hamlet_head(self, text: str) -> bool:
        """Say whether a text is one word for a hamlet ("Xóm", "Tổ dân phố")."""
        return toned(text) in self._hamlet_heads

    def is_note(self, text: str) -> bool:
        """Say whether a row begins like a remark below the table."""
        words = toned(text)
        return text.lstrip().startswith("*") or bool(self._notes.match(words if has_marks(words) else bare(words)))

    def _is_title(self, text: str) -> bool:
        words = toned(text)
        return bool(self._titles.match(words if has_marks(words) else bare(words)))

    def is_any(self, text: str) -> bool:
        """Say whether a text is a total, a signature, a remark or a title."""
        return self.is_total(text) or self.is_signature(text) or self.is_note(text) or self.is_title(text)

    def without_ordinal(self, text: str) -> str:
        """Return a heading without its number in front and its count behind."""
        return _COUNT.sub("", _ORDINAL.sub("", text)).strip(" .:-–")

    def section_place(self, text: str) -> PlaceText | None:
        """Read a heading of rows that names a hamlet or commune; None when it names none."""
        heading = self.without_ordinal(text)
        lowered = heading.lower()
        hamlet, commune = self._hamlet.match(lowered), self._commune.match(lowered)
        if (hamlet or commune) is None or len(heading) > 80:
            return None
        name = nfc_name(heading)
        if hamlet is not None:
            parts = re.split(r"\s*[,;–-]\s+|\s*,\s*", name, maxsplit=1)
            return PlaceText(hamlet=parts[0], commune=parts[1] if len(parts) > 1 else "")
        return PlaceText(commune=name)

    def context(self, *, titles: list[str], sheet_name: str) -> PlaceText:
        """Read what titles and the sheet's name say about where the children live."""
        found = PlaceText()
        for title in titles:
            found = found.or_else(self._title_place(title))
        named = None if _NO_HAMLET.match(toned(sheet_name)) else self.section_place(sheet_name)
        return (named or PlaceText()).or_else(found)

    def _title_place(self, title: str) -> PlaceText:
        text = " ".join(title.replace("\n", " | ").split())
        return PlaceText(
            hamlet=_find(text, r"(?:xóm|thôn|tổ dân phố|tdp|bản|tổ)", first=True),
            commune=_find(text, r"(?:xã|phường|thị trấn)"),
            district=_find(text, r"(?:huyện|thành phố|thị xã|tp\.?)"),
            province=_find(text, r"(?:tỉnh)"),
        )


def _find(text: str, heads: str, *, first: bool = False) -> str:
    start = r"(?:^|[,;:|–-]\s*|\bdân số\s+)" if first else r"\b(?<!thị )"
    found = re.search(rf"{start}({heads})\s*[:.]?\s+(?!hội\b|viên\b|số\b)([^\s,;()|].*?){_STOP}", text, re.IGNORECASE)
    if found is None:
        return ""
    name = found[2].strip(" .:-–")
    if not name or len(name) > 40 or set(name) <= set("._…"):
        return ""
    return nfc_name(f"{found[1]} {name}")


def _starts(words: Words) -> re.Pattern[str]:
    forms = {toned(word) for word in words} | {bare(word) for word in words}
    return re.compile(rf"(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})(?!\w)")


def _place(words: Words) -> re.Pattern[str]:
    """Compile heads of place names; those that without marks are also family names need a number then."""
    heads = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        rf"(?:{heads})(?:\s*[:.]\s*|\s+)(?=\w)"
        r"|(?:xom|thon|tdp|to dan pho)[ :.]+(?=\w)"
        r"|(?:to|ban|khu|doi)[ :.]+\d"
    )


@lru_cache(maxsize=50_000)
def _squeezed(text: str) -> str:
    return "".join(text.lower().split())
