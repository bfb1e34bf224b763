"""The state of one row of a session, as its last cell tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class RowState:
    """Whether a row was saved, or what is asked or wrong.

    Args:
        kind: empty, saved, question or error.
        message: what is asked, or what is wrong and what to do.
        words: what the saved row means (z-scores, verdicts).
        severe: the meaning needs somebody's attention today.
        asked: what a tick of "đúng" sends back; another entry asks again.
        shown: the record the row now stands for, sent back with the next save.
        next: what comes next for the child.
    """

    kind: Literal["empty", "saved", "question", "error"] = "empty"
    message: str = ""
    words: str = ""
    severe: bool = False
    asked: str = ""
    shown: str = ""
    next: str = ""
