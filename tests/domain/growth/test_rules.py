"""What a child's measurements mean."""

from __future__ import annotations

from datetime import date

from mangnon.domain.growth.rules import Body, ask, ask_without_age, score
from mangnon.domain.growth.standards import practice, standards

BORN, TODAY = date(2025, 5, 24), date(2026, 11, 24)


def scored(*bodies: Body, sex: str = "m"):
    return score(sex=sex, birth=BORN, bodies=bodies, standards=standards(), practice=practice(TODAY))


def test_score_when_sex_and_birth_are_known_then_z_scores_and_words() -> None:
    (found,) = scored(Body(on=TODAY, weight_g=8_000, length_mm=760, position="l"))
    assert found.age_days == 549
    assert found.z["waz"] < -2
    assert found.words("weight_class") == "nhẹ cân"
    assert "nhẹ cân" in found.concerns()


def test_score_when_sex_is_unknown_then_no_z_score() -> None:
    (found,) = scored(Body(on=TODAY, weight_g=10_500), sex="")
    assert found.z == {}
    assert found.concerns() == ()


def test_score_when_measured_before_birth_then_left_out() -> None:
    assert scored(Body(on=date(2025, 5, 23), weight_g=3_200)) == []


def test_score_when_normal_then_nothing_concerns() -> None:
    (found,) = scored(Body(on=TODAY, weight_g=10_900, length_mm=820, position="l"))
    assert found.words("weight_class") == "cân nặng bình thường"
    assert found.concerns() == ()


def test_ask_when_weight_fell_by_a_third_then_measure_again() -> None:
    last, new = scored(Body(on=date(2026, 11, 2), weight_g=10_500), Body(on=TODAY, weight_g=7_000))
    (first, *_) = [each for each in ask(new=new, last=last, practice=practice(TODAY)) if each.code == "weight_drop"]
    assert first.measure_again


def test_ask_when_numbers_are_likely_then_nothing_is_asked() -> None:
    last, new = scored(Body(on=date(2026, 10, 24), weight_g=10_500), Body(on=TODAY, weight_g=10_700))
    assert ask(new=new, last=last, practice=practice(TODAY)) == []


def test_ask_without_age_when_shorter_than_before_then_asks() -> None:
    before, now = Body(on=date(2026, 10, 24), length_mm=800), Body(on=TODAY, length_mm=700)
    codes = [each.code for each in ask_without_age(new=now, last=before, practice=practice(TODAY))]
    assert codes == ["length_shorter"]
