from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from splink import DuckDBAPI, Linker
from tests.engines.matching.families import make_files, table

from mangnon.engines.matching import comparing
from mangnon.engines.matching.comparing import TooManyAlikeError, compare
from mangnon.engines.matching.levels import COMPARISONS
from mangnon.engines.matching.match import match
from mangnon.engines.matching.parameters import MatchingParameters
from mangnon.engines.matching.records import Prepared, prepare
from mangnon.engines.matching.splink_model import WITH_RARITY, settings
from mangnon.engines.matching.weights import weigh


@pytest.fixture(scope="module")
def prepared(parameters: MatchingParameters) -> tuple[Prepared, int]:
    files = make_files(known=6000, incoming=1500, seed=5, communes=3)
    records = pa.concat_tables([table(files.incoming), table(files.known)])
    return prepare(records=records, parameters=parameters), len(files.incoming)


def test_compare_when_splink_weighs_the_same_pairs_then_both_give_the_same_weight(
    parameters: MatchingParameters, prepared: tuple[Prepared, int]
) -> None:
    records, incoming = prepared
    ours = compare(prepared=records, incoming=incoming, parameters=parameters)
    with duckdb.connect() as connection:
        connection.register("records", comparing._with_incoming(records.table, incoming))
        api = DuckDBAPI(connection=connection)
        linker = Linker(api.register("records"), settings(parameters, weights=True), log_level=None)
        for person in sorted(WITH_RARITY):
            key = f"{person}_key"
            lookup = pa.table({key: records.table.column(key), f"tf_{key}": records.shares[person]})
            known = lookup.filter(lookup.column(key).is_valid()).group_by([key]).aggregate([(f"tf_{key}", "max")])
            registered = api.register(known.rename_columns([key, f"tf_{key}"]))
            linker.table_management.register_term_frequency_lookup(registered, key)
        predicted = linker.inference.predict(warning_mode="never").physical_name
        theirs = connection.execute(
            f"SELECT id_l, id_r, match_weight FROM {predicted} ORDER BY id_l, id_r"
        ).fetchnumpy()
    assert len(ours.left) > 5000
    np.testing.assert_array_equal(theirs["id_l"], ours.left)
    np.testing.assert_array_equal(theirs["id_r"], ours.right)
    weights = weigh(pairs=ours, shares=records.shares, parameters=parameters)
    np.testing.assert_allclose(theirs["match_weight"], weights.total, atol=1e-5)


def test_levels_of_when_pairs_are_turned_round_then_every_level_stays(
    parameters: MatchingParameters, prepared: tuple[Prepared, int]
) -> None:
    records, incoming = prepared
    ours = compare(prepared=records, incoming=incoming, parameters=parameters)
    turned = comparing.levels_of(prepared=records, left=ours.right, right=ours.left)
    for comparison in COMPARISONS:
        np.testing.assert_array_equal(turned[comparison.name], ours.levels[comparison.name])


def test_match_when_few_or_many_then_the_same_pairs_come_out(
    parameters: MatchingParameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_files(known=900, incoming=300, seed=8, communes=2)
    incoming, known = table(files.incoming), table(files.known)
    many = match(incoming=incoming, known=known, parameters=parameters)
    monkeypatch.setattr(comparing, "FEW_PAIRS", 10**9)
    few = match(incoming=incoming, known=known, parameters=parameters)
    assert many.pairs.num_rows > 150
    assert few.pairs.equals(many.pairs)


def test_match_when_one_child_is_typed_then_the_answer_is_the_imports(parameters: MatchingParameters) -> None:
    files = make_files(known=900, incoming=60, seed=9, communes=2)
    known = table(files.known)
    apart = [replace(row, sheet=None, row=None) for row in files.incoming]
    for at, row in enumerate(apart[:25]):
        alone = match(incoming=table([row]), known=known, parameters=parameters).pairs
        bulk = match(incoming=table([row, replace(files.known[-1], full_name=f"Lạ {at}")]), known=known,
                     parameters=parameters).pairs  # fmt: skip
        first = [p for p in bulk.to_pylist() if p["incoming"] == 0]
        assert alone.to_pylist() == first


def test_compare_when_far_too_many_rows_are_alike_then_it_is_refused(parameters: MatchingParameters) -> None:
    files = make_files(known=10, incoming=10, seed=1)
    rows = [replace(files.known[0], sheet=str(at), row=1) for at in range(400)]
    strict = replace(parameters, pair_limit=1000)
    with pytest.raises(TooManyAlikeError, match="quá nhiều dòng giống nhau"):
        match(incoming=table(rows), known=table([]), parameters=strict)


def test_connection_when_opened_then_it_reaches_nothing_outside() -> None:
    with duckdb.connect(":memory:", config=comparing._SEALED) as connection:
        with pytest.raises(duckdb.Error):
            connection.execute("INSTALL httpfs")
        with pytest.raises(duckdb.Error):
            connection.execute("SELECT * FROM read_csv('/etc/hostname')")
