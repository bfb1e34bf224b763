"""z-scores: against WHO's own programs, at every seam, and whatever is put in."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv
from tests.engines.growth.children import table

from mangnon.core.content import content_root
from mangnon.core.content.growth import load_standards
from mangnon.engines.growth.schema import MEASUREMENTS, SCORES, ZSCORES, Problem
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import BLOCK_ROWS, zscores

GOLDEN = Path(__file__).parent / "golden"
STANDARDS = load_standards(content_root() / "growth")


def one(**cells: Any) -> dict[str, Any]:
    """Score one child, a boy of 400 days unless said otherwise."""
    row: dict[str, Any] = {"sex": "m"} | cells
    if "age_days" not in row and "age_months" not in row:
        row["age_days"] = 400.0
    result: dict[str, Any] = zscores(measurements=table(row), standards=STANDARDS).to_pylist()[0]
    return result


def golden(name: str) -> pa.Table:
    numbers = [*MEASUREMENTS.names[1:9], *SCORES]
    return csv.read_csv(
        GOLDEN / name,
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(numbers, pa.float64())
            | dict.fromkeys(["sex", "position", "oedema"], pa.string()),
            strings_can_be_null=True,
        ),
    )


@pytest.mark.parametrize("age", ["age_days", "age_months"])
def test_zscores_when_who_sample_survey_then_as_igrowup(age: str) -> None:
    survey = golden("igrowup_survey.csv")
    children = survey.select([name for name in MEASUREMENTS.names if not name.startswith("age") or name == age])
    result = zscores(measurements=children, standards=STANDARDS)
    for score in SCORES:
        assert result[score].to_pylist() == survey[score].to_pylist()


def test_zscores_when_over_five_then_as_who2007() -> None:
    survey = golden("who2007_survey.csv")
    result = zscores(measurements=survey, standards=STANDARDS)
    for score in ("lhaz", "waz", "baz"):
        pairs = zip(result[score].to_pylist(), survey[score].to_pylist(), strict=True)
        assert [mine for mine, theirs in pairs if theirs is not None and mine != theirs] == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # anthro: README and tests
        ({"sex": "m", "age_days": 1001.0, "weight_kg": 18.0, "length_cm": 120.0}, (7.31, 2.20, -2.39, -3.01)),
        ({"sex": "f", "age_days": 1000.0, "weight_kg": 15.0, "length_cm": 80.0}, (-3.50, 0.95, 4.13, 4.66)),
        (
            {"sex": "m", "age_days": 1010.0, "weight_kg": 10.0, "length_cm": 100.0},
            (1.62, -2.76, -5.19, -5.61),
        ),
        ({"sex": "m", "age_days": 1000.0, "weight_kg": 15.0, "length_cm": 100.0}, (1.70, 0.69, -0.29, -0.58)),
        # anthroplus: README
        ({"sex": "m", "age_months": 100.0, "weight_kg": 30.0, "length_cm": 100.0}, (-5.04, 0.87, None, 5.03)),
        ({"sex": "f", "age_months": 110.0, "weight_kg": 40.0, "length_cm": 90.0}, (-7.06, 1.78, None, 7.37)),
    ],
)
def test_zscores_when_published_example_then_same(cells: dict[str, Any], expected: tuple[float | None, ...]) -> None:
    result = one(**cells)
    assert tuple(result[score] for score in ("lhaz", "waz", "wlz", "baz")) == expected


def test_zscores_when_lying_after_two_years_then_seven_millimetres_less() -> None:
    assert one(age_days=987.0, length_cm=72.86, position="l")["lhaz"] == -6.09
    assert one(age_days=987.0, length_cm=72.86, position="l")["lhaz_flag"] == 1
    assert one(age_days=987.0, length_cm=80.7, position="l") == one(age_days=987.0, length_cm=80.0, position="h")


def test_zscores_when_standing_before_two_years_then_seven_millimetres_more() -> None:
    assert one(age_days=730.0, length_cm=80.0, position="h") == one(age_days=730.0, length_cm=80.7, position="l")
    assert one(age_days=731.0, length_cm=80.0, position="h") == one(age_days=731.0, length_cm=80.0)


def test_zscores_when_standing_under_nine_months_then_taken_as_lying() -> None:
    young = one(age_months=8.0, length_cm=60.0, position="h")
    assert young["lhaz"] == one(age_months=8.0, length_cm=60.0)["lhaz"] == -4.81
    assert one(age_months=9.0, length_cm=60.0, position="h")["lhaz"] == -5.02


def test_zscores_when_from_61_months_then_position_does_not_count() -> None:
    older = {"age_months": 61.0, "length_cm": 105.0, "weight_kg": 17.0}
    assert one(**older, position="l") == one(**older, position="h") == one(**older)
    assert one(**older, position="?")["lhaz"] == one(**older)["lhaz"]


def test_zscores_when_24_months_then_height_is_read() -> None:
    assert one(sex="f", age_months=24.0, length_cm=77.5)["lhaz"] == -2.55
    assert one(age_days=730.5, length_cm=80.0) == one(age_days=731.0, length_cm=80.0)
    assert one(age_days=730.4, length_cm=80.0) == one(age_days=730.0, length_cm=80.0)


@pytest.mark.parametrize(
    ("age", "reference"),
    [
        ({"age_days": 1856.0}, "lhfa"),
        ({"age_days": 1856.49}, "lhfa"),
        ({"age_days": 1856.5}, "hfa2007"),
        ({"age_days": 1857.0}, "hfa2007"),
        ({"age_months": 60.98}, "lhfa"),
        ({"age_months": 61.0}, "hfa2007"),
    ],
)
def test_zscores_when_at_five_years_then_the_right_reference(
    age: dict[str, float], reference: str, standards: GrowthStandards
) -> None:
    reading = standards.tables[reference]
    at = -2 if reference == "lhfa" else 0  # the last day of 2006, the first month of 2007
    median = float(reading.median[: reading.width][at])
    assert one(**age, length_cm=median)["lhaz"] == pytest.approx(0.0, abs=0.01)


def test_zscores_when_between_two_months_then_linear(standards: GrowthStandards) -> None:
    reading = standards.tables["hfa2007"]
    middle = float((reading.median[10] + reading.median[11]) / 2)
    assert one(age_months=71.5, length_cm=middle)["lhaz"] == 0.0


@pytest.mark.parametrize(
    ("age", "lhaz", "waz"),
    [
        (120.0, True, True),
        (120.99, True, True),
        (121.0, True, False),
        (228.0, True, False),
        (228.99, True, False),
    ],
)
def test_zscores_when_older_than_a_table_then_none(age: float, lhaz: bool, waz: bool) -> None:
    result = one(age_months=age, length_cm=150.0, weight_kg=40.0)
    assert (result["lhaz"] is not None) == lhaz
    assert (result["baz"] is not None) == lhaz
    assert (result["waz"] is not None) == waz
    assert result["wlz"] is None
    assert one(age_months=229.0, length_cm=150.0, weight_kg=40.0) == one(age_months=900.0)


@pytest.mark.parametrize(
    ("days", "known"), [(90.0, False), (90.5, True), (91.0, True), (1856.0, True), (1857.0, False)]
)
def test_zscores_when_arm_and_skinfolds_then_from_three_months_to_five_years(days: float, known: bool) -> None:
    result = one(age_days=days, arm_cm=14.0, triceps_mm=8.0, subscapular_mm=7.0)
    assert [result[score] is not None for score in ("acz", "tsz", "ssz")] == [known] * 3


@pytest.mark.parametrize(
    ("days", "length", "known"),
    [
        (400.0, 44.9, False),
        (400.0, 45.0, True),
        (400.0, 110.0, True),
        (400.0, 110.01, False),
        (900.0, 64.99, False),
        (900.0, 65.0, True),
        (900.0, 120.0, True),
        (900.0, 120.01, False),
        (2000.0, 100.0, False),
    ],
)
def test_zscores_when_length_at_the_ends_of_its_table_then_weight_for_length(
    days: float, length: float, known: bool
) -> None:
    assert (one(age_days=days, length_cm=length, weight_kg=10.0)["wlz"] is not None) == known


def test_zscores_when_the_change_of_position_meets_the_end_of_the_table_then_still_inside() -> None:
    assert one(age_days=900.0, length_cm=65.7, weight_kg=7.4, position="l")["wlz"] is not None
    assert one(age_days=900.0, length_cm=120.7, weight_kg=22.0, position="l")["wlz"] is not None
    assert one(age_days=400.0, length_cm=109.3, weight_kg=18.0, position="h")["wlz"] is not None


def test_zscores_when_no_age_then_weight_for_length_by_position_or_length() -> None:
    ageless = {"age_days": None, "weight_kg": 11.0}
    lying, standing = (
        one(**ageless, length_cm=86.9, position="l"),
        one(**ageless, length_cm=86.9, position="h"),
    )
    assert lying["wlz"] != standing["wlz"]
    assert one(**ageless, length_cm=86.9)["wlz"] == lying["wlz"]
    assert one(**ageless, length_cm=87.0)["wlz"] == one(**ageless, length_cm=87.0, position="h")["wlz"]
    assert [score for score in SCORES if lying[score] is not None] == ["wlz"]


def test_zscores_when_oedema_then_no_weight_based_score() -> None:
    whole = {"weight_kg": 9.0, "length_cm": 75.0, "head_cm": 46.0, "arm_cm": 14.0}
    swollen, plain = one(**whole, oedema="y"), one(**whole, oedema="n")
    for score in ("waz", "wlz", "baz"):
        assert swollen[score] is None
        assert swollen[f"{score}_flag"] is None
        assert plain[score] is not None
    assert [swollen[score] for score in ("lhaz", "hcz", "acz")] == [plain[score] for score in ("lhaz", "hcz", "acz")]
    assert one(age_days=3000.0, weight_kg=20.0, oedema="y")["waz"] is None


@pytest.mark.parametrize(
    ("cells", "score", "limit", "step"),
    [
        ({"weight_kg": 0.3}, "waz", -6.0, 0.01),
        ({"weight_kg": 18.0}, "waz", 5.0, 0.01),
        ({"length_cm": 60.0}, "lhaz", -6.0, 0.01),
        ({"length_cm": 90.0}, "lhaz", 6.0, 0.02),
        ({"head_cm": 38.0}, "hcz", -5.0, 0.01),
        ({"arm_cm": 20.0}, "acz", 5.0, 0.005),
    ],
)
def test_zscores_when_beyond_a_limit_then_flagged(
    cells: dict[str, float], score: str, limit: float, step: float
) -> None:
    name, start = next(iter(cells.items()))
    values = np.arange(start - 3 if start > 10 else 0.1, start + 6, step)
    result = zscores(
        measurements=table(*({"sex": "m", "age_days": 400.0, name: v} for v in values)), standards=STANDARDS
    )
    z = np.array(result[score].to_pylist(), dtype=float)
    flags = np.array(result[f"{score}_flag"].to_pylist(), dtype=int)
    side = z < limit if limit < 0 else z > limit
    assert 0 < side.sum() < side.size
    assert np.array_equal(flags == 1, side)


@pytest.mark.parametrize("value", [0.0, -0.0, -3.0])
def test_zscores_when_zero_or_below_then_not_measured(value: float) -> None:
    for name in ("weight_kg", "length_cm", "head_cm", "arm_cm", "triceps_mm", "subscapular_mm"):
        assert one(**{name: value}) == one()


def test_zscores_when_sex_is_unknown_then_none() -> None:
    result = one(sex=None, weight_kg=9.0, length_cm=75.0)
    assert all(result[score] is None for score in SCORES)
    assert result["problem"] == 0


@pytest.mark.parametrize(
    ("cell", "bit", "blank"),
    [
        ({"sex": "x"}, Problem.SEX, SCORES),
        ({"age_days": math.nan}, Problem.AGE_DAYS, SCORES),
        ({"age_days": -1.0}, Problem.AGE_DAYS, SCORES),
        ({"age_days": None, "age_months": -0.1}, Problem.AGE_MONTHS, SCORES),
        ({"weight_kg": math.inf}, Problem.WEIGHT_KG, ("waz", "wlz", "baz")),
        ({"length_cm": math.nan}, Problem.LENGTH_CM, ("lhaz", "wlz", "baz")),
        ({"head_cm": -math.inf}, Problem.HEAD_CM, ("hcz",)),
        ({"arm_cm": math.nan}, Problem.ARM_CM, ("acz",)),
        ({"triceps_mm": math.nan}, Problem.TRICEPS_MM, ("tsz",)),
        ({"subscapular_mm": math.nan}, Problem.SUBSCAPULAR_MM, ("ssz",)),
        ({"position": "z"}, Problem.POSITION, ("lhaz", "wlz", "baz")),
        ({"oedema": "z"}, Problem.OEDEMA, ("waz", "wlz", "baz")),
        ({"age_months": math.nan}, Problem.AGE_MONTHS, ()),
    ],
)
def test_zscores_when_a_cell_cannot_be_read_then_only_what_it_enters_is_blank(
    cell: dict[str, Any], bit: Problem, blank: tuple[str, ...]
) -> None:
    whole = {"weight_kg": 9.0, "length_cm": 75.0, "head_cm": 46.0, "arm_cm": 14.0, "triceps_mm": 8.0}
    whole |= {"subscapular_mm": 7.0, "sex": "m", "age_days": 400.0}
    result = one(**(whole | cell))
    assert result["problem"] == bit
    assert tuple(score for score in SCORES if result[score] is None) == blank


def test_zscores_when_both_ages_then_days_count() -> None:
    assert one(age_days=400.0, age_months=90.0, weight_kg=9.0) == one(age_days=400.0, weight_kg=9.0)


def test_zscores_when_no_rows_or_no_columns_then_still_a_table() -> None:
    assert zscores(measurements=table(), standards=STANDARDS).schema == ZSCORES
    bare = zscores(measurements=pa.table({"id": ["a", "b"]}), standards=STANDARDS)
    assert bare.num_rows == 2


def test_zscores_when_columns_have_other_types_then_same() -> None:
    plain = table({"sex": "f", "age_days": 400.0, "weight_kg": 9.0, "length_cm": 75.0, "position": "l"})
    other = pa.table(
        {
            "sex": pa.array(["f"]).dictionary_encode(),
            "age_days": pa.array([400], pa.int16()),
            "weight_kg": pa.array([9], pa.int32()),
            "length_cm": pa.array([75.0], pa.float32()),
            "position": pa.array(["l"], pa.large_string()),
            "oedema": pa.nulls(1),
        }
    )
    assert zscores(measurements=other, standards=STANDARDS) == zscores(measurements=plain, standards=STANDARDS)


def test_zscores_when_more_rows_than_a_block_then_as_row_by_row() -> None:
    chance = np.random.default_rng(3)
    rows = BLOCK_ROWS + 10
    children = pa.table(
        {
            "sex": chance.choice(["m", "f"], rows),
            "age_days": chance.integers(0, 6900, rows).astype(float),
            "weight_kg": chance.uniform(2, 60, rows),
            "length_cm": chance.uniform(45, 180, rows),
        }
    )
    whole = zscores(measurements=children, standards=STANDARDS)
    assert whole.num_rows == rows
    for at in (0, BLOCK_ROWS - 1, BLOCK_ROWS, rows - 1):
        assert zscores(measurements=children.slice(at, 1), standards=STANDARDS) == whole.slice(at, 1).combine_chunks()


any_number = st.none() | st.floats() | st.floats(0, 200) | st.integers(0, 7000).map(float)
any_letter = st.none() | st.sampled_from(["m", "f", "l", "h", "y", "n", "", "M", "x", "ạ"])
any_child = st.fixed_dictionaries(
    {},
    optional={field.name: any_number if field.type == pa.float64() else any_letter for field in MEASUREMENTS},
)
real_child = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["m", "f"]),
        "age_days": st.floats(0, 6969),
        "weight_kg": st.floats(0.5, 150),
        "length_cm": st.floats(40, 200),
        "head_cm": st.floats(20, 70),
        "arm_cm": st.floats(5, 40),
        "triceps_mm": st.floats(1, 50),
        "subscapular_mm": st.floats(1, 50),
        "position": st.sampled_from([None, "l", "h"]),
    }
)


@given(st.lists(any_child, max_size=12))
@settings(deadline=None, max_examples=150)
def test_zscores_when_anything_is_put_in_then_no_row_is_lost(children: list[dict[str, Any]]) -> None:
    result = zscores(measurements=table(*children), standards=STANDARDS)
    assert result.num_rows == len(children)
    assert result.schema == ZSCORES
    for row in result.to_pylist():
        for score in SCORES:
            assert row[score] is None or math.isfinite(row[score])
            assert (row[f"{score}_flag"] is None) == (row[score] is None)


@given(st.lists(any_child, min_size=2, max_size=10), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_zscores_when_rows_change_places_then_answers_go_with_them(children: list[Any], random: Any) -> None:
    order = list(range(len(children)))
    random.shuffle(order)
    straight = zscores(measurements=table(*children), standards=STANDARDS).to_pylist()
    mixed = zscores(measurements=table(*(children[at] for at in order)), standards=STANDARDS).to_pylist()
    assert mixed == [straight[at] for at in order]


@given(
    real_child,
    st.sampled_from(["weight_kg", "head_cm", "arm_cm", "triceps_mm", "subscapular_mm"]),
    st.floats(1, 1.5),
)
@settings(deadline=None, max_examples=150)
def test_zscores_when_a_measurement_grows_then_its_scores_do_not_fall(
    child: dict[str, Any], name: str, factor: float
) -> None:
    bigger = child | {name: child[name] * factor}
    small, large = zscores(measurements=table(child, bigger), standards=STANDARDS).to_pylist()
    for score in SCORES:
        if small[score] is not None and large[score] is not None:
            assert small[score] <= large[score]


@given(real_child, st.floats(0, 5))
@settings(deadline=None, max_examples=100)
def test_zscores_when_a_child_is_longer_then_taller_for_age_and_lighter_for_length(
    child: dict[str, Any], more: float
) -> None:
    longer = child | {"length_cm": child["length_cm"] + more}
    small, large = zscores(measurements=table(child, longer), standards=STANDARDS).to_pylist()
    if small["lhaz"] is not None:
        assert small["lhaz"] <= large["lhaz"]
    for score in ("wlz", "baz"):
        # Beyond the flags WHO's distance from SD2 to SD3 grows faster with length than the line itself.
        if small[score] is not None and large[score] is not None and small[score] >= -5:
            assert small[score] >= large[score]


def test_zscores_when_any_length_is_turned_into_a_height_then_as_if_measured_so() -> None:
    # 103.1 - 0.7 falls just short of 102.4 in binary; the tables must not notice
    millimetres = range(657, 1208)
    lying = (
        {"sex": "f", "age_days": 900.0, "weight_kg": 14.0, "length_cm": mm / 10, "position": "l"} for mm in millimetres
    )
    standing = ({"sex": "f", "age_days": 900.0, "weight_kg": 14.0, "length_cm": (mm - 7) / 10} for mm in millimetres)
    assert zscores(measurements=table(*lying), standards=STANDARDS) == zscores(
        measurements=table(*standing), standards=STANDARDS
    )
