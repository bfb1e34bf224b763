"""What the growth section of a child's page says beside the charts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.test import Client
from tests.scope.two_communes import MOMENT

from mangnon.domain.growth.models import Measurement

MakeChild = Callable[..., UUID]


def measure(key: UUID, on: date, **measured: object) -> None:
    Measurement.objects.create(child_id=key, on=on, recorded_at=MOMENT, source="sổ cân", **measured)


def page_of(client: Client, key: UUID) -> str:
    return client.get(f"/tre/{key}/").content.decode()


def test_growth_when_a_tenth_was_lost_then_said_in_words_with_what_to_do(officer: Client, child: MakeChild) -> None:
    key = child()
    measure(key, date(2026, 10, 20), weight_g=10_600)
    measure(key, date(2026, 11, 20), weight_g=9_500)
    page = page_of(officer, key)
    assert "Sụt cân" in page
    assert "−1.100 g sau 31 ngày" in page
    assert "đưa trẻ đến trạm y tế khám trong tuần" in page


def test_growth_when_all_is_well_then_no_alarm_but_gains_and_reasons(officer: Client, child: MakeChild) -> None:
    key = child()
    measure(key, date(2026, 10, 20), weight_g=10_600, length_mm=800, position="l")
    measure(key, date(2026, 11, 20), weight_g=10_900, length_mm=810, position="l", head_mm=470)
    page = page_of(officer, key)
    assert "Sụt cân" not in page
    assert "+300 g" in page
    assert "Vì sao các chỉ số là như vậy?" in page
    assert "bảng wfa (chuẩn tăng trưởng WHO 2006)" in page
    assert "Vòng đầu theo tuổi: 47,0" in page


def test_growth_when_born_early_then_both_ages_are_labelled(officer: Client, child: MakeChild) -> None:
    key = child(gestation_weeks=31)
    measure(key, date(2026, 11, 20), weight_g=9_000, length_mm=760, position="l")
    page = page_of(officer, key)
    assert "Theo tuổi hiệu chỉnh" in page
    assert "sinh ở tuần thai 31, sớm 9 tuần" in page


def test_growth_when_the_arm_is_very_small_then_severe_and_the_arm_is_told(officer: Client, child: MakeChild) -> None:
    key = child()
    measure(key, date(2026, 11, 20), weight_g=10_900, length_mm=810, position="l", arm_mm=110)
    page = page_of(officer, key)
    assert "Suy dinh dưỡng cấp nặng" in page
    assert "Vòng cánh tay 11,0" in page
