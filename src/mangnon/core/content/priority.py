"""Reads and checks the weights of the priority score from ``content/worklist/priority.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.engines.priority import (
    AgeStep,
    ContactBand,
    ContactStep,
    DueWeight,
    EarlyBirth,
    FairnessTerms,
    IncompleteBirth,
    LateBand,
    Lateness,
    Told,
    Weights,
)
from mangnon.vocab.dated import Version, in_force

PRIORITY = "worklist/priority.yaml"
_MOST_POINTS = 1000


class PriorityContentError(ContentError):
    """The weights cannot be used."""

    code = "worklist.priority_content"


@lru_cache(maxsize=8)
def priority_weights(on: date) -> Weights:
    """Return the weights in force on a day, or the oldest where none were yet.

    Raises:
        PriorityContentError: a version is damaged or breaks a rule of the score; the sentence names the cell.
    """
    versions = read_versions(PRIORITY)
    return compile_weights(in_force(versions, on=on) or versions[0])


def compile_weights(version: Version) -> Weights:
    """Check one version of the weights and put it into its form.

    Raises:
        PriorityContentError: a cell is missing, of the wrong kind, or breaks a rule; the sentence names it.
    """
    try:
        return _weights(_Cell(version.values, ""), version.name)
    except _WrongCellError as wrong:
        raise PriorityContentError(
            f"Điểm ưu tiên «{version.name}» trong {PRIORITY}, ô {wrong.cell}: {wrong.problem}; hãy sửa tệp này."
        ) from wrong


class _WrongCellError(Exception):
    """Where a version is wrong, and how."""

    def __init__(self, cell: str, problem: str) -> None:
        super().__init__(cell, problem)
        self.cell, self.problem = cell, problem


class _Cell:
    """A value with its path, so that whatever is wrong can be named."""

    def __init__(self, value: Any, path: str) -> None:
        self.value, self.path = value, path

    def at(self, name: str) -> _Cell:
        if not isinstance(self.value, dict):
            raise self.wrong("phải là một nhóm mục")
        if name not in self.value:
            raise _WrongCellError(self._under(name), "còn thiếu")
        return _Cell(self.value[name], self._under(name))

    def maybe(self, name: str) -> _Cell:
        return self.at(name) if isinstance(self.value, dict) and name in self.value else _Cell(None, self._under(name))

    def lines(self) -> list[_Cell]:
        if not isinstance(self.value, list) or not self.value:
            raise self.wrong("phải là danh sách có ít nhất một dòng")
        return [_Cell(each, f"{self.path}[{at}]") for at, each in enumerate(self.value, start=1)]

    def entries(self) -> list[tuple[str, _Cell]]:
        if not isinstance(self.value, dict) or not self.value:
            raise self.wrong("phải là một nhóm có ít nhất một mục")
        return [(str(name), self.at(str(name))) for name in self.value]

    def number(self, *, least: int = 0, most: int = _MOST_POINTS) -> int:
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.wrong(f"phải là số nguyên từ {least} đến {most}, nay là «{self.value}»")
        return self.value

    def limit(self) -> int | None:
        return None if self.value is None else self.number(least=1)

    def words(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("phải có chữ")
        return self.value

    def only(self, names: Iterable[str]) -> _Cell:
        known = set(names)
        for name in self.value if isinstance(self.value, dict) else ():
            if name not in known:
                raise _WrongCellError(self._under(str(name)), "không có mục nào tên như vậy")
        return self

    def wrong(self, problem: str) -> _WrongCellError:
        return _WrongCellError(self.path, problem)

    def _under(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _weights(top: _Cell, version: str) -> Weights:
    poverty = {name: _told(cell) for name, cell in top.at("poverty").entries()}
    return Weights(
        version=version,
        source=top.at("source").words(),
        lateness=_lateness(top.at("lateness")),
        dues=_dues(top.at("dues")),
        ages=_ages(top.at("ages")),
        early=_early(top.at("early")),
        circumstance=_told(top.at("circumstance")),
        poverty=poverty,
        incomplete_birth=_incomplete(top.at("incomplete_birth")),
        contact=_contact(top.at("contact")),
        never_met_title=top.at("never_met_title").words(),
        fairness=_fairness(top.at("fairness")),
    )


def _lateness(cell: _Cell) -> Lateness:
    late_cells = cell.at("late").lines()
    late = tuple(
        LateBand(
            code=each.at("code").words(),
            from_day=each.at("from_day").number(least=1),
            times=each.at("times").number(),
            title=each.at("title").words(),
        )
        for each in late_cells
    )
    if late[0].from_day != 1:
        raise late_cells[0].at("from_day").wrong("dòng đầu phải từ ngày 1")
    _rising(late_cells, [each.from_day for each in late], "from_day", strictly=True)
    not_yet, open_ = (_band(cell.at(name), name) for name in ("not_yet", "open"))
    if open_.times < not_yet.times:
        raise cell.at("open").at("times").wrong("không được ít hơn lúc chưa đến ngày")
    if late[0].times < open_.times:
        raise late_cells[0].at("times").wrong("trễ không được tính ít hơn lúc đến hạn")
    _rising(late_cells, [each.times for each in late], "times", strictly=False)
    return Lateness(opens_within_days=cell.at("opens_within_days").number(), not_yet=not_yet, open=open_, late=late)


def _band(cell: _Cell, code: str) -> LateBand:
    return LateBand(code=code, from_day=0, times=cell.at("times").number(), title=cell.at("title").words())


def _dues(cell: _Cell) -> tuple[DueWeight, ...]:
    names = ("kind", "name", "detail", "points", "catch_up_days", "then_points", "why")
    cells = [each.only(names) for each in cell.lines()]
    weights = []
    closed: set[str] = set()
    for each in cells:
        weight = DueWeight(
            kind=each.at("kind").words(),
            name=_code(each.maybe("name")),
            detail=_code(each.maybe("detail")),
            points=each.at("points").number(),
            catch_up_days=each.maybe("catch_up_days").limit(),
            then_points=_then_points(each),
            why=each.at("why").words(),
        )
        if weight.kind in closed:
            raise each.wrong(f"đứng sau dòng chung của «{weight.kind}» nên không bao giờ được dùng")
        if not weight.name and not weight.detail:
            closed.add(weight.kind)
        weights.append(weight)
    for each, weight in zip(cells, weights, strict=True):
        if weight.kind not in closed:
            raise each.wrong(f"loại việc «{weight.kind}» chưa có dòng cuối chung cho mọi mã")
    return tuple(weights)


def _then_points(cell: _Cell) -> int:
    told = cell.maybe("then_points")
    if told.value is None:
        return 0
    if cell.maybe("catch_up_days").value is None:
        raise told.wrong("chỉ dùng cùng catch_up_days")
    if told.number() > cell.at("points").number():
        raise told.wrong("không được nhiều hơn points")
    return told.number()


def _code(cell: _Cell) -> str:
    if cell.value is None:
        return ""
    if ":" in cell.words():
        raise cell.wrong("không được có dấu hai chấm")
    return cell.words()


def _ages(cell: _Cell) -> tuple[AgeStep, ...]:
    cells = cell.lines()
    _ages_rise(cells)
    return tuple(
        AgeStep(
            code=each.at("code").words(),
            below_month=each.at("below_month").limit(),
            points=each.at("points").number(),
            title=each.at("title").words(),
        )
        for each in cells
    )


def _ages_rise(cells: Sequence[_Cell]) -> None:
    """Refuse steps of age that do not rise to one for all older children."""
    limits = [each.at("below_month").limit() for each in cells]
    if limits[-1] is not None:
        raise cells[-1].at("below_month").wrong("dòng cuối phải để trống (null), cho mọi tuổi lớn hơn")
    for each, limit in zip(cells[:-1], limits[:-1], strict=True):
        if limit is None:
            raise each.at("below_month").wrong("chỉ dòng cuối được để trống")
    _rising(cells[:-1], [limit or 0 for limit in limits[:-1]], "below_month", strictly=True)


def _early(cell: _Cell) -> EarlyBirth:
    return EarlyBirth(
        below_week=cell.at("below_week").number(least=20, most=45),
        below_month=cell.at("below_month").number(),
        points=cell.at("points").number(),
        title=cell.at("title").words(),
        unknown_title=cell.at("unknown_title").words(),
    )


def _told(cell: _Cell) -> Told:
    return Told(points=cell.at("points").number(), title=cell.at("title").words())


def _incomplete(cell: _Cell) -> IncompleteBirth:
    return IncompleteBirth(
        below_month=cell.at("below_month").number(),
        points=cell.at("points").number(),
        title=cell.at("title").words(),
    )


def _contact(cell: _Cell) -> tuple[ContactStep, ...]:
    cells = cell.lines()
    _ages_rise(cells)
    return tuple(ContactStep(each.at("below_month").limit(), _contact_bands(each.at("bands"))) for each in cells)


def _contact_bands(cell: _Cell) -> tuple[ContactBand, ...]:
    cells = cell.lines()
    bands = tuple(
        ContactBand(
            code=each.at("code").words(),
            from_day=each.at("from_day").number(most=10_000),
            points=each.at("points").number(),
            title=each.at("title").words(),
        )
        for each in cells
    )
    if bands[0].from_day != 0:
        raise cells[0].at("from_day").wrong("dòng đầu phải từ ngày 0")
    _rising(cells, [each.from_day for each in bands], "from_day", strictly=True)
    _rising(cells, [each.points for each in bands], "points", strictly=False)
    return bands


def _fairness(cell: _Cell) -> FairnessTerms:
    return FairnessTerms(
        same_within_percent=cell.at("same_within_percent").number(most=100),
        fewest_children=cell.at("fewest_children").number(least=2),
        hidden_below=cell.at("hidden_below").number(least=1),
        no_contact_days=cell.at("no_contact_days").number(least=1),
        top_percent=cell.at("top_percent").number(least=1, most=50),
    )


def _rising(cells: Sequence[_Cell], values: Sequence[int], name: str, *, strictly: bool) -> None:
    for each, (before, value) in zip(cells[1:], pairwise(values), strict=True):
        if value < before or (strictly and value == before):
            raise each.at(name).wrong(f"phải {'lớn hơn' if strictly else 'không nhỏ hơn'} dòng trước ({before})")
