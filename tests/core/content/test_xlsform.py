from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from mangnon.core.content import content_root
from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.core.content.xlsform import XlsFormError, read_xlsform
from mangnon.engines.questionnaires.sheets import CellError
from mangnon.interfaces.exchange.questionnaires.workbook import write_xlsform

FILES = sorted((content_root() / "questionnaires").glob("*.md"))
SETTINGS = [
    ["form_id", "form_title", "version", "valid_from", "source", "record_class", "age_from_months", "age_to_months"],
    ["thu", "Thử", 1, "2026-01-01", "own", "health", 0, 12],
]


def book(survey: list[list[object]], settings: list[list[object]] = SETTINGS) -> bytes:  # type: ignore[assignment]
    made = Workbook()
    made.remove(made.active)
    for title, table in (("survey", survey), ("choices", [["list_name", "name", "label"]]), ("settings", settings)):
        sheet = made.create_sheet(title)
        for row in table:
            sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_shipped_when_judged_by_pyxform_and_written_as_a_workbook_then_read_the_same(file: Path) -> None:
    made = read_xlsform(file.read_bytes(), name=file.name)
    assert made in shipped_questionnaires()
    assert read_xlsform(write_xlsform(made), name="lai.xlsx") == made


def test_shipped_when_listed_then_every_age_is_there_sourced_and_nothing_claims_to_be_verified() -> None:
    shipped = {each.code: each for each in shipped_questionnaires()}
    ages = sorted(each.age_from_months for code, each in shipped.items() if code.startswith(("dev-", "autism-")))
    assert ages == [2, 4, 6, 9, 12, 16, 18, 24, 36, 48, 60, 72]
    assert all(each.source and not each.verified for each in shipped.values())
    assert [code for code, each in shipped.items() if each.wordless] == ["mchat-r"]


def test_read_when_cells_are_numbers_and_rows_are_empty_then_rows_keep_the_numbers_people_see() -> None:
    survey: list[list[object]] = [["type", "name", "label"], ["integer", "n", "Số"], [], ["text", "t", "Chữ"]]
    assert [item.name for item in read_xlsform(book(survey), name="a.xlsx").items] == ["n", "t"]
    survey.append(["text", "n", "Lại"])
    with pytest.raises(CellError, match="dòng 5"):
        read_xlsform(book(survey), name="a.xlsx")


def test_read_when_pyxform_refuses_then_its_row_is_named() -> None:
    survey: list[list[object]] = [["type", "name", "label"], ["integer", "n", "Số"], ["nope", "m", "Gì"]]
    with pytest.raises(CellError, match="XLSForm không nhận"):
        read_xlsform(book(survey), name="a.xlsx")


def test_read_when_a_column_stands_twice_then_refused() -> None:
    with pytest.raises(CellError, match="hai lần"):
        read_xlsform(book([["type", "name", "name"], ["integer", "n", "m"]]), name="a.xlsx")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", "chữ".encode()])
def test_read_when_it_is_no_workbook_then_one_sentence(data: bytes) -> None:
    with pytest.raises(XlsFormError, match="Không mở được"):
        read_xlsform(data, name="a.xlsx")


def test_read_when_the_file_is_too_large_then_refused() -> None:
    with pytest.raises(XlsFormError, match="lớn hơn"):
        read_xlsform(b"0" * 2_000_001, name="a.xlsx")


def test_read_when_markdown_has_no_survey_then_refused() -> None:
    with pytest.raises(XlsFormError, match="survey"):
        read_xlsform(b"| choices |\n| | list_name |\n", name="a.md")
