"""The sample workbooks through the real import, against their known truth."""

from __future__ import annotations

import csv
import io
import threading
from collections import defaultdict
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from mangnon.core.clock import today
from mangnon.core.places.queries import PlaceName, find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child, DuplicatePair
from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose
from mangnon.domain.worklist.models import Due
from mangnon.interfaces.exchange.exports.children import write_children
from mangnon.interfaces.exchange.imports.run import Imported, run_import
from mangnon.interfaces.exchange.imports.undo import undo_import
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SAMPLES = Path(__file__).resolve().parents[4] / "samples"
FILES = {
    ImportKind.CHILDREN: "danh-sach-tre-em.xlsx",
    ImportKind.DOSES: "so-tiem-chung.xlsx",
    ImportKind.WEIGHTS: "so-can-do.xlsx",
}


@pytest.fixture
def commune(places: None) -> PlaceName:
    found = find_commune("05830", on=today())
    assert found is not None
    return found


def _import(kind: ImportKind, commune: PlaceName, *, dry_run: bool = False, path: Path | None = None) -> Imported:
    return run_import(
        scope=system_scope(today()), kind=kind, path=path or SAMPLES / FILES[kind], within=commune, dry_run=dry_run
    )


def _export() -> bytes:
    target = io.BytesIO()
    write_children(target, on=today())
    return target.getvalue()


def _truth() -> tuple[dict[tuple[str, str, int], str], dict[str, str]]:
    """Return whose each row is, and which record stands for each child."""
    rows = {
        (row["file"], row["sheet"], int(row["row"])): row["child_id"]
        for row in csv.DictReader((SAMPLES / "truth-rows.csv").open(encoding="utf-8"))
    }
    same = {
        row["child_id"]: row["same_as"] or row["child_id"]
        for row in csv.DictReader((SAMPLES / "truth-children.csv").open(encoding="utf-8"))
    }
    return rows, same


def test_samples_when_imported_then_every_row_has_one_verdict_and_no_two_children_are_joined(
    commune: PlaceName,
) -> None:
    rows, same = _truth()
    done = _import(ImportKind.CHILDREN, commune)
    report = done.report()
    name = FILES[ImportKind.CHILDREN]
    assert {(name, each.sheet, each.row) for each in done.verdicts} == {key for key in rows if key[0] == name}
    counted = sum(report[verdict] for verdict in ("created", "updated", "unchanged", "duplicate", "rejected"))
    assert report["rows"] == counted == len(done.verdicts)
    truly: dict[UUID, set[str]] = defaultdict(set)
    for each in done.verdicts:
        if each.child_id:
            child = rows[(name, each.sheet, each.row)]
            truly[each.child_id].add(same.get(child, child))
    assert [key for key, children in truly.items() if len(children) > 1] == []
    # At most one true child in three hundred is left as two records for a person to join.
    assert len(truly) - len({child for children in truly.values() for child in children}) <= 12
    assert DuplicatePair.objects.count() >= 5
    assert Child.objects.filter(synthetic=False).count() == 0

    before = _export()
    again = _import(ImportKind.CHILDREN, commune).report()
    assert (again["created"], again["updated"], again["rejected"]) == (0, 0, report["rejected"])
    assert _export() == before

    for kind, model in ((ImportKind.DOSES, Dose), (ImportKind.WEIGHTS, Measurement)):
        told = _import(kind, commune)
        wrong = 0
        owner = {frozenset(children): key for key, children in truly.items()}
        for each in told.verdicts:
            child = rows[(FILES[kind], each.sheet, each.row)]
            mine = owner.get(frozenset({same.get(child, child)}))
            wrong += (
                each.child_id is not None
                and each.child_id != mine
                and same.get(child, child) not in truly[each.child_id]
            )
        assert wrong == 0
        count = model._default_manager.count()
        assert count > 4000
        assert _import(kind, commune).report()["created"] == 0
        assert model._default_manager.count() == count
    assert Due.objects.filter(kind="dose").count() > 1000


def test_undo_when_everything_of_an_import_goes_then_the_registry_is_as_before(
    commune: PlaceName, tmp_path: Path
) -> None:
    first = tmp_path / "a.csv"
    first.write_text("Họ và tên,Ngày sinh,Giới tính,Mẹ,Xóm\nLý Văn Sơn,2019,Nam,Hoàng Thị Na,Xóm 1\n", encoding="utf-8")
    second = tmp_path / "b.csv"
    second.write_text(
        "Họ và tên,Ngày sinh,Giới tính,Mẹ,Số định danh,Xóm\n"
        "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,019219000123,Xóm 1\n"
        "Ma Thị Hoa,01/02/2020,Nữ,Ma Thị Lan,,Xóm 2\n",
        encoding="utf-8",
    )
    _import(ImportKind.CHILDREN, commune, path=first)
    before = _export()
    done = _import(ImportKind.CHILDREN, commune, path=second)
    assert {each.verdict for each in done.verdicts} <= {"created", "updated"}
    assert _export() != before
    undone = undo_import(scope=system_scope(today()), run_id=done.run_id)
    assert undone.kept == 0
    assert _export() == before
    assert ImportRun.objects.get(pk=done.run_id).state == "undone"


def test_undo_when_the_samples_came_and_go_then_the_registry_is_as_before_to_the_byte(commune: PlaceName) -> None:
    scope = system_scope(today())
    empty = _export()
    children = _import(ImportKind.CHILDREN, commune)
    listed = _export()
    weights = _import(ImportKind.WEIGHTS, commune)
    owed = Due.objects.filter(kind="weighing", window_to__lt=today()).count()
    assert undo_import(scope=scope, run_id=weights.run_id).facts > 4000
    assert _export() == listed
    assert Due.objects.filter(kind="weighing", window_to__lt=today()).count() != owed
    undone = undo_import(scope=scope, run_id=children.run_id)
    assert (undone.kept, _export()) == (0, empty)
    assert not Due.objects.exists()


def test_dry_run_when_done_then_nothing_is_written(commune: PlaceName) -> None:
    report = _import(ImportKind.CHILDREN, commune, dry_run=True).report()
    assert report["created"] > 3000
    assert all(each["child_id"] is None for each in report["verdicts"] if each["verdict"] == "created")
    assert (Child.objects.count(), ImportRun.objects.count(), ImportRow.objects.count()) == (0, 0, 0)


def test_import_when_two_people_bring_the_same_file_at_once_then_nobody_is_there_twice(
    commune: PlaceName, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    given = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Linh", "Mai", "Ngọc")
    middle = ("Thị", "Thu", "Minh", "Bảo", "Hồng", "Kim")
    people = [f"{one} {two}" for one in middle for two in given]
    lines = [
        f"Nguyễn {p},{n % 27 + 1:02d}/03/2019,Nữ,Trần {people[-n - 1]},Xóm {n % 4 + 1}" for n, p in enumerate(people)
    ]
    path.write_text("Họ và tên,Ngày sinh,Giới tính,Mẹ,Xóm\n" + "\n".join(lines), encoding="utf-8")
    problems: list[BaseException] = []

    def bring() -> None:
        try:
            _import(ImportKind.CHILDREN, commune, path=path)
        except BaseException as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=bring) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert problems == []
    assert Child.objects.count() == 60
