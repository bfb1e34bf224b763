"""Circumstances, risks and poverty in free text."""

from __future__ import annotations

import pytest

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.life import LifeReader


@pytest.fixture(scope="module")
def life(content: ExchangeContent) -> LifeReader:
    return LifeReader(content.life)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Mồ côi cả cha lẫn mẹ", [("10a", None)]),
        ("MỒ CÔI CẢ CHA LẪN MẸ", [("10a", None)]),
        ("mo coi ca cha lan me", [("10a", None)]),
        ("mồ côi cha, mẹ", [("10a", None)]),
        ("mồ côi cha mẹ; hộ nghèo", [("10a", None)]),
        ("bị mẹ bỏ rơi", [("10b", None)]),
        ("không nơi nương tựa", [("10c", None)]),
        ("KT nặng", [("10d", "severe")]),
        ("Khuyết tật vận động (nhẹ)", [("10d", "mild")]),
        ("khuyết tật đặc biệt nặng", [("10d", "exceptionally_severe")]),
        ("Nhiễm HIV/AIDS", [("10đ", None)]),
        ("VPPL", [("10e", None)]),
        ("nghiện ma tuý", [("10g", None)]),
        ("phải bỏ học kiếm sống", [("10h", None)]),
        ("bị bạo hành", [("10i", None)]),
        ("bị bóc lột", [("10k", None)]),
        ("bị xâm hại tình dục", [("10l", None)]),
        ("bị mua bán", [("10m", None)]),
        ("mắc bệnh hiểm nghèo", [("10n", None)]),
        ("trẻ em di cư", [("10o", None)]),
        ("10a; 10đ", [("10a", None), ("10đ", None)]),
        ("10dd", [("10đ", None)]),
        ("nhóm đ", [("10đ", None)]),
        ("Trẻ khuyết tật + mồ côi cả cha mẹ", [("10d", None), ("10a", None)]),
    ],
)
def test_groups_when_written_any_way_then_they_are_found(
    life: LifeReader, text: str, groups: list[tuple[str, str | None]]
) -> None:
    assert [(one.code, one.subtype) for one in life.read(text).circumstances] == groups


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("mồ côi mẹ", "circumstance_one_parent"),
        ("Mồ côi cha, mẹ đi làm ăn xa", "circumstance_one_parent"),
        ("bố nhiễm HIV", "circumstance_of_parent"),
        ("mẹ bị khuyết tật", "circumstance_of_parent"),
        ("ở đâu đó xa lắm", "circumstance_unread"),
        ("không khuyết tật", None),
        ("chưa bị bóc lột", None),
        ("Không", None),
        ("KT khó khăn", None),
        ("bị cảm", "circumstance_unread"),
    ],
)
def test_groups_when_not_said_of_the_child_then_none_is_given(life: LifeReader, text: str, warning: str | None) -> None:
    reading = life.read(text)
    assert reading.circumstances == ()
    assert reading.warnings == ((warning,) if warning else ())


def test_groups_when_the_wording_is_doubtful_then_a_person_is_asked(life: LifeReader) -> None:
    reading = life.read("Mồ côi")
    assert [one.code for one in reading.circumstances] == ["10a"]
    assert reading.warnings == ("circumstance_doubtful",)


@pytest.mark.parametrize(
    ("text", "poverty"),
    [
        ("hộ nghèo", "poor"),
        ("Con hộ cận nghèo", "near_poor"),
        ("không thuộc hộ nghèo", "none"),
        ("hộ mới thoát nghèo", "none"),
        ("bệnh hiểm nghèo", None),
        ("hộ nghèo, cận nghèo", "poor"),
        ("HN", "poor"),
        ("KT nhẹ; HCN", "near_poor"),
        ("chuyển HN", None),
        ("ly hôn", None),
    ],
)
def test_poverty_when_written_any_way_then_it_is_found(life: LifeReader, text: str, poverty: str | None) -> None:
    assert life.read(text).poverty == poverty


@pytest.mark.parametrize(
    ("text", "risks"),
    [
        ("bố mẹ ly hôn", ["parents_divorced"]),
        ("Bố mẹ đi làm ăn xa", ["parents_away"]),
        ("mẹ đi XKLĐ", ["parents_away"]),
        ("có nguy cơ bị bỏ rơi", ["said_at_risk"]),
        ("không có nguy cơ", []),
        ("bố mẹ ly hôn, mẹ đi làm ăn xa", ["parents_divorced", "parents_away"]),
    ],
)
def test_risks_when_written_any_way_then_they_are_found(life: LifeReader, text: str, risks: list[str]) -> None:
    assert list(life.read(text).risks) == risks
    assert life.read(text).circumstances == ()
