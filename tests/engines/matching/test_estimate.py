from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from tests.engines.matching.families import make_files, table

from mangnon.engines.matching.estimate import estimate_weights
from mangnon.engines.matching.parameters import MatchingParameters


def test_estimate_weights_when_the_truth_is_known_then_levels_weigh_as_they_should(
    parameters: MatchingParameters,
) -> None:
    files = make_files(known=3000, incoming=2000, seed=4, communes=20)
    rows = [*files.known, *files.incoming]
    children = np.array([row.truth for row in rows])
    weights = estimate_weights(records=table(rows), children=children, parameters=parameters)
    assert weights["birth"]["day"].bits > 10
    assert weights["name"]["exact"].bits > 8
    assert weights["name"]["toneless"].bits > 6
    assert weights["birth"]["differ"].bits < -5
    assert weights["sex"]["differ"].bits < -4
    assert abs(sum(weight.m for weight in weights["name"].values()) - 1) < 1e-9
    again = estimate_weights(records=table(rows), children=children, parameters=parameters)
    assert again == weights
    assert replace(parameters, levels=weights).levels["name"]["exact"].sentence == "Họ tên giống hệt nhau"


def test_estimate_weights_when_there_is_one_record_then_every_level_keeps_a_share(
    parameters: MatchingParameters,
) -> None:
    weights = estimate_weights(
        records=pa.table({"full_name": ["Nguyễn Văn An"]}), children=np.array([1]), parameters=parameters
    )
    assert all(0 < w.m <= 1 and 0 < w.u <= 1 for levels in weights.values() for w in levels.values())
