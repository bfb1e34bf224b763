from __future__ import annotations

import unicodedata
from datetime import date

from tests.engines.matching.families import Row, table

from mangnon.engines.matching.explain import explain
from mangnon.engines.matching.match import match
from mangnon.engines.matching.parameters import MatchingParameters
from mangnon.engines.matching.rules import CODES

CHILD = Row(
    truth=1, full_name="Nguyễn Văn An", birth_date=date(2021, 5, 12), mother_name="Trần Thị Hương", commune_key="c1"
)


def test_explain_when_a_pair_was_judged_then_its_bits_add_up_to_its_weight(parameters: MatchingParameters) -> None:
    other = Row(**{**CHILD.__dict__, "full_name": "Nguyễn Văn Ân", "commune_key": "c2"})
    (pair,) = match(incoming=table([CHILD]), known=table([other]), parameters=parameters).pairs.to_pylist()
    evidence = explain(pair=pair, parameters=parameters)
    assert [e.level for e in evidence if e.field == "rule"] == pair["codes"] == ["twin", "weak"]
    weighed = [e for e in evidence if e.field != "rule"]
    assert {e.field for e in weighed} == {"name", "mother", "birth", "place"}
    assert abs(sum(e.bits for e in weighed) + parameters.prior_bits - pair["weight"]) < 1e-5
    assert [abs(e.bits) for e in weighed] == sorted((abs(e.bits) for e in weighed), reverse=True)
    assert next(e.sentence for e in weighed if e.field == "name") == "Họ tên cùng chữ nhưng khác dấu"
    assert next(e.bits for e in weighed if e.field == "place") < 0


def test_sentences_when_shown_then_each_code_has_one_and_all_are_composed(parameters: MatchingParameters) -> None:
    assert set(parameters.sentences) == set(CODES)
    said = [*parameters.sentences.values()]
    said += [weight.sentence for levels in parameters.levels.values() for weight in levels.values()]
    assert all(sentence and sentence == unicodedata.normalize("NFC", sentence) for sentence in said)
    assert len(said) == len(set(said))
