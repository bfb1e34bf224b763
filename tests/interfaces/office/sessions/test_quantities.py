"""Weights and lengths as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.interfaces.office.sessions.quantities import read_arm, read_length, read_weight


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("9,4", 9400),
        ("9.4", 9400),
        ("12", 12000),
        (" 9,45 kg ", 9450),
        ("9400 g", 9400),
        ("9400gam", 9400),
        ("3,25", 3250),
    ],
)
def test_weight_when_typed_as_people_do_then_read_in_grams_without_a_question(text: str, grams: int) -> None:
    read = read_weight(text)
    assert (read.value, read.question, read.problem) == (grams, "", "")


def test_weight_when_grams_are_typed_in_the_kilogram_box_then_asked_about() -> None:
    read = read_weight("9400")
    assert read.value == 9400
    assert "9,4" in read.question


@pytest.mark.parametrize("text", ["abc", "9,4,5", "-3", "9 4", "1e3", "78 cm", "0", "0,0001", "9" * 40])
def test_weight_when_it_cannot_be_one_then_says_what_to_type(text: str) -> None:
    read = read_weight(text)
    assert read.value is None
    assert read.problem


@pytest.mark.parametrize(
    ("text", "millimetres", "asked"),
    [("78,5", 785, False), ("785", 785, True), ("0,785", 785, True), ("0,785 m", 785, False), ("785mm", 785, False)],
)
def test_length_when_typed_then_only_a_likely_slip_of_the_unit_is_asked_about(
    text: str, millimetres: int, asked: bool
) -> None:
    read = read_length(text)
    assert (read.value, bool(read.question)) == (millimetres, asked)


def test_arm_when_typed_in_millimetres_then_asked_about() -> None:
    assert read_arm("13,2").value == 132
    assert not read_arm("13,2").question
    assert read_arm("132").question


@pytest.mark.parametrize("read", [read_weight, read_length, read_arm])
def test_box_when_empty_then_nothing_is_said(read) -> None:
    assert (read("").value, read("  ").problem) == (None, "")


@given(st.integers(min_value=300, max_value=180_000))
def test_weight_when_written_with_comma_or_dot_then_read_alike(grams: int) -> None:
    text = f"{grams / 1000:.3f}"
    assert read_weight(text).value == read_weight(text.replace(".", ",")).value == grams


@given(st.text(max_size=40))
def test_boxes_when_anything_is_typed_then_a_value_or_a_problem_or_nothing(text: str) -> None:
    for read in (read_weight, read_length, read_arm):
        found = read(text)
        assert (found.value is None) or (found.value > 0 and not found.problem)
