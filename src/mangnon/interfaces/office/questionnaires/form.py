"""A questionnaire as a page shows it: what is asked, what was typed, what is wrong, each answer kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from mangnon.engines.questionnaires.definition import ANSWERED_TYPES, Item, Questionnaire
from mangnon.engines.questionnaires.evaluate import Outcome
from mangnon.engines.questionnaires.expression import Literal

PREFIX = "q-"
PROBLEMS: Mapping[str, str] = {
    "missing": "Câu này chưa có câu trả lời.",
    "unreadable": "Chưa đọc được; hãy xem lại cách gõ.",
    "not_a_choice": "Hãy chọn một trong các câu trả lời.",
    "out_of_range": "Quá dài hoặc quá lớn; hãy xem lại.",
    "constraint": "Chưa hợp; hãy xem lại.",
}


@dataclass(frozen=True)
class Answer:
    """One choice of a question."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One row of the form.

    Args:
        kind: ``choice``, ``choices``, ``text``, ``number``, ``date``, ``note`` or ``heading``.
        must: whether it asks for an answer.
        number: of the question among those shown; zero for a note or heading.
    """

    name: str
    kind: str
    label: str
    hint: str
    must: bool
    number: int
    answers: tuple[Answer, ...] = ()
    value: str = ""
    problem: str = ""


_KINDS = {
    "select_one": "choice", "select_multiple": "choices", "integer": "number", "decimal": "number", "date": "date",
    "text": "text", "note": "note", "group": "heading",
}  # fmt: skip


def read_answers(*, questionnaire: Questionnaire, posted: QueryDict) -> dict[str, object]:
    """Return what was typed, by item; what was left blank is absent."""
    found: dict[str, object] = {}
    for item in questionnaire.items:
        if item.type not in ANSWERED_TYPES:
            continue
        told = [each for each in posted.getlist(f"{PREFIX}{item.name}") if each.strip()]
        if told:
            found[item.name] = told if item.type == "select_multiple" else told[-1]
    return found


def questions(
    *, questionnaire: Questionnaire, outcome: Outcome, answers: Mapping[str, object], judged: bool
) -> tuple[Question, ...]:
    """Return the rows that are shown.

    Args:
        questionnaire: which.
        outcome: of the answers so far; it says what is shown.
        answers: as typed.
        judged: whether what lacks is said too: not before somebody has tried to hand it in.
    """
    problems = {problem.item: problem.code for problem in outcome.problems if judged or problem.code != "missing"}
    shown = set(outcome.visible)
    found: list[Question] = []
    number = 0
    for item in questionnaire.items:
        if item.name not in shown or item.type not in _KINDS:
            continue
        number += item.type in ANSWERED_TYPES
        found.append(_question(questionnaire, item, answers.get(item.name), problems.get(item.name, ""), number))
    return tuple(found)


def _question(questionnaire: Questionnaire, item: Item, told: object, problem: str, number: int) -> Question:
    chosen = told if isinstance(told, list) else [told]
    words = item.constraint_message.vi if problem == "constraint" and item.constraint_message.vi else ""
    return Question(
        name=f"{PREFIX}{item.name}",
        kind=_KINDS[item.type],
        label=item.label.vi,
        hint=item.hint.vi,
        must=isinstance(item.required, Literal) and bool(item.required.value),
        number=number if item.type in ANSWERED_TYPES else 0,
        answers=tuple(
            Answer(choice.name, choice.label.vi, choice.name in chosen) for choice in questionnaire.choices(item)
        ),
        value=told if isinstance(told, str) else "",
        problem=words or PROBLEMS.get(problem, ""),
    )
