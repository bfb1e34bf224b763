from xml.etree import ElementTree

from mangnon.core.web.charts.sparkline import sparkline_svg


def path(*values):
    svg = ElementTree.fromstring(sparkline_svg(values=values, title="t"))
    return next((each.get("d") for each in svg.iter() if each.tag.endswith("path")), None)


def test_sparkline_when_values_grow_then_line_goes_up_from_left_to_right():
    assert path(1, 2, 3) == "M0.0 100.0L50.0 50.0L100.0 0.0"


def test_sparkline_when_a_value_is_missing_then_a_gap():
    assert path(1, None, 3) == "M0.0 100.0M100.0 0.0"


def test_sparkline_when_all_equal_then_a_level_line():
    assert path(5, 5) == "M0.0 50.0L100.0 50.0"


def test_sparkline_when_nothing_known_then_only_the_title():
    assert path(None, None) is None
    assert path() is None


def test_sparkline_when_title_is_hostile_then_escaped():
    assert "<b>" not in sparkline_svg(values=[1], title='"<b>')
