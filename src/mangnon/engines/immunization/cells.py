"""Cells of schedule content: values that know their file and path, so that a mistake can be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from mangnon.engines.immunization.dates import Period, parse_period
from mangnon.vocab.errors import MangnonError

_EPOCH: Final = date(1970, 1, 1).toordinal()
_VERIFIED: Final = ("official", "secondary", "unverified")


class ScheduleContentError(MangnonError):
    """A cell of the schedule's content is wrong."""

    code = "immunization.content"


@dataclass(frozen=True)
class Cell:
    """A value of the content, its file and the path to it."""

    file: str
    path: str
    value: object

    def error(self, what: str) -> ScheduleContentError:
        """An error that names this cell."""
        return ScheduleContentError(f"{self.file}: ô «{self.path or 'đầu tệp'}» {what}.")

    def fields(self, allowed: frozenset[str]) -> dict[str, Cell]:
        """The cells of a mapping; an unknown key is a mistake."""
        if not isinstance(self.value, dict):
            raise self.error("phải là một bảng gồm tên và giá trị")
        found = {}
        for key, value in self.value.items():
            cell = Cell(self.file, f"{self.path}.{key}".lstrip("."), value)
            if allowed and key not in allowed:
                raise cell.error(f"không phải tên được dùng ở đây (chỉ dùng: {', '.join(sorted(allowed))})")
            found[str(key)] = cell
        return found

    def items(self) -> list[Cell]:
        """The cells of a list."""
        if not isinstance(self.value, list) or not self.value:
            raise self.error("phải là một danh sách có ít nhất một dòng")
        return [Cell(self.file, f"{self.path}[{place}]", value) for place, value in enumerate(self.value)]

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("phải là chữ và không được để trống")
        return self.value.strip()

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.error("phải là true hoặc false")
        return self.value

    def number(self) -> int:
        """A whole number of 1 or more."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 1:
            raise self.error("phải là số nguyên từ 1 trở lên")
        return self.value

    def day(self) -> int:
        """A date as a day number."""
        if not isinstance(self.value, date):
            raise self.error("phải là ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2026-07-01")
        return self.value.toordinal() - _EPOCH

    def period(self) -> Period:
        """A length of time such as ``28 ngày``."""
        try:
            found = parse_period(self.text())
        except ValueError:
            found = None
        if found is None:
            raise self.error(f"«{self.value}» không phải là tuổi hay khoảng thời gian (ví dụ: 28 ngày, 2 tháng)")
        return found

    def verified(self) -> str:
        """One of the three grades of certainty."""
        if self.value not in _VERIFIED:
            raise self.error(f"phải là một trong: {', '.join(_VERIFIED)}")
        return str(self.value)


def need(row: Cell, cells: dict[str, Cell], key: str) -> Cell:
    """The cell under a key of a row; it is a mistake not to have it."""
    if key not in cells:
        raise Cell(row.file, f"{row.path}.{key}", None).error("bị thiếu")
    return cells[key]


def provenance_of(row: Cell, cells: dict[str, Cell], above: tuple[str, str] | None) -> tuple[str, str]:
    """Source and grade of a row, taken from the row above where it says none."""
    if "source" not in cells and above is not None:
        return above
    return need(row, cells, "source").text(), need(row, cells, "verified").verified()
