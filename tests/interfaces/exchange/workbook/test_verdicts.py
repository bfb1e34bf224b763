"""The catalogue of codes against the code that uses them."""

from __future__ import annotations

import ast
from pathlib import Path

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.verdicts import REASONS, WARNINGS, sentence_of

SOURCES = Path(__file__).parents[4] / "src" / "mangnon"
READERS = [
    *(SOURCES / "interfaces" / "exchange" / "workbook").glob("*.py"),
    SOURCES / "vocab" / "dates.py",
    SOURCES / "vocab" / "identifiers.py",
]


def texts_of(path: Path) -> set[str]:
    constants = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    values = (node.value for node in constants if isinstance(node, ast.Constant))
    return {value for value in values if isinstance(value, str)}


def test_catalogue_when_compared_with_the_readers_then_no_code_is_idle() -> None:
    used = {text for path in READERS if path.name != "verdicts.py" for text in texts_of(path)}
    assert (WARNINGS.keys() | REASONS.keys()) - used == set()


def test_catalogue_when_compared_with_the_readers_then_no_code_lacks_a_sentence(
    content: ExchangeContent,
) -> None:
    families = ("date_", "dose_", "measure_", "circumstance_", "personal_id_", "insurance_no_", "phone_")
    families += ("sex_", "ethnic_", "weight_", "length_", "poverty_")
    known = {column.code for column in content.columns} | WARNINGS.keys() | REASONS.keys()
    used = {text for path in READERS for text in texts_of(path) if text.startswith(families)}
    assert {text for text in used if text.isidentifier()} - known == set()


def test_sentences_when_read_then_each_is_one_vietnamese_sentence() -> None:
    for sentence in (*WARNINGS.values(), *REASONS.values()):
        assert sentence.endswith(".")
        assert "\n" not in sentence
    assert sentence_of("name_missing", rejected=True) != sentence_of("name_missing", rejected=False)
    assert sentence_of("không có mã", rejected=True) == "không có mã"
