"""Twins and newborns without a name are never taken for a known child by an import: a person is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child, DuplicatePair, Merge
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.services import register_child
from mangnon.domain.children.terms import PairState
from mangnon.interfaces.exchange.imports.run import run_import
from mangnon.interfaces.exchange.models import ImportKind

HEADINGS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên mẹ")


def _list(path: Path, *rows: tuple[str, ...]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Danh sách")
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, (number, *row))
    book.close()
    return path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "sex", "asked"),
    [
        ("Lý Gia Hân", "Nữ", False),  # a twin of the other sex
        ("Lý Gia Hãi", "Nam", True),  # a twin, or the same child with another mark
        ("Bé trai con chị Vy", "Nam", True),  # no name yet
    ],
)
def test_import_when_a_twin_or_a_newborn_without_a_name_comes_then_the_known_child_is_left_alone(
    places: None, tmp_path: Path, name: str, sex: str, asked: bool
) -> None:
    commune = find_commune("05830", on=today())
    assert commune is not None
    scope = system_scope(today())
    known = register_child(
        scope=scope,
        told=ChildRecord(
            commune_id=commune.id, full_name="Lý Gia Hải", birth_date=date(2024, 12, 6), birth_precision="day", sex="m",
            caregivers=(CaregiverRecord("mother", "Mông Thị Vy"),),
        ),
    )  # fmt: skip
    before = Child.objects.filter(pk=known).values().get()
    path = _list(tmp_path / "danh-sach.xlsx", (name, "06/12/2024", sex, "Mông Thị Vy"))
    done = run_import(scope=scope, kind=ImportKind.CHILDREN, path=path, within=commune)
    assert [each.verdict for each in done.verdicts] == ["created"]
    assert Child.objects.filter(pk=known).values().get() == before
    assert DuplicatePair.objects.filter(state=PairState.OPEN).exists() is asked
    assert not Merge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_import_when_two_rows_may_be_one_child_then_both_say_so(places: None, tmp_path: Path) -> None:
    commune = find_commune("05830", on=today())
    row = ("Lường Thị Én", "17/04/2022", "Nữ", "Nguyễn Thị Nhài")
    path = _list(tmp_path / "danh-sach.xlsx", row, (*row[:3], ""), ("Vi Văn Mạnh", "20/08/2021", "Nam", "Ma Thị Sen"))
    for dry_run in (True, False):
        done = run_import(
            scope=system_scope(today()), kind=ImportKind.CHILDREN, path=path, within=commune, dry_run=dry_run
        )
        assert [each.warnings for each in done.verdicts] == [("maybe_duplicate",), ("maybe_duplicate",), ()]
    assert DuplicatePair.objects.filter(state=PairState.OPEN).count() == 1
