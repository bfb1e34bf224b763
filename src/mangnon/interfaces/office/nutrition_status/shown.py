"""Rates as cells of tables: in words, with the list behind them, and held back where they would tell of one child."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mangnon.core.web.words import number_words
from mangnon.domain.growth.survey import INDICATORS, GroupRates, Rate
from mangnon.interfaces.office.nutrition_status.status import PlaceLine, Status

# The word in the address of the children behind a number, what the moderate and the severe are called.
NAMES: Mapping[str, tuple[str, str, str]] = {
    "underweight": ("nhe-can", "Nhẹ cân", "nhẹ cân nặng"),
    "stunting": ("thap-coi", "Thấp còi", "thấp còi nặng"),
    "wasting": ("gay-com", "Gầy còm", "gầy còm nặng"),
    "overweight": ("thua-can", "Thừa cân, béo phì", "béo phì"),
}
MEANT = {
    "underweight": "cân nặng theo tuổi dưới −2 SD",
    "stunting": "chiều cao theo tuổi dưới −2 SD",
    "wasting": "cân nặng theo chiều cao dưới −2 SD",
    "overweight": "cân nặng theo chiều cao trên +2 SD",
}
SEXES = {"sex:m": "Trẻ trai", "sex:f": "Trẻ gái"}


@dataclass(frozen=True)
class Cell:
    """A rate in a table: count, per cent, limits, and the address of the children behind it."""

    count: str
    percent: str
    limits: str
    url: str = ""
    few: bool = False


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of all children: moderate and severe together, and severe alone."""

    name: str
    meant: str
    children: str
    moderate: Cell
    severe_name: str
    severe: Cell


@dataclass(frozen=True)
class GroupLine:
    """One age or sex, or one place: how many children, its cells in the order of ``NAMES``."""

    name: str
    children: str
    measured: str
    coverage: str
    cells: tuple[Cell, ...]
    quality: str = ""
    url: str = ""
    first_of_kind: bool = False


Link = Callable[[str, bool, str], str]
"""Gives the address of the children behind (indicator, severe, place's key); empty where they may not be seen."""


def indicator_lines(*, status: Status, link: Link) -> tuple[IndicatorLine, ...]:
    """Return the indicators of all children of the page."""
    found = status.groups.get("all")
    if found is None:
        return ()
    return tuple(
        IndicatorLine(
            name=title,
            meant=MEANT[name],
            children=number_words(found.moderate[name].children),
            moderate=_cell(found.moderate[name], status, link(name, False, "")),
            severe_name=grave,
            severe=_cell(found.severe[name], status, link(name, True, "")),
        )
        for name, (_, title, grave) in NAMES.items()
    )


def group_lines(*, status: Status) -> tuple[GroupLine, ...]:
    """Return ages, then sexes; ages without a measured child are left out."""
    lines: list[GroupLine] = []
    for prefix in ("age:", "sex:"):
        groups = [each for key, each in status.groups.items() if key.startswith(prefix) and _measured(each)]
        columns = [_partition([each.moderate[name] for each in groups], status) for name in NAMES]
        for at, each in enumerate(groups):
            lines.append(
                GroupLine(
                    name=SEXES.get(each.key) or f"{each.key.removeprefix('age:').replace('-', ' đến ')} tháng",
                    children="",
                    measured=number_words(_measured(each)),
                    coverage="",
                    cells=tuple(column[at] for column in columns),
                    first_of_kind=not at and bool(lines),
                )
            )
    return tuple(lines)


def place_lines(*, status: Status, link: Link, url: Callable[[PlaceLine], str]) -> tuple[GroupLine, ...]:
    """Return hamlets or communes.

    Args:
        url: the page of one place.
    """
    none = Rate(0, 0, None, None, None)
    columns = {
        name: _partition([each.rates.moderate[name] if each.rates else none for each in status.places], status)
        for name in NAMES
    }
    return tuple(
        GroupLine(
            name=place.name,
            children=number_words(place.children),
            measured=number_words(place.measured),
            coverage=percent_words(100.0 * place.measured / place.children) if place.children else "–",
            cells=tuple(_linked(columns[name][at], link(name, False, place.key)) for name in NAMES),
            quality=place.quality,
            url=url(place),
        )
        for at, place in enumerate(status.places)
    )


def percent_words(value: float | None) -> str:
    """Return a share in words: "18,2 %"."""
    return "–" if value is None else f"{number_words(value, decimals=1)} %"


def limits_words(rate: Rate) -> str:
    """Return confidence limits in words: "15,6 – 21,0"; empty where none or all are counted (they have no width)."""
    if rate.low is None or rate.high is None or rate.low == rate.high:
        return ""
    return f"{number_words(rate.low, decimals=1)} – {number_words(rate.high, decimals=1)}"


def held_back(*, count: int, status: Status) -> bool:
    """Tell whether a count would tell a reader who may only count too much about single children."""
    return not status.sees and 0 < count < status.rules.reporting.fewest


def count_words(*, count: int, status: Status) -> str:
    """Return a count, or "dưới 5" to those who may only count."""
    return f"dưới {status.rules.reporting.fewest}" if held_back(count=count, status=status) else number_words(count)


def hidden_of(counts: Sequence[int], *, status: Status) -> list[bool]:
    """Tell which counts of parts of one whole are held back: a single one could be had by subtraction, so two are."""
    hidden = [held_back(count=count, status=status) for count in counts]
    others = [at for at, count in enumerate(counts) if count and not hidden[at]]
    if sum(hidden) == 1 and others:
        hidden[min(others, key=lambda at: counts[at])] = True
    return hidden


def _partition(rates: Sequence[Rate], status: Status) -> list[Cell]:
    hidden = hidden_of([rate.count for rate in rates], status=status)
    return [_cell(rate, status, "", hidden=hide) for rate, hide in zip(rates, hidden, strict=True)]


def _cell(rate: Rate, status: Status, url: str, *, hidden: bool = False) -> Cell:
    if hidden or held_back(count=rate.count, status=status):
        told = count_words(count=rate.count, status=status) if held_back(count=rate.count, status=status) else "–"
        return Cell(count=told, percent="–", limits="")
    return Cell(
        count=number_words(rate.count),
        percent=percent_words(rate.percent),
        limits=limits_words(rate),
        url=url if rate.count else "",
        few=0 < rate.children < status.rules.reporting.few_children,
    )


def _linked(cell: Cell, url: str) -> Cell:
    shown = url if cell.count not in ("0", "–") and cell.percent != "–" else ""
    return Cell(count=cell.count, percent=cell.percent, limits=cell.limits, url=shown, few=cell.few)


def _measured(group: GroupRates) -> int:
    return max(group.moderate[name].children for name in INDICATORS)
