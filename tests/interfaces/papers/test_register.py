"""Numbers of papers, on a real database: one after the other, none twice, none left out."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.interfaces.papers.reading import pdf_pages, pdf_words, word_words
from tests.interfaces.papers.samples import CHAIR, LETTER, PLAN_DECISION, REPORT, SEPARATION, issue

from mangnon.core.accounts.services import open_account
from mangnon.core.audit.models import AuditEntry
from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import become_user
from mangnon.core.scope.scope import Scope, system_scope
from mangnon.interfaces.papers import services
from mangnon.interfaces.papers.casefile import Export
from mangnon.interfaces.papers.errors import AlreadyNumberedError, EmptyFileError, WrongDayError, WrongSymbolError
from mangnon.interfaces.papers.forms import Form
from mangnon.interfaces.papers.models import PrintedPaper
from mangnon.interfaces.papers.queries import find_by_file, list_printed, list_printed_for_case
from mangnon.interfaces.papers.services import export_case_file, print_paper
from mangnon.vocab.ids import uuid7

DRAFT = replace(SEPARATION, issue=replace(issue("QĐ-UBND", signer=CHAIR), number=None))
EXPORT = Export(
    number="", body="Ủy ban nhân dân xã Sao Mai", place="Sao Mai", case_code="BVTE-2026-0031", reader="court",
    given_to="Tòa án nhân dân khu vực 1", exported_by="ai đó", exported_at=datetime(2020, 1, 1, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture
def communes(places: None) -> tuple[UUID, UUID]:
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


def _scope(role: Role, commune: UUID) -> Scope:
    user = open_account(username=role.value, full_name="Cán bộ Thử", password=None)
    Assignment.objects.create(user=user, role=role, place_id=commune, valid=DateRange(date(2025, 7, 1), None))
    return get_scope(user_id=user.id, user_name="Cán bộ Thử", on=today())


def _draft(form: Form, on: date | None) -> Form:
    return replace(form, issue=replace(form.issue, number=None, on=on))


@pytest.mark.django_db
def test_paper_when_printed_then_files_register_and_log_tell_the_same(communes: tuple[UUID, UUID]) -> None:
    scope, case, child = _scope(Role.COMMUNE_OFFICER, communes[0]), uuid7(), uuid7()
    made = print_paper(scope=scope, commune_id=communes[0], form=DRAFT, case_id=case, child_ids=[child])
    assert made.number == 1
    assert "Số: 01/QĐ-UBND" in pdf_words(made.pdf)
    assert "Số: 01/QĐ-UBND" in word_words(made.word)
    row = PrintedPaper.objects.get()
    assert (row.id, row.type_code, row.year, row.number, row.symbol) == (made.id, "QĐ", 2026, 1, "QĐ-UBND")
    assert (row.paper, row.case_id, row.by) == ("separation", case, scope.user_id)
    assert bytes(row.pdf_digest) == sha256(made.pdf).digest()
    assert bytes(row.word_digest or b"") == sha256(made.word).digest()
    entry = AuditEntry.objects.get(action="papers.print_paper")
    assert (entry.subjects, entry.record_class) == ([child], "case")
    assert entry.detail == {"paper": "separation", "number": 1, "printed": str(row.id)}


@pytest.mark.django_db
def test_numbers_when_of_another_type_commune_or_year_then_from_one(communes: tuple[UUID, UUID]) -> None:
    scope = system_scope(date(2026, 11, 24))

    def number(form: Form, *, on: date | None = date(2026, 5, 1), commune: UUID = communes[0]) -> int:
        return print_paper(scope=scope, commune_id=commune, form=_draft(form, on)).number

    assert [number(DRAFT), number(DRAFT), number(PLAN_DECISION)] == [1, 2, 3]
    assert [number(REPORT), number(LETTER), number(REPORT)] == [1, 1, 2]
    assert number(DRAFT, commune=communes[1]) == 1
    assert number(DRAFT, on=None) == 4
    scope = system_scope(date(2027, 1, 4))
    assert [number(DRAFT, on=date(2027, 1, 2)), number(DRAFT, on=date(2026, 12, 31))] == [1, 5]
    assert PrintedPaper.objects.filter(year=2026, type_code="").count() == 1


@pytest.mark.django_db
def test_paper_when_its_day_lies_ahead_then_refused_and_behind_then_the_register_tells_both(
    communes: tuple[UUID, UUID],
) -> None:
    """Papers of two cases are printed in any order; which day a number was taken is kept beside the paper's own."""
    scope = system_scope(date(2026, 11, 24))

    def printed(day: date) -> int:
        return print_paper(scope=scope, commune_id=communes[0], form=_draft(DRAFT, day)).number

    assert printed(date(2026, 11, 20)) == 1
    with pytest.raises(WrongDayError):
        printed(date(2026, 11, 25))
    assert [printed(date(2026, 11, 19)), printed(date(2026, 11, 24))] == [2, 3]
    rows = list_printed(scope=scope, commune_id=communes[0], year=2026)
    assert [row.on.day for row in rows] == [24, 19, 20]
    assert all(row.at for row in rows)


@pytest.mark.django_db(transaction=True)
def test_numbers_when_asked_for_by_eight_at_once_then_none_is_doubled_or_left_out(
    communes: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in four breaks after its number was taken: that number goes to the next."""
    monkeypatch.setattr(services, "word", lambda form: f"word {form.issue.number}".encode())
    monkeypatch.setattr(services, "pdf", lambda form: f"pdf {form.issue.number}".encode())
    scope = system_scope(date(2026, 11, 24))
    start = threading.Barrier(8)

    class TornError(Exception):
        """A stroke of bad luck."""

    def office(worker: int) -> list[int]:
        start.wait(20)
        taken = []
        try:
            for turn in range(6):
                try:
                    with transaction.atomic():
                        taken.append(print_paper(scope=scope, commune_id=communes[0], form=DRAFT).number)
                        if (worker + turn) % 4 == 0:
                            taken.pop()
                            raise TornError
                except TornError:
                    continue
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(8) as threads:
        taken = sorted(number for each in threads.map(office, range(8)) for number in each)
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) == 36
    assert PrintedPaper.objects.count() == 36


@pytest.mark.django_db
def test_number_when_the_file_cannot_be_made_then_it_stays_free(
    communes: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = system_scope(date(2026, 11, 24))
    with monkeypatch.context() as broken:
        broken.setattr(services, "word", lambda form: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            print_paper(scope=scope, commune_id=communes[0], form=DRAFT)
    assert not PrintedPaper.objects.exists()
    assert not AuditEntry.objects.filter(action="papers.print_paper").exists()
    assert print_paper(scope=scope, commune_id=communes[0], form=DRAFT).number == 1


@pytest.mark.django_db
def test_database_when_a_number_is_written_twice_then_it_refuses(communes: tuple[UUID, UUID]) -> None:
    print_paper(scope=system_scope(date(2026, 11, 24)), commune_id=communes[0], form=DRAFT)
    row = PrintedPaper.objects.get()
    row.pk = uuid7()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db
def test_paper_when_numbered_already_or_of_another_symbol_then_refused(communes: tuple[UUID, UUID]) -> None:
    scope = system_scope(date(2026, 11, 24))
    with pytest.raises(AlreadyNumberedError):
        print_paper(scope=scope, commune_id=communes[0], form=SEPARATION)
    with pytest.raises(WrongSymbolError):
        print_paper(
            scope=scope, commune_id=communes[0], form=replace(DRAFT, issue=replace(DRAFT.issue, symbol="BC-UBND"))
        )


@pytest.mark.django_db
@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COMMUNE_OFFICER])
def test_printing_when_the_role_may_not_write_cases_then_refused(communes: tuple[UUID, UUID], role: Role) -> None:
    scope = _scope(role, communes[0])
    with pytest.raises(NotYoursError):
        print_paper(scope=scope, commune_id=communes[0], form=DRAFT)
    with pytest.raises(NotYoursError):
        export_case_file(scope=scope, commune_id=communes[0], forms=(SEPARATION,), export=EXPORT)
    if role is not Role.COMMUNE_CHAIR:
        with pytest.raises(NotYoursError):
            list_printed(scope=scope, commune_id=communes[0], year=2026)


@pytest.mark.django_db
def test_printing_when_in_another_commune_then_refused(communes: tuple[UUID, UUID]) -> None:
    scope = _scope(Role.COMMUNE_OFFICER, communes[0])
    with pytest.raises(NotYoursError):
        print_paper(scope=scope, commune_id=communes[1], form=DRAFT)
    with pytest.raises(NotYoursError):
        find_by_file(scope=scope, commune_id=communes[1], file=b"")
    with pytest.raises(NotYoursError):
        list_printed_for_case(scope=scope, commune_id=communes[1], case_id=uuid7())


@pytest.mark.django_db
def test_register_when_read_then_newest_first_by_case_and_by_the_very_file(communes: tuple[UUID, UUID]) -> None:
    scope, case = _scope(Role.COMMUNE_OFFICER, communes[0]), uuid7()
    first = print_paper(scope=scope, commune_id=communes[0], form=_draft(REPORT, date(2026, 3, 1)), case_id=case)
    print_paper(scope=scope, commune_id=communes[0], form=DRAFT)
    assert [row.number for row in list_printed(scope=scope, commune_id=communes[0], year=2026)] == [
        "01/QĐ-UBND",
        "01/BC-UBND",
    ]
    assert list_printed(scope=scope, commune_id=communes[0], year=2025) == []
    assert [row.id for row in list_printed_for_case(scope=scope, commune_id=communes[0], case_id=case)] == [first.id]
    for file in (first.pdf, first.word):
        found = find_by_file(scope=scope, commune_id=communes[0], file=file)
        assert found is not None
        assert found.id == first.id
    assert find_by_file(scope=scope, commune_id=communes[0], file=first.pdf + b"\n") is None


@pytest.mark.django_db
def test_case_file_when_exported_then_numbered_and_marked_with_who_really_took_it(communes: tuple[UUID, UUID]) -> None:
    scope, case = _scope(Role.COMMUNE_OFFICER, communes[0]), uuid7()
    made = [
        export_case_file(scope=scope, commune_id=communes[0], forms=(REPORT, SEPARATION), export=EXPORT, case_id=case)
        for _ in range(2)
    ]
    assert [each.number for each in made] == [f"01/{today().year}", f"02/{today().year}"]
    for page in pdf_pages(made[1].pdf):
        assert f"Bản số 02/{today().year} · Cán bộ Thử xuất" in page
        assert "ai đó" not in page
    entry = AuditEntry.objects.filter(action="papers.export_case_file").latest("id")
    assert entry.detail["reader"] == "court"
    assert entry.detail["papers"] == 2
    with pytest.raises(EmptyFileError):
        export_case_file(scope=scope, commune_id=communes[0], forms=(), export=EXPORT)
    assert PrintedPaper.objects.count() == 2


@pytest.mark.django_db
def test_register_when_read_by_a_users_own_role_then_the_database_refuses(communes: tuple[UUID, UUID]) -> None:
    scope = _scope(Role.COMMUNE_OFFICER, communes[0])
    assert scope.user_id
    become_user(user_id=scope.user_id, on=today())
    with pytest.raises(DatabaseError), transaction.atomic():
        PrintedPaper.objects.count()
