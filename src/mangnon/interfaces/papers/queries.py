"""Reads the register of printed papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.interfaces.papers.models import PrintedPaper


@dataclass(frozen=True)
class RegisterRow:
    """A line of the register; it names no child and no case.

    ``on`` is the paper's own day, ``at`` when it was numbered.
    """

    id: UUID
    number: str
    paper: str
    on: date
    at: datetime
    by: UUID | None


def list_printed(*, scope: Scope, commune_id: UUID, year: int) -> list[RegisterRow]:
    """Return what a commune numbered in a year, newest first.

    Raises:
        NotYoursError: cases of the commune are not theirs to see.
    """
    scope.require(Action.SEE, RecordClass.CASE, commune_id=commune_id)
    with reading_as_service():
        rows = PrintedPaper.objects.filter(commune_id=commune_id, year=year).order_by("-at", "-id")
        return [_row(each) for each in rows]


def list_printed_for_case(*, scope: Scope, commune_id: UUID, case_id: UUID) -> list[RegisterRow]:
    """Return what was printed for one case, oldest first; who asks must have made sure that the case is in sight.

    Raises:
        NotYoursError: cases of the commune are not theirs to see.
    """
    scope.require(Action.SEE, RecordClass.CASE, commune_id=commune_id)
    with reading_as_service():
        rows = PrintedPaper.objects.filter(commune_id=commune_id, case_id=case_id).order_by("at", "id")
        return [_row(each) for each in rows]


def find_by_file(*, scope: Scope, commune_id: UUID, file: bytes) -> RegisterRow | None:
    """Return the line of the register that this very file was printed under, None when it is another file.

    Raises:
        NotYoursError: cases of the commune are not theirs to see.
    """
    scope.require(Action.SEE, RecordClass.CASE, commune_id=commune_id)
    digest = sha256(file).digest()
    with reading_as_service():
        found = PrintedPaper.objects.filter(
            Q(pdf_digest=digest) | Q(word_digest=digest), commune_id=commune_id
        ).first()  # fmt: skip
    return _row(found) if found else None


def _row(row: PrintedPaper) -> RegisterRow:
    return RegisterRow(row.id, f"{row.number:02d}/{row.symbol}", row.paper, row.on, row.at, row.by)
