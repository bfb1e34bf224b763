"""Gives papers their numbers: the number, the file and the register's row come from one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.papers import load_papers
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.interfaces.papers.casefile import Export, case_file
from mangnon.interfaces.papers.composing import kind_of
from mangnon.interfaces.papers.errors import AlreadyNumberedError, WrongDayError, WrongSymbolError
from mangnon.interfaces.papers.forms import Form
from mangnon.interfaces.papers.models import PrintedPaper
from mangnon.interfaces.papers.render import pdf, word

CASE_FILE = "case_file"
CASE_FILE_CODE = "HS"  # of the register alone; a case's file is no type of official paper


@dataclass(frozen=True)
class Printed:
    """A paper with its number: the register's key, the form as printed, and both files."""

    id: UUID
    number: int
    form: Form
    pdf: bytes
    word: bytes


@dataclass(frozen=True)
class ExportedFile:
    """A case's file with its number."""

    id: UUID
    number: str
    pdf: bytes


def print_paper(
    *, scope: Scope, commune_id: UUID, form: Form, case_id: UUID | None = None, child_ids: Iterable[UUID] = ()
) -> Printed:
    """Give a paper the next number of its type, commune and year, and return it as PDF and Word.

    The number is taken, the files are made and the row is written in one transaction: where any of it fails, the
    number is free again, and two offices at once get two numbers one after the other.

    Args:
        scope: who prints; must be allowed to write cases in the commune. Whether they may see this case is asked by
            whoever made the form.
        commune_id: whose register.
        form: without a number; its day of issue is today where it has none.
        case_id: the case it is printed for.
        child_ids: the children it is about, for the log.

    Returns:
        The number, the numbered form and its files.

    Raises:
        NotYoursError: cases of the commune are not theirs.
        AlreadyNumberedError: the form has a number already.
        WrongDayError: its day lies ahead.
        WrongSymbolError: the symbol does not begin with the code of the paper's type.
    """
    scope.require(Action.WRITE, RecordClass.CASE, commune_id=commune_id)
    if form.issue.number is not None:
        raise AlreadyNumberedError("Văn bản này đã có số; hãy in lại từ sổ, hoặc lập văn bản mới.")
    on = form.issue.on or scope.on
    if on > scope.on:
        raise WrongDayError("Ngày của văn bản không được sau hôm nay; hãy sửa ngày.")
    kind, code = kind_of(form), _type_code(form, on=on)
    with transaction.atomic(), as_service():
        number = _next_number(commune_id, type_code=code, on=on)
        numbered: Any = replace(form, issue=replace(form.issue, number=number, on=on))
        made = Printed(UUID(int=0), number, numbered, pdf(numbered), word(numbered))
        row = _keep(
            scope=scope, commune_id=commune_id, code=code, on=on, number=number, symbol=form.issue.symbol,
            paper=kind, case_id=case_id, files=(made.pdf, made.word),
        )  # fmt: skip
        record(
            scope=scope, action="papers.print_paper", record_class=RecordClass.CASE, subjects=child_ids,
            place_id=commune_id, detail={"paper": kind, "number": number, "printed": str(row.id)},
        )  # fmt: skip
    return replace(made, id=row.id)


def export_case_file(
    *,
    scope: Scope,
    commune_id: UUID,
    forms: tuple[Form, ...],
    export: Export,
    case_id: UUID | None = None,
    child_ids: Iterable[UUID] = (),
) -> ExportedFile:
    """Give a case's file the next number of the commune's exports and return it, marked with who took it and for whom.

    Args:
        scope: who exports; must be allowed to write cases in the commune. Their name and the moment replace those in
            ``export``: nobody exports under another's name.
        commune_id: whose register.
        forms: the papers in their order.
        export: for whom and for what reader; its number is replaced by the register's.
        case_id: the case.
        child_ids: the children it is about, for the log.

    Raises:
        NotYoursError: cases of the commune are not theirs.
        EmptyFileError: there is no paper.
        NoSuchReaderError: content knows no such reader.
    """
    scope.require(Action.WRITE, RecordClass.CASE, commune_id=commune_id)
    at: datetime = now()
    on = scope.on
    with transaction.atomic(), as_service():
        number = _next_number(commune_id, type_code=CASE_FILE_CODE, on=on)
        told = replace(export, number=f"{number:02d}/{on.year}", exported_by=scope.user_name, exported_at=at)
        made = case_file(forms, export=told)
        row = _keep(
            scope=scope, commune_id=commune_id, code=CASE_FILE_CODE, on=on, number=number, symbol=CASE_FILE_CODE,
            paper=CASE_FILE, case_id=case_id, files=(made, None),
        )  # fmt: skip
        record(
            scope=scope, action="papers.export_case_file", record_class=RecordClass.CASE, subjects=child_ids,
            place_id=commune_id,
            detail={"reader": export.reader, "papers": len(forms), "number": number, "printed": str(row.id)},
        )  # fmt: skip
    return ExportedFile(row.id, told.number, made)


def _type_code(form: Form, *, on: date) -> str:
    code = load_papers(on=on).kinds[kind_of(form)].symbol_code
    if code and not form.issue.symbol.startswith(f"{code}-"):
        raise WrongSymbolError(f"Ký hiệu của loại văn bản này bắt đầu bằng «{code}-»; hãy sửa ký hiệu.")
    return code


def _next_number(commune_id: UUID, *, type_code: str, on: date) -> int:
    """Return the next number; who asks later waits until this transaction ends, so that none is doubled or left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"papers {commune_id} {type_code} {on.year}"]
        )
    taken = PrintedPaper.objects.filter(commune_id=commune_id, type_code=type_code, year=on.year)
    return int(taken.aggregate(last=Max("number"))["last"] or 0) + 1


def _keep(
    *, scope: Scope, commune_id: UUID, code: str, on: date, number: int, symbol: str, paper: str,
    case_id: UUID | None, files: tuple[bytes, bytes | None],
) -> PrintedPaper:  # fmt: skip
    of_pdf, of_word = files
    return PrintedPaper.objects.create(
        commune_id=commune_id, type_code=code, year=on.year, number=number, on=on, symbol=symbol, paper=paper,
        case_id=case_id,
        pdf_digest=sha256(of_pdf).digest(), word_digest=sha256(of_word).digest() if of_word else None,
        at=now(), by=scope.user_id,
    )  # fmt: skip
