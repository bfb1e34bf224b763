"""The sheets of an XLSForm as they were read, and the error that names a cell of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mangnon.vocab.errors import MangnonError


class CellError(MangnonError):
    """A cell of a questionnaire is wrong; the sentence names sheet, row and column."""

    code = "questionnaire.cell"

    def __init__(self, problem: str, *, sheet: str, row: int | None = None, column: str = "") -> None:
        place = f"Trang «{sheet}»" + (f", dòng {row}" if row else "") + (f", cột {column}" if column else "")
        super().__init__(f"{place}: {problem.rstrip('.')}.")
        self.sheet, self.row, self.column = sheet, row, column


@dataclass(frozen=True)
class Row:
    """One row: its number as a person sees it, and its filled cells by column name."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell without blanks around, empty where there is none."""
        return self.cells.get(column, "").strip()

    def words(self, column: str) -> tuple[str, str]:
        """Return a text in Vietnamese and English: ``label::vi`` or plain ``label``, ``label::en``."""
        vi = self._language(column, "vi") or self.text(column)
        return vi, self._language(column, "en")

    def error(self, problem: str, column: str = "") -> CellError:
        """Return the error of one of its cells."""
        return CellError(problem, sheet=self.sheet, row=self.number, column=column)

    def _language(self, column: str, language: str) -> str:
        for name, cell in self.cells.items():
            head, _, tail = name.partition("::")
            if head.strip() == column and (tail.strip() == language or tail.strip().endswith(f"({language})")):
                return cell.strip()
        return ""


@dataclass(frozen=True)
class Sheets:
    """All rows of an XLSForm, by sheet."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: tuple[Row, ...]
    scores: tuple[Row, ...] = ()
    bands: tuple[Row, ...] = ()
    actions: tuple[Row, ...] = ()
