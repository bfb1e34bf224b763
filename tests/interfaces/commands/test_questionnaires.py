from __future__ import annotations

import json
from pathlib import Path

import pytest

from mangnon.config.cli import main
from mangnon.core.content import content_root


def test_questionnaire_when_written_as_a_workbook_then_it_checks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dev.xlsx"
    assert main(["questionnaire", "xlsx", "dev-24", str(file)]) == 0
    assert main(["questionnaire", "check", str(file)]) == 0
    assert capsys.readouterr().out.startswith("Dùng được: Dấu hiệu phát triển lúc 2 tuổi (dev-24, bản 2026.1)")


def test_questionnaire_when_a_cell_is_wrong_then_exit_2_and_one_sentence_with_the_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (content_root() / "questionnaires" / "dev-24.md").read_text("utf-8")
    file = tmp_path / "dev-24.md"
    file.write_text(text.replace("${two_words} = 'chua'", "${two_words} = 'sai'", 1), "utf-8")
    assert main(["questionnaire", "check", str(file)]) == 2
    told = capsys.readouterr().err
    assert "Trang «actions», dòng 2, cột when: không có lựa chọn «sai»" in told
    assert told.count("\n") == 1


def test_questionnaire_when_written_as_fhir_then_a_resource(tmp_path: Path) -> None:
    file = tmp_path / "q.json"
    assert main(["questionnaire", "fhir", "wellbeing-10", str(file)]) == 0
    assert json.loads(file.read_text("utf-8"))["resourceType"] == "Questionnaire"


def test_questionnaire_when_unknown_then_exit_2_and_no_file(tmp_path: Path) -> None:
    file = tmp_path / "q.json"
    assert main(["questionnaire", "fhir", "nope", str(file)]) == 2
    assert not file.exists()
