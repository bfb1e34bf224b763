"""Why a household stands where it stands, in one line and part by part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mangnon.core.content.priority import priority_weights
from mangnon.core.web.parts import ScoreLine, WhyFirst
from mangnon.core.web.words import delay_words, span_words
from mangnon.domain.worklist.queries import ChildDues, DueRow, HouseholdTask
from mangnon.domain.worklist.standing import ScorePart, Standing
from mangnon.engines.priority import Weights
from mangnon.interfaces.office.due_words import due_words

NOTHING = "chưa có việc nào tính điểm"
_MOST_TOLD = 3
_TOLD_AGES = frozenset({"newborn", "infant"})


def why_first(task: HouseholdTask, *, on: date) -> WhyFirst | None:
    """Say why a household stands where it does; None where no points were worked out.

    Args:
        task: the household, with the standing of its child with most points.
        on: the day asked about.
    """
    standing, child = task.standing, _child_of(task)
    if standing is None or child is None:
        return None
    weights = priority_weights(on)
    return WhyFirst(
        line=line_of(task, on=on),
        child=child.full_name if len(task.children) > 1 else "",
        points=standing.points,
        parts=tuple(_line(part, weights) for part in standing.parts),
        source=f"bộ điểm {standing.content_version} do tỉnh đặt; dân tộc, giới tính, nơi ở không được tính điểm",
    )


def line_of(task: HouseholdTask, *, on: date) -> str:
    """Say in one line why a household stands where it does; empty where no points were worked out."""
    child = _child_of(task)
    if task.standing is None or child is None:
        return ""
    dues = {(due.kind, due.code): due for due in child.dues}
    return standing_line(task.standing, dues=dues, weights=priority_weights(on), on=on)


def _child_of(task: HouseholdTask) -> ChildDues | None:
    standing = task.standing
    return next((each for each in task.children if standing and each.child_id == standing.child_id), None)


def standing_line(standing: Standing, *, dues: Mapping[tuple[str, str], DueRow], weights: Weights, on: date) -> str:
    """Say in one line what counts most: "Sởi mũi 1 trễ 40 ngày · 95 ngày chưa ai gặp".

    Args:
        standing: of the child.
        dues: the child's dues that the reader sees, by kind and code.
        weights: in force.
        on: the day asked about.
    """
    told: dict[str, str] = {}
    for part in standing.parts:
        if part.part in told or part.part == "early" or (part.part == "age" and part.band not in _TOLD_AGES):
            continue
        if part.part == "due":
            told["due"] = _due_told(part, dues, weights, on)
        elif part.part == "contact":
            told["contact"] = _contact_told(standing, weights, on)
        else:
            told[part.part] = _title(part, weights)
    words = " · ".join(list(told.values())[:_MOST_TOLD]) or NOTHING
    return words[0].upper() + words[1:]


def _contact_told(standing: Standing, weights: Weights, on: date) -> str:
    met = standing.contacted_on
    return f"{span_words(min(met, on), on)} chưa ai gặp" if met else weights.never_met_title


def _due_told(part: ScorePart, dues: Mapping[tuple[str, str], DueRow], weights: Weights, on: date) -> str:
    due = dues.get((part.kind, part.code))
    delay = delay_words(due.window_from, due.window_to, today=on) if due else _lateness_title(part.band, weights)
    return f"{due_words(part.kind, part.code)} {delay}"


def _line(part: ScorePart, weights: Weights) -> ScoreLine:
    if part.part != "due":
        return ScoreLine(what=_capital(_title(part, weights)), points=part.points)
    return ScoreLine(
        what=f"{due_words(part.kind, part.code)}, {_lateness_title(part.band, weights)}",
        why=weights.weight_of(kind=part.kind, code=part.code).why,
        how=f"{part.base} × {part.times}",
        points=part.points,
    )


def _title(part: ScorePart, weights: Weights) -> str:
    if part.part == "contact":
        bands = {band.code: band.title for step in weights.contact for band in step.bands}
        return bands.get(part.band, weights.never_met_title)
    if part.part == "age":
        return next((each.title for each in weights.ages if each.code == part.band), "tuổi")
    if part.part == "early":
        return weights.early.unknown_title if part.band == "unknown" else weights.early.title
    if part.part == "poverty":
        return weights.poverty[part.band].title if part.band in weights.poverty else "hộ nghèo, cận nghèo"
    return weights.circumstance.title if part.part == "circumstance" else weights.incomplete_birth.title


def _lateness_title(band: str, weights: Weights) -> str:
    bands = (weights.lateness.not_yet, weights.lateness.open, *weights.lateness.late)
    return next((each.title for each in bands if each.code == band), "")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
