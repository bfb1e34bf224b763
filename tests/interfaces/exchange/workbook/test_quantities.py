"""Weights and lengths in cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.content.exchange import ValueLimits
from mangnon.interfaces.exchange.workbook.quantities import (
    read_grams,
    read_millimetres,
    read_pair,
    read_position,
)

LIMITS = ValueLimits(weight_kg=(0.3, 150.0), length_cm=(20.0, 210.0))


@given(grams=st.integers(3, 1500).map(lambda hundreds: hundreds * 100))
def test_grams_when_written_any_way_then_they_are_exact(grams: int) -> None:
    kilograms = grams / 1000
    written = [kilograms, str(kilograms), str(kilograms).replace(".", ","), f"{kilograms} kg", f"{grams}g"]
    written.append(f"{grams // 1000}kg{grams % 1000 // 100}")
    warnings: list[str] = []
    assert {read_grams(cell, "CN (kg)", limits=LIMITS, warnings=warnings) for cell in written} == {grams}
    assert read_grams(grams, "Cân nặng (g)", limits=LIMITS, warnings=warnings) == grams
    assert warnings == []


@given(millimetres=st.integers(200, 2100))
def test_millimetres_when_written_any_way_then_they_are_exact(millimetres: int) -> None:
    written = [millimetres / 10, str(millimetres / 10).replace(".", ","), f"{millimetres / 10} cm"]
    written.append(f"{millimetres}mm")
    warnings: list[str] = []
    found = {read_millimetres(cell, "Chiều cao (cm)", limits=LIMITS, warnings=warnings) for cell in written}
    assert found == {millimetres}
    assert warnings == []


@given(cell=st.one_of(st.text(max_size=10), st.floats(), st.integers(), st.booleans(), st.dates(), st.none()))
def test_quantities_when_the_cell_is_anything_then_a_value_is_possible_or_a_warning_is_given(
    cell: object,
) -> None:
    for reader, low, high in ((read_grams, 300, 150_000), (read_millimetres, 200, 2100)):
        warnings: list[str] = []
        value = reader(cell, "", limits=LIMITS, warnings=warnings)  # type: ignore[arg-type]
        assert (value is None) == bool(warnings)
        assert value is None or low <= value <= high


def test_pair_when_only_one_number_is_there_then_a_weight_is_assumed() -> None:
    warnings: list[str] = []
    assert read_pair("8,5/72", "", limits=LIMITS, warnings=warnings) == {"weight": 8500, "length": 720}
    assert warnings == []
    assert read_pair("8,5", "", limits=LIMITS, warnings=warnings) == {"weight": 8500}
    assert warnings == ["measure_assumed"]


def test_position_when_the_heading_says_it_then_it_is_known() -> None:
    assert read_position("Chiều dài nằm") == "l"
    assert read_position("Chiều cao đứng (cm)") == "h"
    assert read_position("Chiều cao năm 2026") is None
