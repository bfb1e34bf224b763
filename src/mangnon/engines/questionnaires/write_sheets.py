"""A questionnaire back as the sheets of an XLSForm; reading them gives the same questionnaire."""

from __future__ import annotations

from mangnon.engines.questionnaires.definition import Item, Questionnaire, Words
from mangnon.engines.questionnaires.expression import Literal, Node, write

Table = list[list[str]]
"""A header row and rows, cells as text."""

_TYPES = {"given": "hidden", "group": "begin group"}
_SURVEY = [
    "type", "name", "label::vi", "label::en", "hint::vi", "hint::en", "relevant", "required", "constraint",
    "constraint_message::vi", "constraint_message::en", "calculation", "appearance",
]  # fmt: skip


def sheet_tables(questionnaire: Questionnaire) -> dict[str, Table]:
    """Return every sheet, header first."""
    q = questionnaire
    return {
        "survey": [_SURVEY, *_survey(q.items)],
        "choices": [
            ["list_name", "name", "label::vi", "label::en", "points"],
            *(
                [name, choice.name, *_both(choice.label), _number(choice.points)]
                for name, choices in q.lists.items()
                for choice in choices
            ),
        ],
        "settings": _settings(q),
        "scores": [
            ["name", "label::vi", "label::en", "expression"],
            *([score.name, *_both(score.label), write(score.expression)] for score in q.scores),
        ],
        "bands": [
            ["score", "code", "from", "label::vi", "label::en"],
            *(
                [score.name, band.code, _number(band.start), *_both(band.label)]
                for score in q.scores
                for band in score.bands
            ),
        ],
        "actions": [
            ["code", "when", "action", "severity", "words::vi", "words::en", "hours", "days"],
            *(
                [a.code, write(a.when), a.kind, a.severity, *_both(a.words), _number(a.hours), _number(a.days)]
                for a in q.actions
            ),
        ],
    }


def _survey(items: tuple[Item, ...]) -> Table:
    rows: Table = []
    groups: list[str] = []
    for item in items:
        while groups and groups[-1] != item.group:
            groups.pop()
            rows.append(["end group", *[""] * (len(_SURVEY) - 1)])
        rows.append(
            [
                f"{_TYPES.get(item.type, item.type)} {item.list}".strip(),
                item.name,
                *_both(item.label),
                *_both(item.hint),
                _expression(item.relevant),
                _required(item.required),
                _expression(item.constraint),
                *_both(item.constraint_message),
                _expression(item.calculation),
                item.appearance,
            ]
        )
        if item.type == "group":
            groups.append(item.name)
    return rows + [["end group", *[""] * (len(_SURVEY) - 1)] for _ in groups]


def _settings(q: Questionnaire) -> Table:
    told = {
        "form_id": q.code,
        "version": q.version,
        "form_title": q.title.vi,
        "title::en": q.title.en,
        "lead::vi": q.lead.vi,
        "lead::en": q.lead.en,
        "valid_from": q.valid_from.isoformat(),
        "valid_to": q.valid_to.isoformat() if q.valid_to else "",
        "source": q.source,
        "verified": "yes" if q.verified else "no",
        "licence": q.licence,
        "restricted": "yes" if q.restricted else "no",
        "age_from_months": str(q.age_from_months),
        "age_to_months": str(q.age_to_months),
        "record_class": q.record_class,
        "screening_kind": q.screening_kind,
        "answered_by": " ".join(q.answered_by),
    }
    return [list(told), list(told.values())]


def _both(words: Words) -> list[str]:
    return [words.vi, words.en]


def _expression(node: Node | None) -> str:
    return "" if node is None else write(node)


def _required(node: Node | None) -> str:
    return "yes" if node == Literal(True) else _expression(node)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")
