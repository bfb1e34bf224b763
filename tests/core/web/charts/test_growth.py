import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from mangnon.core.web.charts.growth import Curve, GrowthPoint, growth_chart_svg

CURVES = tuple(Curve(sd=sd, points=[(m, 8.0 + sd + m * 0.2) for m in range(0, 25, 6)]) for sd in range(-3, 4))


def drawing(**changes):
    given = {"curves": CURVES, "points": (), "title": "Cân nặng", "y_name": "kg", **changes}
    return ElementTree.fromstring(growth_chart_svg(**given))


def with_class(svg, name):
    return [each for each in svg.iter() if name in each.get("class", "").split()]


def point(x, y, *, implausible=False):
    return GrowthPoint(x=x, y=y, words=f"{x}: {y}", implausible=implausible)


def test_growth_chart_when_curves_given_then_each_has_a_line_and_a_label_in_order():
    svg = drawing()
    assert len(with_class(svg, "growth__sd")) == 7
    labels = with_class(svg, "growth__label")
    assert [each.text for each in labels] == ["+3", "+2", "+1", "0", "−1", "−2", "−3"]
    tops = [float(each.get("y").rstrip("%")) for each in labels]
    assert tops == sorted(tops)


def test_growth_chart_when_curves_run_close_then_labels_do_not_overlap():
    close = tuple(Curve(sd=sd, points=[(0, 10.0), (24, 10 + sd * 0.01)]) for sd in range(-3, 4))
    tops = [float(each.get("y").rstrip("%")) for each in with_class(drawing(curves=close), "growth__label")]
    assert min(b - a for a, b in pairwise(tops)) >= 4.99


def test_growth_chart_when_points_out_of_order_then_joined_by_age_and_last_marked():
    svg = drawing(points=(point(12, 9.0), point(2, 5.0), point(6, 8.0)), last_words="9,0 kg")
    line = with_class(svg, "growth__line")[0].get("d")
    xs = [float(pair.split()[0]) for pair in re.split("[ML]", line) if pair]
    assert xs == sorted(xs)
    assert [each[0].text for each in with_class(svg, "growth__dot--last")] == ["12: 9.0"]
    assert with_class(svg, "growth__value")[0].text == "9,0 kg"


def test_growth_chart_when_a_point_is_implausible_then_marked_not_joined_and_axes_stay():
    svg = drawing(points=(point(6, 8.0), point(8, 94.0, implausible=True), point(12, 9.0)))
    assert len(with_class(svg, "growth__odd")) == 1
    assert with_class(svg, "growth__odd")[0].get("cy") == "0.00%"
    assert with_class(svg, "growth__line")[0].get("d").count("L") == 1
    assert "94" not in {each.text for each in svg.iter() if each.tag.endswith("text")}


@pytest.mark.parametrize("count", [0, 1])
def test_growth_chart_when_fewer_than_two_points_then_no_line(count):
    svg = drawing(points=(point(6, 8.0),)[:count])
    assert with_class(svg, "growth__line") == []
    assert len(with_class(svg, "growth__dot")) == count


def test_growth_chart_when_a_range_is_asked_then_curves_are_cut_with_their_ends_interpolated():
    svg = drawing(x_range=(3, 9), points=(point(6, 8.0), point(20, 12.0)))
    median = with_class(svg, "growth__sd--0")[0].get("d")
    assert median.startswith("M0.0 ")
    assert re.search(r"L1000\.0 [\d.]+$", median)
    assert len(with_class(svg, "growth__dot")) == 1


def test_growth_chart_when_texts_are_hostile_then_escaped():
    bad = '"><script>alert(1)</script>'
    odd = GrowthPoint(x=6, y=8.0, words=bad)
    text = growth_chart_svg(curves=CURVES, points=(odd,), title=bad, y_name=bad, last_words=bad, key=bad)
    assert "<script" not in text
    assert ElementTree.fromstring(text).find("title").text == bad


def test_growth_chart_when_drawn_then_carries_no_style_of_its_own():
    text = growth_chart_svg(curves=CURVES, points=(point(6, 8.0),), title="t", y_name="kg")
    assert "style" not in text


def test_growth_chart_when_weight_for_length_then_axis_counts_centimetres():
    curves = (Curve(sd=0, points=[(45, 2.4), (110, 18.3)]),)
    svg = drawing(curves=curves, x_unit="length_cm")
    axis = [each.text for each in with_class(svg, "growth__axis")]
    assert axis[0] == "Chiều dài hoặc chiều cao (cm)"
    assert {"50", "110"} <= {each.text for each in svg.iter() if each.tag.endswith("text")}
