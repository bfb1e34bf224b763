"""The comparison of groups as a command writes it."""

from __future__ import annotations

import argparse
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import python_calamine

from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.services import register_child
from mangnon.interfaces.commands import priority_report
from mangnon.vocab.errors import UsageError


def _run(out: str) -> int:
    parser = argparse.ArgumentParser()
    priority_report.add_arguments(parser)
    return priority_report.run(parser.parse_args(["--out", out, "--quiet"]))


@pytest.fixture
def children(places: None) -> None:
    """Twelve children of one commune."""
    commune = find_commune("05830", on=today())
    assert commune is not None
    for number in range(12):
        told = ChildRecord(
            commune_id=commune.id, full_name="Nông Văn An", birth_date=today() - timedelta(days=100 + number),
            birth_precision="day", sex="m", ethnic_code="05",
        )  # fmt: skip
        register_child(scope=system_scope(today()), told=told)


@pytest.mark.django_db
def test_report_when_written_then_json_and_workbook_count_and_name_nobody(
    children: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(str(tmp_path / "out.json")) == 0
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["children"] == 12
    assert date.fromisoformat(told["on"]) == today()
    assert {each["axis"] for each in told["groups"]} >= {"ethnic", "place_kind", "sex"}
    assert _run("-") == 0
    assert json.loads(capsys.readouterr().out) == told
    assert _run(str(tmp_path / "out.xlsx")) == 0
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "out.xlsx").read_bytes()))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "Mông (Mèo)" in cells or any("Dân tộc" in cell for cell in cells)
    assert not any("Nông" in cell for cell in cells)
    assert "Nông" not in text


@pytest.mark.parametrize("out", ["report.csv", "report"])
def test_report_when_the_target_is_of_another_kind_then_refused(out: str) -> None:
    with pytest.raises(UsageError, match="đuôi"):
        _run(out)
