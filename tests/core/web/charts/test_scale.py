import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mangnon.core.web.charts.scale import Span, age_ticks, number_ticks, round_step, span_around


@pytest.mark.parametrize(("width", "about", "step"), [(16, 8, 2), (75, 8, 10), (3, 8, 0.5), (0.8, 8, 0.1), (80, 8, 10)])
def test_round_step_when_width_given_then_one_two_or_five(width, about, step):
    assert round_step(width, about=about) == pytest.approx(step)


@example([5e-324])
@example([1000.0, 1000.0000000000001])
@given(st.lists(st.floats(-1000, 1000, allow_subnormal=False), min_size=1, max_size=20))
def test_span_around_when_any_values_then_holds_them_in_few_steps(values):
    span, step = span_around(values)
    assert span.low <= min(values) <= max(values) <= span.high
    assert span.high > span.low
    assert len(number_ticks(span, step=step)) <= 11


def test_age_ticks_when_young_then_months_and_when_older_then_birthdays():
    assert [tick.label for tick in age_ticks(Span(0, 24)) if not tick.minor] == ["0", "6", "12", "18", "24"]
    assert [tick.label for tick in age_ticks(Span(0, 60)) if tick.label] == ["0", "1", "2", "3", "4", "5"]
    assert [tick.value for tick in age_ticks(Span(61, 228))][:2] == [72, 84]
    assert age_ticks(Span(61, 228))[-1].label == "19"
