"""What is told of a filled-in questionnaire, and what keeping it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.evaluate import Outcome


@dataclass(frozen=True)
class Answered:
    """A form as somebody handed it in.

    Args:
        on: the day it was answered.
        code, version: of the questionnaire.
        answers: as told, by item.
        answered_by: a value of ``AnsweredBy``.
        continues: the key of the half-filled one that this one goes on from.
    """

    on: date
    code: str
    version: str
    answers: Mapping[str, object]
    answered_by: str
    continues: UUID | None = None


@dataclass(frozen=True)
class Kept:
    """A response that stands: its key, and what the questionnaire says about it."""

    key: UUID
    questionnaire: Questionnaire
    outcome: Outcome


@dataclass(frozen=True)
class Known:
    """A questionnaire that this house knows, and by which licence it may be used.

    Args:
        questionnaire: the version.
        licence_note: of a loaded instrument; empty for what is shipped.
        usable: has words, and where they are someone else's, a licence note.
    """

    questionnaire: Questionnaire
    licence_note: str
    usable: bool
