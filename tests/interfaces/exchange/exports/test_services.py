"""Exports of children: what they hold, for whom, and the command line's CSV."""

from __future__ import annotations

import csv
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from openpyxl import load_workbook

from mangnon.core.accounts.services import open_account
from mangnon.core.clock import now, today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope, system_scope
from mangnon.domain.children.records import CaregiverRecord, ChildRecord, CircumstanceRecord, SourceRecord
from mangnon.domain.children.services import register_child
from mangnon.interfaces.exchange.exports import services
from mangnon.interfaces.exchange.exports.children import write_children
from mangnon.interfaces.exchange.exports.services import ask_export, find_export, list_exports, write_export
from mangnon.interfaces.exchange.models import ExportRun

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def communes(places: None) -> tuple[UUID, UUID]:
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


def _register(commune: UUID, name: str, group: str = "", row: int = 7) -> UUID:
    return register_child(
        scope=system_scope(today()),
        told=ChildRecord(
            commune_id=commune,
            full_name=name,
            birth_date=date(2020, 1, 1),
            birth_precision="year",
            sex="f",
            caregivers=(CaregiverRecord("mother", "Trần Thị Lan"),),
            circumstances=(CircumstanceRecord(group), CircumstanceRecord("10n")) if group else (),
            source=SourceRecord("danh sách.xlsx", "Xóm 1", row, bytes([row]) * 16),
        ),
    )


def _scope(role: Role, commune: UUID) -> Scope:
    user = open_account(username=role.value, full_name="Cán bộ Thử", password=None)
    Assignment.objects.create(user=user, role=role, place_id=commune, valid=DateRange(date(2025, 7, 1), None))
    return get_scope(user_id=user.id, user_name="Cán bộ Thử", on=today())


def _cells(path: Path) -> list[tuple[object, ...]]:
    return [tuple(row) for row in load_workbook(path).active.iter_rows(min_row=4, values_only=True)]  # type: ignore[union-attr]


def test_export_when_written_then_only_children_within_reach_and_never_a_formula(communes: tuple[UUID, UUID]) -> None:
    own = _register(communes[0], "=HYPERLINK(1)", group="10l")
    _register(communes[1], "Lý Thị Xa", row=8)
    scope = _scope(Role.COMMUNE_OFFICER, communes[0])
    export, new = ask_export(scope=scope)
    assert new
    write_export(scope=scope, export_id=export)
    path = find_export(scope=scope, export_id=export)
    assert path is not None
    rows = _cells(path)
    assert [row[0] for row in rows] == [str(own)]
    assert rows[0][1] == "=HYPERLINK(1)"
    assert load_workbook(path).active["B4"].data_type == "s"  # type: ignore[index]
    assert rows[0][2] == "2020"
    assert rows[0][11] == "10l;10n"
    assert "Cán bộ Thử" in str(load_workbook(path).active["A1"].value)  # type: ignore[index]


def test_export_when_sensitive_groups_are_not_the_takers_then_left_out(communes: tuple[UUID, UUID]) -> None:
    _register(communes[0], "Lý Thị Na", group="10l")
    scope = _scope(Role.HEALTH_STATION, communes[0])
    export, _ = ask_export(scope=scope)
    write_export(scope=scope, export_id=export)
    path = find_export(scope=scope, export_id=export)
    assert path is not None
    assert _cells(path)[0][11] == "10n"


def test_export_when_clicked_twice_then_one_and_when_anothers_then_not_found(communes: tuple[UUID, UUID]) -> None:
    scope = _scope(Role.COMMUNE_OFFICER, communes[0])
    first, new = ask_export(scope=scope)
    assert (ask_export(scope=scope), new) == ((first, False), True)
    write_export(scope=scope, export_id=first)
    assert find_export(scope=_scope(Role.HEALTH_STATION, communes[0]), export_id=first) is None
    with pytest.raises(NotYoursError):
        ask_export(scope=_scope(Role.COLLABORATOR, communes[0]))


def test_export_when_clicked_at_the_same_moment_then_one(communes: tuple[UUID, UUID]) -> None:
    scope = _scope(Role.COMMUNE_OFFICER, communes[0])
    start = threading.Barrier(4)

    def click(_: int) -> tuple[UUID, bool]:
        start.wait(10)
        try:
            with transaction.atomic():
                return ask_export(scope=scope)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        asked = list(threads.map(click, range(4)))
    assert len({export for export, _ in asked}) == 1
    assert sum(new for _, new in asked) == 1


def test_export_when_it_cannot_be_written_then_it_failed_with_one_sentence(
    communes: tuple[UUID, UUID], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "files").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(services, "data_folder", lambda: tmp_path)
    scope = _scope(Role.COMMUNE_OFFICER, communes[0])
    export, _ = ask_export(scope=scope)
    write_export(scope=scope, export_id=export)
    run = list_exports(scope=scope)[0]
    assert run.state == "failed"
    assert run.problem.endswith(".")


def test_export_when_its_worker_died_then_it_is_told_as_failed_and_asked_anew(communes: tuple[UUID, UUID]) -> None:
    scope = _scope(Role.COMMUNE_OFFICER, communes[0])
    export, _ = ask_export(scope=scope)
    ExportRun.objects.filter(pk=export).update(state="running", at=now() - timedelta(hours=2))
    assert list_exports(scope=scope)[0].state == "failed"
    assert ask_export(scope=scope)[1]


def test_csv_when_written_then_the_contracts_columns_and_empty_cells_for_the_unknown(
    communes: tuple[UUID, UUID], tmp_path: Path
) -> None:
    child = _register(communes[0], "Lý Thị Na", group="10đ")
    target = tmp_path / "out.csv"
    with target.open("wb") as written:
        write_children(written, on=today())
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "child_id": str(child), "full_name": "Lý Thị Na", "birth_date": "2020-01-01", "birth_precision": "year",
            "sex": "f", "ethnic_code": "", "place_code": "05830", "hamlet": "", "personal_id": "",
            "mother_name": "Trần Thị Lan", "father_name": "", "circumstances": "10n;10đ", "at_risk": "n",
            "source": "danh sách.xlsx#Xóm 1!7",
        }
    ]  # fmt: skip
