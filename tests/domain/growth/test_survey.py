"""A weighing round's rates and quality, from rows alone."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from mangnon.domain.growth.round import ROUND, read_rows
from mangnon.domain.growth.standards import practice, standards
from mangnon.domain.growth.survey import INDICATORS, Scores, findings_of, rates, rows_showing, score_round, worst

ON = date(2026, 11, 20)
RULES = practice(ON)


def rounded(*rows: dict[str, object]) -> Scores:
    usual = {"sex": "m", "birth_date": ON - timedelta(800), "birth_precision": "day", "on": ON, "oedema": False,
             "position": "h", "synthetic": True}  # fmt: skip
    table = pa.Table.from_pylist([{**usual, "child": str(n), **row} for n, row in enumerate(rows)], schema=ROUND)
    return score_round(rows=table, standards=standards(), practice=RULES)


def many(count: int, *, seed: int = 1, step_mm: int = 1) -> list[dict[str, object]]:
    rng = np.random.default_rng(seed)
    length = np.round(rng.normal(880, 35, count) / step_mm) * step_mm
    weight = np.round(rng.normal(12.3, 1.2, count), 1)
    return [
        {
            "weight_g": round(float(weight_kg) * 1000), "length_mm": int(mm), "hamlet": f"h{n % 2}",
            "birth_date": ON - timedelta(700 + n % 180), "sex": "mf"[n % 2],
        }
        for n, (weight_kg, mm) in enumerate(zip(weight, length, strict=True))
    ]  # fmt: skip


def test_rates_when_by_hamlet_then_groups_add_up_and_count_what_the_rows_show() -> None:
    scored = rounded(*many(400))
    found = rates(scored=scored, group="hamlet", standards=standards(), practice=RULES)
    for name in INDICATORS:
        whole = found["all"].moderate[name]
        assert whole.count == found["h0"].moderate[name].count + found["h1"].moderate[name].count
        assert whole.count == len(rows_showing(scored=scored, indicator=name, severe=False))
        assert found["all"].severe[name].count == len(rows_showing(scored=scored, indicator=name, severe=True))
        assert whole.children == 400
        if whole.percent:
            assert whole.low is not None
            assert whole.high is not None
            assert whole.low < whole.percent < whole.high
    assert found["sex:m"].moderate["stunting"].children == 200


def test_rates_when_feet_are_swollen_then_counted_as_severe_for_weight_and_not_for_length() -> None:
    scored = rounded({"weight_g": 12_000, "length_mm": 880, "oedema": True})
    found = rates(scored=scored, standards=standards(), practice=RULES)["all"]
    assert [found.severe[name].count for name in INDICATORS] == [1, 0, 1, 0]
    assert list(rows_showing(scored=scored, indicator="wasting", severe=True)) == [0]
    assert list(rows_showing(scored=scored, indicator="oedema", severe=True)) == [0]


def test_rates_when_a_number_cannot_be_believed_then_left_out_and_listed_as_doubtful() -> None:
    scored = rounded({"weight_g": 120_000, "length_mm": 880})
    found = rates(scored=scored, standards=standards(), practice=RULES)["all"]
    assert found.moderate["underweight"].children == 0
    assert found.moderate["underweight"].percent is None
    assert list(rows_showing(scored=scored, indicator="doubtful", severe=False)) == [0]
    assert list(rows_showing(scored=scored, indicator="overweight", severe=True)) == []


def test_findings_when_lengths_are_rounded_to_whole_centimetres_then_poor_and_the_digit_is_named() -> None:
    found = {(each.aspect, each.subject): each for each in findings_of(
        scored=rounded(*many(300, step_mm=10)), standards=standards(), practice=RULES)}  # fmt: skip
    length = found["digits", "length_cm"]
    assert (length.verdict, length.digit, length.digit_share) == ("poor", 0, 1.0)
    assert found["digits", "weight_kg"].verdict == "good"
    assert worst(list(found.values())) == "poor"


def test_findings_when_there_are_few_children_then_no_verdict() -> None:
    found = findings_of(scored=rounded(*many(20, step_mm=10)), standards=standards(), practice=RULES)
    assert {each.verdict for each in found} == {""}
    assert worst(found) == ""
    assert findings_of(scored=rounded(), standards=standards(), practice=RULES) == []


@pytest.mark.parametrize("text", [b"", b"a,,,,,,,,,,,,,\n"])
def test_read_rows_when_there_is_nothing_or_little_then_typed_all_the_same(text: bytes) -> None:
    table = read_rows(text)
    assert table.schema == ROUND
    assert table.num_rows == text.count(b"\n")
    assert score_round(rows=table, standards=standards(), practice=RULES).z.num_rows == 0
