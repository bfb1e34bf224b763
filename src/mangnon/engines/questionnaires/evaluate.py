"""Judges one filled-in questionnaire, whole or half done: what is shown, what is wrong, scores, what to do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mangnon.engines.questionnaires.answers import given, read_answer
from mangnon.engines.questionnaires.definition import ANSWERED_TYPES, Item, Questionnaire, Score
from mangnon.engines.questionnaires.expression import Call, Node, Ref, Value
from mangnon.engines.questionnaires.values import Known, missing, number, truth, value_of


@dataclass(frozen=True)
class Problem:
    """What is wrong with an item: ``missing``, ``unreadable``, ``not_a_choice``, ``out_of_range``, ``constraint``."""

    item: str
    code: str


@dataclass(frozen=True)
class Scored:
    """A score; None while answers it needs are missing or the number is none."""

    name: str
    value: float | None
    band: str | None


@dataclass(frozen=True)
class Fired:
    """An action that applies, and the items whose answers led to it, in their order."""

    code: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a questionnaire says about its answers.

    Attributes:
        visible: names of items that are shown, in their order.
        ignored: names that were answered but do not count: not shown, or not asked at all.
        problems: in the order of items; an item has at most one.
        values: what each shown answer counts as.
        calculated: of shown items of type ``calculate``; None where it is no number or empty.
        scores, actions: in the order of the definition.
        complete: nothing is wrong or missing.
    """

    visible: tuple[str, ...]
    ignored: tuple[str, ...]
    problems: tuple[Problem, ...]
    values: Mapping[str, Value]
    calculated: Mapping[str, Value | None]
    scores: tuple[Scored, ...]
    actions: tuple[Fired, ...]
    complete: bool


def evaluate(*, questionnaire: Questionnaire, answers: Mapping[str, object], age_days: int | None) -> Outcome:
    """Judge answers.

    Args:
        questionnaire: the version that was filled in.
        answers: as told, by item; see ``answers.read_answer``.
        age_days: the child's age on the day of answering; None when unknown.

    Returns:
        The outcome, always: answers that mean nothing become problems.
    """
    values: dict[str, Value] = {}
    known = Known(values, questionnaire.points)
    shown, problems = _work_out(questionnaire, answers, age_days, known)
    problems.update(_unsatisfied(questionnaire, shown, problems, known))
    scores = tuple(_score(score, questionnaire, shown, problems, known) for score in questionnaire.scores)
    told = {name for name in shown if questionnaire.by_name[name].type in ANSWERED_TYPES and name in values}
    actions = tuple(
        Fired(action.code, _because(action.when, questionnaire, known, told))
        for action in questionnaire.actions
        if truth(value_of(action.when, known))
    )
    items = questionnaire.items
    return Outcome(
        visible=tuple(item.name for item in items if item.name in shown and item.type not in {"calculate", "given"}),
        ignored=_ignored(questionnaire, answers, shown),
        problems=tuple(Problem(item.name, problems[item.name]) for item in items if item.name in problems),
        values={item.name: values[item.name] for item in items if item.name in told},
        calculated={
            item.name: _told(values.get(item.name, "")) for item in items
            if item.type == "calculate" and item.name in shown
        },
        scores=scores,
        actions=actions,
        complete=not problems,
    )  # fmt: skip


def _work_out(
    questionnaire: Questionnaire, answers: Mapping[str, object], age_days: int | None, known: Known
) -> tuple[set[str], dict[str, str]]:
    values, shown, problems = known.values, set[str](), dict[str, str]()
    assert isinstance(values, dict)
    own = given(age_days)
    for name in questionnaire.order:
        item = questionnaire.by_name[name]
        if item.group and item.group not in shown:
            continue
        if item.relevant is not None and not truth(value_of(item.relevant, known)):
            continue
        shown.add(name)
        value, problem = _value(item, answers, own, questionnaire, known)
        if problem:
            problems[name] = problem
        if not missing(value):
            values[name] = value
    return shown, problems


def _value(
    item: Item, answers: Mapping[str, object], own: Mapping[str, Value], questionnaire: Questionnaire, known: Known
) -> tuple[Value, str]:
    if item.type in ANSWERED_TYPES:
        return read_answer(item, answers.get(item.name), questionnaire)
    if item.type == "calculate" and item.calculation is not None:
        return value_of(item.calculation, known), ""
    return own.get(item.name, "") if item.type == "given" else "", ""


def _unsatisfied(
    questionnaire: Questionnaire, shown: set[str], problems: Mapping[str, str], known: Known
) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in questionnaire.items:
        if item.name not in shown or item.name in problems or item.type not in ANSWERED_TYPES:
            continue
        own = known.values.get(item.name, "")
        if own == "":
            if item.required is not None and truth(value_of(item.required, known)):
                found[item.name] = "missing"
        elif item.constraint is not None and not truth(value_of(item.constraint, known, own)):
            found[item.name] = "constraint"
    return found


def _score(
    score: Score, questionnaire: Questionnaire, shown: set[str], problems: Mapping[str, str], known: Known
) -> Scored:
    values = known.values
    assert isinstance(values, dict)
    whole = all(name not in shown or (name in values and name not in problems) for name in score.needs)
    found = number(value_of(score.expression, known)) if whole else math.nan
    if not math.isfinite(found):
        return Scored(score.name, None, None)
    values[score.name] = found
    bands = [band.code for band in score.bands if band.start <= found]
    return Scored(score.name, found + 0.0, bands[-1] if bands else None)


def _ignored(questionnaire: Questionnaire, answers: Mapping[str, object], shown: set[str]) -> tuple[str, ...]:
    asked = [item.name for item in questionnaire.items if item.type in ANSWERED_TYPES]
    told = {name for name, answer in answers.items() if answer not in (None, "", [])}
    unknown = sorted(told - set(asked))
    return (*(name for name in asked if name in told and name not in shown), *unknown)


def _because(node: Node, questionnaire: Questionnaire, known: Known, told: set[str]) -> tuple[str, ...]:
    names: set[str] = set()
    _lead(node, questionnaire, known, names)
    return tuple(item.name for item in questionnaire.items if item.name in names and item.name in told)


def _lead(node: Node, questionnaire: Questionnaire, known: Known, names: set[str]) -> None:
    """Add to ``names`` the items that made an expression what it is.

    Of ``or`` the sides that hold, of a sum the parts that are not zero, of ``if`` the condition and the side taken;
    of a score or calculation what made it. Of ``not`` nothing: what is not so led nowhere.
    """
    if isinstance(node, Ref):
        if node.name not in names:
            names.add(node.name)
            score, item = questionnaire.score_of.get(node.name), questionnaire.by_name.get(node.name)
            inner = score.expression if score else item.calculation if item else None
            if inner is not None:
                _lead(inner, questionnaire, known, names)
    elif isinstance(node, Call):
        for part in _parts(node, known):
            _lead(part, questionnaire, known, names)


def _parts(node: Call, known: Known) -> tuple[Node, ...]:
    if node.name == "not":
        return ()
    if node.name == "or":
        return tuple(arg for arg in node.args if truth(value_of(arg, known)))
    if node.name in {"sum", "+"}:
        return tuple(arg for arg in node.args if number(value_of(arg, known)) != 0)
    if node.name == "if":
        return (node.args[0], node.args[1 if truth(value_of(node.args[0], known)) else 2])
    return node.args


def _told(value: Value) -> Value | None:
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) else None
    return None if value == "" else value
