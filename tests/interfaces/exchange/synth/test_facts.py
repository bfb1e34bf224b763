"""Weights, doses and the rest: on days they could happen, and as sound as their marks say."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from mangnon.interfaces.exchange.synth.inputs import SynthInputs
from mangnon.interfaces.exchange.synth.province import Province

Tables = dict[str, pa.Table]


def _with_birth(tables: Tables, name: str) -> pa.Table:
    born = tables["children"].select(["key", "birth_date", "birth_precision", "sex"])
    joined = tables[name].join(born, keys="child_key", right_keys="key")
    age = pc.subtract(joined["on"].cast(pa.int32()), joined["birth_date"].cast(pa.int32()))
    return joined.append_column("age_days", age)


@pytest.mark.parametrize("name", ["measurements", "doses", "supplements", "screenings"])
def test_facts_when_dated_then_none_lies_before_birth(tables: Tables, name: str) -> None:
    ages = _with_birth(tables, name)["age_days"]
    assert pc.min(ages).as_py() >= 0
    assert pc.max(ages).as_py() < 16 * 366 + 366  # a year more where only the year is known


def test_doses_when_not_marked_then_ages_and_gaps_are_kept(tables: Tables, province: Province) -> None:
    marks = {row["key"]: row["kind"] for row in tables["slips"].to_pylist() if row["table"] == "doses"}
    given: dict[tuple[bytes, str], list] = defaultdict(list)
    for row in _with_birth(tables, "doses").to_pylist():
        if row["birth_precision"] == "day":
            given[row["child_key"], row["product"]].append((row["age_days"], row["key"]))
    habits = {(habit.product, habit.number): habit for habit in province.content.doses}
    seen = set()
    for (_, product), rows in given.items():
        rows.sort()
        for number, (age, key) in enumerate(rows, start=1):
            habit = habits[product.removeprefix("vn:"), number]
            gap = age - rows[number - 2][0] if number > 1 else habit.min_gap_days
            kind = marks.get(key, "")
            seen.add(kind)
            assert (age >= habit.min_age_days) == (kind != "dose_before_minimum_age")
            if kind == "dose_interval_too_short":
                assert 0 < gap < habit.min_gap_days
            elif kind == "":
                assert gap >= habit.min_gap_days
    assert seen == {"", "dose_before_minimum_age", "dose_interval_too_short"}


def test_doses_when_a_family_pays_then_it_gets_hexa_and_not_the_public_series(tables: Tables) -> None:
    products = defaultdict(set)
    for row in tables["doses"].select(["child_key", "product"]).to_pylist():
        products[row["child_key"]].add(row["product"])
    private = [names for names in products.values() if "vn:HEXA" in names]
    assert private
    assert all(not names & {"vn:PENTA", "vn:BOPV", "vn:IPV", "vn:MR"} for names in private)
    girls = {row["key"] for row in tables["children"].select(["key", "sex"]).to_pylist() if row["sex"] == "f"}
    hpv = {child for child, names in products.items() if "vn:HPV" in names}
    assert hpv
    assert hpv <= girls


def _z(value: np.ndarray, lms: np.ndarray) -> np.ndarray:
    skew, m, s = lms.T
    return ((value / m) ** skew - 1) / (skew * s)


def test_growth_when_not_marked_then_z_scores_are_plausible(tables: Tables, inputs: SynthInputs) -> None:
    marked = pa.array(row["key"] for row in tables["slips"].to_pylist() if row["table"] == "measurements")
    rows = _with_birth(tables, "measurements")
    sound = pc.and_(
        pc.invert(pc.is_in(rows["key"], value_set=marked.cast(pa.binary(16)))),
        pc.equal(rows["birth_precision"], "day"),
    )
    young = rows.filter(pc.and_(sound, pc.less(rows["age_days"], 1_826)))
    age, sex = young["age_days"].to_numpy(), (young["sex"].to_numpy() == "f").astype(int)
    weight_z = _z(young["weight_g"].to_numpy() / 1000, inputs.curves.weight_kg[sex, age])
    measured = young["length_mm"].is_valid().to_numpy()
    length_cm = young["length_mm"].drop_null().to_numpy() / 10
    length_z = _z(length_cm, inputs.curves.length_cm[sex[measured], age[measured]])
    for z, mean in ((weight_z, -0.6), (length_z, -0.95)):
        assert np.mean(z) == pytest.approx(mean, abs=0.3)
        assert 0.8 < np.std(z) < 1.4
        assert np.mean(np.abs(z) > 5) < 0.001
    assert 0.4 < np.corrcoef(weight_z[measured], length_z)[0, 1] < 0.85


def test_growth_when_followed_then_children_grow_in_length(tables: Tables) -> None:
    marked = {row["key"] for row in tables["slips"].to_pylist() if row["table"] == "measurements"}
    paths = defaultdict(list)
    for row in tables["measurements"].slice(0, 40_000).to_pylist():
        if row["length_mm"] and row["key"] not in marked:
            paths[row["child_key"]].append((row["on"], row["length_mm"]))
    steps = [
        (b[1] - a[1]) / ((b[0] - a[0]).days / 365)
        for path in paths.values()
        for a, b in zip(path, path[4:], strict=False)
    ]
    assert np.mean(np.array(steps) > 0) > 0.97


def test_measurements_when_taken_then_position_follows_age_and_length(tables: Tables) -> None:
    rows = _with_birth(tables, "measurements")
    assert rows["position"].null_count == rows["length_mm"].null_count > 0
    standing = pc.equal(rows["position"], "h").drop_null().to_numpy(zero_copy_only=False)
    exact = rows.filter(rows["length_mm"].is_valid())
    old = pc.greater_equal(exact["age_days"], 731).to_numpy(zero_copy_only=False)
    assert np.mean(standing == old) == pytest.approx(0.985, abs=0.01)


def test_weights_when_written_then_whole_hundreds_prevail(tables: Tables) -> None:
    weights = tables["measurements"]["weight_g"].to_numpy()
    assert 0.7 < np.mean(weights % 100 == 0) < 0.99


def test_supplements_when_given_then_they_lie_in_the_rounds(tables: Tables) -> None:
    months = set(pc.month(tables["supplements"]["on"]).to_pylist())
    assert months == {6, 12}
    assert set(tables["supplements"]["kind"].to_pylist()) == {"vitamin_a", "deworming"}


def test_visits_when_made_then_only_children_in_special_circumstances_are_visited(tables: Tables) -> None:
    since = defaultdict(list)
    for row in tables["circumstances"].to_pylist():
        since[row["child_key"]].append(row["valid_from"])
    visits = tables["visits"].to_pylist()
    assert visits
    assert all(visit["on"] >= min(since[visit["child_key"]]) for visit in visits)
