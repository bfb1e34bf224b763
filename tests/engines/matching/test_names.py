from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.content.matching import load_matching_parameters
from mangnon.engines.matching.names import is_sayable, name_columns

SHARES = load_matching_parameters().name_shares


SAYABLE = (
    "nguyen tran khuong nghiem quyen quynh giang gia gi huynh thuy khuya ruou yen uyen y oanh loan phuoc hieu bui luu "
    "an em inh seo pao lu phenh dua gioi thuoc xuan tuyet"
)


@pytest.mark.parametrize("word", SAYABLE.split())
def test_is_sayable_when_vietnamese_says_it_then_yes(word: str) -> None:
    assert is_sayable(word)


@pytest.mark.parametrize("word", ["nguyn", "ahn", "vna", "thhi", "lann", "trn", "kevin", "x", "naam", ""])
def test_is_sayable_when_nobody_says_it_then_no(word: str) -> None:
    assert not is_sayable(word)


def test_name_columns_when_names_are_common_then_their_share_is_larger() -> None:
    names = pa.array(["Nguyễn Thị Trang", "Mông Quỷnh Xinh", None])
    common, rare, nobody = name_columns(names=names, shares=SHARES).share
    assert common > 100 * rare
    assert nobody == 1.0


def test_name_columns_when_marks_are_lost_then_it_says_so_only_when_certain() -> None:
    names = pa.array(["Nguyen Van An", "Nguyễn Văn An", "Cao Minh Anh", None])
    assert name_columns(names=names, shares=SHARES).columns["lost"].to_pylist() == [True, False, False, None]


@given(st.lists(st.none() | st.text(max_size=20) | st.sampled_from(["Lê A", "  ", "…", "N.V.A", "Bé\u0301"])))
def test_name_columns_when_given_anything_then_each_row_is_made_from_its_name_alone(names: list[str | None]) -> None:
    together = name_columns(names=pa.array(names, pa.string()), shares=SHARES)
    for at, name in enumerate(names):
        alone = name_columns(names=pa.array([name], pa.string()), shares=SHARES)
        assert np.isclose(alone.share[0], together.share[at])
        for column, values in together.columns.items():
            assert values[at].as_py() == alone.columns[column][0].as_py(), column
