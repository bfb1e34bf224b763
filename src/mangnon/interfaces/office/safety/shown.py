"""Rates as cells of tables: in words, and held back where they would tell of one child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mangnon.core.web.parts import Tone
from mangnon.core.web.words import number_words
from mangnon.domain.safety.summary import Line, Summary
from mangnon.engines.incidence import Rate, hidden_counts
from mangnon.vocab.safety import Targets

COLUMNS = ("injuries", "deaths", "drowned")
HEADINGS = ("Tai nạn, thương tích", "Tử vong", "Tử vong do đuối nước")
SEXES = {"m": "Trẻ trai", "f": "Trẻ gái", "": "Chưa rõ giới tính"}
VERDICTS: Mapping[str, tuple[Tone, str]] = {
    "met": ("done", "đạt"), "unclear": ("soon", "chưa chắc"), "missed": ("late", "chưa đạt"),
}  # fmt: skip
HIDDEN = "–"


@dataclass(frozen=True)
class Cell:
    """A rate in a table: count, rate per 100,000, its limits; of few children the count alone."""

    count: str
    rate: str
    limits: str


@dataclass(frozen=True)
class Row:
    """One place, age or sex, with its cells in the order of ``COLUMNS``."""

    key: str
    name: str
    children: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Reader:
    """How much a reader may be shown: whoever may not see the children is shown no small counts."""

    sees: bool
    targets: Targets

    def held(self, count: int) -> bool:
        """Tell whether a count would tell too much about single children."""
        return not self.sees and 0 < count < self.targets.fewest

    def words(self, count: int) -> str:
        """Return a count, or "dưới 5"."""
        return f"dưới {self.targets.fewest}" if self.held(count) else number_words(count)

    def hidden(self, counts: Sequence[int]) -> tuple[bool, ...]:
        """Tell which parts of a whole are held back."""
        return hidden_counts(counts, fewest=0 if self.sees else self.targets.fewest)


def row_of(line: Line, name: str, *, reader: Reader) -> Row:
    """Return a line that is no part of another."""
    return _row(line, name, reader, [False] * len(COLUMNS))


def rows_of(lines: Sequence[Line], *, names: Mapping[str, str], reader: Reader) -> tuple[Row, ...]:
    """Return the parts of a whole: small ones are held back, and with them what would give them away."""
    hidden = {name: reader.hidden([getattr(line, name).count for line in lines]) for name in COLUMNS}
    return tuple(
        _row(line, names.get(line.key, line.key), reader, [hidden[name][at] for name in COLUMNS])
        for at, line in enumerate(lines)
    )


def kind_rows(summary: Summary, *, names: Mapping[str, str], reader: Reader) -> list[tuple[str, str, str]]:
    """Return kinds with injuries and deaths in words, the most frequent first; an order that tells is not kept."""
    rows = list(summary.kinds) if reader.sees else sorted(summary.kinds, key=lambda row: names.get(row[0], row[0]))
    injuries = reader.hidden([row[1] for row in rows])
    deaths = reader.hidden([row[2] for row in rows])
    return [
        (names.get(code, code), _told(hurt, reader, injuries[at]), _told(dead, reader, deaths[at]))
        for at, (code, hurt, dead) in enumerate(rows)
    ]


def month_rows(summary: Summary, *, reader: Reader) -> list[tuple[str, str, str, int]]:
    """Return months with injuries and drownings in words, and the number to draw (0 where it is held back)."""
    injuries = reader.hidden([row[1] for row in summary.months])
    water = reader.hidden([row[2] for row in summary.months])
    return [
        (
            f"Tháng {month}",
            _told(hurt, reader, injuries[at]),
            _told(wet, reader, water[at]),
            0 if injuries[at] else hurt,
        )
        for at, (month, hurt, wet) in enumerate(summary.months)
    ]


def age_name(key: str) -> str:
    """Return an age group in words: "01-05" is "1 đến dưới 5 tuổi"."""
    if not key:
        return "Chưa rõ tuổi"
    low, below = (int(each) for each in key.split("-"))
    return "Dưới 1 tuổi" if low == 0 and below == 1 else f"{low} đến dưới {below} tuổi"


def rate_words(value: float | None) -> str:
    """Return a rate in words, one decimal below ten."""
    if value is None:
        return HIDDEN
    return number_words(value, decimals=0 if value >= 10 else 1)


def _row(line: Line, name: str, reader: Reader, hidden: Sequence[bool]) -> Row:
    cells = tuple(
        _cell(getattr(line, column), line.children, reader, hide) for column, hide in zip(COLUMNS, hidden, strict=True)
    )
    return Row(line.key, name, number_words(line.children), cells)


def _cell(found: Rate, children: int, reader: Reader, hidden: bool) -> Cell:
    if hidden or reader.held(found.count):
        return Cell(_told(found.count, reader, hidden), HIDDEN, "")
    if children < reader.targets.few_children:  # one accident would stand for a thousand
        return Cell(number_words(found.count), HIDDEN, "")
    limits = "" if found.low is None else f"{rate_words(found.low)} – {rate_words(found.high)}"
    return Cell(number_words(found.count), rate_words(found.value), limits)


def _told(count: int, reader: Reader, hidden: bool) -> str:
    return HIDDEN if hidden and not reader.held(count) else reader.words(count)
