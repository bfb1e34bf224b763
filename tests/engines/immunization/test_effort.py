"""One child is answered with few steps; counted, since a clock depends on what else the machine does."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from types import FrameType

import pyarrow as pa

from mangnon.core.content.immunization import load_vietnam
from mangnon.engines.immunization import evaluate_versions

# Product and age in days of a child who was given everything by the age of 7 years.
GIVEN = (
    ("vn:HEPB0", 0), ("vn:BCG", 3), ("vn:PENTA", 61), ("vn:BOPV", 61), ("vn:ROTA", 61), ("vn:PCV", 61),
    ("vn:PENTA", 92), ("vn:BOPV", 92), ("vn:ROTA", 92), ("vn:PENTA", 122), ("vn:BOPV", 122), ("vn:PCV", 122),
    ("vn:IPV", 153), ("vn:MEASLES", 274), ("vn:IPV", 275), ("vn:JE", 365), ("vn:JE", 375), ("vn:MR", 549),
    ("vn:DPT", 549), ("vn:JE", 740), ("vn:TD", 2557),
)  # fmt: skip
MOST_CALLS = 2_200


def test_evaluate_when_one_child_has_a_long_history_then_few_functions_are_called() -> None:
    birth = date(2019, 3, 1)
    schedule = load_vietnam()
    children = pa.table(
        {"birth_date": [birth], "assess_on": [date(2026, 11, 24)], "sex": ["f"]},
        schema=pa.schema([("birth_date", pa.date32()), ("assess_on", pa.date32()), ("sex", pa.string())]),
    )
    doses = pa.table(
        {
            "child": pa.array([0] * len(GIVEN), pa.int32()),
            "on": pa.array([birth + timedelta(days=age) for _, age in GIVEN], pa.date32()),
            "product": pa.array([product for product, _ in GIVEN]),
        }
    )
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    # The first answer also derives what depends on the schedule alone.
    first = evaluate_versions(children=children, doses=doses, schedule=schedule, courses=True)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        second = evaluate_versions(children=children, doses=doses, schedule=schedule, courses=True)
    finally:
        sys.setprofile(before)

    assert second.forecasts.equals(first.forecasts)
    assert len(second.courses) > 10
    assert calls <= MOST_CALLS, f"{calls} calls of Python functions"
