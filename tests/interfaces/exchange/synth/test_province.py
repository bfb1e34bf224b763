"""The province as a whole: the same for the same seed, complete, and of the sizes it should have."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from mangnon.interfaces.exchange.synth import schema
from mangnon.interfaces.exchange.synth.province import Province

from .conftest import CHILDREN, TODAY, Maker

Tables = dict[str, pa.Table]
REFERENCES = [
    ("households", "hamlet_key", "hamlets"),
    ("children", "hamlet_key", "hamlets"),
    ("children", "household_key", "households"),
    ("caregivers", "child_key", "children"),
    ("residences", "child_key", "children"),
    ("residences", "hamlet_key", "hamlets"),
    ("circumstances", "child_key", "children"),
    ("risk_factors", "child_key", "children"),
    ("enrolments", "child_key", "children"),
    ("enrolments", "facility_key", "facilities"),
    ("measurements", "child_key", "children"),
    ("doses", "child_key", "children"),
    ("supplements", "child_key", "children"),
    ("screenings", "child_key", "children"),
    ("visits", "child_key", "children"),
    ("twins", "child_key", "children"),
    ("twins", "twin_key", "children"),
    ("duplicates", "child_key", "children"),
    ("duplicates", "duplicate_key", "children"),
]


SOME = ["01840", "02014", "05443", "05716", "05830", "05908"]


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return sink.getvalue().to_pybytes()


def _whole(province: Province, communes_per_chunk: int) -> Tables:
    chunks = list(province.chunks(communes_per_chunk=communes_per_chunk))
    return {name: pa.concat_tables([c.tables[name] for c in chunks]) for name in schema.COMMUNE_TABLES}


def test_generate_when_seed_is_the_same_then_tables_are_equal_to_the_byte(make: Maker) -> None:
    first, second = (make(children=600, communes=SOME) for _ in range(2))
    for name, table in first.tables().items():
        assert _bytes(table) == _bytes(second.tables()[name]), name
    one, two = _whole(first, 1), _whole(second, 1)
    for name in one:
        assert _bytes(one[name]) == _bytes(two[name]), name


def test_generate_when_seed_differs_then_children_differ(make: Maker) -> None:
    one = _whole(make(children=300, seed=1, communes=SOME), 6)["children"]
    two = _whole(make(children=300, seed=2, communes=SOME), 6)["children"]
    assert not set(one["key"].to_pylist()) & set(two["key"].to_pylist())
    assert one["full_name"].to_pylist() != two["full_name"].to_pylist()


@pytest.mark.parametrize("communes_per_chunk", [4, 92])
def test_chunks_when_larger_then_rows_stay_the_same(make: Maker, communes_per_chunk: int) -> None:
    province = make(children=600, communes=SOME)
    small, large = _whole(province, 1), _whole(province, communes_per_chunk)
    for name in small:
        assert small[name].equals(large[name]), name


def test_chunks_when_one_commune_is_asked_for_then_all_children_are_there(make: Maker) -> None:
    chunks = list(make(children=900, communes=["05830"]).chunks())
    assert [chunk.communes for chunk in chunks] == [("05830",)]
    children = chunks[0].tables["children"]
    assert children.num_rows == 900
    assert set(children["commune_code"].to_pylist()) == {"05830"}


@pytest.mark.parametrize("children", [0, 1, 5])
def test_generate_when_there_are_few_children_then_counts_still_hold(make: Maker, children: int) -> None:
    assert _whole(make(children=children, communes=SOME), 92)["children"].num_rows == children


def test_tables_when_made_then_they_have_their_schemas(tables: Tables) -> None:
    for name, expected in {**schema.PROVINCE_TABLES, **schema.COMMUNE_TABLES}.items():
        assert tables[name].schema.equals(expected), name
        tables[name].validate(full=True)
        for field in expected:
            assert field.nullable or tables[name][field.name].null_count == 0, (name, field.name)


def test_keys_when_made_then_they_are_unique_version_7_uuids(tables: Tables) -> None:
    for name, table in tables.items():
        if "key" not in table.column_names or name == "slips":
            continue
        keys = table["key"].to_pylist()
        assert len(set(keys)) == len(keys), name
        assert all(key[6] >> 4 == 7 and key[8] >> 6 == 2 for key in keys[:200]), name


@pytest.mark.parametrize(("name", "column", "target"), REFERENCES)
def test_references_when_followed_then_the_row_is_there(tables: Tables, name: str, column: str, target: str) -> None:
    known = tables[target]["key"].combine_chunks()
    assert pc.all(pc.is_in(tables[name][column], value_set=known)).as_py()


def test_counts_when_scaled_then_they_follow_the_province(tables: Tables, province: Province) -> None:
    counts, scale = province.content.counts, CHILDREN / 330_000
    special = len(set(tables["circumstances"]["child_key"].to_pylist()))
    at_risk = len(set(tables["risk_factors"]["child_key"].to_pylist()))
    assert tables["children"].num_rows == CHILDREN
    assert special == round(counts.special_circumstances * scale)
    assert at_risk == pytest.approx(counts.at_risk * scale, rel=0.12)  # whole households only
    assert tables["duplicates"].num_rows == round(counts.duplicates * scale)
    assert tables["twins"].num_rows / CHILDREN == pytest.approx(0.007, abs=0.003)
    facts = sum(tables[name].num_rows for name in schema.FACT_TABLES)
    assert facts / CHILDREN == pytest.approx(36, abs=4)


def test_layout_when_at_full_size_then_places_and_people_are_as_many_as_they_should(make: Maker) -> None:
    tables = make(children=330_000).tables()
    assert 2_200 <= tables["hamlets"].num_rows <= 2_600
    assert tables["facilities"].num_rows == pytest.approx(700, rel=0.05)
    assert tables["collaborators"].num_rows == pytest.approx(2_200, rel=0.02)
    assert len(set(tables["hamlets"]["commune_code"].to_pylist())) == 92
    held = {key for keys in tables["collaborators"]["hamlet_keys"].to_pylist() for key in keys}
    assert held == set(tables["hamlets"]["key"].to_pylist())
    per_commune = Counter(
        zip(tables["hamlets"]["commune_code"].to_pylist(), tables["hamlets"]["name"].to_pylist(), strict=True)
    )
    assert max(per_commune.values()) == 1


def test_content_when_communes_are_listed_then_they_are_those_of_today(province: Province) -> None:
    assert set(province.content.communes) == set(province.places.codes)
    assert len(province.places.codes) == 92


def test_dates_when_looked_at_then_none_lies_ahead(tables: Tables) -> None:
    for name, table in tables.items():
        for field in table.schema:
            if field.type == pa.date32() and table.num_rows and field.name != "refer_by":  # an appointment
                latest = pc.max(table[field.name]).as_py()
                assert latest is None or latest <= TODAY, (name, field.name)
