"""``mangnon import``: its report, and what it refuses."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from mangnon.core.places.queries import PlaceName
from mangnon.domain.children.models import Child
from mangnon.interfaces.commands import imports
from mangnon.interfaces.exchange.models import ImportRun
from mangnon.interfaces.exchange.workbook.refusals import WorkbookRefusedError
from mangnon.vocab.errors import UsageError

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Họ và tên,Ngày sinh,Giới tính,Mẹ,Số định danh,Xóm"
VERDICTS = {
    "children": ("created", "updated", "unchanged", "duplicate", "rejected"),
    "weights": ("created", "updated", "unchanged", "duplicate", "rejected", "unmatched"),
}


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    imports.add_arguments(parser)
    return imports.run(parser.parse_args([*words, "--quiet"]))


def _reported(path: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return told


@pytest.fixture
def folder(commune: PlaceName, tmp_path: Path) -> Path:
    """A folder with a list of children of all fates and a weighing book of whom one is known."""
    lines = [
        HEAD,
        "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,019219000123,Xóm 1",
        "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,019219000123,Xóm 1",
        "Ma Thị Hoa,31/02/2020,Nữ,Ma Thị Lan,,Xóm 2",
    ]
    (tmp_path / "children.csv").write_text("\n".join(lines), encoding="utf-8")
    lines = [
        "Họ và tên,Ngày sinh,Giới tính,Mẹ,Ngày cân,Cân nặng (kg)",
        "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,05/03/2024,16.5",
        "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5",
    ]
    (tmp_path / "weights.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_report_when_written_then_each_row_is_in_it_once_and_its_counts_add_up(folder: Path) -> None:
    for kind, names in VERDICTS.items():
        out = folder / f"{kind}.json"
        assert _run(kind, str(folder / f"{kind}.csv"), "--place", "05830", "--report", str(out)) == 0
        told = _reported(out)
        rows = told["verdicts"]
        assert isinstance(rows, list)
        assert told["rows"] == len(rows) == sum(int(str(told[name])) for name in names)
        assert len({(row["sheet"], row["row"]) for row in rows}) == len(rows)
        assert all(set(row) == {"sheet", "row", "verdict", "child_id", "warnings", "reasons"} for row in rows)
    assert [row["verdict"] for row in rows] == ["created", "unmatched"]
    assert _reported(folder / "children.json")["duplicate"] == 1


def test_command_when_only_tried_then_it_reports_the_same_and_writes_nothing(folder: Path) -> None:
    out = folder / "out.json"
    words = ("children", str(folder / "children.csv"), "--place", "05830", "--report", str(out))
    _run(*words, "--dry-run")
    tried = _reported(out)
    assert (Child.objects.count(), ImportRun.objects.count()) == (0, 0)
    _run(*words)
    done = _reported(out)
    assert {name: tried[name] for name in VERDICTS["children"]} == {name: done[name] for name in VERDICTS["children"]}


def test_command_when_the_place_or_the_file_is_wrong_then_it_is_refused_and_no_report_is_left(folder: Path) -> None:
    out = folder / "out.json"
    with pytest.raises(UsageError):
        _run("children", str(folder / "children.csv"), "--place", "99999", "--report", str(out))
    (folder / "page.xlsx").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(WorkbookRefusedError):
        _run("children", str(folder / "page.xlsx"), "--place", "05830", "--report", str(out))
    assert not out.exists()
    assert not Child.objects.exists()
