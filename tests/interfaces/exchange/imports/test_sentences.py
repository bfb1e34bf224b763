"""Every code that a row can carry has a sentence."""

from __future__ import annotations

import re
from pathlib import Path

from mangnon.interfaces.exchange.imports.sentences import VERDICT_WORDS, known_codes, sentence
from mangnon.interfaces.exchange.imports.verdicts import FACT_VERDICTS

SOURCE = Path(__file__).resolve().parents[4] / "src" / "mangnon" / "interfaces" / "exchange" / "imports"


def test_sentences_when_codes_are_given_in_the_imports_then_each_has_one() -> None:
    given = set()
    for file in ("homes.py", "children.py", "facts.py", "resolving.py"):
        text = (SOURCE / file).read_text(encoding="utf-8").partition("SENTENCES = {")[0]
        given |= set(re.findall(r'"((?:place|child|measure|several|no|listed|maybe|set)_[a-z_]+)"', text))
    given -= {"child_id", "no_child_id", "place_id", "set_aside_row"}
    assert len(given) > 8
    assert {code for code in given if code not in known_codes()} == set()


def test_sentence_when_asked_for_any_known_code_then_it_is_a_vietnamese_sentence() -> None:
    for code in known_codes():
        told = sentence(code, rejected=False)
        assert told != code
        assert told.endswith(".")
        assert re.search(r"[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", told.lower())


def test_verdicts_when_shown_then_each_has_its_words() -> None:
    assert set(VERDICT_WORDS) == set(FACT_VERDICTS)
