"""Small counts stay hidden, and cannot be worked out from the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mangnon.engines.incidence import hidden_counts

COUNTS = st.lists(st.integers(0, 40), max_size=30)
FEWEST = st.integers(0, 12)


@given(COUNTS, FEWEST)
def test_hidden_when_small_then_always_and_nothing_is_never(counts: list[int], fewest: int) -> None:
    hidden = hidden_counts(counts, fewest=fewest)
    assert len(hidden) == len(counts)
    for count, hide in zip(counts, hidden, strict=True):
        if 0 < count < fewest:
            assert hide
        if count == 0:
            assert not hide


@given(COUNTS, FEWEST)
def test_hidden_when_the_whole_is_known_then_no_part_follows_from_it(counts: list[int], fewest: int) -> None:
    hidden = hidden_counts(counts, fewest=fewest)
    held = [count for count, hide in zip(counts, hidden, strict=True) if hide]
    shown = [count for count, hide in zip(counts, hidden, strict=True) if count and not hide]
    if held and shown:
        assert len(held) > 1
        assert sum(held) >= fewest


@given(COUNTS, FEWEST)
def test_hidden_when_none_is_small_then_all_are_shown(counts: list[int], fewest: int) -> None:
    if not any(0 < count < fewest for count in counts):
        assert not any(hidden_counts(counts, fewest=fewest))


def test_hidden_when_examples_then_the_smallest_others_go_with_them() -> None:
    assert hidden_counts([3, 9, 20], fewest=5) == (True, True, False)
    assert hidden_counts([1, 1, 1, 10], fewest=5) == (True, True, True, True)
    assert hidden_counts([4, 4, 30], fewest=5) == (True, True, False)
    assert hidden_counts([0, 0], fewest=5) == (False, False)
