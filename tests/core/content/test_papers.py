"""How papers look and who may read them: what content must hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mangnon.core.content import papers
from mangnon.core.content.papers import PapersContentError, load_papers, load_readers


def test_papers_when_loaded_then_within_the_decrees_bounds() -> None:
    look = load_papers(on=date(2026, 11, 24)).look
    assert 20 <= look.top_mm <= 25
    assert 20 <= look.bottom_mm <= 25
    assert 30 <= look.left_mm <= 35
    assert 15 <= look.right_mm <= 20
    assert 13 <= look.body_pt <= 14
    assert 12 <= look.national_name_pt <= 13
    assert 13 <= look.motto_pt <= 14
    assert 10 <= look.first_indent_mm <= 12.7
    assert 1 <= look.line_spacing <= 1.5


def test_kinds_when_loaded_then_decisions_have_bases_and_only_separations_know_the_longest_time() -> None:
    kinds = load_papers(on=None).kinds
    assert {code for code, kind in kinds.items() if kind.bases} == {
        "plan_decision", "separation", "separation_extended", "separation_lifted", "closing",
    }  # fmt: skip
    assert {code: kind.longest_days for code, kind in kinds.items() if kind.longest_days} == {"separation": 15}
    assert not any(base.endswith((".", ";")) for kind in kinds.values() for base in kind.bases)


def test_readers_when_the_day_lies_before_every_version_then_named() -> None:
    with pytest.raises(PapersContentError, match="01/01/1999"):
        load_readers(on=date(1999, 1, 1))


def test_papers_when_a_measure_is_missing_then_the_sentence_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "protection").mkdir()
    (tmp_path / "protection/papers.yaml").write_text(
        'versions:\n  - {version: "x", valid_from: 2020-01-01, look: {top_mm: 20}, papers: {}, subjects: {}}\n'
    )
    monkeypatch.setenv("MANGNON_CONTENT", str(tmp_path))
    for each in (papers._versions, papers._papers):
        each.cache_clear()
    try:
        with pytest.raises(PapersContentError, match="bottom_mm"):
            load_papers(on=None)
    finally:
        for each in (papers._versions, papers._papers):
            each.cache_clear()
