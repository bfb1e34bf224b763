"""Bars stand for their counts, and their words are escaped."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.web.charts.bars import FOOT, HEAD, HIGH, bars_svg


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=24))
def test_bars_when_drawn_then_as_tall_as_their_counts_and_inside(counts: list[int]) -> None:
    svg = bars_svg(bars=[(str(at), count) for at, count in enumerate(counts)], title="thử")
    heights = [float(each) for each in re.findall(r'<rect [^>]*height="([\d.]+)"', svg)]
    most = max(counts) or 1
    assert len(heights) == len(counts)
    assert all(
        abs(tall - (HIGH - FOOT - HEAD) * count / most) < 0.06 for tall, count in zip(heights, counts, strict=True)
    )


def test_bars_when_words_hold_markup_then_escaped_and_without_bars_only_the_title() -> None:
    assert "<b>" not in bars_svg(bars=[("<b>", 1)], title="<b>")
    assert bars_svg(bars=[], title="trống").endswith("<title>trống</title></svg>")
