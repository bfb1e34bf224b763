"""The nutrition of a place put together from a round: what the page, the workbook and the paper show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import pyarrow as pa

from mangnon.core.accounts.services import account_names
from mangnon.core.clock import now
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.growth.queries import read_round
from mangnon.domain.growth.standards import practice, standards
from mangnon.domain.growth.survey import (
    Finding,
    GroupRates,
    Scores,
    findings_of,
    rates,
    rows_showing,
    score_round,
    worst,
)
from mangnon.engines.growth.practice import Practice
from mangnon.interfaces.office.nutrition_status.asked import Asked, Where

UNKNOWN_PLACE = {"hamlet": "Chưa rõ xóm, tổ", "commune": "Chưa rõ xã, phường"}
BY_IMPORT = "Nhập từ sổ, tệp"
KEPT_FROM_CHILDREN, KEPT_FOR, KEPT_MOST = 20_000, timedelta(minutes=15), 24
_KEPT: dict[tuple[Asked, bool], Status] = {}


@dataclass(frozen=True)
class PlaceLine:
    """One hamlet or commune: how many children, how many of them measured, their rates, how well they were measured."""

    key: str
    name: str
    code: str
    children: int
    measured: int
    rates: GroupRates | None
    quality: str


@dataclass(frozen=True)
class WeigherLine:
    """One who measures: how many children, the gravest verdict, and the findings that made it."""

    name: str
    children: int
    quality: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Status:
    """All that is told of a place and period.

    Attributes:
        children: children of these ages in the place.
        measured: of them, those measured in the period.
        groups: rates by key: ``all``, ages, sexes.
        places: by hamlet or commune, in the order of their codes.
        findings: how well it was measured.
        weighers: by who recorded; empty where the reader may only count.
        arm_measured, arm_small, arm_severe, swollen, doubtful: counts of children.
        sees: whether the reader may see the children behind the numbers.
        synthetic: some of them are made up.
        at: when it was worked out.
    """

    children: int
    measured: int
    groups: Mapping[str, GroupRates]
    places: tuple[PlaceLine, ...]
    findings: tuple[Finding, ...]
    weighers: tuple[WeigherLine, ...]
    arm_measured: int
    arm_small: int
    arm_severe: int
    swollen: int
    doubtful: int
    sees: bool
    synthetic: bool
    rules: Practice
    at: datetime

    @property
    def coverage(self) -> float | None:
        """Per cent of the children who were measured."""
        return 100.0 * self.measured / self.children if self.children else None


def read_status(*, scope: Scope, asked: Asked, where: Where) -> Status:
    """Read a place's round and work everything out; that of a whole large province is kept for a quarter of an hour.

    Args:
        scope: of the reader; who may not see health data gets counts all the same, and must be shown no more.
        asked, where: period, ages, place.
    """
    if where.by != "commune":
        return _worked_out(scope, asked, where)
    # The same for all who may count everywhere, but for whether they may see the children.
    key = (asked, scope.may(Action.SEE, RecordClass.HEALTH))
    kept = _KEPT.get(key)
    if kept is not None and kept.at > now() - KEPT_FOR:
        return kept
    found = _worked_out(scope, asked, where)
    if found.children >= KEPT_FROM_CHILDREN:
        if len(_KEPT) >= KEPT_MOST:
            _KEPT.clear()
        _KEPT[key] = found
    return found


def _worked_out(scope: Scope, asked: Asked, where: Where) -> Status:
    rows = read_round(scope=scope, asked=asked.round(commune_id=where.commune_id))
    rules, who = practice(asked.last), standards()
    scored = score_round(rows=rows, standards=who, practice=rules)
    found = rates(scored=scored, group=where.by, standards=who, practice=rules)
    sees = scope.may(Action.SEE, RecordClass.HEALTH)

    def count(indicator: str, *, severe: bool = False) -> int:
        return len(rows_showing(scored=scored, indicator=indicator, severe=severe))

    return Status(
        children=rows.num_rows,
        measured=scored.measured.num_rows,
        groups={key: each for key, each in found.items() if key == "all" or key.startswith(("age:", "sex:"))},
        places=_places(scope, rows, scored, found, where.by, rules) if where.by else (),
        findings=tuple(findings_of(scored=scored, standards=who, practice=rules)),
        weighers=_weighers(scored, rules) if sees and where.by == "hamlet" else (),
        arm_measured=scored.measured.num_rows - scored.measured["arm_mm"].null_count,
        arm_small=count("arm"),
        arm_severe=count("arm", severe=True),
        swollen=count("oedema"),
        doubtful=count("doubtful"),
        sees=sees,
        synthetic=bool(rows.num_rows) and bool(np.asarray(rows["synthetic"].to_numpy()).any()),
        rules=rules,
        at=now(),
    )


def _places(
    scope: Scope, rows: pa.Table, scored: Scores, found: Mapping[str, GroupRates], by: str, rules: Practice
) -> tuple[PlaceLine, ...]:
    keys, children = _counted(rows[by])
    held = dict(zip(keys, children, strict=True))
    measured = dict(zip(*_counted(scored.measured[by]), strict=True))
    names = names_of([UUID(key) for key in held if key], on=scope.on)
    at = _rows_of(scored.measured[by])
    lines = [
        PlaceLine(
            key=key,
            name=names[UUID(key)].full if key and UUID(key) in names else UNKNOWN_PLACE[by],
            code=names[UUID(key)].code if key and UUID(key) in names else "~",
            children=count,
            measured=measured.get(key, 0),
            rates=found.get(key),
            quality=_verdict(scored, at.get(key), rules),
        )
        for key, count in held.items()
    ]
    return tuple(sorted(lines, key=lambda line: line.code))


def _weighers(scored: Scores, rules: Practice) -> tuple[WeigherLine, ...]:
    at = _rows_of(scored.measured["recorded_by"])
    with reading_as_service():
        names = account_names([UUID(key) for key in at if key])
    lines = []
    for key, rows in at.items():
        findings = findings_of(scored=scored, rows=rows, standards=standards(), practice=rules)
        lines.append(
            WeigherLine(
                name=names.get(UUID(key), "Tài khoản không còn") if key else BY_IMPORT,
                children=len(rows),
                quality=worst(findings),
                findings=tuple(each for each in findings if each.verdict in ("watch", "poor")),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.children, line.name)))


def _verdict(scored: Scores, rows: np.ndarray | None, rules: Practice) -> str:
    if rows is None or len(rows) < rules.reporting.few_children:
        return ""
    return worst(findings_of(scored=scored, rows=rows, standards=standards(), practice=rules))


def _counted(column: pa.ChunkedArray) -> tuple[list[str], list[int]]:
    counts = column.fill_null("").value_counts()
    return counts.field("values").to_pylist(), counts.field("counts").to_pylist()


def _rows_of(column: pa.ChunkedArray) -> dict[str, np.ndarray]:
    """Return the rows of each value of a column; the empty text stands for null."""
    if not len(column):
        return {}
    encoded = column.fill_null("").combine_chunks().dictionary_encode()
    codes = encoded.indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)
    values: Iterable[str] = encoded.dictionary.to_pylist()
    return dict(zip(values, parts, strict=True))
