from __future__ import annotations

import pytest

from mangnon.engines.immunization.because import WHY
from mangnon.engines.immunization.forecast import STATUSES
from mangnon.engines.immunization.reasons import Reason, explain, reason_codes, term_of

CODES = [*reason_codes(sum(Reason)), *STATUSES[1:], *WHY[1:]]


@pytest.mark.parametrize("code", CODES)
def test_explain_when_given_any_code_then_a_vietnamese_and_an_english_sentence(code: str) -> None:
    vietnamese, english = explain(code)
    assert vietnamese != code
    assert english != code
    assert vietnamese.endswith(".")
    assert english.endswith(".")


@pytest.mark.parametrize("code", CODES)
def test_term_of_when_given_any_code_then_the_words_of_the_specification_with_their_section(code: str) -> None:
    term, section = term_of(code)
    assert term
    assert bool(section) == (code != "postponed")  # the specification knows no postponement


def test_explain_when_the_code_is_unknown_then_the_code_itself() -> None:
    assert explain("moonlight") == ("moonlight", "moonlight")


def test_reason_codes_when_several_hold_then_all_in_order() -> None:
    assert reason_codes(Reason.TOO_SOON | Reason.TOO_YOUNG) == ["too_young", "too_soon"]
