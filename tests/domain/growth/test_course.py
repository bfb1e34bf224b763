"""How a child grew between weighings, and what that asks for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mangnon.domain.growth.course import both_ages, reasons, steps
from mangnon.domain.growth.rules import Body, score
from mangnon.domain.growth.standards import practice, standards

BORN, TODAY = date(2025, 5, 24), date(2026, 11, 24)
RULES = practice(TODAY)


def scored(*bodies: Body):
    return score(sex="m", birth=BORN, bodies=bodies, standards=standards(), practice=RULES)


def day(before: int) -> date:
    return TODAY - timedelta(before)


def alerts(*bodies: Body) -> tuple[str, ...]:
    return steps(scored=scored(*bodies), practice=RULES)[-1].alerts()


def test_steps_when_a_child_gains_then_rates_and_nothing_to_do() -> None:
    first, second = steps(
        scored=scored(Body(day(30), weight_g=10_600, length_mm=800, position="l"),
                      Body(TODAY, weight_g=10_900, length_mm=812, position="l")),
        practice=RULES,
    )  # fmt: skip
    assert first.weight_days is None
    assert first.alerts() == ()
    assert (second.weight_days, second.weight_gain_g, second.weight_g_per_day) == pytest.approx((30, 300.0, 10.0))
    assert second.length_gain_mm is not None
    assert round(second.length_gain_mm) == 12
    assert second.alerts() == ()


def test_alerts_when_the_weight_stands_still_for_a_month_then_flat_but_not_after_a_week() -> None:
    assert alerts(Body(day(30), weight_g=10_600), Body(TODAY, weight_g=10_600)) == ("flat",)
    assert alerts(Body(day(7), weight_g=10_600), Body(TODAY, weight_g=10_600)) == ()


def test_alerts_when_a_tenth_is_lost_then_lost() -> None:
    assert "lost" in alerts(Body(day(30), weight_g=10_600), Body(TODAY, weight_g=9_540))


def test_alerts_when_the_line_falls_slowly_for_months_then_faltering_against_the_peak() -> None:
    found = alerts(*(Body(day(30 * n), weight_g=9_000 + 20 * (5 - n)) for n in range(5, -1, -1)))
    assert found[0] in ("slowing", "faltering")


def test_alerts_when_a_number_is_implausible_then_it_is_compared_with_nothing() -> None:
    assert alerts(Body(day(30), weight_g=106_000), Body(TODAY, weight_g=10_600)) == ()


def test_alerts_when_feet_are_swollen_then_oedema_first_and_the_weight_is_not_compared() -> None:
    assert alerts(Body(day(30), weight_g=10_600), Body(TODAY, weight_g=9_000, oedema=True)) == ("oedema",)


def test_alerts_when_the_arm_is_very_small_then_severe() -> None:
    assert alerts(Body(TODAY, weight_g=10_900, length_mm=820, position="l", arm_mm=114)) == ("acute_severe",)
    assert alerts(Body(TODAY, weight_g=10_900, length_mm=820, position="l", arm_mm=115)) == ("acute_moderate",)


def test_both_ages_when_born_at_32_weeks_then_corrected_z_is_higher_and_at_37_there_is_none() -> None:
    bodies = scored(Body(day(360), weight_g=6_000), Body(TODAY, weight_g=9_000))
    found = both_ages(sex="m", birth=BORN, gestation_weeks=32, scored=bodies, standards=standards(), practice=RULES)
    assert [each.corrected_days for each in found] == [each.age_days - 56 for each in bodies]
    assert all(each.corrected["waz"] > each.scored.z["waz"] for each in found)
    none = both_ages(sex="m", birth=BORN, gestation_weeks=37, scored=bodies, standards=standards(), practice=RULES)
    assert none == []


def test_both_ages_when_before_the_expected_day_then_no_corrected_z() -> None:
    bodies = scored(Body(BORN + timedelta(10), weight_g=2_000))
    (found,) = both_ages(sex="m", birth=BORN, gestation_weeks=32, scored=bodies, standards=standards(), practice=RULES)
    assert found.corrected_days == -46
    assert found.corrected == {}


def test_reasons_when_asked_then_the_lms_give_the_same_z() -> None:
    body = Body(TODAY, weight_g=9_000)
    (reason,) = reasons(sex="m", birth=BORN, body=body, standards=standards())
    z = ((reason.measurement / reason.median) ** reason.lam - 1) / (reason.lam * reason.spread)
    assert round(z, 2) == reason.z == scored(body)[0].z["waz"]
