"""Cells of the content of child protection: a value with its path, so that whatever is wrong can be named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.vocab.dated import Version
from mangnon.vocab.protection import Dated

_ABOUT = ("basis", "source", "verified", "valid_from", "valid_to")
_Code = TypeVar("_Code", bound=StrEnum)
_Compiled = TypeVar("_Compiled")


class ProtectionContentError(ContentError):
    """The content of child protection cannot be used."""

    code = "protection.content"


class Cell:
    """A value of a file with its path, and what its version says of source and dates.

    Args:
        value: as written.
        path: from the version down, as in ``steps[3].after``.
        place: file and version, for the sentence of an error.
        told: what a row that says nothing of its own takes over.
    """

    def __init__(self, value: Any, path: str, place: str, told: Dated) -> None:
        self.value, self.path, self.place, self.told = value, path, place, told

    def wrong(self, problem: str) -> ProtectionContentError:
        """Return the error that names this cell."""
        at = f", ô {self.path}" if self.path else ""
        return ProtectionContentError(f"Nội dung bảo vệ trẻ em trong {self.place}{at}: {problem}; hãy sửa tệp này.")

    def _under(self, name: str) -> Cell:
        held = self.value.get(name) if isinstance(self.value, dict) else None
        return Cell(held, f"{self.path}.{name}" if self.path else name, self.place, self.told)

    def at(self, name: str) -> Cell:
        """Return the cell of this name, which must be there."""
        if not isinstance(self.value, dict):
            raise self.wrong("phải là một nhóm mục")
        if name not in self.value:
            raise self._under(name).wrong("còn thiếu")
        return self._under(name)

    def maybe(self, name: str) -> Cell | None:
        """Return the cell of this name where it is there and not empty."""
        held = self._under(name)
        return None if held.value is None else held

    def lines(self, *, least: int = 1) -> list[Cell]:
        """Return the cells of a list."""
        if not isinstance(self.value, list) or len(self.value) < least:
            raise self.wrong(f"phải là danh sách có ít nhất {least} dòng")
        return [Cell(each, f"{self.path}[{n}]", self.place, self.told) for n, each in enumerate(self.value, start=1)]

    def entries(self) -> list[tuple[str, Cell]]:
        """Return the cells of a group by name."""
        if not isinstance(self.value, dict) or not self.value:
            raise self.wrong("phải là một nhóm có ít nhất một mục")
        return [(str(name), self._under(name)) for name in self.value]

    def words(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("phải có chữ")
        return self.value

    def whole(self, *, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.wrong(f"phải là số nguyên từ {least} đến {most}, nay là «{self.value}»")
        return self.value

    def flag(self) -> bool:
        """Return yes or no."""
        if not isinstance(self.value, bool):
            raise self.wrong(f"phải là true hoặc false, nay là «{self.value}»")
        return self.value

    def day(self) -> date:
        """Return a day."""
        if type(self.value) is not date:
            raise self.wrong(f"phải là một ngày dạng năm-tháng-ngày, nay là «{self.value}»")
        return self.value

    def code(self, kind: type[_Code]) -> _Code:
        """Return one value of an enumeration."""
        try:
            return kind(self.value)
        except ValueError:
            known = ", ".join(each.value for each in kind)
            raise self.wrong(f"không có «{self.value}»; chỉ có {known}") from None

    def codes(self, kind: type[_Code], *, least: int = 1) -> frozenset[_Code]:
        """Return a set of values of an enumeration; none twice."""
        found = [each.code(kind) for each in self.lines(least=least)]
        if len(set(found)) < len(found):
            raise self.wrong("có mã ghi hai lần")
        return frozenset(found)

    def only(self, *names: str) -> Cell:
        """Refuse cells with another name than these and those about source and dates."""
        for name in self.value if isinstance(self.value, dict) else ():
            if name not in names and name not in _ABOUT:
                raise self._under(str(name)).wrong("không có mục nào tên như vậy")
        return self

    def dated(self) -> Dated:
        """Return what the row says of source and dates; from above what it does not say."""
        above = self.told
        first = cell.day() if (cell := self.maybe("valid_from")) else above.valid_from
        last = cell.day() if (cell := self.maybe("valid_to")) else above.valid_to
        if last is not None and last <= first:
            raise (
                self.at("valid_to").wrong("phải sau valid_from")
                if self.maybe("valid_to")
                else self.wrong("valid_from phải trước ngày hết hiệu lực")
            )
        verified = cell.value if (cell := self.maybe("verified")) else above.verified
        if not isinstance(verified, bool) and verified != "secondary":
            raise self.at("verified").wrong("phải là true, false hoặc secondary")
        return Dated(
            valid_from=first,
            valid_to=last,
            basis=cell.words() if (cell := self.maybe("basis")) else above.basis,
            source=cell.words() if (cell := self.maybe("source")) else above.source,
            verified=verified,
        )

    def below(self) -> Cell:
        """Return this cell with its own source and dates as what its rows take over."""
        return Cell(self.value, self.path, self.place, self.dated())


def compile_file(file: str, compiled: Callable[[Version, Cell], _Compiled]) -> tuple[_Compiled, ...]:
    """Read a file's versions and compile each, oldest first.

    Raises:
        ProtectionContentError: a cell is wrong; the sentence names file, version and cell.
    """
    return tuple(compiled(version, top_of(version, file=file)) for version in read_versions(file))


def top_of(version: Version, *, file: str) -> Cell:
    """Return a version as the cell at its top."""
    above = Dated(version.valid_from, version.valid_to, "", "", False)
    bare = Cell(version.values, "", f"{file}, bản {version.name}", above)
    for name in ("source", "verified"):
        bare.at(name)
    return bare.below()


def keyed(rows: Iterable[tuple[Cell, str, _Compiled]]) -> Mapping[str, _Compiled]:
    """Return rows by their code; none twice.

    Args:
        rows: the cell, for the sentence of an error; the code; the row.
    """
    found: dict[str, _Compiled] = {}
    for cell, code, row in rows:
        if code in found:
            raise cell.wrong(f"mã «{code}» ghi hai lần")
        found[code] = row
    return MappingProxyType(found)
