"""The committed samples: what the builder makes, as messy as life, true to their truth."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tools import build_samples

from mangnon.core.content.places import load_gazetteer
from mangnon.interfaces.exchange.synth.workbooks.sheet import MARK
from mangnon.interfaces.exchange.synth.workbooks.written import OLD_COMMUNES
from mangnon.vocab.text import unaccent

SAMPLES = Path(__file__).resolve().parents[5] / "samples"
BOOKS = ("danh-sach-tre-em.xlsx", "so-tiem-chung.xlsx", "so-can-do.xlsx")
Cells = dict[str, list[list[object]]]


def _cells(path: Path) -> Cells:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def books() -> dict[str, Cells]:
    return {name: _cells(SAMPLES / name) for name in BOOKS}


@pytest.fixture(scope="module")
def truth() -> list[dict[str, str]]:
    with (SAMPLES / "truth-rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def children() -> dict[str, dict[str, str]]:
    with (SAMPLES / "truth-children.csv").open(encoding="utf-8", newline="") as file:
        return {row["child_id"]: row for row in csv.DictReader(file)}


def test_samples_when_built_again_then_they_hold_the_same(books: dict[str, Cells], tmp_path: Path) -> None:
    build_samples.build(tmp_path)
    for name in BOOKS:
        assert _cells(tmp_path / name) == books[name], name
    for name in ("truth-children.csv", "truth-rows.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes()


def test_samples_when_weighed_then_they_are_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < 2_500_000


def test_sheets_when_opened_then_each_says_that_it_is_made_up(books: dict[str, Cells]) -> None:
    plain = unaccent(MARK)
    for name, sheets in books.items():
        for sheet, rows in sheets.items():
            top = {str(cell) for row in rows[:10] for cell in row}
            assert MARK in top or sheet == "My Yen", (name, sheet)
    assert plain.startswith("du lieu gia lap")


def test_truth_when_a_row_is_clean_then_the_childs_name_stands_there(
    books: dict[str, Cells], truth: list[dict[str, str]], children: dict[str, dict[str, str]]
) -> None:
    clean = [row for row in truth if not row["oddities"]]
    assert len(clean) > 2_200
    for row in clean:
        cells = books[row["file"]][row["sheet"]][int(row["row"]) - 1]
        assert children[row["child_id"]]["full_name"] in cells


def test_truth_when_counted_then_every_child_stands_on_the_list(
    truth: list[dict[str, str]], children: dict[str, dict[str, str]]
) -> None:
    listed = Counter(row["child_id"] for row in truth if row["file"] == BOOKS[0])
    assert set(listed) == set(children)
    assert len(children) == build_samples.CHILDREN
    assert sum(count > 1 for count in listed.values()) == 24


def test_oddities_when_counted_then_life_is_there_but_most_rows_are_clean(
    truth: list[dict[str, str]],
) -> None:
    whole_sheet = {"tcvn3", "capitals", "leading_zero_lost", "ditto", "nfd"}
    odd = Counter(kind for row in truth for kind in row["oddities"].split(";") if kind)
    for kind in (
        *whole_sheet,
        "date_text",
        "year_only",
        "month_only",
        "date_impossible",
        "over_16",
        "future",
        "unnamed",
        "second_record",
        "listed_twice",
        "split_commune",
        "unknown_commune",
        "both_sexes",
        "stray_space",
        "stranger",
        "circumstance_in_words",
    ):
        assert odd[kind] > 0, kind
    first = [row for row in truth if row["file"] == BOOKS[0]]
    messy = [row for row in first if set(row["oddities"].split(";")) - whole_sheet - {""}]
    assert 0.05 < len(messy) / len(first) < 0.2


def test_old_communes_when_looked_up_then_they_became_this_commune() -> None:
    gazetteer = load_gazetteer()
    today = gazetteer.get(code=build_samples.COMMUNE, on=date(2026, 11, 20))
    assert {place.name for place in gazetteer.predecessors(today)} == set(OLD_COMMUNES)
