"""Whatever table of measurements comes in: never an exception, never a lost row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mangnon.engines.growth.schema import MEASUREMENTS, ZSCORES
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores

ODD = [0.0, -0.0, -1.0, 1e-300, 1e300, 5e-324, float("nan"), float("inf"), float("-inf"), 1856.5, 1857.0, 730.999]
NUMBER = st.one_of(st.none(), st.floats(0, 7000), st.floats(0.1, 200), st.sampled_from(ODD), st.floats())
WORD = st.one_of(st.none(), st.sampled_from(["m", "f", "l", "h", "y", "n", "", "M"]), st.text(max_size=3))


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """Some rows, some columns left away, whole or in pieces."""
    rows = draw(st.integers(0, 5))
    columns: dict[str, Any] = {}
    for field in MEASUREMENTS:
        if draw(st.integers(0, 9)):
            kind = WORD if pa.types.is_string(field.type) else NUMBER
            columns[field.name] = pa.array(draw(st.lists(kind, min_size=rows, max_size=rows)), field.type)
    table = pa.table(columns or {"age_days": pa.array([1.0] * rows, pa.float64())})
    return pa.concat_tables([table.slice(0, 2), table.slice(2)]) if draw(st.booleans()) else table


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_zscores_fuzz_when_given_any_table_then_as_many_rows(standards: GrowthStandards, table: pa.Table) -> None:
    found = zscores(measurements=table, standards=standards)
    assert found.schema.equals(ZSCORES)
    assert len(found) == len(table)
    for name in ("lhaz", "waz", "baz"):
        assert not [z for z in found[name].to_pylist() if z is not None and z != z]
