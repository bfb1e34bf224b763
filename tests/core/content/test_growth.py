"""The growth content and its loader."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from mangnon.core.content import content_root
from mangnon.core.content.growth import GrowthContentError, load_practice, load_standards

FOLDER = content_root() / "growth"


def settings(name: str) -> dict[str, dict[str, object]]:
    loaded = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))["versions"][-1]
    return {key: part for key, part in loaded.items() if isinstance(part, dict)}


def test_content_root_when_named_in_the_environment_then_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANGNON_CONTENT", "/elsewhere")
    assert content_root() == Path("/elsewhere")


def test_tables_when_hashed_then_as_written_beside_their_source() -> None:
    for name in ("who2006", "who2007"):
        part = settings("standards.yaml")[name]
        assert hashlib.sha256((FOLDER / str(part["file"])).read_bytes()).hexdigest() == part["sha256"]


@pytest.mark.parametrize("name", ["standards.yaml", "practice.yaml"])
def test_settings_when_read_then_each_part_has_its_source_and_check(name: str) -> None:
    for part in settings(name).values():
        assert len(str(part["source"])) > 20
        assert isinstance(part["verified"], bool)
        assert not (part["verified"] and re.search(r"\bown\b", str(part["source"])))


def test_standards_when_loaded_then_twelve_tables() -> None:
    standards = load_standards(FOLDER)
    spans = {name: (table.first, table.last) for name, table in standards.tables.items()}
    assert spans == {
        "wfa": (0, 1856),
        "lhfa": (0, 1856),
        "wfl": (450, 1100),
        "wfh": (650, 1200),
        "bfa": (0, 1856),
        "hcfa": (0, 1856),
        "acfa": (91, 1856),
        "tsfa": (91, 1856),
        "ssfa": (91, 1856),
        "wfa2007": (61, 120),
        "hfa2007": (61, 228),
        "bfa2007": (61, 228),
    }
    assert {name for name, table in standards.tables.items() if not table.restricted} == {
        "lhfa",
        "hcfa",
        "hfa2007",
    }


def test_practice_when_loaded_then_arm_cutoffs_of_who() -> None:
    arm = load_practice(FOLDER, on=date(2026, 9, 1)).arm
    assert (arm.severe_below_mm, arm.moderate_below_mm) == (115.0, 125.0)


@pytest.mark.parametrize("damage", ["missing file", "missing row", "not a number", "not yaml", "missing limit"])
def test_standards_when_damaged_then_one_sentence(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "growth"
    shutil.copytree(FOLDER, folder)
    tables, rules = folder / "who2007.csv", folder / "standards.yaml"
    if damage == "no file":
        tables.unlink()
    elif damage == "missing row":
        tables.write_text(tables.read_text().replace("hfa,m,100,", "hfa,m,400,"))
    elif damage == "not a number":
        tables.write_text(tables.read_text().replace("hfa,m,100,1", "hfa,m,100,x"))
    elif damage == "not yaml":
        rules.write_text("versions: [")
    else:
        rules.write_text(rules.read_text().replace("bfa2007:", "other:"))
    with pytest.raises(GrowthContentError) as caught:
        load_standards(folder)
    assert caught.value.code == "growth.content"


def test_practice_when_a_part_is_missing_then_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "practice.yaml").write_text((FOLDER / "practice.yaml").read_text().replace(" arm:", " leg:"))
    with pytest.raises(GrowthContentError, match="arm"):
        load_practice(tmp_path, on=date(2026, 9, 1))


def test_practice_when_before_the_first_version_then_one_sentence() -> None:
    with pytest.raises(GrowthContentError, match="31/12/2005"):
        load_practice(FOLDER, on=date(2005, 12, 31))
