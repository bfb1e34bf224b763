"""What can go wrong when a questionnaire is filled in or loaded."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class NotUsableError(MangnonError):
    """A questionnaire has no words yet, is out of force, or does not exist."""

    code = "questionnaires.not_usable"


class AnswersRefusedError(MangnonError):
    """Answers cannot be kept as they are."""

    code = "questionnaires.answers_refused"


class InstrumentRefusedError(MangnonError):
    """An instrument cannot be loaded."""

    code = "questionnaires.instrument_refused"
