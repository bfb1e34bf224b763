"""The base of every error a person may see."""

from __future__ import annotations


class MangnonError(Exception):
    """An error with a stable code and one Vietnamese sentence that says what is wrong and what to do.

    Subclasses set ``code`` (stable, dotted, English) and pass the sentence; programs compare the code,
    people read the sentence.
    """

    code = "mangnon.error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnreadableInputError(MangnonError):
    """A file or value handed in cannot be read as what it should be."""

    code = "input.unreadable"


class UsageError(MangnonError):
    """A command was called in a way it does not understand."""

    code = "usage"
