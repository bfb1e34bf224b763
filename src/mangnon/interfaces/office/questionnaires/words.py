"""An outcome in the words of a page: bands, what to do, which answers led there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mangnon.core.web.words import number_words
from mangnon.domain.questionnaires.rules import fired_actions
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.evaluate import Fired, Outcome, Problem, Scored

TONES = {"danger": "late", "high": "late", "medium": "soon", "low": "calm"}
TITLES = {"safety": "Làm ngay", "refer": "Đưa đi khám", "repeat": "Hỏi lại", "advise": "Lời dặn"}
ANSWERED_BY = {"carer": "Người chăm sóc", "child": "Chính trẻ", "teacher": "Giáo viên"}


@dataclass(frozen=True)
class Told:
    """One thing to do, with the questions and answers that led to it."""

    tone: str
    title: str
    words: str
    because: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Band:
    """One score in words."""

    label: str
    value: str
    meaning: str


def told_actions(
    *, questionnaire: Questionnaire, outcome: Outcome, answers: Mapping[str, object], kinds: Iterable[str] = ()
) -> tuple[Told, ...]:
    """Return what to do, the gravest first.

    Args:
        questionnaire: which was answered.
        outcome: what it says.
        answers: as told; without them no reasons are given.
        kinds: of actions; all when empty.
    """
    because = {fired.code: fired.because for fired in outcome.actions}
    wanted = set(kinds)
    return tuple(
        Told(
            tone=TONES[action.severity],
            title=TITLES[action.kind],
            words=action.words.vi,
            because=tuple(
                (questionnaire.by_name[name].label.vi, answer_words(questionnaire, name, answers.get(name)))
                for name in because[action.code]
                if name in answers
            ),
        )
        for action in fired_actions(questionnaire=questionnaire, outcome=outcome)
        if not wanted or action.kind in wanted
    )


def told_bands(*, questionnaire: Questionnaire, outcome: Outcome) -> tuple[Band, ...]:
    """Return the scores that could be told."""
    found = []
    for score in outcome.scores:
        held = questionnaire.score_of[score.name]
        meaning = next((band.label.vi for band in held.bands if band.code == score.band), "")
        if score.value is not None:
            found.append(Band(held.label.vi, number_words(score.value), meaning))
    return tuple(found)


def answer_words(questionnaire: Questionnaire, name: str, told: object) -> str:
    """Return an answer as a person reads it."""
    item = questionnaire.by_name[name]
    labels = {choice.name: choice.label.vi for choice in questionnaire.choices(item)}
    chosen = told if isinstance(told, list) else [told]
    return ", ".join(labels.get(str(each), str(each)) for each in chosen if each not in (None, ""))


def stored_outcome(tree: Mapping[str, object]) -> Outcome:
    """Return an outcome as it was kept, for its words; what was said then stands, whatever holds today."""
    scores, actions = tree.get("scores"), tree.get("actions")
    problems, visible = tree.get("problems"), tree.get("visible")
    return Outcome(
        visible=tuple(visible) if isinstance(visible, list) else (),
        ignored=(),
        problems=tuple(Problem(*each) for each in problems) if isinstance(problems, list) else (),
        values={},
        calculated={},
        scores=tuple(Scored(name, each["value"], each["band"]) for name, each in scores.items())
        if isinstance(scores, dict)
        else (),
        actions=tuple(Fired(each["code"], tuple(each["because"])) for each in actions)
        if isinstance(actions, list)
        else (),
        complete=bool(tree.get("complete")),
    )
