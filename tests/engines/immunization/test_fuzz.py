"""Whatever comes in: never an exception, never a lost row; of wrong content only our own errors."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.immunization.test_layouts import ANTIGEN, TOP

from mangnon.core.content import content_root
from mangnon.core.content.immunization import VIETNAM, load_vietnam, read_content
from mangnon.engines.immunization import Schedule, evaluate, evaluate_versions
from mangnon.engines.immunization.cdsi import compile_supporting_data
from mangnon.engines.immunization.review import review_rows
from mangnon.engines.immunization.vietnam import compile_schedule
from mangnon.vocab.errors import MangnonError

VERSIONS = load_vietnam()
MOON = compile_supporting_data(files={"a.xml": TOP.encode(), "b.xml": ANTIGEN.encode()}, name="moon")
CONTENT: Any = read_content(content_root() / VIETNAM)
# All days that a column of dates can hold, near ones more often than the ends of the calendar and beyond.
EXTREMES = (date.min, date.max, date(1, 12, 31), date(1582, 10, 15), date(1969, 12, 31), date(2000, 2, 29))
ANY_DATE = st.one_of(st.dates(date(2010, 1, 1), date(2027, 1, 1)), st.dates(), st.sampled_from(EXTREMES))
PRODUCTS = [product.code for product in VERSIONS.versions[-1].products]
ANY_PRODUCT = st.one_of(st.sampled_from([*PRODUCTS, "cvx:901", "cvx:09", ""]), st.text(max_size=6), st.none())
ANY_CODE = st.one_of(
    st.sampled_from([*VERSIONS.versions[-1].condition_codes, "007", "8"]), st.text(max_size=4), st.none()
)


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, pa.Table]:
    """Children with doses and observations, with nulls, and in the other types that such columns come in."""
    size = draw(st.integers(1, 4))
    births = draw(st.lists(st.one_of(ANY_DATE, st.none()), min_size=size, max_size=size))
    assess = draw(st.lists(st.one_of(ANY_DATE, st.none()), min_size=size, max_size=size))
    sexes = draw(st.lists(st.sampled_from(["m", "f", "", "x", None]), min_size=size, max_size=size))
    row = st.integers(0, size - 1)
    makers = st.one_of(st.none(), st.text(max_size=3))
    day = st.one_of(ANY_DATE, st.none())
    given_ = draw(st.lists(st.tuples(row, day, ANY_PRODUCT, makers, st.sampled_from([True, False, None])), max_size=12))
    seen = draw(st.lists(st.tuples(row, ANY_CODE, day, day), max_size=5))
    words = pa.large_string() if draw(st.booleans()) else pa.string()
    dates = draw(st.sampled_from([pa.date32(), pa.date64()]))
    chunks = draw(st.booleans())

    def table(columns: dict[str, pa.Array]) -> pa.Table:
        whole = pa.table(columns)
        return pa.concat_tables([whole.slice(0, 1), whole.slice(1)]) if chunks and len(whole) > 1 else whole

    def column(values: Iterator[Any], kind: pa.DataType) -> pa.Array:
        return pa.array(list(values), kind)

    doses = {
        "child": column((one[0] for one in given_), pa.int32()),
        "on": column((one[1] for one in given_), dates),
        "product": column((one[2] for one in given_), words),
    }
    if draw(st.booleans()):
        doses["maker"] = column((one[3] for one in given_), words)
        doses["substandard"] = column((one[4] for one in given_), pa.bool_())
    observations = {
        "child": column((one[0] for one in seen), pa.int32()),
        "code": column((one[1] for one in seen), words),
        "on": column((one[2] for one in seen), dates),
    }
    if draw(st.booleans()):
        observations["until"] = column((one[3] for one in seen), dates)
    return {
        "children": table(
            {"birth_date": pa.array(births, dates), "assess_on": pa.array(assess, dates), "sex": pa.array(sexes, words)}
        ),
        "doses": table(doses),
        "observations": table(observations),
    }


@settings(max_examples=120, deadline=None)
@given(inputs(), st.booleans())
def test_evaluate_versions_fuzz_when_given_any_tables_then_every_dose_is_answered(
    tables: dict[str, pa.Table], courses: bool
) -> None:
    found = evaluate_versions(**tables, schedule=VERSIONS, courses=courses, because=courses)
    children, doses = tables["children"].to_pylist(), tables["doses"].to_pylist()
    first = date(1970, 1, 1) + timedelta(VERSIONS.versions[0].valid_from or 0)
    asked = {
        row for row, one in enumerate(children) if one["birth_date"] and one["assess_on"] and one["assess_on"] >= first
    }
    assert set(found.doses["dose"].to_pylist()) == {row for row, one in enumerate(doses) if one["child"] in asked}
    assert set(found.forecasts["child"].to_pylist()) <= asked


@settings(max_examples=60, deadline=None)
@given(inputs())
def test_evaluate_fuzz_when_the_schedule_is_of_supporting_data_then_every_dose_is_answered(
    tables: dict[str, pa.Table],
) -> None:
    known = [row for row, one in enumerate(tables["children"].to_pylist()) if one["birth_date"] and one["assess_on"]]
    place = {row: at for at, row in enumerate(known)}
    parts = {"children": tables["children"].take(pa.array(known, pa.int32()))}
    for name in ("doses", "observations"):
        rows = [row | {"child": place[row["child"]]} for row in tables[name].to_pylist() if row["child"] in place]
        parts[name] = pa.Table.from_pylist(rows, schema=tables[name].schema)
    found = evaluate(**parts, schedule=MOON, courses=True, because=True)
    assert set(found.doses["dose"].to_pylist()) == set(range(len(parts["doses"])))


# --- mutated content ---------------------------------------------------------------------------------------

ODD: list[Any] = [
    None, "", "x", " ", 0, -1, 10**30, 1.5, float("nan"), True, [], {}, [None], {"value": None}, {"": ""}, [[]],
    date(1, 1, 1), date(9999, 12, 31), "99999 năm", "200 năm", "-5 ngày", "n/a", "vn:PENTA", "\x00", "a" * 500,
    {"valid_from": date(2026, 1, 1)}, {"product": "vn:BCG"}, {1: 2}, b"x", {"value": "1 ngày", "source": "s"},
]  # fmt: skip


def cells(value: Any) -> list[tuple[Any, Any]]:
    """Every cell of content as (container, key)."""
    found: list[tuple[Any, Any]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        found.append((value, key))
        found += cells(inner)
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_compile_schedule_fuzz_when_cells_are_changed_then_compiled_or_refused_by_name(data: st.DataObject) -> None:
    content = copy.deepcopy(CONTENT)
    for _ in range(data.draw(st.integers(1, 2))):
        all_cells = cells(content)
        holder, key = all_cells[data.draw(st.integers(0, len(all_cells) - 1))]
        what = data.draw(st.sampled_from(["put", "drop", "add"]))
        if what == "put":
            holder[key] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        elif what == "drop":
            del holder[key]
        elif isinstance(holder, dict):
            holder[data.draw(st.sampled_from(["x", "value", "source", "valid_to"]))] = "x"
        else:
            holder.append(copy.deepcopy(holder[key]))
        if not isinstance(content, dict) or not cells(content):
            break
    try:
        versions = compile_schedule(content=content, file="vietnam.yaml")
    except MangnonError as refused:
        sentence = refused.sentence
    else:
        list(review_rows(content=content, file="vietnam.yaml"))
        _runs(versions.versions[-1])
        return
    assert re.match("vietnam.yaml: ô «.+» ", sentence)


def _runs(schedule: Schedule) -> None:
    """What compiles can be asked."""
    some = pa.table({"birth_date": [date(2020, 1, 1)], "assess_on": [date(2026, 9, 1)], "sex": ["f"]})
    codes = [product.code for product in schedule.products]
    given_ = pa.table(
        {
            "child": pa.array([0] * len(codes), pa.int32()),
            "on": pa.array([date(2020, 3, 1) + timedelta(40 * at) for at in range(len(codes))], pa.date32()),
            "product": pa.array(codes, pa.string()),
        }
    )
    found = evaluate(children=some, doses=given_, schedule=schedule, courses=True, because=True)
    assert set(found.doses["dose"].to_pylist()) == set(range(len(codes)))


TAGS = sorted({part.split(">")[0].strip("/") for text in (TOP, ANTIGEN) for part in text.split("<")[1:]})
WORDS = st.one_of(
    st.sampled_from(["", "n/a", "-", "Y", "No", "Dose 3", "20300101", "99/99/9999", "0 days", "9" * 40, "&", "<"]),
    st.text(max_size=8),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_compile_supporting_data_fuzz_when_files_are_changed_then_compiled_or_refused(data: st.DataObject) -> None:
    texts = {"top.xml": TOP, "moon.xml": ANTIGEN}
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(texts)))
        text, tag = texts[name], data.draw(st.sampled_from(TAGS))
        what = data.draw(st.sampled_from(["word", "cut", "rename", "twice", "slice"]))
        start = text.find(f"<{tag}>")
        end = text.find(f"</{tag}>", start) + len(tag) + 3
        if what == "slice":
            at = data.draw(st.integers(0, len(text)))
            texts[name] = text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 40)) :]
        elif start >= 0:
            inner = text[start:end]
            texts[name] = {
                "word": text[:start] + f"<{tag}>{data.draw(WORDS)}</{tag}>" + text[end:],
                "cut": text[:start] + text[end:],
                "rename": text.replace(f"<{tag}>", "<moon>").replace(f"</{tag}>", "</moon>"),
                "twice": text[:start] + inner + text[start:],
            }[what]
    try:
        schedule = compile_supporting_data(
            files={name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}, name="moon"
        )
    except MangnonError:
        return
    _runs(schedule)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_compile_supporting_data_fuzz_when_given_bytes_then_refused(first: bytes, second: bytes) -> None:
    with pytest.raises(MangnonError):
        compile_supporting_data(files={"a.xml": first, "b.xml": second}, name="noise")
