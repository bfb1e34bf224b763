"""Reads the shipped questionnaires and when they are owed from ``content/questionnaires``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mangnon.core.content import content_root
from mangnon.core.content.dated import ContentError, read_versions
from mangnon.core.content.xlsform import read_xlsform
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.vocab.dated import Version
from mangnon.vocab.errors import MangnonError

FOLDER = "questionnaires"
OWED = "questionnaires/owed.yaml"


@cache
def shipped_questionnaires() -> tuple[Questionnaire, ...]:
    """Return the shipped questionnaires by code, read once a process.

    Raises:
        ContentError: a file is damaged; the sentence names file and cell.
    """
    found = []
    for file in sorted((content_root() / FOLDER).glob("*.md")):
        try:
            found.append(read_xlsform(file.read_bytes(), name=file.name, judged=False))
        except (OSError, MangnonError) as error:
            raise ContentError(f"Bảng hỏi {file.name} không dùng được: {error}") from error
    return tuple(found)


@dataclass(frozen=True)
class OwedContent:
    """What dues of questionnaires rest on: dated rules, and for whom each shipped questionnaire is."""

    versions: tuple[Version, ...]
    questionnaires: tuple[Questionnaire, ...]


def owed_content() -> OwedContent:
    """Return the rules of what is owed, with the questionnaires they name."""
    return OwedContent(read_versions(OWED), shipped_questionnaires())
